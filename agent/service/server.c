/* SPDX-License-Identifier: MIT */
/* server.c - one job, its watchers, and what each message does; server.h has the table of states. */
#include "service/server.h"

#include "service/kept.h"

#include <string.h>

struct client {
    uint32_t id;
    bool watches;
};

struct service_server {
    struct service_host host;
    struct service_carrier carrier;
    enum service_state state;
    bool leaving;
    uint64_t bad_messages;

    struct client clients[SERVICE_CLIENTS_MOST];
    size_t client_count;

    struct json *request; /* body that the job's options and plan belong to */
    struct service_job job;

    struct service_kept kept; /* of the job at work, or of the last one */
};

const char *service_state_name(enum service_state state)
{
    static const char *const names[] = {
        [SERVICE_IDLE] = "idle",
        [SERVICE_WORKING] = "working",
        [SERVICE_STOPPING] = "stopping",
        [SERVICE_HANDED_OVER] = "handed-over",
    };

    return names[state];
}

static void note(struct service_server *server, enum service_event event, const char *format, ...)
    PRINTF_LIKE(3, 4);

static void note(struct service_server *server, enum service_event event, const char *format, ...)
{
    AUTO(text) text = { 0 };
    va_list arguments;

    va_start(arguments, format);
    text_append_list(&text, format, arguments);
    va_end(arguments);
    /* what memory was left for is said: an event without its words is still one */
    server->carrier.note(server->carrier.state, event, text_string(&text));
}

static bool has_job(const struct service_server *server)
{
    return server->state == SERVICE_WORKING || server->state == SERVICE_STOPPING;
}

/* -- clients -- */

static struct client *find_client(struct service_server *server, uint32_t id)
{
    for (size_t at = 0; at < server->client_count; at++)
        if (server->clients[at].id == id)
            return &server->clients[at];
    return NULL;
}

bool service_server_client(struct service_server *server, uint32_t client)
{
    if (server->client_count == SERVICE_CLIENTS_MOST)
        return false;
    server->clients[server->client_count++] = (struct client){ .id = client };
    return true;
}

void service_server_gone(struct service_server *server, uint32_t client)
{
    struct client *found = find_client(server, client);

    if (found)
        *found = server->clients[--server->client_count];
}

/* A client that does not take what it is sent has gone. */
static bool send_to(struct service_server *server, uint32_t client, const struct bytes *message)
{
    if (server->carrier.send(server->carrier.state, client, message->data, message->len))
        return true;
    service_server_gone(server, client);
    return false;
}

static void send_to_watchers(struct service_server *server, const struct bytes *message)
{
    for (size_t at = server->client_count; at > 0; at--) /* from behind: some may go on the way */
        if (server->clients[at - 1].watches)
            (void)send_to(server, server->clients[at - 1].id, message);
}

/* -- what is said -- */

static bool encode_state(
    struct service_server *server, bool with_run, struct bytes *message, struct err *err)
{
    AUTO(json_value) body = { json_new_object() };
    AUTO(json_value) run = { 0 };
    struct err why = { 0 };

    json_add_string(body.root, "state", service_state_name(server->state));
    json_add_bool(body.root, "leaving", server->leaving);
    if (has_job(server))
        json_add_string(body.root, "command", server->job.command);
    json_add_number(body.root, "missed_bytes", (int64_t)server->kept.missed_bytes);
    if (with_run && server->host.status(server->host.state, &run.root, &why))
        json_add_copy(body.root, "run", run.root);
    else if (with_run)
        json_add_string(body.root, "run_unknown", why.text);
    return service_encode(MESSAGE_STATE, body.root, message, err);
}

static void refuse(struct service_server *server, uint32_t client, const struct service_row *row,
    const struct err *why)
{
    AUTO(bytes) message = { 0 };
    struct err err = { 0 };

    /* without memory for a refusal nothing can be said; the client hears nothing, and waits no
     * longer than its own limit */
    if (service_encode_refused(row, why, &message, &err))
        (void)send_to(server, client, &message);
}

static void tell_watchers_state(struct service_server *server)
{
    AUTO(bytes) message = { 0 };
    struct err err = { 0 };

    if (encode_state(server, false, &message, &err))
        send_to_watchers(server, &message);
}

/* -- the handlers: false is a refusal, with err saying why -- */

static bool answer_status(
    struct service_server *server, uint32_t client, struct service_message *asked, struct err *err)
{
    AUTO(bytes) message = { 0 };

    (void)asked;
    if (!encode_state(server, true, &message, err))
        return false;
    (void)send_to(server, client, &message);
    return true;
}

static bool answer_watch(
    struct service_server *server, uint32_t client, struct service_message *asked, struct err *err)
{
    struct client *watcher = find_client(server, client);

    if (watcher && watcher->watches)
        return err_set(err, ERR_AGENT, ERR_REFUSED, "this console is watching already");
    if (!answer_status(server, client, asked, err))
        return false;
    if (!find_client(server, client)) /* it has not taken the answer */
        return true;
    for (size_t at = 0; at < server->kept.count; at++)
        if (!send_to(server, client, &server->kept.messages[at].bytes))
            return true;
    watcher = find_client(server, client);
    if (watcher)
        watcher->watches = true;
    return true;
}

static bool check_free(const struct service_server *server, struct err *err)
{
    if (server->leaving)
        return err_set(err, ERR_AGENT, ERR_CANCELLED, "the service has been told to end");
    if (has_job(server))
        return err_set(
            err, ERR_AGENT, ERR_BUSY, "the service is at work on '%s'", server->job.command);
    return true;
}

/* Takes the body over, where it succeeds. */
static bool begin_job(struct service_server *server, const struct service_job *job,
    struct json **body, struct err *err)
{
    server->job = *job;
    if (!server->carrier.begin(server->carrier.state, &server->job, err)) {
        server->job = (struct service_job){ 0 };
        return false;
    }
    service_kept_forget(&server->kept);
    server->request = *body;
    *body = NULL;
    server->state = SERVICE_WORKING;
    note(server, SERVICE_EVENT_JOB_BEGUN, "'%s' has begun.", job->command);
    return true;
}

static bool begin_for(struct service_server *server, uint32_t client, const struct service_job *job,
    struct json **body, struct err *err)
{
    struct client *asker = find_client(server, client);

    if (!check_free(server, err) || !begin_job(server, job, body, err))
        return false;
    if (asker)
        asker->watches = true;
    tell_watchers_state(server);
    return true;
}

static bool malformed(const struct service_message *asked, const char *what, struct err *err)
{
    return err_set(err, ERR_AGENT, ERR_MALFORMED, "a message '%s' %s", asked->row->name, what);
}

static const char *command_of(const struct json *body)
{
    static const char *const commands[] = { "prepare", "apply" };
    const char *named = json_string(json_member(body, "command"));

    for (size_t at = 0; named && at < COUNT_OF(commands); at++)
        if (strcmp(named, commands[at]) == 0)
            return commands[at];
    return NULL;
}

static bool answer_begin(
    struct service_server *server, uint32_t client, struct service_message *asked, struct err *err)
{
    const struct service_job job = {
        .command = command_of(asked->body),
        .options = json_member(asked->body, "options"),
        .plan = json_member(asked->body, "plan"),
    };

    if (!job.command)
        return malformed(asked, "names neither 'prepare' nor 'apply'", err);
    if (!json_is_object(job.options) || !json_is_object(job.plan) || json_count(asked->body) != 3)
        return malformed(asked, "has command, options and plan, and nothing else", err);
    return begin_for(server, client, &job, &asked->body, err);
}

static bool answer_resume(
    struct service_server *server, uint32_t client, struct service_message *asked, struct err *err)
{
    const struct service_job job = {
        .command = asked->row->name,
        .options = json_member(asked->body, "options"),
    };

    if (!json_is_object(job.options) || json_count(asked->body) != 1)
        return malformed(asked, "has options, and nothing else", err);
    return begin_for(server, client, &job, &asked->body, err);
}

static void stop_job(struct service_server *server, const char *why)
{
    server->state = SERVICE_STOPPING;
    note(server, SERVICE_EVENT_JOB_STOPPING, "'%s' ends at its next safe point: %s.",
        server->job.command, why);
    server->carrier.stop(server->carrier.state);
    tell_watchers_state(server);
}

static bool answer_stop(
    struct service_server *server, uint32_t client, struct service_message *asked, struct err *err)
{
    const struct client *asker = find_client(server, client);
    bool is_told = asker && asker->watches; /* as a watcher, of the change */

    if (!has_job(server))
        return err_set(err, ERR_AGENT, ERR_REFUSED, "there is nothing to stop");
    if (server->state == SERVICE_WORKING) {
        server->job.is_stopped = true;
        stop_job(server, "a console asked for it");
        if (is_told)
            return true;
    }
    return answer_status(server, client, asked, err);
}

static const struct {
    enum service_kind kind;
    bool (*answer)(struct service_server *server, uint32_t client, struct service_message *asked,
        struct err *err);
} handlers[] = {
    { MESSAGE_STATUS, answer_status },
    { MESSAGE_WATCH, answer_watch },
    { MESSAGE_BEGIN, answer_begin },
    { MESSAGE_RESUME, answer_resume },
    { MESSAGE_STOP, answer_stop },
};

/* -- the dispatcher: right, size and kind are checked here, once, for all rows -- */

/* An event log is not to be filled by whoever sends rubbish: the first, the 10th, the 100th. */
static void note_bad(struct service_server *server, enum service_event event, const struct err *why)
{
    uint64_t count = ++server->bad_messages;

    while (count >= 10 && count % 10 == 0)
        count /= 10;
    if (count == 1)
        note(server, event, "A message was refused (the %llu. of this service's life): %s.",
            (unsigned long long)server->bad_messages, why->text);
}

static bool turn_away(struct service_server *server, uint32_t client, enum service_event event,
    const struct service_row *row, const struct err *why)
{
    note_bad(server, event, why);
    refuse(server, client, row, why);
    return false;
}

bool service_server_message(
    struct service_server *server, uint32_t client, const void *bytes, size_t len)
{
    __attribute__((cleanup(service_message_done))) struct service_message asked = { 0 };
    struct err err = { 0 };

    if (!find_client(server, client))
        return false;
    if (!server->carrier.allows(server->carrier.state, client, &err))
        return turn_away(server, client, SERVICE_EVENT_CLIENT_REFUSED, NULL, &err);
    if (!service_decode(bytes, len, &asked, &err))
        return turn_away(server, client, SERVICE_EVENT_BAD_MESSAGE, NULL, &err);

    const struct service_row *row = asked.row;

    if (row->right == SERVICE_RIGHT_OF_NOBODY) {
        err_set(&err, ERR_AGENT, ERR_REFUSED, "the service alone says '%s'", row->name);
        return turn_away(server, client, SERVICE_EVENT_BAD_MESSAGE, row, &err);
    }
    for (size_t at = 0; at < COUNT_OF(handlers); at++) {
        if (handlers[at].kind != row->kind)
            continue;
        if (handlers[at].answer(server, client, &asked, &err))
            return true;
        if (err_is(&err, ERR_MALFORMED))
            return turn_away(server, client, SERVICE_EVENT_BAD_MESSAGE, row, &err);
        refuse(server, client, row, &err);
        return true;
    }
    err_set(&err, ERR_AGENT, ERR_UNSUPPORTED, "nobody answers '%s'", row->name);
    return turn_away(server, client, SERVICE_EVENT_BAD_MESSAGE, row, &err);
}

/* -- what the job does -- */

void service_server_text(
    struct service_server *server, enum console_stream stream, const char *bytes, size_t len)
{
    while (len > 0) {
        size_t step = len < SERVICE_TEXT_BYTES_MOST ? len : SERVICE_TEXT_BYTES_MOST;
        AUTO(bytes) message = { 0 };
        struct err err = { 0 };

        if (service_encode_text(stream, bytes, step, &message, &err)) {
            send_to_watchers(server, &message);
            service_kept_add(&server->kept, &message, step);
        } else {
            server->kept.missed_bytes += step;
        }
        bytes += step;
        len -= step;
    }
}

static void note_end(struct service_server *server, const struct service_end *end)
{
    const char *command = server->job.command;

    if (end->handed_over)
        note(server, SERVICE_EVENT_HANDED_OVER,
            "The run waits for an administrator: sysprep must not be run by the system. Give "
            "'goldprep resume' in an elevated console.");
    else if (end->restarts)
        note(server, SERVICE_EVENT_RESTARTS,
            "'%s' is done so far; Windows is restarted, and the run goes on.", command);
    else if (end->exit_code == 0)
        note(server, SERVICE_EVENT_JOB_ENDED, "'%s' has ended with exit code 0.", command);
    else
        note(server, SERVICE_EVENT_JOB_FAILED,
            "'%s' has ended with exit code %d%s%s; 'goldprep status' says where it stands.",
            command, end->exit_code, end->why[0] != '\0' ? ": " : "", end->why);
}

static void restart(struct service_server *server)
{
    struct err err = { 0 };

    if (server->host.restart(server->host.state, &err))
        return;
    note(server, SERVICE_EVENT_NO_RESTART,
        "Windows could not be restarted: %s. Restart it; the run goes on then.", err.text);
    err_wrap(&err, "error: Windows is to be restarted by hand");
    service_server_text(server, CONSOLE_ERR, err.text, strlen(err.text));
    service_server_text(server, CONSOLE_ERR, "\n", 1);
}

void service_server_ended(struct service_server *server, const struct service_end *end)
{
    AUTO(bytes) message = { 0 };
    struct err err = { 0 };

    if (!has_job(server))
        return;
    server->state = end->handed_over ? SERVICE_HANDED_OVER : SERVICE_IDLE;
    note_end(server, end);
    if (service_encode_ended(end, &message, &err)) {
        send_to_watchers(server, &message);
        service_kept_add(&server->kept, &message, 0);
    }
    json_free(server->request);
    server->request = NULL;
    server->job = (struct service_job){ 0 };
    if (end->restarts)
        restart(server);
}

/* -- the service itself -- */

void service_server_started(struct service_server *server)
{
    const struct service_job job = { .command = service_row(MESSAGE_RESUME)->name };
    AUTO(json_value) body = { json_new_object() };
    struct service_job wakes = job;
    bool resumes = false;
    struct err err = { 0 };

    if (!server->host.wakes(server->host.state, &resumes, &err)) {
        note(server, SERVICE_EVENT_FAILED, "Whether a run is unfinished cannot be told: %s.",
            err.text);
        return;
    }
    if (!resumes)
        return;
    wakes.options = json_add_object(body.root, "options");
    if (!wakes.options)
        err_nomem(&err);
    if (!wakes.options || !check_free(server, &err) || !begin_job(server, &wakes, &body.root, &err))
        note(server, SERVICE_EVENT_FAILED, "The unfinished run does not go on: %s.", err.text);
}

void service_server_leave(struct service_server *server)
{
    server->leaving = true;
    if (server->state == SERVICE_WORKING) {
        server->job.leaves = true;
        stop_job(server, "the service has been told to end");
    }
}

enum service_state service_server_state(const struct service_server *server)
{
    return server->state;
}

size_t service_server_clients(const struct service_server *server)
{
    return server->client_count;
}

bool service_server_new(const struct service_host *host, const struct service_carrier *carrier,
    struct service_server **server, struct err *err)
{
    struct service_server *made = calloc(1, sizeof *made);

    if (!made)
        return err_nomem(err);
    made->host = *host;
    made->carrier = *carrier;
    *server = made;
    return true;
}

void service_server_free(struct service_server *server)
{
    if (!server)
        return;
    service_kept_done(&server->kept);
    json_free(server->request);
    free(server);
}
