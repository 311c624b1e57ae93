/* SPDX-License-Identifier: MIT */
/*
 * cut.c - a disk that loses power at a given write: nothing of it, its first bytes or all of it are
 * on the disk, and whoever asked for it never hears of it.
 */
#include "labdisk.h"

enum {
    CUT_DROPS = 0, /* values of CutHow */
    CUT_TEARS = 1,
    TORN_LEAST = 40, /* bytes of a torn write: less than a header of a GPT, ... */
    TORN_PART = 64,  /* ... or this part of it: less than the entries that are in use */
};

size_t labdisk_cut(const struct labdisk *labdisk, size_t len, bool *ends)
{
    ULONG left = labdisk_number(labdisk, L"CutAtWrite", 0);
    ULONG how;

    if (left == 0)
        return len;
    labdisk_set_number(labdisk, L"CutAtWrite", left - 1);
    if (left > 1)
        return len;
    *ends = true;
    how = labdisk_number(labdisk, L"CutHow", CUT_DROPS);
    labdisk_log("the power fails at a write of %lu bytes, how %lu", (ULONG)len, how);
    if (how == CUT_DROPS)
        return 0;
    if (how != CUT_TEARS)
        return len;
    return len / TORN_PART > TORN_LEAST ? len / TORN_PART : TORN_LEAST;
}

void labdisk_end(void)
{
    static const wchar_t sign[] = L"\\??\\C:\\LabGuest\\power-cut";
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING name;
    IO_STATUS_BLOCK done = { 0 };
    LARGE_INTEGER long_enough = { .QuadPart = -600LL * 10 * 1000 * 1000 };
    HANDLE file;

    RtlInitUnicodeString(&name, sign);
    InitializeObjectAttributes(
        &attributes, &name, OBJ_KERNEL_HANDLE | OBJ_CASE_INSENSITIVE, NULL, NULL);
    if (NT_SUCCESS(ZwCreateFile(&file, FILE_APPEND_DATA | SYNCHRONIZE, &attributes, &done, NULL,
            FILE_ATTRIBUTE_NORMAL, FILE_SHARE_READ, FILE_OPEN_IF, FILE_SYNCHRONOUS_IO_NONALERT,
            NULL, 0)))
        (void)ZwClose(file);
    for (;;)
        (void)KeDelayExecutionThread(KernelMode, FALSE, &long_enough);
}
