/* SPDX-License-Identifier: MIT */
/* test_bcd.c - numbers of the boot configuration as the registry keeps them. */
#include "guest/bcd.h"

#include "check_main.h"

#include <string.h>

enum { BINARY = 3, DWORD = 4 }; /* REG_BINARY, REG_DWORD */

static const struct {
    const char *name;
    uint32_t type;
    uint8_t bytes[9];
    size_t len;
    bool parses;
    int64_t number;
} cases[] = {
    { "no", BINARY, { 0 }, 1, true, 0 },
    { "yes", BINARY, { 1 }, 1, true, 1 },
    { "an integer", BINARY, { 0x1e }, 8, true, 30 },
    { "a large integer", BINARY, { 0, 0, 0, 0, 1 }, 8, true, 4294967296 },
    { "too large", BINARY, { 0, 0, 0, 0, 0, 0, 0, 0x80 }, 8, false, 0 },
    { "nothing", BINARY, { 0 }, 0, false, 0 },
    { "four bytes", BINARY, { 1 }, 4, false, 0 },
    { "nine bytes", BINARY, { 1 }, 9, false, 0 },
    { "another type", DWORD, { 1 }, 1, false, 0 },
};

START_TEST(numbers_are_read_or_refused)
{
    uint8_t data[sizeof cases[0].bytes];
    struct bytes bytes = { data, cases[_i].len };
    int64_t number = 0;
    struct err err = { 0 };

    memcpy(data, cases[_i].bytes, sizeof data);
    bool parsed = bcd_parse_number(cases[_i].type, &bytes, &number, &err);
    ck_assert_msg(parsed == cases[_i].parses, "%s: %s", cases[_i].name, err.text);
    ck_assert_msg(number == cases[_i].number, "%s: %lld", cases[_i].name, (long long)number);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bcd");
    TCase *rows = tcase_create("rows");

    tcase_add_loop_test(rows, numbers_are_read_or_refused, 0, (int)COUNT_OF(cases));
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
