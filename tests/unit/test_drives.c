/* SPDX-License-Identifier: MIT */
/* test_drives.c - what the probe on media and Azure's temporary disk writes down. */
#include "probe_rows.h"

extern const struct probe probe_drives;

#define C "{\"root\":\"C:\\\\\",\"type\":3,\"label\":\"Windows\",\"file_system\":\"NTFS\"}"

static void insert_media(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_DRIVES,
        "[" C ",{\"root\":\"D:\\\\\",\"type\":5,\"label\":\"CCCOMA_X64FRE\",\"file_system\":"
        "\"UDF\"},{\"root\":\"E:\\\\\",\"type\":2,\"label\":\"\",\"file_system\":\"FAT32\"},"
        "{\"root\":\"F:\\\\\",\"type\":2,\"label\":\"\",\"file_system\":\"\"}]");
}

static void be_in_azure(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_DRIVES,
        "[" C ",{\"root\":\"D:\\\\\",\"type\":3,\"label\":\"Temporary Storage\",\"file_system\":"
        "\"NTFS\"}]");
    fake_file_text(machine, "D:\\DATALOSS_WARNING_README.txt", "WARNING");
}

static void deny_the_file(struct fake_machine *machine)
{
    be_in_azure(machine);
    fake_file_deny(machine, "D:\\DATALOSS_WARNING_README.txt");
}

static void deny(struct fake_machine *machine)
{
    fake_fail(machine, "drives", -1, ERR_WIN32, 5, "access denied");
}

static void spoil(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_DRIVES, "[{},{\"type\":\"two\",\"file_system\":7}]");
}

static const struct probe_row rows[] = {
    { "an empty DVD drive", NULL,
        { IS_ROWS("drive.removable_media", "[]"), IS_ABSENT("disk.temporary_drive") } },
    { "media are in", insert_media,
        { IS_ROWS("drive.removable_media",
            "[{\"root\":\"D:\\\\\",\"type\":5,\"label\":\"CCCOMA_X64FRE\"},{\"root\":\"E:\\\\\","
            "\"type\":2,\"label\":\"\"}]") } },
    { "a machine of Azure", be_in_azure, { IS_TEXT("disk.temporary_drive", "D:\\") } },
    { "the file is denied", deny_the_file,
        { IS_UNREADABLE("disk.temporary_drive", "access denied") } },
    { "denied", deny,
        { IS_UNREADABLE("drive.removable_media", "access denied"),
            IS_UNREADABLE("disk.temporary_drive", "access denied") } },
    { "malformed: rows without what they should tell", spoil,
        { IS_ROWS("drive.removable_media", "[]"), IS_ABSENT("disk.temporary_drive") } },
};

START_TEST(drives_are_told_as_seen)
{
    check_probe_row(&probe_drives, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_drives, drives_are_told_as_seen, rows)
