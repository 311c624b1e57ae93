/* SPDX-License-Identifier: MIT */
/* test_partition_backup.c - the backup is whole before it counts, and is never written over. */
#include "actions/partition_backup.h"

#include "bench.h"
#include "check_main.h"

#define FOLDER "state/backup-68036853760"

static void set_up(struct bench *bench, struct system_disk *disk)
{
    struct err err = { 0 };

    bench_set(bench, "delete-recovery-partition");
    ck_assert_msg(system_disk_read(&bench->guest, disk, &err), "%s", err.text);
}

static bool back_up(struct bench *bench, const struct system_disk *disk, struct text *folder)
{
    struct err err = { 0 };

    text_clear(folder);
    return partition_backup(&bench->context, disk, &disk->layout.partitions[3], folder, &err);
}

START_TEST(it_holds_layout_and_both_ends_of_the_disk)
{
    static uint8_t sectors[34 * 512];
    AUTO(bench) bench = { 0 };
    AUTO(text) folder = { 0 };
    AUTO(json_value) layout = { 0 };
    struct system_disk disk;
    struct err err = { 0 };
    size_t len = 0;

    set_up(&bench, &disk);
    memcpy(sectors + 512, "EFI PART", 8);
    fake_hardware(bench.machine)->sectors = sectors;
    fake_hardware(bench.machine)->sectors_len = sizeof sectors;
    ck_assert(back_up(&bench, &disk, &folder));
    ck_assert_str_eq(text_string(&folder), FOLDER);
    const char *first = fake_disk_content(FOLDER "/first-sectors.bin", &len);
    ck_assert(first && len == 34 * 512 && memcmp(first, sectors, len) == 0);
    ck_assert(fake_disk_content(FOLDER "/last-sectors.bin", &len) && len == 34 * 512);
    const char *json = fake_disk_content(FOLDER "/layout.json", &len);
    ck_assert_msg(json && json_parse(json, len, &layout.root, &err), "%s", err.text);
    ck_assert_uint_eq(json_count(json_member(layout.root, "partitions")), 4);
    ck_assert_str_eq(
        json_string(json_member(json_at(json_member(layout.root, "partitions"), 3), "attributes")),
        "0x8000000000000001");
    ck_assert(fake_disk_is_flushed(FOLDER "/layout.json"));
    ck_assert(fake_disk_is_flushed(FOLDER "/first-sectors.bin"));
}
END_TEST

START_TEST(whole_it_is_not_written_again)
{
    AUTO(bench) bench = { 0 };
    AUTO(text) folder = { 0 };
    struct system_disk disk;

    set_up(&bench, &disk);
    ck_assert(back_up(&bench, &disk, &folder));
    int flushes = fake_disk_flushes();
    ck_assert(back_up(&bench, &disk, &folder));
    ck_assert_str_eq(text_string(&folder), FOLDER);
    ck_assert_int_eq(fake_disk_flushes(), flushes);
}
END_TEST

START_TEST(another_layout_gets_a_folder_of_its_own)
{
    AUTO(bench) bench = { 0 };
    AUTO(text) folder = { 0 };
    struct system_disk disk;
    size_t len = 0, same = 0;

    set_up(&bench, &disk);
    ck_assert(back_up(&bench, &disk, &folder));
    ck_assert_ptr_nonnull(fake_disk_content(FOLDER "/layout.json", &len));
    disk.layout.partitions[0].attributes ^= 2;
    ck_assert(back_up(&bench, &disk, &folder));
    ck_assert_str_eq(text_string(&folder), FOLDER "-2");
    ck_assert_ptr_nonnull(fake_disk_content(FOLDER "/layout.json", &same));
    ck_assert_uint_eq(len, same);
    ck_assert(back_up(&bench, &disk, &folder)); /* and is found again */
    ck_assert_str_eq(text_string(&folder), FOLDER "-2");
}
END_TEST

START_TEST(cut_off_while_it_is_written_it_does_not_count)
{
    AUTO(bench) bench = { 0 };
    AUTO(text) folder = { 0 };
    struct system_disk disk;

    for (int flush = 1; flush <= 6; flush++) {
        for (int loss = 0; loss < FAKE_DISK_LOSSES; loss++) {
            set_up(&bench, &disk);
            fake_disk_fail_at(flush, (enum fake_disk_loss)loss);
            ck_assert(!back_up(&bench, &disk, &folder));
            fake_disk_power_on();
            size_t len = 0;
            bool whole = fake_disk_content(FOLDER "/layout.json", &len) != NULL;
            /* The last of six flushes is the rename that makes it count. */
            ck_assert_msg(whole == (flush == 6 && loss == FAKE_DISK_KEEP), "%d, %d", flush, loss);
            ck_assert(back_up(&bench, &disk, &folder));
            ck_assert_str_eq(text_string(&folder), FOLDER);
            ck_assert(fake_disk_content(FOLDER "/first-sectors.bin", &len) && len == 34 * 512);
            ck_assert(fake_disk_content(FOLDER "/last-sectors.bin", &len) && len == 34 * 512);
        }
    }
}
END_TEST

START_TEST(a_disk_that_is_too_small_is_refused)
{
    AUTO(bench) bench = { 0 };
    AUTO(text) folder = { 0 };
    struct system_disk disk;

    set_up(&bench, &disk);
    disk.disk.size_bytes = 67 * 512;
    ck_assert(!back_up(&bench, &disk, &folder));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("partition_backup");
    TCase *rows = tcase_create("rows");

    tcase_add_test(rows, it_holds_layout_and_both_ends_of_the_disk);
    tcase_add_test(rows, whole_it_is_not_written_again);
    tcase_add_test(rows, another_layout_gets_a_folder_of_its_own);
    tcase_add_test(rows, cut_off_while_it_is_written_it_does_not_count);
    tcase_add_test(rows, a_disk_that_is_too_small_is_refused);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
