/* SPDX-License-Identifier: MIT */
/* test_target.c - a target file is read whole, and everything that is wrong with it is told. */
#include "target_sample.h"

#include "check_main.h"

START_TEST(the_example_has_no_problem)
{
    AUTO(json_value) manifest = { target_manifest(&target_trusted, VERDICT_MET) };
    AUTO(target) target = { 0 };
    AUTO(problems) problems = { 0 };
    struct err err = { 0 };

    ck_assert_msg(target_read(target_example, strlen(target_example), _i ? manifest.root : NULL,
                      TARGET_TODAY, &target, &problems, &err),
        "%s", err.text);
    AUTO_FREE char *told = target_told(&problems);
    ck_assert_msg(problems.count == 0, "%s", told);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("target");

    check_add(suite, the_example_has_no_problem, 2);
    return check_main(suite);
}
