/* SPDX-License-Identifier: MIT */
/*
 * control.c - which control codes the lab's disk and volume answer, and what they must bring along.
 *
 * Whether a handle has the access that a code asks for is checked by Wine, as by Windows.
 * Source: learn.microsoft.com/windows-hardware/drivers/ddi/ntdddisk, one page a code
 */
#include "labdisk.h"

enum where {
    ON_DISK = 1,
    ON_VOLUME = 2,
    ON_BOTH = ON_DISK | ON_VOLUME,
};

NTSTATUS labdisk_status(enum table_result result)
{
    switch (result) {
    case TABLE_OK:
        return STATUS_SUCCESS;
    case TABLE_FAILED:
        return STATUS_IO_DEVICE_ERROR;
    case TABLE_CORRUPT:
        return STATUS_DISK_CORRUPT_ERROR;
    case TABLE_INVALID:
        return STATUS_INVALID_PARAMETER;
    case TABLE_REFUSED:
        break;
    }
    return STATUS_ACCESS_DENIED;
}

NTSTATUS labdisk_read_table(struct labdisk *labdisk)
{
    return labdisk_status(table_read(&labdisk->disk, &labdisk->before));
}

NTSTATUS labdisk_find_volume(struct labdisk *labdisk)
{
    const struct table_entry *entry;
    NTSTATUS status = labdisk_read_table(labdisk);

    if (!NT_SUCCESS(status))
        return status;
    entry = table_at(&labdisk->before, labdisk->system_offset);
    if (!entry)
        return STATUS_NO_SUCH_DEVICE; /* the recipe names an offset where no partition starts */
    labdisk->volume = *entry;
    return STATUS_SUCCESS;
}

static NTSTATUS do_nothing(struct labdisk_request *request)
{
    (void)request; /* the table is read anew for each request: there is nothing to update */
    return STATUS_SUCCESS;
}

/*
 * The volume that Windows runs from can be neither locked nor dismounted. Wine answers locking and
 * unlocking itself, always with success, and asks no driver.
 * Source: learn.microsoft.com/windows/win32/api/winioctl/ni-winioctl-fsctl_dismount_volume
 */
static NTSTATUS refuse(struct labdisk_request *request)
{
    (void)request;
    return STATUS_ACCESS_DENIED;
}

static const struct {
    ULONG code;
    enum where where;
    ULONG in_least;
    ULONG out_least;
    NTSTATUS (*serve)(struct labdisk_request *request);
} controls[] = {
    { IOCTL_DISK_GET_DRIVE_LAYOUT_EX, ON_DISK, 0,
        FIELD_OFFSET(DRIVE_LAYOUT_INFORMATION_EX, PartitionEntry), labdisk_get_layout },
    { IOCTL_DISK_SET_DRIVE_LAYOUT_EX, ON_DISK,
        FIELD_OFFSET(DRIVE_LAYOUT_INFORMATION_EX, PartitionEntry), 0, labdisk_set_layout },
    { IOCTL_DISK_GROW_PARTITION, ON_DISK, sizeof(DISK_GROW_PARTITION), 0, labdisk_grow_partition },
    { IOCTL_DISK_UPDATE_PROPERTIES, ON_DISK, 0, 0, do_nothing },
    { IOCTL_DISK_GET_PARTITION_INFO_EX, ON_BOTH, 0, sizeof(PARTITION_INFORMATION_EX),
        labdisk_partition_info },
    { IOCTL_DISK_GET_LENGTH_INFO, ON_BOTH, 0, sizeof(GET_LENGTH_INFORMATION), labdisk_length },
    { IOCTL_DISK_GET_DRIVE_GEOMETRY, ON_BOTH, 0, sizeof(DISK_GEOMETRY), labdisk_geometry },
    { IOCTL_DISK_GET_DRIVE_GEOMETRY_EX, ON_BOTH, 0, FIELD_OFFSET(DISK_GEOMETRY_EX, Data),
        labdisk_geometry_ex },
    { IOCTL_STORAGE_GET_DEVICE_NUMBER, ON_BOTH, 0, sizeof(STORAGE_DEVICE_NUMBER),
        labdisk_device_number },
    { IOCTL_STORAGE_QUERY_PROPERTY, ON_BOTH,
        FIELD_OFFSET(STORAGE_PROPERTY_QUERY, AdditionalParameters), 0, labdisk_query_property },
    { IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS, ON_VOLUME, 0, sizeof(VOLUME_DISK_EXTENTS),
        labdisk_extents },
    { FSCTL_GET_NTFS_VOLUME_DATA, ON_VOLUME, 0, sizeof(NTFS_VOLUME_DATA_BUFFER),
        labdisk_ntfs_data },
    { FSCTL_EXTEND_VOLUME, ON_VOLUME, sizeof(LONGLONG), 0, labdisk_extend },
    { FSCTL_SHRINK_VOLUME, ON_VOLUME, sizeof(struct labdisk_shrink), 0, labdisk_shrink },
    { FSCTL_DISMOUNT_VOLUME, ON_VOLUME, 0, 0, refuse },
    { FSCTL_IS_VOLUME_MOUNTED, ON_VOLUME, 0, 0, do_nothing },
};

static NTSTATUS serve(ULONG code, struct labdisk_request *request)
{
    for (size_t i = 0; i < RTL_NUMBER_OF(controls); i++) {
        if (controls[i].code != code)
            continue;
        if (!(controls[i].where & (request->is_volume ? ON_VOLUME : ON_DISK)))
            return STATUS_INVALID_DEVICE_REQUEST;
        if (request->in_len < controls[i].in_least)
            return STATUS_INFO_LENGTH_MISMATCH;
        if (request->out_len < controls[i].out_least)
            return STATUS_BUFFER_TOO_SMALL;
        return controls[i].serve(request);
    }
    return STATUS_INVALID_DEVICE_REQUEST;
}

NTSTATUS NTAPI labdisk_control(DEVICE_OBJECT *device, IRP *irp)
{
    const struct labdisk_device *own = device->DeviceExtension;
    const IO_STACK_LOCATION *stack = IoGetCurrentIrpStackLocation(irp);
    struct labdisk_request request = {
        .labdisk = own->labdisk,
        .is_volume = own->is_volume,
        .buffer = irp->AssociatedIrp.SystemBuffer,
        .in_len = stack->Parameters.DeviceIoControl.InputBufferLength,
        .out_len = stack->Parameters.DeviceIoControl.OutputBufferLength,
    };
    NTSTATUS status = serve(stack->Parameters.DeviceIoControl.IoControlCode, &request);

    irp->IoStatus.Status = status;
    irp->IoStatus.Information = request.written;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    return status;
}
