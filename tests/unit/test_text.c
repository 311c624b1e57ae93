/* SPDX-License-Identifier: MIT */
/* test_text.c - strings, buffers, lists. */
#include "base/text.h"

#include "check_main.h"
#include "fakes/alloc.h"

#include <string.h>

START_TEST(an_empty_text_is_a_string)
{
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    ck_assert_str_eq(text_string(&text), "");
    ck_assert(text_ok(&text, &err));
    text_append_bytes(&text, "", 0);
    ck_assert_str_eq(text_string(&text), "");
    AUTO_FREE char *taken = text_take(&text);
    ck_assert_str_eq(taken, "");
}
END_TEST

START_TEST(appending_grows)
{
    AUTO(text) text = { 0 };

    for (int i = 0; i < 1000; i++) {
        text_append(&text, "%d,", i);
        text_append_bytes(&text, "xyz", 1);
    }
    ck_assert_uint_eq(text.len, strlen(text_string(&text)));
    ck_assert(text_starts(text_string(&text), "0,x1,x2,x"));
    ck_assert(text_ends_same(text_string(&text), "998,x999,x"));
    text_clear(&text);
    ck_assert_str_eq(text_string(&text), "");
    text_append(&text, "again");
    AUTO_FREE char *taken = text_take(&text);
    ck_assert_str_eq(taken, "again");
    ck_assert_ptr_null(text.bytes);
}
END_TEST

START_TEST(a_missing_allocation_breaks_the_text_only)
{
    bool done = false;

    for (unsigned nth = 1; !done; nth++) {
        AUTO(text) text = { 0 };
        struct err err = { 0 };
        fake_alloc_fail_nth(nth);
        for (int i = 0; i < 100; i++)
            text_append(&text, "0123456789");
        done = !fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        ck_assert_uint_lt(nth, 10);
        ck_assert_int_eq(text_ok(&text, &err), done);
        ck_assert_int_eq(err_is(&err, ERR_NOMEM), !done);
        ck_assert_uint_eq(text.len, strlen(text_string(&text))); /* keeps what it had */
        AUTO_FREE char *taken = text_take(&text);
        ck_assert_int_eq(taken != NULL, done);
        ck_assert_str_eq(text_string(&text), "");
    }
}
END_TEST

START_TEST(a_broken_text_stays_broken_until_cleared)
{
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    fake_alloc_fail_nth(1);
    text_append(&text, "lost");
    fake_alloc_fail_nth(0);
    text_append(&text, "also lost");
    ck_assert_str_eq(text_string(&text), "");
    ck_assert(!text_ok(&text, &err));
    text_clear(&text);
    text_append(&text, "kept");
    ck_assert(text_ok(&text, &err));
    ck_assert_str_eq(text_string(&text), "kept");
}
END_TEST

static const struct {
    const char *left, *right;
    bool same, starts_same, ends_same, starts;
} pairs[] = {
    { "", "", true, true, true, true },
    { "a", "", false, true, true, true },
    { "", "a", false, false, false, false },
    { "Abc", "aBC", true, true, true, false },
    { "abcdef", "abc", false, true, false, true },
    { "abcdef", "DEF", false, false, true, false },
    { "abcdef", "abd", false, false, false, false },
    { "[", "{", false, false, false, false },               /* differ in the bit of case only */
    { "\xC3\x84", "\xC3\xA4", false, false, false, false }, /* letters beyond ASCII keep case */
    { "sysprep.exe", "SYSPREP.EXE", true, true, true, false },
};

START_TEST(strings_compare_as_told)
{
    const char *left = pairs[_i].left;
    const char *right = pairs[_i].right;

    ck_assert_msg(text_same(left, right) == pairs[_i].same, "'%s' '%s'", left, right);
    ck_assert_msg(text_same(right, left) == pairs[_i].same, "'%s' '%s'", right, left);
    ck_assert_msg(text_starts_same(left, right) == pairs[_i].starts_same, "'%s' '%s'", left, right);
    ck_assert_msg(text_ends_same(left, right) == pairs[_i].ends_same, "'%s' '%s'", left, right);
    ck_assert_msg(text_starts(left, right) == pairs[_i].starts, "'%s' '%s'", left, right);
}
END_TEST

static const struct {
    const char *name, *bytes;
    size_t len, valid;
} encodings[] = {
    { "empty", "", 0, 0 },
    { "ASCII", "abc", 3, 3 },
    { "a NUL is a character", "a\0b", 3, 3 },
    { "two bytes", "\xC3\xA4", 2, 2 },
    { "three bytes", "\xE2\x82\xAC", 3, 3 },
    { "four bytes", "\xF0\x9F\x92\xBE", 4, 4 },
    { "the last character", "\xF4\x8F\xBF\xBF", 4, 4 },
    { "behind the last", "\xF4\x90\x80\x80", 4, 0 },
    { "overlong in two", "\xC0\xAF", 2, 0 },
    { "overlong in three", "\xE0\x9F\xBF", 3, 0 },
    { "overlong in four", "\xF0\x8F\xBF\xBF", 4, 0 },
    { "a surrogate", "x\xED\xA0\x80", 4, 1 },
    { "just below the surrogates", "\xED\x9F\xBF", 3, 3 },
    { "just above them", "\xEE\x80\x80", 3, 3 },
    { "a continuation alone", "a\x80", 2, 1 },
    { "cut in two", "a\xC3", 2, 1 },
    { "cut in three", "\xE2\x82", 2, 0 },
    { "cut in four", "\xF0\x9F\x92", 3, 0 },
    { "a lead where a continuation belongs", "\xE2\x82\xC3\xA4", 4, 0 },
    { "a byte that never is", "\xFF", 1, 0 },
    { "Latin-1", "caf\xE9 au lait", 12, 3 },
};

START_TEST(utf8_is_told_from_other_bytes)
{
    size_t len = encodings[_i].len;

    ck_assert_msg(
        text_utf8_len(encodings[_i].bytes, len) == encodings[_i].valid, "%s", encodings[_i].name);
    ck_assert_msg(text_is_utf8(encodings[_i].bytes, len) == (encodings[_i].valid == len), "%s",
        encodings[_i].name);
}
END_TEST

static const struct {
    const char *string;
    bool shown;
} names[] = {
    { "os.edition", true },
    { "", true },
    { "\xC3\xA4\xE2\x82\xAC", true },
    { "bell\a", false },
    { "\x1B[2J", false },
    { "del\x7F", false },
    { "\xC2\x9B"
      "2J",
        false }, /* U+009B starts a command as ESC [ does */
    { "\xFF", false },
    { "0123456789012345678901234567890123456789012345678901234567890123456789"
      "0123456789012345678901234567890123456789012345678901234567890123456789",
        false },
};

START_TEST(names_from_outside_are_shown_when_harmless)
{
    const char *shown = text_shown(names[_i].string);

    if (names[_i].shown)
        ck_assert_ptr_eq(shown, names[_i].string);
    else
        ck_assert_str_eq(shown, "(a long or unprintable name)");
}
END_TEST

static const struct {
    const char *string;
    bool ok;
    int64_t number;
} numbers[] = {
    { "0", true, 0 },
    { "-0", true, 0 },
    { "007", true, 7 },
    { "22631", true, 22631 },
    { "-1", true, -1 },
    { "9223372036854775807", true, INT64_MAX },
    { "-9223372036854775808", true, INT64_MIN },
    { "9223372036854775808", false, 0 },
    { "-9223372036854775809", false, 0 },
    { "18446744073709551616", false, 0 },
    { "", false, 0 },
    { "-", false, 0 },
    { "+1", false, 0 },
    { " 1", false, 0 },
    { "1 ", false, 0 },
    { "0x10", false, 0 },
    { "1.5", false, 0 },
    { "--1", false, 0 },
};

START_TEST(decimal_numbers_are_read)
{
    int64_t number = 42;
    bool ok = text_to_int64(numbers[_i].string, &number);

    ck_assert_msg(ok == numbers[_i].ok, "'%s'", numbers[_i].string);
    ck_assert_msg(number == (ok ? numbers[_i].number : 42), "'%s'", numbers[_i].string);
}
END_TEST

static const struct {
    uint64_t size_bytes;
    const char *text;
} sizes[] = {
    { 0, "0 bytes" },
    { 512, "512 bytes" },
    { 1023, "1023 bytes" },
    { 1024, "1 KiB" },
    { 1536, "1.5 KiB" },
    { 734003200, "700 MiB" },
    { 68719476736, "64 GiB" },
    { 68719476735, "64.0 GiB" },
    { 136365211648, "127 GiB" },
    { 67914170368, "63.3 GiB" },
    { 1099511627776, "1 TiB" },
    { UINT64_MAX, "16.0 EiB" },
};

START_TEST(sizes_are_for_people)
{
    AUTO(text) text = { 0 };

    text_append_size(&text, sizes[_i].size_bytes);
    ck_assert_str_eq(text_string(&text), sizes[_i].text);
}
END_TEST

START_TEST(lists_keep_order_and_copies)
{
    AUTO(text_list) list = { 0 };
    struct err err = { 0 };
    char name[] = "item 00";

    for (int i = 0; i < 50; i++) {
        name[5] = (char)('0' + i / 10);
        name[6] = (char)('0' + i % 10);
        ck_assert(text_list_add(&list, name, &err));
    }
    ck_assert_uint_eq(list.count, 50);
    ck_assert_str_eq(list.items[0], "item 00");
    ck_assert_str_eq(list.items[49], "item 49");
    ck_assert(text_list_has(&list, "ITEM 25"));
    ck_assert(!text_list_has(&list, "item 50"));
    ck_assert(!text_list_has(&list, "item"));
    text_list_done(&list);
    ck_assert_uint_eq(list.count, 0);
}
END_TEST

START_TEST(a_missing_allocation_leaves_the_list_whole)
{
    bool done = false;

    for (unsigned nth = 1; !done; nth++) {
        AUTO(text_list) list = { 0 };
        struct err err = { 0 };
        size_t added = 0;
        fake_alloc_fail_nth(nth);
        while (added < 20 && text_list_add(&list, "name", &err))
            added++;
        done = !fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        ck_assert_uint_lt(nth, 40);
        ck_assert_uint_eq(list.count, added);
        ck_assert_int_eq(added == 20, done);
        ck_assert_int_eq(err_is(&err, ERR_NOMEM), !done);
        ck_assert(text_list_add(&list, "goes on", &err));
    }
}
END_TEST

START_TEST(copies_are_owned)
{
    struct err err = { 0 };
    AUTO_FREE char *copy = NULL;

    ck_assert(text_copy("abc", &copy, &err));
    ck_assert_str_eq(copy, "abc");
    char *kept = copy;
    fake_alloc_fail_nth(1);
    ck_assert(!text_copy("abc", &copy, &err));
    fake_alloc_fail_nth(0);
    ck_assert(err_is(&err, ERR_NOMEM));
    ck_assert_ptr_eq(copy, kept);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("text");

    check_add(suite, an_empty_text_is_a_string, 1);
    check_add(suite, appending_grows, 1);
    check_add(suite, a_missing_allocation_breaks_the_text_only, 1);
    check_add(suite, a_broken_text_stays_broken_until_cleared, 1);
    check_add(suite, strings_compare_as_told, COUNT_OF(pairs));
    check_add(suite, utf8_is_told_from_other_bytes, COUNT_OF(encodings));
    check_add(suite, names_from_outside_are_shown_when_harmless, COUNT_OF(names));
    check_add(suite, decimal_numbers_are_read, COUNT_OF(numbers));
    check_add(suite, sizes_are_for_people, COUNT_OF(sizes));
    check_add(suite, lists_keep_order_and_copies, 1);
    check_add(suite, a_missing_allocation_leaves_the_list_whole, 1);
    check_add(suite, copies_are_owned, 1);
    return check_main(suite);
}
