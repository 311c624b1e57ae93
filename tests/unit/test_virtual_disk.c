/* SPDX-License-Identifier: MIT */
/* test_virtual_disk.c - what the probe on the disk's file and the other disks writes down. */
#include "probe_rows.h"

extern const struct probe probe_virtual_disk;

#define OWN                                                                                        \
    "{\"number\":0,\"size_bytes\":68719476736,\"sector_bytes\":512,\"physical_sector_bytes\":"     \
    "4096,"                                                                                        \
    "\"bus\":10,\"removable\":0,\"model\":\"Msft Virtual Disk\"}"

static void boot_from_a_file(struct fake_machine *machine)
{
    struct fake_hardware *hardware = fake_hardware(machine);

    hardware->backing_found = FOUND;
    hardware->backing.is_native_boot = true;
    (void)snprintf(
        hardware->backing.path, sizeof hardware->backing.path, "\\golden\\base.vhdx"); /* fits */
}

static void add_disks(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_DISKS,
        "[{\"number\":1,\"size_bytes\":34359738368,\"bus\":10,\"removable\":0,\"model\":\"Msft "
        "Virtual Disk\"}," OWN ",{\"number\":2,\"size_bytes\":8000000000,\"bus\":7,\"removable\":1,"
        "\"model\":\"Stick\"}]");
}

static void leave_own_disk_out(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_DISKS, "[]");
}

static void leave_the_bus_out(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_DISKS, "[{\"number\":0,\"physical_sector_bytes\":512},{}]");
}

static void deny(struct fake_machine *machine)
{
    fake_fail(machine, "disk_backing", -1, ERR_WIN32, 5, "access denied");
    fake_fail(machine, "disks", -1, ERR_WIN32, 5, "access denied");
}

static void hide_the_volume(struct fake_machine *machine)
{
    fake_fail(machine, "system_volume", -1, ERR_AGENT, ERR_UNSUPPORTED, "it has two extents");
}

static const struct probe_row rows[] = {
    { "one disk, no file", NULL,
        { IS_ABSENT("virtual_disk.backing_file"), IS_ABSENT("virtual_disk.native_boot"),
            IS_NUMBER("disk.physical_sector_bytes", 4096), IS_NUMBER("disk.bus", 10),
            IS_ROWS("disk.data_disks", "[]") } },
    { "started from a file", boot_from_a_file,
        { IS_TEXT("virtual_disk.backing_file", "\\golden\\base.vhdx"),
            IS_NUMBER("virtual_disk.native_boot", 1) } },
    { "more disks", add_disks,
        { IS_NUMBER("disk.bus", 10),
            IS_ROWS("disk.data_disks",
                "[{\"number\":1,\"size_bytes\":34359738368,\"bus\":10,\"removable\":0,\"model\":"
                "\"Msft Virtual Disk\"},{\"number\":2,\"size_bytes\":8000000000,\"bus\":7,"
                "\"removable\":1,\"model\":\"Stick\"}]") } },
    { "the list lacks the disk of Windows", leave_own_disk_out,
        { IS_UNREADABLE("disk.bus", "is not in the list of disks"),
            IS_ROWS("disk.data_disks", "[]") } },
    { "rows that lack what they should tell", leave_the_bus_out,
        { IS_NUMBER("disk.physical_sector_bytes", 512),
            IS_UNREADABLE("disk.bus", "does not tell its bus"),
            IS_ROWS("disk.data_disks", "[{\"model\":\"\"}]") } },
    { "denied", deny,
        { IS_UNREADABLE("virtual_disk.backing_file", "access denied"),
            IS_UNREADABLE("virtual_disk.native_boot", "access denied"),
            IS_UNREADABLE("disk.physical_sector_bytes", "access denied"),
            IS_UNREADABLE("disk.data_disks", "access denied") } },
    { "the disk of Windows is not known", hide_the_volume,
        { IS_UNREADABLE("virtual_disk.backing_file", "two extents"),
            IS_UNREADABLE("disk.data_disks", "two extents") } },
};

START_TEST(disks_are_told_as_seen)
{
    check_probe_row(&probe_virtual_disk, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_virtual_disk, disks_are_told_as_seen, rows)
