/* SPDX-License-Identifier: MIT */
/* test_plan.c - findings lead to ordered actions, and what no action can meet stops the run. */
#include "fakes/alloc.h"
#include "plan_rows.h"

#define DELETE "delete-recovery-partition"
#define RE "disable-windows-re"
#define EXTEND "extend-system-volume"
#define STORAGE "disable-reserved-storage"
#define RESTART "restart-windows"
#define MUST LEVEL_MUST
#define SHOULD LEVEL_SHOULD
#define MET VERDICT_MET
#define UNMET VERDICT_UNMET
#define UNKNOWN VERDICT_UNKNOWN

static const struct {
    const char *name;
    struct row rows[ROWS];
    const char *operations;
    bool generalize;
    const char *steps;   /* ids, blanks between */
    const char *stopped; /* ids of requirements */
} cases[] = {
    { "all met", { { "a", RE, MUST, MET } }, NULL, false, "", "" },
    { "all met, generalize", { { "a", NULL, MUST, MET } }, NULL, true, "generalize", "" },
    { "the main job",
        { { "disk", DELETE, MUST, UNMET }, { "re", RE, SHOULD, UNMET },
            { "rs", STORAGE, SHOULD, UNMET } },
        NULL, true, STORAGE " " RE " " DELETE " " EXTEND " generalize", "" },
    { "a partition goes with Windows RE off first and the space used afterwards",
        { { "disk", DELETE, MUST, UNMET } }, NULL, false, RE " " DELETE " " EXTEND, "" },
    { "Windows RE is off already", { { "disk", DELETE, MUST, UNMET }, { "re", RE, SHOULD, MET } },
        NULL, false, DELETE " " EXTEND, "" },
    { "met now says nothing about afterwards",
        { { "disk", DELETE, MUST, UNMET }, { "space", EXTEND, SHOULD, MET } }, NULL, false,
        RE " " DELETE " " EXTEND, "" },
    { "a restart comes before what needs quiet",
        { { "disk", DELETE, MUST, UNMET }, { "rs", STORAGE, SHOULD, UNMET },
            { "pending", RESTART, MUST, UNMET } },
        NULL, false, RE " " RESTART " " DELETE " " STORAGE " " EXTEND, "" },
    { "a must without a remedy stops", { { "a", NULL, MUST, UNMET } }, NULL, true, "generalize",
        "a" },
    { "a should without a remedy does not", { { "a", NULL, SHOULD, UNMET } }, NULL, false, "", "" },
    { "a must that is unknown stops, remedy or not",
        { { "a", NULL, MUST, UNKNOWN }, { "b", RE, MUST, UNKNOWN } }, NULL, false, "", "a b" },
    { "a should that is unknown does not stop and leads to nothing",
        { { "a", RE, SHOULD, UNKNOWN } }, NULL, false, "", "" },
    { "not applicable is nothing to do", { { "a", RE, MUST, VERDICT_NOT_APPLICABLE } }, NULL, false,
        "", "" },
    { "a remedy that does not exist meets nothing", { { "a", "no-such", MUST, UNMET } }, NULL,
        false, "", "a" },
    { "taken out by a person: the must stops", { { "disk", DELETE, MUST, UNMET } }, "-" DELETE,
        false, "", "disk" },
    { "taken out by a person: a should does not", { { "rs", STORAGE, SHOULD, UNMET } }, "-" STORAGE,
        false, "", "" },
    { "what is brought can be taken out", { { "disk", DELETE, MUST, UNMET } }, "-" EXTEND, false,
        RE " " DELETE, "" },
    { "added by a person", { { "a", NULL, MUST, MET } }, "+" RESTART, false, RESTART, "" },
    { "added brings what goes with it", { { "a", NULL, MUST, MET } }, "+" DELETE, false,
        RE " " DELETE " " EXTEND, "" },
    { "the last word counts", { { "a", NULL, MUST, MET } }, "+" RE ",-" RE, false, "", "" },
    { "even generalize can be taken out", { { "a", NULL, MUST, MET } }, "-generalize", true, "",
        "" },
    { "two requirements, one action", { { "a", RE, SHOULD, UNMET }, { "b", RE, MUST, UNMET } },
        NULL, false, RE, "" },
};

static void join_steps(const struct plan *plan, struct text *text)
{
    for (size_t i = 0; i < plan->count; i++)
        text_append(text, "%s%s", i > 0 ? " " : "", plan->steps[i].action->id);
}

static void join(const struct text_list *list, struct text *text)
{
    for (size_t i = 0; i < list->count; i++)
        text_append(text, "%s%s", i > 0 ? " " : "", list->items[i]);
}

START_TEST(findings_lead_to_this_plan)
{
    AUTO(rows) rows = { .rows = cases[_i].rows };
    struct plan_choice choice = { cases[_i].operations, cases[_i].generalize };
    AUTO(plan) plan = { 0 };
    AUTO(text) steps = { 0 };
    AUTO(text) stopped = { 0 };
    struct err err = { 0 };

    rows_fill(&rows);
    ck_assert_msg(plan_make(&rows.findings, rows.facts, &choice, &plan, &err), "%s: %s",
        cases[_i].name, err.text);
    join_steps(&plan, &steps);
    join(&plan.stopped_by, &stopped);
    ck_assert_msg(strcmp(text_string(&steps), cases[_i].steps) == 0, "%s: '%s'", cases[_i].name,
        text_string(&steps));
    ck_assert_msg(strcmp(text_string(&stopped), cases[_i].stopped) == 0, "%s: stopped by '%s'",
        cases[_i].name, text_string(&stopped));
    ck_assert_str_eq(plan.machine, "GOLDEN-01");
    ck_assert_str_eq(plan.facts_collected, "2026-11-22T06:30:00Z");
}
END_TEST

static const struct {
    const char *name, *operations, *error;
} wrong[] = {
    { "an unknown action", "+no-such-action", "there is no action 'no-such-action'" },
    { "no sign", "generalize", "neither '+' nor '-'" },
    { "nothing between commas", "+generalize,,-generalize", "neither '+' nor '-'" },
    { "a comma at the end", "+generalize,", "end with ','" },
    { "a sign alone", "+", "there is no action ''" },
    { "a blank", "+generalize, -generalize", "neither '+' nor '-'" },
    { "a very long name",
        "+aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "there is no action" },
};

START_TEST(a_wrong_choice_is_refused_by_name)
{
    static const struct row nothing[ROWS] = { { 0 } };
    AUTO(rows) rows = { .rows = nothing };
    struct plan_choice choice = { .operations = wrong[_i].operations };
    AUTO(plan) plan = { 0 };
    struct err err = { 0 };

    rows_fill(&rows);
    ck_assert_msg(
        !plan_make(&rows.findings, rows.facts, &choice, &plan, &err), "%s", wrong[_i].name);
    ck_assert_msg(strstr(err.text, wrong[_i].error), "%s: '%s'", wrong[_i].name, err.text);
    ck_assert_ptr_null(plan.steps);
}
END_TEST

START_TEST(a_step_tells_what_it_is_for)
{
    static const struct row given[ROWS] = { { "disk", DELETE, MUST, UNMET },
        { "re", RE, SHOULD, UNMET } };
    AUTO(rows) rows = { .rows = given };
    struct plan_choice choice = { 0 };
    AUTO(plan) plan = { 0 };
    struct err err = { 0 };
    static const char *const reasons[] = { "re disk", "disk", "disk" };

    rows_fill(&rows);
    ck_assert(plan_make(&rows.findings, rows.facts, &choice, &plan, &err));
    ck_assert_uint_eq(plan.count, COUNT_OF(reasons));
    for (size_t i = 0; i < plan.count; i++) {
        AUTO(text) text = { 0 };
        join(&plan.steps[i].reasons, &text);
        ck_assert_str_eq(text_string(&text), reasons[i]);
    }
}
END_TEST

START_TEST(plans_are_equal_by_profile_and_steps)
{
    static const struct row one[ROWS] = { { "re", RE, MUST, UNMET } };
    static const struct row other[ROWS] = { { "rs", STORAGE, MUST, UNMET },
        { "re", RE, MUST, UNMET } };
    static const struct profile avd = { .id = "avd" };
    AUTO(rows) left_rows = { .rows = one };
    AUTO(rows) right_rows = { .rows = other };
    struct plan_choice choice = { 0 };
    AUTO(plan) left = { 0 };
    AUTO(plan) right = { 0 };
    AUTO(text) difference = { 0 };
    struct err err = { 0 };

    rows_fill(&left_rows);
    rows_fill(&right_rows);
    ck_assert(plan_make(&left_rows.findings, left_rows.facts, &choice, &left, &err));
    ck_assert(plan_make(&right_rows.findings, right_rows.facts, &choice, &right, &err));
    ck_assert(plan_equal(&left, &left, &difference));
    ck_assert_uint_eq(difference.len, 0);
    ck_assert(!plan_equal(&left, &right, &difference));
    ck_assert_str_eq(text_string(&difference),
        "step 1 is 'disable-windows-re' in one and 'disable-reserved-storage' in the other; step 2 "
        "is 'nothing' in one and 'disable-windows-re' in the other");
    text_clear(&difference);
    left.profile = &avd;
    ck_assert(!plan_equal(&left, &right, &difference));
    ck_assert_ptr_nonnull(strstr(text_string(&difference), "profile"));
}
END_TEST

START_TEST(no_memory_is_an_error_like_others)
{
    AUTO(rows) rows = { .rows = cases[2].rows };
    struct plan_choice choice = { NULL, true };
    bool failed = true;

    rows_fill(&rows);
    for (unsigned nth = 1; failed && nth < 500; nth++) {
        AUTO(plan) plan = { 0 };
        struct err err = { 0 };

        fake_alloc_fail_nth(nth);
        bool made = plan_make(&rows.findings, rows.facts, &choice, &plan, &err);
        failed = fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        ck_assert_msg(made == !failed, "allocation %u", nth);
    }
    ck_assert(!failed);
}
END_TEST

START_TEST(every_remedy_is_an_action)
{
    for (size_t i = 0; policy_requirements[i]; i++) {
        const char *remedy = policy_requirements[i]->remedy;
        ck_assert_msg(!remedy || action_find(remedy), "%s: %s", policy_requirements[i]->id, remedy);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan");
    TCase *rows = tcase_create("rows");

    tcase_add_loop_test(rows, findings_lead_to_this_plan, 0, COUNT_OF(cases));
    tcase_add_loop_test(rows, a_wrong_choice_is_refused_by_name, 0, COUNT_OF(wrong));
    tcase_add_test(rows, a_step_tells_what_it_is_for);
    tcase_add_test(rows, plans_are_equal_by_profile_and_steps);
    tcase_add_test(rows, no_memory_is_an_error_like_others);
    tcase_add_test(rows, every_remedy_is_an_action);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
