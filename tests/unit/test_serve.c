/* SPDX-License-Identifier: MIT */
/* test_serve.c - a run that the service carries comes to its end, whatever happens on the way. */
#include "ui/serve.h"

#include "base/file.h"
#include "run/journal.h"
#include "wire.h"

#include "check_main.h"

#define SERVICING "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing"
#define SETUP "SYSTEM\\Setup"

static struct world world;
static struct wire wire;

static void set_up(void)
{
    world = world_new();
    wire_begin(&wire, &world);
}

static void tear_down(void)
{
    wire_end(&wire);
    world_free(&world);
}

static int prepare(void)
{
    return world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL);
}

/* Two actions want a restart each, one after the other. */
static void wants_two_restarts(void)
{
    fake_reserved_storage_needs_restart(world.machine);
    fake_reg_key(world.machine, SERVICING "\\RebootPending");
}

static struct journal *read_journal(void)
{
    struct journal *journal = NULL;
    enum found found = ABSENT;
    struct err err = { 0 };

    ck_assert_msg(
        journal_read(world_state_path(&world, "journal"), &found, &journal, &err), "%s", err.text);
    ck_assert(found == FOUND);
    return journal;
}

static enum journal_state state_now(void)
{
    struct journal *journal = read_journal();
    enum journal_state state = journal_state(journal);

    journal_free(journal);
    return state;
}

static int64_t header_number(const char *object, const char *name)
{
    struct journal *journal = read_journal();
    const struct json *header = journal_header(journal);
    int64_t number = -1;

    ck_assert_msg(
        json_number(json_member(object ? json_member(header, object) : header, name), &number),
        "the header has no '%s'", name);
    journal_free(journal);
    return number;
}

/* -- from the begin to the end -- */

START_TEST(the_service_does_the_work_and_the_administrator_seals)
{
    world_expects(prepare(), 0);
    ck_assert_int_eq(wire.starts, 1);
    world_said(world_out(), "Everything before the seal is done.");
    world_said(world_out(), "Going on with the prepare for devbox");
    world_said(world_out(), "Sealed. The manifest is");
    ck_assert(fake_is_off(world.machine));
    ck_assert(world_has(world_state_path(&world, "manifest.json")));
    ck_assert_int_eq(fake_calls(world.machine, "partition_delete"), 1);
    ck_assert(state_now() == JOURNAL_FINISHED);
    ck_assert_uint_eq(wire_start_type(&wire), 3);
    world_said(text_string(&wire.events), "204 ");
}
END_TEST

START_TEST(the_plan_is_shown_once)
{
    world_expects(prepare(), 0);
    const char *first = strstr(world_out(), "Plan for devbox");
    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_null(strstr(first + 1, "Plan for devbox"));
}
END_TEST

START_TEST(the_header_says_who_carries_it_and_how_it_started_before)
{
    wants_two_restarts();
    fake_service(world.machine, "goldprep", 3, false);
    world_expects(prepare(), 3010);
    ck_assert_int_eq(header_number("service_start", "type"), 3);
    ck_assert_int_eq(header_number(NULL, "restart_limit"), 5);
    ck_assert_int_eq(header_number(NULL, "run_limit_minutes"), 240);
    ck_assert_int_gt(header_number(NULL, "boot_time"), 0);
    struct journal *journal = read_journal();
    ck_assert_str_eq(json_string(json_member(journal_header(journal), "carried_by")), "service");
    journal_free(journal);
}
END_TEST

START_TEST(restarts_are_made_and_gone_on_after_with_nobody_there)
{
    AUTO(text) heard = { 0 };

    wants_two_restarts();
    world_expects(prepare(), 3010);
    world_said(world_out(), "Windows is restarted now");
    ck_assert(fake_restarts(world.machine));
    ck_assert_uint_eq(wire_start_type(&wire), 2);
    wire_restart(&wire);
    ck_assert(fake_restarts(world.machine)); /* the second one */
    ck_assert_uint_eq(wire_start_type(&wire), 2);
    wire_restart(&wire);
    ck_assert(!fake_restarts(world.machine));
    ck_assert_uint_eq(wire_start_type(&wire), 3); /* handed over: it starts with Windows no more */
    ck_assert(service_server_state(wire.server) == SERVICE_HANDED_OVER);
    world_said(text_string(&wire.events), "204 ");
    /* What it did after the last start is there for whoever comes. */
    wire_send(&wire, wire_connect(&wire), MESSAGE_WATCH);
    wire_heard(&wire, 0, &heard);
    world_said(text_string(&heard), "[state handed-over]");
    world_said(text_string(&heard), "Going on with the prepare");
    world_said(text_string(&heard), "[ended 8 handed-over]");
    /* The administrator comes. */
    world_expects(world_run(&world, "resume", NULL), 0);
    world_said(world_out(), "Sealed. The manifest is");
    ck_assert_int_eq(fake_calls(world.machine, "restart"), 2);
}
END_TEST

START_TEST(status_says_that_it_waits_for_an_administrator)
{
    wants_two_restarts();
    world_expects(prepare(), 3010);
    wire_restart(&wire);
    wire_restart(&wire);
    world_expects(world_run(&world, "status", NULL), 0);
    world_said(world_out(), "waits for an administrator");
    world_expects(world_run(&world, "status", "--json", NULL), 0);
    world_said(world_out(), "\"waits_for_seal\": true");
    world_said(world_out(), "\"carried_by\": \"service\"");
    world_said(world_out(), "\"state\": \"handed-over\"");
    wire_kill(&wire); /* its time of idleness is over: the journal knows as well */
    world_expects(world_run(&world, "status", NULL), 0);
    world_said(world_out(), "waits for an administrator");
}
END_TEST

START_TEST(the_same_command_finishes_it)
{
    wants_two_restarts();
    world_expects(prepare(), 3010);
    wire_restart(&wire);
    wire_restart(&wire);
    world_expects(prepare(), 0);
    world_said(world_out(), "Sealed. The manifest is");
}
END_TEST

START_TEST(no_restart_leaves_it_to_the_caller)
{
    wants_two_restarts();
    world_expects(
        world_run(&world, "prepare", "--profile", "devbox", "--yes", "--no-restart", NULL), 3010);
    ck_assert(!fake_restarts(world.machine));
    world_said(world_out(), "Restart Windows now: the service goes on by itself");
    wire_restart(&wire); /* the caller's */
    ck_assert(!fake_restarts(world.machine));
    ck_assert(state_now() == JOURNAL_RESTARTING);
    wire_restart(&wire);
    ck_assert(service_server_state(wire.server) == SERVICE_HANDED_OVER);
}
END_TEST

START_TEST(a_restart_that_windows_refuses_is_said)
{
    wants_two_restarts();
    fake_fail(world.machine, "restart", -1, ERR_WIN32, 1314, "a privilege is missing");
    world_expects(prepare(), 3010);
    world_said(text_string(&wire.events), "206 ");
    ck_assert_uint_eq(wire_start_type(&wire), 2); /* whoever restarts it, the run goes on */
}
END_TEST

START_TEST(an_apply_is_carried_to_its_end)
{
    fake_reserved_storage_needs_restart(world.machine);
    world_expects(world_run(&world, "apply", "--profile", "devbox", "--yes", NULL), 3010);
    ck_assert_uint_eq(wire_start_type(&wire), 2);
    wire_restart(&wire);
    ck_assert(state_now() == JOURNAL_FINISHED);
    ck_assert_uint_eq(wire_start_type(&wire), 3);
    ck_assert(service_server_state(wire.server) == SERVICE_IDLE);
    world_said(text_string(&wire.events), "201 ");
}
END_TEST

START_TEST(a_prepare_ends_an_apply_that_the_service_carries)
{
    fake_reserved_storage_needs_restart(world.machine);
    world_expects(
        world_run(&world, "apply", "--profile", "devbox", "--yes", "--no-restart", NULL), 3010);
    wire_kill(&wire);
    fake_restart(world.machine);
    world_expects(prepare(), 0);
    world_said(world_out(), "Going on with the apply for devbox");
    world_said(world_out(), "Sealed. The manifest is");
}
END_TEST

START_TEST(a_plan_file_is_carried_out_by_the_service)
{
    const char *plan = world_path(&world, "plan.json");

    world_expects(
        world_run(&world, "plan", "--profile", "devbox", "--json", "--output", plan, NULL), 0);
    world_expects(world_run(&world, "apply", "--plan", plan, "--yes", NULL), 0);
    ck_assert_int_eq(wire.starts, 1);
    ck_assert(state_now() == JOURNAL_FINISHED);
}
END_TEST

/* -- what is refused -- */

/* Windows has changed between the console's look and the service's. */
static bool (*true_start)(void *state, uint32_t limit_ms, struct err *err);

static bool start_and_change(void *state, uint32_t limit_ms, struct err *err)
{
    fake_reg_key(world.machine, SERVICING "\\RebootPending");
    return true_start(state, limit_ms, err);
}

START_TEST(a_plan_that_nobody_has_seen_is_refused)
{
    true_start = wire.manager.start;
    wire.manager.start = start_and_change;
    world_expects(prepare(), 5);
    world_said(world_err(), "this machine no longer leads to the plan");
    ck_assert_int_eq(fake_calls(world.machine, "reserved_storage_set"), 0);
    ck_assert(!world_has(world_state_path(&world, "journal")));
    ck_assert_uint_eq(wire_start_type(&wire), 3);
    wire.manager.start = true_start; /* looked at again, it is what a person says yes to */
    world_expects(world_run(&world, "apply", "--profile", "devbox", "--yes", NULL), 3010);
}
END_TEST

/* Bodies of `begin` that no console sends. */
static const struct {
    const char *name, *body, *heard;
} strange[] = {
    { "no list", "{\"command\":\"apply\",\"options\":{\"arguments\":1},\"plan\":{}}", "no list" },
    { "no text", "{\"command\":\"apply\",\"options\":{\"arguments\":[1]},\"plan\":{}}", "no text" },
    { "unknown option",
        "{\"command\":\"apply\",\"options\":{\"arguments\":[\"--frobnicate\"]},\"plan\":{}}",
        "unknown option" },
    { "another folder",
        "{\"command\":\"apply\",\"options\":{\"arguments\":[\"--profile=devbox\",\"--state=x\"]},"
        "\"plan\":{}}",
        "does not take" },
    { "a plan of its own",
        "{\"command\":\"apply\",\"options\":{\"arguments\":[\"--plan=x\"]},\"plan\":{}}",
        "does not take" },
    { "a trial", "{\"command\":\"prepare\",\"options\":{\"arguments\":[\"--trial\"]},\"plan\":{}}",
        "does not take" },
    { "no plan",
        "{\"command\":\"apply\",\"options\":{\"arguments\":[\"--profile=devbox\",\"--yes\"]},"
        "\"plan\":{}}",
        "error: " },
    { "nobody has said yes",
        "{\"command\":\"prepare\",\"options\":{\"arguments\":[\"--profile=devbox\"]},\"plan\":{}}",
        "error: " },
};

START_TEST(what_no_console_sends_changes_nothing)
{
    AUTO(json_value) body = { 0 };
    AUTO(bytes) message = { 0 };
    AUTO(text) heard = { 0 };
    struct err err = { 0 };

    wire_start(&wire);
    size_t client = wire_connect(&wire);
    ck_assert(json_parse(strange[_i].body, strlen(strange[_i].body), &body.root, &err));
    ck_assert(service_encode(MESSAGE_BEGIN, body.root, &message, &err));
    ck_assert(service_server_message(wire.server, (uint32_t)client, message.data, message.len));
    wire_work(&wire);
    wire_heard(&wire, client, &heard);
    ck_assert_msg(strstr(text_string(&heard), strange[_i].heard), "%s: %s", strange[_i].name,
        text_string(&heard));
    ck_assert_ptr_null(strstr(text_string(&heard), "[ended 0"));
    ck_assert(!world_has(world_state_path(&world, "journal")));
    ck_assert_uint_eq(wire_start_type(&wire), 3);
}
END_TEST

/* -- stopped, killed, left -- */

static int when;

/* Has the job waited that often? A prepare of the factory machine does so three times at least: between
 * every two of its actions. */
static bool has_come(int code)
{
    if (wire.waits >= when)
        return true;
    ck_assert_msg(when > 3, "it has waited %d times only", wire.waits);
    world_expects(code, 0);
    return false;
}

static void stop_it(struct wire *at)
{
    if (at->waits != when)
        return;
    wire_send(at, wire_connect(at), MESSAGE_STOP);
}

static void end_service(struct wire *at)
{
    if (at->waits == when)
        service_server_leave(at->server);
}

static void kill_it(struct wire *at)
{
    if (at->waits == when) {
        wire_kill(at);
        at->is_stopped = true; /* its process is gone: nothing more is done */
    }
}

START_TEST(a_person_stops_it_and_it_stays_stopped)
{
    when = _i + 1;
    wire.on_wait = stop_it;
    int code = prepare();
    if (!has_come(code))
        return;
    world_expects(code, 1);
    world_said(world_err(), "'goldprep resume' goes on where it stopped");
    ck_assert_uint_eq(wire_start_type(&wire), 3);
    wire.on_wait = NULL;
    wire_restart(&wire);
    ck_assert_ptr_null(wire.server); /* nobody has started it */
    world_expects(world_run(&world, "resume", NULL), 0);
    ck_assert(state_now() == JOURNAL_FINISHED);
    ck_assert_int_eq(fake_calls(world.machine, "partition_delete"), 1);
}
END_TEST

START_TEST(a_service_that_windows_ends_goes_on_when_it_starts_again)
{
    when = _i + 1;
    wire.on_wait = end_service;
    int code = prepare();
    if (!has_come(code))
        return;
    world_expects(code, 1);
    ck_assert_uint_eq(wire_start_type(&wire), 2);
    wire.on_wait = NULL;
    wire_restart(&wire);
    ck_assert(service_server_state(wire.server) == SERVICE_HANDED_OVER);
    ck_assert_uint_eq(wire_start_type(&wire), 3);
    world_expects(world_run(&world, "resume", NULL), 0);
    ck_assert_int_eq(fake_calls(world.machine, "partition_delete"), 1);
}
END_TEST

START_TEST(a_service_that_is_killed_goes_on_when_it_starts_again)
{
    when = _i + 1;
    wire.on_wait = kill_it;
    int code = prepare();
    if (!has_come(code))
        return;
    world_expects(code, 1);
    world_said(world_err(), "the service has gone");
    /* That the job's thread goes on to its end is the test's; the process would have been gone. */
    struct guest_service_start automatic = { .type = 2 };
    struct err err = { 0 };
    ck_assert(world.guest.service_set_start(world.guest.state, "goldprep", &automatic, &err));
    wire.on_wait = NULL;
    wire_restart(&wire);
    ck_assert(service_server_state(wire.server) == SERVICE_HANDED_OVER);
    world_expects(world_run(&world, "resume", NULL), 0);
    ck_assert_int_eq(fake_calls(world.machine, "partition_delete"), 1);
}
END_TEST

/* Rows: how a person goes on with a run that was begun without --no-restart. */
static const char *const goes_on[][7] = {
    { "resume", "--no-restart" },
    { "prepare", "--profile", "devbox", "--yes", "--no-restart" },
};

START_TEST(no_restart_that_is_given_anew_leaves_the_next_one_to_the_caller)
{
    const char *const *words = goes_on[_i];

    wants_two_restarts();
    when = 1;
    wire.on_wait = stop_it;
    world_expects(prepare(), 1);
    wire.on_wait = NULL;
    world_expects(world_run(&world, words[0], words[1], words[2], words[3], words[4], NULL), 3010);
    world_said(world_out(), "Restart Windows now: the service goes on by itself");
    ck_assert(!fake_restarts(world.machine));
    ck_assert_uint_eq(wire_start_type(&wire), 2);
    wire_restart(&wire); /* the caller's: the service goes on as the run was begun */
    ck_assert(fake_restarts(world.machine));
}
END_TEST

/* -- limits -- */

START_TEST(over_its_time_the_run_stops_and_the_service_starts_by_itself_no_more)
{
    wants_two_restarts();
    world_expects(
        world_run(&world, "prepare", "--profile", "devbox", "--yes", "--run-limit", "30", NULL),
        3010);
    fake_hardware(world.machine)->now += INT64_C(3600);
    wire_restart(&wire);
    ck_assert(service_server_state(wire.server) == SERVICE_IDLE);
    world_said(text_string(&wire.events), "exit code 7: the run has reached its limit of 30");
    ck_assert_uint_eq(wire_start_type(&wire), 3);
    ck_assert(!fake_restarts(world.machine));
    world_expects(world_run(&world, "resume", NULL), 7);
    world_said(world_err(), "the run has reached its limit of 30 minutes");
    world_said(world_err(), "--run-limit MINUTES");
    world_expects(world_run(&world, "resume", "--run-limit", "600", NULL), 3010);
    wire_restart(&wire);
    /* what was given anew counted for that resume alone */
    ck_assert_uint_eq(wire_start_type(&wire), 3);
}
END_TEST

/* -- who starts at boot -- */

/* What makes a boot one in which nothing is done, and what a machine that is set up has there. */
static const struct {
    const char *name, *key, *value;
    uint32_t number;
    const char *text;
} boots[] = {
    { "safe mode", "SYSTEM\\CurrentControlSet\\Control\\SafeBoot\\Option", "OptionValue", 1, NULL },
    { "setup", SETUP, "SystemSetupInProgress", 1, NULL },
    { "first sign-in", SETUP, "OOBEInProgress", 1, NULL },
    { "a sealed image", "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\State", "ImageState",
        0, "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE" },
    { "no state", "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\State", "ImageState", 0,
        "" },
};

START_TEST(a_boot_that_is_none_to_work_in_is_left_alone)
{
    fake_reserved_storage_needs_restart(world.machine);
    world_expects(prepare(), 3010);
    if (boots[_i].text)
        fake_reg_text(world.machine, boots[_i].key, boots[_i].value, boots[_i].text);
    else
        fake_reg_u32(world.machine, boots[_i].key, boots[_i].value, boots[_i].number);
    wire_restart(&wire);
    ck_assert_msg(state_now() == JOURNAL_RESTARTING, "%s", boots[_i].name);
    ck_assert(service_server_state(wire.server) == SERVICE_IDLE);
}
END_TEST

START_TEST(another_machine_does_not_go_on_with_a_copied_run)
{
    fake_reserved_storage_needs_restart(world.machine);
    world_expects(prepare(), 3010);
    snprintf(fake_hardware(world.machine)->computer_name,
        sizeof fake_hardware(world.machine)->computer_name, "CLONE-07");
    wire_restart(&wire);
    ck_assert(!world_has(world_state_path(&world, "journal"))); /* set aside, under its reason */
    ck_assert_uint_eq(wire_start_type(&wire), 3); /* and it does not try at every boot */
}
END_TEST

START_TEST(a_start_type_that_a_crash_left_behind_is_put_back)
{
    struct guest_service_start automatic = { .type = 2 };
    struct err err = { 0 };

    world_expects(world_run(&world, "apply", "--profile", "devbox", "--yes", NULL), 0);
    ck_assert(world.guest.service_set_start(world.guest.state, "goldprep", &automatic, &err));
    wire_restart(&wire);
    ck_assert_uint_eq(wire_start_type(&wire), 3);
    ck_assert(service_server_state(wire.server) == SERVICE_IDLE);
}
END_TEST

START_TEST(who_takes_the_run_from_the_service_ends_its_start_with_windows)
{
    fake_reserved_storage_needs_restart(world.machine);
    world_expects(
        world_run(&world, "prepare", "--profile", "devbox", "--yes", "--no-restart", NULL), 3010);
    wire_kill(&wire);
    fake_restart(world.machine);
    ck_assert_uint_eq(wire_start_type(&wire), 2);
    world_expects(world_run(&world, "resume", "--alone", NULL), 0);
    ck_assert_int_eq(wire.starts, 1);
    ck_assert_uint_eq(wire_start_type(&wire), 3);
    ck_assert(fake_is_off(world.machine));
}
END_TEST

/* Its header has no start type to put back, and a start of Windows would not go on with it. */
START_TEST(a_run_begun_without_the_service_stays_without)
{
    wants_two_restarts();
    world_expects(
        world_run(&world, "prepare", "--profile", "devbox", "--yes", "--alone", NULL), 3010);
    wire_restart(&wire);
    world_expects(world_run(&world, "resume", NULL), 3010);
    ck_assert_int_eq(wire.starts, 0);
    ck_assert_uint_eq(wire_start_type(&wire), 3);
    wire_restart(&wire);
    world_expects(prepare(), 0);
    ck_assert_int_eq(wire.starts, 0);
}
END_TEST

START_TEST(a_start_type_that_cannot_be_changed_stops_the_run_before_it_changes_anything)
{
    fake_fail(world.machine, "service_set_start", 1, ERR_WIN32, 5, "access denied");
    world_expects(prepare(), 1);
    world_said(world_err(), "cannot be made to start with Windows");
    ck_assert_int_eq(fake_calls(world.machine, "reserved_storage_set"), 0);
    ck_assert(state_now() == JOURNAL_PLANNED);
    world_expects(world_run(&world, "resume", NULL), 0);
}
END_TEST

START_TEST(a_start_type_of_the_administrators_own_comes_back)
{
    fake_service(
        world.machine, "goldprep", 4, false); /* a service manager starts it all the same */
    world_expects(world_run(&world, "apply", "--profile", "devbox", "--yes", NULL), 0);
    ck_assert_uint_eq(wire_start_type(&wire), 4);
}
END_TEST

int main(void)
{
    enum { STOPS = 20 }; /* more often than a prepare of the factory machine waits */
    Suite *suite = suite_create("serve");
    TCase *tests = tcase_create("serve");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, the_service_does_the_work_and_the_administrator_seals);
    tcase_add_test(tests, the_plan_is_shown_once);
    tcase_add_test(tests, a_run_begun_without_the_service_stays_without);
    tcase_add_test(tests, the_header_says_who_carries_it_and_how_it_started_before);
    tcase_add_test(tests, restarts_are_made_and_gone_on_after_with_nobody_there);
    tcase_add_test(tests, status_says_that_it_waits_for_an_administrator);
    tcase_add_test(tests, the_same_command_finishes_it);
    tcase_add_test(tests, no_restart_leaves_it_to_the_caller);
    tcase_add_loop_test(tests, no_restart_that_is_given_anew_leaves_the_next_one_to_the_caller, 0,
        COUNT_OF(goes_on));
    tcase_add_test(tests, a_restart_that_windows_refuses_is_said);
    tcase_add_test(tests, an_apply_is_carried_to_its_end);
    tcase_add_test(tests, a_prepare_ends_an_apply_that_the_service_carries);
    tcase_add_test(tests, a_plan_file_is_carried_out_by_the_service);
    tcase_add_test(tests, a_plan_that_nobody_has_seen_is_refused);
    tcase_add_loop_test(tests, what_no_console_sends_changes_nothing, 0, COUNT_OF(strange));
    tcase_add_loop_test(tests, a_person_stops_it_and_it_stays_stopped, 0, STOPS);
    tcase_add_loop_test(tests, a_service_that_windows_ends_goes_on_when_it_starts_again, 0, STOPS);
    tcase_add_loop_test(tests, a_service_that_is_killed_goes_on_when_it_starts_again, 0, STOPS);
    tcase_add_test(tests, over_its_time_the_run_stops_and_the_service_starts_by_itself_no_more);
    tcase_add_loop_test(tests, a_boot_that_is_none_to_work_in_is_left_alone, 0, COUNT_OF(boots));
    tcase_add_test(tests, another_machine_does_not_go_on_with_a_copied_run);
    tcase_add_test(tests, a_start_type_that_a_crash_left_behind_is_put_back);
    tcase_add_test(tests, who_takes_the_run_from_the_service_ends_its_start_with_windows);
    tcase_add_test(
        tests, a_start_type_that_cannot_be_changed_stops_the_run_before_it_changes_anything);
    tcase_add_test(tests, a_start_type_of_the_administrators_own_comes_back);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
