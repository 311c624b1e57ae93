/* SPDX-License-Identifier: MIT */
/*
 * pipe.h - the service's end of the named pipe: instances, messages in, messages out.
 *
 * Everything runs on the thread that calls win_pipe_work. Nothing of it waits for a client: a
 * client that does not read what it is sent is closed when WIN_PIPE_QUEUE_BYTES wait for it, one
 * that says nothing at all is closed after silence_ms.
 */
#pragma once

#include "service/link.h"
#include "service/server.h"
#include "win/win.h"

enum {
    WIN_PIPE_INSTANCES = SERVICE_CLIENTS_MOST,      /* made at once, and no others later */
    WIN_PIPE_HANDLES_MOST = 2 * WIN_PIPE_INSTANCES, /* that win_pipe_handles gives */
    WIN_PIPE_QUEUE_BYTES = 2 * 1024 * 1024, /* more than all that is kept for late watchers */
    WIN_PIPE_LEAVING_MS = 2 * 1000,         /* one that is turned away may read why */
};

/** Who is told what happens. */
struct win_pipe_user {
    void *state;
    uint32_t silence_ms; /* from being connected to the first message */
    /** A client is there. false: it is closed at once. */
    bool (*came)(void *state, uint32_t client);
    /** It has sent this. One byte more than SERVICE_MESSAGE_BYTES_MOST: it was longer than that.
     * false: it is closed when it has read what was sent to it. */
    bool (*message)(void *state, uint32_t client, const void *bytes, size_t len);
    /** It has gone. Not called for one of which win_pipe_send returned false. */
    void (*gone)(void *state, uint32_t client);
};

struct win_pipe;

/**
 * Makes the pipe and all its instances. Somebody else having the name is an error (ERR_REFUSED).
 *
 * @param name  WIN_PIPE_NAME
 * @param sddl  who may open it
 * @param pipe  receives it; the caller calls win_pipe_free
 */
bool win_pipe_open(const wchar_t *name, const wchar_t *sddl, const struct win_pipe_user *user,
    struct win_pipe **pipe, struct err *err) MUST_CHECK;
void win_pipe_free(struct win_pipe *pipe);

/** Fills in what to wait for. @return  how many */
size_t win_pipe_handles(const struct win_pipe *pipe, HANDLE handles[WIN_PIPE_HANDLES_MOST]);
/** How long to wait at most; INFINITE. */
DWORD win_pipe_wait_ms(const struct win_pipe *pipe);
/** Does what there is to do. Call it after every wait. */
void win_pipe_work(struct win_pipe *pipe);

/** Has everything been handed to the clients' side? */
bool win_pipe_is_quiet(const struct win_pipe *pipe);

/** Queues a message. false: the client has gone, or does not read: it is closed. */
bool win_pipe_send(struct win_pipe *pipe, uint32_t client, const void *bytes, size_t len);
/** Is the client an elevated administrator or the system? ERR_REFUSED: it is not. */
bool win_pipe_allows(struct win_pipe *pipe, uint32_t client, struct err *err) MUST_CHECK;

/* -- pipe_client.c -- */

/**
 * Is the pipe the system's or Administrators'? An unelevated program can take a free name, but it
 * cannot let these own what it makes.
 *
 * @param pipe  open with READ_CONTROL
 */
bool win_pipe_owner(HANDLE pipe, bool *is_ours, struct err *err) MUST_CHECK;

/**
 * Opens the pipe as a console does, and makes sure of who is behind it: the pipe must belong to
 * Administrators or the system, and be served by that process.
 *
 * @param process_id  of the service; 0: any that the pipe's owner vouches for
 * @param found       receives ABSENT: there is no such pipe
 * @param link        receives the way when found; the caller calls link->close
 */
bool win_pipe_connect(const wchar_t *name, uint32_t process_id, enum found *found,
    struct service_link *link, struct err *err) MUST_CHECK;
