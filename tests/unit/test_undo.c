/* SPDX-License-Identifier: MIT */
/*
 * test_undo.c - a run is taken back: the machine is as it was, or what is not is named; and power
 * that fails at every flush of run and undo changes nothing about that.
 */
#include "guest/disk_add.h"

#include "check_main.h"
#include "stage.h"

#define RECOVERY 68036853760ULL
#define STEP (64 * 1024)

static const char *const main_job[] = { "disable-reserved-storage", "disable-windows-re",
    "delete-recovery-partition", "extend-system-volume", NULL };
static const char *const with_restart[] = { "restart-windows", "disable-reserved-storage",
    "disable-windows-re", "delete-recovery-partition", NULL };
static const char *const decryption[] = { "decrypt-system-volume", "disable-windows-re", NULL };
static const char *const packages[] = { "remove-appx-packages", "disable-reserved-storage", NULL };

static void as_it_is(struct fake_machine *machine)
{
    (void)machine;
}

static void storage_wants_restart(struct fake_machine *machine)
{
    fake_reserved_storage_needs_restart(machine);
}

static void restart_pending(struct fake_machine *machine)
{
    fake_reg_key(machine,
        "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\RebootPending");
}

static void provider_broken(struct fake_machine *machine)
{
    fake_fail(machine, "partition_delete", -1, ERR_WMI, 4, "failed");
    fake_fail(machine, "partition_resize", -1, ERR_WMI, 4, "failed");
}

static void two_recovery_partitions(struct fake_machine *machine)
{
    struct disk_layout *layout = &fake_hardware(machine)->layout;
    struct disk_partition *second = &layout->partitions[layout->count++];

    *second = layout->partitions[3];
    layout->partitions[3].length_bytes -= 4096;
    second->offset_bytes += layout->partitions[3].length_bytes;
    second->length_bytes = 4096;
    second->number = 5;
    second->id[0] = 'f';
}

static void no_room(struct fake_machine *machine)
{
    fake_hardware(machine)->volume.free_bytes = 1024 * 1024;
}

static uint32_t call_volume(struct fake_machine *machine, const char *method, struct json *answer)
{
    char *sector = fake_hardware(machine)->boot_sector;
    bool encrypted = memcmp(sector, "-FVE-FS-", 8) == 0;

    if (strcmp(method, "Decrypt") == 0)
        memcpy(sector, "NTFS    ", 8);
    else
        (void)json_add_number(answer, "ConversionStatus", encrypted);
    return 0;
}

static void bitlocker(struct fake_machine *machine)
{
    fake_wmi_methods(machine, "ROOT\\CIMV2\\Security\\MicrosoftVolumeEncryption",
        "Win32_EncryptableVolume", call_volume);
}

static void encrypted(struct fake_machine *machine)
{
    memcpy(fake_hardware(machine)->boot_sector, "-FVE-FS-", 8);
    bitlocker(machine);
}

static uint32_t remove_packages(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)arguments;
    (void)output;
    fake_list(machine, GUEST_LIST_APPX_PACKAGES, "[]");
    return 0;
}

static void packages_in_the_way(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_APPX_PACKAGES,
        "[{\"full_name\":\"Microsoft.Copilot_0.4.2.0_neutral__8wekyb3d8bbwe\",\"sid\":"
        "\"S-1-5-21-1-2-3-1001\"}]");
    fake_program(machine, "powershell.exe", 20000, remove_packages);
}

static const struct {
    const char *name;
    void (*prepare)(struct fake_machine *machine);
    const char *const *actions;
    const char *stays; /* a part of the one line; NULL: everything is back */
    bool loses_content;
} scenarios[] = {
    { "the main job", as_it_is, main_job, NULL, false },
    { "DISM wants restarts", storage_wants_restart, main_job, NULL, false },
    { "a restart was pending", restart_pending, with_restart, "restart: what Windows had", false },
    { "diskpart has to help", provider_broken, main_job, NULL, false },
    { "two recovery partitions", two_recovery_partitions, main_job, NULL, false },
    { "no room for the content", no_room, main_job, "it was not kept: the volume of Windows",
        true },
    { "device encryption was prevented", bitlocker, decryption, NULL, false },
    { "the volume of Windows was encrypted", encrypted, decryption, "BitLocker: the volume",
        false },
    { "packages were removed", packages_in_the_way, packages,
        "AppX package Microsoft.Copilot_0.4.2.0_neutral__8wekyb3d8bbwe: removed for 1 user",
        false },
};

/** What must be the same in the end. */
struct scene {
    struct disk_layout layout;
    uint64_t volume_bytes;
    enum guest_reserved_storage storage;
    char reagent[4096];
    bool has_image, is_prevented;
    uint8_t content[2 * STEP]; /* of the recovery partition */
};

static void take_scene(struct stage *stage, struct scene *scene)
{
    struct fake_hardware *hardware = fake_hardware(stage->machine);
    AUTO(bytes) bytes = { 0 };
    struct guest_file file = { 0 };
    enum found found = ABSENT;
    uint32_t value = 0;
    struct err err = { 0 };

    memset(scene, 0, sizeof *scene);
    scene->layout = hardware->layout;
    scene->volume_bytes = hardware->volume.size_bytes;
    scene->storage = hardware->reserved_storage;
    ck_assert(stage->guest.file_read(stage->machine, "C:\\Windows\\System32\\Recovery\\ReAgent.xml",
        sizeof scene->reagent - 1, &found, &bytes, &err));
    memcpy(scene->reagent, bytes.data, bytes.len);
    ck_assert(stage->guest.file_stat(
        stage->machine, "C:\\Windows\\System32\\Recovery\\Winre.wim", &found, &file, &err));
    scene->has_image = found == FOUND;
    ck_assert(
        stage->guest.reg_read_u32(stage->machine, "SYSTEM\\CurrentControlSet\\Control\\BitLocker",
            "PreventDeviceEncryption", &found, &value, &err));
    scene->is_prevented = found == FOUND;
    ck_assert(stage->guest.disk_read(
        stage->machine, 0, RECOVERY, scene->content, sizeof scene->content, &err));
}

static void check_scene(
    const struct scene *wanted, const struct scene *seen, bool loses_content, const char *what)
{
    ck_assert_msg(disk_layout_equal(&wanted->layout, &seen->layout), "%s: layout", what);
    for (size_t i = 0; i < seen->layout.count; i++)
        ck_assert_msg(seen->layout.partitions[i].number == i + 1, "%s: numbers", what);
    ck_assert_msg(wanted->volume_bytes == seen->volume_bytes, "%s: volume", what);
    ck_assert_msg(wanted->storage == seen->storage, "%s: reserved storage", what);
    ck_assert_msg(strcmp(wanted->reagent, seen->reagent) == 0, "%s: %s", what, seen->reagent);
    ck_assert_msg(wanted->has_image == seen->has_image, "%s: Winre.wim", what);
    ck_assert_msg(wanted->is_prevented == seen->is_prevented, "%s: device encryption", what);
    ck_assert_msg(
        (memcmp(wanted->content, seen->content, sizeof seen->content) == 0) != loses_content,
        "%s: content", what);
}

static void set_scene(struct stage *stage, size_t row, struct scene *before)
{
    struct disk_partition *partitions;

    stage_set(stage, scenarios[row].actions);
    partitions = fake_hardware(stage->machine)->layout.partitions;
    /* Small ones, since they are read and compared thousands of times here. */
    partitions[0].length_bytes = partitions[1].length_bytes = 512;
    partitions[3].length_bytes = 1024 * 1024;
    fake_disk_bytes(stage->machine, RECOVERY + 3, "NTFS    ", 8);
    fake_disk_bytes(stage->machine, RECOVERY + STEP + 77, "files", 5);
    scenarios[row].prepare(stage->machine);
    take_scene(stage, before);
}

/* The volume that has grown is written to, where the partition was. */
static void use_the_space(struct stage *stage)
{
    const struct disk_layout *layout = &fake_hardware(stage->machine)->layout;

    if (layout->count < 4 &&
        layout->partitions[2].offset_bytes + layout->partitions[2].length_bytes > RECOVERY)
        fake_disk_bytes(stage->machine, RECOVERY + STEP, "of the volume of Windows", 24);
}

static void check_stays(size_t row, const char *what)
{
    struct journal *journal = stage_journal();
    AUTO(text) stays = { 0 };

    ck_assert_msg(journal && journal_state(journal) == JOURNAL_UNDONE, "%s: not undone", what);
    undo_append_stays(journal, &stays);
    journal_free(journal);
    if (!scenarios[row].stays)
        ck_assert_msg(stays.len == 0, "%s: %s", what, text_string(&stays));
    else
        ck_assert_msg(
            strstr(text_string(&stays), scenarios[row].stays), "%s: %s", what, text_string(&stays));
    ck_assert_msg(fake_disk_count(".content") == 0, "%s: content is left", what);
}

static void undo_and_compare(
    struct stage *stage, size_t row, const struct scene *before, const char *what)
{
    struct scene after;
    struct err err = { 0 };

    ck_assert_msg(stage_undo_to_end(stage, &err), "%s: %s", what, err.text);
    take_scene(stage, &after);
    check_scene(before, &after, scenarios[row].loses_content, what);
    check_stays(row, what);
}

START_TEST(a_run_is_taken_back)
{
    AUTO(stage) stage = { 0 };
    struct scene before, changed;
    struct err err = { 0 };

    set_scene(&stage, (size_t)_i, &before);
    ck_assert_msg(stage_run_to_end(&stage, &err), "%s: %s", scenarios[_i].name, err.text);
    take_scene(&stage, &changed);
    ck_assert(memcmp(&before, &changed, sizeof before) != 0);
    use_the_space(&stage);
    undo_and_compare(&stage, (size_t)_i, &before, scenarios[_i].name);
}
END_TEST

START_TEST(after_it_a_run_begins_anew_and_is_taken_back_again)
{
    AUTO(stage) stage = { 0 };
    struct scene before;
    struct err err = { 0 };

    set_scene(&stage, 0, &before);
    for (int i = 0; i < 2; i++) {
        ck_assert_msg(stage_run_to_end(&stage, &err), "%s", err.text);
        ck_assert_uint_eq(fake_hardware(stage.machine)->layout.count, 3);
        use_the_space(&stage);
        undo_and_compare(&stage, 0, &before, "again");
        /* What it holds another time is what is put back then. */
        fake_disk_bytes(stage.machine, RECOVERY + STEP + 90, "more files", 10);
        take_scene(&stage, &before);
    }
    ck_assert_int_eq(fake_disk_count("journal"), 1);
}
END_TEST

static bool run_until_dead(struct stage *stage, int flush, bool undoes, struct err *err)
{
    fake_disk_fail_at(flush, FAKE_DISK_TEAR_HALF);
    bool ended = undoes ? stage_undo_to_end(stage, err) : stage_run_to_end(stage, err);
    ck_assert_msg(ended != fake_disk_is_dead(), "flush %d: %s", flush, err->text);
    fake_disk_power_on();
    if (!ended)
        fake_restart(stage->machine);
    return !ended;
}

START_TEST(a_run_that_power_cuts_off_anywhere_is_taken_back)
{
    for (int flush = 1;; flush++) {
        AUTO(stage) stage = { 0 };
        AUTO(text) what = { 0 };
        struct scene before;
        struct err err = { 0 };

        text_append(&what, "%s, power fails at flush %d of the run", scenarios[_i].name, flush);
        set_scene(&stage, (size_t)_i, &before);
        if (!run_until_dead(&stage, flush, false, &err))
            break;
        use_the_space(&stage);
        struct journal *journal = stage_journal();
        if (!journal)
            continue; /* it was never begun */
        journal_free(journal);
        ck_assert_msg(stage_undo_to_end(&stage, &err), "%s: %s", what.bytes, err.text);
        struct scene after;
        take_scene(&stage, &after);
        /* Content that nobody has overwritten is there, kept or not. */
        bool is_lost = scenarios[_i].loses_content &&
                       memcmp(before.content, after.content, sizeof after.content) != 0;
        check_scene(&before, &after, is_lost, what.bytes);
    }
}
END_TEST

START_TEST(an_undo_that_power_cuts_off_anywhere_goes_on)
{
    for (int flush = 1;; flush++) {
        AUTO(stage) stage = { 0 };
        AUTO(text) what = { 0 };
        struct scene before;
        struct err err = { 0 };

        text_append(&what, "%s, power fails at flush %d of the undo", scenarios[_i].name, flush);
        set_scene(&stage, (size_t)_i, &before);
        ck_assert_msg(stage_run_to_end(&stage, &err), "%s: %s", what.bytes, err.text);
        use_the_space(&stage);
        if (!run_until_dead(&stage, flush, true, &err))
            break;
        undo_and_compare(&stage, (size_t)_i, &before, what.bytes);
    }
}
END_TEST

/* -- what is in the way -- */

START_TEST(space_that_is_used_again_is_left_alone)
{
    AUTO(stage) stage = { 0 };
    AUTO(text) stays = { 0 };
    struct scene before;
    struct err err = { 0 };
    static const char *const disk[] = { "disable-windows-re", "delete-recovery-partition", NULL };

    set_scene(&stage, 0, &before);
    stage.actions = disk;
    ck_assert_msg(stage_run_to_end(&stage, &err), "%s", err.text);
    struct disk_layout *layout = &fake_hardware(stage.machine)->layout;
    layout->partitions[3] = before.layout.partitions[3];
    memcpy(layout->partitions[3].type, DISK_TYPE_BASIC_DATA, sizeof DISK_TYPE_BASIC_DATA);
    layout->partitions[3].offset_bytes += 4096;
    layout->partitions[3].length_bytes -= 4096;
    layout->partitions[3].id[0] = 'e';
    layout->count = 4;
    struct disk_layout used = *layout;
    ck_assert_msg(stage_undo_to_end(&stage, &err), "%s", err.text);
    ck_assert(disk_layout_equal(&used, layout));
    ck_assert_int_eq(fake_calls(stage.machine, "disk_write_unused"), 0);
    ck_assert_int_eq(fake_calls(stage.machine, "partition_add"), 0);
    struct journal *journal = stage_journal();
    undo_append_stays(journal, &stays);
    journal_free(journal);
    ck_assert_msg(strstr(text_string(&stays), "it cannot be put back"), "%s", text_string(&stays));
    ck_assert_msg(strstr(text_string(&stays), "are used by the partition at byte 68036857856"),
        "%s", text_string(&stays));
}
END_TEST

START_TEST(a_volume_that_cannot_shrink_stays_and_so_does_what_it_covers)
{
    AUTO(stage) stage = { 0 };
    AUTO(text) stays = { 0 };
    struct scene before;
    struct err err = { 0 };

    set_scene(&stage, 0, &before);
    ck_assert_msg(stage_run_to_end(&stage, &err), "%s", err.text);
    fake_hardware(stage.machine)->volume.free_bytes = 0; /* files everywhere */
    struct disk_layout grown = fake_hardware(stage.machine)->layout;
    ck_assert_msg(stage_undo_to_end(&stage, &err), "%s", err.text);
    ck_assert(disk_layout_equal(&grown, &fake_hardware(stage.machine)->layout));
    ck_assert_int_eq(fake_calls(stage.machine, "disk_write_unused"), 0);
    struct journal *journal = stage_journal();
    undo_append_stays(journal, &stays);
    ck_assert_int_eq(journal_state(journal), JOURNAL_UNDONE);
    journal_free(journal);
    ck_assert_msg(strstr(text_string(&stays), "it cannot be shrunk"), "%s", text_string(&stays));
    ck_assert_msg(strstr(text_string(&stays), "it cannot be put back"), "%s", text_string(&stays));
    ck_assert_int_eq(fake_hardware(stage.machine)->reserved_storage, before.storage);
}
END_TEST

static uint32_t fails(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)machine;
    (void)arguments;
    (void)output;
    return 4; /* the service failed */
}

static const struct {
    const char *name;
    enum err_domain domain;
    uint32_t code;
    bool is_full, knows_limits, stays;
} shrinks[] = {
    { "the disk is busy", ERR_WMI, 4099, false, true, false },
    { "there is no provider now", ERR_HRESULT, 0x8004100E, false, false, false },
    { "access is denied", ERR_WMI, 40001, false, true, false },
    { "memory is short", ERR_AGENT, ERR_NOMEM, true, true, false },
    { "files are in the way, and nobody can tell", ERR_WMI, 4, true, false, false },
    { "files are in the way, say its limits", ERR_WMI, 4, true, true, true },
    { "the size is not supported", ERR_WMI, 4097, false, false, true },
};

START_TEST(only_files_in_the_way_stay_in_the_way)
{
    AUTO(stage) stage = { 0 };
    AUTO(text) stays = { 0 };
    struct scene before;
    struct err err = { 0 };

    set_scene(&stage, 0, &before);
    ck_assert_msg(stage_run_to_end(&stage, &err), "%s", err.text);
    use_the_space(&stage);
    uint64_t free_bytes = fake_hardware(stage.machine)->volume.free_bytes;
    if (shrinks[_i].is_full)
        fake_hardware(stage.machine)->volume.free_bytes = 0;
    fake_fail(stage.machine, "partition_resize", 1, shrinks[_i].domain, shrinks[_i].code, "no");
    if (!shrinks[_i].knows_limits)
        fake_fail(stage.machine, "partition_limits", 1, ERR_WMI, 3, "timeout");
    fake_program(stage.machine, "diskpart.exe", 1000, fails);
    bool ended = stage_undo_to_end(&stage, &err);
    ck_assert_msg(ended == shrinks[_i].stays, "%s: %s", shrinks[_i].name, err.text);
    struct journal *journal = stage_journal();
    ck_assert_msg(
        journal_state(journal) == (shrinks[_i].stays ? JOURNAL_UNDONE : JOURNAL_UNDO_STOPPED), "%s",
        shrinks[_i].name);
    undo_append_stays(journal, &stays);
    journal_free(journal);
    ck_assert_msg((strstr(text_string(&stays), "it cannot be shrunk") != NULL) == shrinks[_i].stays,
        "%s: %s", shrinks[_i].name, text_string(&stays));
    ck_assert_msg(
        fake_disk_count(".content") == (shrinks[_i].stays ? 0 : 1), "%s", shrinks[_i].name);
    if (shrinks[_i].stays)
        return;
    fake_hardware(stage.machine)->volume.free_bytes = free_bytes;
    fake_programs_of_windows(stage.machine);
    undo_and_compare(&stage, 0, &before, shrinks[_i].name);
}
END_TEST

static const struct {
    const char *name, *member;
    enum err_domain domain;
    uint32_t code;
} failures[] = {
    { "the entry cannot be written", "partition_add", ERR_WIN32, 5 },
    { "the space cannot be written", "disk_write_unused", ERR_WIN32, 5 },
    { "DISM is denied", "reserved_storage_set", ERR_WIN32, 5 },
    { "reagentc cannot be started", "process_start", ERR_WIN32, 5 },
};

START_TEST(a_failure_stops_it_and_the_next_undo_goes_on_there)
{
    AUTO(stage) stage = { 0 };
    struct scene before;
    struct err err = { 0 };

    set_scene(&stage, 0, &before);
    ck_assert_msg(stage_run_to_end(&stage, &err), "%s", err.text);
    use_the_space(&stage);
    fake_fail(stage.machine, failures[_i].member, 1, failures[_i].domain, failures[_i].code, "no");
    ck_assert_msg(!stage_undo_to_end(&stage, &err), "%s", failures[_i].name);
    struct journal *journal = stage_journal();
    ck_assert_msg(
        journal_state(journal) == JOURNAL_UNDO_STOPPED, "%s: %s", failures[_i].name, err.text);
    journal_free(journal);
    undo_and_compare(&stage, 0, &before, failures[_i].name);
}
END_TEST

START_TEST(content_that_is_damaged_is_not_put_back)
{
    AUTO(stage) stage = { 0 };
    AUTO(text) stays = { 0 };
    struct scene before, after;
    struct err err = { 0 };
    char path[96];
    size_t len = 0;

    set_scene(&stage, 0, &before);
    ck_assert_msg(stage_run_to_end(&stage, &err), "%s", err.text);
    use_the_space(&stage);
    snprintf(path, sizeof path, STAGE_FOLDER "/partition-%llu.content", RECOVERY);
    const char *content = fake_disk_content(path, &len);
    ck_assert_uint_eq(len, 2 * (16 + STEP));
    char *other = malloc(len);
    memcpy(other, content, len);
    other[len - 9] ^= 1;
    fake_disk_put(path, other, len);
    free(other);
    ck_assert_msg(stage_undo_to_end(&stage, &err), "%s", err.text);
    take_scene(&stage, &after);
    check_scene(&before, &after, true, "damaged");
    ck_assert_int_eq(fake_calls(stage.machine, "disk_write_unused"), 0);
    struct journal *journal = stage_journal();
    undo_append_stays(journal, &stays);
    journal_free(journal);
    ck_assert_msg(
        strstr(text_string(&stays), "what was kept of it is damaged"), "%s", text_string(&stays));
}
END_TEST

START_TEST(told_to_stop_it_ends_between_two_actions_and_goes_on)
{
    static const char *const storage_last[] = { "disable-windows-re", "disable-reserved-storage",
        NULL };
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct scene before;
    struct err err = { 0 };

    set_scene(&stage, 0, &before);
    stage.actions = storage_last; /* to take the last one back does not wait for anything */
    ck_assert_msg(stage_run_to_end(&stage, &err), "%s", err.text);
    int programs = fake_calls(stage.machine, "process_start");
    fake_fail(stage.machine, "wait", 1, ERR_AGENT, ERR_CANCELLED, "told to stop");
    ck_assert(!stage_undo(&stage, &outcome, &err));
    ck_assert_msg(err_is(&err, ERR_CANCELLED), "%s", err.text);
    ck_assert_int_eq(fake_calls(stage.machine, "process_start"), programs);
    struct journal *journal = stage_journal();
    ck_assert_int_eq(journal_state(journal), JOURNAL_UNDOING);
    ck_assert(journal_step(journal, 1)->reverted && !journal_step(journal, 0)->reverting);
    journal_free(journal);
    undo_and_compare(&stage, 0, &before, "told to stop");
}
END_TEST

/* -- what is refused -- */

START_TEST(what_is_sealed_is_not_taken_back)
{
    static const char *const sealing[] = { "disable-windows-re", "generalize", NULL };
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct scene before;
    struct err err = { 0 };

    set_scene(&stage, 0, &before);
    stage.actions = sealing;
    ck_assert_msg(stage_run_to_end(&stage, &err), "%s", err.text);
    int programs = fake_calls(stage.machine, "process_start");
    ck_assert(!stage_undo(&stage, &outcome, &err));
    ck_assert_msg(err_is(&err, ERR_REFUSED), "%s", err.text);
    ck_assert_int_eq(fake_calls(stage.machine, "process_start"), programs);
    struct journal *journal = stage_journal();
    ck_assert_int_eq(journal_state(journal), JOURNAL_FINISHED);
    journal_free(journal);
}
END_TEST

START_TEST(a_run_that_is_being_taken_back_is_not_gone_on_with)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct scene before;
    struct err err = { 0 };

    set_scene(&stage, 0, &before);
    ck_assert_msg(stage_run_to_end(&stage, &err), "%s", err.text);
    fake_fail(stage.machine, "partition_add", 1, ERR_WIN32, 5, "no");
    ck_assert(!stage_undo(&stage, &outcome, &err));
    ck_assert(!stage_run(&stage, &outcome, &err));
    ck_assert_msg(err_is(&err, ERR_BUSY), "%s", err.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("undo");
    TCase *rows = tcase_create("rows");

    tcase_set_timeout(rows, 120);
    tcase_add_loop_test(rows, a_run_is_taken_back, 0, COUNT_OF(scenarios));
    tcase_add_test(rows, after_it_a_run_begins_anew_and_is_taken_back_again);
    tcase_add_loop_test(
        rows, a_run_that_power_cuts_off_anywhere_is_taken_back, 0, COUNT_OF(scenarios));
    tcase_add_loop_test(rows, an_undo_that_power_cuts_off_anywhere_goes_on, 0, COUNT_OF(scenarios));
    tcase_add_test(rows, space_that_is_used_again_is_left_alone);
    tcase_add_test(rows, a_volume_that_cannot_shrink_stays_and_so_does_what_it_covers);
    tcase_add_loop_test(rows, only_files_in_the_way_stay_in_the_way, 0, COUNT_OF(shrinks));
    tcase_add_loop_test(
        rows, a_failure_stops_it_and_the_next_undo_goes_on_there, 0, COUNT_OF(failures));
    tcase_add_test(rows, content_that_is_damaged_is_not_put_back);
    tcase_add_test(rows, told_to_stop_it_ends_between_two_actions_and_goes_on);
    tcase_add_test(rows, what_is_sealed_is_not_taken_back);
    tcase_add_test(rows, a_run_that_is_being_taken_back_is_not_gone_on_with);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
