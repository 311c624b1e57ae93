/* SPDX-License-Identifier: MIT */
/*
 * test_service_loop.c - the service in a thread, its pipe, and consoles in this one: who is served,
 * what a late one hears, how it ends. The job is the test's own.
 */
#include "win/pipe.h"
#include "win/service_loop.h"
#include "windows_test.h"

#define NAME L"\\\\.\\pipe\\goldprep-test"

enum {
    LIMIT_MS = 20 * 1000, /* of one answer: far more than it takes */
    LONG_BYTES = 1024 * 1024,
};

/* What the job does: the test says it before it asks for one. */
static struct {
    HANDLE leave, stop, listens, thread, done;
    HANDLE go_on; /* the job ends when this is set */
    bool hears_stop;
    bool hands_over;
    bool says_much;
    uint32_t stop_limit_ms, silence_ms, idle_ms;
    struct err err;
    bool ok;
} world;

static void work(void *state, const struct service_job *job, const struct service_output *output,
    struct service_end *end)
{
    static char line[1024];
    const HANDLE handles[] = { world.go_on, world.stop };
    DWORD result;

    (void)state;
    output->text(output->state, CONSOLE_OUT, job->command, strlen(job->command));
    memset(line, 'x', sizeof line);
    for (size_t at = 0; world.says_much && at < LONG_BYTES; at += sizeof line)
        output->text(output->state, CONSOLE_OUT, line, sizeof line);
    result = WaitForMultipleObjects(world.hears_stop ? 2 : 1, handles, FALSE, INFINITE);
    end->exit_code = result == WAIT_OBJECT_0 ? 0 : 1;
    end->handed_over = world.hands_over;
    (void)SetEvent(world.done);
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
    *resumes = false;
    return true;
}

static bool restart(void *state, struct err *err)
{
    (void)state;
    return err_set(err, ERR_AGENT, ERR_REFUSED, "not in a test");
}

static void listens(void *state)
{
    (void)state;
    (void)SetEvent(world.listens);
}

static void ends(void *state)
{
    (void)state;
}

static DWORD WINAPI serve(void *unused)
{
    const struct service_host host = {
        .work = work, .status = status, .wakes = wakes, .restart = restart
    };
    const struct win_loop_needs needs = { .leave = world.leave,
        .in_console = true,
        .pipe_name = NAME,
        .stop_limit_ms = world.stop_limit_ms,
        .silence_ms = world.silence_ms,
        .idle_ms = world.idle_ms,
        .listens = listens,
        .ends = ends };

    (void)unused;
    world.ok = win_service_loop(&host, &needs, &world.err);
    return 0;
}

static void start(void)
{
    world.thread = CreateThread(NULL, 0, serve, NULL, 0, NULL);
    ck_assert_ptr_nonnull(world.thread);
    ck_assert_uint_eq(WaitForSingleObject(world.listens, LIMIT_MS), WAIT_OBJECT_0);
}

static void expect_end(uint32_t limit_ms)
{
    ck_assert_uint_eq(WaitForSingleObject(world.thread, limit_ms), WAIT_OBJECT_0);
    ck_assert_msg(world.ok, "%s", world.err.text);
}

static void make(void)
{
    struct err err = { 0 };

    memset(&world, 0, sizeof world);
    ck_assert_msg(win_stop_event(&world.stop, &err), "%s", err.text);
    (void)ResetEvent(world.stop);
    world.leave = CreateEventW(NULL, TRUE, FALSE, NULL);
    world.listens = CreateEventW(NULL, TRUE, FALSE, NULL);
    world.go_on = CreateEventW(NULL, TRUE, FALSE, NULL);
    world.done = CreateEventW(NULL, TRUE, FALSE, NULL);
    world.hears_stop = true;
    world.stop_limit_ms = LIMIT_MS;
    world.silence_ms = LIMIT_MS;
}

static void release(void)
{
    (void)SetEvent(world.go_on);
    (void)SetEvent(world.leave);
    if (world.thread)
        (void)WaitForSingleObject(world.thread, LIMIT_MS);
}

/* -- consoles -- */

static struct service_link reach(void)
{
    struct service_link link = { 0 };
    enum found found = ABSENT;
    struct err err = { 0 };

    ck_assert_msg(
        win_pipe_connect(NAME, GetCurrentProcessId(), &found, &link, &err), "%s", err.text);
    ck_assert_int_eq(found, FOUND);
    return link;
}

static void ask(const struct service_link *link, enum service_kind kind, const char *body)
{
    AUTO(json_value) value = { 0 };
    AUTO(bytes) bytes = { 0 };
    struct err err = { 0 };

    ck_assert_msg(json_parse(body, strlen(body), &value.root, &err), "%s", err.text);
    ck_assert_msg(service_encode(kind, value.root, &bytes, &err), "%s", err.text);
    ck_assert_msg(link->send(link->state, bytes.data, bytes.len, &err), "%s", err.text);
}

static void hear(const struct service_link *link, struct service_message *message)
{
    AUTO(bytes) bytes = { 0 };
    enum found found = ABSENT;
    struct err err = { 0 };

    ck_assert_msg(link->receive(link->state, LIMIT_MS, &found, &bytes, &err), "%s", err.text);
    ck_assert_int_eq(found, FOUND);
    ck_assert_msg(service_decode(bytes.data, bytes.len, message, &err), "%s", err.text);
}

static void expect(const struct service_link *link, enum service_kind kind)
{
    AUTO(service_message) message = { 0 };

    hear(link, &message);
    ck_assert_msg(message.row->kind == kind, "it is '%s'", message.row->name);
}

static void expect_state(const struct service_link *link, const char *state)
{
    AUTO(service_message) message = { 0 };

    hear(link, &message);
    ck_assert_int_eq(message.row->kind, MESSAGE_STATE);
    ck_assert_str_eq(json_string(json_member(message.body, "state")), state);
}

static void expect_gone(const struct service_link *link)
{
    AUTO(bytes) bytes = { 0 };
    enum found found = ABSENT;
    struct err err = { 0 };

    ck_assert(!link->receive(link->state, LIMIT_MS, &found, &bytes, &err));
    ck_assert_msg(err.domain == ERR_WIN32, "%s", err.text);
}

/* The job was told to stop, and has. The event is of this whole process: the console's own waits look
 * at it, too. */
static void heed_stop(void)
{
    ck_assert_uint_eq(WaitForSingleObject(world.done, LIMIT_MS), WAIT_OBJECT_0);
    (void)ResetEvent(world.done);
    (void)ResetEvent(world.stop);
}

static const char job[] = "{\"options\":{}}";

START_TEST(two_consoles_hear_a_job_from_its_begin_to_its_end)
{
    start();
    struct service_link first = reach();
    struct service_link second = reach();

    ask(&first, MESSAGE_RESUME, job);
    expect_state(&first, "working");
    expect(&first, MESSAGE_TEXT);
    ask(&second, MESSAGE_WATCH, "{}");
    expect_state(&second, "working");
    expect(&second, MESSAGE_TEXT);
    ask(&second, MESSAGE_RESUME, job);
    expect(&second, MESSAGE_REFUSED);
    (void)SetEvent(world.go_on);
    expect(&first, MESSAGE_ENDED);
    expect(&second, MESSAGE_ENDED);
    first.close(first.state);
    second.close(second.state);
}
END_TEST

START_TEST(a_job_that_is_stopped_ends_and_another_one_begins)
{
    start();
    struct service_link link = reach();

    for (int times = 0; times < 3; times++) {
        ask(&link, MESSAGE_RESUME, job);
        expect_state(&link, "working");
        expect(&link, MESSAGE_TEXT);
        ask(&link, MESSAGE_STOP, "{}");
        heed_stop();
        expect_state(&link, "stopping");
        expect(&link, MESSAGE_ENDED);
    }
    link.close(link.state);
}
END_TEST

/* Reads a job's text to its end. @return  its bytes */
static uint64_t hear_all(const struct service_link *link)
{
    uint64_t got = 0;

    for (bool ended = false; !ended;) {
        AUTO(service_message) message = { 0 };
        AUTO(bytes) bytes = { 0 };
        enum console_stream stream = CONSOLE_OUT;
        struct err err = { 0 };

        hear(link, &message);
        ended = message.row->kind == MESSAGE_ENDED;
        if (message.row->kind != MESSAGE_TEXT)
            continue;
        ck_assert_msg(service_read_text(&message, &stream, &bytes, &err), "%s", err.text);
        got += bytes.len;
    }
    return got;
}

/* Three jobs say more than may wait for one console: the deaf one goes, the other hears all. */
START_TEST(a_deaf_console_holds_up_neither_the_job_nor_another_one)
{
    world.says_much = true;
    start();
    (void)SetEvent(world.go_on);
    struct service_link deaf = reach();
    struct service_link link = reach();

    ask(&deaf, MESSAGE_WATCH, "{}");
    for (int jobs = 0; jobs < 3; jobs++) {
        ask(&link, MESSAGE_RESUME, job);
        ck_assert_uint_eq(hear_all(&link), strlen("resume") + LONG_BYTES);
    }
    struct err err = { 0 };
    AUTO(bytes) bytes = { 0 };
    enum found found = ABSENT;
    bool there = true;

    while (there) {
        bytes_done(&bytes);
        there = deaf.receive(deaf.state, LIMIT_MS, &found, &bytes, &err);
        ck_assert(!there || found == FOUND);
    }
    link.close(link.state);
    deaf.close(deaf.state);
}
END_TEST

START_TEST(all_places_are_taken_and_one_that_goes_makes_room)
{
    struct service_link links[WIN_PIPE_INSTANCES];
    struct service_link more = { 0 };
    enum found found = ABSENT;
    struct err err = { 0 };

    start();
    for (size_t at = 0; at < COUNT_OF(links); at++) {
        links[at] = reach();
        ask(&links[at], MESSAGE_STATUS, "{}");
        expect_state(&links[at], "idle");
    }
    ck_assert(!win_pipe_connect(NAME, 0, &found, &more, &err));
    ck_assert_msg(err.domain == ERR_WIN32 && err.code == ERROR_PIPE_BUSY, "%s", err.text);
    links[3].close(links[3].state);
    links[3] = reach();
    ask(&links[3], MESSAGE_STATUS, "{}");
    expect_state(&links[3], "idle");
    for (size_t at = 0; at < COUNT_OF(links); at++)
        links[at].close(links[at].state);
}
END_TEST

START_TEST(what_is_no_message_is_answered_and_its_console_closed)
{
    struct err err = { 0 };

    start();
    struct service_link link = reach();
    ck_assert_msg(link.send(link.state, "rubbish", 7, &err), "%s", err.text);
    expect(&link, MESSAGE_REFUSED);
    expect_gone(&link);
    link.close(link.state);
}
END_TEST

START_TEST(rule_4_wrong_messages_are_no_matter_to_a_job_at_work)
{
    struct err err = { 0 };

    start();
    struct service_link link = reach();
    ask(&link, MESSAGE_RESUME, job);
    expect_state(&link, "working");
    expect(&link, MESSAGE_TEXT);
    for (int at = 0; at < 200; at++) {
        struct service_link other = reach();

        ck_assert_msg(other.send(other.state, "GPRP\x01\x00\x06\x00", 8, &err), "%s", err.text);
        expect(&other, MESSAGE_REFUSED);
        other.close(other.state);
    }
    (void)SetEvent(world.go_on);
    expect(&link, MESSAGE_ENDED);
    link.close(link.state);
}
END_TEST

START_TEST(one_that_says_nothing_is_closed_and_one_that_has_spoken_is_not)
{
    world.silence_ms = 1000;
    start();
    struct service_link silent = reach();
    struct service_link link = reach();

    ask(&link, MESSAGE_STATUS, "{}");
    expect_state(&link, "idle");
    expect_gone(&silent);
    Sleep(1500);
    ask(&link, MESSAGE_STATUS, "{}");
    expect_state(&link, "idle");
    link.close(link.state);
    silent.close(silent.state);
}
END_TEST

/* -- its end -- */

START_TEST(rule_6_told_to_end_it_waits_for_the_job)
{
    start();
    struct service_link link = reach();

    ask(&link, MESSAGE_RESUME, job);
    expect_state(&link, "working");
    expect(&link, MESSAGE_TEXT);
    (void)SetEvent(world.leave);
    heed_stop();
    expect_state(&link, "stopping");
    expect(&link, MESSAGE_ENDED);
    expect_gone(&link);
    expect_end(LIMIT_MS);
    link.close(link.state);
}
END_TEST

START_TEST(rule_6_a_job_that_does_not_hear_is_left_when_the_time_is_over)
{
    world.hears_stop = false;
    world.stop_limit_ms = 500;
    start();
    struct service_link link = reach();

    ask(&link, MESSAGE_RESUME, job);
    expect_state(&link, "working");
    (void)SetEvent(world.leave);
    expect_end(LIMIT_MS);
    ck_assert_uint_eq(WaitForSingleObject(world.done, 0), WAIT_TIMEOUT);
    link.close(link.state);
}
END_TEST

START_TEST(with_nobody_and_nothing_to_do_it_ends_by_itself)
{
    world.idle_ms = 1000;
    start();
    struct service_link link = reach();

    ask(&link, MESSAGE_STATUS, "{}");
    expect_state(&link, "idle");
    ck_assert_uint_eq(
        WaitForSingleObject(world.thread, 4000), WAIT_TIMEOUT); /* somebody is there */
    link.close(link.state);
    expect_end(LIMIT_MS);
}
END_TEST

/* Rows: what it is at when it is told to end. */
static const enum service_state states[] = { SERVICE_IDLE, SERVICE_WORKING, SERVICE_STOPPING,
    SERVICE_HANDED_OVER };

static void bring_to(enum service_state state, const struct service_link *link)
{
    ask(link, MESSAGE_RESUME, job);
    expect_state(link, "working");
    expect(link, MESSAGE_TEXT);
    if (state == SERVICE_STOPPING) {
        ask(link, MESSAGE_STOP, "{}");
        ck_assert_uint_eq(WaitForSingleObject(world.stop, LIMIT_MS), WAIT_OBJECT_0);
        (void)ResetEvent(world.stop); /* of this process, as above */
        expect_state(link, "stopping");
    } else if (state == SERVICE_HANDED_OVER) {
        (void)SetEvent(world.go_on);
        expect(link, MESSAGE_ENDED);
    }
}

START_TEST(rule_6_it_ends_in_every_state)
{
    world.hears_stop = states[_i] != SERVICE_STOPPING; /* then it is the test that lets it end */
    world.hands_over = states[_i] == SERVICE_HANDED_OVER;
    start();
    struct service_link link = reach();

    if (states[_i] != SERVICE_IDLE)
        bring_to(states[_i], &link);
    (void)SetEvent(world.leave);
    if (states[_i] == SERVICE_STOPPING) {
        ck_assert_uint_eq(WaitForSingleObject(world.thread, 500), WAIT_TIMEOUT);
        (void)SetEvent(world.go_on);
    }
    expect_end(LIMIT_MS);
    ck_assert_int_eq(
        WaitForSingleObject(world.done, 0) == WAIT_OBJECT_0, states[_i] != SERVICE_IDLE);
    link.close(link.state);
}
END_TEST

/* -- who is behind the name -- */

START_TEST(no_pipe_is_an_answer)
{
    struct service_link link = { 0 };
    enum found found = FOUND;
    struct err err = { 0 };

    ck_assert_msg(win_pipe_connect(NAME, 0, &found, &link, &err), "%s", err.text);
    ck_assert_int_eq(found, ABSENT);
}
END_TEST

START_TEST(rule_5_a_pipe_of_another_process_is_refused)
{
    struct service_link link = { 0 };
    enum found found = ABSENT;
    struct err err = { 0 };

    start();
    ck_assert(!win_pipe_connect(NAME, GetCurrentProcessId() + 4, &found, &link, &err));
    ck_assert_msg(
        err_is(&err, ERR_REFUSED) && strstr(err.text, "not by the service"), "%s", err.text);
}
END_TEST

START_TEST(rule_5_a_pipe_of_anybody_is_refused)
{
    struct service_link link = { 0 };
    enum found found = ABSENT;
    struct err err = { 0 };
    HANDLE pipe = CreateNamedPipeW(NAME, PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE, 8, 1024, 1024, 0,
        NULL); /* owned by whoever runs this */

    ck_assert(pipe != INVALID_HANDLE_VALUE);
    ck_assert(!win_pipe_connect(NAME, GetCurrentProcessId(), &found, &link, &err));
    ck_assert_msg(err_is(&err, ERR_REFUSED) && strstr(err.text, "belongs neither"), "%s", err.text);
    (void)CloseHandle(pipe);
}
END_TEST

START_TEST(rule_5_a_second_server_is_refused)
{
    const struct win_loop_needs needs = { .leave = world.leave,
        .in_console = true,
        .pipe_name = NAME,
        .listens = listens,
        .ends = ends };
    const struct service_host host = { .work = work };
    struct err err = { 0 };

    start();
    ck_assert(!win_service_loop(&host, &needs, &err));
    ck_assert_msg(err_is(&err, ERR_REFUSED) && strstr(err.text, "somebody else has its name"), "%s",
        err.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("service_loop");
    TCase *tcase = tcase_create("service");

    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, make, release);
    tcase_add_test(tcase, two_consoles_hear_a_job_from_its_begin_to_its_end);
    tcase_add_test(tcase, a_job_that_is_stopped_ends_and_another_one_begins);
    tcase_add_test(tcase, a_deaf_console_holds_up_neither_the_job_nor_another_one);
    tcase_add_test(tcase, all_places_are_taken_and_one_that_goes_makes_room);
    tcase_add_test(tcase, what_is_no_message_is_answered_and_its_console_closed);
    tcase_add_test(tcase, rule_4_wrong_messages_are_no_matter_to_a_job_at_work);
    tcase_add_test(tcase, one_that_says_nothing_is_closed_and_one_that_has_spoken_is_not);
    tcase_add_test(tcase, rule_6_told_to_end_it_waits_for_the_job);
    tcase_add_test(tcase, rule_6_a_job_that_does_not_hear_is_left_when_the_time_is_over);
    tcase_add_test(tcase, with_nobody_and_nothing_to_do_it_ends_by_itself);
    tcase_add_loop_test(tcase, rule_6_it_ends_in_every_state, 0, (int)COUNT_OF(states));
    tcase_add_test(tcase, no_pipe_is_an_answer);
    tcase_add_test(tcase, rule_5_a_pipe_of_another_process_is_refused);
    tcase_add_test(tcase, rule_5_a_pipe_of_anybody_is_refused);
    tcase_add_test(tcase, rule_5_a_second_server_is_refused);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
