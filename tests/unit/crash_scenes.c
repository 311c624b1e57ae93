/* SPDX-License-Identifier: MIT */
/* crash_scenes.c - runs that are disturbed, and what must be the same in the end. */
#include "crash_scenes.h"

#include "check_main.h"

static const char *const main_job[] = { "disable-reserved-storage", "disable-windows-re",
    "delete-recovery-partition", "extend-system-volume", "generalize", NULL };
static const char *const with_restart[] = { "restart-windows", "disable-reserved-storage",
    "disable-windows-re", "delete-recovery-partition", "generalize", NULL };
static const char *const disk_only[] = { "disable-windows-re", "delete-recovery-partition",
    "extend-system-volume", NULL };

static const char *const decryption_first[] = { "decrypt-system-volume", "disable-windows-re",
    "generalize", NULL };
static const char *const seal_alone[] = { "generalize", NULL };
static const char *const all_actions[] = { "decrypt-system-volume", "disable-windows-re",
    "remove-appx-packages", "restart-windows", "delete-recovery-partition",
    "disable-reserved-storage", "extend-system-volume", "generalize", NULL };
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

static void in_use_for_a_while(struct fake_machine *machine)
{
    fake_fail(machine, "reserved_storage_set", 2, ERR_HRESULT, 0x800f0975, "in use");
}

static void everything(struct fake_machine *machine)
{
    encrypted(machine);
    packages_in_the_way(machine);
    restart_pending(machine);
}

const struct crash_scene crash_scenes[] = {
    { "the main job", as_it_is, main_job, 1, 2, 1, 0 },
    { "restarts in between", restart_pending, with_restart, 1, 2, 1, 1 },
    { "diskpart has to help", provider_broken, disk_only, 1, 3, 0, 1 },
    { "two recovery partitions", two_recovery_partitions, main_job, 2, 2, 1, 0 },
    { "logs of an earlier sysprep", old_logs, main_job, 1, 2, 1, 0 },
    { "the volume of Windows is encrypted", encrypted, decryption_first, 0, 2, 0, 0 },
    { "packages are in the way", packages_in_the_way, packages_first, 0, 2, 0, 0 },
    { "nothing is left but the seal", as_it_is, seal_alone, 0, 1, 0, 0 },
    { "reserved storage is in use for a while", in_use_for_a_while, main_job, 1, 2, 3, 0 },
    { "everything at once", everything, all_actions, 1, 3, 1, 1 },
};
const size_t crash_scenes_count = COUNT_OF(crash_scenes);

/* How they start in a sound Windows, and in every image. */
static const struct {
    const char *name;
    uint32_t start;
} updaters[] = { { "InstallService", 3 }, { "edgeupdate", 12 }, { "UsoSvc", 12 },
    { "wuauserv", 3 } };

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

void crash_take_ending(struct stage *stage, struct crash_ending *ending)
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

void crash_check_finished(const char *what)
{
    struct journal *journal = stage_journal();

    ck_assert_msg(journal && journal_state(journal) == JOURNAL_FINISHED, "%s: not finished", what);
    ck_assert_msg(fake_disk_content("state/manifest.json", NULL), "%s: no manifest", what);
    journal_free(journal);
}

void crash_set_scene(struct stage *stage, const struct crash_scene *scene)
{
    struct disk_partition *partitions;

    stage_set(stage, scene->actions);
    /* Small ones, since their ends are read and compared thousands of times here. */
    partitions = fake_hardware(stage->machine)->layout.partitions;
    partitions[0].length_bytes = partitions[1].length_bytes = 512;
    partitions[3].length_bytes = 1024 * 1024;
    scene->prepare(stage->machine);
}

void crash_run_undisturbed(
    const struct crash_scene *scene, struct crash_ending *ending, int *flushes)
{
    AUTO(stage) stage = { 0 };
    struct err err = { 0 };

    crash_set_scene(&stage, scene);
    ck_assert_msg(stage_run_to_end(&stage, &err), "%s: %s", scene->name, err.text);
    crash_check_finished(scene->name);
    crash_take_ending(&stage, ending);
    *flushes = fake_disk_flushes();
    ck_assert_msg(
        ending->deletions == scene->deletions, "%s: %d deletions", scene->name, ending->deletions);
    ck_assert_msg(
        ending->programs == scene->programs, "%s: %d programs", scene->name, ending->programs);
    ck_assert_int_eq(ending->storage_calls, scene->storage_calls);
    for (size_t i = 0; i < COUNT_OF(updaters); i++)
        ck_assert_uint_eq(ending->starts[i], updaters[i].start);
}

static bool is_count(int expected, int seen, int again)
{
    return seen >= expected && seen <= expected + again;
}

void crash_check_machine(
    const struct crash_ending *expected, const struct crash_ending *seen, const char *what)
{
    ck_assert_msg(expected->layout.count == seen->layout.count, "%s: partitions", what);
    for (size_t i = 0; i < seen->layout.count; i++)
        ck_assert_msg(
            disk_partition_equal(&expected->layout.partitions[i], &seen->layout.partitions[i]),
            "%s: partition %zu", what, i);
    ck_assert_msg(expected->volume.size_bytes == seen->volume.size_bytes, "%s: volume", what);
    ck_assert_msg(expected->storage == seen->storage, "%s: reserved storage", what);
    ck_assert_msg(
        strcmp(expected->image_state, seen->image_state) == 0, "%s: %s", what, seen->image_state);
    ck_assert_msg(memcmp(expected->starts, seen->starts, sizeof seen->starts) == 0,
        "%s: how updaters start", what);
}

void crash_check_same(const struct crash_ending *expected, const struct crash_ending *seen,
    int again, const char *what)
{
    crash_check_machine(expected, seen, what);
    ck_assert_msg(is_count(expected->deletions, seen->deletions, again), "%s: %d deletions", what,
        seen->deletions);
    ck_assert_msg(is_count(expected->programs, seen->programs, again), "%s: %d programs", what,
        seen->programs);
    ck_assert_msg(is_count(expected->storage_calls, seen->storage_calls, again),
        "%s: %d storage calls", what, seen->storage_calls);
    ck_assert_msg(expected->backups == seen->backups, "%s: %d backups", what, seen->backups);
    ck_assert_msg(expected->panther == seen->panther, "%s: old logs", what);
}

void crash_report(const char *scene, const char *kind, bool ended)
{
    const char *path = getenv("GOLDPREP_FAULTS_REPORT");
    FILE *file = path ? fopen(path, "a") : NULL;

    if (!path)
        return;
    ck_assert_msg(file != NULL, "cannot write '%s'", path);
    ck_assert(fprintf(file, "%s\t%s\t%d\n", scene, kind, ended) > 0);
    ck_assert(fclose(file) == 0);
}
