/* SPDX-License-Identifier: MIT */
/*
 * server.h - the service: one job at a time, several watchers, and what is answered in which state.
 *
 * Pure. Two tables of functions hold it: `service_carrier` below it brings messages and threads
 * (agent/win), `service_host` above it does the jobs (agent/ui/serve.c). Everything here is called
 * from one thread, that of the carrier's loop; only service_host.work runs on another.
 *
 *   state        a job    status, watch   begin, resume         stop
 *   IDLE         none     answered        begins it             refused: nothing to stop
 *   WORKING      at work  answered        refused: busy         asks the job to stop
 *   STOPPING     at work  answered        refused: busy         answered: it has been asked
 *   HANDED_OVER  none     answered        begins it             refused: nothing to stop
 *
 * HANDED_OVER is IDLE with an unfinished run that an administrator must go on with; the journal
 * decides what a new job may do, as it does in a console. A service that was told to end (leaving)
 * refuses new jobs in every state.
 */
#pragma once

#include "service/events.h"
#include "service/protocol.h"

enum { SERVICE_CLIENTS_MOST = 16 }; /* at once; the carrier refuses more */

enum service_state {
    SERVICE_IDLE = 0,
    SERVICE_WORKING,
    SERVICE_STOPPING,
    SERVICE_HANDED_OVER,
};
/** "idle", "working", "stopping" or "handed-over": the word in `state`. */
const char *service_state_name(enum service_state state);

/** What a console asked for. Belongs to the server and stays until the job has ended. */
struct service_job {
    const char *command;        /* "prepare", "apply" or "resume" */
    const struct json *options; /* an object; what stands in it is the host's business */
    const struct json *plan;    /* the plan that the person saw; NULL with resume */
    /* Why it was told to stop, looked at when work has stopped: */
    bool leaves;     /* the service ends */
    bool is_stopped; /* a person asked for it */
};

/** Where a job's console output goes. */
struct service_output {
    void *state;
    /** Takes bytes, cut anywhere. May be called from the job's thread. */
    void (*text)(void *state, enum console_stream stream, const char *bytes, size_t len);
};

/** What does the jobs: agent/ui/serve.c. */
struct service_host {
    void *state;
    /**
     * Does a job from its begin to its end, on a thread of its own. To be told to stop, it finds its
     * waiting calls to the guest failing with ERR_CANCELLED, as after Ctrl-C.
     */
    void (*work)(void *state, const struct service_job *job, const struct service_output *output,
        struct service_end *end);
    /**
     * Tells where the run stands, also while a job is at work.
     *
     * @param run  receives an object; the caller calls json_free
     */
    bool (*status)(void *state, struct json **run, struct err *err) MUST_CHECK;
    /**
     * Asked once, when the service has started: shall it go on with an unfinished run?
     *
     * @param resumes  true: the job `resume` without options begins at once
     */
    bool (*wakes)(void *state, bool *resumes, struct err *err) MUST_CHECK;
    /** Restarts Windows; called after every watcher was told of an end that says `restarts`. */
    bool (*restart)(void *state, struct err *err) MUST_CHECK;
    /** NULL, or why the service must not work on this machine: it says so and ends at once. */
    const struct err *refuses;
};

/** What brings messages and threads: agent/win/service_loop.c. */
struct service_carrier {
    void *state;
    /** Is the client an elevated administrator, or the system? ERR_REFUSED: it is not. */
    bool (*allows)(void *state, uint32_t client, struct err *err) MUST_CHECK;
    /** Queues a message. false: the client does not take it, and is closed by the carrier. */
    bool (*send)(void *state, uint32_t client, const void *bytes, size_t len) MUST_CHECK;
    /** Lets service_host.work begin on another thread; service_server_ended follows. */
    bool (*begin)(void *state, const struct service_job *job, struct err *err) MUST_CHECK;
    /** Tells the job to stop at its next safe point. */
    void (*stop)(void *state);
    /** Writes to the event log. */
    void (*note)(void *state, enum service_event event, const char *text);
};

struct service_server;

/** @param server  receives it; the caller calls service_server_free. The tables are copied. */
bool service_server_new(const struct service_host *host, const struct service_carrier *carrier,
    struct service_server **server, struct err *err) MUST_CHECK;
void service_server_free(struct service_server *server);

enum service_state service_server_state(const struct service_server *server);
/** How many clients there are. */
size_t service_server_clients(const struct service_server *server);

/** The service has started: goes on with an unfinished run if the host says so. */
void service_server_started(struct service_server *server);

/** A client is there. false: there are too many. */
bool service_server_client(struct service_server *server, uint32_t client) MUST_CHECK;
/** The client has gone. */
void service_server_gone(struct service_server *server, uint32_t client);

/**
 * A client has sent these bytes as one message. Every answer goes out by the carrier.
 *
 * @return  false: it was no message that may be sent; the client was told, and is to be closed
 */
bool service_server_message(
    struct service_server *server, uint32_t client, const void *bytes, size_t len) MUST_CHECK;

/** The job at work has written this. */
void service_server_text(
    struct service_server *server, enum console_stream stream, const char *bytes, size_t len);
/** The job has ended. */
void service_server_ended(struct service_server *server, const struct service_end *end);

/** The service is told to end: no new jobs, and the one at work is told to stop. Can be repeated. */
void service_server_leave(struct service_server *server);
