/* SPDX-License-Identifier: MIT */
/*
 * machine_programs.c - the programs of a sound Windows: reagentc, diskpart, sysprep.
 *
 * They do what the real ones are documented to do, as far as goldprep can see it.
 *
 * Source: learn.microsoft.com/windows-hardware/manufacture/desktop/reagentc-command-line-options
 *         learn.microsoft.com/windows-server/administration/windows-commands/diskpart
 *         learn.microsoft.com/windows-hardware/manufacture/desktop/sysprep-command-line-options
 */
#include "fakes/machine_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool has_argument(const char *const *arguments, const char *wanted)
{
    for (size_t i = 0; arguments[i]; i++)
        if (text_same(arguments[i], wanted))
            return true;
    return false;
}

/* -- reagentc -- */

/* Where Windows RE finds a place: a partition of its type, else the volume of Windows. */
static uint64_t place_for_image(const struct fake_machine *machine)
{
    const struct disk_layout *layout = &machine->hardware.layout;

    for (size_t i = 0; i < layout->count; i++)
        if (disk_is_recovery(layout, &layout->partitions[i]))
            return layout->partitions[i].offset_bytes;
    return machine->hardware.volume.offset_bytes;
}

static uint32_t enable_reagent(struct fake_machine *machine, struct text *output)
{
    if (!fake_file_find(machine, FAKE_SYSTEM "\\Recovery\\Winre.wim")) {
        text_append(output, "REAGENTC.EXE: The Windows RE image was not found.\r\n");
        return 2;
    }
    fake_file_remove(machine, FAKE_SYSTEM "\\Recovery\\Winre.wim");
    fake_windows_reagent(machine, place_for_image(machine));
    text_append(output, "REAGENTC.EXE: Operation Successful.\r\n");
    return 0;
}

static uint32_t run_reagentc(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    const struct fake_file_item *xml = fake_file_find(machine, FAKE_REAGENT_XML);

    if (has_argument(arguments, "/enable"))
        return enable_reagent(machine, output);
    if (!has_argument(arguments, "/disable")) {
        text_append(output, "REAGENTC.EXE: Operation failed: 57\r\n");
        return 1;
    }
    if (!xml) {
        text_append(output, "REAGENTC.EXE: Operation failed: 3\r\n");
        return 1;
    }
    if (strstr((const char *)xml->bytes.data, "<InstallState state=\"0\"/>")) {
        text_append(output, "REAGENTC.EXE: Windows RE is already disabled.\r\n");
        return 2; /* not 0 on current builds, by public reports */
    }
    fake_windows_reagent(machine, 0);
    fake_file_text(machine, FAKE_SYSTEM "\\Recovery\\Winre.wim", "MSWIM");
    text_append(output, "REAGENTC.EXE: Operation Successful.\r\n");
    return 0;
}

/* -- diskpart -- */

/** Exit codes. Source: the page above */
enum {
    DISKPART_OK = 0,
    DISKPART_NO_SCRIPT = 3,
    DISKPART_SERVICE_FAILED = 4,
    DISKPART_SYNTAX = 5,
};

struct diskpart {
    struct fake_machine *machine;
    struct text *output;
    bool has_disk;
    uint64_t offset_bytes; /* of the selected partition; 0: none */
};

static uint32_t diskpart_fails(struct diskpart *diskpart, const char *why)
{
    text_append(diskpart->output, "Virtual Disk Service error:\r\n%s\r\n", why);
    return DISKPART_SERVICE_FAILED;
}

static uint32_t select_partition(struct diskpart *diskpart, unsigned number)
{
    const struct disk_layout *layout = &diskpart->machine->hardware.layout;

    if (!diskpart->has_disk)
        return diskpart_fails(diskpart, "There is no disk selected.");
    for (size_t i = 0; i < layout->count; i++) {
        if (layout->partitions[i].number == number) {
            diskpart->offset_bytes = layout->partitions[i].offset_bytes;
            return DISKPART_OK;
        }
    }
    return diskpart_fails(diskpart, "The specified partition is not valid.");
}

static uint32_t delete_partition(struct diskpart *diskpart, bool override)
{
    const struct disk_layout *layout = &diskpart->machine->hardware.layout;
    const struct disk_partition *partition = disk_partition_at(layout, diskpart->offset_bytes);
    struct err err = { 0 };

    if (!partition)
        return diskpart_fails(diskpart, "There is no partition selected.");
    if (!override && !text_same(partition->type, DISK_TYPE_BASIC_DATA))
        return diskpart_fails(diskpart,
            "Cannot delete a protected partition without the force protected parameter set.");
    if (!fake_layout_delete(diskpart->machine, diskpart->offset_bytes, &err))
        return diskpart_fails(diskpart, err.text);
    diskpart->offset_bytes = 0;
    return DISKPART_OK;
}

static uint32_t extend(struct diskpart *diskpart)
{
    struct fake_machine *machine = diskpart->machine;
    struct err err = { 0 };

    if (!disk_partition_at(&machine->hardware.layout, diskpart->offset_bytes))
        return diskpart_fails(diskpart, "There is no volume selected.");
    uint64_t most = fake_layout_most(machine, diskpart->offset_bytes);
    if (!fake_layout_resize(machine, diskpart->offset_bytes, most, &err))
        return diskpart_fails(diskpart, err.text);
    return DISKPART_OK;
}

/* In MiB. */
static uint32_t shrink(struct diskpart *diskpart, uint64_t mebibytes)
{
    struct fake_machine *machine = diskpart->machine;
    const struct disk_partition *partition =
        disk_partition_at(&machine->hardware.layout, diskpart->offset_bytes);
    struct err err = { 0 };

    if (!partition)
        return diskpart_fails(diskpart, "There is no volume selected.");
    if (mebibytes * 1024 * 1024 >= partition->length_bytes ||
        !fake_layout_resize(machine, diskpart->offset_bytes,
            partition->length_bytes - mebibytes * 1024 * 1024, &err))
        return diskpart_fails(diskpart, "The specified shrink size is too big.");
    return DISKPART_OK;
}

static uint32_t run_line(struct diskpart *diskpart, const char *line)
{
    unsigned number = 0, least = 0;

    if (sscanf(line, "shrink desired=%u minimum=%u", &number, &least) == 2 && number == least)
        return shrink(diskpart, number);
    if (sscanf(line, "select disk %u", &number) == 1) {
        diskpart->has_disk = number == diskpart->machine->hardware.volume.disk_number;
        return diskpart->has_disk
                   ? DISKPART_OK
                   : diskpart_fails(diskpart, "The disk you specified is not valid.");
    }
    if (sscanf(line, "select partition %u", &number) == 1)
        return select_partition(diskpart, number);
    if (strcmp(line, "delete partition override") == 0)
        return delete_partition(diskpart, true);
    if (strcmp(line, "delete partition") == 0)
        return delete_partition(diskpart, false);
    if (strcmp(line, "extend") == 0)
        return extend(diskpart);
    if (strcmp(line, "rescan") == 0 || *line == '\0')
        return DISKPART_OK;
    text_append(diskpart->output, "Microsoft DiskPart: unknown command '%s'\r\n", line);
    return DISKPART_SYNTAX;
}

/** The script lies among the machine's files, or where goldprep itself keeps its files. */
static bool read_script(struct fake_machine *machine, const char *path, struct text *script)
{
    const struct fake_file_item *item = fake_file_find(machine, path);
    char part[512];
    size_t len;

    if (item) {
        text_append_bytes(script, (const char *)item->bytes.data, item->bytes.len);
        return true;
    }
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    while ((len = fread(part, 1, sizeof part, file)) > 0)
        text_append_bytes(script, part, len);
    (void)fclose(file); /* it was only read */
    return true;
}

static uint32_t run_diskpart(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    struct diskpart diskpart = { .machine = machine, .output = output };
    uint32_t exit_code = DISKPART_OK;
    AUTO(text) script = { 0 };

    if (!arguments[0] || !text_same(arguments[0], "/s") || !arguments[1])
        return DISKPART_SYNTAX;
    if (!read_script(machine, arguments[1], &script))
        return DISKPART_NO_SCRIPT;
    const char *at = text_string(&script);
    while (*at && exit_code == DISKPART_OK) {
        char line[256];
        size_t len = strcspn(at, "\r\n");
        (void)snprintf(line, sizeof line, "%.*s", (int)len, at); /* longer lines: unknown command */
        exit_code = strcmp(line, "exit") == 0 ? DISKPART_OK : run_line(&diskpart, line);
        at += len;
        at += strspn(at, "\r\n");
    }
    return exit_code;
}

/* -- sysprep -- */

#define TAG_FILE FAKE_SYSTEM "\\Sysprep\\Sysprep_succeeded.tag"
#define SETUP_LOG FAKE_SYSTEM "\\Sysprep\\Panther\\setupact.log"
#define SETUP_ERRORS FAKE_SYSTEM "\\Sysprep\\Panther\\setuperr.log"
#define IMAGE_STATE "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\State"
#define SYSPREP_STATUS "SYSTEM\\Setup\\Status\\SysprepStatus"

static void log_begin(struct text *log, const char *const *arguments)
{
    text_append(log, "2026-11-22 06:30:00, Info       [0x0f004d] SYSPRP The time is now 2026-11-22 "
                     "06:30:00\r\n");
    text_append(log, "2026-11-22 06:30:00, Info       [0x0f004e] SYSPRP Initialized SysPrep log at "
                     "C:\\Windows\\System32\\Sysprep\\Panther\r\n");
    text_append(log,
        "2026-11-22 06:30:00, Info       [0x0f0054] SYSPRP ValidatePrivileges:User has "
        "required privileges to sysprep machine\r\n");
    for (size_t i = 0; arguments[i]; i++)
        text_append(log,
            "2026-11-22 06:30:00, Info       [0x0f005f] SYSPRP ParseCommands:Found "
            "supported command line option '%s'\r\n",
            arguments[i] + 1);
    text_append(log,
        "2026-11-22 06:30:01, Info       [0x0f00d7] SYSPRP WinMain:Pre-validing 'cleanup' "
        "internal providers.\r\n");
}

static void log_end(struct fake_machine *machine, struct text *log)
{
    text_append(
        log, "2026-11-22 06:31:31, Info       [0x0f0052] SYSPRP Shutting down SysPrep log\r\n");
    fake_file_text(machine, SETUP_LOG, text_string(log));
}

/** A servicing scenario holds the reserve: what sysprep refuses in its first phase. */
static uint32_t refuse_reserves(struct fake_machine *machine, struct text *log)
{
    static const char errors[] =
        "2026-11-22 06:30:01, Error      SYSPRP Sysprep_Clean_Validate_Opk: Audit mode cannot be "
        "turned on if reserved storage is in use. An update or servicing operation may be using "
        "reserved storage.; hr = 0x800F0975\r\n"
        "2026-11-22 06:30:01, Error      [0x0f0080] SYSPRP ActionPlatform::LaunchModule: Failure "
        "occurred while executing 'Sysprep_Clean_Validate_Opk' from "
        "C:\\Windows\\System32\\spopk.dll;"
        " dwRet = 0x975\r\n"
        "2026-11-22 06:30:01, Error      [0x0f00d8] SYSPRP WinMain:Hit failure while pre-validate "
        "sysprep cleanup internal providers; hr = 0x80070975\r\n";

    text_append(log, "%s", errors);
    fake_file_text(machine, SETUP_ERRORS, errors);
    log_end(machine, log);
    return 0; /* the real one exits 0 there too */
}

static uint32_t run_sysprep(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    const struct fake_value *scenario =
        fake_reg_find(machine, FAKE_RESERVE_MANAGER, "ActiveScenario");
    AUTO(text) log = { 0 };

    (void)output; /* it prints nothing */
    log_begin(&log, arguments);
    fake_file_remove(machine, TAG_FILE);
    if (!has_argument(arguments, "/generalize") || !has_argument(arguments, "/oobe") ||
        !has_argument(arguments, "/quit")) {
        log_end(machine, &log);
        return 1;
    }
    if (scenario && scenario->number != 0)
        return refuse_reserves(machine, &log);

    text_append(&log,
        "2026-11-22 06:31:30, Info       [0x0f007e] SYSPRP FCreateTagFile:Successfully "
        "created tag file\r\n");
    log_end(machine, &log);
    fake_file_text(machine, SETUP_ERRORS, "");
    fake_file_text(machine, TAG_FILE, "");
    fake_file_text(machine, FAKE_WINDOWS "\\Setup\\State\\State.ini",
        "[State]\r\nImageState=IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE\r\n");
    fake_reg_text(machine, IMAGE_STATE, "ImageState", "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE");
    fake_reg_u32(machine, SYSPREP_STATUS, "GeneralizationState", 3);
    fake_reg_u32(machine, "SYSTEM\\Setup", "SetupType", 2);
    fake_reg_text(machine, "SYSTEM\\Setup", "CmdLine", "oobe\\windeploy.exe");
    return 0;
}

void fake_programs_of_windows(struct fake_machine *machine)
{
    fake_program(machine, "reagentc.exe", 3000, run_reagentc);
    fake_program(machine, "diskpart.exe", 5000, run_diskpart);
    fake_program(machine, "sysprep.exe", 90000, run_sysprep);
}
