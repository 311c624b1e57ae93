/* SPDX-License-Identifier: MIT */
/*
 * fuzz_pipe.c - any messages from two consoles, between any output and ends of jobs: what the service
 * says is whole, and a job begins and ends once.
 *
 * The first two bytes choose which allocation fails. Then steps: a byte that says what happens, two
 * for a length, and so many bytes. A step 'm' is a message as it comes from the pipe; a step 'b' is
 * the body of a message whose header is right.
 */
#include "service/server.h"

#include "fakes/alloc.h"
#include "fuzz_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BODY_MOST = SERVICE_MESSAGE_BYTES_MOST - SERVICE_HEADER_BYTES };

static struct {
    struct service_server *server;
    bool there[2]; /* the two consoles */
    bool works;    /* a job was begun and has not ended */
    bool stopped;  /* it was told to */
} world;

static bool allows(void *state, uint32_t client, struct err *err)
{
    (void)state, (void)client, (void)err;
    return true;
}

/* A console reads it as it does in earnest. */
static bool send_message(void *state, uint32_t client, const void *bytes, size_t len)
{
    AUTO(service_message) message = { 0 };
    AUTO(bytes) text = { 0 };
    enum console_stream stream = CONSOLE_OUT;
    struct service_end end = { 0 };
    struct err why = { 0 }, err = { 0 };
    bool ok;

    (void)state;
    if (client > 1 || !world.there[client] || len > SERVICE_MESSAGE_BYTES_MOST)
        abort();
    ok = service_decode(bytes, len, &message, &err);
    if (ok && message.row->right != SERVICE_RIGHT_OF_NOBODY)
        abort();
    if (ok && message.row->kind == MESSAGE_TEXT)
        ok = service_read_text(&message, &stream, &text, &err);
    else if (ok && message.row->kind == MESSAGE_ENDED)
        ok = service_read_ended(&message, &end, &err);
    else if (ok && message.row->kind == MESSAGE_REFUSED)
        ok = service_read_refused(&message, &why, &err);
    if (!ok && !err_is(&err, ERR_NOMEM))
        abort();
    if (!ok)
        world.there[client] = false;
    return ok;
}

static bool begin(void *state, const struct service_job *job, struct err *err)
{
    (void)state, (void)err;
    if (world.works || !job->command || !json_is_object(job->options))
        abort();
    world.works = true;
    world.stopped = false;
    return true;
}

static void stop(void *state)
{
    (void)state;
    if (!world.works || world.stopped)
        abort();
    world.stopped = true;
}

static void note(void *state, enum service_event event, const char *text)
{
    (void)state;
    if (service_event_id(event) >> 30 == 0)
        abort();
    fuzz_check_utf8(text);
}

static void work(void *state, const struct service_job *job, const struct service_output *output,
    struct service_end *end)
{
    (void)state, (void)job, (void)output, (void)end;
    abort(); /* only a carrier with threads lets it work */
}

static bool status(void *state, struct json **run, struct err *err)
{
    (void)state;
    *run = json_new_object();
    return *run || err_nomem(err);
}

static bool wakes(void *state, bool *resumes, struct err *err)
{
    (void)state, (void)err;
    *resumes = true;
    return true;
}

static bool restart(void *state, struct err *err)
{
    (void)state;
    return err_set(err, ERR_WIN32, 5, "it may not");
}

static void come(uint32_t client)
{
    if (!world.there[client] && service_server_client(world.server, client))
        world.there[client] = true;
}

static void leave(uint32_t client)
{
    service_server_gone(world.server, client);
    world.there[client] = false;
}

static void hear(uint32_t client, const uint8_t *bytes, size_t len)
{
    come(client);
    if (!service_server_message(world.server, client, bytes, len))
        leave(client);
}

/* So that the way to the handlers need not be found by chance. */
static void hear_body(uint32_t client, const uint8_t *bytes, size_t len)
{
    uint8_t message[SERVICE_MESSAGE_BYTES_MOST] = { 'G', 'P', 'R', 'P', SERVICE_VERSION };

    if (len < 1 || len - 1 > BODY_MOST)
        return;
    message[6] = bytes[0];
    message[8] = (uint8_t)(len - 1);
    message[9] = (uint8_t)((len - 1) >> 8);
    memcpy(message + SERVICE_HEADER_BYTES, bytes + 1, len - 1);
    hear(client, message, SERVICE_HEADER_BYTES + len - 1);
}

static void end_job(const uint8_t *bytes, size_t len)
{
    const struct service_end end = { .exit_code = len > 0 ? bytes[0] : 0,
        .handed_over = len > 1 && bytes[1] % 2,
        .restarts = len > 2 && bytes[2] % 2 };

    if (!world.works)
        return;
    world.works = false;
    service_server_ended(world.server, &end);
}

static void step(uint8_t what, const uint8_t *bytes, size_t len)
{
    switch (what) {
    case 'm':
    case 'M':
        hear(what == 'M', bytes, len);
        break;
    case 'b':
    case 'B':
        hear_body(what == 'B', bytes, len);
        break;
    case 'g':
    case 'G':
        leave(what == 'G');
        break;
    case 't':
        if (world.works)
            service_server_text(world.server, CONSOLE_OUT, (const char *)bytes, len);
        break;
    case 'e':
        end_job(bytes, len);
        break;
    case 's':
        if (!world.works)
            service_server_started(world.server);
        break;
    case 'l':
        service_server_leave(world.server);
        break;
    default:
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct service_host host = {
        .work = work, .status = status, .wakes = wakes, .restart = restart
    };
    const struct service_carrier carrier = {
        .allows = allows, .send = send_message, .begin = begin, .stop = stop, .note = note
    };
    struct err err = { 0 };

    if (size < 2)
        return 0;
    memset(&world, 0, sizeof world);
    if (!service_server_new(&host, &carrier, &world.server, &err))
        return 0;
    fake_alloc_fail_nth((unsigned)(data[0] | data[1] << 8));
    for (size_t at = 2; at + 3 <= size;) {
        size_t len = (size_t)(data[at + 1] | data[at + 2] << 8);

        if (len > size - at - 3)
            len = size - at - 3;
        step(data[at], data + at + 3, len);
        enum service_state state = service_server_state(world.server);
        if (world.works != (state == SERVICE_WORKING || state == SERVICE_STOPPING) ||
            (world.works && world.stopped != (state == SERVICE_STOPPING)))
            abort();
        at += 3 + len;
    }
    fake_alloc_fail_nth(0);
    service_server_free(world.server);
    return 0;
}
