/* SPDX-License-Identifier: MIT */
/*
 * drive.c - reads and changes the system disk's partition table by IOCTL, as diskpart does.
 *
 * Source:
 * https://learn.microsoft.com/windows/win32/api/winioctl/ni-winioctl-ioctl_disk_set_drive_layout_ex
 * and ni-winioctl-ioctl_disk_grow_partition, ni-winioctl-fsctl_extend_volume beside it.
 */
#include "drive.h"

#include "standin.h"

#include <stdlib.h>

static const uint64_t mebibyte = 1024 * 1024;

static const GUID recovery_type = { 0xde94bba4, 0x06d1, 0x4d40,
    { 0xa1, 0x6a, 0xbf, 0xd5, 0x01, 0x79, 0xd6, 0xac } };
static const GUID system_type = { 0xc12a7328, 0xf81f, 0x11d2,
    { 0xba, 0x4b, 0x00, 0xa0, 0xc9, 0x3e, 0xc9, 0x3b } };
static const GUID reserved_type = { 0xe3c9e316, 0x0b5c, 0x4db8,
    { 0x81, 0x7d, 0xf9, 0x2d, 0xf0, 0x02, 0x15, 0xae } };

static bool read_layout(struct drive *drive)
{
    DWORD bytes;

    return DeviceIoControl(drive->handle, IOCTL_DISK_GET_DRIVE_LAYOUT_EX, NULL, 0, drive->layout,
        DRIVE_LAYOUT_SIZE, &bytes, NULL);
}

bool drive_open(unsigned number, struct drive *drive)
{
    wchar_t path[32];

    drive->layout = NULL;
    (void)swprintf(path, sizeof path / sizeof *path, L"\\\\.\\PhysicalDrive%u", number);
    drive->handle = CreateFileW(path, GENERIC_READ | GENERIC_WRITE,
        FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    if (drive->handle == INVALID_HANDLE_VALUE) {
        drive->handle = NULL;
        return false;
    }
    drive->layout = calloc(1, DRIVE_LAYOUT_SIZE);
    if (drive->layout && read_layout(drive))
        return true;
    drive_close(drive);
    return false;
}

void drive_close(struct drive *drive)
{
    DWORD why = GetLastError();

    free(drive->layout);
    if (drive->handle)
        (void)CloseHandle(drive->handle);
    drive->layout = NULL;
    drive->handle = NULL;
    SetLastError(why);
}

static bool is_used(const struct drive *drive, const PARTITION_INFORMATION_EX *partition)
{
    if (partition->PartitionLength.QuadPart == 0)
        return false;
    return drive->layout->PartitionStyle != PARTITION_STYLE_MBR ||
           partition->Mbr.PartitionType != PARTITION_ENTRY_UNUSED;
}

PARTITION_INFORMATION_EX *drive_partition(const struct drive *drive, uint32_t number)
{
    for (DWORD i = 0; i < drive->layout->PartitionCount; i++) {
        PARTITION_INFORMATION_EX *partition = &drive->layout->PartitionEntry[i];

        if (is_used(drive, partition) && partition->PartitionNumber == number)
            return partition;
    }
    return NULL;
}

PARTITION_INFORMATION_EX *drive_partition_at(const struct drive *drive, uint64_t offset)
{
    for (DWORD i = 0; i < drive->layout->PartitionCount; i++) {
        PARTITION_INFORMATION_EX *partition = &drive->layout->PartitionEntry[i];

        if (is_used(drive, partition) && (uint64_t)partition->StartingOffset.QuadPart == offset)
            return partition;
    }
    return NULL;
}

bool drive_is_protected(const struct drive *drive, const PARTITION_INFORMATION_EX *partition)
{
    const GUID *type = &partition->Gpt.PartitionType;

    if (drive->layout->PartitionStyle == PARTITION_STYLE_MBR)
        return partition->Mbr.PartitionType == 0x27;
    return memcmp(type, &recovery_type, sizeof *type) == 0 ||
           memcmp(type, &system_type, sizeof *type) == 0 ||
           memcmp(type, &reserved_type, sizeof *type) == 0;
}

static bool write_layout(struct drive *drive)
{
    DWORD count = drive->layout->PartitionCount;
    DWORD size = (DWORD)offsetof(DRIVE_LAYOUT_INFORMATION_EX, PartitionEntry) +
                 count * (DWORD)sizeof(PARTITION_INFORMATION_EX);
    DWORD bytes;

    for (DWORD i = 0; i < count; i++)
        drive->layout->PartitionEntry[i].RewritePartition = TRUE;
    return DeviceIoControl(drive->handle, IOCTL_DISK_SET_DRIVE_LAYOUT_EX, drive->layout, size, NULL,
               0, &bytes, NULL) &&
           DeviceIoControl(
               drive->handle, IOCTL_DISK_UPDATE_PROPERTIES, NULL, 0, NULL, 0, &bytes, NULL) &&
           read_layout(drive);
}

bool drive_delete(struct drive *drive, PARTITION_INFORMATION_EX *partition)
{
    DRIVE_LAYOUT_INFORMATION_EX *layout = drive->layout;
    DWORD index = (DWORD)(partition - layout->PartitionEntry);

    if (layout->PartitionStyle == PARTITION_STYLE_MBR) {
        /* The table keeps its four places: the entry becomes an empty one. */
        partition->StartingOffset.QuadPart = 0;
        partition->PartitionLength.QuadPart = 0;
        partition->Mbr.PartitionType = PARTITION_ENTRY_UNUSED;
        return write_layout(drive);
    }
    memmove(partition, partition + 1, (layout->PartitionCount - index - 1) * sizeof *partition);
    layout->PartitionCount--;
    return write_layout(drive);
}

static uint64_t space_end(const struct drive *drive, const PARTITION_INFORMATION_EX *partition)
{
    const DRIVE_LAYOUT_INFORMATION_EX *layout = drive->layout;
    uint64_t start = (uint64_t)partition->StartingOffset.QuadPart;
    uint64_t end = 0;
    GET_LENGTH_INFORMATION length = { 0 };
    DWORD bytes;

    if (layout->PartitionStyle == PARTITION_STYLE_GPT)
        end = (uint64_t)(layout->Gpt.StartingUsableOffset.QuadPart +
                         layout->Gpt.UsableLength.QuadPart);
    else if (DeviceIoControl(drive->handle, IOCTL_DISK_GET_LENGTH_INFO, NULL, 0, &length,
                 sizeof length, &bytes, NULL))
        end = (uint64_t)length.Length.QuadPart;
    for (DWORD i = 0; i < layout->PartitionCount; i++) {
        uint64_t other = (uint64_t)layout->PartitionEntry[i].StartingOffset.QuadPart;

        if (is_used(drive, &layout->PartitionEntry[i]) && other > start && other < end)
            end = other;
    }
    return end;
}

/** The file system follows the partition, when it is the one of C:. */
static bool extend_volume(uint64_t offset, uint64_t length)
{
    HANDLE volume = CreateFileW(L"\\\\.\\C:", GENERIC_READ | GENERIC_WRITE,
        FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    VOLUME_DISK_EXTENTS extents = { 0 };
    LONGLONG sectors = (LONGLONG)(length / 512);
    DWORD bytes;
    bool done = true;

    if (volume == INVALID_HANDLE_VALUE)
        return false;
    if (!DeviceIoControl(volume, IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS, NULL, 0, &extents,
            sizeof extents, &bytes, NULL))
        done = false;
    else if ((uint64_t)extents.Extents[0].StartingOffset.QuadPart == offset)
        done = DeviceIoControl(
            volume, FSCTL_EXTEND_VOLUME, &sectors, sizeof sectors, NULL, 0, &bytes, NULL);
    (void)CloseHandle(volume);
    return done;
}

bool drive_extend(struct drive *drive, PARTITION_INFORMATION_EX *partition)
{
    uint64_t offset = (uint64_t)partition->StartingOffset.QuadPart;
    uint64_t length = (uint64_t)partition->PartitionLength.QuadPart;
    uint64_t wanted = space_end(drive, partition) / mebibyte * mebibyte - offset;
    DISK_GROW_PARTITION grow = { 0 };
    DWORD bytes;

    if (offset + wanted < offset + length + mebibyte) {
        SetLastError(ERROR_DISK_FULL);
        return false;
    }
    grow.PartitionNumber = partition->PartitionNumber;
    grow.BytesToGrow.QuadPart = (LONGLONG)(wanted - length);
    if (!DeviceIoControl(
            drive->handle, IOCTL_DISK_GROW_PARTITION, &grow, sizeof grow, NULL, 0, &bytes, NULL))
        return false;
    standin_point("resize", "half");
    return extend_volume(offset, wanted) && read_layout(drive);
}

bool drive_extend_file_system(const PARTITION_INFORMATION_EX *partition)
{
    return extend_volume((uint64_t)partition->StartingOffset.QuadPart,
        (uint64_t)partition->PartitionLength.QuadPart);
}

/** The file system gives its end up first. */
static bool shrink_volume(uint64_t length)
{
    HANDLE volume = CreateFileW(L"\\\\.\\C:", GENERIC_READ | GENERIC_WRITE,
        FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    SHRINK_VOLUME_INFORMATION prepare = { .ShrinkRequestType = ShrinkPrepare,
        .NewNumberOfSectors = (LONGLONG)(length / 512) };
    SHRINK_VOLUME_INFORMATION commit = { .ShrinkRequestType = ShrinkCommit };
    DWORD bytes;
    bool done;

    if (volume == INVALID_HANDLE_VALUE)
        return false;
    done =
        DeviceIoControl(
            volume, FSCTL_SHRINK_VOLUME, &prepare, sizeof prepare, NULL, 0, &bytes, NULL) &&
        DeviceIoControl(volume, FSCTL_SHRINK_VOLUME, &commit, sizeof commit, NULL, 0, &bytes, NULL);
    (void)CloseHandle(volume);
    return done;
}

bool drive_shrink(struct drive *drive, PARTITION_INFORMATION_EX *partition, uint64_t less)
{
    uint64_t length = (uint64_t)partition->PartitionLength.QuadPart;
    DISK_GROW_PARTITION grow = { .PartitionNumber = partition->PartitionNumber,
        .BytesToGrow.QuadPart = -(LONGLONG)less };
    DWORD bytes;

    if (less == 0 || less >= length) {
        SetLastError(ERROR_INVALID_PARAMETER);
        return false;
    }
    return shrink_volume(length - less) &&
           DeviceIoControl(drive->handle, IOCTL_DISK_GROW_PARTITION, &grow, sizeof grow, NULL, 0,
               &bytes, NULL) &&
           read_layout(drive);
}
