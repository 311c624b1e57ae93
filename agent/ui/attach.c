/* SPDX-License-Identifier: MIT */
/* attach.c - a console that lets the service do the work, and shows what it does. */
#include "ui/attach.h"

#include "base/console.h"
#include "base/file.h"
#include "service/manager.h"
#include "ui/commands.h"
#include "ui/handover.h"
#include "ui/signing.h"

enum {
    START_LIMIT_MS = 30 * 1000, /* a service has that long to say that it runs */
    LISTEN_MS = 1000,           /* of one wait for a message */
    ANSWER_MS = 5 * 1000,       /* for the answer to a question */
};

static const char go_alone[] = "'--alone' does the work without the service";

/** One console at a link. */
struct attached {
    struct ui *ui;
    struct service_link link;
    enum service_kind kind; /* what was asked for */
    bool watches;           /* it was another console's job already */
    bool has_asked_to_stop;
    bool is_idle; /* the service has said that no job is at work */
    bool has_ended;
    struct service_end end;
};

static void attached_done(struct attached *attached)
{
    if (attached->link.close)
        attached->link.close(attached->link.state);
    attached->link = (struct service_link){ 0 };
}

/* -- to the service -- */

/* false: there is none to talk to; *end says what that means. */
static bool start_service(
    const struct service_manager *manager, enum attach_end *end, struct err *err)
{
    AUTO(service_seen) seen = { 0 };
    enum found found = ABSENT;

    *end = ATTACH_ENDED;
    if (!manager->look(manager->state, &found, &seen, err))
        return false;
    if (found == ABSENT || seen.goes) {
        *end = ATTACH_ALONE;
        return false;
    }
    return manager->start(manager->state, START_LIMIT_MS, err);
}

static bool reach(struct attached *attached, enum attach_end *end, int *code)
{
    const struct service_manager *manager = attached->ui->machine->service;
    enum found found = ABSENT;
    struct err err = { 0 };

    if (start_service(manager, end, &err) &&
        manager->connect(manager->state, &found, &attached->link, &err)) {
        if (found == FOUND)
            return true;
        err_set(&err, ERR_AGENT, ERR_BUSY, "the service was started, and does not listen");
    }
    if (*end == ATTACH_ENDED) {
        *code = say_failed(&err, go_alone);
        if (*code == EXIT_CODE_TIME_LIMIT) /* that is of a run */
            *code = EXIT_CODE_FAILED;
    }
    return false;
}

static bool send_body(
    struct attached *attached, enum service_kind kind, const struct json *body, struct err *err)
{
    AUTO(bytes) message = { 0 };

    return service_encode(kind, body, &message, err) &&
           attached->link.send(attached->link.state, message.data, message.len, err);
}

/* The service has another working folder. */
static bool make_absolute(const char **path, struct text *absolute, struct err *err)
{
    if (!*path)
        return true;
    if (!file_absolute(*path, absolute, err))
        return false;
    *path = text_string(absolute);
    return true;
}

/* Of a key and an address what the journal may have: the service signs and sends nothing. */
static bool show_handover(
    struct options *options, struct text *sign, struct text *upload, struct err *err)
{
    if (options->sign && !signing_append_name(options->sign, sign, err))
        return false;
    if (!handover_show_address(options, upload, err))
        return false;
    if (options->sign)
        options->sign = text_string(sign);
    if (upload->len > 0)
        options->upload = text_string(upload);
    return true;
}

/* What the job's command takes of the options of this one. */
static bool add_arguments(const struct attached *attached, const struct options *options,
    struct json *array, struct err *err)
{
    const struct command *command = attached->kind == MESSAGE_BEGIN
                                        ? attached->ui->command
                                        : command_find(service_row(attached->kind)->name);
    AUTO(text_list) arguments = { 0 };
    AUTO(text) manifest = { 0 };
    AUTO(text) unattend = { 0 };
    AUTO(text) sign = { 0 };
    AUTO(text) upload = { 0 };
    struct options handed = *options; /* its list of profiles stays the caller's */

    if (!make_absolute(&handed.manifest, &manifest, err) ||
        !make_absolute(&handed.unattend, &unattend, err) ||
        !show_handover(&handed, &sign, &upload, err))
        return false;
    handed.given |= OPTION_YES; /* it was asked here */
    if (!options_to_arguments(
            &handed, command ? OPTIONS_OF_A_JOB & command->options : 0, &arguments, err))
        return false;
    for (size_t at = 0; at < arguments.count; at++)
        json_add_string(array, NULL, arguments.items[at]);
    return true;
}

static bool ask_for_job(struct attached *attached, const struct options *options,
    const struct json *plan, struct err *err)
{
    AUTO(json_value) body = { json_new_object() };
    struct json *array;

    if (attached->kind == MESSAGE_BEGIN)
        json_add_string(body.root, "command", attached->ui->command->name);
    array = json_add_array(json_add_object(body.root, "options"), "arguments");
    if (!add_arguments(attached, options, array, err))
        return false;
    if (plan)
        json_add_copy(body.root, "plan", plan);
    return send_body(attached, attached->kind, body.root, err);
}

static bool send_empty(struct attached *attached, enum service_kind kind, struct err *err)
{
    AUTO(json_value) body = { json_new_object() };

    return send_body(attached, kind, body.root, err);
}

/* -- from the service -- */

static bool show(
    const struct attached *attached, const struct service_message *message, struct err *err)
{
    AUTO(bytes) bytes = { 0 };
    enum console_stream stream = CONSOLE_OUT;

    if (!service_read_text(message, &stream, &bytes, err))
        return false;
    if (!console_write(stream, (const char *)bytes.data, bytes.len) && stream == CONSOLE_OUT)
        attached->ui->lost = true;
    return true;
}

static void take_state(struct attached *attached, const struct json *body)
{
    const char *state = json_string(json_member(body, "state"));
    int64_t missed = 0;

    attached->is_idle = state && (strcmp(state, service_state_name(SERVICE_IDLE)) == 0 ||
                                     strcmp(state, service_state_name(SERVICE_HANDED_OVER)) == 0);
    if (attached->watches && json_number(json_member(body, "missed_bytes"), &missed) && missed > 0)
        say_note("(%lld bytes of what it said before are not kept)", (long long)missed);
}

/* A job that is at work already is what `resume` wants to see. */
static bool take_refusal(
    struct attached *attached, const struct service_message *message, struct err *err)
{
    struct err why = { 0 };

    if (!service_read_refused(message, &why, err))
        return false;
    if (attached->has_asked_to_stop && err_is(&why, ERR_REFUSED)) /* it has just ended */
        return true;
    if (attached->kind != MESSAGE_RESUME || attached->watches || !err_is(&why, ERR_BUSY)) {
        *err = why;
        return false;
    }
    attached->watches = true;
    say_note("The service is at work already; this is what it does.");
    return send_empty(attached, MESSAGE_WATCH, err);
}

static bool take_message(
    struct attached *attached, const struct service_message *message, struct err *err)
{
    switch (message->row->kind) {
    case MESSAGE_TEXT:
        return show(attached, message, err);
    case MESSAGE_STATE:
        take_state(attached, message->body);
        return true;
    case MESSAGE_ENDED:
        attached->has_ended = service_read_ended(message, &attached->end, err);
        return attached->has_ended;
    case MESSAGE_REFUSED:
        return take_refusal(attached, message, err);
    case MESSAGE_NOTHING:
    case MESSAGE_STATUS:
    case MESSAGE_WATCH:
    case MESSAGE_BEGIN:
    case MESSAGE_RESUME:
    case MESSAGE_STOP:
        break;
    }
    return err_set(err, ERR_AGENT, ERR_MALFORMED, "the service says '%s'", message->row->name);
}

/* Ctrl-C: stop the run, or leave it? true: go on listening */
static bool ask_what_is_meant(struct attached *attached, struct err *err)
{
    struct err nobody = { 0 };
    bool yes = false;

    if (!console_ask("\nStop the run at its next safe point? No leaves it to the service. [y/N] ",
            &yes, &nobody) ||
        !yes) {
        return err_set(
            err, ERR_AGENT, ERR_CANCELLED, "this console has left; the run goes on in the service");
    }
    console_forget_stop();
    attached->has_asked_to_stop = true;
    return send_empty(attached, MESSAGE_STOP, err);
}

static bool listen_once(struct attached *attached, struct err *err)
{
    __attribute__((cleanup(service_message_done))) struct service_message message = { 0 };
    AUTO(bytes) bytes = { 0 };
    enum found found = ABSENT;

    if (!attached->link.receive(attached->link.state, LISTEN_MS, &found, &bytes, err))
        return err_is(err, ERR_CANCELLED) && ask_what_is_meant(attached, err);
    if (found == FOUND)
        return service_decode(bytes.data, bytes.len, &message, err) &&
               take_message(attached, &message, err);
    /* what is kept of a job that has ended came right behind the state */
    if (attached->watches && attached->is_idle)
        return err_set(err, ERR_AGENT, ERR_REFUSED, "the job has ended meanwhile");
    return true;
}

static enum attach_end ended(const struct attached *attached, int *code)
{
    *code = attached->end.exit_code;
    return attached->end.handed_over ? ATTACH_HANDED_OVER : ATTACH_ENDED;
}

static enum attach_end lost(const struct err *err, int *code)
{
    *code = say_failed(err, err_is(err, ERR_CANCELLED) || err_is(err, ERR_BUSY)
                                ? "'goldprep resume' watches it, 'goldprep status' tells of it"
                                : "'goldprep status' tells where the run stands");
    return ATTACH_ENDED;
}

enum attach_end attach_run(struct ui *ui, const struct options *options, enum service_kind kind,
    const struct json *plan, int *code)
{
    AUTO(attached) attached = { .ui = ui, .kind = kind };
    enum attach_end end = ATTACH_ALONE;
    struct err err = { 0 };

    /* the service has the one state folder that it finds again after a restart */
    if (!ui->machine->service || options_has(options, OPTION_ALONE) || options->state)
        return ATTACH_ALONE;
    if (!reach(&attached, &end, code))
        return end;
    if (!ask_for_job(&attached, options, plan, &err)) {
        *code = say_failed(&err, go_alone);
        return ATTACH_ENDED;
    }
    while (!attached.has_ended)
        if (!listen_once(&attached, &err))
            return lost(&err, code);
    return ended(&attached, code);
}

/* -- what it says of itself -- */

void attach_service_done(struct attach_service *service)
{
    text_done(&service->state);
    text_done(&service->command);
    *service = (struct attach_service){ 0 };
}

static bool ask_state(struct attached *attached, struct attach_service *service, struct err *err)
{
    __attribute__((cleanup(service_message_done))) struct service_message message = { 0 };
    AUTO(bytes) bytes = { 0 };
    enum found found = ABSENT;
    struct err why = { 0 };

    if (!send_empty(attached, MESSAGE_STATUS, err) ||
        !attached->link.receive(attached->link.state, ANSWER_MS, &found, &bytes, err))
        return false;
    if (found == ABSENT)
        return err_set(err, ERR_AGENT, ERR_TIME_LIMIT, "the service does not answer");
    if (!service_decode(bytes.data, bytes.len, &message, err))
        return false;
    if (message.row->kind == MESSAGE_REFUSED) {
        if (service_read_refused(&message, &why, err))
            *err = why;
        return false;
    }

    const char *state = json_string(json_member(message.body, "state"));
    const char *command = json_string(json_member(message.body, "command"));

    if (message.row->kind != MESSAGE_STATE || !state)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "the service does not tell its state");
    text_append(&service->state, "%s", state);
    text_append(&service->command, "%s", command ? command : "");
    return text_ok(&service->state, err) && text_ok(&service->command, err);
}

bool attach_look(
    const struct ui *ui, enum found *found, struct attach_service *service, struct err *err)
{
    const struct service_manager *manager = ui->machine->service;
    AUTO(attached) attached = { 0 };
    AUTO(service_seen) seen = { 0 };
    enum found reached = ABSENT;

    *found = ABSENT;
    if (!manager)
        return true;
    if (!manager->look(manager->state, found, &seen, err))
        return false;
    service->is_installed = *found == FOUND;
    if (*found == ABSENT || !seen.runs)
        return true;
    if (!manager->connect(manager->state, &reached, &attached.link, err))
        return false;
    service->runs = reached == FOUND;
    return reached == ABSENT || ask_state(&attached, service, err);
}
