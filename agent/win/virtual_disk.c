/* SPDX-License-Identifier: MIT */
/*
 * virtual_disk.c - the file that a disk lies in, where this Windows itself has mounted it. Of the
 * files of a host that runs it as a virtual machine it knows nothing.
 *
 * Source: learn.microsoft.com/windows/win32/api/virtdisk/nf-virtdisk-getstoragedependencyinformation
 * Source: learn.microsoft.com/windows/win32/api/virtdisk/ns-virtdisk-storage_dependency_info_type_2
 * Source: learn.microsoft.com/windows/win32/api/winbase/nf-winbase-isnativevhdboot
 */
#include "win/disk.h"
#include "win/win.h"

#include <stddef.h>
#include <virtdisk.h>

enum {
    FIRST_BYTES = 4096,        /* one entry and its four paths */
    BYTES_LIMIT = 1024 * 1024, /* a chain of disks that ever anybody made is far shorter */
};

#define NOT_A_VIRTUAL_DISK 0xC03A0015UL /* ERROR_VIRTDISK_NOT_VIRTUAL_DISK */

/* Asks with ever more room; the caller frees *info. @param found  ABSENT: it lies in no file */
static bool read_dependency(const struct win_virtdisk *virtdisk, HANDLE disk, enum found *found,
    STORAGE_DEPENDENCY_INFO **info, struct err *err)
{
    ULONG room = FIRST_BYTES;

    for (;;) {
        AUTO_FREE STORAGE_DEPENDENCY_INFO *read = calloc(1, room);
        ULONG used = 0;
        DWORD code;

        if (!read)
            return err_nomem(err);
        read->Version = STORAGE_DEPENDENCY_INFO_VERSION_2;
        code = virtdisk->get_storage_dependency(disk,
            GET_STORAGE_DEPENDENCY_FLAG_HOST_VOLUMES | GET_STORAGE_DEPENDENCY_FLAG_DISK_HANDLE,
            room, read, &used);
        if (code == ERROR_SUCCESS || code == NOT_A_VIRTUAL_DISK) {
            *found = code == ERROR_SUCCESS && read->NumberEntries > 0 ? FOUND : ABSENT;
            *info = TAKE(read);
            return true;
        }
        if (code != ERROR_INSUFFICIENT_BUFFER)
            return win_err(err, code, "cannot tell in which file the disk lies");
        if (used <= room || used > BYTES_LIMIT)
            return err_set(err, ERR_AGENT, ERR_TOO_LARGE,
                "cannot tell in which file the disk lies: %lu bytes do", used);
        room = used;
    }
}

/* The file itself, not those that it is a difference to: they are further up. */
static const STORAGE_DEPENDENCY_INFO_TYPE_2 *nearest(const STORAGE_DEPENDENCY_INFO *info)
{
    const STORAGE_DEPENDENCY_INFO_TYPE_2 *entries = info->Version2Entries;
    const STORAGE_DEPENDENCY_INFO_TYPE_2 *best = &entries[0];

    for (ULONG i = 1; i < info->NumberEntries; i++)
        if (entries[i].AncestorLevel < best->AncestorLevel)
            best = &entries[i];
    return best;
}

static bool copy_path(
    const STORAGE_DEPENDENCY_INFO *info, struct guest_backing *backing, struct err *err)
{
    const wchar_t *path = nearest(info)->DependentVolumeRelativePath;
    AUTO(text) narrow = { 0 };

    if (path && !win_append(&narrow, path, wcslen(path), err))
        return err_wrap(err, "the file that the disk lies in");
    if (narrow.len >= sizeof backing->path)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE,
            "the file that the disk lies in: a path of %zu bytes", narrow.len);
    memcpy(backing->path, text_string(&narrow), narrow.len + 1);
    return true;
}

static bool read_native_boot(
    const struct win_optional *optional, bool *is_native_boot, struct err *err)
{
    BOOL native = FALSE;

    if (!optional->is_native_vhd_boot)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "IsNativeVhdBoot is not there");
    if (!optional->is_native_vhd_boot(&native))
        return win_err(err, GetLastError(), "cannot tell whether Windows was started from a file");
    *is_native_boot = native;
    return true;
}

bool win_disk_backing(void *state, uint32_t disk_number, enum found *found,
    struct guest_backing *backing, struct err *err)
{
    AUTO(win_virtdisk) virtdisk = { 0 };
    AUTO(win_handle) disk = { 0 };
    AUTO_FREE STORAGE_DEPENDENCY_INFO *info = NULL;
    struct guest_backing read = { 0 };
    enum found is_there = ABSENT;

    if (!win_virtdisk_open(&virtdisk, err) ||
        !win_disk_open(disk_number, GENERIC_READ, &disk, err) ||
        !read_dependency(&virtdisk, disk.handle, &is_there, &info, err))
        return false;
    if (is_there == FOUND) {
        if (!copy_path(info, &read, err) ||
            !read_native_boot(&((struct win_guest *)state)->optional, &read.is_native_boot, err))
            return false;
        *backing = read;
    }
    *found = is_there;
    return true;
}
