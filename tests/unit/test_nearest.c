/* SPDX-License-Identifier: MIT */
/* test_nearest.c - the right name is guessed, and nothing is guessed when nothing is near. */
#include "base/nearest.h"

#include "check_main.h"

static const char *const names[] = { "assess", "apply", "plan", "prepare", "--profile", "--facts",
    NULL };

static const struct {
    const char *typed, *meant;
} cases[] = {
    { "asess", "assess" },
    { "aply", "apply" },
    { "plna", "plan" },
    { "perpare", "prepare" },
    { "--profil", "--profile" },
    { "--fact", "--facts" },
    { "frobnicate", NULL },
    { "x", NULL },
    { "", NULL },
    { "a-word-that-is-much-longer-than-any-name-that-goldprep-has-for-anything", NULL },
};

START_TEST(guesses_what_was_meant)
{
    struct nearest nearest = { 0 };

    for (size_t at = 0; names[at]; at++)
        nearest_try(&nearest, cases[_i].typed, names[at]);
    if (cases[_i].meant)
        ck_assert_msg(nearest.name && strcmp(nearest.name, cases[_i].meant) == 0, "'%s' gave '%s'",
            cases[_i].typed, nearest.name ? nearest.name : "nothing");
    else
        ck_assert_msg(!nearest.name, "'%s' gave '%s'", cases[_i].typed, nearest.name);
}
END_TEST

START_TEST(keeps_the_nearer_one_whatever_the_order)
{
    struct nearest nearest = { 0 };

    nearest_try(&nearest, "pland", "plans");
    nearest_try(&nearest, "pland", "pland");
    nearest_try(&nearest, "pland", "plan");
    ck_assert_str_eq(nearest.name, "pland");
    ck_assert_uint_eq(nearest.distance, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("nearest");
    TCase *tests = tcase_create("nearest");

    tcase_add_loop_test(tests, guesses_what_was_meant, 0, COUNT_OF(cases));
    tcase_add_test(tests, keeps_the_nearer_one_whatever_the_order);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
