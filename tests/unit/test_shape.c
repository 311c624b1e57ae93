/* SPDX-License-Identifier: MIT */
/* test_shape.c - a member that is missing, unknown or of the wrong type is named by its path. */
#include "upload/shape.h"

#include "check_main.h"

static const struct shape inner[] = {
    { .name = "size", .kind = SHAPE_NUMBER },
    { .name = NULL },
};

static const struct shape outer[] = {
    { .name = "name", .kind = SHAPE_TEXT },
    { .name = "flag", .kind = SHAPE_BOOL, .may_be_null = true },
    { .name = "one", .kind = SHAPE_OBJECT, .inside = inner },
    { .name = "many", .kind = SHAPE_LIST, .inside = inner },
    { .name = "words", .kind = SHAPE_LIST },
    { .name = "either", .kind = SHAPE_TEXT_OR_NUMBER },
    { .name = NULL },
};

#define REST                                                                                       \
    "\"one\":{\"size\":1},\"many\":[{\"size\":1},{\"size\":2}],\"words\":[\"w\"],\"either\":1}"

static const struct {
    const char *text;
    const char *err; /* NULL: it is right */
} rows[] = {
    { "{\"name\":\"n\",\"flag\":true," REST, NULL },
    { "{\"name\":\"n\",\"flag\":null," REST, NULL },
    { "[]", "member '' is not an object" },
    { "{\"name\":1,\"flag\":true," REST, "member 'name' is not a text" },
    { "{\"name\":null,\"flag\":true," REST, "member 'name' is not a text" },
    { "{\"name\":\"n\",\"flag\":1," REST, "member 'flag' is neither true nor false" },
    { "{\"flag\":true," REST, "member 'name' is missing" },
    { "{\"name\":\"n\",\"flag\":true,\"x\":1," REST, "member 'x' is not known" },
    { "{\"name\":\"n\",\"flag\":true,\"one\":[],\"many\":[],\"words\":[],\"either\":1}",
        "member 'one' is not an object" },
    { "{\"name\":\"n\",\"flag\":true,\"one\":{\"size\":\"a\"},\"many\":[],\"words\":[],"
      "\"either\":1}",
        "member 'one.size' is not a whole number" },
    { "{\"name\":\"n\",\"flag\":true,\"one\":{\"size\":1},\"many\":[{\"size\":1},{}],"
      "\"words\":[],\"either\":1}",
        "member 'many[1].size' is missing" },
    { "{\"name\":\"n\",\"flag\":true,\"one\":{\"size\":1},\"many\":{},\"words\":[],\"either\":1}",
        "member 'many' is not an array" },
    { "{\"name\":\"n\",\"flag\":true,\"one\":{\"size\":1},\"many\":[],\"words\":[1],\"either\":1}",
        "member 'words[0]' is not a text" },
    { "{\"name\":\"n\",\"flag\":true,\"one\":{\"size\":1},\"many\":[],\"words\":[],\"either\":[]}",
        "member 'either' is neither a text nor a whole number" },
};

START_TEST(names_the_member)
{
    AUTO(json_value) value = { 0 };
    struct err err = { 0 };
    bool right;

    ck_assert_msg(
        json_parse(rows[_i].text, strlen(rows[_i].text), &value.root, &err), "%s", err.text);
    right = shape_check(value.root, outer, "", &err);
    ck_assert_msg(right == (rows[_i].err == NULL), "%s: %s", rows[_i].text, err.text);
    if (rows[_i].err) {
        ck_assert_str_eq(err.text, rows[_i].err);
        ck_assert(err_is(&err, ERR_MALFORMED));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("shape");
    TCase *tests = tcase_create("shape");

    tcase_add_loop_test(tests, names_the_member, 0, COUNT_OF(rows));
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
