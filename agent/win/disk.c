/* SPDX-License-Identifier: MIT */
/*
 * disk.c - asks disks and volumes by IOCTL, and never writes to one.
 *
 * Source: learn.microsoft.com/windows/win32/api/winioctl/ni-winioctl-ioctl_disk_get_drive_layout_ex
 * Source: learn.microsoft.com/windows/win32/api/winioctl, IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS
 * Source: learn.microsoft.com/windows/win32/api/winioctl/ni-winioctl-fsctl_get_ntfs_volume_data
 * Source: learn.microsoft.com/windows/win32/fileio/file-buffering (sector-aligned reads)
 */
#include "win/disk.h"

#include <stddef.h>
#include <winioctl.h>

enum {
    LAYOUT_FIRST_ENTRIES = 128,
    LAYOUT_SIZE_LIMIT = 1024 * 1024, /* bytes; GPT has 128 entries of 144 bytes, MBR chains less */
    READ_STEP_BYTES = 1024 * 1024,   /* of one ReadFile; a multiple of any sector size */
    DEVICE_PATH_SIZE = 32,           /* "\\.\PhysicalDrive4294967295" has 27 characters */
};

/* access 0 asks for no more than the device's description, which needs no privilege. */
static bool open_device(
    const wchar_t *path, DWORD access, struct win_handle *device, struct err *err)
{
    device->handle =
        CreateFileW(path, access, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    if (!win_handle_is_open(device))
        return win_err(err, GetLastError(), "cannot open '%ls'", path);
    return true;
}

static void drive_path(uint32_t disk_number, wchar_t path[DEVICE_PATH_SIZE])
{
    (void)swprintf(path, DEVICE_PATH_SIZE, L"\\\\.\\PhysicalDrive%u", disk_number);
}

bool win_disk_open(uint32_t number, DWORD access, struct win_handle *disk, struct err *err)
{
    wchar_t path[DEVICE_PATH_SIZE];

    drive_path(number, path);
    return open_device(path, access, disk, err);
}

/* The letter of the drive that holds Windows, as a volume's device path. */
static bool system_volume_path(wchar_t path[DEVICE_PATH_SIZE], struct err *err)
{
    static const wchar_t volume[] = L"\\\\.\\C:"; /* the letter is set below */
    wchar_t windows[MAX_PATH];
    UINT count = GetSystemWindowsDirectoryW(windows, COUNT_OF(windows));

    if (count == 0)
        return win_err(err, GetLastError(), "cannot tell where Windows is");
    if (count >= COUNT_OF(windows) || windows[1] != L':')
        return err_set(
            err, ERR_AGENT, ERR_UNSUPPORTED, "Windows does not lie on a drive with a letter");
    memcpy(path, volume, sizeof volume);
    path[4] = windows[0];
    return true;
}

/* Opened to be read where that is allowed, else only to be described: one handle for all questions.
 * @param readable  may the content be read, too? */
static bool open_best(
    const wchar_t *path, struct win_handle *device, bool *readable, struct err *err)
{
    struct err ignored; /* what may not be read is asked about all the same */

    *readable = open_device(path, GENERIC_READ, device, &ignored);
    return *readable || open_device(path, 0, device, err);
}

static bool read_extent(
    const struct win_handle *device, const wchar_t *path, DISK_EXTENT *extent, struct err *err)
{
    VOLUME_DISK_EXTENTS extents = { 0 };
    DWORD used = 0;
    DWORD code;

    if (!DeviceIoControl(device->handle, IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS, NULL, 0, &extents,
            sizeof extents, &used, NULL)) {
        code = GetLastError();
        if (code == ERROR_MORE_DATA)
            return err_set(err, ERR_AGENT, ERR_UNSUPPORTED,
                "the volume '%ls' is spread over several extents", path);
        return win_err(err, code, "cannot tell on which disk '%ls' is", path);
    }
    if (used < sizeof extents || extents.NumberOfDiskExtents != 1 ||
        extents.Extents[0].StartingOffset.QuadPart < 0 ||
        extents.Extents[0].ExtentLength.QuadPart <= 0)
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "the volume '%ls' says that it lies in %lu extents", path, extents.NumberOfDiskExtents);
    *extent = extents.Extents[0];
    return true;
}

/* Size and free space, where the file system is NTFS and lets itself be asked; else 0, which the
 * port knows as "not told". A handle without read access reaches the disk, not the file system. */
static void read_ntfs(const struct win_handle *device, struct guest_volume *volume)
{
    NTFS_VOLUME_DATA_BUFFER data = { 0 };
    DWORD used = 0;

    if (!DeviceIoControl(
            device->handle, FSCTL_GET_NTFS_VOLUME_DATA, NULL, 0, &data, sizeof data, &used, NULL) ||
        used < sizeof data || data.NumberSectors.QuadPart <= 0 || data.FreeClusters.QuadPart < 0)
        return;
    volume->size_bytes = (uint64_t)data.NumberSectors.QuadPart * data.BytesPerSector;
    volume->free_bytes = (uint64_t)data.FreeClusters.QuadPart * data.BytesPerCluster;
}

bool win_system_volume(void *state, struct guest_volume *volume, struct err *err)
{
    AUTO(win_handle) device = { 0 };
    wchar_t path[DEVICE_PATH_SIZE];
    DISK_EXTENT extent = { 0 };
    struct guest_volume read = { 0 };
    bool readable = false;

    (void)state;
    if (!system_volume_path(path, err) || !open_best(path, &device, &readable, err) ||
        !read_extent(&device, path, &extent, err))
        return false;
    read.disk_number = extent.DiskNumber;
    read.offset_bytes = (uint64_t)extent.StartingOffset.QuadPart;
    read.length_bytes = (uint64_t)extent.ExtentLength.QuadPart;
    if (readable)
        read_ntfs(&device, &read);
    *volume = read;
    return true;
}

/* Exact, but it takes read access, which takes an elevated administrator. */
static bool read_length(const struct win_handle *device, uint64_t *size_bytes)
{
    GET_LENGTH_INFORMATION length = { 0 };
    DWORD used = 0;

    if (!DeviceIoControl(device->handle, IOCTL_DISK_GET_LENGTH_INFO, NULL, 0, &length,
            sizeof length, &used, NULL) ||
        used < sizeof length || length.Length.QuadPart <= 0)
        return false;
    *size_bytes = (uint64_t)length.Length.QuadPart;
    return true;
}

bool win_disk(void *state, uint32_t disk_number, struct guest_disk *disk, struct err *err)
{
    AUTO(win_handle) device = { 0 };
    wchar_t path[DEVICE_PATH_SIZE];
    DISK_GEOMETRY_EX geometry = { 0 };
    uint64_t size_bytes = 0;
    bool readable = false;
    DWORD used = 0;

    (void)state;
    drive_path(disk_number, path);
    if (!open_best(path, &device, &readable, err))
        return false;
    /* More may follow the part that is asked for here; a call that has only this says so. */
    if (!DeviceIoControl(device.handle, IOCTL_DISK_GET_DRIVE_GEOMETRY_EX, NULL, 0, &geometry,
            sizeof geometry, &used, NULL))
        return win_err(err, GetLastError(), "cannot read the geometry of disk %u", disk_number);
    if (used < offsetof(DISK_GEOMETRY_EX, Data) || geometry.DiskSize.QuadPart <= 0 ||
        geometry.Geometry.BytesPerSector == 0)
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "disk %u says that it has %lld bytes in sectors of %lu", disk_number,
            geometry.DiskSize.QuadPart, geometry.Geometry.BytesPerSector);

    /* else the geometry tells the size as well */
    if (!readable || !read_length(&device, &size_bytes))
        size_bytes = (uint64_t)geometry.DiskSize.QuadPart;
    *disk = (struct guest_disk){ size_bytes, geometry.Geometry.BytesPerSector };
    return true;
}

/* Asks with ever more room. */
bool win_disk_read_layout(
    HANDLE device, uint32_t disk_number, void **bytes, size_t *len, struct err *err)
{
    DWORD room = (DWORD)(offsetof(DRIVE_LAYOUT_INFORMATION_EX, PartitionEntry) +
                         LAYOUT_FIRST_ENTRIES * sizeof(PARTITION_INFORMATION_EX));

    for (; room <= LAYOUT_SIZE_LIMIT; room *= 2) {
        AUTO_FREE void *buffer = calloc(1, room);
        DWORD used = 0;
        DWORD code;

        if (!buffer)
            return err_nomem(err);
        if (DeviceIoControl(
                device, IOCTL_DISK_GET_DRIVE_LAYOUT_EX, NULL, 0, buffer, room, &used, NULL)) {
            *bytes = TAKE(buffer);
            *len = used;
            return true;
        }
        code = GetLastError();
        if (code != ERROR_INSUFFICIENT_BUFFER && code != ERROR_MORE_DATA)
            return win_err(err, code, "cannot read the layout of disk %u", disk_number);
    }
    return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "the layout of disk %u is over %d bytes",
        disk_number, LAYOUT_SIZE_LIMIT);
}

bool win_disk_layout(void *state, uint32_t disk_number, struct disk_layout *layout, struct err *err)
{
    AUTO(win_handle) device = { 0 };
    AUTO_FREE void *bytes = NULL;
    size_t len = 0;

    (void)state;
    if (!win_disk_open(disk_number, 0, &device, err) ||
        !win_disk_read_layout(device.handle, disk_number, &bytes, &len, err))
        return false;
    return disk_layout_parse(bytes, len, layout, err) ||
           err_wrap(err, "the layout of disk %u", disk_number);
}

/* One read at a place. The offset goes with the call: a disk's handle keeps no position of its own
 * that everybody honours. */
static bool read_at(HANDLE device, uint32_t disk_number, uint64_t offset_bytes, void *buffer,
    DWORD len, struct err *err)
{
    OVERLAPPED place = { .Offset = (DWORD)offset_bytes, .OffsetHigh = (DWORD)(offset_bytes >> 32) };
    DWORD got = 0;

    if (!ReadFile(device, buffer, len, &got, &place))
        return win_err(err, GetLastError(), "cannot read disk %u at byte %llu", disk_number,
            (unsigned long long)offset_bytes);
    if (got != len)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "disk %u gave %lu bytes of %lu at byte %llu",
            disk_number, got, len, (unsigned long long)offset_bytes);
    return true;
}

bool win_disk_read(void *state, uint32_t disk_number, uint64_t offset_bytes, void *buffer,
    size_t len, struct err *err)
{
    AUTO(win_handle) device = { 0 };
    uint8_t *into = buffer;
    void *pages;
    bool done = true;

    (void)state;
    if (!win_disk_open(disk_number, GENERIC_READ, &device, err))
        return false;

    /* A disk wants aligned memory, and the caller's may not be; pages always are. */
    pages = VirtualAlloc(NULL, READ_STEP_BYTES, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
    if (!pages)
        return err_nomem(err);

    while (done && len > 0) {
        DWORD step = len < READ_STEP_BYTES ? (DWORD)len : READ_STEP_BYTES;

        done = read_at(device.handle, disk_number, offset_bytes, pages, step, err);
        if (done)
            memcpy(into, pages, step);
        into += step;
        offset_bytes += step;
        len -= step;
    }
    (void)VirtualFree(pages, 0, MEM_RELEASE); /* it fails for a bad address only */
    return done;
}
