/* SPDX-License-Identifier: MIT */
/*
 * guest_files.c - reads the guest's files: while others write to them, and never more than asked.
 *
 * Source: learn.microsoft.com/windows/win32/api/userenv/nf-userenv-getallusersprofiledirectoryw
 * Source: learn.microsoft.com/windows/win32/api/sysinfoapi/nf-sysinfoapi-getsystemwindowsdirectoryw
 */
#include "win/win.h"

#define PROFILE_LIST "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList"

/* Reads until the end of the file, which may have moved since its size was asked. */
static bool read_rest(HANDLE file, const char *path, size_t limit_bytes, size_t capacity,
    struct bytes *bytes, struct err *err)
{
    AUTO(bytes) content = { .data = malloc(capacity + 1) };

    while (content.data) {
        DWORD got = 0;
        size_t room = capacity - content.len;

        if (room == 0) {
            uint8_t *larger = realloc(content.data, capacity * 2 + 1);

            if (!larger)
                break;
            content.data = larger;
            capacity *= 2;
            continue;
        }
        if (!ReadFile(file, content.data + content.len, room < MAXDWORD ? (DWORD)room : MAXDWORD,
                &got, NULL))
            return win_err(err, GetLastError(), "cannot read '%s'", path);
        content.len += got;
        if (content.len > limit_bytes)
            return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "cannot read '%s': larger than %zu bytes",
                path, limit_bytes);
        if (got == 0) {
            content.data[content.len] = '\0';
            *bytes = content;
            content = (struct bytes){ 0 };
            return true;
        }
    }
    return err_nomem(err);
}

bool win_handle_read(
    HANDLE file, const char *path, size_t limit_bytes, struct bytes *bytes, struct err *err)
{
    LARGE_INTEGER size;

    if (!GetFileSizeEx(file, &size))
        return win_err(err, GetLastError(), "cannot tell the size of '%s'", path);
    if ((uint64_t)size.QuadPart > limit_bytes)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "cannot read '%s': larger than %zu bytes",
            path, limit_bytes);
    /* one more than the file has, so that its end is met without growing */
    return read_rest(file, path, limit_bytes, (size_t)size.QuadPart + 1, bytes, err);
}

bool win_file_read(
    const char *path, size_t limit_bytes, enum found *found, struct bytes *bytes, struct err *err)
{
    AUTO_FREE wchar_t *wide = NULL;
    AUTO(win_handle) file = { 0 };
    DWORD code;

    if (!win_widen(path, &wide, err))
        return err_wrap(err, "cannot read '%s'", path);

    file.handle =
        CreateFileW(wide, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
            NULL, OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN, NULL);
    if (!win_handle_is_open(&file)) {
        code = GetLastError();
        if (!win_is_absent(code))
            return win_err(err, code, "cannot read '%s'", path);
        *found = ABSENT;
        return true;
    }
    if (!win_handle_read(file.handle, path, limit_bytes, bytes, err))
        return false;
    *found = FOUND;
    return true;
}

bool win_guest_file_read(void *state, const char *path, size_t limit_bytes, enum found *found,
    struct bytes *bytes, struct err *err)
{
    (void)state;
    return win_file_read(path, limit_bytes, found, bytes, err);
}

bool win_file_stat(
    void *state, const char *path, enum found *found, struct guest_file *file, struct err *err)
{
    AUTO_FREE wchar_t *wide = NULL;
    WIN32_FILE_ATTRIBUTE_DATA about;
    DWORD code;

    (void)state;
    if (!win_widen(path, &wide, err))
        return err_wrap(err, "cannot look at '%s'", path);

    if (!GetFileAttributesExW(wide, GetFileExInfoStandard, &about)) {
        code = GetLastError();
        if (!win_is_absent(code))
            return win_err(err, code, "cannot look at '%s'", path);
        *found = ABSENT;
        return true;
    }
    file->size_bytes = (uint64_t)about.nFileSizeHigh << 32 | about.nFileSizeLow;
    file->attributes = about.dwFileAttributes;
    *found = FOUND;
    return true;
}

/* The value behind that call, which the shell reads as well. Of the names that it may hold the one
 * is taken that Windows itself puts there; its worth is not asked of the environment, which a user
 * can set. */
static bool append_stored_program_data(void *state, struct text *path, struct err *err)
{
    static const char name[] = "%SystemDrive%";
    AUTO(text) stored = { 0 };
    const char *value;
    enum found found = ABSENT;
    wchar_t windows[MAX_PATH];
    UINT count = GetSystemWindowsDirectoryW(windows, COUNT_OF(windows));

    if (!win_reg_read_text(state, PROFILE_LIST, "ProgramData", &found, &stored, err))
        return false;
    value = text_string(&stored);
    if (text_starts_same(value, name)) {
        if (count < 2 || count >= COUNT_OF(windows) || windows[1] != L':')
            return err_set(
                err, ERR_AGENT, ERR_UNSUPPORTED, "Windows does not lie on a drive with a letter");
        if (!win_append(path, windows, 2, err))
            return false;
        value += strlen(name);
    }
    if (found == ABSENT || strchr(value, '%') || !strchr(value, '\\'))
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "cannot tell where ProgramData is: '%s'",
            text_shown(value));
    text_append(path, "%s", value);
    return text_ok(path, err);
}

static bool append_program_data(void *state, struct text *path, struct err *err)
{
    AUTO(win_profiles) profiles = { 0 };
    struct err ignored = { 0 }; /* the registry is asked then, and its error is told */
    wchar_t wide[MAX_PATH];
    DWORD count = COUNT_OF(wide);

    if (win_profiles_open(&profiles, &ignored) &&
        profiles.get_all_users_profile_directory(wide, &count))
        return win_append(path, wide, wcsnlen(wide, COUNT_OF(wide)), err);
    return append_stored_program_data(state, path, err);
}

bool win_folder(void *state, enum guest_folder which, struct text *path, struct err *err)
{
    wchar_t wide[MAX_PATH]; /* these two never answer more */
    UINT count = 0;

    switch (which) {
    case GUEST_WINDOWS:
        count = GetSystemWindowsDirectoryW(wide, COUNT_OF(wide));
        break;
    case GUEST_SYSTEM:
        count = GetSystemDirectoryW(wide, COUNT_OF(wide));
        break;
    case GUEST_PROGRAM_DATA:
        return append_program_data(state, path, err);
    }
    if (count == 0)
        return win_err(err, GetLastError(), "cannot tell where Windows is");
    if (count >= COUNT_OF(wide))
        return win_err(err, ERROR_INSUFFICIENT_BUFFER, "cannot tell where Windows is");
    return win_append(path, wide, count, err);
}
