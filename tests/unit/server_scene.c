/* SPDX-License-Identifier: MIT */
/* server_scene.c - see server_scene.h. */
#include "server_scene.h"

#include "check_main.h"

#include <stdlib.h>
#include <string.h>

struct server_fake fake;

static bool allows(void *state, uint32_t client, struct err *err)
{
    (void)state;
    (void)client;
    return !fake.is_stranger || err_set(err, ERR_AGENT, ERR_REFUSED, "you are a stranger");
}

static bool send_message(void *state, uint32_t client, const void *bytes, size_t len)
{
    struct err err = { 0 };
    struct heard *heard = &fake.heard[fake.heard_count];

    (void)state;
    if (client == fake.deaf) {
        if (fake.deaf_was_told)
            abort(); /* it has gone, and the server was told so */
        fake.deaf_was_told = true;
        return false;
    }
    ck_assert_uint_lt(fake.heard_count, HEARD_MOST);
    heard->client = client;
    ck_assert_msg(service_decode(bytes, len, &heard->message, &err), "%s", err.text);
    fake.heard_count++;
    return true;
}

static bool begin(void *state, const struct service_job *job, struct err *err)
{
    (void)state;
    if (fake.cannot_begin)
        return err_set(err, ERR_WIN32, 8, "no thread");
    if (!json_is_object(job->options)) /* an assertion of Check's own allocates */
        abort();
    snprintf(fake.command, sizeof fake.command, "%s", job->command);
    fake.begun++;
    return true;
}

static void stop(void *state)
{
    (void)state;
    fake.stops++;
}

static void note(void *state, enum service_event event, const char *text)
{
    (void)state;
    fake.last_event = event;
    fake.events++;
    snprintf(fake.note, sizeof fake.note, "%s", text);
}

static void work(void *state, const struct service_job *job, const struct service_output *output,
    struct service_end *end)
{
    (void)state, (void)job, (void)output, (void)end;
    ck_abort_msg("the carrier alone lets it work");
}

static bool status(void *state, struct json **run, struct err *err)
{
    (void)state;
    if (fake.status_fails)
        return err_set(err, ERR_AGENT, ERR_DAMAGED, "the journal is torn");
    *run = json_new_object();
    json_add_string(*run, "state", "between");
    return true;
}

static bool wakes(void *state, bool *resumes, struct err *err)
{
    (void)state;
    *resumes = fake.wakes;
    return !fake.wakes_fails || err_set(err, ERR_AGENT, ERR_DAMAGED, "the journal is torn");
}

static bool restart(void *state, struct err *err)
{
    (void)state;
    fake.restarts++;
    return !fake.restart_fails || err_set(err, ERR_WIN32, 1314, "a privilege is not held");
}

void forget_heard(void)
{
    for (size_t at = 0; at < fake.heard_count; at++)
        service_message_done(&fake.heard[at].message);
    fake.heard_count = 0;
}

void open_server(void)
{
    const struct service_host host = {
        .work = work, .status = status, .wakes = wakes, .restart = restart
    };
    const struct service_carrier carrier = {
        .allows = allows, .send = send_message, .begin = begin, .stop = stop, .note = note
    };
    struct err err = { 0 };

    memset(&fake, 0, sizeof fake);
    ck_assert_msg(service_server_new(&host, &carrier, &fake.server, &err), "%s", err.text);
    ck_assert(service_server_client(fake.server, ME));
    ck_assert(service_server_client(fake.server, OTHER));
}

void close_server(void)
{
    forget_heard();
    service_server_free(fake.server);
}

bool ask(uint32_t client, enum service_kind kind, const char *body)
{
    AUTO(json_value) value = { 0 };
    AUTO(bytes) bytes = { 0 };
    struct err err = { 0 };

    forget_heard();
    ck_assert_msg(json_parse(body, strlen(body), &value.root, &err), "%s", err.text);
    ck_assert_msg(service_encode(kind, value.root, &bytes, &err), "%s", err.text);
    return service_server_message(fake.server, client, bytes.data, bytes.len);
}

const struct service_message *heard(size_t nth, uint32_t client, enum service_kind kind)
{
    ck_assert_msg(nth < fake.heard_count, "%zu messages were sent", fake.heard_count);
    ck_assert_uint_eq(fake.heard[nth].client, client);
    ck_assert_msg(fake.heard[nth].message.row->kind == kind, "message %zu is '%s'", nth,
        fake.heard[nth].message.row->name);
    return &fake.heard[nth].message;
}

void heard_refusal(size_t nth, uint32_t client, enum err_domain domain, uint32_t code)
{
    const struct service_message *message = heard(nth, client, MESSAGE_REFUSED);
    struct err why = { 0 }, err = { 0 };

    ck_assert_msg(service_read_refused(message, &why, &err), "%s", err.text);
    ck_assert_msg(why.domain == domain && why.code == code, "%s", why.text);
}

void heard_state(size_t nth, uint32_t client, const char *state)
{
    const struct service_message *message = heard(nth, client, MESSAGE_STATE);

    ck_assert_str_eq(json_string(json_member(message->body, "state")), state);
}

void bring_to(enum service_state state)
{
    const struct service_end handed = { .exit_code = 8, .handed_over = true };

    open_server();
    if (state != SERVICE_IDLE)
        ck_assert(ask(OTHER, MESSAGE_BEGIN, BEGIN_BODY));
    if (state == SERVICE_STOPPING)
        ck_assert(ask(OTHER, MESSAGE_STOP, "{}"));
    if (state == SERVICE_HANDED_OVER)
        service_server_ended(fake.server, &handed);
    ck_assert_int_eq(service_server_state(fake.server), state);
    forget_heard();
    fake.begun = fake.stops = fake.events = 0;
}
