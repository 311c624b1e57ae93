/* SPDX-License-Identifier: MIT */
/* test_cmd_explain.c - every id there is can be explained, at 80 columns and as JSON; so can profiles. */
#include "world.h"

#include "actions/action.h"
#include "base/json.h"
#include "policy/policy.h"
#include "probes/probe.h"
#include "sysprep/causes.h"
#include "sysprep/stuck.h"
#include "ui/explain.h"

#include "check_main.h"

/* Addresses and paths of the registry cannot be broken; everything else fits. */
static void lines_fit(const char *text)
{
    while (*text) {
        size_t len = strcspn(text, "\n");
        AUTO(text) line = { 0 };

        text_append_bytes(&line, text, len);
        ck_assert_msg(
            say_columns(text_string(&line)) <= 80 || strstr(text_string(&line), "https://") ||
                strstr(text_string(&line), "HKLM\\") || strstr(text_string(&line), "HKU\\"),
            "%s", text_string(&line));
        text += len + (text[len] ? 1 : 0);
    }
}

/* Explains it in both forms. */
static void explained(struct world *world, const char *id, const char *kind)
{
    AUTO(json_value) document = { 0 };
    AUTO(text) head = { 0 };
    struct err err = { 0 };
    bool found = false;

    world_expects(world_run(world, "explain", id, NULL), 0);
    text_append(&head, "%s (%s)\n", id, kind);
    world_said(world_out(), text_string(&head));
    lines_fit(world_out());
    ck_assert_str_eq(world_err(), "");
    world_expects(world_run(world, "explain", id, "--json", NULL), 0);
    ck_assert_msg(
        json_parse(world_out(), strlen(world_out()), &document.root, &err), "%s", err.text);
    for (const struct json *each = json_first(json_member(document.root, "explanations")); each;
         each = json_next(each))
        found = found || (strcmp(json_string(json_member(each, "id")), id) == 0 &&
                             strcmp(json_string(json_member(each, "kind")), kind) == 0);
    ck_assert_msg(found, "%s", id);
}

START_TEST(every_id_is_explained)
{
    struct world world = world_without_windows();

    for (size_t at = 0; policy_requirements[at]; at++)
        explained(&world, policy_requirements[at]->id, "requirement");
    for (size_t at = 0; probes_all[at]; at++) {
        explained(&world, probes_all[at]->id, "probe");
        for (const struct probe_key *key = probes_all[at]->keys; key->key; key++)
            explained(&world, key->key, "fact");
    }
    for (size_t at = 0; actions_all[at]; at++)
        explained(&world, actions_all[at]->id, "action");
    for (size_t at = 0; policy_profiles[at]; at++)
        explained(&world, policy_profiles[at]->id, "profile");
    for (size_t at = 0; at < causes_count; at++)
        explained(&world, causes_all[at].id, "cause");
    for (size_t at = 0; at < stuck_count; at++)
        explained(&world, stuck_all[at].id, "cause");
    world_free(&world);
}
END_TEST

static const struct {
    const char *id;
    const char *said[5];
} rows[] = {
    { "os.edition-enterprise",
        { "  wanted:    Edition is Enterprise\n", "  why:       Only Enterprise",
            "  advice:    Build", "  source:    https://learn.microsoft.com/",
            "    devbox      must; the service answers: SourceImageInvalid:" } },
    { "DISK.size-default", { "disk.size-default (requirement)\n",
                               "    devbox      should; os_disk_bytes 68719476736\n" } },
    { "disk.no-recovery-partition", { "  remedy:    delete-recovery-partition\n" } },
    { "os.edition", { "  read from: HKLM\\", "  probe:     os\n" } },
    { "reserved-storage-deep", { "  deep:      asked with --deep only\n" } },
    { "delete-recovery-partition",
        { "  does:      ", "  meets:     disk.no-recovery-partition\n", "  risk:      " } },
    { "generalize", { "  one way:   goldprep cannot take it back", "  power:     the machine" } },
    { "devbox", { "  rules of:  2026-", "  asks for (", " must, ", "    os.client " } },
    { "3", { "3 (exit-code)\n", "  is:        unmet\n", "  from:      assess, plan" } },
    { "3010", { "  is:        restart\n" } }, { "unmet", { "3 (exit-code)\n" } },
    { "wrong usage", { "2 (exit-code)\n" } }, { "wrong-usage", { "2 (exit-code)\n" } },
    { "restart", { "restart (probe)\n", "\n\n3010 (exit-code)\n" } }, /* both are called so */
};

START_TEST(says_what_the_tables_say)
{
    struct world world = world_without_windows();

    world_expects(world_run(&world, "explain", rows[_i].id, NULL), 0);
    for (size_t at = 0; at < COUNT_OF(rows[_i].said) && rows[_i].said[at]; at++)
        world_said(world_out(), rows[_i].said[at]);
    world_free(&world);
}
END_TEST

static const struct {
    const char *id, *hint;
} wrong[] = {
    { "os.clent", "hint: did you mean 'os.client'?" },
    { "delete-recovry-partition", "did you mean 'delete-recovery-partition'?" },
    { "reserved-storage.", "'reserved-storage.' is in: reserved-storage.not-in-use" },
    { "99", "'99'" },
    { "xyzzy",
        "there is no fact, probe, requirement, action, profile, exit code, cause or rule 'xyzzy'" },
};

START_TEST(an_unknown_id_is_wrong_usage_with_a_hint)
{
    struct world world = world_without_windows();

    world_expects(world_run(&world, "explain", wrong[_i].id, NULL), 2);
    world_said(world_err(), wrong[_i].hint);
    world_said(world_err(), "usage: goldprep explain ID [--json]");
    ck_assert_str_eq(world_out(), "");
    world_free(&world);
}
END_TEST

START_TEST(an_id_is_needed)
{
    struct world world = world_without_windows();

    world_expects(world_run(&world, "explain", NULL), 2);
    world_said(world_err(), "'explain' needs an id");
    world_expects(world_run(&world, "explain", "a", "b", NULL), 2);
    world_said(world_err(), "unexpected argument 'b'");
    world_free(&world);
}
END_TEST

/* What is expected of a fact, in words. */
static const struct {
    struct expectation expects;
    const char *words;
} expectations[] = {
    { { .fact = "a.b", .number = 4, .when_absent = VERDICT_MET }, "a.b is 4, or is not there" },
    { { .fact = "a.b", .kind = EXPECTS_NOT_NUMBER, .number = 4, .when_absent = VERDICT_UNMET },
        "a.b is another number than 4; not there is unmet" },
    { { .fact = "a.b",
          .kind = EXPECTS_AT_LEAST,
          .parameter = "min",
          .when_absent = VERDICT_UNKNOWN },
        "a.b is what the profile gives as 'min' or more; where it is not there, that is unknown" },
    { { .fact = "a.b",
          .kind = EXPECTS_AT_MOST,
          .number = 8,
          .when_absent = VERDICT_NOT_APPLICABLE },
        "a.b is 8 or less; where it is not there, it is not applicable" },
    { { .fact = "a.b", .kind = EXPECTS_TEXT, .text = "x", .when_absent = VERDICT_MET },
        "a.b is 'x', or is not there" },
    { { .fact = "a.b", .kind = EXPECTS_ONE_OF, .text = "x|y z", .when_absent = VERDICT_MET },
        "a.b is one of 'x', 'y z', or is not there" },
    { { .fact = "a.b",
          .kind = EXPECTS_NO_ROWS,
          .when_absent = VERDICT_MET,
          .not_when_sealed = true },
        "a.b is known and has no entry, or is not there; not asked of a sealed guest" },
    { { .fact = "a.b", .kind = EXPECTS_ABSENT }, "a.b is not there" },
};

START_TEST(an_expectation_is_told_in_words)
{
    AUTO(text) words = { 0 };

    explain_append_expectation(&expectations[_i].expects, &words);
    ck_assert_str_eq(text_string(&words), expectations[_i].words);
}
END_TEST

START_TEST(disagreeing_sources_are_shown)
{
    const struct ui ui = { .width = 80 };
    AUTO(json_value) explanation = { json_new_object() };
    AUTO(text) text = { 0 };

    json_add_string(explanation.root, "kind", "requirement");
    json_add_string(explanation.root, "id", "a.b");
    json_add_string(explanation.root, "disagrees", "one page says 64, another 128");
    explain_show(&ui, explanation.root, &text);
    world_said(text_string(&text), "  sources disagree: one page says 64, another 128\n");
}
END_TEST

START_TEST(profiles_are_listed)
{
    struct world world = world_without_windows();
    AUTO(json_value) document = { 0 };
    struct err err = { 0 };
    size_t at = 0;

    world_expects(world_run(&world, "profiles", NULL), 0);
    for (at = 0; policy_profiles[at]; at++) {
        world_said(world_out(), policy_profiles[at]->id);
        world_said(world_out(), policy_profiles[at]->source);
    }
    world_said(world_out(), "  devbox         Microsoft Dev Box (rules of ");
    lines_fit(world_out());
    world_expects(world_run(&world, "profiles", "--json", NULL), 0);
    ck_assert(json_parse(world_out(), strlen(world_out()), &document.root, &err));
    ck_assert_uint_eq(json_count(json_member(document.root, "profiles")), at);
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cmd_explain");

    check_add(suite, every_id_is_explained, 1);
    check_add(suite, says_what_the_tables_say, COUNT_OF(rows));
    check_add(suite, an_unknown_id_is_wrong_usage_with_a_hint, COUNT_OF(wrong));
    check_add(suite, an_id_is_needed, 1);
    check_add(suite, an_expectation_is_told_in_words, COUNT_OF(expectations));
    check_add(suite, disagreeing_sources_are_shown, 1);
    check_add(suite, profiles_are_listed, 1);
    return check_main(suite);
}
