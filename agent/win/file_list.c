/* SPDX-License-Identifier: MIT */
/*
 * file_list.c - what a folder holds.
 *
 * Source: learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-findfirstfileexw
 */
#include "win/win.h"

static bool is_self_or_parent(const wchar_t *name)
{
    return name[0] == L'.' && (name[1] == L'\0' || (name[1] == L'.' && name[2] == L'\0'));
}

static bool add_row(struct json_value *rows, const WIN32_FIND_DATAW *data, struct err *err)
{
    uint64_t size_bytes = (uint64_t)data->nFileSizeHigh << 32 | data->nFileSizeLow;
    const wchar_t *name = data->cFileName;
    struct json *row = NULL;

    if (is_self_or_parent(name))
        return true;
    return win_rows_add(rows, &row, err) &&
           win_row_text(row, "name", name, wcsnlen(name, COUNT_OF(data->cFileName)), err) &&
           win_row_number(row, "attributes", data->dwFileAttributes, err) &&
           win_row_number(row, "size_bytes", size_bytes, err);
}

static bool add_rows(struct json_value *rows, HANDLE find, WIN32_FIND_DATAW *data, struct err *err)
{
    DWORD code;

    do {
        if (!add_row(rows, data, err))
            return false;
    } while (FindNextFileW(find, data));
    code = GetLastError();
    return code == ERROR_NO_MORE_FILES || win_err(err, code, "not all of it is told");
}

/* The root of an empty volume has not even the entry of itself. */
static bool is_folder(const char *folder, bool *yes, struct err *err)
{
    struct guest_file file = { 0 };
    enum found found = ABSENT;

    if (!win_file_stat(NULL, folder, &found, &file, err))
        return false;
    *yes = found == FOUND && file.attributes & FILE_ATTRIBUTE_DIRECTORY;
    return true;
}

bool win_file_list(
    void *state, const char *folder, enum found *found, struct json **rows, struct err *err)
{
    AUTO(text) pattern = { 0 };
    AUTO_FREE wchar_t *wide = NULL;
    AUTO(win_find) find = { 0 };
    AUTO(json_value) made = { 0 };
    WIN32_FIND_DATAW data;
    DWORD code = ERROR_SUCCESS;
    bool exists = true;

    (void)state;
    text_append(&pattern, "%s\\*", folder);
    if (!text_ok(&pattern, err) || !win_widen(text_string(&pattern), &wide, err) ||
        !win_rows_new(&made, err))
        return err_wrap(err, "cannot list '%s'", folder);

    find.handle = FindFirstFileExW(
        wide, FindExInfoBasic, &data, FindExSearchNameMatch, NULL, FIND_FIRST_EX_LARGE_FETCH);
    if (!win_find_is_open(&find))
        code = GetLastError();
    else if (!add_rows(&made, find.handle, &data, err))
        return err_wrap(err, "cannot list '%s'", folder);

    if (code == ERROR_FILE_NOT_FOUND && !is_folder(folder, &exists, err))
        return false;
    if (code == ERROR_PATH_NOT_FOUND)
        exists = false;
    else if (code != ERROR_SUCCESS && code != ERROR_FILE_NOT_FOUND)
        return win_err(err, code, "cannot list '%s'", folder);

    if (exists)
        *rows = win_rows_take(&made);
    *found = exists ? FOUND : ABSENT;
    return true;
}
