/* SPDX-License-Identifier: MIT */
/*
 * test_lab_table.c - the lab disk's GPT: read as sgdisk wrote it, and sound for sgdisk when
 * changed.
 */
#include "base/attr.h"
#include "check_main.h"
#include "driver/table.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    MIB = 1024 * 1024,
    DISK_SIZE = 16 * MIB,
    SECTOR = 512,
    WINDOWS = 2 * MIB, /* where each partition of the sample starts */
    RECOVERY = 10 * MIB,
    TEXT_SIZE = 8192,
};

extern char **environ;

/* A disk in a file that has no name any more, and how many writes it still takes. */
struct sample {
    int file;
    char path[32]; /* /dev/fd/N, for sgdisk */
    int writes_left;
    struct table_disk disk;
    struct table table;
};

static bool read_file(void *state, uint64_t offset, void *buffer, size_t len)
{
    const struct sample *sample = state;

    return pread(sample->file, buffer, len, (off_t)offset) == (ssize_t)len;
}

static bool write_file(void *state, uint64_t offset, const void *buffer, size_t len)
{
    struct sample *sample = state;

    if (sample->writes_left-- <= 0)
        return false;
    return pwrite(sample->file, buffer, len, (off_t)offset) == (ssize_t)len;
}

/* Runs sgdisk on the disk. Its output goes to text. */
static bool run_sgdisk(const struct sample *sample, char *const *options, char *text)
{
    const char *arguments[24] = { "sgdisk" };
    size_t count = 1;
    posix_spawn_file_actions_t actions;
    FILE *output = tmpfile();
    pid_t child = 0;
    int status = -1;
    size_t len;
    bool started;

    text[0] = '\0';
    if (!output)
        return false;
    for (; options[count - 1]; count++)
        arguments[count] = options[count - 1];
    arguments[count] = sample->path;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, fileno(output), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(output), STDERR_FILENO);
    started =
        posix_spawnp(&child, "sgdisk", &actions, NULL, (char *const *)arguments, environ) == 0 &&
        waitpid(child, &status, 0) == child;
    posix_spawn_file_actions_destroy(&actions);
    rewind(output);
    len = fread(text, 1, TEXT_SIZE - 1, output);
    text[len] = '\0';
    (void)fclose(output);
    return started && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool open_sample(struct sample *sample)
{
    char path[] = "/tmp/lab-table-XXXXXX";
    int file = mkstemp(path);

    if (file < 0)
        return false;
    *sample = (struct sample){ .file = file, .writes_left = 1000 };
    (void)unlink(path);
    (void)snprintf(sample->path, sizeof sample->path, "/proc/%d/fd/%d", (int)getpid(), file);
    return ftruncate(file, DISK_SIZE) == 0;
}

/* The head and the tail of a disk as sgdisk makes it. Once for all tests: it takes a second. */
static struct {
    uint8_t head[MIB];
    uint8_t tail[MIB];
} original;

static bool make_original(void)
{
    char *create[] = { "-a", "2048", "-n", "1:2048:+1M", "-t", "1:ef00", "-c", "1:EFI", "-n",
        "2:4096:+8M", "-t", "2:0700", "-n", "3:20480:+2M", "-t", "3:2700", "-A", "3:set:63", "-A",
        "3:set:0", NULL };
    char text[TEXT_SIZE] = "no temporary file";
    struct sample sample;
    bool made = open_sample(&sample) && run_sgdisk(&sample, create, text) &&
                read_file(&sample, 0, original.head, MIB) &&
                read_file(&sample, DISK_SIZE - MIB, original.tail, MIB);

    if (!made)
        fprintf(stderr, "error: cannot make a disk with sgdisk (package gdisk): %s\n", text);
    return made;
}

static void start(struct sample *sample)
{
    ck_assert(open_sample(sample));
    ck_assert(write_file(sample, 0, original.head, MIB));
    ck_assert(write_file(sample, DISK_SIZE - MIB, original.tail, MIB));
    sample->disk.state = sample;
    sample->disk.size_bytes = DISK_SIZE;
    sample->disk.sector_bytes = SECTOR;
    sample->disk.read = read_file;
    sample->disk.write = write_file;
    ck_assert_int_eq(table_read(&sample->disk, &sample->table), TABLE_OK);
}

static void remove_entry(struct table *table, uint64_t offset)
{
    struct table_entry *entry = table_at(table, offset);
    size_t index = (size_t)(entry - table->entries);

    table->count--;
    memmove(entry, entry + 1, (table->count - index) * sizeof *entry);
}

static void damage(const struct sample *sample, uint64_t offset)
{
    uint8_t byte;

    ck_assert_int_eq(pread(sample->file, &byte, 1, (off_t)offset), 1);
    byte ^= 0x40;
    ck_assert_int_eq(pwrite(sample->file, &byte, 1, (off_t)offset), 1);
}

static void assert_sound(const struct sample *sample, const char *name)
{
    char *verify[] = { "--verify", NULL };
    char text[TEXT_SIZE];

    ck_assert_msg(run_sgdisk(sample, verify, text), "%s: %s", name, text);
    ck_assert_msg(strstr(text, "No problems found") != NULL, "%s: %s", name, text);
}

START_TEST(reads_what_sgdisk_wrote)
{
    static const uint8_t recovery[16] = { 0xa4, 0xbb, 0x94, 0xde, 0xd1, 0x06, 0x40, 0x4d, 0xa1,
        0x6a, 0xbf, 0xd5, 0x01, 0x79, 0xd6, 0xac };
    struct sample sample;
    const struct table_entry *entry;

    start(&sample);
    ck_assert_int_eq(sample.table.style, TABLE_GPT);
    ck_assert(sample.table.primary_holds && sample.table.backup_holds);
    ck_assert_uint_eq(sample.table.count, 3);
    ck_assert_uint_eq(sample.table.usable_offset, 34 * SECTOR);
    ck_assert_uint_eq(sample.table.usable_length, DISK_SIZE - (34 + 33) * SECTOR);
    entry = table_at(&sample.table, RECOVERY);
    ck_assert_ptr_nonnull(entry);
    ck_assert_uint_eq(entry->length, 2 * MIB);
    ck_assert_mem_eq(entry->type, recovery, sizeof recovery);
    ck_assert_uint_eq(entry->attributes, 0x8000000000000001);
    ck_assert_uint_eq(sample.table.entries[0].name[2], 'I');
    close(sample.file);
}
END_TEST

START_TEST(numbers_follow_the_offset)
{
    struct sample sample;
    struct table_entry first;

    start(&sample);
    first = sample.table.entries[0];
    sample.table.entries[0] = sample.table.entries[2];
    sample.table.entries[2] = first;
    ck_assert_uint_eq(table_number(&sample.table, &sample.table.entries[0]), 3);
    ck_assert_uint_eq(table_number(&sample.table, &sample.table.entries[2]), 1);
    ck_assert_uint_eq(table_numbered(&sample.table, 2)->offset, WINDOWS);
    ck_assert_ptr_null(table_numbered(&sample.table, 4));
    ck_assert_ptr_null(table_numbered(&sample.table, 0));
    close(sample.file);
}
END_TEST

START_TEST(deleted_and_grown_is_sound)
{
    struct sample sample;
    struct table after;
    struct table again;

    start(&sample);
    after = sample.table;
    remove_entry(&after, RECOVERY);
    table_at(&after, WINDOWS)->length = 13 * MIB;
    ck_assert_int_eq(table_check(&sample.disk, &sample.table, &after, WINDOWS, 0), TABLE_OK);
    ck_assert_int_eq(table_write(&sample.disk, &after), TABLE_OK);
    assert_sound(&sample, "deleted and grown");
    ck_assert_int_eq(table_read(&sample.disk, &again), TABLE_OK);
    ck_assert_uint_eq(again.count, 2);
    ck_assert_mem_eq(&again.entries[0], &sample.table.entries[0], sizeof again.entries[0]);
    ck_assert_uint_eq(again.entries[1].length, 13 * MIB);
    ck_assert_mem_eq(again.disk_id, sample.table.disk_id, sizeof again.disk_id);
    close(sample.file);
}
END_TEST

static const struct {
    const char *name;
    uint64_t offset; /* of the byte that is damaged */
    bool primary_holds;
    bool backup_holds;
} damages[] = {
    { "primary signature", 1 * SECTOR, false, true },
    { "primary header", 1 * SECTOR + 56, false, true },
    { "primary array", 2 * SECTOR + 200, false, true },
    { "backup header", DISK_SIZE - SECTOR + 40, true, false },
    { "backup array", DISK_SIZE - 33 * SECTOR + 8, true, false },
};

START_TEST(one_good_copy_is_enough_and_repairs_the_other)
{
    struct sample sample;
    struct table found;

    start(&sample);
    damage(&sample, damages[_i].offset);
    ck_assert_msg(table_read(&sample.disk, &found) == TABLE_OK, "%s", damages[_i].name);
    ck_assert_msg(found.primary_holds == damages[_i].primary_holds, "%s", damages[_i].name);
    ck_assert_msg(found.backup_holds == damages[_i].backup_holds, "%s", damages[_i].name);
    ck_assert_msg(memcmp(found.entries, sample.table.entries, sizeof found.entries) == 0, "%s",
        damages[_i].name);
    ck_assert_msg(table_write(&sample.disk, &found) == TABLE_OK, "%s", damages[_i].name);
    assert_sound(&sample, damages[_i].name);
    close(sample.file);
}
END_TEST

START_TEST(without_a_good_copy_it_is_corrupt)
{
    struct sample sample;
    struct table found;

    start(&sample);
    damage(&sample, 1 * SECTOR + 16);
    damage(&sample, DISK_SIZE - SECTOR + 16);
    ck_assert_int_eq(table_read(&sample.disk, &found), TABLE_CORRUPT);
    close(sample.file);
}
END_TEST

START_TEST(a_blank_disk_is_raw)
{
    static const uint8_t nothing[SECTOR];
    struct sample sample;
    struct table found;

    start(&sample);
    ck_assert_int_eq(pwrite(sample.file, nothing, SECTOR, 0), SECTOR);
    ck_assert_int_eq(table_read(&sample.disk, &found), TABLE_OK);
    ck_assert_int_eq(found.style, TABLE_RAW);
    ck_assert_uint_eq(found.count, 0);
    close(sample.file);
}
END_TEST

/* Row: how many of the four writes come through before the power goes. */
START_TEST(a_power_cut_leaves_the_old_table_or_the_new_one)
{
    struct sample sample;
    struct table after;
    struct table found;

    start(&sample);
    after = sample.table;
    remove_entry(&after, RECOVERY);
    sample.writes_left = _i;
    ck_assert_int_eq(table_write(&sample.disk, &after), _i < 4 ? TABLE_FAILED : TABLE_OK);
    ck_assert_msg(table_read(&sample.disk, &found) == TABLE_OK, "after %d writes", _i);
    ck_assert_msg(found.count == 2 || found.count == 3, "after %d writes", _i);
    close(sample.file);
}
END_TEST

/* What is done to the sample's table: entry 1 is Windows', 2 the recovery partition. */
static const struct {
    const char *name;
    size_t entry;
    uint64_t offset; /* 0: stays */
    uint64_t length; /* 0: stays */
    enum table_result expected;
} changes[] = {
    { "nothing", 1, 0, 0, TABLE_OK },
    { "recovery moved into free space", 2, 11 * MIB, 0, TABLE_OK },
    { "recovery shrunk", 2, 0, MIB, TABLE_OK },
    { "up to the last usable sector", 2, 0, DISK_SIZE - 33 * SECTOR - RECOVERY, TABLE_OK },
    { "into the next", 1, 0, 8 * MIB + SECTOR, TABLE_INVALID },
    { "onto the one before", 2, 9 * MIB, 0, TABLE_INVALID },
    { "over the backup table", 2, 0, DISK_SIZE - 32 * SECTOR - RECOVERY, TABLE_INVALID },
    { "before the usable space", 0, 33 * SECTOR, 0, TABLE_INVALID },
    { "beyond the disk", 2, (uint64_t)DISK_SIZE * 4, 0, TABLE_INVALID },
    { "so long that the sum wraps", 2, 0, UINT64_MAX - 511, TABLE_INVALID },
    { "not on a sector", 2, RECOVERY + 100, 0, TABLE_INVALID },
    { "length not of sectors", 2, 0, MIB + 1, TABLE_INVALID },
    { "Windows shrunk", 1, 0, 7 * MIB, TABLE_REFUSED },
    { "Windows moved", 1, WINDOWS + MIB, 7 * MIB, TABLE_REFUSED },
};

START_TEST(only_a_table_that_can_be_is_taken)
{
    struct sample sample;
    struct table after;
    struct table_entry *entry;

    start(&sample);
    after = sample.table;
    entry = &after.entries[changes[_i].entry];
    if (changes[_i].offset != 0)
        entry->offset = changes[_i].offset;
    if (changes[_i].length != 0)
        entry->length = changes[_i].length;
    ck_assert_msg(
        table_check(&sample.disk, &sample.table, &after, WINDOWS, 0) == changes[_i].expected, "%s",
        changes[_i].name);
    close(sample.file);
}
END_TEST

START_TEST(windows_stays_who_it_is)
{
    struct sample sample;
    struct table after;

    start(&sample);
    after = sample.table;
    after.entries[1].type[0] ^= 1;
    ck_assert_int_eq(table_check(&sample.disk, &sample.table, &after, WINDOWS, 0), TABLE_REFUSED);
    after = sample.table;
    remove_entry(&after, WINDOWS);
    ck_assert_int_eq(table_check(&sample.disk, &sample.table, &after, WINDOWS, 0), TABLE_REFUSED);
    after = sample.table;
    memcpy(after.entries[2].id, after.entries[0].id, sizeof after.entries[2].id);
    ck_assert_int_eq(table_check(&sample.disk, &sample.table, &after, WINDOWS, 0), TABLE_INVALID);
    after = sample.table;
    after.style = TABLE_MBR;
    ck_assert_int_eq(table_check(&sample.disk, &sample.table, &after, WINDOWS, 0), TABLE_INVALID);
    close(sample.file);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lab_table");

    if (!make_original())
        return EXIT_FAILURE;
    check_add(suite, reads_what_sgdisk_wrote, 1);
    check_add(suite, numbers_follow_the_offset, 1);
    check_add(suite, deleted_and_grown_is_sound, 1);
    check_add(suite, one_good_copy_is_enough_and_repairs_the_other, COUNT_OF(damages));
    check_add(suite, without_a_good_copy_it_is_corrupt, 1);
    check_add(suite, a_blank_disk_is_raw, 1);
    check_add(suite, a_power_cut_leaves_the_old_table_or_the_new_one, 5);
    check_add(suite, only_a_table_that_can_be_is_taken, COUNT_OF(changes));
    check_add(suite, windows_stays_who_it_is, 1);
    return check_main(suite);
}
