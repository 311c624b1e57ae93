/* SPDX-License-Identifier: MIT */
/*
 * files.c - goldprep's own files: written so that a power cut leaves the old or the new, locked by
 * handle, and never through a link that somebody planted.
 *
 * Source: learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-getfullpathnamew
 * Source: learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-flushfilebuffers
 * Source: learn.microsoft.com/windows/win32/api/winbase/nf-winbase-movefileexw
 * Source: learn.microsoft.com/windows-hardware/drivers/ddi/ntifs/nf-ntifs-ntflushbuffersfileex
 *         (flushing needs FILE_WRITE_DATA or FILE_APPEND_DATA, not the whole of GENERIC_WRITE)
 */
#include "base/file.h"
#include "win/security.h"
#include "win/win.h"

enum {
    WRITE_STEP_BYTES = 16 * 1024 * 1024, /* one WriteFile takes at most a DWORD's worth */
    MOVE_TRIES = 10,                     /* a scanner holds a file for a moment */
    MOVE_PAUSE_MS = 50,
};

/* Opens what goldprep writes to. A link is opened itself, and then refused. */
static bool open_own(const char *path, DWORD access, DWORD share, DWORD disposition,
    struct win_handle *file, struct err *err)
{
    AUTO_FREE wchar_t *wide = NULL;
    AUTO(win_local) descriptor = { 0 };
    AUTO(win_handle) opened = { 0 };
    SECURITY_ATTRIBUTES attributes;
    BY_HANDLE_FILE_INFORMATION about;

    if (!win_widen(path, &wide, err) || !win_private_attributes(&descriptor, &attributes, err))
        return err_wrap(err, "cannot open '%s'", path);

    opened.handle = CreateFileW(wide, access | FILE_READ_ATTRIBUTES, share, &attributes,
        disposition, FILE_ATTRIBUTE_NORMAL | FILE_FLAG_OPEN_REPARSE_POINT, NULL);
    if (!win_handle_is_open(&opened))
        return win_err(err, GetLastError(), "cannot open '%s'", path);
    if (!GetFileInformationByHandle(opened.handle, &about))
        return win_err(err, GetLastError(), "cannot tell what '%s' is", path);
    if (about.dwFileAttributes & (FILE_ATTRIBUTE_REPARSE_POINT | FILE_ATTRIBUTE_DIRECTORY))
        return err_set(err, ERR_AGENT, ERR_REFUSED, "'%s' is a link or a folder", path);

    file->handle = opened.handle;
    opened.handle = NULL;
    return true;
}

static bool write_all(HANDLE file, const char *path, const void *data, size_t len, struct err *err)
{
    const uint8_t *next = data;

    while (len > 0) {
        DWORD written = 0;
        DWORD step = len < WRITE_STEP_BYTES ? (DWORD)len : WRITE_STEP_BYTES;

        if (!WriteFile(file, next, step, &written, NULL))
            return win_err(err, GetLastError(), "cannot write '%s'", path);
        if (written == 0)
            return win_err(err, ERROR_WRITE_FAULT, "cannot write '%s'", path);
        next += written;
        len -= written;
    }
    if (!FlushFileBuffers(file))
        return win_err(err, GetLastError(), "cannot flush '%s' to the disk", path);
    return true;
}

bool file_read(
    const char *path, size_t limit_bytes, enum found *found, struct bytes *bytes, struct err *err)
{
    return win_file_read(path, limit_bytes, found, bytes, err);
}

bool file_read_own(
    const char *path, size_t limit_bytes, enum found *found, struct bytes *bytes, struct err *err)
{
    AUTO(win_handle) file = { 0 };
    struct err why = { 0 };
    bool opened = open_own(path, GENERIC_READ,
        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, OPEN_EXISTING, &file, &why);

    if (!opened && !(why.domain == ERR_WIN32 && win_is_absent(why.code))) {
        *err = why;
        return false;
    }
    if (opened && !win_handle_read(file.handle, path, limit_bytes, bytes, err))
        return false;
    *found = opened ? FOUND : ABSENT;
    return true;
}

bool file_look(const char *path, enum file_kind *kind, struct err *err)
{
    AUTO_FREE wchar_t *wide = NULL;
    DWORD attributes, code;

    if (!win_widen(path, &wide, err))
        return err_wrap(err, "cannot look at '%s'", path);
    attributes = GetFileAttributesW(wide);
    if (attributes == INVALID_FILE_ATTRIBUTES) {
        code = GetLastError();
        if (!win_is_absent(code))
            return win_err(err, code, "cannot look at '%s'", path);
        *kind = FILE_IS_NONE;
        return true;
    }
    *kind = attributes & FILE_ATTRIBUTE_DIRECTORY ? FILE_IS_FOLDER : FILE_IS_OTHER;
    return true;
}

/** What file_stream.handle points to. */
struct open_stream {
    struct win_handle file;
    HANDLE input; /* standard input, which is not ours to close */
};

void file_stream_done(struct file_stream *stream)
{
    struct open_stream *open_stream = stream->handle;

    if (open_stream)
        win_handle_done(&open_stream->file);
    free(open_stream);
    stream->handle = NULL;
}

static bool open_shared(
    const char *path, enum found *found, struct win_handle *file, struct err *err)
{
    AUTO_FREE wchar_t *wide = NULL;
    DWORD code;

    if (!win_widen(path, &wide, err))
        return err_wrap(err, "cannot read '%s'", path);
    file->handle =
        CreateFileW(wide, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
            NULL, OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN, NULL);
    *found = win_handle_is_open(file) ? FOUND : ABSENT;
    if (*found == FOUND)
        return true;
    code = GetLastError();
    return win_is_absent(code) || win_err(err, code, "cannot read '%s'", path);
}

bool file_read_end(const char *path, void *buffer, size_t len, enum found *found,
    uint64_t *size_bytes, struct err *err)
{
    AUTO(win_handle) file = { 0 };
    LARGE_INTEGER size;
    LARGE_INTEGER offset;
    DWORD got = 0;

    if (!open_shared(path, found, &file, err))
        return false;
    if (*found == ABSENT)
        return true;
    if (!GetFileSizeEx(file.handle, &size))
        return win_err(err, GetLastError(), "cannot read '%s'", path);
    *size_bytes = (uint64_t)size.QuadPart;
    if (*size_bytes < len)
        return true;
    offset.QuadPart = size.QuadPart - (LONGLONG)len;
    if (!SetFilePointerEx(file.handle, offset, NULL, FILE_BEGIN) ||
        !ReadFile(file.handle, buffer, (DWORD)len, &got, NULL))
        return win_err(err, GetLastError(), "cannot read the end of '%s'", path);
    return got == len || win_err(err, ERROR_HANDLE_EOF, "cannot read the end of '%s'", path);
}

bool file_stream_open(
    const char *path, enum found *found, struct file_stream *stream, struct err *err)
{
    AUTO(file_stream) made = { .handle = calloc(1, sizeof(struct open_stream)) };
    struct open_stream *open_stream = made.handle;

    if (!open_stream)
        return err_nomem(err);
    if (path) {
        if (!open_shared(path, found, &open_stream->file, err))
            return false;
        if (*found == ABSENT)
            return true;
    } else {
        open_stream->input = GetStdHandle(STD_INPUT_HANDLE);
        if (!open_stream->input || open_stream->input == INVALID_HANDLE_VALUE)
            return win_err(err, ERROR_INVALID_HANDLE, "cannot read standard input");
        *found = FOUND;
    }
    stream->handle = TAKE(made.handle);
    return true;
}

bool file_stream_read(
    struct file_stream *stream, void *buffer, size_t size, size_t *len, struct err *err)
{
    const struct open_stream *open_stream = stream->handle;
    HANDLE file = open_stream->input ? open_stream->input : open_stream->file.handle;
    DWORD got = 0;
    DWORD most = size < WRITE_STEP_BYTES ? (DWORD)size : WRITE_STEP_BYTES;

    if (!ReadFile(file, buffer, most, &got, NULL)) {
        DWORD code = GetLastError();

        if (code != ERROR_BROKEN_PIPE && code != ERROR_HANDLE_EOF) /* the writer has ended */
            return win_err(err, code, "cannot read the log");
        got = 0;
    }
    *len = got;
    return true;
}

/* Writes a new file and closes it, checked: what cannot be closed may not be on the disk. */
static bool write_new(const char *path, const void *data, size_t len, struct err *err)
{
    AUTO(win_handle) file = { 0 };
    HANDLE handle;

    if (!file_remove(path, err) || /* left by a process that died here */
        !open_own(path, GENERIC_WRITE, 0, CREATE_NEW, &file, err) ||
        !write_all(file.handle, path, data, len, err))
        return false;

    handle = file.handle;
    file.handle = NULL;
    if (!CloseHandle(handle))
        return win_err(err, GetLastError(), "cannot close '%s'", path);
    return true;
}

/* Scanners and indexers open a file without sharing its deletion, for moments; there is nothing to
 * wait on, so this tries again a few times. */
static bool move(const wchar_t *from, const wchar_t *to, DWORD flags, DWORD *code)
{
    for (int i = 0; i < MOVE_TRIES; i++) {
        if (MoveFileExW(from, to, flags | MOVEFILE_WRITE_THROUGH))
            return true;
        *code = GetLastError();
        if (*code != ERROR_SHARING_VIOLATION && *code != ERROR_ACCESS_DENIED)
            break;
        Sleep(MOVE_PAUSE_MS);
    }
    return false;
}

static bool move_over(const char *from, const char *to, struct err *err)
{
    AUTO_FREE wchar_t *wide_from = NULL;
    AUTO_FREE wchar_t *wide_to = NULL;
    DWORD code = ERROR_SUCCESS;

    if (!win_widen(from, &wide_from, err) || !win_widen(to, &wide_to, err))
        return false;
    return move(wide_from, wide_to, MOVEFILE_REPLACE_EXISTING, &code) ||
           win_err(err, code, "cannot replace '%s'", to);
}

bool file_replace(const char *path, const void *data, size_t len, struct err *err)
{
    AUTO(text) beside = { 0 };
    struct err ignored;

    text_append(&beside, "%s.new", path);
    if (!text_ok(&beside, err))
        return false;

    if (write_new(text_string(&beside), data, len, err) &&
        move_over(text_string(&beside), path, err))
        return true;
    /* The first error is the one to tell; what is left beside is overwritten next time. */
    (void)!file_remove(text_string(&beside), &ignored);
    return false;
}

void file_log_done(struct file_log *log)
{
    win_handle_done(&(struct win_handle){ log->handle });
    log->handle = NULL;
}

bool file_log_open(const char *path, struct file_log *log, struct err *err)
{
    struct win_handle file = { 0 };

    if (!open_own(path, FILE_APPEND_DATA | SYNCHRONIZE, FILE_SHARE_READ, OPEN_ALWAYS, &file, err))
        return false;
    log->handle = file.handle;
    return true;
}

bool file_log_append(struct file_log *log, const void *data, size_t len, struct err *err)
{
    return write_all(log->handle, "a log", data, len, err);
}

bool file_cut(const char *path, size_t len, struct err *err)
{
    AUTO(win_handle) file = { 0 };
    FILE_END_OF_FILE_INFO end = { .EndOfFile.QuadPart = (LONGLONG)len };

    if (!open_own(path, GENERIC_WRITE, FILE_SHARE_READ, OPEN_EXISTING, &file, err))
        return false;
    if (!SetFileInformationByHandle(file.handle, FileEndOfFileInfo, &end, sizeof end))
        return win_err(err, GetLastError(), "cannot cut '%s'", path);
    if (!FlushFileBuffers(file.handle))
        return win_err(err, GetLastError(), "cannot flush '%s' to the disk", path);
    return true;
}

void file_lock_done(struct file_lock *lock)
{
    win_handle_done(&(struct win_handle){ lock->handle });
    lock->handle = NULL;
}

/* The byte range is the lock, not the sharing of the file: a scanner that reads it is no run. */
bool file_lock_take(const char *path, struct file_lock *lock, struct err *err)
{
    AUTO(win_handle) file = { 0 };
    OVERLAPPED from_start = { 0 };
    DWORD code;

    if (!open_own(path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
            OPEN_ALWAYS, &file, err))
        return false;

    if (!LockFileEx(file.handle, LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0,
            &from_start)) {
        code = GetLastError();
        if (code == ERROR_LOCK_VIOLATION || code == ERROR_IO_PENDING)
            return err_set(err, ERR_AGENT, ERR_BUSY, "'%s' is held by another process", path);
        return win_err(err, code, "cannot lock '%s'", path);
    }
    lock->handle = file.handle;
    file.handle = NULL;
    return true;
}

bool file_remove(const char *path, struct err *err)
{
    AUTO_FREE wchar_t *wide = NULL;
    DWORD code;

    if (!win_widen(path, &wide, err))
        return err_wrap(err, "cannot remove '%s'", path);
    if (DeleteFileW(wide)) /* of a link, the link itself */
        return true;
    code = GetLastError();
    return win_is_absent(code) || win_err(err, code, "cannot remove '%s'", path);
}

bool file_rename(const char *from, const char *to, struct err *err)
{
    AUTO_FREE wchar_t *wide_from = NULL;
    AUTO_FREE wchar_t *wide_to = NULL;
    DWORD code = ERROR_SUCCESS;

    if (!win_widen(from, &wide_from, err) || !win_widen(to, &wide_to, err))
        return err_wrap(err, "cannot rename '%s'", from);
    return move(wide_from, wide_to, 0, &code) ||
           win_err(err, code, "cannot rename '%s' to '%s'", from, to);
}

void file_join(struct text *path, const char *folder, const char *name)
{
    size_t len = strlen(folder);
    bool ends = len > 0 && (folder[len - 1] == '\\' || folder[len - 1] == '/');

    text_append(path, "%s%s%s", folder, ends ? "" : "\\", name);
}

bool file_absolute(const char *path, struct text *absolute, struct err *err)
{
    AUTO_FREE wchar_t *wide = NULL;
    AUTO_FREE wchar_t *whole = NULL;
    DWORD count, used;

    if (!win_widen(path, &wide, err))
        return false;
    count = GetFullPathNameW(wide, 0, NULL, NULL); /* with the NUL */
    if (count == 0)
        return win_err(err, GetLastError(), "cannot tell where '%s' is", path);
    whole = calloc(count, sizeof *whole);
    if (!whole)
        return err_nomem(err);
    used = GetFullPathNameW(wide, count, whole, NULL);
    if (used == 0)
        return win_err(err, GetLastError(), "cannot tell where '%s' is", path);
    if (used >= count) /* the working folder has become another one meanwhile */
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "cannot tell where '%s' is", path);
    return win_append(absolute, whole, used, err);
}
