/* SPDX-License-Identifier: MIT */
/*
 * test_sha256.c - sums are those of FIPS 180-4, whole and in parts.
 *
 * Source: https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines/example-values
 */
#include "base/sha256.h"

#include "check_main.h"

#include <string.h>

static const struct {
    const char *bytes, *sum;
} known[] = {
    { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

START_TEST(the_known_sums_come_out)
{
    char hex[SHA256_HEX_SIZE];
    struct err err = { 0 };

    ck_assert_msg(sha256_of(known[_i].bytes, strlen(known[_i].bytes), hex, &err), "%s", err.text);
    ck_assert_str_eq(hex, known[_i].sum);
}
END_TEST

START_TEST(parts_make_the_same_sum)
{
    size_t len = strlen(known[_i].bytes);

    for (size_t cut = 0; cut <= len; cut++) {
        AUTO(sha256) sum = { 0 };
        char hex[SHA256_HEX_SIZE];
        struct err err = { 0 };

        ck_assert(sha256_begin(&sum, &err) && sha256_add(&sum, known[_i].bytes, cut, &err) &&
                  sha256_add(&sum, known[_i].bytes + cut, len - cut, &err) &&
                  sha256_end(&sum, hex, &err));
        ck_assert_str_eq(hex, known[_i].sum);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sha256");

    check_add(suite, the_known_sums_come_out, COUNT_OF(known));
    check_add(suite, parts_make_the_same_sum, COUNT_OF(known));
    return check_main(suite);
}
