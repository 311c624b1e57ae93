/* SPDX-License-Identifier: MIT */
/* storage.c - what the lab's disk tells of itself: size, geometry, number, bus. */
#include "labdisk.h"

enum {
    SECTORS_PER_TRACK = 63, /* the geometry that every disk has told since cylinders are gone */
    TRACKS_PER_CYLINDER = 255,
    DEVICE_TEXT_SIZE = 32,
};

NTSTATUS labdisk_length(struct labdisk_request *request)
{
    GET_LENGTH_INFORMATION *out = request->buffer;
    NTSTATUS status = STATUS_SUCCESS;

    if (request->is_volume)
        status = labdisk_find_volume(request->labdisk);
    if (!NT_SUCCESS(status))
        return status;
    out->Length.QuadPart = (LONGLONG)(request->is_volume ? request->labdisk->volume.length
                                                         : request->labdisk->disk.size_bytes);
    request->written = sizeof *out;
    return STATUS_SUCCESS;
}

NTSTATUS labdisk_geometry(struct labdisk_request *request)
{
    const struct table_disk *disk = &request->labdisk->disk;
    DISK_GEOMETRY *out = request->buffer;

    RtlZeroMemory(out, sizeof *out);
    out->MediaType = FixedMedia;
    out->TracksPerCylinder = TRACKS_PER_CYLINDER;
    out->SectorsPerTrack = SECTORS_PER_TRACK;
    out->BytesPerSector = disk->sector_bytes;
    out->Cylinders.QuadPart =
        (LONGLONG)(disk->size_bytes / disk->sector_bytes / SECTORS_PER_TRACK / TRACKS_PER_CYLINDER);
    request->written = sizeof *out;
    return STATUS_SUCCESS;
}

/* The partition information behind the geometry is left out when there is no room for it. */
NTSTATUS labdisk_geometry_ex(struct labdisk_request *request)
{
    struct labdisk *labdisk = request->labdisk;
    DISK_GEOMETRY_EX *out = request->buffer;
    DISK_PARTITION_INFO *partition = (DISK_PARTITION_INFO *)out->Data;
    ULONG fixed = FIELD_OFFSET(DISK_GEOMETRY_EX, Data);
    NTSTATUS status = labdisk_geometry(request);

    out->DiskSize.QuadPart = (LONGLONG)labdisk->disk.size_bytes;
    request->written = fixed;
    if (!NT_SUCCESS(status) || request->out_len < fixed + sizeof *partition ||
        !NT_SUCCESS(labdisk_read_table(labdisk)))
        return status;

    RtlZeroMemory(partition, sizeof *partition);
    partition->SizeOfPartitionInfo = sizeof *partition;
    partition->PartitionStyle = PARTITION_STYLE_RAW;
    if (labdisk->before.style == TABLE_GPT) {
        partition->PartitionStyle = PARTITION_STYLE_GPT;
        RtlCopyMemory(
            &partition->Gpt.DiskId, labdisk->before.disk_id, sizeof labdisk->before.disk_id);
    } else if (labdisk->before.style == TABLE_MBR) {
        partition->PartitionStyle = PARTITION_STYLE_MBR;
        partition->Mbr.Signature = labdisk->before.signature;
    }
    request->written = fixed + (ULONG)sizeof *partition;
    return STATUS_SUCCESS;
}

NTSTATUS labdisk_device_number(struct labdisk_request *request)
{
    STORAGE_DEVICE_NUMBER *out = request->buffer;
    NTSTATUS status = STATUS_SUCCESS;

    if (request->is_volume)
        status = labdisk_find_volume(request->labdisk);
    if (!NT_SUCCESS(status))
        return status;
    out->DeviceType = FILE_DEVICE_DISK;
    out->DeviceNumber = 0;
    out->PartitionNumber = 0;
    if (request->is_volume)
        out->PartitionNumber = table_number(&request->labdisk->before, &request->labdisk->volume);
    request->written = sizeof *out;
    return STATUS_SUCCESS;
}

/* As much of the answer as the caller has room for; the header alone tells the whole size. */
static NTSTATUS give(struct labdisk_request *request, const void *answer, ULONG size)
{
    if (request->out_len < sizeof(STORAGE_DESCRIPTOR_HEADER))
        return STATUS_BUFFER_TOO_SMALL;
    request->written = request->out_len < size ? request->out_len : size;
    RtlCopyMemory(request->buffer, answer, request->written);
    return STATUS_SUCCESS;
}

/* What a disk of Hyper-V tells. Source: learn.microsoft.com/windows/win32/api/winioctl/
 * ns-winioctl-storage_device_descriptor; the texts as seen in public logs of Hyper-V guests */
static NTSTATUS give_device(struct labdisk_request *request)
{
    struct {
        STORAGE_DEVICE_DESCRIPTOR descriptor;
        char vendor[DEVICE_TEXT_SIZE];
        char product[DEVICE_TEXT_SIZE];
        char revision[DEVICE_TEXT_SIZE];
    } answer = {
        .vendor = "Msft    ",
        .product = "Virtual Disk    ",
        .revision = "1.0 ",
    };

    answer.descriptor.Version = sizeof answer.descriptor;
    answer.descriptor.Size = sizeof answer;
    answer.descriptor.CommandQueueing = TRUE;
    answer.descriptor.VendorIdOffset = (ULONG)((char *)answer.vendor - (char *)&answer);
    answer.descriptor.ProductIdOffset = (ULONG)((char *)answer.product - (char *)&answer);
    answer.descriptor.ProductRevisionOffset = (ULONG)((char *)answer.revision - (char *)&answer);
    answer.descriptor.BusType = (STORAGE_BUS_TYPE)request->labdisk->bus_type;
    return give(request, &answer, sizeof answer);
}

static NTSTATUS give_alignment(struct labdisk_request *request)
{
    STORAGE_ACCESS_ALIGNMENT_DESCRIPTOR answer = {
        .Version = sizeof answer,
        .Size = sizeof answer,
        .BytesPerLogicalSector = request->labdisk->disk.sector_bytes,
        .BytesPerPhysicalSector = TABLE_SECTOR_LIMIT,
    };

    return give(request, &answer, sizeof answer);
}

NTSTATUS labdisk_query_property(struct labdisk_request *request)
{
    const STORAGE_PROPERTY_QUERY query = *(const STORAGE_PROPERTY_QUERY *)request->buffer;
    NTSTATUS (*answer)(struct labdisk_request * request) = NULL;

    if (query.PropertyId == StorageDeviceProperty)
        answer = give_device;
    else if (query.PropertyId == StorageAccessAlignmentProperty)
        answer = give_alignment;
    if (!answer)
        return STATUS_NOT_SUPPORTED;
    if (query.QueryType == PropertyExistsQuery)
        return STATUS_SUCCESS;
    return query.QueryType == PropertyStandardQuery ? answer(request) : STATUS_NOT_SUPPORTED;
}
