/* SPDX-License-Identifier: MIT */
/*
 * wire.h - the service in the memory of the test: its server and host are the true ones, pipe,
 * threads and service manager are made here.
 *
 * A job is done when a console waits for a message and none is there, on the test's own thread, by
 * LocalSystem; so everything comes in the same order every time.
 */
#pragma once

#include "service/manager.h"
#include "ui/serve.h"
#include "world.h"

enum { WIRE_CLIENTS_MOST = 4, WIRE_MESSAGES_MOST = 256 };

struct wire_client {
    bool is_there;
    struct bytes inbox[WIRE_MESSAGES_MOST]; /* each owned */
    size_t count, taken;
};

struct wire {
    struct world *world;
    struct ui_machine machine; /* of the service */
    struct ui ui;
    struct serve serve;
    struct service_manager manager;
    struct service_server *server; /* NULL while the service does not run */
    struct service_server *dead;   /* was killed in the middle of its job */
    struct wire_client clients[WIRE_CLIENTS_MOST];

    bool is_installed;
    bool goes; /* removed, and still held open */
    bool does_not_start, does_not_listen;
    int breaks_after; /* so many messages were received: then the service has gone; 0: never */
    int received;
    int ctrl_c_after; /* so many messages were received: then a person presses Ctrl-C; 0: never */
    int starts;       /* how often the service was started */

    const struct service_job *job; /* waits to be done */
    bool is_stopped;               /* the job was told to stop: waiting calls fail */
    /** Called each time the job waits for something. */
    void (*on_wait)(struct wire *wire);
    int waits;
    bool (*true_wait)(void *state, uint32_t milliseconds, struct err *err);

    struct text events; /* "204 The run waits ...\n" */
};

/** Gives that world a service, installed and not running. */
void wire_begin(struct wire *wire, struct world *world);
void wire_end(struct wire *wire);

/** The service is started, as by Windows at its boot or by a console. */
void wire_start(struct wire *wire);
/** Its process ends in the middle of whatever it does. */
void wire_kill(struct wire *wire);
/** Does the job that waits to be done, if there is one. */
void wire_work(struct wire *wire);
/** Windows restarts: what was running is gone, and the service starts if it starts with Windows. */
void wire_restart(struct wire *wire);

/** A second console, in the middle of whatever happens. @return its number */
size_t wire_connect(struct wire *wire);
/** It sends a message without a body of its own. */
void wire_send(struct wire *wire, size_t client, enum service_kind kind);
/** All text that it has received so far, and "[ended 0]" and the like for the rest. */
void wire_heard(struct wire *wire, size_t client, struct text *heard);

/** How the service starts: SERVICE_AUTO_START 2, SERVICE_DEMAND_START 3. */
uint32_t wire_start_type(struct wire *wire);
