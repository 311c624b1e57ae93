/* SPDX-License-Identifier: MIT */
/*
 * system_disk.c - the disk that holds Windows: its partitions, and the room behind Windows.
 *
 * A partition is known by where it starts: numbers change when others are deleted.
 *
 * Source:
 * https://learn.microsoft.com/windows/win32/api/winioctl/ni-winioctl-ioctl_disk_get_drive_layout_ex
 */
#include "probes/read.h"

#include <inttypes.h>

#define FROM_LAYOUT "IOCTL_DISK_GET_DRIVE_LAYOUT_EX"
#define FROM_EXTENTS "IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS"

static const struct probe_key keys[] = {
    { "disk.number", "number: N of \\\\.\\PhysicalDriveN", FROM_EXTENTS },
    { "disk.size_bytes", "number: size of the disk",
        "IOCTL_DISK_GET_LENGTH_INFO, else IOCTL_DISK_GET_DRIVE_GEOMETRY_EX" },
    { "disk.sector_bytes", "number: size of a sector", "IOCTL_DISK_GET_DRIVE_GEOMETRY_EX" },
    { "disk.style", "text: \"gpt\", \"mbr\" or \"raw\"", FROM_LAYOUT },
    { "disk.id", "text: GPT id of the disk, or MBR signature in hex; \"\" without a table",
        FROM_LAYOUT },
    { "disk.partitions",
        "rows, by offset: number, offset_bytes, length_bytes, type, type_name, id, attributes "
        "(hex), "
        "name",
        FROM_LAYOUT },
    { "disk.free_behind_windows_bytes",
        "number: unallocated bytes behind the Windows partition, up to the next partition that is "
        "no recovery partition, or the end",
        FROM_LAYOUT },
    { "disk.recovery_behind_windows_bytes",
        "number: bytes of the recovery partitions that stand in the same stretch", FROM_LAYOUT },
    { "windows_volume.offset_bytes", "number: where the Windows partition starts", FROM_EXTENTS },
    { "windows_volume.partition_bytes", "number: length of the Windows partition", FROM_EXTENTS },
    { "windows_volume.size_bytes", "number: size of its file system; absent when not told",
        "FSCTL_GET_NTFS_VOLUME_DATA" },
    { "windows_volume.free_bytes",
        "number: free space of its file system; unreadable when its size is not told",
        "FSCTL_GET_NTFS_VOLUME_DATA" },
    { NULL, NULL, NULL },
};

static const char *const of_disk[] = { "disk.size_bytes", "disk.sector_bytes", NULL };
static const char *const of_layout[] = { "disk.style", "disk.id", "disk.partitions",
    "disk.free_behind_windows_bytes", "disk.recovery_behind_windows_bytes", NULL };
static const char *const of_space[] = { "disk.free_behind_windows_bytes",
    "disk.recovery_behind_windows_bytes", NULL };
static const char *const of_volume[] = { "disk.number", "windows_volume.offset_bytes",
    "windows_volume.partition_bytes", "windows_volume.size_bytes", "windows_volume.free_bytes",
    NULL };

static const char *style_name(enum disk_style style)
{
    switch (style) {
    case DISK_GPT:
        return "gpt";
    case DISK_MBR:
        return "mbr";
    case DISK_RAW:
        break;
    }
    return "raw";
}

static bool set_partitions(const struct disk_layout *layout, struct facts *facts, struct err *err)
{
    AUTO(json_value) rows = { json_new_array() };

    for (size_t i = 0; i < layout->count; i++) {
        const struct disk_partition *partition = &layout->partitions[i];
        struct json *row = json_add_object(rows.root, NULL);
        char attributes[19]; /* "0x", 16 digits and the NUL */

        snprintf(attributes, sizeof attributes, "0x%016" PRIx64, partition->attributes);
        json_add_number(row, "number", partition->number);
        json_add_number(row, "offset_bytes", (int64_t)partition->offset_bytes);
        json_add_number(row, "length_bytes", (int64_t)partition->length_bytes);
        json_add_string(row, "type", partition->type);
        json_add_string(row, "type_name", disk_type_name(layout, partition));
        json_add_string(row, "id", partition->id);
        json_add_string(row, "attributes", attributes);
        json_add_string(row, "name", partition->name);
    }
    return facts_set_rows(facts, "disk.partitions", rows.root, err);
}

/* Walks from the Windows partition over free space and recovery partitions. */
static void measure_space(const struct disk_layout *layout, const struct disk_partition *windows,
    uint64_t disk_size_bytes, uint64_t *free_bytes, uint64_t *recovery_bytes)
{
    const struct disk_partition *current = windows;

    *free_bytes = *recovery_bytes = 0;
    while (current) {
        uint64_t begin = current->offset_bytes + current->length_bytes;
        uint64_t end = disk_space_end(layout, current, disk_size_bytes);

        if (end > begin)
            *free_bytes += end - begin;
        current = end >= begin ? disk_partition_at(layout, end) : NULL;
        if (current && !disk_is_recovery(layout, current))
            current = NULL;
        if (current)
            *recovery_bytes += current->length_bytes;
    }
}

/* @param no_disk  why the disk's size is not known; its domain is ERR_NONE when it is */
static bool set_space(const struct disk_layout *layout, const struct guest_volume *volume,
    const struct guest_disk *disk, const struct err *no_disk, struct facts *facts, struct err *err)
{
    const struct disk_partition *windows = disk_partition_at(layout, volume->offset_bytes);
    uint64_t free_bytes = 0;
    uint64_t recovery_bytes = 0;
    struct err why = { 0 };

    if (!windows) {
        (void)err_set(&why, ERR_AGENT, ERR_MALFORMED,
            "no partition starts at %" PRIu64 ", where the Windows volume does",
            volume->offset_bytes);
        return probe_unreadable(facts, of_space, &why, err);
    }
    /* Only a GPT tells itself where the room for partitions ends. */
    if (layout->style != DISK_GPT && no_disk->domain != ERR_NONE)
        return probe_unreadable(facts, of_space, no_disk, err);

    measure_space(layout, windows, disk->size_bytes, &free_bytes, &recovery_bytes);
    const struct probe_number numbers[] = {
        { "disk.free_behind_windows_bytes", (int64_t)free_bytes },
        { "disk.recovery_behind_windows_bytes", (int64_t)recovery_bytes },
        { NULL, 0 },
    };
    return probe_set_numbers(facts, numbers, err);
}

static bool collect_layout(const struct guest *guest, const struct guest_volume *volume,
    const struct guest_disk *disk, const struct err *no_disk, struct facts *facts, struct err *err)
{
    AUTO_FREE struct disk_layout *layout = calloc(1, sizeof *layout);
    struct err why = { 0 };

    if (!layout)
        return err_nomem(err);
    if (!guest->disk_layout(guest->state, volume->disk_number, layout, &why))
        return probe_unreadable(facts, of_layout, &why, err);
    return facts_set_text(facts, "disk.style", style_name(layout->style), err) &&
           facts_set_text(facts, "disk.id", layout->id, err) &&
           set_partitions(layout, facts, err) &&
           set_space(layout, volume, disk, no_disk, facts, err);
}

static bool collect_disk(const struct guest *guest, const struct guest_volume *volume,
    struct facts *facts, struct err *err)
{
    struct guest_disk disk = { 0 };
    struct err no_disk = { 0 };

    if (!guest->disk(guest->state, volume->disk_number, &disk, &no_disk)) {
        if (!probe_unreadable(facts, of_disk, &no_disk, err))
            return false;
    } else {
        const struct probe_number numbers[] = {
            { "disk.size_bytes", (int64_t)disk.size_bytes },
            { "disk.sector_bytes", disk.sector_bytes },
            { NULL, 0 },
        };
        if (!probe_set_numbers(facts, numbers, err))
            return false;
    }
    return collect_layout(guest, volume, &disk, &no_disk, facts, err);
}

static bool set_volume(const struct guest_volume *volume, struct facts *facts, struct err *err)
{
    const struct probe_number numbers[] = {
        { "disk.number", volume->disk_number },
        { "windows_volume.offset_bytes", (int64_t)volume->offset_bytes },
        { "windows_volume.partition_bytes", (int64_t)volume->length_bytes },
        { NULL, 0 },
    };
    struct err why = { 0 };

    if (!probe_set_numbers(facts, numbers, err))
        return false;
    if (volume->size_bytes == 0) {
        (void)err_set(&why, ERR_AGENT, ERR_UNSUPPORTED,
            "the file system does not tell: it is not NTFS, or may not be asked");
        return facts_set_absent(facts, "windows_volume.size_bytes", err) &&
               facts_set_unreadable(facts, "windows_volume.free_bytes", &why, err);
    }
    return facts_set_number(facts, "windows_volume.size_bytes", (int64_t)volume->size_bytes, err) &&
           facts_set_number(facts, "windows_volume.free_bytes", (int64_t)volume->free_bytes, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    struct guest_volume volume = { 0 };
    struct err why = { 0 };

    if (!guest->system_volume(guest->state, &volume, &why))
        return probe_unreadable(facts, of_volume, &why, err) &&
               probe_unreadable(facts, of_disk, &why, err) &&
               probe_unreadable(facts, of_layout, &why, err);
    return set_volume(&volume, facts, err) && collect_disk(guest, &volume, facts, err);
}

const struct probe probe_system_disk = {
    .id = "system-disk",
    .title = "Disk, partitions and volume that hold Windows",
    .source = "https://learn.microsoft.com/windows/win32/api/winioctl/"
              "ni-winioctl-ioctl_disk_get_drive_layout_ex",
    .keys = keys,
    .collect = collect,
};
