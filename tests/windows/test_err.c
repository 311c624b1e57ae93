/* SPDX-License-Identifier: MIT */
/* test_err.c - errors keep Windows' number, and say in words what it means. */
#include "windows_test.h"

START_TEST(a_win32_code_keeps_its_number_and_its_context)
{
    struct err err = { 0 };

    ck_assert(!win_err(&err, ERROR_ACCESS_DENIED, "cannot read 'HKLM\\%s'", "SYSTEM\\Setup"));
    ck_assert_int_eq(err.domain, ERR_WIN32);
    ck_assert_uint_eq(err.code, ERROR_ACCESS_DENIED);
    ck_assert_msg(
        strncmp(err.text, "cannot read 'HKLM\\SYSTEM\\Setup': access ", 40) == 0, "%s", err.text);
    ck_assert_msg(strstr(err.text, "denied (Win32 error 5)") != NULL, "%s", err.text);
}
END_TEST

START_TEST(an_hresult_keeps_its_number_and_has_the_words_of_its_win32_code)
{
    struct err err = { 0 };

    ck_assert(!win_hresult(&err, E_ACCESSDENIED, "cannot start %s", "WMI"));
    ck_assert_int_eq(err.domain, ERR_HRESULT);
    ck_assert_uint_eq(err.code, 0x80070005);
    ck_assert_msg(strstr(err.text, "cannot start WMI: access ") == err.text, "%s", err.text);
    ck_assert_msg(strstr(err.text, "denied (HRESULT 0x80070005)") != NULL, "%s", err.text);
}
END_TEST

START_TEST(a_code_without_words_still_has_its_number)
{
    struct err err = { 0 };

    ck_assert(!win_err(&err, 0x2ffffff, "trying"));
    ck_assert_str_eq(err.text, "trying: no text for this code (Win32 error 50331647)");
}
END_TEST

START_TEST(the_cause_stays_when_the_context_does_not_fit)
{
    struct err err = { 0 };
    char context[600];

    memset(context, 'x', sizeof context - 1);
    context[sizeof context - 1] = '\0';
    ck_assert(!win_err(&err, ERROR_DISK_FULL, "%s", context));
    ck_assert_msg(strstr(err.text, "(Win32 error 112)") != NULL, "%s", err.text);
}
END_TEST

START_TEST(only_missing_files_and_folders_are_absent)
{
    ck_assert(win_is_absent(ERROR_FILE_NOT_FOUND));
    ck_assert(win_is_absent(ERROR_PATH_NOT_FOUND));
    ck_assert(!win_is_absent(ERROR_ACCESS_DENIED));
    ck_assert(!win_is_absent(ERROR_SUCCESS));
    ck_assert(!win_is_absent(ERROR_INVALID_NAME));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("win.err");
    TCase *tests = tcase_create("err");

    tcase_add_test(tests, a_win32_code_keeps_its_number_and_its_context);
    tcase_add_test(tests, an_hresult_keeps_its_number_and_has_the_words_of_its_win32_code);
    tcase_add_test(tests, a_code_without_words_still_has_its_number);
    tcase_add_test(tests, the_cause_stays_when_the_context_does_not_fit);
    tcase_add_test(tests, only_missing_files_and_folders_are_absent);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
