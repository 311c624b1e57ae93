/* SPDX-License-Identifier: MIT */
/* test_server.c - what each message does in each state of the service, and who hears of it. */
#include "server_scene.h"
#include "service/kept.h"

#include "check_main.h"
#include "fakes/alloc.h"

#include <string.h>

/* -- what each kind does in each state: the table of server.h -- */

enum answer {
    ANSWERED,
    BEGINS,
    BUSY,
    STOPS,
    NOTHING_TO_STOP,
};

static const struct {
    enum service_kind kind;
    const char *body;
    enum answer answers[4]; /* in IDLE, WORKING, STOPPING, HANDED_OVER */
} table[] = {
    { MESSAGE_STATUS, "{}", { ANSWERED, ANSWERED, ANSWERED, ANSWERED } },
    { MESSAGE_WATCH, "{}", { ANSWERED, ANSWERED, ANSWERED, ANSWERED } },
    { MESSAGE_BEGIN, BEGIN_BODY, { BEGINS, BUSY, BUSY, BEGINS } },
    { MESSAGE_RESUME, OPTIONS_BODY, { BEGINS, BUSY, BUSY, BEGINS } },
    { MESSAGE_STOP, "{}", { NOTHING_TO_STOP, STOPS, ANSWERED, NOTHING_TO_STOP } },
};

static const enum service_state states[] = { SERVICE_IDLE, SERVICE_WORKING, SERVICE_STOPPING,
    SERVICE_HANDED_OVER };

START_TEST(each_state_answers_as_its_table_says)
{
    size_t row = (size_t)_i / COUNT_OF(states);
    enum service_state state = states[(size_t)_i % COUNT_OF(states)];
    enum answer answer = table[row].answers[state];

    bring_to(state);
    ck_assert(ask(ME, table[row].kind, table[row].body)); /* nobody is sent away for asking */
    ck_assert_int_eq(fake.begun, answer == BEGINS);
    ck_assert_int_eq(fake.stops, answer == STOPS);
    switch (answer) {
    case ANSWERED:
        heard_state(0, ME, service_state_name(state));
        ck_assert_int_eq(service_server_state(fake.server), state);
        break;
    case BEGINS:
        ck_assert_int_eq(service_server_state(fake.server), SERVICE_WORKING);
        ck_assert_int_eq(fake.last_event, SERVICE_EVENT_JOB_BEGUN);
        break;
    case STOPS:
        ck_assert_int_eq(service_server_state(fake.server), SERVICE_STOPPING);
        ck_assert_int_eq(fake.last_event, SERVICE_EVENT_JOB_STOPPING);
        heard_state(fake.heard_count - 1, ME, "stopping");
        break;
    case BUSY:
        heard_refusal(0, ME, ERR_AGENT, ERR_BUSY);
        ck_assert_int_eq(service_server_state(fake.server), state);
        break;
    case NOTHING_TO_STOP:
        heard_refusal(0, ME, ERR_AGENT, ERR_REFUSED);
        ck_assert_int_eq(service_server_state(fake.server), state);
        break;
    }
    close_server();
}
END_TEST

START_TEST(every_kind_that_a_console_may_send_stands_in_the_table)
{
    const struct service_row *row = &service_rows[_i];
    size_t there = 0;

    for (size_t at = 0; at < COUNT_OF(table); at++)
        there += table[at].kind == row->kind;
    ck_assert_uint_eq(there, row->right == SERVICE_RIGHT_OF_NOBODY ? 0 : 1);
    if (row->right != SERVICE_RIGHT_OF_NOBODY)
        return;
    open_server();
    ck_assert_msg(!ask(ME, row->kind, "{}"), "'%s' was taken from a console", row->name);
    heard_refusal(0, ME, ERR_AGENT, ERR_REFUSED);
    ck_assert_int_eq(fake.last_event, SERVICE_EVENT_BAD_MESSAGE);
    close_server();
}
END_TEST

/* -- rule 3: who is no administrator is refused, whatever he says -- */

START_TEST(rule_3_a_stranger_is_refused_before_his_message_is_read)
{
    open_server();
    fake.is_stranger = true;
    ck_assert(!service_server_message(fake.server, ME, "rubbish", 7));
    heard_refusal(0, ME, ERR_AGENT, ERR_REFUSED);
    ck_assert_int_eq(fake.last_event, SERVICE_EVENT_CLIENT_REFUSED);
    for (size_t at = 0; at < COUNT_OF(table); at++) {
        ck_assert(!ask(ME, table[at].kind, table[at].body));
        heard_refusal(0, ME, ERR_AGENT, ERR_REFUSED);
    }
    ck_assert_int_eq(fake.begun + fake.stops, 0);
    close_server();
}
END_TEST

static const struct {
    enum service_kind kind;
    const char *body;
} misshapen[] = {
    { MESSAGE_BEGIN, "{}" },
    { MESSAGE_BEGIN, "{\"command\":\"generalize\",\"options\":{},\"plan\":{}}" },
    { MESSAGE_BEGIN, "{\"command\":1,\"options\":{},\"plan\":{}}" },
    { MESSAGE_BEGIN, "{\"command\":\"apply\",\"options\":[],\"plan\":{}}" },
    { MESSAGE_BEGIN, "{\"command\":\"apply\",\"options\":{},\"plan\":null}" },
    { MESSAGE_BEGIN, "{\"command\":\"apply\",\"options\":{},\"plan\":{},\"more\":1}" },
    { MESSAGE_RESUME, "{}" },
    { MESSAGE_RESUME, "{\"options\":{},\"plan\":{}}" },
    { MESSAGE_RESUME, "{\"options\":7}" },
};

START_TEST(rule_4_a_misshapen_message_does_nothing)
{
    open_server();
    ck_assert_msg(!ask(ME, misshapen[_i].kind, misshapen[_i].body), "%s", misshapen[_i].body);
    heard_refusal(0, ME, ERR_AGENT, ERR_MALFORMED);
    ck_assert_int_eq(fake.begun, 0);
    ck_assert_int_eq(service_server_state(fake.server), SERVICE_IDLE);
    close_server();
}
END_TEST

START_TEST(rule_4_ten_thousand_bad_messages_leave_few_events)
{
    open_server();
    for (int at = 0; at < 10000; at++) {
        forget_heard();
        ck_assert(!service_server_message(fake.server, ME, "GPRP rubbish", 12));
    }
    ck_assert_int_eq(fake.events, 5); /* the 1st, 10th, 100th, 1000th and 10000th */
    ck_assert_msg(strstr(fake.note, "10000"), "%s", fake.note);
    ck_assert(ask(ME, MESSAGE_STATUS, "{}"));
    heard_state(0, ME, "idle");
    close_server();
}
END_TEST

/* -- watchers -- */

static void say(const char *text)
{
    service_server_text(fake.server, CONSOLE_OUT, text, strlen(text));
}

static void heard_text(size_t nth, uint32_t client, const char *text)
{
    const struct service_message *message = heard(nth, client, MESSAGE_TEXT);
    enum console_stream stream = CONSOLE_ERR;
    AUTO(bytes) bytes = { 0 };
    struct err err = { 0 };

    ck_assert_msg(service_read_text(message, &stream, &bytes, &err), "%s", err.text);
    ck_assert_int_eq(stream, CONSOLE_OUT);
    ck_assert_str_eq((const char *)bytes.data, text);
}

START_TEST(who_begins_watches_and_who_comes_late_hears_all)
{
    const struct service_end end = { .exit_code = 3 };

    open_server();
    ck_assert(ask(ME, MESSAGE_BEGIN, BEGIN_BODY));
    heard_state(0, ME, "working");
    say("one\n");
    heard_text(1, ME, "one\n");
    ck_assert_uint_eq(fake.heard_count, 2); /* the other one has not asked for it */

    ck_assert(ask(OTHER, MESSAGE_WATCH, "{}"));
    heard_state(0, OTHER, "working");
    heard_text(1, OTHER, "one\n");
    forget_heard();
    say("two\n");
    ck_assert_uint_eq(fake.heard_count, 2);
    forget_heard();
    service_server_ended(fake.server, &end);
    ck_assert_uint_eq(fake.heard_count, 2);
    ck_assert_int_eq(fake.heard[0].message.row->kind, MESSAGE_ENDED);
    ck_assert_int_eq(fake.heard[1].message.row->kind, MESSAGE_ENDED);
    ck_assert_int_eq(fake.last_event, SERVICE_EVENT_JOB_FAILED);
    close_server();
}
END_TEST

START_TEST(who_comes_after_the_end_hears_text_and_end)
{
    const struct service_end end = { 0 };

    open_server();
    ck_assert(ask(ME, MESSAGE_RESUME, OPTIONS_BODY));
    ck_assert_str_eq(fake.command, "resume");
    say("done\n");
    service_server_gone(fake.server, ME);
    service_server_ended(fake.server, &end);
    ck_assert_int_eq(fake.last_event, SERVICE_EVENT_JOB_ENDED);
    ck_assert(ask(OTHER, MESSAGE_WATCH, "{}"));
    heard_state(0, OTHER, "idle");
    heard_text(1, OTHER, "done\n");
    heard(2, OTHER, MESSAGE_ENDED);
    close_server();
}
END_TEST

START_TEST(a_new_job_forgets_what_the_last_one_said)
{
    const struct service_end end = { 0 };

    open_server();
    ck_assert(ask(ME, MESSAGE_BEGIN, BEGIN_BODY));
    say("first\n");
    service_server_ended(fake.server, &end);
    ck_assert(ask(ME, MESSAGE_RESUME, OPTIONS_BODY));
    ck_assert(ask(OTHER, MESSAGE_WATCH, "{}"));
    ck_assert_uint_eq(fake.heard_count, 1);
    close_server();
}
END_TEST

START_TEST(watching_twice_is_refused)
{
    open_server();
    ck_assert(ask(ME, MESSAGE_WATCH, "{}"));
    ck_assert(ask(ME, MESSAGE_WATCH, "{}"));
    heard_refusal(0, ME, ERR_AGENT, ERR_REFUSED);
    close_server();
}
END_TEST

START_TEST(a_watcher_that_takes_nothing_is_forgotten)
{
    open_server();
    ck_assert(ask(ME, MESSAGE_WATCH, "{}"));
    ck_assert(ask(OTHER, MESSAGE_BEGIN, BEGIN_BODY));
    fake.deaf = ME;
    say("one\n");
    ck_assert_uint_eq(service_server_clients(fake.server), 1);
    say("two\n");
    heard_text(fake.heard_count - 1, OTHER, "two\n");
    close_server();
}
END_TEST

/* Rows: what it asks. */
static const enum service_kind asked_by_deaf[] = { MESSAGE_STATUS, MESSAGE_WATCH, MESSAGE_STOP };

START_TEST(a_watcher_that_stops_the_job_and_takes_nothing_is_sent_no_more)
{
    open_server();
    ck_assert(ask(ME, MESSAGE_WATCH, "{}"));
    ck_assert(ask(OTHER, MESSAGE_BEGIN, BEGIN_BODY));
    fake.deaf = ME;
    (void)ask(ME, MESSAGE_STOP, "{}");
    ck_assert_int_eq(fake.stops, 1);
    ck_assert_uint_eq(service_server_clients(fake.server), 1);
    close_server();
}
END_TEST

START_TEST(one_that_takes_no_answer_is_sent_no_more)
{
    open_server();
    ck_assert(ask(OTHER, MESSAGE_BEGIN, BEGIN_BODY));
    say("one\n");
    fake.deaf = ME;
    (void)ask(ME, asked_by_deaf[_i], "{}");
    ck_assert_uint_eq(service_server_clients(fake.server), 1);
    say("two\n");
    close_server();
}
END_TEST

/* What is kept has a limit; what is missed is counted to the byte. */
START_TEST(the_oldest_text_is_missed_first)
{
    static char line[SERVICE_TEXT_BYTES_MOST + 1];
    uint64_t said = 0, got = 0;
    int64_t missed = 0;

    open_server();
    ck_assert(ask(OTHER, MESSAGE_BEGIN, BEGIN_BODY));
    service_server_gone(fake.server, OTHER);
    memset(line, 'x', sizeof line - 1);
    for (int at = 0; at < 100; at++) {
        say(line);
        said += strlen(line);
    }
    ck_assert(ask(ME, MESSAGE_WATCH, "{}"));
    ck_assert(json_number(json_member(heard(0, ME, MESSAGE_STATE)->body, "missed_bytes"), &missed));
    for (size_t at = 1; at < fake.heard_count; at++)
        got += SERVICE_TEXT_BYTES_MOST;
    ck_assert_int_gt(missed, 0);
    ck_assert_uint_eq(got + (uint64_t)missed, said);
    ck_assert_uint_lt(got, SERVICE_KEPT_BYTES_MOST);
    ck_assert_uint_gt(got, SERVICE_KEPT_BYTES_MOST / 2);
    close_server();
}
END_TEST

START_TEST(long_text_goes_in_pieces)
{
    static char text[2 * SERVICE_TEXT_BYTES_MOST + 2];

    open_server();
    ck_assert(ask(ME, MESSAGE_BEGIN, BEGIN_BODY));
    forget_heard();
    memset(text, 'y', sizeof text - 1);
    say(text);
    ck_assert_uint_eq(fake.heard_count, 3);
    close_server();
}
END_TEST

START_TEST(more_consoles_than_there_is_room_for_are_turned_away)
{
    open_server();
    for (uint32_t at = 2; at < SERVICE_CLIENTS_MOST; at++)
        ck_assert(service_server_client(fake.server, 100 + at));
    ck_assert(!service_server_client(fake.server, 1));
    service_server_gone(fake.server, OTHER);
    ck_assert(service_server_client(fake.server, 1));
    close_server();
}
END_TEST

START_TEST(who_is_unknown_is_not_answered)
{
    open_server();
    ck_assert(!ask(1234, MESSAGE_STATUS, "{}"));
    ck_assert_uint_eq(fake.heard_count, 0);
    close_server();
}
END_TEST

/* -- status -- */

START_TEST(a_run_that_cannot_be_told_is_said_to_be_so)
{
    open_server();
    ck_assert(ask(ME, MESSAGE_STATUS, "{}"));
    ck_assert_str_eq(
        json_string(json_member(json_member(heard(0, ME, MESSAGE_STATE)->body, "run"), "state")),
        "between");
    fake.status_fails = true;
    ck_assert(ask(ME, MESSAGE_STATUS, "{}"));
    ck_assert_str_eq(json_string(json_member(heard(0, ME, MESSAGE_STATE)->body, "run_unknown")),
        "the journal is torn");
    close_server();
}
END_TEST

/* -- begin and end -- */

START_TEST(a_job_that_cannot_begin_leaves_it_idle)
{
    open_server();
    fake.cannot_begin = true;
    ck_assert(ask(ME, MESSAGE_BEGIN, BEGIN_BODY));
    heard_refusal(0, ME, ERR_WIN32, 8);
    ck_assert_int_eq(service_server_state(fake.server), SERVICE_IDLE);
    fake.cannot_begin = false;
    ck_assert(ask(ME, MESSAGE_BEGIN, BEGIN_BODY));
    ck_assert_int_eq(service_server_state(fake.server), SERVICE_WORKING);
    close_server();
}
END_TEST

START_TEST(it_restarts_after_everybody_was_told)
{
    const struct service_end end = { .exit_code = 3010, .restarts = true };

    open_server();
    ck_assert(ask(ME, MESSAGE_BEGIN, BEGIN_BODY));
    forget_heard();
    service_server_ended(fake.server, &end);
    heard(0, ME, MESSAGE_ENDED);
    ck_assert_int_eq(fake.restarts, 1);
    ck_assert_int_eq(fake.last_event, SERVICE_EVENT_RESTARTS);
    close_server();
}
END_TEST

START_TEST(a_restart_that_fails_is_an_event_and_a_line)
{
    const struct service_end end = { .exit_code = 3010, .restarts = true };

    open_server();
    fake.restart_fails = true;
    ck_assert(ask(ME, MESSAGE_BEGIN, BEGIN_BODY));
    forget_heard();
    service_server_ended(fake.server, &end);
    ck_assert_int_eq(fake.last_event, SERVICE_EVENT_NO_RESTART);
    ck_assert_msg(strstr(fake.note, "a privilege is not held"), "%s", fake.note);
    heard(0, ME, MESSAGE_ENDED);
    heard(1, ME, MESSAGE_TEXT);
    close_server();
}
END_TEST

START_TEST(what_is_handed_over_is_an_event)
{
    bring_to(SERVICE_HANDED_OVER);
    ck_assert_int_eq(fake.last_event, SERVICE_EVENT_HANDED_OVER);
    ck_assert_msg(strstr(fake.note, "goldprep resume"), "%s", fake.note);
    close_server();
}
END_TEST

/* -- the service's own begin and end -- */

static const struct {
    const char *name;
    bool wakes, fails, cannot_begin;
    int begun;
    int event; /* 0: none */
} starts[] = {
    { "nothing is unfinished", false, false, false, 0, 0 },
    { "a run is unfinished", true, false, false, 1, SERVICE_EVENT_JOB_BEGUN },
    { "it cannot be told", false, true, false, 0, SERVICE_EVENT_FAILED },
    { "it cannot go on", true, false, true, 0, SERVICE_EVENT_FAILED },
};

START_TEST(it_goes_on_with_an_unfinished_run_when_it_starts)
{
    open_server();
    fake.wakes = starts[_i].wakes;
    fake.wakes_fails = starts[_i].fails;
    fake.cannot_begin = starts[_i].cannot_begin;
    service_server_started(fake.server);
    ck_assert_msg(fake.begun == starts[_i].begun, "%s", starts[_i].name);
    ck_assert_msg((int)fake.last_event == starts[_i].event, "%s", starts[_i].name);
    if (fake.begun)
        ck_assert_str_eq(fake.command, "resume");
    close_server();
}
END_TEST

START_TEST(rule_6_told_to_end_it_stops_the_job_once_and_begins_nothing)
{
    bring_to(states[_i]);
    service_server_leave(fake.server);
    service_server_leave(fake.server);
    ck_assert_int_eq(fake.stops, states[_i] == SERVICE_WORKING);
    ck_assert(ask(ME, MESSAGE_BEGIN, BEGIN_BODY));
    heard_refusal(fake.heard_count - 1, ME, ERR_AGENT, ERR_CANCELLED);
    ck_assert_int_eq(fake.begun, 0);
    ck_assert(ask(ME, MESSAGE_STATUS, "{}"));
    heard(0, ME, MESSAGE_STATE);
    close_server();
}
END_TEST

START_TEST(no_memory_loses_no_job)
{
    for (unsigned nth = 1; nth < 200; nth++) {
        const struct service_end end = { 0 };
        AUTO(json_value) value = { 0 };
        AUTO(bytes) bytes = { 0 };
        struct err err = { 0 };

        open_server();
        ck_assert(json_parse(BEGIN_BODY, strlen(BEGIN_BODY), &value.root, &err));
        ck_assert(service_encode(MESSAGE_BEGIN, value.root, &bytes, &err));
        fake.deaf = ME; /* what is sent needs memory of the test's own */
        fake_alloc_fail_nth(nth);
        bool there = service_server_message(fake.server, ME, bytes.data, bytes.len);
        say("text");
        service_server_ended(fake.server, &end);
        fake_alloc_fail_nth(0);
        (void)there; /* without memory for its message it may have been sent away */
        ck_assert_int_eq(service_server_state(fake.server), SERVICE_IDLE);
        close_server();
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("server");

    check_add(suite, each_state_answers_as_its_table_says, COUNT_OF(table) * COUNT_OF(states));
    check_add(suite, every_kind_that_a_console_may_send_stands_in_the_table, service_rows_count);
    check_add(suite, rule_3_a_stranger_is_refused_before_his_message_is_read, 1);
    check_add(suite, rule_4_a_misshapen_message_does_nothing, COUNT_OF(misshapen));
    check_add(suite, rule_4_ten_thousand_bad_messages_leave_few_events, 1);
    check_add(suite, who_begins_watches_and_who_comes_late_hears_all, 1);
    check_add(suite, who_comes_after_the_end_hears_text_and_end, 1);
    check_add(suite, a_new_job_forgets_what_the_last_one_said, 1);
    check_add(suite, watching_twice_is_refused, 1);
    check_add(suite, a_watcher_that_takes_nothing_is_forgotten, 1);
    check_add(suite, a_watcher_that_stops_the_job_and_takes_nothing_is_sent_no_more, 1);
    check_add(suite, one_that_takes_no_answer_is_sent_no_more, COUNT_OF(asked_by_deaf));
    check_add(suite, the_oldest_text_is_missed_first, 1);
    check_add(suite, long_text_goes_in_pieces, 1);
    check_add(suite, more_consoles_than_there_is_room_for_are_turned_away, 1);
    check_add(suite, who_is_unknown_is_not_answered, 1);
    check_add(suite, a_run_that_cannot_be_told_is_said_to_be_so, 1);
    check_add(suite, a_job_that_cannot_begin_leaves_it_idle, 1);
    check_add(suite, it_restarts_after_everybody_was_told, 1);
    check_add(suite, a_restart_that_fails_is_an_event_and_a_line, 1);
    check_add(suite, what_is_handed_over_is_an_event, 1);
    check_add(suite, it_goes_on_with_an_unfinished_run_when_it_starts, COUNT_OF(starts));
    check_add(suite, rule_6_told_to_end_it_stops_the_job_once_and_begins_nothing, COUNT_OF(states));
    check_add(suite, no_memory_loses_no_job, 1);
    return check_main(suite);
}
