/* SPDX-License-Identifier: MIT */
/* check_main.h - what every unit test's main does. */
#pragma once

#include <check.h>
#include <stdlib.h>

/** Adds a test that runs once for each of so many rows; `_i` is the row. */
static inline void check_add(Suite *suite, const TTest *test, size_t rows)
{
    TCase *tcase = tcase_create(test->name);

    tcase_set_timeout(tcase, 30); /* seconds; sanitizers and slow machines included */
    tcase_add_loop_test(tcase, test, 0, (int)rows);
    suite_add_tcase(suite, tcase);
}

/** Runs the suite, prints its totals, releases it. @return what main returns */
static inline int check_main(Suite *suite)
{
    SRunner *runner = srunner_create(suite);

    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
