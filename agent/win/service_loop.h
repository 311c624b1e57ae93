/* SPDX-License-Identifier: MIT */
/* service_loop.h - the thread that serves the pipe while another one does the job. */
#pragma once

#include "service/server.h"
#include "win/win.h"

enum {
    WIN_SERVICE_STOP_LIMIT_MS = 180 * 1000, /* from being told to end until it has ended */
    WIN_SERVICE_CHECKPOINT_MS = 2 * 1000,   /* between two reports meanwhile */
    WIN_SERVICE_IDLE_MS = 120 * 1000,       /* without job and console, a service ends by itself */
};

/** What the loop needs of who runs it. */
struct win_loop_needs {
    HANDLE leave;    /* an event: the service is told to end */
    bool in_console; /* Ctrl-C tells it, too; notes go to standard error; it stays when idle */
    const wchar_t *pipe_name;
    void *state;
    /** It listens. */
    void (*listens)(void *state);
    /** It is still at its end: one more step, at most every WIN_SERVICE_CHECKPOINT_MS. */
    void (*ends)(void *state);
};

/**
 * Serves until it is told to end, or has had nothing to do for a while.
 *
 * When the job has not reached a safe point within WIN_SERVICE_STOP_LIMIT_MS, it returns all the same,
 * with the job's thread at work: the process is to end then, as the journal is made for.
 */
bool win_service_loop(const struct service_host *host, const struct win_loop_needs *needs,
    struct err *err) MUST_CHECK;

/** Writes an event; to standard error where there is no service. */
void win_service_note(bool in_console, enum service_event event, const char *text);
