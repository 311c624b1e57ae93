/* SPDX-License-Identifier: MIT */
/*
 * files.c - goldprep's own files on POSIX.
 *
 * A file is safe when its own content and the folder that names it were flushed. No symbolic link
 * is followed at the last step of a path. Every failure names the path.
 *
 * Source: pubs.opengroup.org/onlinepubs/9699919799/functions/rename.html, fsync(2), flock(2)
 */
#include "posix/files.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/** An open file. Zeroed is none. */
struct descriptor {
    int number; /* one more than the descriptor, so that zeroed means none */
};

static void descriptor_done(struct descriptor *descriptor)
{
    if (descriptor->number > 0)
        (void)close(descriptor->number - 1); /* who must know closes by close_checked */
    descriptor->number = 0;
}

bool posix_fail(struct err *err, int code, const char *what, const char *path)
{
    char reason[128];

    return err_set(err, ERR_ERRNO, (uint32_t)code, "cannot %s '%s': %s", what, path,
        strerror_r(code, reason, sizeof reason));
}

static bool open_file(const char *path, int flags, mode_t mode, const char *what,
    struct descriptor *opened, struct err *err)
{
    int number;

    do {
        number = open(path, flags | O_CLOEXEC | O_NOFOLLOW, mode);
    } while (number < 0 && errno == EINTR);
    if (number < 0)
        return errno == ELOOP ? err_set(err, ERR_AGENT, ERR_REFUSED,
                                    "cannot %s '%s': it is a symbolic link", what, path)
                              : posix_fail(err, errno, what, path);
    opened->number = number + 1;
    return true;
}

static bool close_checked(struct descriptor *descriptor, const char *path, struct err *err)
{
    int number = descriptor->number - 1;

    descriptor->number = 0;
    if (close(number) != 0 && errno != EINTR) /* after EINTR Linux has closed it all the same */
        return posix_fail(err, errno, "close", path);
    return true;
}

static bool write_all(int number, const void *data, size_t len, const char *path, struct err *err)
{
    const char *bytes = data;

    while (len > 0) {
        ssize_t written = write(number, bytes, len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return posix_fail(err, errno, "write to", path);
        bytes += written;
        len -= (size_t)written;
    }
    return true;
}

static bool flush(int number, const char *path, struct err *err)
{
    return fsync(number) == 0 ? true : posix_fail(err, errno, "flush", path);
}

bool posix_flush_folder_of(const char *path, struct err *err)
{
    AUTO(descriptor) opened = { 0 };
    AUTO(text) folder = { 0 };
    const char *last = strrchr(path, '/');

    if (!last)
        text_append(&folder, ".");
    else
        text_append_bytes(&folder, path, last == path ? 1 : (size_t)(last - path));
    if (!text_ok(&folder, err))
        return false;

    /* the folder may be reached by a link: only the last step of our own paths may not */
    int number = open(text_string(&folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (number < 0)
        return posix_fail(err, errno, "open the folder", text_string(&folder));
    opened.number = number + 1;
    if (fsync(number) != 0 && errno != EINVAL) /* EINVAL: this file system has nothing to flush */
        return posix_fail(err, errno, "flush the folder", text_string(&folder));
    return true;
}

/* -- whole files -- */

/** Reads until the end, or until the limit is passed. */
static bool read_all(
    int number, const char *path, size_t limit_bytes, struct text *content, struct err *err)
{
    AUTO_FREE char *part = malloc(65536);
    ssize_t len = 1;

    if (!part)
        return err_nomem(err);
    while (len != 0) {
        len = read(number, part, 65536);
        if (len < 0 && errno == EINTR)
            continue;
        if (len < 0)
            return posix_fail(err, errno, "read", path);
        if ((size_t)len > limit_bytes - content->len)
            return err_set(err, ERR_AGENT, ERR_TOO_LARGE,
                "cannot read '%s': it is larger than the limit of %zu bytes", path, limit_bytes);
        text_append_bytes(content, part, (size_t)len);
        if (!text_ok(content, err))
            return false;
    }
    return true;
}

static bool read_opened(
    int number, const char *path, size_t limit_bytes, struct bytes *bytes, struct err *err)
{
    AUTO(text) content = { 0 };
    struct stat status;

    if (fstat(number, &status) != 0)
        return posix_fail(err, errno, "read", path);
    if (S_ISDIR(status.st_mode))
        return posix_fail(err, EISDIR, "read", path);
    if (S_ISREG(status.st_mode) && (uint64_t)status.st_size > limit_bytes)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE,
            "cannot read '%s': it is larger than the limit of %zu bytes", path, limit_bytes);
    if (!read_all(number, path, limit_bytes, &content, err))
        return false;

    size_t len = content.len;
    char *data = text_take(&content);
    if (!data)
        return err_nomem(err);
    *bytes = (struct bytes){ .data = (uint8_t *)data, .len = len };
    return true;
}

bool file_read(
    const char *path, size_t limit_bytes, enum found *found, struct bytes *bytes, struct err *err)
{
    AUTO(descriptor) opened = { 0 };
    int number = open(path, O_RDONLY | O_CLOEXEC); /* what a person names may be a link */

    if (number < 0 && errno == ENOENT) {
        *found = ABSENT;
        return true;
    }
    if (number < 0)
        return posix_fail(err, errno, "read", path);
    opened.number = number + 1;
    if (!read_opened(number, path, limit_bytes, bytes, err))
        return false;
    *found = FOUND;
    return true;
}

bool file_read_own(
    const char *path, size_t limit_bytes, enum found *found, struct bytes *bytes, struct err *err)
{
    AUTO(descriptor) opened = { 0 };
    struct stat status;

    if (lstat(path, &status) != 0 && errno == ENOENT) {
        *found = ABSENT;
        return true;
    }
    /* A pipe would be waited for. */
    if (!open_file(path, O_RDONLY | O_NONBLOCK, 0, "read", &opened, err))
        return false;
    if (fstat(opened.number - 1, &status) != 0)
        return posix_fail(err, errno, "read", path);
    if (!S_ISREG(status.st_mode))
        return err_set(
            err, ERR_AGENT, ERR_REFUSED, "cannot read '%s': it is not a regular file", path);
    if (!read_opened(opened.number - 1, path, limit_bytes, bytes, err))
        return false;
    *found = FOUND;
    return true;
}

/** Writes the file beside. A left-over of an earlier try goes first. */
static bool write_beside(const char *beside, const void *data, size_t len, struct err *err)
{
    AUTO(descriptor) opened = { 0 };

    if (unlink(beside) != 0 && errno != ENOENT)
        return posix_fail(err, errno, "remove", beside);
    return open_file(beside, O_WRONLY | O_CREAT | O_EXCL, 0600, "create", &opened, err) &&
           write_all(opened.number - 1, data, len, beside, err) &&
           flush(opened.number - 1, beside, err) && close_checked(&opened, beside, err);
}

/* A device or a pipe must not become a file. A link is replaced itself, and not followed. */
static bool is_replaceable(const char *path, struct err *err)
{
    struct stat there;

    if (lstat(path, &there) != 0)
        return errno == ENOENT ? true : posix_fail(err, errno, "look at", path);
    if (S_ISREG(there.st_mode) || S_ISLNK(there.st_mode) || S_ISDIR(there.st_mode))
        return true; /* for a folder, rename says what is wrong */
    return err_set(err, ERR_ERRNO, EINVAL, "cannot replace '%s': it is not a regular file", path);
}

bool file_replace(const char *path, const void *data, size_t len, struct err *err)
{
    AUTO(text) beside = { 0 };

    text_append(&beside, "%s.new", path);
    if (!text_ok(&beside, err) || !is_replaceable(path, err))
        return false;
    if (!write_beside(text_string(&beside), data, len, err)) {
        (void)unlink(
            text_string(&beside)); /* half a file helps nobody; the error is told already */
        return err_wrap(err, "writing '%s'", path);
    }
    if (rename(text_string(&beside), path) != 0) {
        (void)posix_fail(err, errno, "replace", path);
        (void)unlink(text_string(&beside)); /* as above */
        return false;
    }
    return posix_flush_folder_of(path, err);
}

/* -- streams -- */

bool file_look(const char *path, enum file_kind *kind, struct err *err)
{
    struct stat status;

    if (stat(path, &status) != 0) {
        if (errno != ENOENT && errno != ENOTDIR)
            return posix_fail(err, errno, "look at", path);
        *kind = FILE_IS_NONE;
        return true;
    }
    *kind = S_ISDIR(status.st_mode) ? FILE_IS_FOLDER : FILE_IS_OTHER;
    return true;
}

/** Reads len bytes from there on, or fails. */
static bool read_from(
    int number, const char *path, uint64_t offset, void *buffer, size_t len, struct err *err)
{
    char *bytes = buffer;

    while (len > 0) {
        ssize_t got = pread(number, bytes, len, (off_t)offset);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return posix_fail(err, got < 0 ? errno : EIO, "read", path);
        bytes += got;
        offset += (uint64_t)got;
        len -= (size_t)got;
    }
    return true;
}

bool file_read_end(const char *path, void *buffer, size_t len, enum found *found,
    uint64_t *size_bytes, struct err *err)
{
    AUTO(descriptor) opened = { 0 };
    struct stat status;
    int number = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe has no end to wait for */

    *found = number < 0 ? ABSENT : FOUND;
    if (number < 0)
        return errno == ENOENT || errno == ENOTDIR ? true : posix_fail(err, errno, "read", path);
    opened.number = number + 1;
    if (fstat(number, &status) != 0)
        return posix_fail(err, errno, "read", path);
    if (!S_ISREG(status.st_mode))
        return posix_fail(err, S_ISDIR(status.st_mode) ? EISDIR : ESPIPE, "read the end of", path);
    *size_bytes = (uint64_t)status.st_size;
    return *size_bytes < len || read_from(number, path, *size_bytes - len, buffer, len, err);
}

/** What file_stream.handle points to. */
struct open_stream {
    struct descriptor opened; /* none: standard input, which is not ours to close */
    char *path;
};

void file_stream_done(struct file_stream *stream)
{
    struct open_stream *open_stream = stream->handle;

    if (open_stream) {
        descriptor_done(&open_stream->opened);
        free(open_stream->path);
    }
    free(open_stream);
    stream->handle = NULL;
}

bool file_stream_open(
    const char *path, enum found *found, struct file_stream *stream, struct err *err)
{
    AUTO(file_stream) made = { .handle = calloc(1, sizeof(struct open_stream)) };
    struct open_stream *open_stream = made.handle;
    int number = -1;

    if (!open_stream || !text_copy(path ? path : "standard input", &open_stream->path, err))
        return err_nomem(err);
    if (path) {
        number = open(path, O_RDONLY | O_CLOEXEC); /* what a person names may be a link */
        if (number < 0 && errno == ENOENT) {
            *found = ABSENT;
            return true;
        }
        if (number < 0)
            return posix_fail(err, errno, "read", path);
        (void)posix_fadvise(number, 0, 0, POSIX_FADV_SEQUENTIAL); /* advice: a pipe takes none */
        open_stream->opened.number = number + 1;
    }
    stream->handle = TAKE(made.handle);
    *found = FOUND;
    return true;
}

bool file_stream_read(
    struct file_stream *stream, void *buffer, size_t size, size_t *len, struct err *err)
{
    const struct open_stream *open_stream = stream->handle;
    int number = open_stream->opened.number > 0 ? open_stream->opened.number - 1 : STDIN_FILENO;
    ssize_t got;

    do {
        got = read(number, buffer, size);
    } while (got < 0 && errno == EINTR);
    if (got < 0)
        return posix_fail(err, errno, "read", open_stream->path);
    *len = (size_t)got;
    return true;
}

/* -- appending -- */

/** What file_log.handle points to. */
struct open_log {
    struct descriptor opened;
    char *path;
};

void file_log_done(struct file_log *log)
{
    struct open_log *open_log = log->handle;

    if (open_log) {
        descriptor_done(&open_log->opened);
        free(open_log->path);
    }
    free(open_log);
    log->handle = NULL;
}

bool file_log_open(const char *path, struct file_log *log, struct err *err)
{
    AUTO(file_log) made = { .handle = calloc(1, sizeof(struct open_log)) };
    struct open_log *open_log = made.handle;

    if (!open_log)
        return err_nomem(err);
    if (!text_copy(path, &open_log->path, err) ||
        !open_file(path, O_WRONLY | O_APPEND | O_CREAT, 0600, "open", &open_log->opened, err) ||
        !flush(open_log->opened.number - 1, path, err) || !posix_flush_folder_of(path, err))
        return false;
    log->handle = TAKE(made.handle);
    return true;
}

bool file_log_append(struct file_log *log, const void *data, size_t len, struct err *err)
{
    const struct open_log *open_log = log->handle;
    int number = open_log->opened.number - 1;
    struct stat before;

    if (fstat(number, &before) != 0)
        return posix_fail(err, errno, "look at", open_log->path);
    if (write_all(number, data, len, open_log->path, err) && flush(number, open_log->path, err))
        return true;
    /* What was written in part must not stand in front of a later line. When this fails too, the
     * reader finds a torn tail, as after a power cut. */
    if (ftruncate(number, before.st_size) == 0)
        (void)fsync(number);
    return false;
}

bool file_cut(const char *path, size_t len, struct err *err)
{
    AUTO(descriptor) opened = { 0 };
    struct stat status;

    if (!open_file(path, O_WRONLY, 0, "cut", &opened, err))
        return false;
    if (fstat(opened.number - 1, &status) != 0)
        return posix_fail(err, errno, "cut", path);
    if ((uint64_t)status.st_size < len) /* making it longer would fill it with zeros */
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "cannot cut '%s': it is shorter than %zu bytes", path, len);
    if (ftruncate(opened.number - 1, (off_t)len) != 0)
        return posix_fail(err, errno, "cut", path);
    return flush(opened.number - 1, path, err) && close_checked(&opened, path, err);
}

/* -- lock -- */

void file_lock_done(struct file_lock *lock)
{
    if (lock->handle)
        descriptor_done(lock->handle);
    free(lock->handle);
    lock->handle = NULL;
}

bool file_lock_take(const char *path, struct file_lock *lock, struct err *err)
{
    AUTO(descriptor) opened = { 0 };

    if (!open_file(path, O_RDWR | O_CREAT, 0600, "open", &opened, err))
        return false;
    if (flock(opened.number - 1, LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK
                   ? err_set(err, ERR_AGENT, ERR_BUSY, "'%s' is locked by another process", path)
                   : posix_fail(err, errno, "lock", path);

    struct descriptor *kept = malloc(sizeof *kept);
    if (!kept)
        return err_nomem(err);
    *kept = opened;
    opened.number = 0;
    lock->handle = kept;
    return true;
}
