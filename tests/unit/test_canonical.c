/* SPDX-License-Identifier: MIT */
/* test_canonical.c - JSON is written as RFC 8785 says. */
#include "base/canonical.h"

#include "check_main.h"
#include "fakes/alloc.h"

#include <string.h>

static const struct {
    const char *name, *json, *canonical;
} rows[] = {
    { "white space goes", " { \"a\" : [ 1 , true , null ] } ", "{\"a\":[1,true,null]}" },
    { "empty ones stay", "{\"b\":{},\"a\":[]}", "{\"a\":[],\"b\":{}}" },
    { "order inside too", "{\"x\":{\"b\":1,\"a\":2}}", "{\"x\":{\"a\":2,\"b\":1}}" },
    { "an array keeps its order", "[3,1,2]", "[3,1,2]" },
    { "a name in front of a longer one", "{\"ab\":1,\"a\":2,\"\":3}", "{\"\":3,\"a\":2,\"ab\":1}" },
    { "capitals first", "{\"a\":1,\"B\":2,\"_\":3}", "{\"B\":2,\"_\":3,\"a\":1}" },
    /* RFC 8785, 3.2.3: the names of its example, in the order it gives */
    { "names by UTF-16",
        "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter Dalet "
        "With Dagesh\",\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning "
        "Face\",\"\\u0080\":\"Control\",\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}",
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\",\"\xc3\xb6\":\"Latin "
        "Small Letter O With Diaeresis\",\"\xe2\x82\xac\":\"Euro Sign\",\"\xf0\x9f\x98\x80\":"
        "\"Emoji: Grinning Face\",\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}" },
    { "two beyond the first plane", "{\"\\ud83d\\ude01\":1,\"\\ud83d\\ude00\":2}",
        "{\"\xf0\x9f\x98\x80\":2,\"\xf0\x9f\x98\x81\":1}" },
    /* RFC 8785, 3.2.2.2: the text of its example */
    { "the shortest escapes",
        "[\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\",\"\\b\\f\\t\\r\\u007f\"]",
        "[\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\",\"\\b\\f\\t\\r\x7f\"]" },
    { "numbers", "[0,-0,1e3,-7,10.0,9007199254740991,-9007199254740991]",
        "[0,0,1000,-7,10,9007199254740991,-9007199254740991]" },
    { "a text of digits is a text", "[\"12\"]", "[\"12\"]" },
};

START_TEST(comes_out_as_the_rfc_says)
{
    AUTO(json_value) value = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    ck_assert_msg(json_parse(rows[_i].json, strlen(rows[_i].json), &value.root, &err), "%s: %s",
        rows[_i].name, err.text);
    ck_assert_msg(
        canonical_print(value.root, NULL, &text, &err), "%s: %s", rows[_i].name, err.text);
    ck_assert_str_eq(text_string(&text), rows[_i].canonical);
}
END_TEST

START_TEST(its_own_form_stays)
{
    AUTO(json_value) value = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    ck_assert(json_parse(rows[_i].canonical, strlen(rows[_i].canonical), &value.root, &err));
    ck_assert(canonical_print(value.root, NULL, &text, &err));
    ck_assert_str_eq(text_string(&text), rows[_i].canonical);
}
END_TEST

static const char *const numbers[] = { "1.5", "[9007199254740992]", "{\"a\":1e300}", "-0.1" };

START_TEST(a_number_that_is_not_whole_is_refused)
{
    AUTO(json_value) value = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    ck_assert(json_parse(numbers[_i], strlen(numbers[_i]), &value.root, &err));
    ck_assert_msg(!canonical_print(value.root, NULL, &text, &err), "%s was taken", numbers[_i]);
    ck_assert(err_is(&err, ERR_MALFORMED));
}
END_TEST

START_TEST(one_member_can_be_left_out)
{
    static const char json[] = "{\"b\":{\"a\":1},\"a\":2,\"c\":3}";
    AUTO(json_value) value = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    ck_assert(json_parse(json, strlen(json), &value.root, &err));
    ck_assert(canonical_print(value.root, "a", &text, &err));
    ck_assert_str_eq(text_string(&text), "{\"b\":{\"a\":1},\"c\":3}"); /* of the root alone */
}
END_TEST

START_TEST(memory_that_ends_is_told)
{
    static const char json[] = "{\"b\":{\"a\":[1,2,\"x\"]},\"a\":2}";
    AUTO(json_value) value = { 0 };
    unsigned nth = 1;
    struct err err = { 0 };
    bool done = false;

    ck_assert(json_parse(json, strlen(json), &value.root, &err));
    while (!done) {
        AUTO(text) text = { 0 };

        fake_alloc_fail_nth(nth++);
        done = canonical_print(value.root, NULL, &text, &err);
        fake_alloc_fail_nth(0);
        ck_assert(done || err_is(&err, ERR_NOMEM));
    }
    ck_assert_uint_gt(nth, 3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("canonical");

    check_add(suite, comes_out_as_the_rfc_says, COUNT_OF(rows));
    check_add(suite, its_own_form_stays, COUNT_OF(rows));
    check_add(suite, a_number_that_is_not_whole_is_refused, COUNT_OF(numbers));
    check_add(suite, one_member_can_be_left_out, 1);
    check_add(suite, memory_that_ends_is_told, 1);
    return check_main(suite);
}
