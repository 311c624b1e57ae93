/* SPDX-License-Identifier: MIT */
/* test_err.c - an error keeps its cause whatever is put in front of it. */
#include "base/err.h"

#include "base/text.h"
#include "check_main.h"

#include <string.h>

START_TEST(setting_fills_every_member)
{
    struct err err = { 0 };

    ck_assert(!err_set(&err, ERR_WIN32, 5, "cannot read '%s': access denied", "x"));
    ck_assert_int_eq(err.domain, ERR_WIN32);
    ck_assert_uint_eq(err.code, 5);
    ck_assert_str_eq(err.text, "cannot read 'x': access denied");
}
END_TEST

START_TEST(wrapping_puts_context_in_front)
{
    struct err err = { 0 };

    (void)err_set(&err, ERR_HRESULT, 0x800F0975, "reserved storage is in use");
    ck_assert(!err_wrap(&err, "applying '%s'", "disable-reserved-storage"));
    ck_assert(!err_wrap(&err, "step %d", 2));
    ck_assert_str_eq(
        err.text, "step 2: applying 'disable-reserved-storage': reserved storage is in use");
    ck_assert_uint_eq(err.code, 0x800F0975);
    ck_assert_int_eq(err.domain, ERR_HRESULT);
}
END_TEST

START_TEST(an_error_may_quote_itself)
{
    struct err err = { 0 };

    (void)err_set(&err, ERR_AGENT, ERR_BUSY, "first");
    (void)err_set(&err, ERR_AGENT, ERR_BUSY, "second after %s", err.text);
    ck_assert_str_eq(err.text, "second after first");
    (void)err_wrap(&err, "(%s)", err.text);
    ck_assert_str_eq(err.text, "(second after first): second after first");
}
END_TEST

START_TEST(the_text_is_always_utf8)
{
    struct err err = { 0 };

    (void)err_set(&err, ERR_AGENT, ERR_MALFORMED, "'%.3s'", "ab\xC3\xA9");
    ck_assert_str_eq(err.text, "'ab?'");
    (void)err_set(&err, ERR_AGENT, ERR_MALFORMED, "\xE9 \xC3\xA9 \xFF\xFE");
    ck_assert_str_eq(err.text, "? \xC3\xA9 ??");
    (void)err_wrap(&err, "%.1s", "\xC3\xA9");
    ck_assert_str_eq(err.text, "?: ? \xC3\xA9 ??");
}
END_TEST

START_TEST(context_that_does_not_fit_is_dropped)
{
    struct err err = { 0 };
    char context[sizeof err.text];
    char long_context[2 * sizeof err.text];

    (void)err_set(&err, ERR_ERRNO, 28, "no space left");
    memset(context, 'c', sizeof context);
    context[sizeof err.text - strlen("no space left") - strlen(": ") - 1] = '\0';
    (void)err_wrap(&err, "%s", context); /* fits to the last byte */
    ck_assert_uint_eq(strlen(err.text), sizeof err.text - 1);
    ck_assert_msg(text_ends_same(err.text, "c: no space left"), "%s", err.text);

    (void)err_set(&err, ERR_ERRNO, 28, "no space left");
    context[strlen(context) + 1] = '\0';
    context[strlen(context)] = 'c';
    (void)err_wrap(&err, "%s", context); /* one byte too many */
    ck_assert_str_eq(err.text, "no space left");

    memset(long_context, 'c', sizeof long_context);
    long_context[sizeof long_context - 1] = '\0';
    (void)err_wrap(&err, "%s", long_context);
    ck_assert_str_eq(err.text, "no space left");
}
END_TEST

/** `front` times 'a', then characters of more than one byte: the cut is between characters. */
START_TEST(long_text_is_cut_at_a_character)
{
    static const char *const characters[] = { "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x92\xBE" };
    struct err err = { 0 };

    for (size_t kind = 0; kind < COUNT_OF(characters); kind++) {
        for (size_t front = 0; front < 8; front++) {
            AUTO(text) text = { 0 };
            text_append(&text, "%.*s", (int)front, "aaaaaaaa");
            while (text.len < 2 * sizeof err.text)
                text_append(&text, "%s", characters[kind]);
            (void)err_set(&err, ERR_AGENT, ERR_MALFORMED, "%s", text_string(&text));
            ck_assert_msg(
                text_is_utf8(err.text, strlen(err.text)), "kind %zu front %zu", kind, front);
            ck_assert_uint_ge(strlen(err.text), sizeof err.text - 4);
            ck_assert(text_starts(text_string(&text), err.text));
        }
    }
}
END_TEST

START_TEST(text_that_just_fits_is_whole)
{
    struct err err = { 0 };
    char text[sizeof err.text];

    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    (void)err_set(&err, ERR_AGENT, ERR_MALFORMED, "%s", text);
    ck_assert_str_eq(err.text, text);
}
END_TEST

START_TEST(our_own_codes_are_told_from_others)
{
    struct err err = { 0 };

    ck_assert(!err_nomem(&err));
    ck_assert(err_is(&err, ERR_NOMEM));
    ck_assert(!err_is(&err, ERR_BUSY));
    ck_assert_str_eq(err.text, "out of memory");
    (void)err_set(&err, ERR_WIN32, ERR_NOMEM, "another 1");
    ck_assert(!err_is(&err, ERR_NOMEM));
}
END_TEST

static const struct {
    enum err_domain domain;
    const char *name;
} domains[] = {
    { ERR_NONE, "none" },
    { ERR_AGENT, "agent" },
    { ERR_ERRNO, "errno" },
    { ERR_WIN32, "win32" },
    { ERR_HRESULT, "hresult" },
    { ERR_WMI, "wmi" },
    { (enum err_domain)77, "none" },
};

START_TEST(domains_have_words)
{
    ck_assert_str_eq(err_domain_name(domains[_i].domain), domains[_i].name);
}
END_TEST

START_TEST(the_text_holds_nothing_that_a_terminal_obeys)
{
    struct err err = { 0 };

    err_set(&err, ERR_AGENT, ERR_MALFORMED, "a '%s'", "\x1b[2J\n\x7f\xC2\x9B\xC3\xA4");
    ck_assert_str_eq(err.text, "a '?[2J ???\xC3\xA4'");
    err_wrap(&err, "in\t'%s'", "\a");
    ck_assert_str_eq(err.text, "in '?': a '?[2J ???\xC3\xA4'");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("err");

    check_add(suite, setting_fills_every_member, 1);
    check_add(suite, wrapping_puts_context_in_front, 1);
    check_add(suite, an_error_may_quote_itself, 1);
    check_add(suite, the_text_is_always_utf8, 1);
    check_add(suite, the_text_holds_nothing_that_a_terminal_obeys, 1);
    check_add(suite, context_that_does_not_fit_is_dropped, 1);
    check_add(suite, long_text_is_cut_at_a_character, 1);
    check_add(suite, text_that_just_fits_is_whole, 1);
    check_add(suite, our_own_codes_are_told_from_others, 1);
    check_add(suite, domains_have_words, COUNT_OF(domains));
    return check_main(suite);
}
