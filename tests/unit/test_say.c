/* SPDX-License-Identifier: MIT */
/* test_say.c - lines are broken between words, and errors carry their number. */
#include "ui/say.h"

#include "ui/watch.h"
#include "world.h"

#include "check_main.h"

static const struct {
    const char *label, *string, *wrapped;
    size_t indent;
} wraps[] = {
    { "", "one two", "one two\n", 0 },
    { "", "", "\n", 0 },
    { "a: ", "one", "  a: one\n", 2 },
    { "", "one two three four five", "one two three four\nfive\n", 0 },
    { "a: ", "one two three four", "a: one two three\n   four\n", 0 },
    { "", "two\nlines", "two\nlines\n", 0 },
    { "", "a-word-longer-than-the-line and more", "a-word-longer-than-the-line\nand more\n", 0 },
    { "",
        "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4 \xc3\xa4\xc3\xa4\xc3"
        "\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4",
        "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4 \xc3\xa4\xc3\xa4\xc3\xa4"
        "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\n",
        0 },
};

START_TEST(breaks_between_words)
{
    const struct ui ui = { .width = 20 };
    AUTO(text) text = { 0 };

    say_wrapped(&ui, &text, wraps[_i].indent, wraps[_i].label, wraps[_i].string);
    ck_assert_str_eq(text_string(&text), wraps[_i].wrapped);
}
END_TEST

static const struct {
    enum err_domain domain;
    uint32_t code;
    const char *line;
    int exit_code;
} errors[] = {
    { ERR_WIN32, 5, "error: it failed (Win32 error 5)\n", 1 },
    { ERR_HRESULT, 0x800f0975, "error: it failed (HRESULT 0x800f0975)\n", 1 },
    { ERR_WMI, 4, "error: it failed (storage error 4)\n", 1 },
    { ERR_ERRNO, 2, "error: it failed\n", 1 },
    { ERR_AGENT, ERR_MALFORMED, "error: it failed\n", 1 },
    { ERR_AGENT, ERR_REFUSED, "error: it failed\n", 5 },
    { ERR_AGENT, ERR_BUSY, "error: it failed\n", 5 },
    { ERR_AGENT, ERR_CHANGED, "error: it failed\n", 5 },
    { ERR_AGENT, ERR_SYSPREP, "error: it failed\n", 6 },
    { ERR_AGENT, ERR_TIME_LIMIT, "error: it failed\n", 7 },
    { ERR_AGENT, ERR_CANCELLED, "error: it failed\n", 1 },
};

START_TEST(every_error_has_its_number_and_exit_code)
{
    struct world world = world_without_windows();
    struct err err = { 0 };

    err_set(&err, errors[_i].domain, errors[_i].code, "it failed");
    world_run(&world, "version", NULL); /* empties what was written */
    ck_assert_int_eq(say_failed(&err, NULL), errors[_i].exit_code);
    ck_assert_str_eq(world_err(), errors[_i].line);
    world_free(&world);
}
END_TEST

static const struct {
    uint64_t ms;
    const char *text;
} durations[] = {
    { 0, "0.0 s" },
    { 1450, "1.4 s" },
    { 10000, "10 s" },
    { 119999, "119 s" },
    { 185000, "3 min 5 s" },
};

START_TEST(durations_are_short)
{
    AUTO(text) text = { 0 };

    watch_append_duration(&text, durations[_i].ms);
    ck_assert_str_eq(text_string(&text), durations[_i].text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("say");
    TCase *tests = tcase_create("say");

    tcase_add_loop_test(tests, breaks_between_words, 0, COUNT_OF(wraps));
    tcase_add_loop_test(tests, every_error_has_its_number_and_exit_code, 0, COUNT_OF(errors));
    tcase_add_loop_test(tests, durations_are_short, 0, COUNT_OF(durations));
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
