/* SPDX-License-Identifier: MIT */
/* test_target_rules.c - every rule is broken by a change, named with its place, and kept by another. */
#include "target_rows.h"

#include "check_main.h"

static void judge(
    const char *bytes, const struct target_guest *guest, int64_t now, struct problems *problems)
{
    AUTO(json_value) manifest = { guest ? target_manifest(guest, VERDICT_MET) : NULL };
    AUTO(target) target = { 0 };
    struct err err = { 0 };

    ck_assert_msg(target_read(bytes, strlen(bytes), manifest.root, now, &target, problems, &err),
        "%s", err.text);
}

static void judge_patched(
    const char *patch, const struct target_guest *guest, struct problems *problems)
{
    AUTO(text) text = { 0 };

    target_patched(patch, &text);
    judge(text_string(&text), guest, TARGET_TODAY, problems);
}

/* Nothing else is said than what the row names. */
static void expect_only(const struct problems *problems, const char *rule, const char *also)
{
    AUTO_FREE char *told = target_told(problems);

    for (size_t at = 0; at < problems->count; at++)
        ck_assert_msg((rule && strcmp(problems->items[at].rule, rule) == 0) ||
                          (also && strcmp(problems->items[at].rule, also) == 0),
            "%s: more is said: %s", rule ? rule : "kept", told);
}

START_TEST(is_broken_there_and_nothing_else_is)
{
    const struct target_row *row = &target_rows[_i];
    AUTO(problems) problems = { 0 };

    judge_patched(row->breaks, row->guest, &problems);
    AUTO_FREE char *told = target_told(&problems);
    const struct problem *problem = target_problem(&problems, row->rule, row->where);
    ck_assert_msg(problem != NULL, "%s is not named at '%s': %s", row->rule, row->where, told);
    ck_assert_msg(problem->what[0] && problem->right[0] && problem->source[0], "%s", row->rule);
    expect_only(&problems, row->rule, row->also);
}
END_TEST

START_TEST(is_just_kept)
{
    const struct target_row *row = &target_rows[_i];
    AUTO(problems) problems = { 0 };

    judge_patched(row->keeps, row->guest, &problems);
    expect_only(&problems, NULL, row->also);
}
END_TEST

/* Rules whose rows are no changes of the example: tests below, of images in test_target.c, and of
 * templates in test_arm.c. */
static const char *const elsewhere[] = { "target.not-json", "target.text-long", "target.list-long",
    "target.tag-count", "target.image-not-ready", "target.image-unknown", "target.image-unfit",
    "target.lab-retired", "target.api-version", "target.api-version-old" };

START_TEST(every_rule_has_a_row)
{
    const struct target_rule *rule;

    for (size_t at = 0; (rule = target_rule_at(at)) != NULL; at++) {
        size_t rows = 0;

        for (size_t i = 0; i < COUNT_OF(target_rows); i++)
            rows += strcmp(target_rows[i].rule, rule->id) == 0;
        for (size_t i = 0; i < COUNT_OF(elsewhere); i++)
            rows += strcmp(elsewhere[i], rule->id) == 0;
        ck_assert_msg(rows > 0, "%s has no row", rule->id);
    }
}
END_TEST

START_TEST(every_row_has_a_rule)
{
    ck_assert_msg(target_rule_find(target_rows[_i].rule) != NULL, "%s", target_rows[_i].rule);
}
END_TEST

START_TEST(every_rule_is_told_whole)
{
    const struct target_rule *rule;

    for (size_t at = 0; (rule = target_rule_at(at)) != NULL; at++) {
        ck_assert_msg(text_starts(rule->id, "target."), "%s", rule->id);
        ck_assert_msg(
            rule->title && rule->title[0] >= 'A' && rule->title[0] <= 'Z', "%s", rule->id);
        ck_assert_msg(rule->why && rule->why[strlen(rule->why) - 1] == '.', "%s", rule->id);
        ck_assert_msg(text_starts(rule->source, "https://"), "%s", rule->id);
        ck_assert_ptr_eq(target_rule_find(rule->id), rule);
    }
    ck_assert_uint_gt(COUNT_OF(target_rows), 100);
}
END_TEST

/* -- what is no change of the example -- */

static const struct {
    const char *name, *bytes, *rule;
} documents[] = {
    { "nothing", "", "target.not-json" },
    { "half", "{\"schema\":", "target.not-json" },
    { "twice", "{\"schema\":\"goldprep.target/1\",\"schema\":\"goldprep.target/1\"}",
        "target.not-json" },
    { "two", "{} {}", "target.not-json" },
    { "a list", "[]", "target.member-type" },
    { "a text", "\"text\"", "target.member-type" },
    { "empty", "{}", "target.member-missing" },
};

START_TEST(a_document_that_is_none_is_named)
{
    AUTO(problems) problems = { 0 };

    judge(documents[_i].bytes, NULL, TARGET_TODAY, &problems);
    AUTO_FREE char *told = target_told(&problems);
    ck_assert_msg(
        target_problem(&problems, documents[_i].rule, NULL), "%s: %s", documents[_i].name, told);
}
END_TEST

static void append_repeated(
    struct text *text, const char *head, const char *each, size_t count, const char *tail)
{
    text_append(text, "%s", head);
    for (size_t at = 0; at < count; at++)
        text_append(text, "%s%s%zu'", at > 0 ? "," : "", each, at);
    text_append(text, "%s", tail);
}

static const struct {
    const char *rule, *where, *head, *each, *tail;
    size_t breaks, keeps;
} long_ones[] = {
    { "target.list-long", "known.gallery_names", "{'known':{'gallery_names':[", "'g", "]}}", 1001,
        1000 },
};

START_TEST(a_list_has_an_end)
{
    AUTO(text) breaks = { 0 };
    AUTO(text) keeps = { 0 };
    AUTO(problems) broken = { 0 };
    AUTO(problems) kept = { 0 };

    append_repeated(
        &breaks, long_ones[_i].head, long_ones[_i].each, long_ones[_i].breaks, long_ones[_i].tail);
    append_repeated(
        &keeps, long_ones[_i].head, long_ones[_i].each, long_ones[_i].keeps, long_ones[_i].tail);
    judge_patched(text_string(&breaks), &target_trusted, &broken);
    judge_patched(text_string(&keeps), &target_trusted, &kept);
    ck_assert_ptr_nonnull(target_problem(&broken, long_ones[_i].rule, long_ones[_i].where));
    expect_only(&kept, NULL, NULL);
}
END_TEST

START_TEST(there_are_at_most_50_tags)
{
    for (size_t count = 50; count <= 51; count++) {
        AUTO(text) patch = { 0 };
        AUTO(problems) problems = { 0 };

        text_append(&patch, "{'gallery':{'tags':{'owner':null");
        for (size_t at = 0; at < count; at++)
            text_append(&patch, ",'t%zu':'v'", at);
        text_append(&patch, "}}}");
        judge_patched(text_string(&patch), &target_trusted, &problems);
        expect_only(&problems, count > 50 ? "target.tag-count" : NULL, NULL);
        ck_assert_uint_eq(problems.errors, count - 50);
    }
}
END_TEST

START_TEST(a_text_has_an_end)
{
    for (size_t len = 8192; len <= 8193; len++) {
        AUTO(text) patch = { 0 };
        AUTO(problems) problems = { 0 };

        text_append(&patch, "{'definition':{'eula':'%0*d'}}", (int)len, 0);
        judge_patched(text_string(&patch), &target_trusted, &problems);
        expect_only(&problems, len > 8192 ? "target.text-long" : NULL, NULL);
        ck_assert_uint_eq(problems.errors, len - 8192);
    }
}
END_TEST

START_TEST(labs_retire_and_have_retired)
{
    AUTO(text) text = { 0 };
    AUTO(problems) before = { 0 };
    AUTO(problems) after = { 0 };

    target_patched(LAB(PLAN), &text);
    judge(text_string(&text), &target_trusted, 1814140800 - 1, &before); /* 2027-06-28 */
    judge(text_string(&text), &target_trusted, 1814140800, &after);
    expect_only(&before, "target.lab-retires", NULL);
    expect_only(&after, "target.lab-retired", NULL);
    ck_assert_uint_eq(before.errors, 0);
    ck_assert_uint_eq(before.warnings, 1);
    ck_assert_uint_eq(after.errors, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("target_rules");

    check_add(suite, is_broken_there_and_nothing_else_is, COUNT_OF(target_rows));
    check_add(suite, is_just_kept, COUNT_OF(target_rows));
    check_add(suite, every_row_has_a_rule, COUNT_OF(target_rows));
    check_add(suite, every_rule_has_a_row, 1);
    check_add(suite, every_rule_is_told_whole, 1);
    check_add(suite, a_document_that_is_none_is_named, COUNT_OF(documents));
    check_add(suite, a_list_has_an_end, COUNT_OF(long_ones));
    check_add(suite, there_are_at_most_50_tags, 1);
    check_add(suite, a_text_has_an_end, 1);
    check_add(suite, labs_retire_and_have_retired, 1);
    return check_main(suite);
}
