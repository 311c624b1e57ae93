/* SPDX-License-Identifier: MIT */
/* disk.c - a disk that loses power. */
#include "fakes/disk.h"

#include <errno.h>
#include <stdint.h>

enum { FILES = 64 };

/** A file's bytes at one time. */
struct state {
    bool there;
    char *bytes;
    size_t len;
};

static struct file {
    char path[256];
    struct state seen;    /* by a process: with what is not flushed */
    struct state durable; /* what a power cut leaves */
} files[FILES];
static size_t file_count;

static int flushes, fail_at;
static enum fake_disk_loss loss;
static bool dead;
static size_t room = SIZE_MAX;
static unsigned long life; /* handles of an earlier one are dead */

/** What a file_log and a file_lock point to. */
struct handle {
    struct file *file;
    unsigned long life;
};

static struct handle *lock_holder;

static void set_state(struct state *state, bool there, const void *bytes, size_t len)
{
    char *copy = malloc(len + 1);

    if (!copy)
        copy = malloc(len + 1); /* the one that a test lets fail is the program's */
    if (!copy)
        abort(); /* a fake without memory ends the test */
    if (len > 0)
        memcpy(copy, bytes, len);
    copy[len] = '\0';
    free(state->bytes);
    *state = (struct state){ there, copy, len };
}

static void copy_state(struct state *to, const struct state *from)
{
    set_state(to, from->there, from->bytes, from->there ? from->len : 0);
}

static struct file *find(const char *path)
{
    for (size_t i = 0; i < file_count; i++) {
        if (strcmp(files[i].path, path) == 0)
            return &files[i];
    }
    return NULL;
}

static struct file *find_or_make(const char *path)
{
    struct file *file = find(path);

    if (file)
        return file;
    if (file_count == FILES || strlen(path) >= sizeof files[0].path)
        abort(); /* the fake is too small for this test */
    file = &files[file_count++];
    memcpy(file->path, path, strlen(path) + 1);
    return file;
}

void fake_disk_reset(void)
{
    for (size_t i = 0; i < file_count; i++) {
        free(files[i].seen.bytes);
        free(files[i].durable.bytes);
    }
    memset(files, 0, sizeof files);
    file_count = 0;
    flushes = fail_at = 0;
    dead = false;
    room = SIZE_MAX;
    lock_holder = NULL;
    life++;
}

void fake_disk_fail_at(int nth_flush, enum fake_disk_loss how)
{
    fail_at = nth_flush > 0 ? flushes + nth_flush : 0;
    loss = how;
}

void fake_disk_kill(void)
{
    dead = true;
}

int fake_disk_flushes(void)
{
    return flushes;
}

bool fake_disk_is_dead(void)
{
    return dead;
}

void fake_disk_power_on(void)
{
    for (size_t i = 0; i < file_count; i++)
        copy_state(&files[i].seen, &files[i].durable);
    dead = false;
    fail_at = 0;
    lock_holder = NULL;
    life++;
}

void fake_disk_room(size_t bytes)
{
    room = bytes;
}

const char *fake_disk_content(const char *path, size_t *len)
{
    const struct file *file = find(path);

    if (!file || !file->seen.there)
        return NULL;
    if (len)
        *len = file->seen.len;
    return file->seen.bytes;
}

bool fake_disk_is_flushed(const char *path)
{
    const struct file *file = find(path);

    return file && file->seen.there && file->durable.there && file->seen.len == file->durable.len &&
           memcmp(file->seen.bytes, file->durable.bytes, file->seen.len) == 0;
}

void fake_disk_put(const char *path, const void *data, size_t len)
{
    struct file *file = find_or_make(path);

    set_state(&file->seen, true, data, len);
    copy_state(&file->durable, &file->seen);
}

int fake_disk_count(const char *suffix)
{
    int count = 0;

    for (size_t i = 0; i < file_count; i++)
        count += files[i].seen.there && text_ends_same(files[i].path, suffix);
    return count;
}

static bool is_alive(struct err *err)
{
    return dead ? err_set(err, ERR_ERRNO, EIO, "the power is off") : true;
}

/* Is this the flush at which the power fails? */
static bool power_fails(struct err *err)
{
    flushes++;
    if (fail_at == 0 || flushes != fail_at)
        return false;
    dead = true;
    (void)err_set(err, ERR_ERRNO, EIO, "the power failed");
    return true;
}

/* Bytes that are new since the last flush: all behind what is durable, when that is a beginning of
 * it; the whole file otherwise. */
static void lose(struct file *file)
{
    const struct state *old = &file->durable;
    size_t start = old->there && file->seen.len >= old->len ? old->len : 0;
    size_t fresh = file->seen.len - start;
    size_t kept = 0;

    switch (loss) {
    case FAKE_DISK_KEEP:
    case FAKE_DISK_ZEROS:
        kept = fresh;
        break;
    case FAKE_DISK_DROP:
        return;
    case FAKE_DISK_TEAR_HEAD:
        kept = fresh > 0 ? 1 : 0;
        break;
    case FAKE_DISK_TEAR_HALF:
        kept = fresh / 2;
        break;
    case FAKE_DISK_TEAR_TAIL:
        kept = fresh > 0 ? fresh - 1 : 0;
        break;
    }
    set_state(&file->durable, true, file->seen.bytes, start + kept);
    if (loss == FAKE_DISK_ZEROS)
        memset(file->durable.bytes + start + fresh / 2, 0, fresh - fresh / 2);
}

static bool flush(struct file *file, struct err *err)
{
    if (power_fails(err)) {
        lose(file);
        return false;
    }
    copy_state(&file->durable, &file->seen);
    return true;
}

/* Appends to what a process sees; a full disk takes what it has room for. */
static bool write_bytes(struct file *file, const void *data, size_t len, struct err *err)
{
    size_t fits = len < room ? len : room;
    char *bytes = malloc(file->seen.len + fits + 1);

    if (!bytes)
        return err_nomem(err);
    if (file->seen.len > 0)
        memcpy(bytes, file->seen.bytes, file->seen.len);
    if (fits > 0)
        memcpy(bytes + file->seen.len, data, fits);
    set_state(&file->seen, true, bytes, file->seen.len + fits);
    free(bytes);
    if (room != SIZE_MAX)
        room -= fits;
    if (fits < len)
        return err_set(err, ERR_ERRNO, ENOSPC, "cannot write '%s': the disk is full", file->path);
    return true;
}

/* -- base/file.h -- */

bool file_read(
    const char *path, size_t limit_bytes, enum found *found, struct bytes *bytes, struct err *err)
{
    const struct file *file = find(path);

    if (!is_alive(err))
        return false;
    if (!file || !file->seen.there) {
        *found = ABSENT;
        return true;
    }
    if (file->seen.len > limit_bytes)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "'%s' is too large", path);
    uint8_t *copy = malloc(file->seen.len + 1);
    if (!copy)
        return err_nomem(err);
    memcpy(copy, file->seen.bytes, file->seen.len + 1);
    *bytes = (struct bytes){ copy, file->seen.len };
    *found = FOUND;
    return true;
}

bool file_read_own(
    const char *path, size_t limit_bytes, enum found *found, struct bytes *bytes, struct err *err)
{
    return file_read(path, limit_bytes, found, bytes, err); /* there are no links here */
}

/** What a file_stream points to. */
struct reading {
    const struct file *file;
    size_t at;
};

bool file_stream_open(
    const char *path, enum found *found, struct file_stream *stream, struct err *err)
{
    const struct file *file = find(path);
    struct reading *reading;

    if (!is_alive(err))
        return false;
    *found = file && file->seen.there ? FOUND : ABSENT;
    if (*found == ABSENT)
        return true;
    reading = calloc(1, sizeof *reading);
    if (!reading)
        return err_nomem(err);
    reading->file = file;
    stream->handle = reading;
    return true;
}

bool file_stream_read(
    struct file_stream *stream, void *buffer, size_t size, size_t *len, struct err *err)
{
    struct reading *reading = stream->handle;

    if (!is_alive(err))
        return false;
    *len =
        reading->file->seen.len - reading->at < size ? reading->file->seen.len - reading->at : size;
    memcpy(buffer, reading->file->seen.bytes + reading->at, *len);
    reading->at += *len;
    return true;
}

void file_stream_done(struct file_stream *stream)
{
    free(stream->handle);
    stream->handle = NULL;
}

bool file_replace(const char *path, const void *data, size_t len, struct err *err)
{
    AUTO(text) beside = { 0 };

    text_append(&beside, "%s.new", path);
    if (!is_alive(err) || !text_ok(&beside, err))
        return false;
    struct file *fresh = find_or_make(text_string(&beside));
    struct file *file = find_or_make(path);

    set_state(&fresh->seen, true, "", 0);
    if (!write_bytes(fresh, data, len, err) || !flush(fresh, err))
        return false;
    copy_state(&file->seen, &fresh->seen);
    set_state(&fresh->seen, false, "", 0);
    /* The rename: on the disk wholly, or not at all. */
    bool fails = power_fails(err);
    if (!fails || loss == FAKE_DISK_KEEP) {
        copy_state(&file->durable, &file->seen);
        copy_state(&fresh->durable, &fresh->seen);
    }
    return !fails;
}

static struct handle *new_handle(struct file *file)
{
    struct handle *handle = malloc(sizeof *handle);

    if (handle)
        *handle = (struct handle){ file, life };
    return handle;
}

void file_log_done(struct file_log *log)
{
    free(log->handle);
    log->handle = NULL;
}

bool file_log_open(const char *path, struct file_log *log, struct err *err)
{
    if (!is_alive(err))
        return false;
    struct file *file = find_or_make(path);
    if (!file->seen.there)
        set_state(&file->seen, true, "", 0);
    log->handle = new_handle(file);
    return log->handle ? true : err_nomem(err);
}

bool file_log_append(struct file_log *log, const void *data, size_t len, struct err *err)
{
    const struct handle *handle = log->handle;

    if (!is_alive(err))
        return false;
    if (!handle || handle->life != life)
        return err_set(err, ERR_ERRNO, EBADF, "the file is not open");
    return write_bytes(handle->file, data, len, err) && flush(handle->file, err);
}

bool file_cut(const char *path, size_t len, struct err *err)
{
    struct file *file = find(path);

    if (!is_alive(err))
        return false;
    if (!file || !file->seen.there || file->seen.len < len)
        return err_set(err, ERR_ERRNO, ENOENT, "cannot cut '%s'", path);
    file->seen.len = len;
    file->seen.bytes[len] = '\0';
    bool fails = power_fails(err);
    if (!fails || loss == FAKE_DISK_KEEP)
        copy_state(&file->durable, &file->seen);
    return !fails;
}

void file_lock_done(struct file_lock *lock)
{
    if (lock->handle && lock->handle == lock_holder)
        lock_holder = NULL;
    free(lock->handle);
    lock->handle = NULL;
}

bool file_lock_take(const char *path, struct file_lock *lock, struct err *err)
{
    if (!is_alive(err))
        return false;
    if (lock_holder)
        return err_set(err, ERR_AGENT, ERR_BUSY, "'%s' is locked", path);
    lock->handle = lock_holder = new_handle(find_or_make(path));
    return lock_holder ? true : err_nomem(err);
}

bool file_make_private_folder(const char *path, struct err *err)
{
    (void)path; /* folders need no making here */
    return is_alive(err);
}

bool file_check_private_folder(const char *path, enum found *found, struct err *err)
{
    (void)path;
    *found = FOUND;
    return is_alive(err);
}

bool file_remove(const char *path, struct err *err)
{
    struct file *file = find(path);

    if (!is_alive(err))
        return false;
    if (file) {
        set_state(&file->seen, false, "", 0);
        copy_state(&file->durable, &file->seen);
    }
    return true;
}

bool file_remove_like(const char *folder, const char *begin, const char *end, struct err *err)
{
    size_t len = strlen(folder);

    if (!is_alive(err))
        return false;
    for (size_t i = 0; i < file_count; i++) {
        const char *name = files[i].path + len + 1;

        if (strncmp(files[i].path, folder, len) == 0 && files[i].path[len] == '/' &&
            !strchr(name, '/') && strncmp(name, begin, strlen(begin)) == 0 &&
            text_ends_same(name, end) && !file_remove(files[i].path, err))
            return false;
    }
    return true;
}

bool file_rename(const char *from, const char *to, struct err *err)
{
    struct file *old = find(from);

    if (!is_alive(err))
        return false;
    struct file *fresh = find_or_make(to);
    if (!old || !old->seen.there || fresh->seen.there)
        return err_set(err, ERR_ERRNO, EEXIST, "cannot rename '%s' to '%s'", from, to);
    copy_state(&fresh->seen, &old->seen);
    set_state(&old->seen, false, "", 0);
    bool fails = power_fails(err);
    if (!fails || loss == FAKE_DISK_KEEP) {
        copy_state(&fresh->durable, &fresh->seen);
        copy_state(&old->durable, &old->seen);
    }
    return !fails;
}

void file_join(struct text *path, const char *folder, const char *name)
{
    text_append(path, "%s/%s", folder, name);
}

bool file_absolute(const char *path, struct text *absolute, struct err *err)
{
    text_append(absolute, "%s", path); /* there is one folder, and every path begins in it */
    return text_ok(absolute, err);
}
