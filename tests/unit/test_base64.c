/* SPDX-License-Identifier: MIT */
/* test_base64.c - the letters are those of RFC 4648, and only they are read. */
#include "base/base64.h"

#include "check_main.h"
#include "fakes/alloc.h"

#include <string.h>

static const struct {
    const char *bytes, *text;
} known[] = {
    { "", "" },
    { "f", "Zg==" },
    { "fo", "Zm8=" },
    { "foo", "Zm9v" },
    { "foob", "Zm9vYg==" },
    { "fooba", "Zm9vYmE=" },
    { "foobar", "Zm9vYmFy" },
    { "\xff\xfe\xfb", "//77" },
};

START_TEST(the_vectors_of_the_rfc_come_out)
{
    AUTO(text) text = { 0 };
    AUTO(bytes) bytes = { 0 };
    struct err err = { 0 };

    base64_append(&text, known[_i].bytes, strlen(known[_i].bytes));
    ck_assert_str_eq(text_string(&text), known[_i].text);
    ck_assert_msg(base64_read(known[_i].text, &bytes, &err), "%s", err.text);
    ck_assert_uint_eq(bytes.len, strlen(known[_i].bytes));
    ck_assert_str_eq((const char *)bytes.data, known[_i].bytes);
}
END_TEST

static const char *const malformed[] = { "Z", "Zg", "Zg=", "Zg===", "=",
    "==", "====", "Z===", "Zg==Zg==", "Zh==", "Zm9=", "Zm9v ", " Zm9", "Zm9v\n", "Zm-_",
    "Zm9v=", "\xc3\xa9==" };

START_TEST(anything_else_is_refused)
{
    AUTO(bytes) bytes = { 0 };
    struct err err = { 0 };

    ck_assert_msg(!base64_read(malformed[_i], &bytes, &err), "'%s' was read", malformed[_i]);
    ck_assert(err_is(&err, ERR_MALFORMED) && !bytes.data);
}
END_TEST

START_TEST(every_byte_comes_back)
{
    uint8_t all[3 * 256];
    AUTO(text) text = { 0 };
    AUTO(bytes) bytes = { 0 };
    struct err err = { 0 };

    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (uint8_t)(i * 7 + i / 256);
    base64_append(&text, all, sizeof all);
    ck_assert_msg(base64_read(text_string(&text), &bytes, &err), "%s", err.text);
    ck_assert(bytes.len == sizeof all && memcmp(bytes.data, all, sizeof all) == 0);
}
END_TEST

START_TEST(no_memory_is_an_error)
{
    AUTO(bytes) bytes = { 0 };
    struct err err = { 0 };

    fake_alloc_fail_nth(1);
    ck_assert(!base64_read("Zm9v", &bytes, &err));
    fake_alloc_fail_nth(0);
    ck_assert(err_is(&err, ERR_NOMEM));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base64");

    check_add(suite, the_vectors_of_the_rfc_come_out, COUNT_OF(known));
    check_add(suite, anything_else_is_refused, COUNT_OF(malformed));
    check_add(suite, every_byte_comes_back, 1);
    check_add(suite, no_memory_is_an_error, 1);
    return check_main(suite);
}
