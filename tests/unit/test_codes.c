/* SPDX-License-Identifier: MIT */
/* test_codes.c - codes in every form that messages have, and numbers that are none. */
#include "sysprep/codes.h"

#include "base/text.h"

#include "check_main.h"

#include <string.h>

static const struct {
    const char *text, *codes;
} rows[] = {
    { "hr = 0x80073cf2", "80073CF2" },
    { "dwRet = 31", "8007001F" },
    { "dwRet = 0x1f", "8007001F" },
    { "dwRet = 1f", "8007001F" },
    { "returned error code -1073425657", "C004D307" },
    { "returned error code 0x2", "80070002" },
    { "failed with hr=c0020017", "C0020017" },
    { "BiUpdateEfiEntry failed c000000d", "C000000D" },
    { "failed with error 80070490", "80070490" },
    { "failed with error 0", "" },
    { "FAILED: 2", "80070002" },
    { "Error: 112", "80070070" },
    { "hr=2147749904", "80041010" },
    { "Error 0x-2147417850: Failed", "80010106" },
    { "(0x80310039)", "80310039" },
    { "Status=[0xC000000F]", "C000000F" },
    { "Err = 0xE0000231", "E0000231" },
    { "dwRet = 0x975; hr = 0x800F0975, hr = 0x80070975", "80070975,800F0975" },
    { "[0x0f0082] SYSPRP x", "" },
    { "983152 (0xf0070) RunDlls: dwRet = 0x5", "80070005" },
    { "dwRet = 0x2[gle=0x00000006]", "80070002" },
    { "Could not load DLL[gle=0x0000007e]", "8007007E" },
    { "Could not load DLL[gl\ne=0x0000007e] hr = 0x5", "80070005" },
    { "hr = 0x8007\n3cf2", "80073CF2" },
    { "hr = 0x2\nAdded later", "80070002" },
    { "failed c00\n0000d", "C000000D" },
    { "error code -10734\n25657", "C004D307" },
    { "OxO0000005 hr = Ox8OO73cf2", "80070005,80073CF2" },
    { "Order: 0x123456789", "" },
    { "hr = 99999999999", "" },
    { "failed again and again", "" },
    { "error at line 37 column 1", "" },
    { "xhr = 5", "" },
    { "hr =", "" },
    { "0x", "" },
    { "", "" },
};

START_TEST(finds_codes)
{
    struct code_list found = { .count = 0 };
    AUTO(text) told = { 0 };
    size_t len = strlen(rows[_i].text);

    codes_find(rows[_i].text, len, len, &found);
    for (size_t at = 0; at < found.count; at++)
        text_append(&told, "%s%08X", at > 0 ? "," : "", found.codes[at]);
    ck_assert_msg(strcmp(text_string(&told), rows[_i].codes) == 0, "'%s': %s", rows[_i].text,
        text_string(&told));
}
END_TEST

START_TEST(a_list_keeps_the_first_ones)
{
    struct code_list list = { .count = 0 };

    for (uint32_t code = 0; code < 100; code++) {
        code_list_add(&list, code);
        code_list_add(&list, code);
    }
    ck_assert_uint_eq(list.count, CODES_MOST);
    ck_assert_uint_eq(list.codes[0], 1);
    ck_assert_uint_eq(code_normal(0x10000), 0x10000);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("codes");

    check_add(suite, finds_codes, COUNT_OF(rows));
    check_add(suite, a_list_keeps_the_first_ones, 1);
    return check_main(suite);
}
