/* SPDX-License-Identifier: MIT */
/* test_vhd.c - what Azure would refuse after hours of upload is refused before. */
#include "upload/vhd.h"

#include "check_main.h"

#include <string.h>

#define MIB ((uint64_t)1024 * 1024)

static void put(uint8_t *bytes, uint64_t value, size_t len)
{
    for (size_t at = 0; at < len; at++)
        bytes[at] = (uint8_t)(value >> (8 * (len - 1 - at)));
}

/** A footer as it should be, for a disk of that size and type. */
static void make_footer(uint8_t footer[VHD_FOOTER_BYTES], uint64_t disk_bytes, uint32_t type)
{
    uint32_t sum = 0;

    memset(footer, 0, VHD_FOOTER_BYTES);
    memcpy(footer, "conectix", 8);
    put(footer + 8, 2, 4);
    put(footer + 12, 0x00010000, 4);
    put(footer + 16, UINT64_MAX, 8);
    put(footer + 40, disk_bytes, 8);
    put(footer + 48, disk_bytes, 8);
    put(footer + 60, type, 4);
    for (size_t at = 0; at < VHD_FOOTER_BYTES; at++)
        sum += footer[at];
    put(footer + 64, (uint32_t)~sum, 4);
}

static const struct {
    const char *name;
    uint64_t disk_bytes, file_bytes;
    uint32_t type;
    const char *refusal; /* NULL: it is taken */
} rows[] = {
    { "64 GiB", 65536 * MIB, 65536 * MIB + 512, 2, NULL },
    { "the smallest", 20 * MIB, 20 * MIB + 512, 2, NULL },
    { "over 2 TiB", 3000000 * MIB, 3000000 * MIB + 512, 2, NULL },
    { "too small", 19 * MIB, 19 * MIB + 512, 2, "smaller than the 20 MiB" },
    { "dynamic", 65536 * MIB, 9 * MIB + 512, 3, "dynamic VHD" },
    { "differencing", 65536 * MIB, 9 * MIB + 512, 4, "differencing VHD" },
    { "a type that is not known", 20 * MIB, 20 * MIB + 512, 7, "disk type 7" },
    { "a sector over", 20 * MIB + 512, 20 * MIB + 1024, 2, "resize it to 21 MiB" },
    { "cut", 65536 * MIB, 65535 * MIB + 512, 2, "it was cut" },
    { "without force_size", 65536 * MIB - 4096, 65536 * MIB + 512, 2, "force_size" },
    { "a size that no file has", UINT64_MAX, 511, 2, "no VHD footer" },
    { "a size that overflows", UINT64_MAX, 20 * MIB + 512, 2, "it was cut" },
};

START_TEST(a_fixed_whole_number_of_mib_is_taken_and_nothing_else)
{
    uint8_t footer[VHD_FOOTER_BYTES];
    uint64_t disk_bytes = 0;
    struct err err = { 0 };

    make_footer(footer, rows[_i].disk_bytes, rows[_i].type);
    bool taken = vhd_check(rows[_i].file_bytes, footer, &disk_bytes, &err);
    ck_assert_msg(taken == !rows[_i].refusal, "%s: %s", rows[_i].name, err.text);
    if (taken)
        ck_assert_msg(disk_bytes == rows[_i].disk_bytes, "%s", rows[_i].name);
    else
        ck_assert_msg(
            err_is(&err, ERR_MALFORMED) && strstr(err.text, rows[_i].refusal) && disk_bytes == 0,
            "%s: %s", rows[_i].name, err.text);
}
END_TEST

START_TEST(every_bit_of_the_footer_counts)
{
    for (size_t bit = 0; bit < (size_t)8 * VHD_FOOTER_BYTES; bit++) {
        uint8_t footer[VHD_FOOTER_BYTES];
        uint64_t disk_bytes;
        struct err err = { 0 };

        make_footer(footer, 65536 * MIB, 2);
        footer[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (vhd_check(65536 * MIB + 512, footer, &disk_bytes, &err))
            ck_abort_msg("bit %zu", bit);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("vhd");

    check_add(suite, a_fixed_whole_number_of_mib_is_taken_and_nothing_else, COUNT_OF(rows));
    check_add(suite, every_bit_of_the_footer_counts, 1);
    return check_main(suite);
}
