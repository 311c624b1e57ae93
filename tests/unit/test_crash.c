/* SPDX-License-Identifier: MIT */
/*
 * test_crash.c - power fails at every flush of a run, in every way; the run is resumed, and
 * everything ends as if nothing had happened: nothing done twice, nothing lost.
 *
 * Rules 1 to 3 are checked by stage.c at every change to the machine; rule 4 each time the journal
 * is opened again; rule 5 by the counts of changes.
 */
#include "check_main.h"
#include "stage.h"

static const char *const main_job[] = { "disable-reserved-storage", "disable-windows-re",
    "delete-recovery-partition", "extend-system-volume", "generalize", NULL };
static const char *const with_restart[] = { "restart-windows", "disable-reserved-storage",
    "disable-windows-re", "delete-recovery-partition", "generalize", NULL };
static const char *const disk_only[] = { "disable-windows-re", "delete-recovery-partition",
    "extend-system-volume", NULL };

static const char *const decryption_first[] = { "decrypt-system-volume", "disable-windows-re",
    "generalize", NULL };
static const char *const packages_first[] = { "remove-appx-packages", "generalize", NULL };

#define SERVICING "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing"
#define LOGS "C:\\Windows\\System32\\Sysprep\\Panther\\"

static void as_it_is(struct fake_machine *machine)
{
    (void)machine;
}

static void restart_pending(struct fake_machine *machine)
{
    fake_reg_key(machine, SERVICING "\\RebootPending");
    fake_reserved_storage_needs_restart(machine);
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

static void old_logs(struct fake_machine *machine)
{
    fake_file_text(machine, LOGS "setupact.log", "2026-01-01 00:00:00, Info SYSPRP an old run\r\n");
    fake_file_text(machine, LOGS "setuperr.log", "");
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

/* Windows goes on by itself, whether anybody waits for it or not; the first sector is its progress. */
static uint32_t call_volume(struct fake_machine *machine, const char *method, struct json *answer)
{
    char *sector = fake_hardware(machine)->boot_sector;
    bool encrypted = memcmp(sector, "-FVE-FS-", 8) == 0;

    if (strcmp(method, "Decrypt") == 0) {
        ck_assert_msg(encrypted, "decrypted twice");
        memcpy(sector, "NTFS    ", 8);
    } else {
        (void)json_add_number(answer, "ConversionStatus", encrypted);
    }
    return 0;
}

static void encrypted(struct fake_machine *machine)
{
    memcpy(fake_hardware(machine)->boot_sector, "-FVE-FS-", 8);
    fake_wmi_methods(machine, "ROOT\\CIMV2\\Security\\MicrosoftVolumeEncryption",
        "Win32_EncryptableVolume", call_volume);
}

static const struct {
    const char *name;
    void (*prepare)(struct fake_machine *machine);
    const char *const *actions;
    int deletions;     /* of partitions by the provider, tried */
    int programs;      /* started */
    int storage_calls; /* changes of reserved storage asked for */
    int again;         /* calls that may be made once more: they failed, or wait for a restart */
} scenarios[] = {
    { "the main job", as_it_is, main_job, 1, 2, 1, 0 },
    { "restarts in between", restart_pending, with_restart, 1, 2, 1, 1 },
    { "diskpart has to help", provider_broken, disk_only, 1, 3, 0, 1 },
    { "two recovery partitions", two_recovery_partitions, main_job, 2, 2, 1, 0 },
    { "logs of an earlier sysprep", old_logs, main_job, 1, 2, 1, 0 },
    { "the volume of Windows is encrypted", encrypted, decryption_first, 0, 2, 0, 0 },
    { "packages are in the way", packages_in_the_way, packages_first, 0, 2, 0, 0 },
};

/* How they start in a sound Windows, and in every image. */
static const struct {
    const char *name;
    uint32_t start;
} updaters[] = { { "InstallService", 3 }, { "edgeupdate", 12 }, { "UsoSvc", 12 },
    { "wuauserv", 3 } };

/** What must be the same in the end, however often the power failed. */
struct ending {
    struct disk_layout layout;
    struct guest_volume volume;
    enum guest_reserved_storage storage;
    int deletions, programs, storage_calls, backups, panther;
    char image_state[64];
    uint32_t starts[4]; /* of updaters; 10 more: delayed */
};

static uint32_t start_of(struct stage *stage, const char *name)
{
    AUTO(text) key = { 0 };
    uint32_t type = 0, delayed = 0;
    enum found found = ABSENT;
    struct err err = { 0 };

    text_append(&key, "SYSTEM\\CurrentControlSet\\Services\\%s", name);
    ck_assert(
        stage->guest.reg_read_u32(stage->machine, text_string(&key), "Start", &found, &type, &err));
    ck_assert(stage->guest.reg_read_u32(
        stage->machine, text_string(&key), "DelayedAutostart", &found, &delayed, &err));
    return type + (delayed != 0 ? 10 : 0);
}

static void take_ending(struct stage *stage, struct ending *ending)
{
    struct fake_hardware *hardware = fake_hardware(stage->machine);
    AUTO(text) state = { 0 };
    enum found found;
    struct err err = { 0 };

    memset(ending, 0, sizeof *ending);
    ending->layout = hardware->layout;
    ending->volume = hardware->volume;
    ending->storage = hardware->reserved_storage;
    ending->deletions = fake_calls(stage->machine, "partition_delete");
    ending->programs = fake_calls(stage->machine, "process_start");
    ending->storage_calls = fake_calls(stage->machine, "reserved_storage_set");
    ending->backups = fake_disk_count("layout.json");
    ending->panther = fake_disk_count("-before/sysprep/setupact.log") > 0;
    ck_assert(stage->guest.reg_read_text(stage->machine,
        "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\State", "ImageState", &found, &state,
        &err));
    memcpy(ending->image_state, text_string(&state), state.len + 1);
    for (size_t i = 0; i < COUNT_OF(ending->starts); i++)
        ending->starts[i] = start_of(stage, updaters[i].name);
}

static void check_finished(const char *what)
{
    struct journal *journal = stage_journal();

    ck_assert_msg(journal && journal_state(journal) == JOURNAL_FINISHED, "%s: not finished", what);
    ck_assert_msg(fake_disk_content("state/manifest.json", NULL), "%s: no manifest", what);
    journal_free(journal);
}

static void set_scene(struct stage *stage, size_t row)
{
    struct disk_partition *partitions;

    stage_set(stage, scenarios[row].actions);
    /* Small ones, since their ends are read and compared thousands of times here. */
    partitions = fake_hardware(stage->machine)->layout.partitions;
    partitions[0].length_bytes = partitions[1].length_bytes = 512;
    scenarios[row].prepare(stage->machine);
}

static void run_undisturbed(size_t row, struct ending *ending, int *flushes)
{
    AUTO(stage) stage = { 0 };
    struct err err = { 0 };

    set_scene(&stage, row);
    ck_assert_msg(stage_run_to_end(&stage, &err), "%s: %s", scenarios[row].name, err.text);
    check_finished(scenarios[row].name);
    take_ending(&stage, ending);
    *flushes = fake_disk_flushes();
    ck_assert_msg(ending->deletions == scenarios[row].deletions, "%s: %d deletions",
        scenarios[row].name, ending->deletions);
    ck_assert_msg(ending->programs == scenarios[row].programs, "%s: %d programs",
        scenarios[row].name, ending->programs);
    ck_assert_int_eq(ending->storage_calls, scenarios[row].storage_calls);
    for (size_t i = 0; i < COUNT_OF(updaters); i++)
        ck_assert_uint_eq(ending->starts[i], updaters[i].start);
}

static bool is_count(int expected, int seen, int again)
{
    return seen >= expected && seen <= expected + again;
}

static void check_same(
    const struct ending *expected, const struct ending *seen, int again, const char *what)
{
    ck_assert_msg(expected->layout.count == seen->layout.count, "%s: partitions", what);
    for (size_t i = 0; i < seen->layout.count; i++)
        ck_assert_msg(
            disk_partition_equal(&expected->layout.partitions[i], &seen->layout.partitions[i]),
            "%s: partition %zu", what, i);
    ck_assert_msg(expected->volume.size_bytes == seen->volume.size_bytes, "%s: volume", what);
    ck_assert_msg(expected->storage == seen->storage, "%s: reserved storage", what);
    ck_assert_msg(is_count(expected->deletions, seen->deletions, again), "%s: %d deletions", what,
        seen->deletions);
    ck_assert_msg(is_count(expected->programs, seen->programs, again), "%s: %d programs", what,
        seen->programs);
    ck_assert_msg(is_count(expected->storage_calls, seen->storage_calls, again),
        "%s: %d storage calls", what, seen->storage_calls);
    ck_assert_msg(expected->backups == seen->backups, "%s: %d backups", what, seen->backups);
    ck_assert_msg(expected->panther == seen->panther, "%s: old logs", what);
    ck_assert_msg(
        strcmp(expected->image_state, seen->image_state) == 0, "%s: %s", what, seen->image_state);
    ck_assert_msg(memcmp(expected->starts, seen->starts, sizeof seen->starts) == 0,
        "%s: how updaters start", what);
}

/* Runs until the disk is dead. false: the run ended before. */
static bool run_until_dead(
    struct stage *stage, int flush, enum fake_disk_loss loss, const char *what)
{
    struct err err = { 0 };

    fake_disk_fail_at(flush, loss);
    bool ended = stage_run_to_end(stage, &err);
    ck_assert_msg(ended != fake_disk_is_dead(), "%s: %s", what, err.text);
    return !ended;
}

static void bring_back(struct stage *stage, bool restarts)
{
    fake_disk_power_on();
    if (restarts)
        fake_restart(stage->machine);
}

static void resume_and_compare(
    struct stage *stage, const struct ending *expected, int again, const char *what)
{
    struct ending ending;
    struct err err = { 0 };

    ck_assert_msg(stage_run_to_end(stage, &err), "%s: %s", what, err.text);
    check_finished(what);
    take_ending(stage, &ending);
    check_same(expected, &ending, again, what);
}

/* restarts: a power cut; else the process alone is killed. */
static void fail_at_every_flush(size_t row, bool restarts)
{
    struct ending expected;
    int flushes;

    run_undisturbed(row, &expected, &flushes);
    ck_assert_int_gt(flushes, 10);
    /* What a process that is killed has written stays written. */
    int losses = restarts ? FAKE_DISK_LOSSES : 1;
    for (int loss = FAKE_DISK_KEEP; loss < losses; loss++) {
        for (int flush = 1; flush <= flushes; flush++) {
            AUTO(stage) stage = { 0 };
            AUTO(text) what = { 0 };

            text_append(
                &what, "%s, loss %d at flush %d of %d", scenarios[row].name, loss, flush, flushes);
            set_scene(&stage, row);
            ck_assert_msg(run_until_dead(&stage, flush, (enum fake_disk_loss)loss, what.bytes),
                "%s: the power did not fail", what.bytes);
            bring_back(&stage, restarts);
            resume_and_compare(&stage, &expected, scenarios[row].again, what.bytes);
        }
    }
}

START_TEST(rules_1_to_5_hold_when_power_fails)
{
    fail_at_every_flush((size_t)_i, true);
}
END_TEST

START_TEST(rules_1_to_5_hold_when_the_process_is_killed)
{
    fail_at_every_flush((size_t)_i, false);
}
END_TEST

/* Those that leave something behind to be taken for whole, or to be cut off. */
static const enum fake_disk_loss twice[] = { FAKE_DISK_KEEP, FAKE_DISK_TEAR_HALF };

START_TEST(rules_1_to_5_hold_when_power_fails_while_resuming_too)
{
    struct ending expected;
    int flushes;

    run_undisturbed(0, &expected, &flushes);
    /* Some flushes, each followed by every one: the rows take turns. */
    for (int first = 1 + 4 * _i; first <= flushes; first += 9) {
        for (int second = 1;; second++) {
            AUTO(stage) stage = { 0 };
            AUTO(text) what = { 0 };

            text_append(&what, "flush %d, then %d", first, second);
            set_scene(&stage, 0);
            ck_assert(run_until_dead(&stage, first, twice[_i], what.bytes));
            bring_back(&stage, true);
            if (!run_until_dead(&stage, second, twice[_i], what.bytes))
                break;
            bring_back(&stage, true);
            resume_and_compare(&stage, &expected, scenarios[0].again, what.bytes);
        }
    }
}
END_TEST

/* What is on the disk at the instant of the cut: each flush of the journal adds one whole line. */
START_TEST(rule_4_torn_tail_is_cut)
{
    struct ending expected;
    int flushes;

    run_undisturbed(0, &expected, &flushes);
    for (int flush = 1; flush <= flushes; flush++) {
        AUTO(stage) stage = { 0 };
        struct journal *journal = NULL;
        enum found found;
        struct err err = { 0 };
        size_t before = 0, after = 0;

        set_scene(&stage, 0);
        ck_assert(run_until_dead(&stage, flush, FAKE_DISK_TEAR_HALF, "tear"));
        fake_disk_power_on();
        if (!fake_disk_content(STAGE_JOURNAL, &before))
            continue; /* rule 1: it comes whole or not at all */
        ck_assert_msg(journal_open(STAGE_JOURNAL, &found, &journal, &err), "%s", err.text);
        const char *content = fake_disk_content(STAGE_JOURNAL, &after);
        ck_assert(after <= before && after > 0 && content[after - 1] == '\n');
        ck_assert(fake_disk_is_flushed(STAGE_JOURNAL));
        journal_free(journal);
    }
}
END_TEST

START_TEST(rule_1_no_journal_is_there_in_part)
{
    for (int loss = 0; loss < FAKE_DISK_LOSSES; loss++) {
        for (int flush = 1; flush <= 2; flush++) {
            AUTO(stage) stage = { 0 };
            struct err err = { 0 };

            set_scene(&stage, 0);
            fake_disk_fail_at(flush, (enum fake_disk_loss)loss);
            ck_assert(!stage_run_to_end(&stage, &err));
            fake_disk_power_on();
            struct journal *journal = stage_journal(); /* asserts that it can be read */
            ck_assert(!journal || journal_state(journal) == JOURNAL_PLANNED);
            ck_assert_int_eq(fake_calls(stage.machine, "reserved_storage_set"), 0);
            journal_free(journal);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("crash");
    TCase *rows = tcase_create("rows");

    tcase_set_timeout(rows, 120);
    tcase_add_loop_test(rows, rules_1_to_5_hold_when_power_fails, 0, COUNT_OF(scenarios));
    tcase_add_loop_test(rows, rules_1_to_5_hold_when_the_process_is_killed, 0, COUNT_OF(scenarios));
    tcase_add_loop_test(
        rows, rules_1_to_5_hold_when_power_fails_while_resuming_too, 0, COUNT_OF(twice));
    tcase_add_test(rows, rule_4_torn_tail_is_cut);
    tcase_add_test(rows, rule_1_no_journal_is_there_in_part);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
