/* SPDX-License-Identifier: MIT */
/* service_loop.h - the thread that serves the pipe while another one does the job. */
#pragma once

#include "service/server.h"
#include "win/win.h"

enum {
    WIN_SERVICE_STOP_LIMIT_MS = 180 * 1000, /* from being told to end until it has ended */
    WIN_SERVICE_SILENCE_MS = 30 * 1000,     /* from being connected to the first message */
    WIN_SERVICE_CHECKPOINT_MS = 2 * 1000,   /* between two reports meanwhile */
    WIN_SERVICE_IDLE_MS = 120 * 1000,       /* it ends by itself without job and console */
};

/** What the loop needs of who runs it. */
struct win_loop_needs {
    HANDLE leave;    /* an event: the service is told to end */
    bool in_console; /* Ctrl-C tells it, too, and notes go to standard error */
    const wchar_t *pipe_name;
    uint32_t stop_limit_ms; /* from being told to end until it returns, whatever the job does */
    uint32_t silence_ms;    /* a console that says nothing is closed then */
    uint32_t idle_ms; /* it returns by itself after so long without job and console; 0: never */
    void *state;
    /** It listens. */
    void (*listens)(void *state);
    /** It is still at its end: one more step, at most every WIN_SERVICE_CHECKPOINT_MS. */
    void (*ends)(void *state);
};

/**
 * Serves until it is told to end, or has had nothing to do for a while.
 *
 * When the job has not reached a safe point within stop_limit_ms, it returns all the same,
 * with the job's thread at work: the process is to end then, as the journal is made for.
 */
bool win_service_loop(const struct service_host *host, const struct win_loop_needs *needs,
    struct err *err) MUST_CHECK;

/** Writes an event; to standard error where there is no service. */
void win_service_note(bool in_console, enum service_event event, const char *text);
