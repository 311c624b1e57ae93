/* SPDX-License-Identifier: MIT */
/* test_disk_add.c - one entry comes into a table, nothing else changes, and nothing that is used. */
#include "guest/disk_add.h"

#include "check_main.h"

enum { HEAD = 48, ENTRY = 144, SECTOR = 512 };

#define USABLE (34ULL * SECTOR)
#define USABLE_LEN (1000ULL * SECTOR)

static void put(uint8_t *bytes, size_t size, uint64_t number)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(number >> (8 * i));
}

static uint64_t get(const uint8_t *bytes, size_t size)
{
    uint64_t number = 0;

    for (size_t i = size; i > 0; i--)
        number = number << 8 | bytes[i - 1];
    return number;
}

/* A GPT with three partitions: sectors 100 to 199, 300 to 399, 400 to 499. */
static size_t make_table(uint8_t bytes[HEAD + 3 * ENTRY])
{
    static const uint64_t first[] = { 100, 300, 400 };

    memset(bytes, 0, HEAD + 3 * ENTRY);
    put(bytes, 4, 1);
    put(bytes + 4, 4, 3);
    put(bytes + 8, 8, 0x1122334455667788);
    put(bytes + 24, 8, USABLE);
    put(bytes + 32, 8, USABLE_LEN);
    put(bytes + 40, 4, 128);
    for (size_t i = 0; i < 3; i++) {
        uint8_t *entry = bytes + HEAD + i * ENTRY;

        put(entry, 4, 1);
        put(entry + 8, 8, first[i] * SECTOR);
        put(entry + 16, 8, 100 * SECTOR);
        put(entry + 24, 4, i + 1);
        memset(entry + 32, (int)(0x40 + i), 16);
        memset(entry + 48, (int)(0x50 + i), 16);
        put(entry + 64, 8, 0x8000000000000000ULL + i);
        put(entry + 72, 2, 'A' + i);
    }
    return HEAD + 3 * ENTRY;
}

static struct disk_partition recovery(uint64_t first, uint64_t count)
{
    return (struct disk_partition){ .offset_bytes = first * SECTOR,
        .length_bytes = count * SECTOR,
        .type = DISK_TYPE_RECOVERY,
        .id = "01234567-89ab-cdef-0123-456789abcdef",
        .attributes = 0x8000000000000001ULL,
        .name = "R\xc3\xa9"
                "cup\xf0\x9f\x98\x80" };
}

static const struct {
    const char *name;
    uint64_t first, count;
    size_t place; /* of the new entry; SIZE_MAX: it is refused */
} rows[] = {
    { "in front of all", 34, 66, 0 },
    { "between two", 200, 100, 1 },
    { "behind all, to the last usable sector", 500, 534, 3 },
    { "a sector of the next one", 200, 101, SIZE_MAX },
    { "a sector of the one before", 199, 10, SIZE_MAX },
    { "inside of one", 310, 10, SIZE_MAX },
    { "around one", 250, 200, SIZE_MAX },
    { "the very place of one", 300, 100, SIZE_MAX },
    { "in front of what may be used", 33, 10, SIZE_MAX },
    { "behind what may be used", 500, 535, SIZE_MAX },
    { "far outside", 1ULL << 50, 1, SIZE_MAX },
    { "no length", 200, 0, SIZE_MAX },
    { "a length that wraps", 200, UINT64_MAX / SECTOR, SIZE_MAX },
};

START_TEST(only_unused_space_is_taken)
{
    uint8_t table[HEAD + 3 * ENTRY];
    size_t len = make_table(table);
    struct disk_partition partition = recovery(rows[_i].first, rows[_i].count);
    AUTO(bytes) made = { 0 };
    struct err err = { 0 };

    bool added = disk_layout_add(table, len, &partition, &made, &err);
    ck_assert_msg(added == (rows[_i].place != SIZE_MAX), "%s: %s", rows[_i].name, err.text);
    if (!added) {
        ck_assert_msg(err_is(&err, ERR_REFUSED), "%s: %s", rows[_i].name, err.text);
        ck_assert_ptr_null(made.data);
        return;
    }
    ck_assert_uint_eq(made.len, len + ENTRY);
    ck_assert_uint_eq(get(made.data + 4, 4), 4);
    ck_assert_uint_eq(
        get(made.data + HEAD + rows[_i].place * ENTRY + 8, 8), rows[_i].first * SECTOR);
}
END_TEST

START_TEST(every_other_entry_is_taken_over_to_the_byte)
{
    uint8_t table[HEAD + 3 * ENTRY];
    size_t len = make_table(table);
    struct disk_partition partition = recovery(200, 100);
    AUTO(bytes) made = { 0 };
    struct err err = { 0 };
    static const size_t places[] = { 0, 2, 3 };

    ck_assert_msg(disk_layout_add(table, len, &partition, &made, &err), "%s", err.text);
    ck_assert_mem_eq(made.data + 8, table + 8, HEAD - 8);
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        uint8_t *entry = made.data + HEAD + places[i] * ENTRY;

        ck_assert_uint_eq(entry[28], 1); /* RewritePartition */
        entry[28] = 0;
        ck_assert_mem_eq(entry, table + HEAD + i * ENTRY, ENTRY);
    }
}
END_TEST

START_TEST(the_entry_is_read_as_it_was_given)
{
    static struct disk_layout before, after;
    uint8_t table[HEAD + 3 * ENTRY];
    size_t len = make_table(table);
    struct disk_partition partition = recovery(200, 100);
    AUTO(bytes) made = { 0 };
    struct err err = { 0 };

    ck_assert(disk_layout_parse(table, len, &before, &err));
    ck_assert(disk_layout_add(table, len, &partition, &made, &err));
    ck_assert_msg(disk_layout_parse(made.data, made.len, &after, &err), "%s", err.text);
    ck_assert_uint_eq(after.count, 4);
    ck_assert(disk_partition_equal(disk_partition_at(&after, 200 * SECTOR), &partition));
    ck_assert(!disk_layout_equal(&before, &after));
    ck_assert(disk_layout_equal(&after, &after));
}
END_TEST

static void bad_type(struct disk_partition *partition, uint8_t *table)
{
    (void)table;
    partition->type[4] = 'x';
}

static void short_id(struct disk_partition *partition, uint8_t *table)
{
    (void)table;
    partition->id[20] = '\0';
}

static void long_name(struct disk_partition *partition, uint8_t *table)
{
    (void)table;
    memset(partition->name, 'n', 37);
    partition->name[37] = '\0';
}

static void no_text(struct disk_partition *partition, uint8_t *table)
{
    (void)table;
    partition->name[1] = '\xff';
}

static void id_in_use(struct disk_partition *partition, uint8_t *table)
{
    (void)table;
    memcpy(partition->id, "50505050-5050-5050-5050-505050505050", DISK_GUID_SIZE);
}

static void no_gpt(struct disk_partition *partition, uint8_t *table)
{
    (void)partition;
    put(table, 4, 0);
    for (size_t i = 0; i < 3; i++)
        put(table + HEAD + i * ENTRY, 4, 0);
}

static void empty_entry(struct disk_partition *partition, uint8_t *table)
{
    (void)partition;
    memset(table + HEAD + ENTRY + 32, 0, 16);
}

static const struct {
    const char *name;
    void (*spoil)(struct disk_partition *partition, uint8_t *table);
} spoiled[] = {
    { "a type that is no GUID", bad_type },
    { "an id that is cut off", short_id },
    { "a name of 37 units", long_name },
    { "a name that is no text", no_text },
    { "an id that is in use", id_in_use },
    { "an MBR", no_gpt },
    { "a table with an empty entry", empty_entry },
};

START_TEST(what_cannot_be_an_entry_is_refused)
{
    uint8_t table[HEAD + 3 * ENTRY];
    size_t len = make_table(table);
    struct disk_partition partition = recovery(200, 100);
    AUTO(bytes) made = { 0 };
    struct err err = { 0 };

    spoiled[_i].spoil(&partition, table);
    ck_assert_msg(!disk_layout_add(table, len, &partition, &made, &err), "%s", spoiled[_i].name);
    ck_assert_msg(err.text[0] != '\0', "%s", spoiled[_i].name);
    ck_assert_ptr_null(made.data);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("disk_add");
    TCase *tests = tcase_create("rows");

    tcase_add_loop_test(tests, only_unused_space_is_taken, 0, COUNT_OF(rows));
    tcase_add_test(tests, every_other_entry_is_taken_over_to_the_byte);
    tcase_add_test(tests, the_entry_is_read_as_it_was_given);
    tcase_add_loop_test(tests, what_cannot_be_an_entry_is_refused, 0, COUNT_OF(spoiled));
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
