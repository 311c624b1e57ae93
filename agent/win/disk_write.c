/* SPDX-License-Identifier: MIT */
/*
 * disk_write.c - the only writes to a disk past its file systems: into space that no partition uses,
 * and one entry more in its table.
 *
 * Windows itself lets a disk handle write only to sectors that are in no volume's extents, or in one
 * without a file system, or locked; here the table is asked as well, right before.
 *
 * Source: learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-writefile (writing to disks)
 * Source: learn.microsoft.com/windows/win32/api/winioctl/ni-winioctl-ioctl_disk_set_drive_layout_ex
 * Source: learn.microsoft.com/windows/win32/api/winioctl/ni-winioctl-ioctl_disk_update_properties
 * That Windows takes a layout with one entry more on the disk it runs from, whose other partitions
 * stay as they are: unverified on a real Windows.
 */
#include "win/disk.h"

#include "guest/disk_add.h"

#include <winioctl.h>

enum { WRITE_STEP_BYTES = 1024 * 1024 }; /* of one WriteFile; a multiple of any sector size */

static bool open_to_write(uint32_t disk_number, struct win_handle *device, struct err *err)
{
    return win_disk_open(disk_number, GENERIC_READ | GENERIC_WRITE, device, err);
}

/* The volume's own word counts besides the table's: nothing is written where Windows lies. */
static bool check_volume(
    uint32_t disk_number, uint64_t offset_bytes, uint64_t length_bytes, struct err *err)
{
    struct guest_volume volume = { 0 };

    if (!win_system_volume(NULL, &volume, err))
        return false;
    if (volume.disk_number == disk_number && volume.offset_bytes < offset_bytes + length_bytes &&
        offset_bytes < volume.offset_bytes + volume.length_bytes)
        return err_set(err, ERR_AGENT, ERR_REFUSED,
            "%llu bytes at byte %llu of disk %u are used by the volume of Windows",
            (unsigned long long)length_bytes, (unsigned long long)offset_bytes, disk_number);
    return true;
}

static bool check_unused(
    HANDLE device, uint32_t disk_number, uint64_t offset_bytes, size_t len, struct err *err)
{
    AUTO_FREE struct disk_layout *layout = calloc(1, sizeof *layout); /* large for a stack */
    AUTO_FREE void *bytes = NULL;
    size_t size = 0;

    if (!layout)
        return err_nomem(err);
    if (!win_disk_read_layout(device, disk_number, &bytes, &size, err) ||
        !disk_layout_parse(bytes, size, layout, err) ||
        !disk_is_unused(layout, offset_bytes, len, err) ||
        !check_volume(disk_number, offset_bytes, len, err))
        return err_wrap(err, "nothing is written to disk %u", disk_number);
    return true;
}

static bool write_at(HANDLE device, uint32_t disk_number, uint64_t offset_bytes, const void *buffer,
    DWORD len, struct err *err)
{
    OVERLAPPED place = { .Offset = (DWORD)offset_bytes, .OffsetHigh = (DWORD)(offset_bytes >> 32) };
    DWORD put = 0;

    if (!WriteFile(device, buffer, len, &put, &place))
        return win_err(err, GetLastError(), "cannot write to disk %u at byte %llu", disk_number,
            (unsigned long long)offset_bytes);
    if (put != len)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "disk %u took %lu bytes of %lu at byte %llu",
            disk_number, put, len, (unsigned long long)offset_bytes);
    return true;
}

bool win_disk_write_unused(void *state, uint32_t disk_number, uint64_t offset_bytes,
    const void *buffer, size_t len, struct err *err)
{
    AUTO(win_handle) device = { 0 };
    const uint8_t *from = buffer;
    void *pages;
    bool done = true;

    (void)state;
    if (!open_to_write(disk_number, &device, err) ||
        !check_unused(device.handle, disk_number, offset_bytes, len, err))
        return false;

    /* A disk wants aligned memory, and the caller's may not be; pages always are. */
    pages = VirtualAlloc(NULL, WRITE_STEP_BYTES, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
    if (!pages)
        return err_nomem(err);
    while (done && len > 0) {
        DWORD step = len < WRITE_STEP_BYTES ? (DWORD)len : WRITE_STEP_BYTES;

        memcpy(pages, from, step);
        done = write_at(device.handle, disk_number, offset_bytes, pages, step, err);
        from += step;
        offset_bytes += step;
        len -= step;
    }
    (void)VirtualFree(pages, 0, MEM_RELEASE); /* it fails for a bad address only */
    if (done && !FlushFileBuffers(device.handle))
        return win_err(err, GetLastError(), "cannot flush disk %u", disk_number);
    return done;
}

static bool set_layout(
    HANDLE device, uint32_t disk_number, const struct bytes *table, struct err *err)
{
    DWORD used = 0;

    if (!DeviceIoControl(device, IOCTL_DISK_SET_DRIVE_LAYOUT_EX, table->data, (DWORD)table->len,
            NULL, 0, &used, NULL))
        return win_err(err, GetLastError(), "cannot write the table of disk %u", disk_number);
    if (!DeviceIoControl(device, IOCTL_DISK_UPDATE_PROPERTIES, NULL, 0, NULL, 0, &used, NULL))
        return win_err(err, GetLastError(),
            "the table of disk %u is written, and Windows does not look at it anew", disk_number);
    return true;
}

bool win_partition_add(void *state, uint32_t disk_number, const struct disk_layout *expected,
    const struct disk_partition *partition, struct err *err)
{
    AUTO(win_handle) device = { 0 };
    AUTO_FREE struct disk_layout *layout = calloc(1, sizeof *layout); /* large for a stack */
    AUTO_FREE void *bytes = NULL;
    AUTO(bytes) table = { 0 };
    size_t len = 0;

    (void)state;
    if (!layout)
        return err_nomem(err);
    if (!open_to_write(disk_number, &device, err) ||
        !win_disk_read_layout(device.handle, disk_number, &bytes, &len, err) ||
        !disk_layout_parse(bytes, len, layout, err))
        return false;
    if (!disk_layout_equal(layout, expected))
        return err_set(
            err, ERR_AGENT, ERR_CHANGED, "the table of disk %u has changed meanwhile", disk_number);
    return check_volume(disk_number, partition->offset_bytes, partition->length_bytes, err) &&
           disk_layout_add(bytes, len, partition, &table, err) &&
           set_layout(device.handle, disk_number, &table, err);
}
