/* SPDX-License-Identifier: MIT */
/*
 * folders.c - makes goldprep's own folder, and takes an existing one only when nobody else could
 * have prepared it: anybody may make folders in ProgramData before goldprep does.
 *
 * Source: learn.microsoft.com/windows/win32/fileio/reparse-points-and-file-operations
 * Source: learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-removedirectoryw (of a link: the
 *         link itself)
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

/** An open listing. Zeroed is none. */
struct search {
    HANDLE handle;
};

static void search_done(struct search *search)
{
    if (search->handle && search->handle != INVALID_HANDLE_VALUE)
        (void)FindClose(search->handle);
    search->handle = NULL;
}

/* Which entries go. Zeroed: all. */
struct which {
    const char *last;        /* is left to the caller; NULL: none */
    const char *begin, *end; /* of the names of files; no folder goes then; NULL: any */
};

static bool remove_below(const char *folder, const struct which *which, struct err *err);

static bool remove_entry(const char *path, DWORD attributes, struct err *err)
{
    AUTO_FREE wchar_t *wide = NULL;
    bool is_folder = attributes & FILE_ATTRIBUTE_DIRECTORY;

    static const struct which all = { 0 };

    if (is_folder && !(attributes & FILE_ATTRIBUTE_REPARSE_POINT) && !remove_below(path, &all, err))
        return false;
    if (!win_widen(path, &wide, err))
        return false;
    if (attributes & FILE_ATTRIBUTE_READONLY)
        (void)SetFileAttributesW(wide, FILE_ATTRIBUTE_NORMAL); /* removing it says what fails */
    if (is_folder ? RemoveDirectoryW(wide) : DeleteFileW(wide))
        return true;
    DWORD code = GetLastError();

    return win_is_absent(code) || win_err(err, code, "cannot remove '%s'", path);
}

static bool is_dots(const wchar_t *name)
{
    return wcscmp(name, L".") == 0 || wcscmp(name, L"..") == 0;
}

static bool is_meant(const struct which *which, const WIN32_FIND_DATAW *found, const char *name)
{
    size_t begin_len = which->begin ? strlen(which->begin) : 0;

    if (which->last && text_same(name, which->last))
        return false;
    if (!which->begin)
        return true;
    return !(found->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) &&
           strlen(name) >= begin_len + strlen(which->end) &&
           strncmp(name, which->begin, begin_len) == 0 && text_ends_same(name, which->end);
}

static bool remove_found(
    const char *folder, const WIN32_FIND_DATAW *found, const struct which *which, struct err *err)
{
    AUTO_FREE char *name = NULL;
    AUTO(text) path = { 0 };

    if (is_dots(found->cFileName))
        return true;
    if (!win_narrow(found->cFileName, &name, err))
        return err_wrap(err, "a name in '%s'", folder);
    if (!is_meant(which, found, name))
        return true;
    file_join(&path, folder, name);
    return text_ok(&path, err) && remove_entry(text_string(&path), found->dwFileAttributes, err);
}

static bool remove_below(const char *folder, const struct which *which, struct err *err)
{
    AUTO(text) pattern = { 0 };
    AUTO_FREE wchar_t *wide = NULL;
    AUTO(search) search = { 0 };
    WIN32_FIND_DATAW found;
    DWORD code;

    file_join(&pattern, folder, "*");
    if (!text_ok(&pattern, err) || !win_widen(text_string(&pattern), &wide, err))
        return false;
    search.handle = FindFirstFileW(wide, &found);
    if (search.handle == INVALID_HANDLE_VALUE)
        return win_err(err, GetLastError(), "cannot list '%s'", folder);
    do {
        if (!remove_found(folder, &found, which, err))
            return false;
    } while (FindNextFileW(search.handle, &found));
    code = GetLastError();
    return code == ERROR_NO_MORE_FILES || win_err(err, code, "cannot list '%s'", folder);
}

bool file_remove_folder(const char *path, const char *last, struct err *err)
{
    const struct which which = { .last = last };
    AUTO_FREE wchar_t *wide = NULL;
    AUTO(text) left = { 0 };
    DWORD attributes, code;

    if (!win_widen(path, &wide, err))
        return err_wrap(err, "cannot remove '%s'", path);
    attributes = GetFileAttributesW(wide);
    if (attributes == INVALID_FILE_ATTRIBUTES) {
        code = GetLastError();
        return win_is_absent(code) || win_err(err, code, "cannot look at '%s'", path);
    }
    if ((attributes & (FILE_ATTRIBUTE_REPARSE_POINT | FILE_ATTRIBUTE_DIRECTORY)) !=
        FILE_ATTRIBUTE_DIRECTORY)
        return err_set(err, ERR_AGENT, ERR_REFUSED, "'%s' is no folder, or a link to one", path);
    if (!remove_below(path, &which, err))
        return false;
    if (last) {
        file_join(&left, path, last);
        if (!text_ok(&left, err) || !file_remove(text_string(&left), err))
            return false;
    }
    return RemoveDirectoryW(wide) || win_err(err, GetLastError(), "cannot remove '%s'", path);
}

bool file_remove_like(const char *folder, const char *begin, const char *end, struct err *err)
{
    const struct which which = { .begin = begin, .end = end };
    struct err why = { 0 };

    if (remove_below(folder, &which, &why) || (why.domain == ERR_WIN32 && win_is_absent(why.code)))
        return true;
    *err = why;
    return false;
}
