/* SPDX-License-Identifier: MIT */
/* test_attach.c - a console at a service that says anything, in any order, or nothing at all. */
#include "ui/attach.h"

#include "service/manager.h"
#include "ui/commands.h"
#include "wire.h"

#include "check_main.h"

enum { STEPS_MOST = 8, SENT_MOST = 6, PIPE_IS_GONE = 109 };

/** What comes from the service, or from the keys. */
enum step_kind {
    THE_END = 0, /* of the script: whoever listens on is in error */
    OUT,
    ERR,
    STATE, /* text: the state */
    MISSED,
    ENDED,
    HANDED_OVER,
    RESTARTS,
    REFUSED, /* code: enum err_agent; text */
    NOTHING,
    GONE,
    CTRL_C,
    RUBBISH,
    ODD, /* a message that consoles send */
};

struct step {
    enum step_kind kind;
    int code;
    const char *text;
};

struct row {
    const char *name;
    enum service_kind asks;
    enum world_answer answer;
    struct step steps[STEPS_MOST];
    enum attach_end end;
    int code;
    enum service_kind sent[SENT_MOST];
    const char *out, *err; /* parts of what was said */
};

static const struct row rows[] = {
    { "an apply that ends well", MESSAGE_BEGIN, WORLD_NOBODY,
        { { STATE, 0, "working" }, { OUT, 0, "[1/2] a\n" }, { ERR, 0, "note\n" },
            { ENDED, 0, NULL } },
        ATTACH_ENDED, 0, { MESSAGE_BEGIN }, "[1/2] a\n", "note\n" },
    { "its exit code is the command's", MESSAGE_BEGIN, WORLD_NOBODY, { { ENDED, 6, NULL } },
        ATTACH_ENDED, 6, { MESSAGE_BEGIN }, "", "" },
    { "handed over", MESSAGE_RESUME, WORLD_NOBODY, { { HANDED_OVER, 8, NULL } }, ATTACH_HANDED_OVER,
        8, { MESSAGE_RESUME }, "", "" },
    { "restarts", MESSAGE_RESUME, WORLD_NOBODY, { { RESTARTS, 3010, NULL } }, ATTACH_ENDED, 3010,
        { MESSAGE_RESUME }, "", "" },
    { "an end before anything else", MESSAGE_RESUME, WORLD_NOBODY,
        { { ENDED, 1, NULL }, { OUT, 0, "late" } }, ATTACH_ENDED, 1, { MESSAGE_RESUME }, "", "" },
    { "a long silence", MESSAGE_RESUME, WORLD_NOBODY,
        { { NOTHING, 0, NULL }, { NOTHING, 0, NULL }, { STATE, 0, "working" }, { NOTHING, 0, NULL },
            { ENDED, 0, NULL } },
        ATTACH_ENDED, 0, { MESSAGE_RESUME }, "", "" },
    { "text cut within a character", MESSAGE_RESUME, WORLD_NOBODY,
        { { OUT, 0, "\xC3" }, { OUT, 0, "\xA4" }, { ENDED, 0, NULL } }, ATTACH_ENDED, 0,
        { MESSAGE_RESUME }, "\xC3\xA4", "" },

    { "begin is refused: busy", MESSAGE_BEGIN, WORLD_NOBODY, { { REFUSED, ERR_BUSY, "at work" } },
        ATTACH_ENDED, 5, { MESSAGE_BEGIN }, "", "'goldprep resume' watches it" },
    { "begin is refused: no right", MESSAGE_BEGIN, WORLD_NOBODY,
        { { REFUSED, ERR_REFUSED, "not an administrator" } }, ATTACH_ENDED, 5, { MESSAGE_BEGIN },
        "", "error: not an administrator" },
    { "resume is refused: it ends", MESSAGE_RESUME, WORLD_NOBODY,
        { { REFUSED, ERR_CANCELLED, "told to end" } }, ATTACH_ENDED, 1, { MESSAGE_RESUME }, "",
        "error: told to end" },
    { "resume watches what is at work", MESSAGE_RESUME, WORLD_NOBODY,
        { { REFUSED, ERR_BUSY, "at work" }, { STATE, 0, "working" }, { OUT, 0, "earlier\n" },
            { OUT, 0, "now\n" }, { HANDED_OVER, 8, NULL } },
        ATTACH_HANDED_OVER, 8, { MESSAGE_RESUME, MESSAGE_WATCH }, "earlier\nnow\n",
        "at work already" },
    { "resume watches and is told what is lost", MESSAGE_RESUME, WORLD_NOBODY,
        { { REFUSED, ERR_BUSY, "at work" }, { MISSED, 77, "working" }, { ENDED, 0, NULL } },
        ATTACH_ENDED, 0, { MESSAGE_RESUME, MESSAGE_WATCH }, "", "(77 bytes" },
    { "it ends between resume and watch", MESSAGE_RESUME, WORLD_NOBODY,
        { { REFUSED, ERR_BUSY, "at work" }, { STATE, 0, "idle" }, { OUT, 0, "kept\n" },
            { ENDED, 7, NULL } },
        ATTACH_ENDED, 7, { MESSAGE_RESUME, MESSAGE_WATCH }, "kept\n", "" },
    { "it ends between, and nothing is kept", MESSAGE_RESUME, WORLD_NOBODY,
        { { REFUSED, ERR_BUSY, "at work" }, { STATE, 0, "idle" }, { NOTHING, 0, NULL } },
        ATTACH_ENDED, 5, { MESSAGE_RESUME, MESSAGE_WATCH }, "", "has ended meanwhile" },
    { "watching is refused, too", MESSAGE_RESUME, WORLD_NOBODY,
        { { REFUSED, ERR_BUSY, "at work" }, { REFUSED, ERR_BUSY, "no room" } }, ATTACH_ENDED, 5,
        { MESSAGE_RESUME, MESSAGE_WATCH }, "", "error: no room" },

    { "gone at once", MESSAGE_BEGIN, WORLD_NOBODY, { { GONE, 0, NULL } }, ATTACH_ENDED, 1,
        { MESSAGE_BEGIN }, "", "'goldprep status' tells" },
    { "gone in the middle", MESSAGE_RESUME, WORLD_NOBODY,
        { { OUT, 0, "[1/2] a\n" }, { GONE, 0, NULL } }, ATTACH_ENDED, 1, { MESSAGE_RESUME },
        "[1/2] a\n", "the service has gone" },
    { "gone while watched", MESSAGE_RESUME, WORLD_NOBODY,
        { { REFUSED, ERR_BUSY, "at work" }, { GONE, 0, NULL } }, ATTACH_ENDED, 1,
        { MESSAGE_RESUME, MESSAGE_WATCH }, "", "the service has gone" },
    { "rubbish", MESSAGE_RESUME, WORLD_NOBODY, { { RUBBISH, 0, NULL } }, ATTACH_ENDED, 1,
        { MESSAGE_RESUME }, "", "error: " },
    { "a message of consoles", MESSAGE_RESUME, WORLD_NOBODY, { { ODD, 0, NULL } }, ATTACH_ENDED, 1,
        { MESSAGE_RESUME }, "", "the service says 'watch'" },

    { "Ctrl-C with nobody to ask leaves", MESSAGE_RESUME, WORLD_NOBODY, { { CTRL_C, 0, NULL } },
        ATTACH_ENDED, 1, { MESSAGE_RESUME }, "", "the run goes on in the service" },
    { "Ctrl-C and no leaves", MESSAGE_BEGIN, WORLD_NO, { { OUT, 0, "a" }, { CTRL_C, 0, NULL } },
        ATTACH_ENDED, 1, { MESSAGE_BEGIN }, "a", "the run goes on in the service" },
    { "Ctrl-C and yes stops the run", MESSAGE_BEGIN, WORLD_YES,
        { { CTRL_C, 0, NULL }, { STATE, 0, "stopping" }, { OUT, 0, "stopped\n" },
            { ENDED, 1, NULL } },
        ATTACH_ENDED, 1, { MESSAGE_BEGIN, MESSAGE_STOP }, "stopped\n", "Stop the run" },
    { "Ctrl-C and yes when it has just ended", MESSAGE_RESUME, WORLD_YES,
        { { CTRL_C, 0, NULL }, { REFUSED, ERR_REFUSED, "nothing to stop" }, { ENDED, 0, NULL } },
        ATTACH_ENDED, 0, { MESSAGE_RESUME, MESSAGE_STOP }, "", "" },
    { "Ctrl-C twice stops it once more", MESSAGE_RESUME, WORLD_YES,
        { { CTRL_C, 0, NULL }, { CTRL_C, 0, NULL }, { ENDED, 1, NULL } }, ATTACH_ENDED, 1,
        { MESSAGE_RESUME, MESSAGE_STOP, MESSAGE_STOP }, "", "" },
};

/* -- the link -- */

static const struct row *row;
static size_t at;
static enum service_kind sent[SENT_MOST];
static size_t sent_count;
static bool send_fails;
static int closed;
static struct text last_body;

static bool script_send(void *state, const void *bytes, size_t len, struct err *err)
{
    struct service_message message = { 0 };

    (void)state;
    if (send_fails)
        return err_set(err, ERR_WIN32, PIPE_IS_GONE, "the service has gone");
    ck_assert_msg(service_decode(bytes, len, &message, err), "%s", err->text);
    ck_assert_uint_lt(sent_count, SENT_MOST);
    sent[sent_count++] = message.row->kind;
    text_clear(&last_body);
    ck_assert(json_print(message.body, true, &last_body, err));
    service_message_done(&message);
    return true;
}

static void encode_state(const struct step *step, struct bytes *message)
{
    AUTO(json_value) body = { json_new_object() };
    struct err err = { 0 };

    json_add_string(body.root, "state", step->text);
    json_add_number(body.root, "missed_bytes", step->code);
    ck_assert_msg(service_encode(MESSAGE_STATE, body.root, message, &err), "%s", err.text);
}

static bool encode(const struct step *step, struct bytes *message, struct err *err)
{
    const struct service_end end = {
        .exit_code = step->code,
        .handed_over = step->kind == HANDED_OVER,
        .restarts = step->kind == RESTARTS,
    };
    AUTO(json_value) empty = { json_new_object() };
    struct err why = { 0 };

    switch (step->kind) {
    case OUT:
    case ERR:
        return service_encode_text(step->kind == OUT ? CONSOLE_OUT : CONSOLE_ERR, step->text,
            strlen(step->text), message, err);
    case STATE:
    case MISSED:
        encode_state(step, message);
        return true;
    case ENDED:
    case HANDED_OVER:
    case RESTARTS:
        return service_encode_ended(&end, message, err);
    case REFUSED:
        err_set(&why, ERR_AGENT, (uint32_t)step->code, "%s", step->text);
        return service_encode_refused(service_row(MESSAGE_RESUME), &why, message, err);
    case ODD:
        return service_encode(MESSAGE_WATCH, empty.root, message, err);
    case RUBBISH:
        message->data = calloc(1, 4);
        message->len = 3;
        return message->data != NULL;
    case THE_END:
    case NOTHING:
    case GONE:
    case CTRL_C:
        break;
    }
    ck_abort_msg("%s: the console listens on", row->name);
}

static bool script_receive(
    void *state, uint32_t limit_ms, enum found *found, struct bytes *message, struct err *err)
{
    const struct step *step = &row->steps[at];

    (void)state;
    ck_assert_uint_gt(limit_ms, 0);
    ck_assert_uint_lt(at, STEPS_MOST);
    at++;
    if (step->kind == GONE)
        return err_set(err, ERR_WIN32, PIPE_IS_GONE, "the service has gone");
    if (step->kind == CTRL_C)
        return err_set(err, ERR_AGENT, ERR_CANCELLED, "told to stop while waiting");
    *found = step->kind == NOTHING ? ABSENT : FOUND;
    if (*found == ABSENT)
        return true;
    ck_assert_msg(encode(step, message, err), "%s", err->text);
    return true;
}

static void script_close(void *state)
{
    (void)state;
    closed++;
}

/* -- the service manager -- */

static struct manager_mood {
    bool look_fails, is_absent, goes, start_fails, connect_fails, does_not_listen;
} mood;
static int started;

static bool look(void *state, enum found *found, struct service_seen *seen, struct err *err)
{
    (void)state;
    if (mood.look_fails)
        return err_set(err, ERR_WIN32, 5, "access denied");
    *found = mood.is_absent ? ABSENT : FOUND;
    seen->goes = mood.goes;
    seen->runs = started > 0;
    return true;
}

static bool start(void *state, uint32_t limit_ms, struct err *err)
{
    (void)state;
    ck_assert_uint_gt(limit_ms, 0);
    started++;
    return !mood.start_fails || err_set(err, ERR_AGENT, ERR_TIME_LIMIT, "it does not start");
}

static bool connect(void *state, enum found *found, struct service_link *link, struct err *err)
{
    (void)state;
    if (mood.connect_fails)
        return err_set(err, ERR_AGENT, ERR_REFUSED, "it is served by somebody else");
    *found = mood.does_not_listen ? ABSENT : FOUND;
    *link = (struct service_link){
        .send = script_send, .receive = script_receive, .close = script_close
    };
    return true;
}

static const struct service_manager manager = { .look = look, .start = start, .connect = connect };

static enum attach_end attach(const char *command, enum service_kind kind, int *code, ...)
    __attribute__((sentinel));

/* As "goldprep COMMAND ARGUMENT..." would, once it is to begin. */
static enum attach_end attach(const char *command, enum service_kind kind, int *code, ...)
{
    const struct ui_machine machine = { .service = &manager, .state_folder = "state" };
    struct ui ui = say_begin(&machine);
    char *arguments[8] = { 0 };
    struct options_error error = { 0 };
    AUTO(options) options = { 0 };
    AUTO(json_value) plan = { kind == MESSAGE_BEGIN ? json_new_object() : NULL };
    int count = 0;
    va_list list;

    va_start(list, code);
    for (char *next = va_arg(list, char *); next; next = va_arg(list, char *))
        arguments[count++] = next;
    va_end(list);
    ui.command = command_find(command);
    ck_assert_msg(options_parse(count, arguments, ui.command->options, 0, &options, &error), "%s",
        error.text);
    return attach_run(&ui, &options, kind, plan.root, code);
}

START_TEST(every_order_of_messages_comes_to_an_end)
{
    int code = -1;

    row = &rows[_i];
    world_answers(row->answer);
    enum attach_end end = attach("apply", row->asks, &code, NULL);
    ck_assert_msg(end == row->end, "%s: another end", row->name);
    ck_assert_msg(code == row->code, "%s: exit code %d, %s", row->name, code, world_err());
    ck_assert_msg(strstr(world_out(), row->out), "%s: %s", row->name, world_out());
    ck_assert_msg(strstr(world_err(), row->err), "%s: %s", row->name, world_err());
    ck_assert_int_eq(closed, 1);
    for (size_t i = 0; i < SENT_MOST; i++)
        ck_assert_msg(sent[i] == row->sent[i], "%s: message %zu is another one", row->name, i);
}
END_TEST

START_TEST(the_plan_and_the_options_go_with_it)
{
    static const struct row ends = { .name = "ends", .steps = { { ENDED, 0, NULL } } };
    int code = -1;

    row = &ends;
    ck_assert(attach("prepare", MESSAGE_BEGIN, &code, "--profile", "devbox", "--limit=5",
                  "--manifest", "copy.json", "--no-restart", NULL) == ATTACH_ENDED);
    const char *body = text_string(&last_body);
    world_said(body, "\"command\":\"prepare\"");
    world_said(body, "\"plan\":{}");
    world_said(body, "\"--profile=devbox\"");
    world_said(body, "\"--limit=5\"");
    world_said(body, "\"--no-restart\"");
    world_said(body, "\"--yes\"");
    world_said(body, "/copy.json\""); /* from the root on */
    ck_assert_ptr_null(strstr(body, "\"--manifest=copy.json"));
}
END_TEST

/* The service writes down what is wanted; it signs and sends nothing. */
START_TEST(of_key_and_address_goes_what_may_be_seen)
{
    static const struct row ends = { .name = "ends", .steps = { { ENDED, 0, NULL } } };
    int code = -1;

    row = &ends;
    ck_assert_int_eq(setenv("GOLDPREP_UPLOAD_URL", "https://a.example/b?sig=secret", 1), 0);
    ck_assert(attach("prepare", MESSAGE_BEGIN, &code, "--profile", "devbox", "--upload=env",
                  "--sign", "key.pfx", NULL) == ATTACH_ENDED);
    const char *body = text_string(&last_body);
    world_said(body, "\"--upload=https://a.example/b?(hidden)\"");
    world_said(body, "/key.pfx\""); /* from the root on */
    ck_assert_ptr_null(strstr(body, "\"--sign=key.pfx"));
    at = 0;
    ck_assert(attach("prepare", MESSAGE_BEGIN, &code, "--profile", "devbox", "--sign",
                  "0123456789012345678901234567890123456789", NULL) == ATTACH_ENDED);
    world_said(text_string(&last_body), "\"--sign=0123456789012345678901234567890123456789\"");
    ck_assert_int_eq(unsetenv("GOLDPREP_UPLOAD_URL"), 0);
}
END_TEST

START_TEST(resume_gets_what_resume_takes)
{
    static const struct row ends = { .name = "ends", .steps = { { ENDED, 0, NULL } } };
    int code = -1;

    row = &ends;
    ck_assert(attach("prepare", MESSAGE_RESUME, &code, "--profile", "devbox", "--run-limit=500",
                  "--yes", NULL) == ATTACH_ENDED);
    ck_assert_str_eq(
        text_string(&last_body), "{\"options\":{\"arguments\":[\"--run-limit=500\"]}}");
}
END_TEST

/* Why the command does its own work, or cannot be helped. */
static const struct {
    const char *name, *argument;
    struct manager_mood mood;
    enum attach_end end;
    int code;
    const char *err;
} moods[] = {
    { "not installed", NULL, { .is_absent = true }, ATTACH_ALONE, -1, "" },
    { "removed already", NULL, { .goes = true }, ATTACH_ALONE, -1, "" },
    { "alone", "--alone", { 0 }, ATTACH_ALONE, -1, "" },
    { "a folder of its own", "--state=x", { 0 }, ATTACH_ALONE, -1, "" },
    { "nobody can tell", NULL, { .look_fails = true }, ATTACH_ENDED, 1, "'--alone'" },
    { "does not start", NULL, { .start_fails = true }, ATTACH_ENDED, 1, "it does not start" },
    { "somebody else's pipe", NULL, { .connect_fails = true }, ATTACH_ENDED, 5, "somebody else" },
    { "does not listen", NULL, { .does_not_listen = true }, ATTACH_ENDED, 5, "does not listen" },
};

START_TEST(without_a_service_nothing_is_asked_of_one)
{
    int code = -1;

    mood = moods[_i].mood;
    enum attach_end end = attach("apply", MESSAGE_RESUME, &code, moods[_i].argument, NULL);
    ck_assert_msg(end == moods[_i].end, "%s", moods[_i].name);
    ck_assert_msg(code == moods[_i].code, "%s: %d", moods[_i].name, code);
    ck_assert_msg(strstr(world_err(), moods[_i].err), "%s: %s", moods[_i].name, world_err());
    ck_assert_uint_eq(sent_count, 0);
    if (end == ATTACH_ALONE)
        ck_assert_int_eq(started, 0);
}
END_TEST

START_TEST(where_there_is_no_windows_there_is_no_service)
{
    const struct ui_machine machine = { .state_folder = "state" };
    struct ui ui = say_begin(&machine);
    const struct options options = { 0 };
    AUTO(attach_service) service = { 0 };
    enum found found = FOUND;
    struct err err = { 0 };
    int code = -1;

    ui.command = command_find("apply");
    ck_assert(attach_run(&ui, &options, MESSAGE_RESUME, NULL, &code) == ATTACH_ALONE);
    ck_assert(attach_look(&ui, &found, &service, &err) && found == ABSENT);
}
END_TEST

START_TEST(a_service_that_takes_no_message_is_told_of)
{
    int code = -1;

    send_fails = true;
    ck_assert(attach("apply", MESSAGE_BEGIN, &code, NULL) == ATTACH_ENDED);
    ck_assert_int_eq(code, 1);
    world_said(world_err(), "the service has gone");
    world_said(world_err(), "'--alone'");
    ck_assert_int_eq(closed, 1);
}
END_TEST

/* -- status -- */

static const struct {
    struct step step;
    bool told;
    const char *state, *err;
} looks[] = {
    { { STATE, 0, "working" }, true, "working", "" },
    { { STATE, 0, "handed-over" }, true, "handed-over", "" },
    { { NOTHING, 0, NULL }, false, "", "does not answer" },
    { { GONE, 0, NULL }, false, "", "has gone" },
    { { CTRL_C, 0, NULL }, false, "", "told to stop" },
    { { REFUSED, ERR_REFUSED, "not an administrator" }, false, "", "not an administrator" },
    { { ENDED, 0, NULL }, false, "", "does not tell its state" },
    { { RUBBISH, 0, NULL }, false, "", "" },
};

START_TEST(its_state_is_asked_for_once)
{
    const struct row one = { .name = "status", .steps = { looks[_i].step } };
    const struct ui_machine machine = { .service = &manager };
    struct ui ui = say_begin(&machine);
    AUTO(attach_service) service = { 0 };
    enum found found = ABSENT;
    struct err err = { 0 };

    row = &one;
    started = 1;
    bool told = attach_look(&ui, &found, &service, &err);
    ck_assert_msg(told == looks[_i].told, "%s", err.text);
    ck_assert_str_eq(text_string(&service.state), looks[_i].state);
    ck_assert_msg(strstr(err.text, looks[_i].err), "%s", err.text);
    ck_assert(sent_count == 1 && sent[0] == MESSAGE_STATUS);
    ck_assert_int_eq(closed, 1);
}
END_TEST

START_TEST(a_service_that_does_not_run_is_not_started_to_be_asked)
{
    const struct ui_machine machine = { .service = &manager };
    struct ui ui = say_begin(&machine);
    AUTO(attach_service) service = { 0 };
    enum found found = ABSENT;
    struct err err = { 0 };

    ck_assert(attach_look(&ui, &found, &service, &err));
    ck_assert(found == FOUND && service.is_installed && !service.runs);
    ck_assert_int_eq(started, 0);
    ck_assert_uint_eq(sent_count, 0);
}
END_TEST

/* -- with the true service -- */

static struct world world;
static struct wire wire;
static size_t second;
static struct text second_heard;

static void join_second(struct wire *to)
{
    if (to->waits == 1) {
        second = wire_connect(to);
        wire_send(to, second, MESSAGE_WATCH);
    }
}

START_TEST(two_consoles_watch_the_same)
{
    world = world_new();
    wire_begin(&wire, &world);
    wire.on_wait = join_second;
    world_expects(world_run(&world, "apply", "--profile", "devbox", "--yes", NULL), 0);
    wire_heard(&wire, second, &second_heard);
    const char *heard = text_string(&second_heard);
    world_said(heard, "[state working]");
    world_said(heard, "[1/4] ");
    world_said(heard, "[ended 0]");
    /* what the second one heard is what the first one showed */
    const char *begin = strstr(heard, "[1/4] ");
    const char *end = strstr(begin, "[ended 0]");
    AUTO(text) same = { 0 };
    text_append_bytes(&same, begin, (size_t)(end - begin));
    world_said(world_out(), text_string(&same));
    text_done(&second_heard);
    wire_end(&wire);
    world_free(&world);
}
END_TEST

START_TEST(a_console_that_left_comes_back)
{
    world = world_new();
    wire_begin(&wire, &world);
    wire.ctrl_c_after = 1;
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 1);
    world_said(world_err(), "the run goes on in the service");
    ck_assert_ptr_nonnull(wire.job); /* it has not even begun */
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 5);
    wire_work(&wire);
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
    world_said(world_out(), "Sealed. The manifest is");
    wire_end(&wire);
    world_free(&world);
}
END_TEST

START_TEST(a_service_that_goes_at_any_message_leaves_a_run_to_resume)
{
    world = world_new();
    wire_begin(&wire, &world);
    wire.breaks_after = _i + 1;
    int code = world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL);
    if (wire.server) { /* it was over before */
        world_expects(code, 0);
    } else {
        world_expects(code, 1);
        world_said(world_err(), "the service has gone");
        wire.breaks_after = 0;
        world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
    }
    ck_assert_int_eq(fake_calls(world.machine, "partition_delete"), 1);
    ck_assert_uint_eq(wire_start_type(&wire), 3);
    wire_end(&wire);
    world_free(&world);
}
END_TEST

START_TEST(ctrl_c_and_yes_ends_the_run_in_the_service)
{
    world = world_new();
    wire_begin(&wire, &world);
    world_answers(WORLD_YES);
    wire.ctrl_c_after = 1;
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 1);
    ck_assert_int_eq(world_forgotten_stops(), 1);
    world_said(text_string(&wire.events), "203 ");
    world_said(world_err(), "'goldprep resume' goes on where it stopped");
    world_expects(world_run(&world, "resume", NULL), 0);
    wire_end(&wire);
    world_free(&world);
}
END_TEST

int main(void)
{
    enum { MESSAGES = 40 }; /* more than one prepare has */
    Suite *suite = suite_create("attach");

    check_add(suite, every_order_of_messages_comes_to_an_end, COUNT_OF(rows));
    check_add(suite, the_plan_and_the_options_go_with_it, 1);
    check_add(suite, of_key_and_address_goes_what_may_be_seen, 1);
    check_add(suite, resume_gets_what_resume_takes, 1);
    check_add(suite, without_a_service_nothing_is_asked_of_one, COUNT_OF(moods));
    check_add(suite, where_there_is_no_windows_there_is_no_service, 1);
    check_add(suite, a_service_that_takes_no_message_is_told_of, 1);
    check_add(suite, its_state_is_asked_for_once, COUNT_OF(looks));
    check_add(suite, a_service_that_does_not_run_is_not_started_to_be_asked, 1);
    check_add(suite, two_consoles_watch_the_same, 1);
    check_add(suite, a_console_that_left_comes_back, 1);
    check_add(suite, a_service_that_goes_at_any_message_leaves_a_run_to_resume, MESSAGES);
    check_add(suite, ctrl_c_and_yes_ends_the_run_in_the_service, 1);
    return check_main(suite);
}
