/* SPDX-License-Identifier: MIT */
/* test_disk.c - Windows' answer about a disk is read right, and any other bytes do no harm. */
#include "guest/disk.h"

#include "check_main.h"
#include "fakes/alloc.h"

#include <inttypes.h>
#include <string.h>

enum { HEADER_SIZE = 48, ENTRY_SIZE = 144, ENTRY_LIMIT = 132 };

#define MIB ((uint64_t)1024 * 1024)

/** An answer of Windows, put together by hand. */
struct answer {
    uint8_t bytes[HEADER_SIZE + ENTRY_LIMIT * ENTRY_SIZE];
    size_t len;
};

static void put(uint8_t *bytes, uint64_t number, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(number >> (8 * i));
}

/** A GUID from its text, as Windows stores it. */
static void put_guid(uint8_t *bytes, const char *guid)
{
    unsigned part[11];

    ck_assert_int_eq(
        sscanf(guid, "%8x-%4x-%4x-%2x%2x-%2x%2x%2x%2x%2x%2x", &part[0], &part[1], &part[2],
            &part[3], &part[4], &part[5], &part[6], &part[7], &part[8], &part[9], &part[10]),
        11);
    put(bytes, part[0], 4);
    put(bytes + 4, part[1], 2);
    put(bytes + 6, part[2], 2);
    for (size_t i = 0; i < 8; i++)
        bytes[8 + i] = (uint8_t)part[3 + i];
}

static uint8_t *add_entry(struct answer *answer, uint32_t style, uint64_t offset, uint64_t length)
{
    uint8_t *entry = answer->bytes + answer->len;

    put(entry, style, 4);
    put(entry + 8, offset, 8);
    put(entry + 16, length, 8);
    put(entry + 24, (answer->len - HEADER_SIZE) / ENTRY_SIZE + 1, 4);
    answer->len += ENTRY_SIZE;
    put(answer->bytes + 4, (answer->len - HEADER_SIZE) / ENTRY_SIZE, 4);
    return entry;
}

static uint8_t *add_gpt(
    struct answer *answer, const char *type, uint64_t offset_mib, uint64_t length_mib)
{
    static const char id[] = "01234567-89ab-cdef-0123-456789abcdef";
    uint8_t *entry = add_entry(answer, 1, offset_mib * MIB, length_mib * MIB);

    put_guid(entry + 32, type);
    put_guid(entry + 48, id);
    return entry;
}

static uint8_t *add_mbr(
    struct answer *answer, uint8_t type, uint64_t offset_mib, uint64_t length_mib)
{
    uint8_t *entry = add_entry(answer, 0, offset_mib * MIB, length_mib * MIB);

    entry[32] = type;
    return entry;
}

static void begin_gpt(struct answer *answer)
{
    *answer = (struct answer){ .len = HEADER_SIZE };
    put(answer->bytes, 1, 4);
    put_guid(answer->bytes + 8, "a0b1c2d3-e4f5-0617-2839-4a5b6c7d8e9f");
    put(answer->bytes + 24, 17408, 8);
    put(answer->bytes + 32, 65536 * MIB - 17408 - 16896, 8);
    put(answer->bytes + 40, 128, 4);
}

static void begin_mbr(struct answer *answer)
{
    *answer = (struct answer){ .len = HEADER_SIZE };
    put(answer->bytes + 8, 0x1234ABCD, 4);
}

/** ESP, MSR, Windows, recovery: as Windows Setup makes them, told in another order. */
static void make_factory(struct answer *answer)
{
    begin_gpt(answer);
    uint8_t *recovery = add_gpt(answer, DISK_TYPE_RECOVERY, 64885, 650);
    put(recovery + 64, 0x8000000000000001, 8);
    put(recovery + 72, 'R', 2);
    put(recovery + 74, 0x20AC, 2);
    put(recovery + 76, 0xD83D, 2);
    put(recovery + 78, 0xDCBE, 2);
    (void)add_gpt(answer, DISK_TYPE_ESP, 1, 100);
    (void)add_gpt(answer, DISK_TYPE_MSR, 101, 16);
    (void)add_gpt(answer, DISK_TYPE_BASIC_DATA, 117, 64768);
}

static bool parse(const struct answer *answer, struct disk_layout *layout, struct err *err)
{
    /* a block of exactly that size: reading past it shows under the sanitizer */
    AUTO_FREE uint8_t *bytes = malloc(answer->len ? answer->len : 1);

    ck_assert_ptr_nonnull(bytes);
    memcpy(bytes, answer->bytes, answer->len);
    return disk_layout_parse(bytes, answer->len, layout, err);
}

START_TEST(a_factory_layout_is_read)
{
    static struct disk_layout layout;
    struct answer answer;
    struct err err = { 0 };

    make_factory(&answer);
    ck_assert_msg(parse(&answer, &layout, &err), "%s", err.text);
    ck_assert_int_eq(layout.style, DISK_GPT);
    ck_assert_str_eq(layout.id, "a0b1c2d3-e4f5-0617-2839-4a5b6c7d8e9f");
    ck_assert_uint_eq(layout.usable_offset_bytes, 17408);
    ck_assert_uint_eq(layout.usable_length_bytes, 65536 * MIB - 17408 - 16896);
    ck_assert_uint_eq(layout.count, 4);
    ck_assert_str_eq(layout.partitions[0].type, DISK_TYPE_ESP); /* by offset, whatever was told */
    const struct disk_partition *recovery = &layout.partitions[3];
    ck_assert_uint_eq(recovery->offset_bytes, 64885 * MIB);
    ck_assert_uint_eq(recovery->length_bytes, 650 * MIB);
    ck_assert_uint_eq(recovery->number, 1);
    ck_assert_uint_eq(recovery->attributes, 0x8000000000000001);
    ck_assert_str_eq(recovery->type, DISK_TYPE_RECOVERY);
    ck_assert_str_eq(recovery->id, "01234567-89ab-cdef-0123-456789abcdef");
    ck_assert_str_eq(recovery->name, "R\xE2\x82\xAC\xF0\x9F\x92\xBE");
    ck_assert(!recovery->active);
}
END_TEST

START_TEST(an_mbr_layout_is_read)
{
    static struct disk_layout layout;
    struct answer answer;
    struct err err = { 0 };

    begin_mbr(&answer);
    add_mbr(&answer, 0x07, 1, 100)[33] = 0x80;
    (void)add_mbr(&answer, 0x0f, 500, 200); /* the container */
    (void)add_mbr(&answer, 0x27, 101, 300);
    (void)add_entry(&answer, 0, 0, 0); /* empty */
    (void)add_mbr(&answer, 0x07, 501, 99);
    (void)add_mbr(&answer, 0x05, 600, 100); /* a container inside */
    (void)add_entry(&answer, 0, 0, 0);
    (void)add_entry(&answer, 0, 0, 0);
    ck_assert_msg(parse(&answer, &layout, &err), "%s", err.text);
    ck_assert_int_eq(layout.style, DISK_MBR);
    ck_assert_str_eq(layout.id, "0x1234abcd");
    ck_assert_uint_eq(layout.count, 3);
    ck_assert_uint_eq(layout.container_offset_bytes, 500 * MIB);
    ck_assert_str_eq(layout.partitions[0].type, "0x07");
    ck_assert(layout.partitions[0].active);
    ck_assert_str_eq(layout.partitions[1].type, "0x27");
    ck_assert(!layout.partitions[1].active);
    ck_assert_str_eq(layout.partitions[1].id, "");
    ck_assert(disk_is_recovery(&layout, &layout.partitions[1]));
    ck_assert(!disk_is_recovery(&layout, &layout.partitions[0]));
    ck_assert_uint_eq(disk_space_end(&layout, &layout.partitions[0], 1000 * MIB), 101 * MIB);
    ck_assert_uint_eq(disk_space_end(&layout, &layout.partitions[1], 1000 * MIB), 500 * MIB);
    ck_assert_uint_eq(disk_space_end(&layout, &layout.partitions[2], 1000 * MIB), 1000 * MIB);
}
END_TEST

START_TEST(a_raw_disk_has_no_partitions)
{
    static struct disk_layout layout;
    struct answer answer = { .len = HEADER_SIZE };
    struct err err = { 0 };

    (void)add_entry(&answer, 2, 0, 65536 * MIB);
    put(answer.bytes, 2, 4);
    ck_assert_msg(parse(&answer, &layout, &err), "%s", err.text);
    ck_assert_int_eq(layout.style, DISK_RAW);
    ck_assert_uint_eq(layout.count, 0);
    ck_assert_str_eq(layout.id, "");
    struct disk_partition none = { .type = DISK_TYPE_RECOVERY };
    ck_assert(!disk_is_recovery(&layout, &none));
}
END_TEST

/* -- what cannot be true -- */

static void cut_header(struct answer *answer)
{
    answer->len = HEADER_SIZE - 1;
}

static void cut_entries(struct answer *answer)
{
    answer->len--;
}

static void count_too_many(struct answer *answer)
{
    put(answer->bytes + 4, UINT32_MAX, 4);
}

static void unknown_style(struct answer *answer)
{
    put(answer->bytes, 3, 4);
}

static void usable_space_wraps(struct answer *answer)
{
    put(answer->bytes + 24, INT64_MAX, 8);
}

static void negative_usable_offset(struct answer *answer)
{
    put(answer->bytes + 24, UINT64_MAX, 8);
}

static void negative_offset(struct answer *answer)
{
    put(answer->bytes + HEADER_SIZE + 8, (uint64_t)-512, 8);
}

static void no_offset(struct answer *answer)
{
    put(answer->bytes + HEADER_SIZE + 8, 0, 8);
}

static void no_length(struct answer *answer)
{
    put(answer->bytes + HEADER_SIZE + 16, 0, 8);
}

static void negative_length(struct answer *answer)
{
    put(answer->bytes + HEADER_SIZE + 16, UINT64_MAX, 8);
}

static void behind_the_end(struct answer *answer)
{
    put(answer->bytes + HEADER_SIZE + 16, 651 * MIB, 8);
}

static void before_the_start(struct answer *answer)
{
    put(answer->bytes + HEADER_SIZE + ENTRY_SIZE + 8, 16896, 8);
}

static void overlap(struct answer *answer)
{
    put(answer->bytes + HEADER_SIZE + ENTRY_SIZE + 16, 100 * MIB + 1, 8);
}

static void same_place(struct answer *answer)
{
    (void)add_gpt(answer, DISK_TYPE_ESP, 1, 100);
}

static void other_style(struct answer *answer)
{
    put(answer->bytes + HEADER_SIZE + ENTRY_SIZE, 0, 4);
}

static void half_a_pair(struct answer *answer)
{
    put(answer->bytes + HEADER_SIZE + 78, 'x', 2);
}

static void second_half_first(struct answer *answer)
{
    put(answer->bytes + HEADER_SIZE + 72, 0xDC00, 2);
}

static void half_a_pair_at_the_end(struct answer *answer)
{
    for (size_t i = 0; i < 36; i++)
        put(answer->bytes + HEADER_SIZE + 72 + 2 * i, i == 35 ? 0xD83D : 'x', 2);
}

static void too_many(struct answer *answer)
{
    begin_gpt(answer);
    for (uint64_t i = 0; i <= DISK_PARTITION_LIMIT; i++)
        (void)add_gpt(answer, DISK_TYPE_BASIC_DATA, 1 + i, 1);
}

static const struct {
    void (*spoil)(struct answer *answer);
    enum err_agent code;
    const char *problem;
} bad[] = {
    { cut_header, ERR_MALFORMED, "cut off: 47 bytes" },
    { cut_entries, ERR_MALFORMED, "cut off: 4 entries in 623 bytes" },
    { count_too_many, ERR_MALFORMED, "cut off: 4294967295 entries" },
    { unknown_style, ERR_MALFORMED, "partition style 3" },
    { usable_space_wraps, ERR_MALFORMED, "its usable space ends nowhere" },
    { negative_usable_offset, ERR_MALFORMED, "its usable space ends nowhere" },
    { negative_offset, ERR_MALFORMED, "has an impossible offset or length" },
    { no_offset, ERR_MALFORMED, "has an impossible offset or length" },
    { no_length, ERR_MALFORMED, "has an impossible offset or length" },
    { negative_length, ERR_MALFORMED, "has an impossible offset or length" },
    { behind_the_end, ERR_MALFORMED, "is outside of what partitions may use" },
    { before_the_start, ERR_MALFORMED, "is outside of what partitions may use" },
    { overlap, ERR_MALFORMED, "partition at offset 105906176 overlaps the one before it" },
    { same_place, ERR_MALFORMED, "overlaps the one before it" },
    { other_style, ERR_MALFORMED, "is of another style than its disk" },
    { half_a_pair, ERR_MALFORMED, "has a name that is not UTF-16" },
    { second_half_first, ERR_MALFORMED, "has a name that is not UTF-16" },
    { half_a_pair_at_the_end, ERR_MALFORMED, "has a name that is not UTF-16" },
    { too_many, ERR_TOO_LARGE, "more than 128 partitions" },
};

START_TEST(what_cannot_be_true_is_refused)
{
    static struct disk_layout layout;
    static struct answer answer;
    struct err err = { 0 };

    make_factory(&answer);
    bad[_i].spoil(&answer);
    layout.count = 77;
    ck_assert_msg(!parse(&answer, &layout, &err), "row %d", _i);
    ck_assert_msg(strstr(err.text, bad[_i].problem) != NULL, "row %d: %s", _i, err.text);
    ck_assert(err_is(&err, bad[_i].code));
    ck_assert_uint_eq(layout.count, 77); /* untouched */
}
END_TEST

START_TEST(as_many_partitions_as_windows_allows_are_read)
{
    static struct disk_layout layout;
    static struct answer answer;
    struct err err = { 0 };

    begin_gpt(&answer);
    for (uint64_t i = 0; i < DISK_PARTITION_LIMIT; i++)
        (void)add_gpt(&answer, DISK_TYPE_BASIC_DATA, 1 + i, 1);
    memset(add_entry(&answer, 1, 0, 0) + 32, 0, 16); /* an empty entry counts for nothing */
    ck_assert_msg(parse(&answer, &layout, &err), "%s", err.text);
    ck_assert_uint_eq(layout.count, DISK_PARTITION_LIMIT);
}
END_TEST

START_TEST(the_longest_name_fits)
{
    static struct disk_layout layout;
    struct answer answer;
    struct err err = { 0 };

    begin_gpt(&answer);
    uint8_t *entry = add_gpt(&answer, DISK_TYPE_BASIC_DATA, 1, 1);
    for (size_t i = 0; i < 36; i++)
        put(entry + 72 + 2 * i, 0xFFEE, 2); /* three bytes of UTF-8 each, no NUL behind */
    ck_assert_msg(parse(&answer, &layout, &err), "%s", err.text);
    ck_assert_uint_eq(strlen(layout.partitions[0].name), 36 * 3);
    ck_assert(text_is_utf8(layout.partitions[0].name, 36 * 3));
}
END_TEST

START_TEST(any_bytes_are_safe)
{
    static struct disk_layout layout;
    struct answer factory;
    uint32_t random = 20261122; /* the same in every run */
    int read = 0;

    make_factory(&factory);
    for (int round = 0; round < 20000; round++) {
        struct answer answer = factory;
        struct err err = { 0 };
        for (int changes = round % 4; changes >= 0; changes--) {
            random = random * 1664525 + 1013904223;
            answer.bytes[(random >> 8) % factory.len] ^= (uint8_t)(1 << (random >> 28) % 8);
        }
        answer.len = round % 16 == 0 ? (random >> 4) % factory.len : factory.len;
        if (!parse(&answer, &layout, &err)) {
            ck_assert(err.text[0] != '\0');
            continue;
        }
        read++;
        ck_assert_uint_le(layout.count, DISK_PARTITION_LIMIT);
        for (size_t i = 1; i < layout.count; i++)
            ck_assert_uint_ge(layout.partitions[i].offset_bytes,
                layout.partitions[i - 1].offset_bytes + layout.partitions[i - 1].length_bytes);
    }
    ck_assert_int_gt(read, 1000); /* both kinds of outcome were tried */
    ck_assert_int_lt(read, 19000);
}
END_TEST

START_TEST(a_missing_allocation_is_an_error)
{
    static struct disk_layout layout;
    static struct answer answer;
    struct err err = { 0 };

    make_factory(&answer);
    fake_alloc_fail_nth(1);
    ck_assert(!disk_layout_parse(answer.bytes, answer.len, &layout, &err));
    fake_alloc_fail_nth(0);
    ck_assert(err_is(&err, ERR_NOMEM));
}
END_TEST

START_TEST(a_partition_is_found_by_its_offset_only)
{
    static struct disk_layout layout;
    struct answer answer;
    struct err err = { 0 };

    make_factory(&answer);
    ck_assert(parse(&answer, &layout, &err));
    ck_assert_ptr_eq(disk_partition_at(&layout, 117 * MIB), &layout.partitions[2]);
    ck_assert_ptr_null(disk_partition_at(&layout, 117 * MIB + 512));
    ck_assert_ptr_null(disk_partition_at(&layout, 0));
}
END_TEST

START_TEST(space_ends_where_something_else_begins)
{
    static struct disk_layout layout;
    struct answer answer;
    struct err err = { 0 };

    make_factory(&answer);
    ck_assert(parse(&answer, &layout, &err));
    ck_assert_uint_eq(disk_space_end(&layout, &layout.partitions[2], 65536 * MIB), 64885 * MIB);
    ck_assert_uint_eq(
        disk_space_end(&layout, &layout.partitions[3], 65536 * MIB), 65536 * MIB - 16896);
}
END_TEST

static const struct {
    enum disk_style style;
    const char *type, *name;
    bool recovery;
} types[] = {
    { DISK_GPT, DISK_TYPE_RECOVERY, "recovery", true },
    { DISK_GPT, "DE94BBA4-06D1-4D40-A16A-BFD50179D6AC", "recovery", true },
    { DISK_GPT, DISK_TYPE_ESP, "efi system", false },
    { DISK_GPT, DISK_TYPE_MSR, "microsoft reserved", false },
    { DISK_GPT, DISK_TYPE_BASIC_DATA, "basic data", false },
    { DISK_GPT, DISK_TYPE_LDM_METADATA, "dynamic disk metadata", false },
    { DISK_GPT, DISK_TYPE_LDM_DATA, "dynamic disk data", false },
    { DISK_GPT, DISK_TYPE_STORAGE_SPACES, "storage spaces", false },
    { DISK_GPT, "0fc63daf-8483-4772-8e79-3d69d8477de4", "0fc63daf-8483-4772-8e79-3d69d8477de4",
        false },
    { DISK_GPT, "0x27", "0x27", false },
    { DISK_MBR, "0x27", "recovery", true },
    { DISK_MBR, "0x07", "basic data", false },
    { DISK_MBR, "0x42", "dynamic disk data", false },
    { DISK_MBR, "0xef", "efi system", false },
    { DISK_MBR, "0x83", "0x83", false },
};

START_TEST(types_are_named)
{
    static struct disk_layout layout;
    struct disk_partition partition = { .offset_bytes = 1 };

    layout.style = types[_i].style;
    (void)snprintf(partition.type, sizeof partition.type, "%s", types[_i].type);
    ck_assert_str_eq(disk_type_name(&layout, &partition), types[_i].name);
    ck_assert_msg(
        disk_is_recovery(&layout, &partition) == types[_i].recovery, "%s", types[_i].type);
}
END_TEST

START_TEST(partitions_are_equal_but_for_their_number)
{
    struct disk_partition one = { .number = 3,
        .offset_bytes = 1,
        .length_bytes = 2,
        .type = DISK_TYPE_ESP,
        .id = "a",
        .attributes = 4,
        .name = "n" };
    struct disk_partition other = one;

    other.number = 2;
    ck_assert(disk_partition_equal(&one, &other));
#define DIFFERS(change)                                                                            \
    other = one;                                                                                   \
    change;                                                                                        \
    ck_assert_msg(!disk_partition_equal(&one, &other), #change)
    DIFFERS(other.offset_bytes++);
    DIFFERS(other.length_bytes++);
    DIFFERS(other.attributes = 0);
    DIFFERS(other.active = true);
    DIFFERS(other.type[0] = '0');
    DIFFERS(other.id[0] = 'b');
    DIFFERS(other.name[0] = 'N'); /* a name's case counts */
#undef DIFFERS
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("disk");

    check_add(suite, a_factory_layout_is_read, 1);
    check_add(suite, an_mbr_layout_is_read, 1);
    check_add(suite, a_raw_disk_has_no_partitions, 1);
    check_add(suite, what_cannot_be_true_is_refused, COUNT_OF(bad));
    check_add(suite, as_many_partitions_as_windows_allows_are_read, 1);
    check_add(suite, the_longest_name_fits, 1);
    check_add(suite, any_bytes_are_safe, 1);
    check_add(suite, a_missing_allocation_is_an_error, 1);
    check_add(suite, a_partition_is_found_by_its_offset_only, 1);
    check_add(suite, space_ends_where_something_else_begins, 1);
    check_add(suite, types_are_named, COUNT_OF(types));
    check_add(suite, partitions_are_equal_but_for_their_number, 1);
    return check_main(suite);
}
