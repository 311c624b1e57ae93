/* SPDX-License-Identifier: MIT */
/*
 * volume_query.c - name and size of the file system, for Win32's volume functions.
 *
 * Wine asks the device behind the link C: for them, so that they must go on working.
 */
#include "labdisk.h"

/* The answers, one for each class. The texts at their ends have room for "NTFS". */
union answer {
    FILE_FS_VOLUME_INFORMATION volume;
    FILE_FS_SIZE_INFORMATION size;
    FILE_FS_FULL_SIZE_INFORMATION full_size;
    FILE_FS_DEVICE_INFORMATION device;
    FILE_FS_ATTRIBUTE_INFORMATION attribute;
    uint8_t room[64];
};

static ULONG describe_kind(FILE_FS_ATTRIBUTE_INFORMATION *kind)
{
    static const wchar_t name[] = L"NTFS";
    ULONG name_bytes = sizeof name - sizeof *name;

    kind->FileSystemAttributes = FILE_CASE_SENSITIVE_SEARCH | FILE_CASE_PRESERVED_NAMES |
                                 FILE_UNICODE_ON_DISK | FILE_PERSISTENT_ACLS |
                                 FILE_FILE_COMPRESSION;
    kind->MaximumComponentNameLength = 255;
    kind->FileSystemNameLength = name_bytes;
    RtlCopyMemory(kind->FileSystemName, name, name_bytes);
    return FIELD_OFFSET(FILE_FS_ATTRIBUTE_INFORMATION, FileSystemName) + name_bytes;
}

/* @return  bytes of the answer; 0: a class that is not known here */
static ULONG describe(int wanted, const NTFS_VOLUME_DATA_BUFFER *ntfs, union answer *answer)
{
    ULONG cluster_sectors = ntfs->BytesPerCluster / ntfs->BytesPerSector;

    switch (wanted) {
    case FileFsVolumeInformation:
        answer->volume.VolumeSerialNumber = ntfs->VolumeSerialNumber.LowPart;
        return FIELD_OFFSET(FILE_FS_VOLUME_INFORMATION, VolumeLabel);
    case FileFsSizeInformation:
        answer->size = (FILE_FS_SIZE_INFORMATION){ ntfs->TotalClusters, ntfs->FreeClusters,
            cluster_sectors, ntfs->BytesPerSector };
        return sizeof answer->size;
    case FileFsFullSizeInformation:
        answer->full_size = (FILE_FS_FULL_SIZE_INFORMATION){ ntfs->TotalClusters,
            ntfs->FreeClusters, ntfs->FreeClusters, cluster_sectors, ntfs->BytesPerSector };
        return sizeof answer->full_size;
    case FileFsDeviceInformation:
        answer->device.DeviceType = FILE_DEVICE_DISK;
        return sizeof answer->device;
    case FileFsAttributeInformation:
        return describe_kind(&answer->attribute);
    default:
        return 0;
    }
}

static NTSTATUS query(
    const struct labdisk_device *own, const IO_STACK_LOCATION *stack, void *buffer, ULONG *written)
{
    union answer answer = { .room = { 0 } };
    NTFS_VOLUME_DATA_BUFFER ntfs = { 0 };
    ULONG size;
    NTSTATUS status;

    if (!own->is_volume)
        return STATUS_INVALID_DEVICE_REQUEST;
    status = labdisk_read_ntfs_data(own->labdisk, &ntfs);
    if (!NT_SUCCESS(status))
        return status;
    size = describe((int)stack->Parameters.QueryVolume.FsInformationClass, &ntfs, &answer);
    if (size == 0)
        return STATUS_NOT_SUPPORTED;
    if (stack->Parameters.QueryVolume.Length < size)
        return STATUS_BUFFER_TOO_SMALL;
    RtlCopyMemory(buffer, &answer, size);
    *written = size;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI labdisk_query_volume(DEVICE_OBJECT *device, IRP *irp)
{
    ULONG written = 0;
    NTSTATUS status = query(device->DeviceExtension, IoGetCurrentIrpStackLocation(irp),
        irp->AssociatedIrp.SystemBuffer, &written);

    irp->IoStatus.Status = status;
    irp->IoStatus.Information = written;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    return status;
}
