/* SPDX-License-Identifier: MIT */
/*
 * folders.c - makes goldprep's own folder, and takes an existing one only when nobody else could
 * have prepared it: anybody may make folders in ProgramData before goldprep does.
 *
 * Source: learn.microsoft.com/windows/win32/fileio/reparse-points-and-file-operations
 */
#include "base/file.h"
#include "win/security.h"
#include "win/win.h"

/* Is what stands there a real folder of administrators alone? */
static bool check_existing(const char *path, const wchar_t *wide, struct err *err)
{
    AUTO(win_handle) folder = { 0 };
    BY_HANDLE_FILE_INFORMATION about;
    DWORD by_name;

    folder.handle = CreateFileW(wide, READ_CONTROL | FILE_READ_ATTRIBUTES,
        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING,
        FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, NULL);
    if (!win_handle_is_open(&folder))
        return win_err(err, GetLastError(), "cannot look at the folder '%s'", path);
    if (!GetFileInformationByHandle(folder.handle, &about))
        return win_err(err, GetLastError(), "cannot tell what '%s' is", path);

    /* The name is asked as well as the handle: whichever shows a link is believed. */
    by_name = GetFileAttributesW(wide);
    if (by_name == INVALID_FILE_ATTRIBUTES)
        return win_err(err, GetLastError(), "cannot tell what '%s' is", path);
    if ((about.dwFileAttributes | by_name) & FILE_ATTRIBUTE_REPARSE_POINT)
        return err_set(err, ERR_AGENT, ERR_REFUSED, "'%s' leads elsewhere, it is a link", path);
    if (!(about.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY))
        return err_set(err, ERR_AGENT, ERR_REFUSED, "'%s' is not a folder", path);
    return win_check_private(path, folder.handle, err);
}

bool file_check_private_folder(const char *path, enum found *found, struct err *err)
{
    AUTO_FREE wchar_t *wide = NULL;
    DWORD code;

    if (!win_widen(path, &wide, err))
        return err_wrap(err, "cannot look at the folder '%s'", path);
    if (GetFileAttributesW(wide) == INVALID_FILE_ATTRIBUTES) {
        code = GetLastError();
        if (!win_is_absent(code))
            return win_err(err, code, "cannot tell what '%s' is", path);
        *found = ABSENT;
        return true;
    }
    if (!check_existing(path, wide, err))
        return false;
    *found = FOUND;
    return true;
}

bool file_make_private_folder(const char *path, struct err *err)
{
    AUTO_FREE wchar_t *wide = NULL;
    AUTO(win_local) descriptor = { 0 };
    SECURITY_ATTRIBUTES attributes;
    DWORD code;

    if (!win_widen(path, &wide, err) || !win_private_attributes(&descriptor, &attributes, err))
        return err_wrap(err, "cannot make the folder '%s'", path);
    if (!attributes.lpSecurityDescriptor)
        return err_set(err, ERR_AGENT, ERR_REFUSED,
            "cannot make the folder '%s': that takes an elevated administrator", path);

    if (CreateDirectoryW(wide, &attributes))
        return true;
    code = GetLastError();
    if (code != ERROR_ALREADY_EXISTS)
        return win_err(err, code, "cannot make the folder '%s'", path);
    return check_existing(path, wide, err);
}
