/* SPDX-License-Identifier: MIT */
/*
 * wbem_disk.c - the system disk as the storage stand-in reads it: by the same control codes as
 * anyone.
 */
#include "wbem.h"

enum {
    LAYOUT_ENTRIES = 128, /* as many as a GPT has */
    MBR_EXTENDED = 0x05,
    MBR_EXTENDED_LBA = 0x0f,
};

static const GUID esp_type = { 0xc12a7328, 0xf81f, 0x11d2,
    { 0xba, 0x4b, 0x00, 0xa0, 0xc9, 0x3e, 0xc9, 0x3b } };

HANDLE wbem_disk_open(const wchar_t *path, DWORD access)
{
    return CreateFileW(
        path, access, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
}

static DWORD ask(HANDLE device, DWORD code, void *out, size_t size, DWORD *written)
{
    if (DeviceIoControl(device, code, NULL, 0, out, (DWORD)size, written, NULL))
        return ERROR_SUCCESS;
    return GetLastError();
}

static DWORD read_bus(HANDLE device, STORAGE_BUS_TYPE *bus_type)
{
    STORAGE_PROPERTY_QUERY query = { StorageDeviceProperty, PropertyStandardQuery, { 0 } };
    STORAGE_DEVICE_DESCRIPTOR descriptor = { 0 };
    DWORD written = 0;

    if (!DeviceIoControl(device, IOCTL_STORAGE_QUERY_PROPERTY, &query, sizeof query, &descriptor,
            sizeof descriptor, &written, NULL))
        return GetLastError();
    *bus_type = descriptor.BusType;
    return ERROR_SUCCESS;
}

static DWORD read_disk(HANDLE device, struct wbem_disk *disk)
{
    size_t size = FIELD_OFFSET(DRIVE_LAYOUT_INFORMATION_EX, PartitionEntry) +
                  LAYOUT_ENTRIES * sizeof(PARTITION_INFORMATION_EX);
    DISK_GEOMETRY_EX geometry = { 0 };
    DWORD written = 0;
    DWORD status =
        ask(device, IOCTL_DISK_GET_DRIVE_GEOMETRY_EX, &geometry, sizeof geometry, &written);

    if (status != ERROR_SUCCESS)
        return status;
    disk->size = (uint64_t)geometry.DiskSize.QuadPart;
    disk->sector_bytes = geometry.Geometry.BytesPerSector;
    disk->layout = calloc(1, size);
    if (!disk->layout)
        return ERROR_NOT_ENOUGH_MEMORY;
    status = ask(device, IOCTL_DISK_GET_DRIVE_LAYOUT_EX, disk->layout, size, &disk->layout_len);
    return status == ERROR_SUCCESS ? read_bus(device, &disk->bus_type) : status;
}

static DWORD read_volume(struct wbem_disk *disk)
{
    VOLUME_DISK_EXTENTS extents = { 0 };
    HANDLE volume = wbem_disk_open(L"\\\\.\\C:", 0);
    DWORD written = 0;
    DWORD status;

    if (volume == INVALID_HANDLE_VALUE)
        return GetLastError();
    status = ask(volume, IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS, &extents, sizeof extents, &written);
    disk->system_offset = (uint64_t)extents.Extents[0].StartingOffset.QuadPart;
    (void)CloseHandle(volume);
    return status;
}

DWORD wbem_disk_read(struct wbem_disk *disk)
{
    HANDLE device = wbem_disk_open(L"\\\\.\\PhysicalDrive0", 0);
    DWORD status;

    *disk = (struct wbem_disk){ 0 };
    if (device == INVALID_HANDLE_VALUE)
        return GetLastError();
    status = read_disk(device, disk);
    (void)CloseHandle(device);
    if (status == ERROR_SUCCESS)
        status = read_volume(disk);
    if (status != ERROR_SUCCESS)
        wbem_disk_done(disk);
    return status;
}

void wbem_disk_done(struct wbem_disk *disk)
{
    free(disk->layout);
    disk->layout = NULL;
}

bool wbem_is_partition(const struct wbem_disk *disk, const PARTITION_INFORMATION_EX *entry)
{
    if (disk->layout->PartitionStyle != PARTITION_STYLE_MBR)
        return true;
    return entry->Mbr.PartitionType != 0 && entry->Mbr.PartitionType != MBR_EXTENDED &&
           entry->Mbr.PartitionType != MBR_EXTENDED_LBA;
}

PARTITION_INFORMATION_EX *wbem_entry_at(const struct wbem_disk *disk, uint64_t offset)
{
    for (DWORD i = 0; i < disk->layout->PartitionCount; i++) {
        PARTITION_INFORMATION_EX *entry = &disk->layout->PartitionEntry[i];

        if (wbem_is_partition(disk, entry) && (uint64_t)entry->StartingOffset.QuadPart == offset)
            return entry;
    }
    return NULL;
}

bool wbem_is_system(const struct wbem_disk *disk, const PARTITION_INFORMATION_EX *entry)
{
    if (disk->layout->PartitionStyle == PARTITION_STYLE_GPT)
        return IsEqualGUID(&entry->Gpt.PartitionType, &esp_type);
    return entry->Mbr.BootIndicator;
}

uint64_t wbem_space_end(const struct wbem_disk *disk, const PARTITION_INFORMATION_EX *entry)
{
    uint64_t end = disk->size;

    if (disk->layout->PartitionStyle == PARTITION_STYLE_GPT)
        end = (uint64_t)(disk->layout->Gpt.StartingUsableOffset.QuadPart +
                         disk->layout->Gpt.UsableLength.QuadPart);
    for (DWORD i = 0; i < disk->layout->PartitionCount; i++) {
        const PARTITION_INFORMATION_EX *other = &disk->layout->PartitionEntry[i];

        if (other->PartitionLength.QuadPart > 0 &&
            other->StartingOffset.QuadPart > entry->StartingOffset.QuadPart &&
            (uint64_t)other->StartingOffset.QuadPart < end)
            end = (uint64_t)other->StartingOffset.QuadPart;
    }
    return end;
}
