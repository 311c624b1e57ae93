/* SPDX-License-Identifier: MIT */
/* test_lab_mbr.c - the lab disk's MBR: primary partitions, containers, logical drives. */
#include "base/attr.h"
#include "check_main.h"
#include "driver/bytes.h"
#include "driver/table.h"

#include <string.h>

enum {
    SECTOR = 512,
    DISK_SECTORS = 4096,
    SIGNATURE = 0x12345678,
    BOOT = 64, /* where the samples' partitions start, in sectors */
    WINDOWS = 128,
    RECOVERY = 1024,
    CONTAINER = 2048,
};

struct memory {
    uint8_t bytes[DISK_SECTORS * SECTOR];
};

static bool read_memory(void *state, uint64_t offset, void *buffer, size_t len)
{
    const struct memory *memory = state;

    if (offset > sizeof memory->bytes || len > sizeof memory->bytes - offset)
        return false;
    memcpy(buffer, memory->bytes + offset, len);
    return true;
}

static bool write_memory(void *state, uint64_t offset, const void *buffer, size_t len)
{
    struct memory *memory = state;

    if (offset > sizeof memory->bytes || len > sizeof memory->bytes - offset)
        return false;
    memcpy(memory->bytes + offset, buffer, len);
    return true;
}

static void put(struct memory *memory, uint64_t sector, unsigned slot, uint8_t type, uint32_t first,
    uint32_t count)
{
    uint8_t *entry = memory->bytes + sector * SECTOR + 446 + slot * 16;

    entry[4] = type;
    bytes_put(entry + 8, 4, first);
    bytes_put(entry + 12, 4, count);
    bytes_put(memory->bytes + sector * SECTOR + 510, 2, 0xaa55);
}

/* Boot, Windows and recovery; then a container with two logical drives. */
static struct table_disk *start(struct memory **memory)
{
    struct table_disk *disk = calloc(1, sizeof *disk);

    *memory = calloc(1, sizeof **memory);
    ck_assert(disk && *memory);
    memset((*memory)->bytes, 0x90, 440);
    bytes_put((*memory)->bytes + 440, 4, SIGNATURE);
    put(*memory, 0, 0, 0x07, BOOT, 64);
    (*memory)->bytes[446] = 0x80;
    put(*memory, 0, 1, 0x07, WINDOWS, 896);
    put(*memory, 0, 2, 0x27, RECOVERY, 512);
    put(*memory, 0, 3, 0x0f, CONTAINER, 2048);
    put(*memory, CONTAINER, 0, 0x07, 64, 100);
    put(*memory, CONTAINER, 1, 0x05, 512, 512);
    put(*memory, CONTAINER + 512, 0, 0x07, 64, 200);
    disk->state = *memory;
    disk->size_bytes = sizeof(*memory)->bytes;
    disk->sector_bytes = SECTOR;
    disk->read = read_memory;
    disk->write = write_memory;
    return disk;
}

START_TEST(reads_primary_and_logical)
{
    static const struct {
        size_t entry;
        uint64_t first, count;
        uint32_t number;
    } expected[] = {
        { 0, BOOT, 64, 1 },
        { 1, WINDOWS, 896, 2 },
        { 2, RECOVERY, 512, 3 },
        { 3, CONTAINER, 2048, 0 },
        { 4, CONTAINER + 64, 100, 4 },
        { 5, CONTAINER + 512, 512, 0 },
        { 8, CONTAINER + 512 + 64, 200, 5 },
        { 9, 0, 0, 0 },
    };
    struct memory *memory;
    struct table_disk *disk = start(&memory);
    struct table table;

    ck_assert_int_eq(table_read(disk, &table), TABLE_OK);
    ck_assert_int_eq(table.style, TABLE_MBR);
    ck_assert_uint_eq(table.signature, SIGNATURE);
    ck_assert_uint_eq(table.count, 12);
    ck_assert(table.entries[0].active && !table.entries[1].active);
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        const struct table_entry *entry = &table.entries[expected[i].entry];

        ck_assert_msg(entry->offset == expected[i].first * SECTOR &&
                          entry->length == expected[i].count * SECTOR &&
                          table_number(&table, entry) == expected[i].number,
            "entry %zu", expected[i].entry);
    }
    free(memory);
    free(disk);
}
END_TEST

START_TEST(deleting_changes_one_entry_and_nothing_else)
{
    struct memory *memory;
    struct table_disk *disk = start(&memory);
    struct table before;
    struct table after;
    struct memory *expected = malloc(sizeof *expected);

    ck_assert_ptr_nonnull(expected);
    *expected = *memory;
    ck_assert_int_eq(table_read(disk, &before), TABLE_OK);
    after = before;
    memset(&after.entries[2], 0, sizeof after.entries[2]);
    ck_assert_int_eq(table_check(disk, &before, &after, (uint64_t)WINDOWS * SECTOR, 0), TABLE_OK);
    ck_assert_int_eq(table_write(disk, &after), TABLE_OK);
    memset(expected->bytes + 446 + 32, 0, 16);
    ck_assert_mem_eq(memory->bytes, expected->bytes, sizeof expected->bytes);
    free(expected);
    free(memory);
    free(disk);
}
END_TEST

static const struct {
    const char *name;
    size_t entry;
    uint64_t first, count; /* 0: stays */
    enum table_result expected;
} changes[] = {
    { "Windows grown over the deleted", 1, 0, 896 + 512, TABLE_INVALID },
    { "Windows shrunk", 1, 0, 800, TABLE_REFUSED },
    { "recovery into the container", 2, 0, 1025, TABLE_INVALID },
    { "recovery up to the container", 2, 0, 1024, TABLE_OK },
    { "boot grown into Windows", 0, 0, 128, TABLE_INVALID },
    { "logical drive changed", 4, 0, 101, TABLE_INVALID },
    { "beyond the disk", 2, DISK_SECTORS, 0, TABLE_INVALID },
};

START_TEST(only_a_table_that_can_be_is_taken)
{
    struct memory *memory;
    struct table_disk *disk = start(&memory);
    struct table before;
    struct table after;

    ck_assert_int_eq(table_read(disk, &before), TABLE_OK);
    after = before;
    if (changes[_i].first != 0)
        after.entries[changes[_i].entry].offset = changes[_i].first * SECTOR;
    if (changes[_i].count != 0)
        after.entries[changes[_i].entry].length = changes[_i].count * SECTOR;
    ck_assert_msg(
        table_check(disk, &before, &after, (uint64_t)WINDOWS * SECTOR, 0) == changes[_i].expected,
        "%s", changes[_i].name);
    free(memory);
    free(disk);
}
END_TEST

START_TEST(a_chain_without_end_is_corrupt)
{
    struct memory *memory;
    struct table_disk *disk = start(&memory);
    struct table table;

    put(memory, CONTAINER + 512, 1, 0x05, 0, 512); /* back to the first of the chain */
    ck_assert_int_eq(table_read(disk, &table), TABLE_CORRUPT);
    free(memory);
    free(disk);
}
END_TEST

START_TEST(an_entry_outside_the_disk_is_corrupt)
{
    struct memory *memory;
    struct table_disk *disk = start(&memory);
    struct table table;

    put(memory, 0, 2, 0x27, RECOVERY, UINT32_MAX);
    ck_assert_int_eq(table_read(disk, &table), TABLE_CORRUPT);
    free(memory);
    free(disk);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lab_mbr");

    check_add(suite, reads_primary_and_logical, 1);
    check_add(suite, deleting_changes_one_entry_and_nothing_else, 1);
    check_add(suite, only_a_table_that_can_be_is_taken, COUNT_OF(changes));
    check_add(suite, a_chain_without_end_is_corrupt, 1);
    check_add(suite, an_entry_outside_the_disk_is_corrupt, 1);
    return check_main(suite);
}
