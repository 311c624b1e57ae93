/* SPDX-License-Identifier: MIT */
/* test_own.c - goldprep's own program, keys and service on a Windows, as far as no test is removed. */
#include "win/own.h"
#include "windows_test.h"

#define KEY "SOFTWARE\\goldprep-test-own"

static struct guest guest;
static struct own own;

static void set_up(void)
{
    struct err err = { 0 };

    ck_assert_msg(win_guest_open(&guest, &err), "%s", err.text);
    own = win_own(&guest);
}

static void tear_down(void)
{
    struct err err = { 0 };

    ck_assert(own.key_remove(own.state, KEY, &err));
    win_guest_close(&guest);
}

START_TEST(the_program_is_the_one_that_runs)
{
    AUTO(text) path = { 0 };
    struct err err = { 0 };

    ck_assert_msg(own.program(own.state, &path, &err), "%s", err.text);
    ck_assert_msg(
        text_ends_same(text_string(&path), "\\test_win_own.exe"), "%s", text_string(&path));
}
END_TEST

START_TEST(a_key_goes_with_all_below_it)
{
    enum found found = ABSENT;
    struct err err = { 0 };

    ck_assert(guest.reg_write_u32(guest.state, KEY "\\below\\deeper", "number", 1, &err));
    ck_assert(guest.reg_write_u32(guest.state, KEY, "number", 1, &err));
    ck_assert_msg(own.key_remove(own.state, KEY, &err), "%s", err.text);
    ck_assert(guest.reg_has_key(guest.state, KEY, &found, &err));
    ck_assert_int_eq(found, ABSENT);
    ck_assert_msg(own.key_remove(own.state, KEY, &err), "gone is success: %s", err.text);
    ck_assert(own.key_remove(own.state, "SOFTWARE\\goldprep-test-none\\below", &err));
}
END_TEST

START_TEST(a_top_key_is_never_removed)
{
    struct err err = { 0 };

    ck_assert(!own.key_remove(own.state, "SOFTWARE", &err));
    ck_assert(err_is(&err, ERR_REFUSED));
}
END_TEST

/* This machine has none of that name. */
START_TEST(a_service_that_is_not_there_is_removed)
{
    struct err err = { 0 };

    ck_assert_msg(own.service_remove(own.state, 1000, &err), "%s", err.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("win.own");
    TCase *tests = tcase_create("own");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, the_program_is_the_one_that_runs);
    tcase_add_test(tests, a_key_goes_with_all_below_it);
    tcase_add_test(tests, a_top_key_is_never_removed);
    tcase_add_test(tests, a_service_that_is_not_there_is_removed);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
