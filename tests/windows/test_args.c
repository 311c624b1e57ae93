/* SPDX-License-Identifier: MIT */
/* test_args.c - what is quoted is found again by Windows' own parser. */
#include "windows_test.h"

#include <shellapi.h>

static const struct {
    const char *name;
    const char *arguments[5];
    const wchar_t *line; /* NULL: only the way back is checked */
} rows[] = {
    { "none", { NULL }, L"\"C:\\a b\\x.exe\"" },
    { "plain", { "/disable", NULL }, L"\"C:\\a b\\x.exe\" /disable" },
    { "empty", { "", "b", NULL }, L"\"C:\\a b\\x.exe\" \"\" b" },
    { "space", { "a b", NULL }, L"\"C:\\a b\\x.exe\" \"a b\"" },
    { "quotation mark", { "a\"b", NULL }, L"\"C:\\a b\\x.exe\" \"a\\\"b\"" },
    { "backslash at the end", { "C:\\a b\\", "c", NULL }, L"\"C:\\a b\\x.exe\" \"C:\\a b\\\\\" c" },
    { "backslashes without need", { "C:\\a\\", NULL }, L"\"C:\\a b\\x.exe\" C:\\a\\" },
    { "backslashes before a mark", { "a\\\\\"b", NULL }, NULL },
    { "only backslashes", { "\\\\\\", " \\\\\\", NULL }, NULL },
    { "marks only", { "\"\"", "\"", NULL }, NULL },
    { "tab and line end", { "a\tb", "c\nd", NULL }, NULL },
    { "shell's own characters", { "a&b|c", "%PATH%", "^<>", NULL }, NULL },
    { "UTF-8", { "\xc3\xa4 \xe2\x82\xac", "\xf0\x9f\x98\x80", NULL }, NULL },
};

START_TEST(arguments_are_found_again)
{
    AUTO_FREE wchar_t *line = NULL;
    AUTO(win_local) parsed = { 0 };
    struct err err = { 0 };
    int count = 0;

    ck_assert_msg(win_quote_args("C:\\a b\\x.exe", rows[_i].arguments, &line, &err), "%s: %s",
        rows[_i].name, err.text);
    if (rows[_i].line)
        ck_assert_msg(wcscmp(line, rows[_i].line) == 0, "%s: %ls", rows[_i].name, line);

    parsed.memory = CommandLineToArgvW(line, &count);
    ck_assert_msg(parsed.memory != NULL && count > 0, "%s", rows[_i].name);
    for (int i = 1; i < count; i++) {
        AUTO_FREE char *argument = NULL;

        ck_assert_msg(win_narrow(((wchar_t **)parsed.memory)[i], &argument, &err), "%s: %s",
            rows[_i].name, err.text);
        ck_assert_msg(rows[_i].arguments[i - 1] && strcmp(argument, rows[_i].arguments[i - 1]) == 0,
            "%s: argument %d is '%s'", rows[_i].name, i, argument);
    }
    ck_assert_msg(!rows[_i].arguments[count - 1], "%s: %d arguments", rows[_i].name, count - 1);
}
END_TEST

START_TEST(a_program_name_with_a_quotation_mark_is_refused)
{
    const char *const none[] = { NULL };
    wchar_t *line = NULL;
    struct err err = { 0 };

    ck_assert(!win_quote_args("C:\\a\" b.exe", none, &line, &err));
    ck_assert(err_is(&err, ERR_MALFORMED));
}
END_TEST

START_TEST(a_line_that_windows_cannot_take_is_refused)
{
    AUTO(text) large = { 0 };
    wchar_t *line = NULL;
    struct err err = { 0 };

    for (int i = 0; i < 33000; i++)
        text_append_bytes(&large, "x", 1);
    const char *const arguments[] = { text_string(&large), NULL };
    ck_assert(!win_quote_args("C:\\x.exe", arguments, &line, &err));
    ck_assert_msg(err_is(&err, ERR_TOO_LARGE), "%s", err.text);
}
END_TEST

START_TEST(an_argument_that_is_not_utf8_is_refused)
{
    const char *const arguments[] = { "a\xff", NULL };
    wchar_t *line = NULL;
    struct err err = { 0 };

    ck_assert(!win_quote_args("C:\\x.exe", arguments, &line, &err));
    ck_assert_msg(strstr(err.text, "command line of 'C:\\x.exe'") == err.text, "%s", err.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("win.args");
    TCase *tests = tcase_create("args");

    tcase_add_loop_test(tests, arguments_are_found_again, 0, COUNT_OF(rows));
    tcase_add_test(tests, a_program_name_with_a_quotation_mark_is_refused);
    tcase_add_test(tests, a_line_that_windows_cannot_take_is_refused);
    tcase_add_test(tests, an_argument_that_is_not_utf8_is_refused);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
