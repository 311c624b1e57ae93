/* SPDX-License-Identifier: MIT */
/*
 * manager.h - the service as a console sees it: is it there, make it, start it, reach it.
 *
 * One table, filled by agent/win/service.c; there is none where there is no Windows.
 */
#pragma once

#include "service/link.h"
#include "service/server.h"

/** What the service manager says about the service `goldprep`. */
struct service_seen {
    bool runs;           /* running, or about to */
    bool starts_at_boot; /* start type automatic */
    bool goes;           /* removed, and still held open by somebody */
    uint32_t process_id; /* 0 while it does not run */
    struct text program; /* its command line; owned */
};
void service_seen_done(struct service_seen *seen);

struct service_manager {
    void *state;
    /** @param found  ABSENT: it is not installed. @param seen  the caller calls service_seen_done */
    bool (*look)(
        void *state, enum found *found, struct service_seen *seen, struct err *err) MUST_CHECK;
    /** Makes service and event source, for the program that runs this. ERR_WIN32 1073: it is there;
     * 1072: an old one is marked for deletion. What was half made is taken back. */
    bool (*install)(void *state, struct err *err) MUST_CHECK;
    /** Stops the service and removes it and its event source; not being there is success.
     * @param limit_ms  how long it may take to stop */
    bool (*remove)(void *state, uint32_t limit_ms, struct err *err) MUST_CHECK;
    /** Starts it, unless it runs, and waits until it listens. */
    bool (*start)(void *state, uint32_t limit_ms, struct err *err) MUST_CHECK;
    /** Whether it starts with Windows: while a run is unfinished, and never else. */
    bool (*start_at_boot)(void *state, bool yes, struct err *err) MUST_CHECK;
    /**
     * Reaches the running service and makes sure that it is the one that the service manager
     * started.
     *
     * @param found  receives ABSENT: it does not run
     * @param link   receives the way when found; the caller calls link->close
     */
    bool (*connect)(
        void *state, enum found *found, struct service_link *link, struct err *err) MUST_CHECK;
    /**
     * Is the service until it is told to end.
     *
     * @param in_console  true: in a terminal, without the service manager, until Ctrl-C
     */
    bool (*run)(
        void *state, const struct service_host *host, bool in_console, struct err *err) MUST_CHECK;
};
