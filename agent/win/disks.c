/* SPDX-License-Identifier: MIT */
/*
 * disks.c - every physical disk with its size, its sectors and what it is connected to; opened
 * without access, which needs no rights and wakes no filter.
 *
 * Windows gives numbers from zero on and gives one away again when a disk has gone, so there may be
 * gaps. There is no list of them without a set of device interfaces.
 *
 * Source: learn.microsoft.com/windows/win32/api/winioctl/ni-winioctl-ioctl_storage_query_property
 * Source: learn.microsoft.com/windows/win32/api/winioctl/ns-winioctl-storage_device_descriptor
 * Source: learn.microsoft.com/windows/win32/api/winioctl, STORAGE_ACCESS_ALIGNMENT_DESCRIPTOR
 */
#include "win/disk.h"
#include "win/win.h"

#include <stddef.h>
#include <winioctl.h>

enum {
    NUMBER_LIMIT = 64,
    GAP_LIMIT = 8,           /* so many numbers in a row without a disk: there are no more */
    DESCRIPTOR_BYTES = 1024, /* the structure and four names of some tens of characters */
};

/* What the driver tells about itself. */
union descriptor {
    STORAGE_DEVICE_DESCRIPTOR device;
    char bytes[DESCRIPTOR_BYTES];
};

static bool query(HANDLE disk, STORAGE_PROPERTY_ID id, void *answer, DWORD room, DWORD *used)
{
    STORAGE_PROPERTY_QUERY wanted = { .PropertyId = id, .QueryType = PropertyStandardQuery };

    return DeviceIoControl(
        disk, IOCTL_STORAGE_QUERY_PROPERTY, &wanted, sizeof wanted, answer, room, used, NULL);
}

/* A name of the descriptor, the blanks around it left out; 0 says that there is none. */
static void append_name(
    struct text *text, const union descriptor *descriptor, DWORD used, DWORD offset)
{
    const char *name = descriptor->bytes + offset;
    size_t len;

    if (offset == 0 || offset >= used)
        return;
    len = strnlen(name, used - offset);
    while (len > 0 && *name == ' ') {
        name++;
        len--;
    }
    while (len > 0 && name[len - 1] == ' ')
        len--;
    if (len > 0 && text->len > 0)
        text_append_bytes(text, " ", 1);
    text_append_bytes(text, name, len);
}

static bool add_description(struct json *row, HANDLE disk, struct err *err)
{
    union descriptor descriptor = { 0 };
    const STORAGE_DEVICE_DESCRIPTOR *device = &descriptor.device;
    AUTO(text) model = { 0 };
    DWORD used = 0;

    if (!query(disk, StorageDeviceProperty, &descriptor, sizeof descriptor, &used))
        return win_err(err, GetLastError(), "cannot read its description");
    if (used < offsetof(STORAGE_DEVICE_DESCRIPTOR, RawDeviceProperties) || used > sizeof descriptor)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "a description of %lu bytes", used);
    append_name(&model, &descriptor, used, device->VendorIdOffset);
    append_name(&model, &descriptor, used, device->ProductIdOffset);
    if (!text_ok(&model, err))
        return false;
    /* The standards say ASCII; a device may say anything. */
    if (!text_is_utf8(text_string(&model), model.len))
        text_clear(&model);
    return win_row_number(row, "bus", (uint64_t)device->BusType, err) &&
           win_row_number(row, "removable", device->RemovableMedia ? 1 : 0, err) &&
           (json_add_string(row, "model", text_string(&model)) || err_nomem(err));
}

/* Not every driver tells: then it is 0. */
static bool add_physical_sector(struct json *row, HANDLE disk, struct err *err)
{
    STORAGE_ACCESS_ALIGNMENT_DESCRIPTOR alignment = { 0 };
    DWORD used = 0;

    if (!query(disk, StorageAccessAlignmentProperty, &alignment, sizeof alignment, &used) ||
        used < sizeof alignment)
        alignment.BytesPerPhysicalSector = 0;
    return win_row_number(row, "physical_sector_bytes", alignment.BytesPerPhysicalSector, err);
}

/* A card reader without a card is a disk of no size. */
static bool add_size(struct json *row, HANDLE disk, struct err *err)
{
    DISK_GEOMETRY_EX geometry = { 0 };
    DWORD used = 0;

    if (!DeviceIoControl(disk, IOCTL_DISK_GET_DRIVE_GEOMETRY_EX, NULL, 0, &geometry,
            sizeof geometry, &used, NULL)) {
        DWORD code = GetLastError();

        if (code != ERROR_NOT_READY && code != ERROR_NO_MEDIA_IN_DRIVE)
            return win_err(err, code, "cannot read its geometry");
        geometry = (DISK_GEOMETRY_EX){ 0 };
    }
    return win_row_number(row, "size_bytes", (uint64_t)geometry.DiskSize.QuadPart, err) &&
           win_row_number(row, "sector_bytes", geometry.Geometry.BytesPerSector, err);
}

static bool add_disk(struct json_value *rows, uint32_t number, HANDLE disk, struct err *err)
{
    struct json *row = NULL;

    return (win_rows_add(rows, &row, err) && win_row_number(row, "number", number, err) &&
               add_size(row, disk, err) && add_physical_sector(row, disk, err) &&
               add_description(row, disk, err)) ||
           err_wrap(err, "disk %u", number);
}

bool win_list_disks(struct json **rows, struct err *err)
{
    AUTO(json_value) made = { 0 };
    uint32_t gap = 0;

    if (!win_rows_new(&made, err))
        return false;
    for (uint32_t number = 0; number < NUMBER_LIMIT && gap < GAP_LIMIT; number++) {
        AUTO(win_handle) disk = { 0 };

        if (win_disk_open(number, 0, &disk, err)) {
            gap = 0;
            if (!add_disk(&made, number, disk.handle, err))
                return false;
        } else if (err->domain == ERR_WIN32 && win_is_absent(err->code)) {
            gap++;
        } else {
            return false;
        }
    }
    *rows = win_rows_take(&made);
    return true;
}
