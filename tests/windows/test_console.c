/* SPDX-License-Identifier: MIT */
/* test_console.c - into a pipe go the bytes as they are, onto a console whole characters. */
#include "base/console.h"
#include "windows_test.h"

/* The euro sign, cut in two; a line end, which stays one byte. */
static int be_child(void)
{
    struct err err = { 0 };
    bool yes = true;

    if (!console_write(CONSOLE_OUT, "out \xe2\x82", 6) ||
        !console_write(CONSOLE_OUT, "\xac\n", 2) || !console_write(CONSOLE_ERR, "err\n", 4))
        return 1;
    if (console_is_terminal(CONSOLE_OUT) || console_is_terminal(CONSOLE_ERR))
        return 2;
    if (console_width(CONSOLE_OUT) != CONSOLE_WIDTH_UNKNOWN)
        return 3;
    if (console_ask("Go on?", &yes, &err) || !err_is(&err, ERR_REFUSED) || !yes)
        return 4;
    return 0;
}

/* What the screen shows from its first cell on. A child without a window has a console too. */
static bool screen_shows(HANDLE screen, const wchar_t *expected)
{
    wchar_t cells[64];
    DWORD count = 0;
    size_t len = wcslen(expected);

    return ReadConsoleOutputCharacterW(screen, cells, (DWORD)len, (COORD){ 0, 0 }, &count) &&
           count == len && wmemcmp(cells, expected, len) == 0;
}

static int be_child_on_a_console(void)
{
    HANDLE screen = CreateFileW(L"CONOUT$", GENERIC_READ | GENERIC_WRITE,
        FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);

    if (screen == INVALID_HANDLE_VALUE || !SetStdHandle(STD_OUTPUT_HANDLE, screen) ||
        !SetStdHandle(STD_ERROR_HANDLE, screen))
        return 1;
    /* three bytes of a character, cut twice; malformed bytes in between two others */
    if (!console_write(CONSOLE_OUT, "a\xe2", 2) || !console_write(CONSOLE_OUT, "\x82", 1) ||
        !console_write(CONSOLE_OUT, "\xac", 1) ||
        !console_write(CONSOLE_OUT,
            "b\xff"
            "c",
            3))
        return 2;
    if (!screen_shows(screen, L"a\x20ac"
                              L"b\xfffd"
                              L"c"))
        return 3;
    if (console_width(CONSOLE_OUT) < 20)
        return 4;
    win_console_start();
    /* Whether it knows colours or not: it must be the same for both streams. */
    return console_is_terminal(CONSOLE_OUT) == console_is_terminal(CONSOLE_ERR) ? 0 : 5;
}

/* Ctrl-C sets the event that waiting calls watch, and does not end the process. */
static int be_child_that_is_stopped(void)
{
    struct guest guest = { 0 };
    struct err err = { 0 };

    if (!win_guest_open(&guest, &err) || !GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0))
        return 1;
    if (guest.wait(guest.state, 10 * 1000, &err))
        return 2;
    return err_is(&err, ERR_CANCELLED) ? 0 : 3;
}

START_TEST(bytes_go_through_a_pipe_unchanged)
{
    const char *const arguments[] = { "child", NULL };
    AUTO(text) output = { 0 };

    ck_assert_uint_eq(test_run_self(arguments, &output), 0);
    ck_assert_str_eq(text_string(&output), "out \xe2\x82\xac\nerr\n");
}
END_TEST

START_TEST(a_console_gets_whole_characters)
{
    const char *const arguments[] = { "console", NULL };
    AUTO(text) output = { 0 };

    ck_assert_uint_eq(test_run_self(arguments, &output), 0);
}
END_TEST

START_TEST(ctrl_c_is_heard_by_whoever_waits)
{
    const char *const arguments[] = { "stopped", NULL };
    AUTO(text) output = { 0 };

    ck_assert_uint_eq(test_run_self(arguments, &output), 0);
}
END_TEST

START_TEST(what_cannot_be_written_is_told)
{
    HANDLE before = GetStdHandle(STD_OUTPUT_HANDLE);
    AUTO(win_handle) source = { 0 };
    AUTO(win_handle) sink = { 0 };

    ck_assert(CreatePipe(&source.handle, &sink.handle, NULL, 0));
    win_handle_done(&source);
    ck_assert(SetStdHandle(STD_OUTPUT_HANDLE, sink.handle));
    bool written = console_write(CONSOLE_OUT, "lost", 4);
    ck_assert(SetStdHandle(STD_OUTPUT_HANDLE, before));
    ck_assert(!written);
}
END_TEST

int main(int count, char **arguments)
{
    if (count > 1 && strcmp(arguments[1], "console") == 0)
        return be_child_on_a_console();
    if (count > 1 && strcmp(arguments[1], "stopped") == 0)
        return be_child_that_is_stopped();
    if (count > 1)
        return be_child();

    Suite *suite = suite_create("win.console");
    TCase *tests = tcase_create("console");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, bytes_go_through_a_pipe_unchanged);
    tcase_add_test(tests, a_console_gets_whole_characters);
    tcase_add_test(tests, ctrl_c_is_heard_by_whoever_waits);
    tcase_add_test(tests, what_cannot_be_written_is_told);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
