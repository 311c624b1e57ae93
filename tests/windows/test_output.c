/* SPDX-License-Identifier: MIT */
/* test_output.c - what a program prints becomes UTF-8, whatever it was written in. */
#include "win/output.h"
#include "windows_test.h"

static const struct {
    const char *name;
    const char *bytes;
    size_t len;
    const char *text;
} rows[] = {
    { "nothing", "", 0, "" },
    { "ASCII", "ok\r\n", 4, "ok\r\n" },
    { "UTF-8",
        "Gr\xc3\xb6\xc3\x9f"
        "e",
        7,
        "Gr\xc3\xb6\xc3\x9f"
        "e" },
    { "code page 850",
        "Gr\x94\xe1"
        "e",
        5,
        "Gr\xc3\xb6\xc3\x9f"
        "e" },
    { "UTF-16 with a mark", "\xff\xfeo\0k\0", 6, "ok" },
    { "UTF-16 without", "o\0k\0.\0", 6, "ok." },
    { "UTF-16, cut in a unit", "o\0k\0.", 5, "ok" },
    { "unpaired surrogate", "\xff\xfe\x3d\xd8o\0", 6, "\xef\xbf\xbdo" },
};

START_TEST(output_becomes_utf8)
{
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    ck_assert_msg(win_output_decode(rows[_i].bytes, rows[_i].len, 850, &text, &err), "%s: %s",
        rows[_i].name, err.text);
    ck_assert_msg(strcmp(text_string(&text), rows[_i].text) == 0, "%s: '%s'", rows[_i].name,
        text_string(&text));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("win.output");
    TCase *tests = tcase_create("output");

    tcase_add_loop_test(tests, output_becomes_utf8, 0, COUNT_OF(rows));
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
