/* SPDX-License-Identifier: MIT */
/* test_guid.c - names are those that Python's uuid.uuid5 gives in the same namespace. */
#include "upload/guid.h"

#include "check_main.h"
#include "fakes/alloc.h"

#include <string.h>

#define TEN "xxxxxxxxxx"

static const struct {
    const char *parts[3];
    size_t count;
    const char *guid;
} rows[] = {
    { { "a", "b", "c" }, 3, "a98fa280-e03f-5afa-8d8e-92d0a9c201e8" },
    { { "a-b", "c" }, 2, "a98fa280-e03f-5afa-8d8e-92d0a9c201e8" },
    { { "" }, 1, "e655a85f-3ab2-5e4a-9666-569aa72a5a10" },
    { { TEN TEN TEN "xxxxxxxxx" }, 1,
        "1443e1a6-1476-56b1-897c-6f10a7e45e19" },                       /* 55 bytes: one block */
    { { TEN TEN TEN TEN }, 1, "dc5e0f67-312a-5f12-8573-296e2ae669d1" }, /* 56: two */
    { { TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN }, 1,
        "e89953b3-152f-552a-91a8-30b5c3c753ad" },
    { { "/subscriptions/s/resourceGroups/r", "\xc3\xa9" }, 2,
        "9a363a97-854d-5c46-a704-b2cf525602de" },
};

START_TEST(a_guid_is_that_of_guid_in_a_template)
{
    char guid[GUID_LEN + 1];
    struct err err = { 0 };

    ck_assert_msg(guid_of(rows[_i].parts, rows[_i].count, guid, &err), "%s", err.text);
    ck_assert_str_eq(guid, rows[_i].guid);
}
END_TEST

START_TEST(no_memory_is_an_error)
{
    char guid[GUID_LEN + 1] = "";
    struct err err = { 0 };

    fake_alloc_fail_nth(1);
    ck_assert(!guid_of(rows[0].parts, rows[0].count, guid, &err));
    fake_alloc_fail_nth(0);
    ck_assert(err_is(&err, ERR_NOMEM));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("guid");

    check_add(suite, a_guid_is_that_of_guid_in_a_template, COUNT_OF(rows));
    check_add(suite, no_memory_is_an_error, 1);
    return check_main(suite);
}
