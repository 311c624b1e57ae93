/* SPDX-License-Identifier: MIT */
/*
 * task.h - work that may never come back, bounded: it runs on a thread of its own, and who waits
 * for it goes on after a while.
 *
 * A thread cannot be stopped safely from outside, so one that is late is left to itself. The task is
 * held by both sides and released by the one who lets go last: a thread that comes back after an
 * hour finds its memory and gives it back. What the thread works on must therefore belong to the
 * task, and nothing of the guest may be in it.
 */
#pragma once

#include "win/win.h"

/** The first member of the struct that the work is about. */
struct win_task {
    /** The work, on its own thread. */
    bool (*run)(struct win_task *task, struct err *err);
    /** Releases what the struct holds, and the struct. */
    void (*release)(struct win_task *task);
    LONG holders; /* the caller, the thread */
    struct win_handle thread;
    bool succeeded; /* what run said; err says why not */
    struct err err;
};

/** Starts the work. @param task  made by calloc, run and release set; the caller calls
 * win_task_release, at once if it likes: what nobody waits for is released when it ends */
bool win_task_start(struct win_task *task, struct err *err) MUST_CHECK;
/**
 * Waits for what was started.
 *
 * @param limit_ms  ERR_TIME_LIMIT after that; ERR_CANCELLED when goldprep is told to stop
 * @return          true: run has ended with true, and what it left in its struct may be taken;
 *                  false: nothing in it may be looked at, since the thread may still be at work
 */
bool win_task_wait(const struct win_guest *guest, struct win_task *task, uint32_t limit_ms,
    struct err *err) MUST_CHECK;
/** Starts it and waits for it. */
bool win_task_run(const struct win_guest *guest, struct win_task *task, uint32_t limit_ms,
    struct err *err) MUST_CHECK;
/** Lets go of it. NULL is allowed. */
void win_task_release(struct win_task *task);
