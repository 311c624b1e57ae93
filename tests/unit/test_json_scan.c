/* SPDX-License-Identifier: MIT */
/* test_json_scan.c - what is JSON to the letter, and where it stops being it. */
#include "base/json_scan.h"

#include "base/json.h"
#include "check_main.h"

#include <string.h>

static const char *const good[] = {
    "null",
    " true ",
    "false\n",
    "0",
    "-0",
    "-12.5e+3",
    "1E5",
    "\"\"",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\uD83D\\uDCBE\"",
    "[]",
    "[ ]",
    "{}",
    "{ }",
    "[1,[2,[3]],{}]",
    "{\"a\":{\"b\":[]},\"c\":\"d\"}",
    "\t{\r\n\"a\" : 1 , \"b\" : [ 1 , 2 ] }\r\n",
    "\"\x7F\"",
    "{\"\":1}",
};

START_TEST(json_is_accepted)
{
    struct err err = { 0 };
    size_t offset = 0;
    size_t len = strlen(good[_i]);

    ck_assert_msg(
        json_scan(good[_i], len, JSON_SCAN_ALL, &offset, &err), "%s: %s", good[_i], err.text);
    ck_assert_uint_eq(offset, len);
}
END_TEST

static const struct {
    const char *text, *problem;
} bad[] = {
    { "", "line 1, column 1: the document ends too early" },
    { "  \n ", "line 2, column 2: the document ends too early" },
    { "nul", "line 1, column 1: a value expected" },
    { "True", "line 1, column 1: a value expected" },
    { "nullx", "line 1, column 5: something stands behind the document" },
    { "{} {}", "line 1, column 4: something stands behind the document" },
    { "1 2", "line 1, column 3: something stands behind the document" },
    { "[1,]", "line 1, column 4: a value expected" },
    { "[,1]", "line 1, column 2: a value expected" },
    { "[1 2]", "line 1, column 4: ',' or ']' expected" },
    { "[1}", "line 1, column 3: ',' or ']' expected" },
    { "{\"a\":1]", "line 1, column 7: ',' or '}' expected" },
    { "{\"a\":1,}", "line 1, column 8: a member's name in quotes expected" },
    { "{a:1}", "line 1, column 2: a member's name in quotes expected" },
    { "{'a':1}", "line 1, column 2: a member's name in quotes expected" },
    { "{\"a\" 1}", "line 1, column 6: ':' expected" },
    { "{\"a\":}", "line 1, column 6: a value expected" },
    { "{1:2}", "line 1, column 2: a member's name in quotes expected" },
    { "[", "line 1, column 2: the document ends too early" },
    { "{\"a\":1", "line 1, column 7: ',' or '}' expected" },
    { "\"abc", "line 1, column 1: the string does not end" },
    { "\"abc\\", "line 1, column 5: unknown escape in a string" },
    { "[\n\"a\tb\"]", "line 2, column 3: a control character stands in a string" },
    { "\"\\x41\"", "line 1, column 2: unknown escape in a string" },
    { "\"\\'\"", "line 1, column 2: unknown escape in a string" },
    { "\"\\u12g4\"", "line 1, column 6: four hexadecimal digits expected after \\u" },
    { "\"\\u12", "line 1, column 6: four hexadecimal digits expected after \\u" },
    { "\"a\\u0000\"", "line 1, column 3: \\u0000 cannot be in a string here" },
    { "\"\\ud800\"", "line 1, column 2: the first half of a surrogate pair stands alone" },
    { "\"\\ud800\\n\"", "line 1, column 2: the first half of a surrogate pair stands alone" },
    { "\"\\ud800\\u0041\"", "line 1, column 2: the first half of a surrogate pair stands alone" },
    { "\"\\udc00\"", "line 1, column 2: the second half of a surrogate pair stands alone" },
    { "01", "line 1, column 1: a number begins with 0" },
    { "-01", "line 1, column 1: a number begins with 0" },
    { "-", "line 1, column 1: a value expected" },
    { "+1", "line 1, column 1: a value expected" },
    { ".5", "line 1, column 1: a value expected" },
    { "1.", "line 1, column 3: a digit expected after the decimal point" },
    { "1.e5", "line 1, column 3: a digit expected after the decimal point" },
    { "1e", "line 1, column 3: a digit expected in the exponent" },
    { "1e+", "line 1, column 4: a digit expected in the exponent" },
    { "1e999", "line 1, column 1: the number is too large" },
    { "-1e999", "line 1, column 1: the number is too large" },
    { "NaN", "line 1, column 1: a value expected" },
    { "Infinity", "line 1, column 1: a value expected" },
    { "0x10", "line 1, column 2: something stands behind the document" },
    { "[1] // why", "line 1, column 5: something stands behind the document" },
    { "/* why */ 1", "line 1, column 1: a value expected" },
    { "1000000000000000000000000000000000000000000000000000000000000",
        "line 1, column 1: the number is too long" },
    { "[\"\xC3\xA4\xE2\x82\xAC\" x]", "line 1, column 7: ',' or ']' expected" },
};

START_TEST(malformed_json_is_refused_with_its_place)
{
    struct err err = { 0 };
    size_t offset = 0;

    ck_assert_msg(!json_scan(bad[_i].text, strlen(bad[_i].text), JSON_SCAN_ALL, &offset, &err),
        "%s", bad[_i].text);
    ck_assert_str_eq(err.text, bad[_i].problem);
    ck_assert(err_is(&err, ERR_MALFORMED));
}
END_TEST

START_TEST(a_nul_byte_is_no_json)
{
    struct err err = { 0 };
    size_t offset = 0;

    ck_assert(!json_scan("[\0]", 3, JSON_SCAN_ALL, &offset, &err));
    ck_assert(!json_scan("[]\0", 3, JSON_SCAN_ALL, &offset, &err));
    ck_assert(!json_scan("\"\0\"", 3, JSON_SCAN_ALL, &offset, &err));
    ck_assert(!json_scan("\"\\\0\"", 4, JSON_SCAN_ALL, &offset, &err));
}
END_TEST

START_TEST(nesting_is_bounded)
{
    char bytes[4 * JSON_DEPTH_LIMIT];
    struct err err = { 0 };
    size_t offset = 0;

    for (size_t depth = JSON_DEPTH_LIMIT; depth <= JSON_DEPTH_LIMIT + 1; depth++) {
        memset(bytes, '[', depth);
        memset(bytes + depth, ']', depth);
        ck_assert_int_eq(
            json_scan(bytes, 2 * depth, JSON_SCAN_ALL, &offset, &err), depth <= JSON_DEPTH_LIMIT);
    }
    ck_assert(err_is(&err, ERR_TOO_LARGE));
    ck_assert_str_eq(err.text, "line 1, column 65: nested too deeply");
}
END_TEST

START_TEST(ten_thousand_levels_cost_nothing)
{
    AUTO(text) text = { 0 };
    struct err err = { 0 };
    size_t offset = 0;

    for (int i = 0; i < 10000; i++)
        text_append(&text, "{\"a\":");
    ck_assert(!json_scan(text_string(&text), text.len, JSON_SCAN_ALL, &offset, &err));
    ck_assert(err_is(&err, ERR_TOO_LARGE));
    ck_assert_uint_eq(offset, JSON_DEPTH_LIMIT * strlen("{\"a\":"));
}
END_TEST

START_TEST(members_are_found_by_place)
{
    static const char text[] = "{\"a\":[{\"b\":1},{\"c\":{}}],\n\"d\":\"e\"}";
    static const char *const found[] = { "\"a\"", "\"b\"", "\"c\"", "\"d\"" };
    struct err err = { 0 };
    size_t offset = 0;

    for (size_t i = 0; i < COUNT_OF(found); i++) {
        ck_assert(json_scan(text, strlen(text), i, &offset, &err));
        ck_assert_msg(text_starts(text + offset, found[i]), "%zu: %s", i, text + offset);
    }
    ck_assert(json_scan(text, strlen(text), 4, &offset, &err)); /* there is none: all is read */
    ck_assert_uint_eq(offset, strlen(text));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("json_scan");

    check_add(suite, json_is_accepted, COUNT_OF(good));
    check_add(suite, malformed_json_is_refused_with_its_place, COUNT_OF(bad));
    check_add(suite, a_nul_byte_is_no_json, 1);
    check_add(suite, nesting_is_bounded, 1);
    check_add(suite, ten_thousand_levels_cost_nothing, 1);
    check_add(suite, members_are_found_by_place, 1);
    return check_main(suite);
}
