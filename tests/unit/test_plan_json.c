/* SPDX-License-Identifier: MIT */
/* test_plan_json.c - a plan survives being written and read; anything else is refused by name. */
#include "fakes/alloc.h"
#include "plan_rows.h"

#define HEAD                                                                                       \
    "{\"schema\":\"goldprep.plan/1\",\"tool\":\"t\",\"facts_collected\":\"c\",\"machine\":\"m\","  \
    "\"profile\":\"devbox\","
#define PLAN(steps, stops) HEAD "\"steps\":[" steps "],\"stopped_by\":[" stops "]}"
#define STEP(id) "{\"action\":\"" id "\",\"reasons\":[\"r\"]}"

static const struct row given[ROWS] = {
    { "disk", "delete-recovery-partition", LEVEL_MUST, VERDICT_UNMET },
    { "rs", "disable-reserved-storage", LEVEL_SHOULD, VERDICT_UNMET },
    { "edition", NULL, LEVEL_MUST, VERDICT_UNMET },
    { "tpm", NULL, LEVEL_MUST, VERDICT_UNKNOWN },
    { "re", "disable-windows-re", LEVEL_MUST, VERDICT_UNKNOWN },
};

static void print(const struct rows *rows, const struct plan *plan, struct text *text)
{
    AUTO(json_value) document = { json_new_object() };
    struct err err = { 0 };

    ck_assert_msg(
        plan_to_json(plan, &rows->findings, "goldprep test", document.root, &err), "%s", err.text);
    ck_assert(json_print(document.root, true, text, &err));
}

START_TEST(read_back_it_is_the_same_plan)
{
    AUTO(rows) rows = { .rows = given };
    struct plan_choice choice = { NULL, true };
    AUTO(plan) plan = { 0 };
    AUTO(plan) again = { 0 };
    AUTO(text) first = { 0 };
    AUTO(text) second = { 0 };
    AUTO(text) difference = { 0 };
    struct err err = { 0 };

    rows_fill(&rows);
    ck_assert(plan_make(&rows.findings, rows.facts, &choice, &plan, &err));
    print(&rows, &plan, &first);
    ck_assert_msg(plan_parse(text_string(&first), first.len, &again, &err), "%s", err.text);
    ck_assert_msg(plan_equal(&plan, &again, &difference), "%s", text_string(&difference));
    print(&rows, &again, &second);
    ck_assert_str_eq(text_string(&first), text_string(&second));
}
END_TEST

START_TEST(it_tells_why_it_is_stopped)
{
    AUTO(rows) rows = { .rows = given };
    struct plan_choice choice = { "-delete-recovery-partition", false };
    AUTO(plan) plan = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    rows_fill(&rows);
    ck_assert(plan_make(&rows.findings, rows.facts, &choice, &plan, &err));
    print(&rows, &plan, &text);
    ck_assert_ptr_nonnull(strstr(text_string(&text),
        "{\"requirement\":\"edition\",\"verdict\":\"unmet\",\"title\":\"A "
        "title\",\"seen\":\"\",\"advice\":\"do it yourself\"}"));
    ck_assert_ptr_nonnull(strstr(text_string(&text), "leave 'delete-recovery-partition' in"));
    ck_assert_ptr_nonnull(strstr(text_string(&text), "make it readable"));
    ck_assert_ptr_nonnull(strstr(text_string(&text), "\"restart\":\"may\""));
}
END_TEST

static const struct {
    const char *name, *json, *error;
} wrong[] = {
    { "nothing", "", "plan" },
    { "no object", "[]", "not an object" },
    { "another version", "{\"schema\":\"goldprep.plan/2\"}", "goldprep.plan/2" },
    { "another document", "{\"schema\":\"goldprep.facts/1\"}", "goldprep.facts/1" },
    { "no schema", "{\"profile\":\"devbox\"}", "'schema'" },
    { "no profile", "{\"schema\":\"goldprep.plan/1\"}", "'profile'" },
    { "an unknown profile",
        "{\"schema\":\"goldprep.plan/1\",\"facts_collected\":\"\",\"machine\":\"\",\"profile\":"
        "\"no-such\"}",
        "no-such" },
    { "an unknown member", HEAD "\"surprise\":1}", "surprise" },
    { "no steps", HEAD "\"stopped_by\":[]}", "'steps'" },
    { "steps are no list", HEAD "\"steps\":{},\"stopped_by\":[]}", "'steps'" },
    { "a step is no object", PLAN("1", ""), "a step is not an object" },
    { "a step without action", PLAN("{\"reasons\":[]}", ""), "'action'" },
    { "an unknown action", PLAN(STEP("format-disk"), ""), "format-disk" },
    { "an action twice", PLAN(STEP("generalize") "," STEP("generalize"), ""), "twice" },
    { "no reasons", PLAN("{\"action\":\"generalize\"}", ""), "'reasons'" },
    { "a reason that is a number", PLAN("{\"action\":\"generalize\",\"reasons\":[1]}", ""),
        "'reasons'" },
    { "a step's unknown member", PLAN("{\"action\":\"generalize\",\"reasons\":[],\"force\":1}", ""),
        "force" },
    { "no stops", HEAD "\"steps\":[]}", "'stopped_by'" },
    { "a stop without requirement", PLAN("", "{\"verdict\":\"unmet\"}"), "'requirement'" },
};

START_TEST(anything_else_is_refused_by_name)
{
    AUTO(plan) plan = { 0 };
    struct err err = { 0 };

    ck_assert_msg(
        !plan_parse(wrong[_i].json, strlen(wrong[_i].json), &plan, &err), "%s", wrong[_i].name);
    ck_assert_msg(strstr(err.text, wrong[_i].error), "%s: '%s'", wrong[_i].name, err.text);
    ck_assert_ptr_null(plan.steps);
}
END_TEST

START_TEST(cut_anywhere_it_is_refused)
{
    static const char whole[] = PLAN(STEP("generalize"), "{\"requirement\":\"r\"}");

    for (size_t len = 0; len < sizeof whole; len++) {
        AUTO(plan) plan = { 0 };
        struct err err = { 0 };
        bool read = plan_parse(whole, len, &plan, &err);
        ck_assert_msg(read == (len == sizeof whole - 1), "%zu bytes", len);
    }
}
END_TEST

START_TEST(too_large_is_refused)
{
    AUTO_FREE char *blanks = malloc(PLAN_SIZE_LIMIT + 1);
    AUTO(plan) plan = { 0 };
    struct err err = { 0 };

    ck_assert_ptr_nonnull(blanks);
    memset(blanks, ' ', PLAN_SIZE_LIMIT + 1);
    ck_assert(!plan_parse(blanks, PLAN_SIZE_LIMIT + 1, &plan, &err));
    ck_assert(err_is(&err, ERR_TOO_LARGE));
}
END_TEST

START_TEST(no_memory_is_an_error_like_others)
{
    static const char whole[] = PLAN(STEP("generalize"), "{\"requirement\":\"r\"}");
    bool failed = true;

    for (unsigned nth = 1; failed && nth < 500; nth++) {
        AUTO(plan) plan = { 0 };
        struct err err = { 0 };

        fake_alloc_fail_nth(nth);
        bool read = plan_parse(whole, sizeof whole - 1, &plan, &err);
        failed = fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        ck_assert_msg(read == !failed, "allocation %u: %s", nth, err.text);
    }
    ck_assert(!failed);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan_json");
    TCase *rows = tcase_create("rows");

    tcase_add_test(rows, read_back_it_is_the_same_plan);
    tcase_add_test(rows, it_tells_why_it_is_stopped);
    tcase_add_loop_test(rows, anything_else_is_refused_by_name, 0, COUNT_OF(wrong));
    tcase_add_test(rows, cut_anywhere_it_is_refused);
    tcase_add_test(rows, too_large_is_refused);
    tcase_add_test(rows, no_memory_is_an_error_like_others);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
