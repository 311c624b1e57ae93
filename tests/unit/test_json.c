/* SPDX-License-Identifier: MIT */
/* test_json.c - documents read, built, printed; and what happens when memory is missing. */
#include "base/json.h"

#include "check_main.h"
#include "fakes/alloc.h"

#include <string.h>

static const char document[] = "{\n"
                               "  \"name\": \"golden \\\"one\\\"\",\n"
                               "  \"empty\": {},\n"
                               "  \"list\": [\n"
                               "    1,\n"
                               "    -2,\n"
                               "    true,\n"
                               "    false,\n"
                               "    null,\n"
                               "    []\n"
                               "  ],\n"
                               "  \"deep\": {\n"
                               "    \"lines\": \"a\\nb\\r\\tc\\\\d\\u0001\\u007f\",\n"
                               "    \"letters\": \"\xC3\xA4\xE2\x82\xAC\"\n"
                               "  }\n"
                               "}\n";

/** Parses what must be JSON. */
static struct json *parse(const char *text)
{
    struct err err = { 0 };
    struct json *value = NULL;

    ck_assert_msg(json_parse(text, strlen(text), &value, &err), "%s: %s", text, err.text);
    return value;
}

START_TEST(what_is_printed_reads_back_the_same)
{
    AUTO(json_value) value = { parse(document) };
    AUTO(text) pretty = { 0 };
    AUTO(text) compact = { 0 };
    struct err err = { 0 };

    ck_assert(json_print(value.root, false, &pretty, &err));
    ck_assert_str_eq(text_string(&pretty), document);
    ck_assert(json_print(value.root, true, &compact, &err));
    ck_assert_ptr_null(strchr(text_string(&compact), '\n'));
    AUTO(json_value) again = { parse(text_string(&compact)) };
    text_clear(&pretty);
    ck_assert(json_print(again.root, false, &pretty, &err));
    ck_assert_str_eq(text_string(&pretty), document);
}
END_TEST

/** No cut of a document is a document, and every cut has a place. */
START_TEST(a_document_cut_anywhere_is_refused)
{
    for (size_t len = 0; len < strlen(document) - 2; len++) {
        struct err err = { 0 };
        struct json *value = NULL;
        AUTO_FREE char *cut = malloc(len + 1); /* its own block, so that reading on would show */
        ck_assert_ptr_nonnull(cut);
        memcpy(cut, document, len);
        ck_assert_msg(!json_parse(cut, len, &value, &err), "%zu bytes", len);
        ck_assert_msg(text_starts(err.text, "line "), "%zu bytes: %s", len, err.text);
        ck_assert_ptr_null(value);
    }
}
END_TEST

START_TEST(changed_bytes_never_do_harm)
{
    char copy[sizeof document];

    for (size_t at = 0; at < strlen(document); at++) {
        for (unsigned change = 1; change < 256; change += 6) {
            struct err err = { 0 };
            struct json *value = NULL;
            memcpy(copy, document, sizeof document);
            copy[at] = (char)(copy[at] ^ (char)change);
            if (json_parse(copy, strlen(document), &value, &err)) {
                AUTO(text) text = { 0 };
                ck_assert_msg(json_print(value, false, &text, &err), "%zu %u", at, change);
            }
            json_free(value);
        }
    }
}
END_TEST

static const struct {
    const char *name, *text, *problem;
} bad[] = {
    { "twice", "{\"a\":1,\n  \"b\":2,\n  \"a\":3}", "line 3, column 3: member 'a' is there twice" },
    { "twice, written differently", "{\"a\":1,\"\\u0061\":2}",
        "line 1, column 8: member 'a' is there twice" },
    { "twice, further in", "{\"a\":[{\"b\":1},{\"c\":2,\"d\":{},\"c\":3}]}",
        "line 1, column 29: member 'c' is there twice" },
    { "twice, the earliest is named", "{\"z\":1,\"y\":1,\"y\":1,\"z\":1}",
        "line 1, column 14: member 'y' is there twice" },
    { "twice, with a name that cannot be shown", "{\"\\u001b\":1,\"\\u001b\":2}",
        "line 1, column 13: member '(a long or unprintable name)' is there twice" },
    { "Latin-1", "[\n\"caf\xE9\"]", "line 2, column 5: not UTF-8" },
    { "an encoded surrogate", "[\"\xED\xA0\x80\"]", "line 1, column 3: not UTF-8" },
    { "a mark only", "\xEF\xBB\xBF", "line 1, column 1: the document ends too early" },
    { "two documents", "{}{}", "line 1, column 3: something stands behind the document" },
};

START_TEST(bad_documents_are_refused_with_their_place)
{
    struct err err = { 0 };
    struct json *value = NULL;

    ck_assert_msg(
        !json_parse(bad[_i].text, strlen(bad[_i].text), &value, &err), "%s", bad[_i].name);
    ck_assert_str_eq(err.text, bad[_i].problem);
    ck_assert(err_is(&err, ERR_MALFORMED));
    ck_assert_ptr_null(value);
}
END_TEST

START_TEST(the_same_name_in_other_objects_is_no_double)
{
    AUTO(json_value) value = { parse("{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":1}],\"A\":1}") };

    ck_assert_uint_eq(json_count(value.root), 3);
}
END_TEST

START_TEST(a_mark_in_front_is_passed_over)
{
    AUTO(json_value) value = { parse("\xEF\xBB\xBF{\"a\":1}") };

    ck_assert_uint_eq(json_count(value.root), 1);
}
END_TEST

/** A hundred thousand members are read in far less than the test's time limit. */
START_TEST(large_objects_are_not_slow)
{
    AUTO(text) text = { 0 };

    text_append(&text, "{\"x\":0");
    for (int i = 0; i < 100000; i++)
        text_append(&text, ",\"%d\":%d", i, i);
    text_append(&text, "}");
    AUTO(json_value) value = { parse(text_string(&text)) };
    ck_assert_uint_eq(json_count(value.root), 100001);
}
END_TEST

static const struct {
    const char *text;
    bool ok;
    int64_t number;
} numbers[] = {
    { "0", true, 0 },
    { "-0", true, 0 },
    { "22631", true, 22631 },
    { "9007199254740991", true, 9007199254740991 },
    { "-9007199254740991", true, -9007199254740991 },
    { "9007199254740992", false, 0 }, /* may have been ...993: not exact any more */
    { "1e3", true, 1000 },
    { "1.0", true, 1 },
    { "1.5", false, 0 },
    { "1e300", false, 0 },
    { "\"9223372036854775807\"", true, INT64_MAX },
    { "\"-9223372036854775808\"", true, INT64_MIN },
    { "\"9223372036854775808\"", false, 0 },
    { "\"abc\"", false, 0 },
    { "\"\"", false, 0 },
    { "true", false, 0 },
    { "null", false, 0 },
    { "[1]", false, 0 },
};

START_TEST(numbers_are_whole_and_exact)
{
    AUTO(json_value) value = { parse(numbers[_i].text) };
    int64_t number = 42;
    bool ok = json_number(value.root, &number);

    ck_assert_msg(ok == numbers[_i].ok, "%s", numbers[_i].text);
    ck_assert_msg(number == (ok ? numbers[_i].number : 42), "%s", numbers[_i].text);
}
END_TEST

static const struct {
    int64_t number;
    const char *text;
} written[] = {
    { 0, "0" },
    { -1, "-1" },
    { 68719476736, "68719476736" },
    { 9007199254740991, "9007199254740991" },
    { 9007199254740992, "\"9007199254740992\"" },
    { -9007199254740992, "\"-9007199254740992\"" },
    { INT64_MAX, "\"9223372036854775807\"" },
    { INT64_MIN, "\"-9223372036854775808\"" },
};

START_TEST(numbers_survive_being_written)
{
    AUTO(json_value) array = { json_new_array() };
    AUTO(text) text = { 0 };
    struct err err = { 0 };
    int64_t number = 0;

    ck_assert_ptr_nonnull(json_add_number(array.root, NULL, written[_i].number));
    ck_assert(json_print(array.root, true, &text, &err));
    AUTO(json_value) again = { parse(text_string(&text)) };
    ck_assert(json_number(json_at(again.root, 0), &number));
    ck_assert_int_eq(number, written[_i].number);
    ck_assert_uint_eq(text.len, strlen(written[_i].text) + 2);
    ck_assert(text_starts(text_string(&text) + 1, written[_i].text));
}
END_TEST

START_TEST(fractions_are_kept_when_copied)
{
    AUTO(json_value) value = { parse("[1.5,-0.25,1e300]") };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    ck_assert(json_print(value.root, true, &text, &err));
    ck_assert_str_eq(text_string(&text), "[1.5,-0.25,1.0000000000000001e+300]");
}
END_TEST

START_TEST(reading_what_is_not_there_is_harmless)
{
    AUTO(json_value) value = { parse("{\"a\":[1,\"x\"],\"b\":true,\"n\":null}") };
    const struct json *list = json_member(value.root, "a");
    bool flag = false;
    int64_t number = 7;

    ck_assert_ptr_null(json_member(value.root, "A")); /* case counts */
    ck_assert_ptr_null(json_member(list, "a"));
    ck_assert_ptr_null(json_member(NULL, "a"));
    ck_assert_ptr_null(json_at(list, 2));
    ck_assert_ptr_null(json_at(NULL, 0));
    ck_assert_ptr_null(json_at(json_at(list, 0), 0));
    ck_assert_ptr_null(json_first(json_at(list, 1)));
    ck_assert_ptr_null(json_next(NULL));
    ck_assert_ptr_null(json_string(NULL));
    ck_assert_ptr_null(json_string(json_at(list, 0)));
    ck_assert_str_eq(json_string(json_at(list, 1)), "x");
    ck_assert_ptr_null(json_name(NULL));
    ck_assert_ptr_null(json_name(json_at(list, 0)));
    ck_assert_str_eq(json_name(json_at(value.root, 1)), "b");
    ck_assert_uint_eq(json_count(NULL), 0);
    ck_assert_uint_eq(json_count(json_at(list, 1)), 0);
    ck_assert(!json_is_object(NULL) && !json_is_array(NULL) && !json_is_null(NULL));
    ck_assert(json_is_object(value.root) && json_is_array(list));
    ck_assert(json_is_null(json_member(value.root, "n")));
    ck_assert(!json_number(NULL, &number) && number == 7);
    ck_assert(!json_bool(NULL, &flag) && !json_bool(list, &flag));
    ck_assert(json_bool(json_member(value.root, "b"), &flag) && flag);
}
END_TEST

/** Builds one of everything. The first failure is all that may stop it. */
static bool build(
    struct json_value *value, const struct json *other, struct text *text, struct err *err)
{
    value->root = json_new_object();
    json_add_string(value->root, "string", "text");
    struct json *list = json_add_array(value->root, "list");
    json_add_number(list, NULL, 12);
    json_add_number(list, NULL, INT64_MAX);
    json_add_bool(list, NULL, true);
    json_add_null(list, NULL);
    struct json *object = json_add_object(list, NULL);
    json_add_string(object, "member", "of an element");
    json_add_copy(value->root, "copy", other);
    return json_print(value->root, true, text, err);
}

START_TEST(builders_need_not_be_checked_one_by_one)
{
    AUTO(json_value) other = { parse("{\"a\":[1,2,{\"b\":\"c\"}]}") };
    bool done = false;

    for (unsigned nth = 1; !done; nth++) {
        AUTO(json_value) value = { 0 };
        AUTO(text) text = { 0 };
        struct err err = { 0 };
        fake_alloc_fail_nth(nth);
        bool ok = build(&value, other.root, &text, &err);
        done = !fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        ck_assert_uint_lt(nth, 200);
        ck_assert_msg(ok == done, "allocation %u", nth);
        ck_assert_msg(ok || err_is(&err, ERR_NOMEM), "allocation %u: %s", nth, err.text);
        if (ok)
            ck_assert_str_eq(text_string(&text),
                "{\"string\":\"text\",\"list\":[12,\"9223372036854775807\",true,null,"
                "{\"member\":\"of an element\"}],\"copy\":{\"a\":[1,2,{\"b\":\"c\"}]}}");
    }
}
END_TEST

START_TEST(a_copy_of_what_is_broken_is_broken)
{
    AUTO(json_value) broken = { json_new_object() };
    AUTO(json_value) holder = { json_new_array() };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    fake_alloc_fail_nth(1);
    ck_assert_ptr_null(json_add_string(broken.root, "a", "b"));
    fake_alloc_fail_nth(0);
    (void)json_add_copy(holder.root, NULL, broken.root);
    ck_assert(!json_print(holder.root, true, &text, &err));
    ck_assert(err_is(&err, ERR_NOMEM));
}
END_TEST

START_TEST(a_copy_is_one_of_its_own)
{
    AUTO(json_value) value = { parse("{\"a\":[1,2]}") };
    AUTO(json_value) copy = { json_copy(value.root) };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    json_add_number(value.root, "b", 3);
    ck_assert(json_print(copy.root, true, &text, &err));
    ck_assert_str_eq(text_string(&text), "{\"a\":[1,2]}");
    ck_assert_ptr_null(json_copy(NULL));
    fake_alloc_fail_nth(2);
    ck_assert_ptr_null(json_copy(value.root));
    fake_alloc_fail_nth(0);
}
END_TEST

START_TEST(parsing_survives_a_missing_allocation)
{
    bool done = false;

    for (unsigned nth = 1; !done; nth++) {
        AUTO(json_value) value = { 0 };
        struct err err = { 0 };
        fake_alloc_fail_nth(nth);
        bool ok = json_parse(document, strlen(document), &value.root, &err);
        done = !fake_alloc_has_failed();
        fake_alloc_fail_nth(0);
        ck_assert_uint_lt(nth, 200);
        ck_assert_msg(ok == done, "allocation %u", nth);
        ck_assert_msg(ok || err_is(&err, ERR_NOMEM), "allocation %u: %s", nth, err.text);
    }
}
END_TEST

START_TEST(a_text_that_is_not_utf8_cannot_be_printed)
{
    AUTO(json_value) value = { json_new_object() };
    AUTO(text) text = { 0 };
    struct err err = { 0 };
    struct json *list = json_add_array(value.root, "names");

    json_add_string(list, NULL, "caf\xE9");
    ck_assert(!json_print(value.root, false, &text, &err));
    ck_assert(err_is(&err, ERR_MALFORMED));
    ck_assert_str_eq(err.text, "names: []: a text is not UTF-8");
}
END_TEST

START_TEST(printing_nothing_is_out_of_memory)
{
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    ck_assert(!json_print(NULL, true, &text, &err));
    ck_assert(err_is(&err, ERR_NOMEM));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("json");

    check_add(suite, what_is_printed_reads_back_the_same, 1);
    check_add(suite, a_document_cut_anywhere_is_refused, 1);
    check_add(suite, changed_bytes_never_do_harm, 1);
    check_add(suite, bad_documents_are_refused_with_their_place, COUNT_OF(bad));
    check_add(suite, the_same_name_in_other_objects_is_no_double, 1);
    check_add(suite, a_mark_in_front_is_passed_over, 1);
    check_add(suite, large_objects_are_not_slow, 1);
    check_add(suite, numbers_are_whole_and_exact, COUNT_OF(numbers));
    check_add(suite, numbers_survive_being_written, COUNT_OF(written));
    check_add(suite, fractions_are_kept_when_copied, 1);
    check_add(suite, reading_what_is_not_there_is_harmless, 1);
    check_add(suite, builders_need_not_be_checked_one_by_one, 1);
    check_add(suite, a_copy_of_what_is_broken_is_broken, 1);
    check_add(suite, a_copy_is_one_of_its_own, 1);
    check_add(suite, parsing_survives_a_missing_allocation, 1);
    check_add(suite, a_text_that_is_not_utf8_cannot_be_printed, 1);
    check_add(suite, printing_nothing_is_out_of_memory, 1);
    return check_main(suite);
}
