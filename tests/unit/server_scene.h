/* SPDX-License-Identifier: MIT */
/* server_scene.h - a service with a carrier and a host of memory, and what they were asked for. */
#pragma once

#include "service/server.h"

enum {
    ME = 7, /* client ids are the carrier's */
    OTHER = 9,
    HEARD_MOST = 4096,
};

/* A carrier and a host made of memory: what was asked of them, and what was sent to whom. */
struct server_fake {
    struct service_server *server;
    struct heard {
        uint32_t client;
        struct service_message message;
    } heard[HEARD_MOST];
    size_t heard_count;
    bool is_stranger; /* `allows` says no */
    uint32_t deaf;    /* this client takes nothing */
    bool deaf_was_told;
    bool cannot_begin;
    bool status_fails;
    bool wakes, wakes_fails;
    bool restart_fails;
    int begun, stops, restarts;
    char command[16];
    enum service_event last_event;
    int events;
    char note[512];
};
extern struct server_fake fake;

#define BEGIN_BODY "{\"command\":\"prepare\",\"options\":{},\"plan\":{}}"
#define OPTIONS_BODY "{\"options\":{}}"

void open_server(void);
void close_server(void);
void forget_heard(void);
/** @return what service_server_message says: is the client still one? */
bool ask(uint32_t client, enum service_kind kind, const char *body);
/** The nth message that was sent since the last question. */
const struct service_message *heard(size_t nth, uint32_t client, enum service_kind kind);
void heard_refusal(size_t nth, uint32_t client, enum err_domain domain, uint32_t code);
void heard_state(size_t nth, uint32_t client, const char *state);
/** Opens the server and brings it into a state. */
void bring_to(enum service_state state);
