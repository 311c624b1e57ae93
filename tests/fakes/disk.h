/* SPDX-License-Identifier: MIT */
/*
 * disk.h - a disk that loses power: base/file.h in memory, for crash tests.
 *
 * What is written but not flushed is kept apart. At the chosen flush the power fails: the call does
 * not return success, and every later one fails, until the power is back. What then lies on the
 * disk depends on how the power failed. Link goldprep_fake_disk instead of goldprep_platform.
 */
#pragma once

#include "base/file.h"

/** What becomes of the bytes that the failing flush was about. */
enum fake_disk_loss {
    FAKE_DISK_KEEP = 0,  /* all are on the disk, only the caller does not know */
    FAKE_DISK_DROP,      /* none is */
    FAKE_DISK_TEAR_HEAD, /* the first byte is */
    FAKE_DISK_TEAR_HALF, /* the first half is */
    FAKE_DISK_TEAR_TAIL, /* all but the last byte are */
    FAKE_DISK_ZEROS,     /* the file has its new length, the second half is zeros (as NTFS does) */
};

enum { FAKE_DISK_LOSSES = FAKE_DISK_ZEROS + 1 };

/** An empty disk with power; no failure is set. */
void fake_disk_reset(void);
/** The nth flush from now on fails in that way (1: the next); 0: none does. */
void fake_disk_fail_at(int nth_flush, enum fake_disk_loss loss);
/** The process that writes is killed now: what it has flushed stays, and no call succeeds any more. */
void fake_disk_kill(void);
/** Flushes since the reset, the failing one included. */
int fake_disk_flushes(void);
/** Has the power failed? */
bool fake_disk_is_dead(void);
/** The machine starts again: unflushed bytes are gone, open files and locks too. */
void fake_disk_power_on(void);

/** Writing fails once that many more bytes have been written; SIZE_MAX: there is room. */
void fake_disk_room(size_t bytes);

/** What a process reads now, NULL when there is no such file; belongs to the disk. */
const char *fake_disk_content(const char *path, size_t *len);
/** Would a power cut now leave the file as a process sees it? */
bool fake_disk_is_flushed(const char *path);
/** Puts a file there, flushed. */
void fake_disk_put(const char *path, const void *data, size_t len);
/** How many files there are whose path ends so. */
int fake_disk_count(const char *suffix);
