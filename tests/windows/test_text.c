/* SPDX-License-Identifier: MIT */
/* test_text.c - UTF-8 to UTF-16 and back, and lists of strings. */
#include "windows_test.h"

static const struct {
    const char *name;
    const char *text;
    const wchar_t *wide;
} pairs[] = {
    { "empty", "", L"" },
    { "ASCII", "C:\\Windows", L"C:\\Windows" },
    { "two bytes",
        "Gr\xc3\xb6\xc3\x9f"
        "e",
        L"Gr\x00f6\x00df"
        L"e" },
    { "three bytes", "\xe2\x82\xac", L"\x20ac" },
    { "beyond 16 bits", "\xf0\x9f\x98\x80", L"\xd83d\xde00" },
};

START_TEST(text_survives_both_ways)
{
    AUTO_FREE wchar_t *wide = NULL;
    AUTO_FREE char *text = NULL;
    struct err err = { 0 };

    ck_assert_msg(win_widen(pairs[_i].text, &wide, &err), "%s: %s", pairs[_i].name, err.text);
    ck_assert_msg(wcscmp(wide, pairs[_i].wide) == 0, "%s", pairs[_i].name);
    ck_assert_msg(win_narrow(wide, &text, &err), "%s: %s", pairs[_i].name, err.text);
    ck_assert_msg(strcmp(text, pairs[_i].text) == 0, "%s: '%s'", pairs[_i].name, text);
}
END_TEST

static const struct {
    const char *name;
    const char *text;
} bad_utf8[] = {
    { "lone continuation", "a\x80" },
    { "cut short", "a\xe2\x82" },
    { "overlong", "\xc0\xaf" },
    { "surrogate", "\xed\xa0\x80" },
    { "beyond Unicode", "\xf4\x90\x80\x80" },
    { "Latin-1", "Gr\xf6\xdf"
                 "e" },
};

START_TEST(malformed_utf8_is_refused)
{
    wchar_t *wide = NULL;
    struct err err = { 0 };

    ck_assert_msg(!win_widen(bad_utf8[_i].text, &wide, &err), "%s", bad_utf8[_i].name);
    ck_assert_msg(err.domain == ERR_WIN32 && err.code == ERROR_NO_UNICODE_TRANSLATION, "%s: %s",
        bad_utf8[_i].name, err.text);
    ck_assert_msg(wide == NULL, "%s", bad_utf8[_i].name);
}
END_TEST

static const struct {
    const char *name;
    const wchar_t wide[4];
} bad_utf16[] = {
    { "high surrogate at the end", { L'a', 0xd83d, 0 } },
    { "low surrogate alone", { 0xde00, L'a', 0 } },
    { "wrong order", { 0xde00, 0xd83d, 0 } },
    { "two high ones", { 0xd83d, 0xd83d, 0 } },
};

START_TEST(unpaired_surrogates_are_refused)
{
    char *text = NULL;
    struct err err = { 0 };

    ck_assert_msg(!win_narrow(bad_utf16[_i].wide, &text, &err), "%s", bad_utf16[_i].name);
    ck_assert_msg(err.domain == ERR_WIN32 && err.code == ERROR_NO_UNICODE_TRANSLATION, "%s: %s",
        bad_utf16[_i].name, err.text);
    ck_assert_msg(text == NULL, "%s", bad_utf16[_i].name);
}
END_TEST

START_TEST(append_takes_a_count_not_a_terminator)
{
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    ck_assert(win_append(&text, L"Windows", 3, &err));
    ck_assert(win_append(&text, L"", 0, &err));
    ck_assert_str_eq(text_string(&text), "Win");
}
END_TEST

/* What lies in the registry, with its length in units, and the list that it is. */
static const struct {
    const char *name;
    const wchar_t *wide;
    size_t count;
    const char *items[4];
} lists[] = {
    { "nothing", L"", 0, { NULL } },
    { "no strings", L"\0", 1, { NULL } },
    { "no strings, terminated twice", L"\0\0", 2, { NULL } },
    { "one", L"a\0\0", 3, { "a", NULL } },
    { "two", L"a\0bc\0\0", 6, { "a", "bc", NULL } },
    { "empty string inside", L"a\0\0b\0\0", 6, { "a", "", "b", NULL } },
    { "empty string last", L"a\0\0\0", 4, { "a", "", NULL } },
    { "empty string first", L"\0a\0\0", 4, { "", "a", NULL } },
    { "list not terminated", L"a\0b\0", 4, { "a", "b", NULL } },
    { "string not terminated", L"a\0b", 3, { "a", "b", NULL } },
};

START_TEST(lists_are_split_by_their_length)
{
    AUTO(text_list) list = { 0 };
    struct err err = { 0 };
    size_t expected = 0;

    ck_assert_msg(win_split_texts(lists[_i].wide, lists[_i].count, &list, &err), "%s: %s",
        lists[_i].name, err.text);
    for (; lists[_i].items[expected]; expected++) {
        ck_assert_msg(expected < list.count, "%s: %u items", lists[_i].name, (unsigned)list.count);
        ck_assert_msg(strcmp(list.items[expected], lists[_i].items[expected]) == 0,
            "%s: item %u is '%s'", lists[_i].name, (unsigned)expected, list.items[expected]);
    }
    ck_assert_msg(list.count == expected, "%s: %u items", lists[_i].name, (unsigned)list.count);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("win.text");
    TCase *tests = tcase_create("text");

    tcase_add_loop_test(tests, text_survives_both_ways, 0, COUNT_OF(pairs));
    tcase_add_loop_test(tests, malformed_utf8_is_refused, 0, COUNT_OF(bad_utf8));
    tcase_add_loop_test(tests, unpaired_surrogates_are_refused, 0, COUNT_OF(bad_utf16));
    tcase_add_test(tests, append_takes_a_count_not_a_terminator);
    tcase_add_loop_test(tests, lists_are_split_by_their_length, 0, COUNT_OF(lists));
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
