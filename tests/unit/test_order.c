/* SPDX-License-Identifier: MIT */
/* test_order.c - dependencies first, one-way actions last, else by id; a circle is named. */
#include "plan/order.h"

#include "check_main.h"

static const char *const none[] = { NULL };
static const char *const a_only[] = { "a", NULL };
static const char *const b_only[] = { "b", NULL };
static const char *const c_only[] = { "c", NULL };
static const char *const z_only[] = { "z", NULL };
static const char *const self[] = { "s", NULL };

static const struct action free_a = { .id = "a", .after = none };
static const struct action a_after_z = { .id = "a", .after = z_only };
static const struct action b_after_a = { .id = "b", .after = a_only };
static const struct action c_after_b = { .id = "c", .after = b_only };
static const struct action a_after_c = { .id = "a", .after = c_only };
static const struct action free_d = { .id = "d", .after = none };
static const struct action own_end = { .id = "s", .after = self };
static const struct action z_after_a = { .id = "z", .after = a_only };
static const struct action one_way = { .id = "a", .after = none, .traits = ACTION_ONE_WAY };
static const struct action free_z = { .id = "z", .after = none };
static const struct action no_list = { .id = "n" };

static const struct {
    const char *name;
    const struct action *given[5];
    const char *order; /* NULL: refused */
    const char *error;
} cases[] = {
    { "nothing", { NULL }, "", NULL },
    { "by id", { &free_z, &free_d, &free_a }, "adz", NULL },
    { "what comes after waits", { &a_after_z, &free_z, &free_d }, "dza", NULL },
    { "a chain", { &c_after_b, &b_after_a, &free_a, &free_d }, "abcd", NULL },
    { "waiting for what is not in the plan is no waiting", { &c_after_b, &free_a }, "ac", NULL },
    { "one-way goes last, whatever its id", { &one_way, &free_z, &free_d }, "dza", NULL },
    { "no list is an empty one", { &no_list, &free_a }, "an", NULL },
    { "a circle of three", { &a_after_c, &b_after_a, &c_after_b, &free_d }, NULL, "circle" },
    { "a circle of two", { &a_after_z, &z_after_a }, NULL, "'z' after 'a'" },
    { "a circle of one", { &own_end }, NULL, "'s' after 's'" },
    { "nothing comes after a one-way action", { &one_way, &b_after_a }, NULL, "cannot be taken" },
};

static size_t fill(size_t row, struct plan_step *steps)
{
    size_t count = 0;

    for (; cases[row].given[count]; count++)
        steps[count] = (struct plan_step){ .action = cases[row].given[count] };
    return count;
}

static void check(size_t row, struct plan_step *steps, size_t count)
{
    struct err err = { 0 };
    char order[8] = "";
    bool ordered = plan_order(steps, count, &err);

    for (size_t i = 0; ordered && i < count; i++)
        order[i] = steps[i].action->id[0];
    if (cases[row].order)
        ck_assert_msg(ordered && strcmp(order, cases[row].order) == 0, "%s: '%s' %s",
            cases[row].name, order, err.text);
    else
        ck_assert_msg(
            !ordered && strstr(err.text, cases[row].error), "%s: '%s'", cases[row].name, err.text);
}

START_TEST(orders_or_says_why_not)
{
    struct plan_step steps[5] = { { 0 } };
    size_t count = fill((size_t)_i, steps);

    check((size_t)_i, steps, count);
}
END_TEST

START_TEST(the_order_given_makes_no_difference)
{
    struct plan_step steps[5] = { { 0 } };
    size_t count = fill((size_t)_i, steps);

    for (size_t turn = 0; turn < count; turn++) {
        struct plan_step turned[5] = { { 0 } };
        for (size_t i = 0; i < count; i++)
            turned[i] = steps[(i + turn) % count];
        check((size_t)_i, turned, count);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("order");
    TCase *rows = tcase_create("rows");

    tcase_add_loop_test(rows, orders_or_says_why_not, 0, COUNT_OF(cases));
    tcase_add_loop_test(rows, the_order_given_makes_no_difference, 0, COUNT_OF(cases));
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
