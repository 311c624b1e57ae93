/* SPDX-License-Identifier: MIT */
/*
 * test_disk_write.c - nothing is written where a partition or Windows lies, and no entry is made there.
 *
 * Every call here must be refused: the disk stays as it is, which whoever runs it compares. For guests
 * of the lab alone; fails where no layout of the disk of Windows can be read.
 */
#include "windows_test.h"

#include "guest/disk_add.h"

enum { SECTOR = 512 };

static struct guest guest;
static struct guest_volume volume;
static struct guest_disk disk;
static struct disk_layout layout;

static bool read_all(struct err *err)
{
    return guest.system_volume(guest.state, &volume, err) &&
           guest.disk(guest.state, volume.disk_number, &disk, err) &&
           guest.disk_layout(guest.state, volume.disk_number, &layout, err) &&
           layout.style == DISK_GPT;
}

static void expect_refused(uint64_t offset, size_t len, const char *what)
{
    static uint8_t garbage[4 * SECTOR];
    struct err err = { 0 };

    memset(garbage, 0xE5, sizeof garbage);
    ck_assert_msg(
        !guest.disk_write_unused(guest.state, volume.disk_number, offset, garbage, len, &err),
        "%s was written to", what);
    ck_assert_msg(err_is(&err, ERR_REFUSED), "%s: %s", what, err.text);
}

START_TEST(no_byte_of_a_partition_is_written)
{
    for (size_t i = 0; i < layout.count; i++) {
        const struct disk_partition *one = &layout.partitions[i];
        uint64_t end = one->offset_bytes + one->length_bytes;

        expect_refused(one->offset_bytes, SECTOR, "the first sector of a partition");
        expect_refused(one->offset_bytes + one->length_bytes / 2 / SECTOR * SECTOR, SECTOR,
            "the middle of a partition");
        expect_refused(end - SECTOR, SECTOR, "the last sector of a partition");
        expect_refused(one->offset_bytes - SECTOR, 2 * SECTOR, "a sector before, and the first");
        expect_refused(end - SECTOR, 2 * SECTOR, "the last sector, and one behind");
    }
}
END_TEST

START_TEST(the_table_is_not_written)
{
    uint64_t end = layout.usable_offset_bytes + layout.usable_length_bytes;

    expect_refused(0, SECTOR, "the protective MBR");
    expect_refused(SECTOR, SECTOR, "the GPT's header");
    expect_refused(layout.usable_offset_bytes - SECTOR, SECTOR, "the GPT's entries");
    expect_refused(end, SECTOR, "the second copy of the GPT");
    expect_refused(end - SECTOR, 2 * SECTOR, "the end of what may be used, and more");
    expect_refused(disk.size_bytes - SECTOR, SECTOR, "the last sector of the disk");
    expect_refused(disk.size_bytes, SECTOR, "what is behind the disk");
}
END_TEST

START_TEST(no_entry_is_made_over_another)
{
    struct err err = { 0 };

    for (size_t i = 0; i < layout.count; i++) {
        struct disk_partition again = layout.partitions[i];

        again.id[0] = again.id[0] == 'f' ? 'e' : 'f';
        again.offset_bytes += SECTOR;
        again.length_bytes = SECTOR;
        ck_assert_msg(!guest.partition_add(guest.state, volume.disk_number, &layout, &again, &err),
            "an entry inside partition %u", layout.partitions[i].number);
        ck_assert_msg(err_is(&err, ERR_REFUSED), "%s", err.text);
    }
}
END_TEST

START_TEST(no_entry_is_made_in_a_table_that_has_changed)
{
    struct disk_layout other = layout;
    struct disk_partition one = layout.partitions[0];
    struct err err = { 0 };

    other.partitions[0].attributes ^= 4;
    ck_assert(!guest.partition_add(guest.state, volume.disk_number, &other, &one, &err));
    ck_assert_msg(err_is(&err, ERR_CHANGED), "%s", err.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("win.disk_write");
    TCase *tests = tcase_create("disk_write");
    struct err err = { 0 };

    if (!win_guest_open(&guest, &err) || !read_all(&err)) {
        printf("no disk to look at: %s\n", err.text);
        return EXIT_FAILURE;
    }
    tcase_add_test(tests, no_byte_of_a_partition_is_written);
    tcase_add_test(tests, the_table_is_not_written);
    tcase_add_test(tests, no_entry_is_made_over_another);
    tcase_add_test(tests, no_entry_is_made_in_a_table_that_has_changed);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
