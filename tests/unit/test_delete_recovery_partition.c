/* SPDX-License-Identifier: MIT */
/*
 * test_delete_recovery_partition.c - exactly the right partition goes, nothing else is touched, and
 * whatever is not as expected stops it.
 */
#include "bench.h"
#include "check_main.h"

#define ID "delete-recovery-partition"
#define MIB (1024ULL * 1024)
#define XML "C:\\Windows\\System32\\Recovery\\ReAgent.xml"
#define RE(state, bcd, offset)                                                                     \
    "<WindowsRE version=\"2.0\"><WinreBCD id=\"" bcd "\"/><WinreLocation path=\"\" id=\"0\" "      \
    "offset=\"" offset "\" guid=\"\"/><InstallState state=\"" state "\"/></WindowsRE>"
#define NO_BCD "{00000000-0000-0000-0000-000000000000}"

static void windows_re_off(struct fake_machine *machine)
{
    fake_file_text(machine, XML, RE("0", NO_BCD, "0"));
}

static struct disk_layout *layout_of(struct bench *bench)
{
    return &fake_hardware(bench->machine)->layout;
}

static void set_up(struct bench *bench)
{
    bench_set(bench, ID);
    windows_re_off(bench->machine);
}

static void copy_id(char *to, const char *id)
{
    memcpy(to, id, strlen(id) + 1);
}

/* -- what works -- */

START_TEST(the_recovery_partition_goes_and_the_others_stay)
{
    AUTO(bench) bench = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    set_up(&bench);
    struct disk_layout before = *layout_of(&bench);
    ck_assert(!bench_holds(&bench));
    ck_assert_str_eq(bench_observe(&bench, &text),
        "4 partitions, recovery: partition 4 (recovery, 650 MiB at byte 68036853760 of disk 0)");
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert(bench_holds(&bench));
    ck_assert_str_eq(bench_observe(&bench, &text), "3 partitions, recovery: none");
    for (size_t i = 0; i < 3; i++)
        ck_assert(disk_partition_equal(&before.partitions[i], &layout_of(&bench)->partitions[i]));
    ck_assert_str_eq(text_string(&bench.said),
        "keeping the content of partition 4 (recovery, 650 MiB at byte 68036853760 of disk 0)\n"
        "deleting partition 4 (recovery, 650 MiB at byte 68036853760 of disk 0)\n");
    ck_assert_ptr_nonnull(
        strstr(text_string(&bench.context.details), "backup: state/backup-68036853760\n"));
    ck_assert_ptr_nonnull(
        strstr(text_string(&bench.context.details), "deleted by: storage provider\n"));
}
END_TEST

START_TEST(several_go_one_by_one_each_with_its_backup)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set_up(&bench);
    struct disk_layout *layout = layout_of(&bench);
    /* One in front of the system partition as well: it becomes a hole, and numbers change. */
    layout->partitions[1].length_bytes = 65536;
    memmove(&layout->partitions[3], &layout->partitions[2], 2 * sizeof layout->partitions[0]);
    layout->partitions[2] = layout->partitions[4];
    layout->partitions[2].offset_bytes = 110 * MIB;
    layout->partitions[2].length_bytes = 65536;
    layout->partitions[2].id[0] = 'e';
    layout->count = 5;
    for (size_t i = 0; i < 5; i++)
        layout->partitions[i].number = (uint32_t)i + 1;
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert(bench_holds(&bench));
    ck_assert_uint_eq(layout->count, 3);
    ck_assert_ptr_nonnull(fake_disk_content("state/backup-115343360/layout.json", NULL));
    ck_assert_ptr_nonnull(fake_disk_content("state/backup-68036853760/layout.json", NULL));
}
END_TEST

static void make_whole_mbr(struct bench *bench)
{
    struct disk_layout *layout = layout_of(bench);

    layout->style = DISK_MBR;
    copy_id(layout->id, "0x1234abcd");
    for (size_t i = 0; i < layout->count; i++) {
        copy_id(layout->partitions[i].type, i == 3 ? "0x27" : "0x07");
        layout->partitions[i].id[0] = '\0';
        layout->partitions[i].attributes = 0;
    }
    layout->partitions[0].active = true;
}

START_TEST(on_mbr_type_27_is_the_recovery_partition)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set_up(&bench);
    make_whole_mbr(&bench);
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert_uint_eq(layout_of(&bench)->count, 3);
}
END_TEST

/* diskpart takes a number, and the number of a logical drive is not the table's. */
START_TEST(on_mbr_diskpart_does_not_help)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set_up(&bench);
    make_whole_mbr(&bench);
    fake_fail(bench.machine, "partition_delete", -1, ERR_WMI, 4, "failed");
    ck_assert(!bench_apply(&bench, &err));
    ck_assert_msg(strstr(err.text, "not used on MBR disks"), "%s", err.text);
    ck_assert_int_eq(fake_calls(bench.machine, "process_start"), 0);
    ck_assert_uint_eq(layout_of(&bench)->count, 4);
}
END_TEST

/* -- guards -- */

static void re_enabled(struct bench *bench)
{
    fake_file_text(
        bench->machine, XML, RE("1", "{7c9f7a51-3f0a-11ee-9a1e-00155d012345}", "68036853760"));
}

static void image_still_there(struct bench *bench)
{
    fake_file_text(bench->machine, XML, RE("0", NO_BCD, "68036853760"));
}

static void xml_denied(struct bench *bench)
{
    fake_file_deny(bench->machine, XML);
}

static void xml_malformed(struct bench *bench)
{
    fake_file_text(bench->machine, XML, "<WindowsRE>");
}

static void too_large(struct bench *bench)
{
    layout_of(bench)->partitions[3].offset_bytes -= 2048 * MIB;
    layout_of(bench)->partitions[3].length_bytes = 2048 * MIB + 512;
    /* The system partition has to end before it. */
    layout_of(bench)->partitions[2].length_bytes -= 2048 * MIB;
    fake_hardware(bench->machine)->volume.length_bytes -= 2048 * MIB;
}

static void dynamic_disk(struct bench *bench)
{
    copy_id(layout_of(bench)->partitions[1].type, DISK_TYPE_LDM_METADATA);
}

static void dynamic_data(struct bench *bench)
{
    copy_id(layout_of(bench)->partitions[0].type, DISK_TYPE_LDM_DATA);
}

static void storage_pool(struct bench *bench)
{
    copy_id(layout_of(bench)->partitions[0].type, DISK_TYPE_STORAGE_SPACES);
}

static void make_mbr(struct bench *bench, const char *other)
{
    struct disk_layout *layout = layout_of(bench);

    layout->style = DISK_MBR;
    for (size_t i = 0; i < layout->count; i++)
        copy_id(layout->partitions[i].type, i == 3 ? "0x27" : other);
}

static void active(struct bench *bench)
{
    make_mbr(bench, "0x07");
    layout_of(bench)->partitions[3].active = true;
}

static void dynamic_mbr(struct bench *bench)
{
    make_mbr(bench, "0x42");
}

static void windows_on_it(struct bench *bench)
{
    struct guest_volume *volume = &fake_hardware(bench->machine)->volume;
    const struct disk_partition *recovery = &layout_of(bench)->partitions[3];

    volume->offset_bytes = recovery->offset_bytes;
    volume->length_bytes = recovery->length_bytes;
}

static void windows_reaches_into_it(struct bench *bench)
{
    fake_hardware(bench->machine)->volume.length_bytes += 512;
}

static void no_system_volume(struct bench *bench)
{
    fake_hardware(bench->machine)->volume.offset_bytes += 512;
}

static void unreadable_disk(struct bench *bench)
{
    fake_fail(bench->machine, "disk_read", -1, ERR_WIN32, 23, "bad sector");
}

static struct guest sound; /* as the fake gives it */
static uint64_t windows_offset;

static bool reads_bitlocker(
    void *state, uint32_t disk, uint64_t offset, void *buffer, size_t len, struct err *err)
{
    if (!sound.disk_read(state, disk, offset, buffer, len, err))
        return false;
    if (offset == windows_offset)
        memcpy((uint8_t *)buffer + 3, "-FVE-FS-", 8);
    return true;
}

static void encrypted(struct bench *bench)
{
    sound = fake_guest(bench->machine);
    windows_offset = fake_hardware(bench->machine)->volume.offset_bytes;
    bench->guest.disk_read = reads_bitlocker;
}

static const struct {
    const char *name;
    void (*prepare)(struct bench *bench);
    const char *told;
} guards[] = {
    { "Windows RE is on", re_enabled, "must be disabled first" },
    { "the image lies on it still", image_still_there, "image of Windows RE still lies" },
    { "whether Windows RE is on cannot be read", xml_denied, "cannot tell" },
    { "ReAgent.xml is malformed", xml_malformed, "cannot tell" },
    { "it is larger than 2 GiB", too_large, "larger than recovery" },
    { "the disk is dynamic", dynamic_disk, "is dynamic" },
    { "the disk holds dynamic data", dynamic_data, "is dynamic" },
    { "an MBR disk is dynamic", dynamic_mbr, "is dynamic" },
    { "the disk belongs to a storage pool", storage_pool, "storage pool" },
    { "Windows is encrypted", encrypted, "encrypted with BitLocker" },
    { "it is active", active, "boots from it" },
    { "Windows is on it", windows_on_it, "Windows lies on it" },
    { "Windows reaches into it", windows_reaches_into_it, "Windows lies on it" },
    { "the system volume is no partition", no_system_volume, "no partition of disk 0 starts" },
    { "the disk cannot be read for the backup", unreadable_disk, "bad sector" },
};

START_TEST(refused_and_nothing_is_changed)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set_up(&bench);
    guards[_i].prepare(&bench);
    struct disk_layout before = *layout_of(&bench);
    ck_assert_msg(!bench_apply(&bench, &err), "%s", guards[_i].name);
    ck_assert_msg(strstr(err.text, guards[_i].told), "%s: %s", guards[_i].name, err.text);
    ck_assert_int_eq(fake_calls(bench.machine, "partition_delete"), 0);
    ck_assert_int_eq(fake_calls(bench.machine, "process_start"), 0);
    ck_assert_msg(memcmp(&before, layout_of(&bench), sizeof before) == 0, "%s", guards[_i].name);
}
END_TEST

START_TEST(a_person_may_say_that_a_large_one_goes)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set_up(&bench);
    too_large(&bench);
    bench.context.recovery_limit_bytes = 4096 * MIB;
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
}
END_TEST

static const struct {
    const char *name, *type;
} others[] = {
    { "EFI system", DISK_TYPE_ESP },
    { "Microsoft reserved", DISK_TYPE_MSR },
    { "data", DISK_TYPE_BASIC_DATA },
    { "nearly recovery", "de94bba4-06d1-4d40-a16a-bfd50179d6ad" },
};

START_TEST(another_type_is_never_a_target)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set_up(&bench);
    copy_id(layout_of(&bench)->partitions[3].type, others[_i].type);
    copy_id(layout_of(&bench)->partitions[3].name, "Recovery");
    ck_assert_msg(bench_holds(&bench), "%s", others[_i].name);
    ck_assert(bench_apply(&bench, &err));
    ck_assert_int_eq(fake_calls(bench.machine, "partition_delete"), 0);
}
END_TEST

/* -- the provider fails, lies, or does more than it should -- */

static const struct {
    const char *name;
    enum err_domain domain;
    uint32_t code;
    bool works;
    int diskpart;
} failures[] = {
    { "fails for a reason of its own", ERR_WMI, 4, true, 1 },
    { "in use", ERR_WMI, 6, true, 1 },
    { "no provider", ERR_HRESULT, 0x8004100E, true, 1 },
    { "access denied by the method", ERR_WMI, 40001, false, 0 },
    { "access denied by WMI", ERR_HRESULT, 0x80041003, false, 0 },
    { "access denied by COM", ERR_HRESULT, 0x80070005, false, 0 },
    { "told to stop", ERR_AGENT, ERR_CANCELLED, false, 0 },
};

START_TEST(diskpart_helps_unless_rights_are_missing)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set_up(&bench);
    fake_fail(bench.machine, "partition_delete", -1, failures[_i].domain, failures[_i].code, "no");
    ck_assert_msg(
        bench_apply(&bench, &err) == failures[_i].works, "%s: %s", failures[_i].name, err.text);
    ck_assert_int_eq(fake_calls(bench.machine, "process_start"), failures[_i].diskpart);
    ck_assert_msg(bench_holds(&bench) == failures[_i].works, "%s", failures[_i].name);
    if (!failures[_i].works)
        ck_assert(err.domain == failures[_i].domain && err.code == failures[_i].code);
    ck_assert_ptr_null(fake_disk_content("state/diskpart.txt", NULL));
}
END_TEST

static uint32_t diskpart_fails(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    size_t len = 0;

    (void)machine;
    ck_assert_str_eq(arguments[0], "/s");
    ck_assert_str_eq(fake_disk_content(arguments[1], &len),
        "select disk 0\r\nselect partition 4\r\ndelete partition override\r\n");
    text_append(output, "\r\nVirtual Disk Service error:\r\nno\r\n");
    return 4;
}

START_TEST(when_both_fail_the_last_word_is_told)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set_up(&bench);
    fake_fail(bench.machine, "partition_delete", -1, ERR_WMI, 4, "failed");
    fake_program(bench.machine, "diskpart.exe", 1000, diskpart_fails);
    ck_assert(!bench_apply(&bench, &err));
    ck_assert_msg(strstr(err.text, "code 4: Virtual Disk Service error:"), "%s", err.text);
    ck_assert_ptr_nonnull(
        strstr(text_string(&bench.context.details), "storage provider: failed\n"));
}
END_TEST

/* -- gone on with -- */

static int calls_until_stop;

static bool wait_until_stop(void *state, uint32_t milliseconds, struct err *err)
{
    (void)state;
    (void)milliseconds;
    return --calls_until_stop != 0 || err_set(err, ERR_AGENT, ERR_CANCELLED, "told to stop");
}

START_TEST(told_to_stop_while_it_keeps_the_content_it_deletes_nothing)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set_up(&bench);
    bench.guest.wait = wait_until_stop;
    calls_until_stop = _i == 0 ? 1 : 5; /* at its begin, and in the middle */
    ck_assert(!bench_apply(&bench, &err) && err_is(&err, ERR_CANCELLED));
    ck_assert_int_eq(fake_calls(bench.machine, "partition_delete"), 0);
    ck_assert_int_eq(fake_disk_count(".content"), 0);
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert(bench_holds(&bench));
}
END_TEST

START_TEST(what_an_interrupted_deletion_left_is_compared_with_the_journal)
{
    AUTO(bench) bench = { 0 };
    AUTO(json_value) kept = { json_new_object() };
    struct err err = { 0 };
    bool yes = false;

    set_up(&bench);
    ck_assert_msg(bench.action->remember(&bench.context, kept.root, &err), "%s", err.text);
    bench.context.kept = kept.root;
    bench.context.resumed = true;
    ck_assert(!bench_holds(&bench));
    layout_of(&bench)->count--;
    ck_assert(bench_holds(&bench));
    layout_of(&bench)->partitions[0].attributes ^= 1;
    ck_assert(!bench.action->holds(&bench.context, &yes, &err));
    ck_assert_msg(err_is(&err, ERR_DAMAGED) && strstr(err.text, "another entry"), "%s", err.text);
    layout_of(&bench)->partitions[0].offset_bytes += MIB;
    ck_assert(!bench.action->holds(&bench.context, &yes, &err));
    ck_assert_msg(err_is(&err, ERR_DAMAGED) && strstr(err.text, "has gone"), "%s", err.text);
}
END_TEST

/* Functions that stand in for the provider. The port has no place for a test's own state. */
static struct bench *at_work;

static bool lie(void *state, uint32_t disk, uint64_t offset, struct err *err)
{
    (void)state;
    (void)disk;
    (void)offset;
    (void)err;
    return true;
}

static bool delete_and_fail(void *state, uint32_t disk, uint64_t offset, struct err *err)
{
    ck_assert(sound.partition_delete(state, disk, offset, err));
    return err_set(err, ERR_WMI, 42000, "access paths remain");
}

static bool delete_and_move_esp(void *state, uint32_t disk, uint64_t offset, struct err *err)
{
    layout_of(at_work)->partitions[0].attributes ^= 1;
    return sound.partition_delete(state, disk, offset, err);
}

static bool delete_another_too(void *state, uint32_t disk, uint64_t offset, struct err *err)
{
    return sound.partition_delete(state, disk, offset, err) &&
           sound.partition_delete(state, disk, 101 * MIB, err);
}

static bool delete_and_shrink_windows(void *state, uint32_t disk, uint64_t offset, struct err *err)
{
    layout_of(at_work)->partitions[2].length_bytes -= MIB;
    return sound.partition_delete(state, disk, offset, err);
}

static bool delete_and_add_one(void *state, uint32_t disk, uint64_t offset, struct err *err)
{
    struct disk_layout *layout = layout_of(at_work);

    if (!sound.partition_delete(state, disk, offset, err))
        return false;
    layout->partitions[layout->count] = layout->partitions[1];
    layout->partitions[layout->count++].offset_bytes = 65000 * MIB;
    return true;
}

static bool delete_and_write(void *state, uint32_t disk, uint64_t offset, struct err *err)
{
    /* the last byte of the MSR, which is larger than what is read of its beginning */
    fake_hardware(at_work->machine)->sectors[104 * MIB - 1] ^= 1;
    return sound.partition_delete(state, disk, offset, err);
}

static bool delete_and_write_boot_sector(
    void *state, uint32_t disk, uint64_t offset, struct err *err)
{
    fake_hardware(at_work->machine)->sectors[1 * MIB + 11] ^= 1;
    return sound.partition_delete(state, disk, offset, err);
}

static bool delete_and_flush_boot_store(
    void *state, uint32_t disk, uint64_t offset, struct err *err)
{
    fake_hardware(at_work->machine)->sectors[1 * MIB + 0x41] ^= 1; /* in use */
    fake_hardware(at_work->machine)->sectors[1 * MIB + 40000] ^= 1;
    return sound.partition_delete(state, disk, offset, err);
}

static bool fail_and_change_table(void *state, uint32_t disk, uint64_t offset, struct err *err)
{
    (void)state;
    (void)disk;
    (void)offset;
    layout_of(at_work)->partitions[0].attributes ^= 1;
    return err_set(err, ERR_WMI, 4, "failed");
}

static const struct {
    const char *name;
    bool (*provider)(void *state, uint32_t disk, uint64_t offset, struct err *err);
    bool works;
    enum err_agent code;
    const char *told; /* in the error, or else in the details */
} providers[] = {
    { "says done and nothing changed", lie, false, ERR_NO_EFFECT, "still there" },
    { "did it and reports an error", delete_and_fail, true, 0, "which reported an error" },
    { "altered another entry", delete_and_move_esp, false, ERR_DAMAGED, "partition 1 (efi" },
    { "deleted another one too", delete_another_too, false, ERR_DAMAGED, "is gone from the table" },
    { "altered the entry of Windows", delete_and_shrink_windows, false, ERR_DAMAGED,
        "partition 3" },
    { "added one", delete_and_add_one, false, ERR_DAMAGED, "is new in the table" },
    { "wrote into another partition", delete_and_write, false, ERR_DAMAGED,
        "partition 2 (microsoft reserved" },
    { "wrote into the boot sector of the ESP", delete_and_write_boot_sector, false, ERR_DAMAGED,
        "partition 1 (efi system" },
    { "Windows flushed its boot store meanwhile", delete_and_flush_boot_store, true, 0,
        "Windows wrote to partition 1" },
    { "failed and left another table", fail_and_change_table, false, ERR_CHANGED,
        "the disk changed meanwhile" },
};

START_TEST(what_the_provider_does_besides_is_noticed)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };
    AUTO_FREE uint8_t *sectors = calloc(1, 120 * MIB);

    ck_assert_ptr_nonnull(sectors);
    set_up(&bench);
    at_work = &bench;
    sound = fake_guest(bench.machine);
    layout_of(&bench)->partitions[1].length_bytes = 3 * MIB;
    fake_hardware(bench.machine)->sectors = sectors;
    fake_hardware(bench.machine)->sectors_len = 120 * MIB;
    bench.guest.partition_delete = providers[_i].provider;
    ck_assert_msg(
        bench_apply(&bench, &err) == providers[_i].works, "%s: %s", providers[_i].name, err.text);
    if (providers[_i].works) {
        ck_assert_msg(strstr(text_string(&bench.context.details), providers[_i].told), "%s: %s",
            providers[_i].name, text_string(&bench.context.details));
        return;
    }
    ck_assert_msg(err_is(&err, providers[_i].code), "%s: %s", providers[_i].name, err.text);
    ck_assert_msg(strstr(err.text, providers[_i].told), "%s: %s", providers[_i].name, err.text);
    if (providers[_i].code == ERR_DAMAGED)
        ck_assert_msg(strstr(err.text, "backup in 'state/backup-68036853760'"), "%s", err.text);
}
END_TEST

START_TEST(a_backup_that_cannot_be_written_stops_it)
{
    AUTO(bench) bench = { 0 };

    for (size_t room = 0; room < 35000; room += 5000) {
        struct err err = { 0 };

        set_up(&bench);
        fake_disk_room(room);
        ck_assert_msg(!bench_apply(&bench, &err), "room %zu", room);
        ck_assert_msg(err.domain == ERR_ERRNO && strstr(err.text, "backup"), "%s", err.text);
        ck_assert_int_eq(fake_calls(bench.machine, "partition_delete"), 0);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("delete_recovery_partition");
    TCase *rows = tcase_create("rows");

    tcase_set_timeout(rows, 30);
    tcase_add_test(rows, the_recovery_partition_goes_and_the_others_stay);
    tcase_add_test(rows, several_go_one_by_one_each_with_its_backup);
    tcase_add_test(rows, on_mbr_diskpart_does_not_help);
    tcase_add_test(rows, on_mbr_type_27_is_the_recovery_partition);
    tcase_add_loop_test(rows, refused_and_nothing_is_changed, 0, COUNT_OF(guards));
    tcase_add_test(rows, a_person_may_say_that_a_large_one_goes);
    tcase_add_loop_test(rows, another_type_is_never_a_target, 0, COUNT_OF(others));
    tcase_add_loop_test(rows, diskpart_helps_unless_rights_are_missing, 0, COUNT_OF(failures));
    tcase_add_test(rows, when_both_fail_the_last_word_is_told);
    tcase_add_loop_test(rows, told_to_stop_while_it_keeps_the_content_it_deletes_nothing, 0, 2);
    tcase_add_test(rows, what_an_interrupted_deletion_left_is_compared_with_the_journal);
    tcase_add_loop_test(rows, what_the_provider_does_besides_is_noticed, 0, COUNT_OF(providers));
    tcase_add_test(rows, a_backup_that_cannot_be_written_stops_it);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
