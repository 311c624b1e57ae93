/* SPDX-License-Identifier: MIT */
/* test_sha256.c - BCrypt's sums are those of FIPS 180-4. */
#include "windows_test.h"

#include "base/sha256.h"

START_TEST(known_sums_come_out)
{
    static const char *const rows[][2] = {
        { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
        { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
        { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
    };

    for (size_t at = 0; at < COUNT_OF(rows); at++) {
        char hex[SHA256_HEX_SIZE];
        struct err err = { 0 };

        ck_assert_msg(sha256_of(rows[at][0], strlen(rows[at][0]), hex, &err), "%s", err.text);
        ck_assert_str_eq(hex, rows[at][1]);
    }
}
END_TEST

START_TEST(a_sum_that_is_left_unended_is_released)
{
    AUTO(sha256) sum = { 0 };
    struct err err = { 0 };

    ck_assert_msg(sha256_begin(&sum, &err) && sha256_add(&sum, "abc", 3, &err), "%s", err.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("win.sha256");

    check_add(suite, known_sums_come_out, 1);
    check_add(suite, a_sum_that_is_left_unended_is_released, 1);
    return check_main(suite);
}
