/* SPDX-License-Identifier: MIT */
/*
 * file.h - goldprep's own files: state folder, journal, plan, manifest.
 *
 * Done by agent/win/files.c or agent/posix/files.c; tests/fakes/disk.c is a disk that loses power.
 * Files of the guest that goldprep did not write are read through guest.h, never through here.
 * Paths are UTF-8, in the system's own form.
 */
#pragma once

#include "base/text.h"

/**
 * Reads a whole file.
 *
 * @param limit_bytes  larger files are refused (ERR_TOO_LARGE), the file being named
 * @param found        receives ABSENT when there is no such file
 * @param bytes        receives the content when found; the caller releases it
 */
bool file_read(const char *path, size_t limit_bytes, enum found *found, struct bytes *bytes,
    struct err *err) MUST_CHECK;

/** The same for a file that goldprep itself has written: a link or a folder in its place is refused
 * (ERR_REFUSED), and not followed. */
bool file_read_own(const char *path, size_t limit_bytes, enum found *found, struct bytes *bytes,
    struct err *err) MUST_CHECK;

/** What a path names. */
enum file_kind {
    FILE_IS_NONE = 0, /* nothing */
    FILE_IS_FOLDER,
    FILE_IS_OTHER, /* a file, a pipe, a device */
};

bool file_look(const char *path, enum file_kind *kind, struct err *err) MUST_CHECK;

/** A file that is read from its begin to its end, while others may write to it. Zeroed is closed. */
struct file_stream {
    void *handle; /* the platform's own */
};

void file_stream_done(struct file_stream *stream);
/**
 * Opens.
 *
 * @param path   NULL: standard input
 * @param found  receives ABSENT when there is no such file
 */
bool file_stream_open(
    const char *path, enum found *found, struct file_stream *stream, struct err *err) MUST_CHECK;
/** Reads what is there, at most size bytes. @param len  receives how many; 0: the end */
bool file_stream_read(
    struct file_stream *stream, void *buffer, size_t size, size_t *len, struct err *err) MUST_CHECK;

/**
 * Reads the end of a file that may be far too large to be read whole, such as a disk image.
 *
 * @param path        what a person names: may be a link
 * @param buffer      receives the last len bytes; untouched when the file is shorter
 * @param found       receives ABSENT when there is no such file
 * @param size_bytes  receives the file's size when found
 */
bool file_read_end(const char *path, void *buffer, size_t len, enum found *found,
    uint64_t *size_bytes, struct err *err) MUST_CHECK;

/**
 * Writes a whole file: beside, flushed to the disk, then renamed over. After a power cut the old
 * content or the new one is there, whole.
 */
bool file_replace(const char *path, const void *data, size_t len, struct err *err) MUST_CHECK;

/** A file that is only ever appended to. Zeroed is closed. */
struct file_log {
    void *handle; /* the platform's own */
};

/** Closes; what was not flushed may be lost. */
void file_log_done(struct file_log *log);
/** Opens for appending; creates the file when it is not there. */
bool file_log_open(const char *path, struct file_log *log, struct err *err) MUST_CHECK;
/** Appends and flushes to the disk: on true, the bytes survive a power cut. */
bool file_log_append(
    struct file_log *log, const void *data, size_t len, struct err *err) MUST_CHECK;
/** Cuts an existing file to len bytes and flushes. */
bool file_cut(const char *path, size_t len, struct err *err) MUST_CHECK;

/** A lock that dies with its process. Zeroed is not held. */
struct file_lock {
    void *handle;
};

void file_lock_done(struct file_lock *lock);
/** Takes the lock at once or fails with ERR_BUSY. The file stays; only the handle is the lock. */
bool file_lock_take(const char *path, struct file_lock *lock, struct err *err) MUST_CHECK;

/**
 * Makes a folder that only the system and administrators (elsewhere: the owner) can use, with its
 * parents' permissions left alone. An existing folder is taken when it is a real folder (no link,
 * no reparse point) and nobody else can write to it; otherwise it is refused, by name.
 */
bool file_make_private_folder(const char *path, struct err *err) MUST_CHECK;
/** Judges an existing folder in the same way, and makes none. @param found  ABSENT: nothing is there */
bool file_check_private_folder(const char *path, enum found *found, struct err *err) MUST_CHECK;

/** Removes a file; not being there is success. */
bool file_remove(const char *path, struct err *err) MUST_CHECK;
/**
 * Removes a folder and all below it; not being there is success. A link inside is removed, and never
 * followed; the path itself must be a real folder.
 *
 * @param last  name of the entry that is removed last, so that a crash leaves it; NULL: none
 */
bool file_remove_folder(const char *path, const char *last, struct err *err) MUST_CHECK;
/** Removes every file of a folder whose name begins and ends so; no folder, and nothing below one. That
 * there is none, or no such folder, is success. */
bool file_remove_like(
    const char *folder, const char *begin, const char *end, struct err *err) MUST_CHECK;
/** Renames within a folder, replacing nothing: fails when `to` exists. */
bool file_rename(const char *from, const char *to, struct err *err) MUST_CHECK;

/** Appends `folder`, the system's separator, and `name`. */
void file_join(struct text *path, const char *folder, const char *name);

/** Appends the path as it is from the root on: another process has another working folder. The file
 * need not be there. */
bool file_absolute(const char *path, struct text *absolute, struct err *err) MUST_CHECK;
