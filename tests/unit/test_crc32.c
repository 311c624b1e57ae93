/* SPDX-License-Identifier: MIT */
/* test_crc32.c - the checksum is the one that zip and Ethernet use. */
#include "base/crc32.h"

#include "base/attr.h"
#include "check_main.h"

#include <string.h>

static const struct {
    const char *bytes;
    uint32_t crc;
} cases[] = {
    { "", 0x00000000 },
    { "a", 0xE8B7BE43 },
    { "123456789", 0xCBF43926 }, /* the check value that every description of it gives */
    { "The quick brown fox jumps over the lazy dog", 0x414FA339 },
};

START_TEST(known_checksums_come_out)
{
    uint32_t crc = crc32_add(0, cases[_i].bytes, strlen(cases[_i].bytes));

    ck_assert_msg(crc == cases[_i].crc, "'%s': %08x", cases[_i].bytes, crc);
}
END_TEST

START_TEST(pieces_give_the_same_as_the_whole)
{
    const char *bytes = cases[3].bytes;
    size_t len = strlen(bytes);

    for (size_t cut = 0; cut <= len; cut++) {
        uint32_t crc = crc32_add(crc32_add(0, bytes, cut), bytes + cut, len - cut);
        ck_assert_msg(crc == cases[3].crc, "cut at %zu: %08x", cut, crc);
    }
}
END_TEST

START_TEST(every_changed_bit_shows)
{
    char bytes[] = "123456789";

    for (size_t bit = 0; bit < 9 * 8; bit++) {
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ (1 << bit % 8));
        ck_assert_msg(crc32_add(0, bytes, 9) != 0xCBF43926, "bit %zu", bit);
        bytes[bit / 8] = (char)(bytes[bit / 8] ^ (1 << bit % 8));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("crc32");

    check_add(suite, known_checksums_come_out, COUNT_OF(cases));
    check_add(suite, pieces_give_the_same_as_the_whole, 1);
    check_add(suite, every_changed_bit_shows, 1);
    return check_main(suite);
}
