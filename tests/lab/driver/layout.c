/* SPDX-License-Identifier: MIT */
/*
 * layout.c - the partition table in the form of Windows' requests, and the requests that change it.
 *
 * Source: learn.microsoft.com/windows/win32/api/winioctl/ns-winioctl-drive_layout_information_ex
 * and ns-winioctl-partition_information_ex
 */
#include "labdisk.h"

static size_t layout_size(size_t count)
{
    return FIELD_OFFSET(DRIVE_LAYOUT_INFORMATION_EX, PartitionEntry) +
           count * sizeof(PARTITION_INFORMATION_EX);
}

static PARTITION_STYLE style_of(const struct table *table)
{
    switch (table->style) {
    case TABLE_GPT:
        return PARTITION_STYLE_GPT;
    case TABLE_MBR:
        return PARTITION_STYLE_MBR;
    case TABLE_RAW:
        break;
    }
    return PARTITION_STYLE_RAW;
}

static void entry_out(
    const struct table *table, const struct table_entry *entry, PARTITION_INFORMATION_EX *out)
{
    RtlZeroMemory(out, sizeof *out);
    out->PartitionStyle = style_of(table);
    out->StartingOffset.QuadPart = (LONGLONG)entry->offset;
    out->PartitionLength.QuadPart = (LONGLONG)entry->length;
    out->PartitionNumber = table_number(table, entry);
    if (table->style == TABLE_GPT) {
        RtlCopyMemory(&out->Gpt.PartitionType, entry->type, sizeof entry->type);
        RtlCopyMemory(&out->Gpt.PartitionId, entry->id, sizeof entry->id);
        out->Gpt.Attributes = entry->attributes;
        RtlCopyMemory(out->Gpt.Name, entry->name, sizeof entry->name);
        return;
    }
    out->Mbr.PartitionType = entry->mbr_type;
    out->Mbr.BootIndicator = entry->active;
    out->Mbr.RecognizedPartition = table_is_partition(table, entry);
    out->Mbr.HiddenSectors = entry->hidden_sectors;
}

static void entry_in(
    enum table_style style, const PARTITION_INFORMATION_EX *in, struct table_entry *entry)
{
    RtlZeroMemory(entry, sizeof *entry);
    entry->offset = (uint64_t)in->StartingOffset.QuadPart;
    entry->length = (uint64_t)in->PartitionLength.QuadPart;
    if (style == TABLE_GPT) {
        RtlCopyMemory(entry->type, &in->Gpt.PartitionType, sizeof entry->type);
        RtlCopyMemory(entry->id, &in->Gpt.PartitionId, sizeof entry->id);
        entry->attributes = in->Gpt.Attributes;
        RtlCopyMemory(entry->name, in->Gpt.Name, sizeof entry->name);
        return;
    }
    entry->mbr_type = in->Mbr.PartitionType;
    entry->active = in->Mbr.BootIndicator;
}

NTSTATUS labdisk_get_layout(struct labdisk_request *request)
{
    const struct table *table = &request->labdisk->before;
    DRIVE_LAYOUT_INFORMATION_EX *layout = request->buffer;
    NTSTATUS status = labdisk_read_table(request->labdisk);

    if (!NT_SUCCESS(status))
        return status;
    if (request->out_len < layout_size(table->count))
        return STATUS_BUFFER_TOO_SMALL;

    RtlZeroMemory(layout, layout_size(0));
    layout->PartitionStyle = (ULONG)style_of(table);
    layout->PartitionCount = (ULONG)table->count;
    if (table->style == TABLE_GPT) {
        RtlCopyMemory(&layout->Gpt.DiskId, table->disk_id, sizeof table->disk_id);
        layout->Gpt.StartingUsableOffset.QuadPart = (LONGLONG)table->usable_offset;
        layout->Gpt.UsableLength.QuadPart = (LONGLONG)table->usable_length;
        layout->Gpt.MaxPartitionCount = TABLE_LIMIT;
    } else {
        layout->Mbr.Signature = table->signature;
    }
    for (size_t i = 0; i < table->count; i++)
        entry_out(table, &table->entries[i], &layout->PartitionEntry[i]);
    request->written = (ULONG)layout_size(table->count);
    return STATUS_SUCCESS;
}

/* Checks the wanted table against the one that is there, and writes it. */
static NTSTATUS replace_table(struct labdisk *labdisk, uint64_t system_least)
{
    NTSTATUS status = labdisk_status(table_check(
        &labdisk->disk, &labdisk->before, &labdisk->after, labdisk->system_offset, system_least));

    if (NT_SUCCESS(status))
        status = labdisk_status(table_write(&labdisk->disk, &labdisk->after));
    return status;
}

NTSTATUS labdisk_set_layout(struct labdisk_request *request)
{
    const DRIVE_LAYOUT_INFORMATION_EX *layout = request->buffer;
    struct labdisk *labdisk = request->labdisk;
    struct table *after = &labdisk->after;
    NTSTATUS status = labdisk_fault(labdisk, L"FailSetLayout");

    if (NT_SUCCESS(status))
        status = labdisk_read_table(labdisk);
    if (!NT_SUCCESS(status))
        return status;
    if (layout->PartitionCount > TABLE_LIMIT ||
        request->in_len < layout_size(layout->PartitionCount))
        return STATUS_INFO_LENGTH_MISMATCH;
    if (layout->PartitionStyle != (ULONG)style_of(&labdisk->before) ||
        (labdisk->before.style == TABLE_MBR && layout->PartitionCount != labdisk->before.count))
        return STATUS_INVALID_PARAMETER;

    *after = labdisk->before;
    after->count = layout->PartitionCount;
    if (after->style == TABLE_GPT)
        RtlCopyMemory(after->disk_id, &layout->Gpt.DiskId, sizeof after->disk_id);
    else
        after->signature = layout->Mbr.Signature;
    for (size_t i = 0; i < after->count; i++) {
        const PARTITION_INFORMATION_EX *entry = &layout->PartitionEntry[i];

        if (entry->PartitionStyle != style_of(after))
            return STATUS_INVALID_PARAMETER;
        /* Of an MBR, entries that are not marked as changed stay. */
        if (after->style == TABLE_GPT || entry->RewritePartition)
            entry_in(after->style, entry, &after->entries[i]);
    }
    status = replace_table(labdisk, 0);
    labdisk_log("set drive layout, %lu entries: status 0x%08lx",
        (unsigned long)layout->PartitionCount, (unsigned long)status);
    return status;
}

/* A partition that was shrunk still holds its file system, and the copy of its boot sector. */
static NTSTATUS least_length(struct labdisk *labdisk, uint64_t *least)
{
    uint64_t used = 0;
    NTSTATUS status = labdisk_find_volume(labdisk);

    if (NT_SUCCESS(status))
        status = labdisk_file_system_size(labdisk, &used);
    *least = used > 0 ? used + labdisk->disk.sector_bytes : 0;
    return status;
}

/* A negative number shrinks it.
 * Source: learn.microsoft.com/windows/win32/api/winioctl/ni-winioctl-fsctl_shrink_volume, step 5 */
NTSTATUS labdisk_grow_partition(struct labdisk_request *request)
{
    const DISK_GROW_PARTITION *grow = request->buffer;
    struct labdisk *labdisk = request->labdisk;
    struct table_entry *entry;
    uint64_t least = 0;
    NTSTATUS status = labdisk_fault(labdisk, L"FailGrow");

    if (NT_SUCCESS(status))
        status = labdisk_read_table(labdisk);
    if (!NT_SUCCESS(status))
        return status;
    labdisk->after = labdisk->before;
    entry = table_numbered(&labdisk->after, grow->PartitionNumber);
    if (!entry || grow->BytesToGrow.QuadPart == 0 ||
        grow->BytesToGrow.QuadPart > (LONGLONG)labdisk->disk.size_bytes ||
        grow->BytesToGrow.QuadPart <= -(LONGLONG)entry->length)
        return STATUS_INVALID_PARAMETER;
    status = least_length(labdisk, &least);
    if (!NT_SUCCESS(status))
        return status;
    entry->length += (uint64_t)grow->BytesToGrow.QuadPart;
    status = replace_table(labdisk, least);
    labdisk_log("grow partition %lu by %I64d bytes: status 0x%08lx",
        (unsigned long)grow->PartitionNumber, grow->BytesToGrow.QuadPart, (unsigned long)status);
    return status;
}

NTSTATUS labdisk_partition_info(struct labdisk_request *request)
{
    struct labdisk *labdisk = request->labdisk;
    PARTITION_INFORMATION_EX *out = request->buffer;
    NTSTATUS status =
        request->is_volume ? labdisk_find_volume(labdisk) : labdisk_read_table(labdisk);

    if (!NT_SUCCESS(status))
        return status;
    request->written = sizeof *out;
    if (request->is_volume) {
        entry_out(&labdisk->before, &labdisk->volume, out);
        return STATUS_SUCCESS;
    }
    /* The disk itself: number 0, from its first to its last byte. */
    RtlZeroMemory(out, sizeof *out);
    out->PartitionStyle = style_of(&labdisk->before);
    out->PartitionLength.QuadPart = (LONGLONG)labdisk->disk.size_bytes;
    return STATUS_SUCCESS;
}
