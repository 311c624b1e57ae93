/* SPDX-License-Identifier: MIT */
/*
 * virtdisk.c - virtdisk.dll of the lab guest: in which file the system disk lies, as Windows sees it.
 *
 * Source:
 * learn.microsoft.com/windows/win32/api/virtdisk/nf-virtdisk-getstoragedependencyinformation and
 * .../ns-virtdisk-storage_dependency_info_type_2
 */
#include "standin.h"

#include <virtdisk.h>

#define NAME "virtdisk"

enum { PATH_SIZE = 512 };

static const DWORD not_virtual_disk = 0xC03A0015; /* ERROR_VIRTDISK_NOT_VIRTUAL_DISK */

/* VIRTUAL_STORAGE_TYPE_VENDOR_MICROSOFT */
static const GUID microsoft = { 0xec984aec, 0xa0f9, 0x47e9,
    { 0x90, 0x1f, 0x71, 0x41, 0x5a, 0x66, 0x34, 0x5b } };

/* Puts a text behind the others and moves on. */
static wchar_t *put(wchar_t **room, const wchar_t *text)
{
    wchar_t *at = *room;

    memcpy(at, text, (wcslen(text) + 1) * sizeof *text);
    *room += wcslen(text) + 1;
    return at;
}

static const wchar_t device[] = L"\\\\.\\PhysicalDrive0";
static const wchar_t host_volume[] = L"\\\\?\\Volume{6f1b1c8e-8d0a-4f54-9d63-6a2f6b4f1c11}\\";
static const wchar_t own_volume[] = L"\\\\?\\Volume{2c8c5a53-6f1e-4a0e-8b4f-0d2d5f3f7c22}\\";

/* virtdisk.def gives it its real name: under that one the header has it as another DLL's. */
DWORD WINAPI LabGetStorageDependency(HANDLE object, GET_STORAGE_DEPENDENCY_FLAG flags, ULONG size,
    PSTORAGE_DEPENDENCY_INFO info, PULONG used);

DWORD WINAPI LabGetStorageDependency(HANDLE object, GET_STORAGE_DEPENDENCY_FLAG flags, ULONG size,
    PSTORAGE_DEPENDENCY_INFO info, PULONG used)
{
    uint32_t code = standin_number(NAME, L"Code", 0);
    wchar_t path[PATH_SIZE];
    size_t wanted;

    standin_announce(NAME, "virtual disks");
    standin_text(NAME, L"BackingPath", path, PATH_SIZE);
    standin_log(NAME, "GetStorageDependencyInformation: flags %lu, 0x%08lx, '%ls'",
        (unsigned long)flags, (unsigned long)code, path);
    if (!object || object == INVALID_HANDLE_VALUE)
        return ERROR_INVALID_HANDLE;
    if (!info || size < sizeof info->Version + sizeof info->NumberEntries ||
        info->Version != STORAGE_DEPENDENCY_INFO_VERSION_2)
        return ERROR_INVALID_PARAMETER;
    if (code != 0)
        return code;
    if (path[0] == L'\0')
        return not_virtual_disk;

    wanted = offsetof(STORAGE_DEPENDENCY_INFO, Version2Entries) +
             sizeof(STORAGE_DEPENDENCY_INFO_TYPE_2) + sizeof device + sizeof host_volume +
             sizeof own_volume + (wcslen(path) + 1) * sizeof *path;
    if (used)
        *used = (ULONG)wanted;
    if (size < wanted)
        return ERROR_INSUFFICIENT_BUFFER;

    STORAGE_DEPENDENCY_INFO_TYPE_2 *entry = info->Version2Entries;
    wchar_t *room = (wchar_t *)(void *)(entry + 1);

    info->NumberEntries = 1;
    memset(entry, 0, sizeof *entry);
    entry->VirtualStorageType.DeviceId = VIRTUAL_STORAGE_TYPE_DEVICE_VHDX;
    entry->VirtualStorageType.VendorId = microsoft;
    entry->AncestorLevel = 1;
    entry->DependencyDeviceName = put(&room, device);
    entry->HostVolumeName = put(&room, host_volume);
    entry->DependentVolumeName = put(&room, own_volume);
    entry->DependentVolumeRelativePath = put(&room, path);
    return ERROR_SUCCESS;
}
