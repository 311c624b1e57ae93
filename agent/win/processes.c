/* SPDX-License-Identifier: MIT */
/*
 * processes.c - which programs are running.
 *
 * Source: learn.microsoft.com/windows/win32/toolhelp/taking-a-snapshot-and-viewing-processes
 */
#include "win/win.h"

#include <tlhelp32.h>

/* A snapshot being walked. Zeroed is none. */
struct walk {
    struct win_handle snapshot;
    PROCESSENTRY32W entry;
    bool begun;
};

static void walk_done(struct walk *walk)
{
    win_handle_done(&walk->snapshot);
}

static bool begin(struct walk *walk, struct err *err)
{
    walk->entry.dwSize = sizeof walk->entry;
    walk->snapshot.handle = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    return win_handle_is_open(&walk->snapshot) ||
           win_err(err, GetLastError(), "cannot list the processes");
}

/* @param found  ABSENT behind the last */
static bool next(struct walk *walk, enum found *found, struct err *err)
{
    BOOL more = walk->begun ? Process32NextW(walk->snapshot.handle, &walk->entry)
                            : Process32FirstW(walk->snapshot.handle, &walk->entry);
    DWORD code = more ? ERROR_SUCCESS : GetLastError();

    walk->begun = true;
    if (!more && code != ERROR_NO_MORE_FILES)
        return win_err(err, code, "cannot list the processes");
    *found = more ? FOUND : ABSENT;
    return true;
}

bool win_process_exists(void *state, const char *image, bool *exists, struct err *err)
{
    AUTO_FREE wchar_t *wide = NULL;
    AUTO(walk) walk = { 0 };

    (void)state;
    if (!win_widen(image, &wide, err))
        return err_wrap(err, "process '%s'", image);
    if (!begin(&walk, err))
        return false;
    for (;;) {
        enum found found = ABSENT;

        if (!next(&walk, &found, err))
            return false;
        if (found == ABSENT ||
            CompareStringOrdinal(walk.entry.szExeFile, -1, wide, -1, TRUE) == CSTR_EQUAL) {
            *exists = found == FOUND;
            return true;
        }
    }
}

bool win_list_processes(struct json **rows, struct err *err)
{
    AUTO(walk) walk = { 0 };
    AUTO(json_value) made = { 0 };

    if (!win_rows_new(&made, err) || !begin(&walk, err))
        return false;
    for (;;) {
        const wchar_t *image = walk.entry.szExeFile;
        struct json *row = NULL;
        enum found found = ABSENT;

        if (!next(&walk, &found, err))
            return false;
        if (found == ABSENT)
            break;
        if (!win_rows_add(&made, &row, err) ||
            !win_row_text(row, "image", image, wcsnlen(image, MAX_PATH), err) ||
            !win_row_number(row, "id", walk.entry.th32ProcessID, err))
            return false;
    }
    *rows = win_rows_take(&made);
    return true;
}
