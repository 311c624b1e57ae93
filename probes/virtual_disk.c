/* SPDX-License-Identifier: MIT */
/*
 * virtual_disk.c - what the disk of Windows lies in, how it is attached, and which other disks
 * there are.
 *
 * A disk that a host gives to a virtual machine tells nothing about the host's file: only a file that
 * this Windows itself has attached, or was started from, shows.
 *
 * Source: https://learn.microsoft.com/windows/win32/api/virtdisk/nf-virtdisk-getstoragedependencyinformation
 *         https://learn.microsoft.com/windows/win32/api/winioctl/ns-winioctl-storage_device_descriptor
 */
#include "probes/read.h"

static const struct probe_key keys[] = {
    { "virtual_disk.backing_file",
        "text: file of this machine that the disk of Windows lies in; absent when none shows",
        "GetStorageDependencyInformation" },
    { "virtual_disk.native_boot",
        "number: 1 Windows was started from that file on a physical machine, 0 not; absent without "
        "a file",
        "IsNativeVhdBoot" },
    { "disk.physical_sector_bytes", "number: size of a physical sector of the disk of Windows",
        "StorageAccessAlignmentProperty" },
    { "disk.bus", "number: STORAGE_BUS_TYPE of the disk of Windows: 10 SAS, 11 SATA, 17 NVMe, ...",
        "StorageDeviceProperty" },
    { "disk.data_disks",
        "rows: number, size_bytes, bus, removable, model of each other disk; no rows: there is "
        "none",
        "StorageDeviceProperty of each disk" },
    { NULL, NULL, NULL },
};

static const char *const of_file[] = { "virtual_disk.backing_file", "virtual_disk.native_boot",
    NULL };
static const char *const of_disks[] = { "disk.physical_sector_bytes", "disk.bus", "disk.data_disks",
    NULL };

static bool collect_file(
    const struct guest *guest, uint32_t disk_number, struct facts *facts, struct err *err)
{
    struct guest_backing backing = { 0 };
    enum found found = ABSENT;
    struct err why = { 0 };

    if (!guest->disk_backing(guest->state, disk_number, &found, &backing, &why))
        return probe_unreadable(facts, of_file, &why, err);
    if (found == ABSENT)
        return probe_absent(facts, of_file, err);
    return facts_set_text(facts, "virtual_disk.backing_file", backing.path, err) &&
           facts_set_number(facts, "virtual_disk.native_boot", backing.is_native_boot, err);
}

/* One number of a disk's row, as a fact. */
static bool set_number(const struct json *disk, const char *member, const char *fact,
    struct facts *facts, struct err *err)
{
    int64_t number = 0;
    struct err why = { 0 };

    if (json_number(json_member(disk, member), &number))
        return facts_set_number(facts, fact, number, err);
    (void)err_set(&why, ERR_AGENT, ERR_MALFORMED,
        disk ? "the disk of Windows does not tell its %s"
             : "the disk of Windows is not in the list of disks, which would tell its %s",
        member);
    return facts_set_unreadable(facts, fact, &why, err);
}

static void add_disk(const struct json *disk, struct json *rows)
{
    static const char *const numbers[] = { "number", "size_bytes", "bus", "removable" };
    const char *model = json_string(json_member(disk, "model"));
    struct json *row = json_add_object(rows, NULL);

    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        int64_t number = 0;

        if (json_number(json_member(disk, numbers[i]), &number))
            json_add_number(row, numbers[i], number);
    }
    json_add_string(row, "model", model ? model : "");
}

static bool collect_disks(
    const struct guest *guest, uint32_t disk_number, struct facts *facts, struct err *err)
{
    AUTO(json_value) disks = { NULL };
    AUTO(json_value) others = { json_new_array() };
    const struct json *own = NULL;
    struct err why = { 0 };

    if (!guest->list(guest->state, GUEST_LIST_DISKS, &disks.root, &why))
        return probe_unreadable(facts, of_disks, &why, err);
    for (const struct json *disk = json_first(disks.root); disk; disk = json_next(disk)) {
        int64_t number = 0;

        if (json_number(json_member(disk, "number"), &number) && number == disk_number)
            own = disk;
        else
            add_disk(disk, others.root);
    }
    return set_number(own, "physical_sector_bytes", "disk.physical_sector_bytes", facts, err) &&
           set_number(own, "bus", "disk.bus", facts, err) &&
           facts_set_rows(facts, "disk.data_disks", others.root, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    struct guest_volume volume = { 0 };
    struct err why = { 0 };

    if (!guest->system_volume(guest->state, &volume, &why))
        return probe_unreadable(facts, of_file, &why, err) &&
               probe_unreadable(facts, of_disks, &why, err);
    return collect_file(guest, volume.disk_number, facts, err) &&
           collect_disks(guest, volume.disk_number, facts, err);
}

const struct probe probe_virtual_disk = {
    .id = "virtual-disk",
    .title = "What the disk of Windows lies in, and the other disks",
    .source = "https://learn.microsoft.com/windows/win32/api/virtdisk/"
              "nf-virtdisk-getstoragedependencyinformation",
    .keys = keys,
    .collect = collect,
};
