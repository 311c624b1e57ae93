/* SPDX-License-Identifier: MIT */
/* wire.c - the service in the memory of the test. */
#include "wire.h"

#include "ui/at_boot.h"

#include <check.h>

enum { PIPE_IS_GONE = 109 };

/* The port has no place for a test's own state. */
static struct wire *at_work;

/* -- the carrier -- */

static bool allows(void *state, uint32_t client, struct err *err)
{
    (void)state, (void)client, (void)err;
    return true;
}

static bool send_to(void *state, uint32_t client, const void *bytes, size_t len)
{
    struct wire *wire = state;
    struct wire_client *there = &wire->clients[client];

    if (!there->is_there)
        return false;
    ck_assert_uint_lt(there->count, WIRE_MESSAGES_MOST);
    uint8_t *copy = malloc(len + 1);
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, bytes, len);
    copy[len] = '\0';
    there->inbox[there->count++] = (struct bytes){ .data = copy, .len = len };
    return true;
}

static bool begin(void *state, const struct service_job *job, struct err *err)
{
    struct wire *wire = state;

    (void)err;
    wire->job = job;
    wire->is_stopped = false;
    return true;
}

static void stop(void *state)
{
    ((struct wire *)state)->is_stopped = true;
}

static void note(void *state, enum service_event event, const char *text)
{
    text_append(&((struct wire *)state)->events, "%d %s\n", (int)event, text);
}

/* -- the job -- */

static void take_text(void *state, enum console_stream stream, const char *bytes, size_t len)
{
    struct wire *wire = state;

    if (wire->server)
        service_server_text(wire->server, stream, bytes, len);
}

static bool wait_watched(void *state, uint32_t milliseconds, struct err *err)
{
    if (!at_work)
        return true;
    at_work->waits++;
    if (at_work->on_wait)
        at_work->on_wait(at_work);
    if (at_work->is_stopped)
        return err_set(err, ERR_AGENT, ERR_CANCELLED, "told to stop while waiting");
    return at_work->true_wait(state, milliseconds, err);
}

void wire_work(struct wire *wire)
{
    const struct service_host host = serve_host(&wire->serve);
    const struct service_output output = { .state = wire, .text = take_text };
    struct guest_token *token = &fake_hardware(wire->world->machine)->token;
    const struct guest_token administrator = *token;
    struct service_end end = { 0 };

    if (!wire->job)
        return;
    const struct service_job *job = wire->job;
    wire->job = NULL;
    token->is_local_system = true;
    at_work = wire;
    host.work(host.state, job, &output, &end);
    at_work = NULL;
    *token = administrator;
    service_server_free(wire->dead);
    wire->dead = NULL;
    if (wire->server) /* else it was killed on the way */
        service_server_ended(wire->server, &end);
}

/* -- a console's link -- */

struct end {
    struct wire *wire;
    uint32_t client;
};

static bool gone(struct err *err)
{
    return err_set(err, ERR_WIN32, PIPE_IS_GONE, "the service has gone");
}

static bool link_send(void *state, const void *bytes, size_t len, struct err *err)
{
    const struct end *end = state;

    if (!end->wire->server)
        return gone(err);
    (void)!service_server_message(end->wire->server, end->client, bytes, len);
    return true;
}

static bool link_receive(
    void *state, uint32_t limit_ms, enum found *found, struct bytes *message, struct err *err)
{
    const struct end *end = state;
    struct wire *wire = end->wire;
    struct wire_client *client = &wire->clients[end->client];

    (void)limit_ms;
    if (wire->breaks_after > 0 && wire->received >= wire->breaks_after) {
        wire_kill(wire);
        return gone(err);
    }
    if (wire->ctrl_c_after > 0 && wire->received >= wire->ctrl_c_after) {
        wire->ctrl_c_after = 0;
        return err_set(err, ERR_AGENT, ERR_CANCELLED, "told to stop while waiting");
    }
    if (client->taken == client->count)
        wire_work(wire);
    *found = client->taken < client->count ? FOUND : ABSENT;
    if (*found == ABSENT)
        return wire->server || gone(err);
    *message = client->inbox[client->taken];
    client->inbox[client->taken++] = (struct bytes){ 0 };
    wire->received++;
    return true;
}

static void link_close(void *state)
{
    struct end *end = state;
    struct wire_client *client = &end->wire->clients[end->client];

    for (size_t at = client->taken; at < client->count; at++)
        bytes_done(&client->inbox[at]);
    *client = (struct wire_client){ 0 };
    if (end->wire->server)
        service_server_gone(end->wire->server, end->client);
    free(end);
}

size_t wire_connect(struct wire *wire)
{
    for (size_t at = 0; at < WIRE_CLIENTS_MOST; at++) {
        if (wire->clients[at].is_there)
            continue;
        wire->clients[at].is_there = true;
        ck_assert(service_server_client(wire->server, (uint32_t)at));
        return at;
    }
    ck_abort_msg("too many consoles");
}

void wire_send(struct wire *wire, size_t client, enum service_kind kind)
{
    AUTO(json_value) body = { json_new_object() };
    AUTO(bytes) message = { 0 };
    struct err err = { 0 };

    if (kind == MESSAGE_RESUME)
        json_add_object(body.root, "options");
    ck_assert_msg(service_encode(kind, body.root, &message, &err), "%s", err.text);
    (void)!service_server_message(wire->server, (uint32_t)client, message.data, message.len);
}

static void hear(const struct bytes *bytes, struct text *heard)
{
    struct service_message message = { 0 };
    AUTO(bytes) said = { 0 };
    enum console_stream stream = CONSOLE_OUT;
    struct service_end end = { 0 };
    struct err why = { 0 };
    struct err err = { 0 };

    ck_assert_msg(service_decode(bytes->data, bytes->len, &message, &err), "%s", err.text);
    if (service_read_text(&message, &stream, &said, &err))
        text_append_bytes(heard, (const char *)said.data, said.len);
    else if (service_read_ended(&message, &end, &err))
        text_append(heard, "[ended %d%s%s]", end.exit_code, end.handed_over ? " handed-over" : "",
            end.restarts ? " restarts" : "");
    else if (service_read_refused(&message, &why, &err))
        text_append(heard, "[refused %s]", why.text);
    else
        text_append(
            heard, "[%s %s]", message.row->name, json_string(json_member(message.body, "state")));
    service_message_done(&message);
}

void wire_heard(struct wire *wire, size_t client, struct text *heard)
{
    struct wire_client *there = &wire->clients[client];

    for (; there->taken < there->count; there->taken++) {
        hear(&there->inbox[there->taken], heard);
        bytes_done(&there->inbox[there->taken]);
    }
}

/* -- the service manager -- */

static bool look(void *state, enum found *found, struct service_seen *seen, struct err *err)
{
    const struct wire *wire = state;

    (void)err;
    *found = wire->is_installed ? FOUND : ABSENT;
    seen->runs = wire->server != NULL;
    seen->goes = wire->goes;
    return true;
}

static bool start(void *state, uint32_t limit_ms, struct err *err)
{
    struct wire *wire = state;

    (void)limit_ms;
    if (wire->does_not_start)
        return err_set(err, ERR_WIN32, 1053, "the service does not start");
    if (!wire->server)
        wire_start(wire);
    return true;
}

static bool connect(void *state, enum found *found, struct service_link *link, struct err *err)
{
    struct wire *wire = state;

    *found = wire->server && !wire->does_not_listen ? FOUND : ABSENT;
    if (*found == ABSENT)
        return true;
    struct end *end = calloc(1, sizeof *end);
    if (!end)
        return err_nomem(err);
    *end = (struct end){ wire, (uint32_t)wire_connect(wire) };
    *link = (struct service_link){
        .state = end, .send = link_send, .receive = link_receive, .close = link_close
    };
    return true;
}

/* -- the whole -- */

void wire_start(struct wire *wire)
{
    const struct service_carrier carrier = {
        .state = wire, .allows = allows, .send = send_to, .begin = begin, .stop = stop, .note = note
    };
    const struct service_host host = serve_host(&wire->serve);
    struct err err = { 0 };

    ck_assert_ptr_null(wire->server);
    ck_assert_msg(service_server_new(&host, &carrier, &wire->server, &err), "%s", err.text);
    wire->starts++;
    service_server_started(wire->server);
}

void wire_kill(struct wire *wire)
{
    if (at_work == wire && wire->server) /* its job's thread is this one, and still looks at it */
        wire->dead = wire->server;
    else
        service_server_free(wire->server);
    wire->server = NULL;
    wire->job = NULL;
}

void wire_restart(struct wire *wire)
{
    wire_kill(wire);
    for (size_t at = 0; at < WIRE_CLIENTS_MOST; at++) {
        struct wire_client *client = &wire->clients[at];

        for (size_t i = client->taken; i < client->count; i++)
            bytes_done(&client->inbox[i]);
        *client = (struct wire_client){ 0 };
    }
    fake_restart(wire->world->machine);
    if (wire_start_type(wire) == 2) {
        wire_start(wire);
        wire_work(wire);
    }
}

uint32_t wire_start_type(struct wire *wire)
{
    struct guest_service_start start = { 0 };
    enum found found = ABSENT;
    struct err err = { 0 };

    ck_assert_msg(at_boot_read(&wire->world->guest, &found, &start, &err), "%s", err.text);
    ck_assert(found == FOUND);
    return start.type;
}

void wire_begin(struct wire *wire, struct world *world)
{
    *wire = (struct wire){ .world = world, .is_installed = true };
    fake_service(world->machine, AT_BOOT_SERVICE, 3, false);
    wire->true_wait = world->guest.wait;
    world->guest.wait = wait_watched;
    wire->machine = (struct ui_machine){ .guest = &world->guest, .state_folder = world->state };
    wire->ui = say_begin(&wire->machine);
    wire->serve.ui = &wire->ui;
    wire->manager =
        (struct service_manager){ .state = wire, .look = look, .start = start, .connect = connect };
    world->service = &wire->manager;
}

void wire_end(struct wire *wire)
{
    wire_kill(wire);
    for (size_t at = 0; at < WIRE_CLIENTS_MOST; at++)
        for (size_t i = wire->clients[at].taken; i < wire->clients[at].count; i++)
            bytes_done(&wire->clients[at].inbox[i]);
    text_done(&wire->events);
}
