/* SPDX-License-Identifier: MIT */
/*
 * drives.c - every drive letter: what kind of drive is behind it, and which file system.
 *
 * Drives of other machines are not asked for theirs: they may not answer for minutes.
 *
 * Source: learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-getlogicaldrives
 * Source: learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-getdrivetypew
 * Source: learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-getvolumeinformationw
 * Source: learn.microsoft.com/windows/win32/api/errhandlingapi/nf-errhandlingapi-setthreaderrormode
 */
#include "win/win.h"

#define LOCKED_VOLUME 0x80310000UL /* FVE_E_LOCKED_VOLUME: encrypted, and nobody gave the key */

/* What a drive says that has no file system to be read at the moment. */
static bool has_no_medium(DWORD code)
{
    static const DWORD codes[] = { ERROR_NOT_READY, ERROR_UNRECOGNIZED_VOLUME,
        ERROR_NO_MEDIA_IN_DRIVE, ERROR_UNRECOGNIZED_MEDIA, ERROR_MEDIA_CHANGED, LOCKED_VOLUME };

    for (size_t i = 0; i < COUNT_OF(codes); i++)
        if (codes[i] == code)
            return true;
    return win_is_absent(code); /* the drive itself has gone */
}

static bool add_volume(struct json *row, const wchar_t *root, UINT type, struct err *err)
{
    wchar_t label[MAX_PATH + 1] = L"";
    wchar_t file_system[MAX_PATH + 1] = L"";
    bool is_asked = type == DRIVE_FIXED || type == DRIVE_REMOVABLE || type == DRIVE_CDROM;

    if (is_asked && !GetVolumeInformationW(root, label, COUNT_OF(label), NULL, NULL, NULL,
                        file_system, COUNT_OF(file_system))) {
        DWORD code = GetLastError();

        if (!has_no_medium(code))
            return win_err(err, code, "cannot tell what is on '%ls'", root);
        label[0] = file_system[0] = L'\0';
    }
    return win_row_text(row, "label", label, wcsnlen(label, COUNT_OF(label)), err) &&
           win_row_text(
               row, "file_system", file_system, wcsnlen(file_system, COUNT_OF(file_system)), err);
}

static bool add_drives(struct json_value *rows, DWORD letters, struct err *err)
{
    for (wchar_t letter = L'A'; letters; letter++, letters >>= 1) {
        const wchar_t root[] = { letter, L':', L'\\', L'\0' };
        struct json *row = NULL;
        UINT type;

        if (!(letters & 1))
            continue;
        type = GetDriveTypeW(root);
        if (!win_rows_add(rows, &row, err) || !win_row_text(row, "root", root, wcslen(root), err) ||
            !win_row_number(row, "type", type, err) || !add_volume(row, root, type, err))
            return false;
    }
    return true;
}

bool win_list_drives(struct json **rows, struct err *err)
{
    AUTO(json_value) made = { 0 };
    DWORD letters = GetLogicalDrives();
    DWORD before = 0;
    bool added;

    if (letters == 0)
        return win_err(err, GetLastError(), "cannot tell the drive letters");
    if (!win_rows_new(&made, err))
        return false;

    /* An empty drive is an answer, not a question to whoever sits in front of the screen. */
    if (!SetThreadErrorMode(SEM_FAILCRITICALERRORS, &before))
        return win_err(err, GetLastError(), "cannot keep Windows from asking for a medium");
    added = add_drives(&made, letters, err);
    (void)SetThreadErrorMode(before, NULL); /* it fails for an unknown mode only */
    if (!added)
        return false;
    *rows = win_rows_take(&made);
    return true;
}
