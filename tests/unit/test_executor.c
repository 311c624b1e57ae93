/* SPDX-License-Identifier: MIT */
/* test_executor.c - begin, change, proof, done; one restart, one gate, and an end that is told. */
#include "check_main.h"
#include "stage.h"

#define SERVICING "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing"

static const char *const storage[] = { "disable-reserved-storage", NULL };
static const char *const restart[] = { "restart-windows", "disable-windows-re", NULL };
static const char *const delete[] = { "disable-windows-re", "delete-recovery-partition", NULL };
static const char *const storage_first[] = { "disable-reserved-storage", "disable-windows-re",
    NULL };
static const char *const generalize[] = { "disable-windows-re", "generalize", NULL };
static const char *const nothing[] = { NULL };

static const char *member_of(const struct json *line, const char *name)
{
    const char *value = json_string(json_member(line, name));

    return value ? value : "";
}

START_TEST(what_holds_already_is_done_without_a_change)
{
    AUTO(stage) stage = { 0 };
    struct err err = { 0 };

    stage_set(&stage, storage);
    fake_hardware(stage.machine)->reserved_storage = GUEST_RESERVED_STORAGE_DISABLED;
    ck_assert_msg(stage_run_to_end(&stage, &err), "%s", err.text);
    ck_assert_int_eq(fake_calls(stage.machine, "reserved_storage_set"), 0);
}
END_TEST

START_TEST(an_empty_plan_is_finished_at_once)
{
    AUTO(stage) stage = { 0 };
    struct err err = { 0 };

    stage_set(&stage, nothing);
    ck_assert_msg(stage_run_to_end(&stage, &err), "%s", err.text);
    struct journal *journal = stage_journal();
    ck_assert(journal_state(journal) == JOURNAL_FINISHED);
    journal_free(journal);
}
END_TEST

START_TEST(before_after_duration_and_details_are_kept_and_told)
{
    AUTO(stage) stage = { 0 };
    AUTO(json_value) document = { json_new_object() };
    struct err err = { 0 };

    stage_set(&stage, delete);
    ck_assert_msg(stage_run_to_end(&stage, &err), "%s", err.text);
    struct journal *journal = stage_journal();
    ck_assert(run_actions_to_json(journal, document.root, &err));
    journal_free(journal);
    const struct json *re = json_at(json_member(document.root, "actions"), 0);
    int64_t duration = 0, restarts = 1;
    ck_assert_str_eq(member_of(re, "id"), "disable-windows-re");
    ck_assert(text_starts(member_of(re, "before"), "enabled"));
    ck_assert_str_eq(member_of(re, "after"), "disabled");
    ck_assert_str_eq(member_of(re, "began"), "2026-11-22T06:30:00Z");
    ck_assert_str_eq(member_of(re, "ended"), "2026-11-22T06:30:03Z");
    ck_assert(json_number(json_member(re, "duration_ms"), &duration) && duration == 3000);
    ck_assert(json_number(json_member(re, "restarts"), &restarts) && restarts == 0);
    ck_assert(json_is_null(json_member(re, "error")));
    ck_assert_str_eq(
        json_string(json_at(json_member(re, "details"), 0)), "ReAgentc.exe exit code: 0");
    ck_assert(json_is_object(json_member(json_member(re, "report"), "ReAgentc.exe")));
    ck_assert_ptr_nonnull(strstr(text_string(&stage.heard), "1/2 disable-windows-re\n"));
    ck_assert_ptr_nonnull(strstr(text_string(&stage.heard), "-> 'disabled' (3000 ms)"));
    ck_assert_ptr_nonnull(strstr(text_string(&stage.heard), "  deleting partition 4 (recovery"));
}
END_TEST

START_TEST(a_restart_is_asked_for_once_and_waited_for)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };
    size_t before, after;

    stage_set(&stage, restart);
    fake_reg_key(stage.machine, SERVICING "\\RebootPending");
    ck_assert(stage_run(&stage, &outcome, &err) && outcome == RUN_RESTART);
    ck_assert_ptr_nonnull(fake_disk_content(STAGE_JOURNAL, &before));
    /* Not restarted yet, or the clock set a second ahead: nothing is done, nothing is written. */
    for (int i = 0; i < 3; i++) {
        outcome = RUN_DONE;
        ck_assert(stage_run(&stage, &outcome, &err) && outcome == RUN_RESTART);
        fake_hardware(stage.machine)->boot_time++;
    }
    ck_assert_ptr_nonnull(fake_disk_content(STAGE_JOURNAL, &after));
    ck_assert_uint_eq(before, after);
    fake_restart(stage.machine);
    ck_assert_msg(stage_run(&stage, &outcome, &err) && outcome == RUN_DONE, "%s", err.text);
}
END_TEST

START_TEST(a_clock_that_was_ahead_does_not_hide_a_restart)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };

    stage_set(&stage, restart);
    fake_reg_key(stage.machine, SERVICING "\\RebootPending");
    ck_assert(stage_run(&stage, &outcome, &err) && outcome == RUN_RESTART);
    fake_restart(stage.machine);
    fake_hardware(stage.machine)->boot_time -= 12 * 60 * 60; /* set right meanwhile */
    ck_assert_msg(stage_run(&stage, &outcome, &err) && outcome == RUN_DONE, "%s", err.text);
}
END_TEST

START_TEST(a_second_restart_is_refused)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };

    stage_set(&stage, restart);
    fake_reg_key(stage.machine, SERVICING "\\RebootPending");
    ck_assert(stage_run(&stage, &outcome, &err) && outcome == RUN_RESTART);
    fake_restart(stage.machine);
    fake_reg_key(stage.machine, SERVICING "\\RebootPending"); /* it asks again */
    ck_assert(!stage_run(&stage, &outcome, &err));
    ck_assert_msg(err_is(&err, ERR_NO_EFFECT) && strstr(err.text, "restart"), "%s", err.text);
    struct journal *journal = stage_journal();
    ck_assert(journal_state(journal) == JOURNAL_STOPPED);
    ck_assert_int_eq(journal_step(journal, 0)->restarts, 1);
    journal_free(journal);
}
END_TEST

START_TEST(windows_may_want_a_restart_for_what_holds_already)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };

    stage_set(&stage, storage);
    fake_reserved_storage_needs_restart(stage.machine);
    ck_assert(stage_run(&stage, &outcome, &err) && outcome == RUN_RESTART);
    fake_restart(stage.machine);
    ck_assert_msg(stage_run(&stage, &outcome, &err) && outcome == RUN_DONE, "%s", err.text);
    ck_assert_int_eq(fake_calls(stage.machine, "reserved_storage_set"), 1);
}
END_TEST

START_TEST(a_boot_time_that_cannot_be_read_stops_nothing_for_good)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };

    stage_set(&stage, restart);
    fake_reg_key(stage.machine, SERVICING "\\RebootPending");
    ck_assert(stage_run(&stage, &outcome, &err));
    fake_restart(stage.machine);
    fake_fail(stage.machine, "boot_time", 1, ERR_WIN32, 31, "cannot");
    ck_assert(!stage_run(&stage, &outcome, &err));
    ck_assert_msg(stage_run(&stage, &outcome, &err) && outcome == RUN_DONE, "%s", err.text);
}
END_TEST

START_TEST(a_failed_action_is_recorded_and_ends_the_run)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };

    stage_set(&stage, delete);
    fake_fail(stage.machine, "partition_delete", -1, ERR_WMI, 40001, "access denied");
    ck_assert(!stage_run(&stage, &outcome, &err));
    ck_assert(err.domain == ERR_WMI && err.code == 40001);
    ck_assert_msg(strstr(err.text, "applying 'delete-recovery-partition'"), "%s", err.text);
    struct journal *journal = stage_journal();
    ck_assert(journal_state(journal) == JOURNAL_STOPPED);
    const struct json *line = journal_step(journal, 1)->failed_line;
    ck_assert_str_eq(member_of(json_member(line, "error"), "domain"), "wmi");
    ck_assert_ptr_nonnull(strstr(member_of(line, "after"), "recovery: partition 4"));
    ck_assert_uint_gt(json_count(json_member(line, "details")), 0);
    journal_free(journal);
    ck_assert_int_eq(fake_disk_count("layout.json"), 1);
}
END_TEST

START_TEST(after_a_failure_a_new_run_sets_the_old_journal_aside)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };

    stage_set(&stage, storage);
    fake_fail(stage.machine, "reserved_storage_set", 2, ERR_HRESULT, 0x80070005, "denied");
    ck_assert(!stage_run(&stage, &outcome, &err));
    ck_assert(!stage_run(&stage, &outcome, &err)); /* within the same second */
    ck_assert(!stage_run(&stage, &outcome, &err) || outcome == RUN_DONE);
    ck_assert_int_eq(fake_disk_count("journal.2026-11-22T06-30-00Z"), 1);
    ck_assert_int_eq(fake_disk_count("journal.2026-11-22T06-30-00Z-2"), 1);
    struct journal *journal = stage_journal();
    ck_assert(journal_state(journal) == JOURNAL_FINISHED);
    journal_free(journal);
}
END_TEST

START_TEST(a_change_that_does_not_show_is_no_success)
{
    AUTO(stage) stage = { 0 };
    struct err err = { 0 };

    stage_set(&stage, storage);
    /* DISM says yes and nothing comes of it, not even by a restart. */
    fake_reserved_storage_needs_restart(stage.machine);
    enum run_outcome outcome = RUN_DONE;
    ck_assert(stage_run(&stage, &outcome, &err) && outcome == RUN_RESTART);
    fake_restart(stage.machine);
    fake_hardware(stage.machine)->reserved_storage = GUEST_RESERVED_STORAGE_ENABLED;
    ck_assert(!stage_run(&stage, &outcome, &err));
    ck_assert_msg(err_is(&err, ERR_NO_EFFECT), "%s", err.text);
}
END_TEST

START_TEST(an_unfinished_run_is_not_started_over)
{
    AUTO(stage) stage = { 0 };
    AUTO(plan) plan = { 0 };
    AUTO(json_value) document = { json_new_object() };
    struct run run = { .state_folder = STAGE_FOLDER };
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };

    stage_set(&stage, restart);
    fake_reg_key(stage.machine, SERVICING "\\RebootPending");
    ck_assert(stage_run(&stage, &outcome, &err));
    run.guest = &stage.guest;
    (void)json_add_array(document.root, "steps");
    ck_assert(run_enter(&run, &err));
    ck_assert(!run_start(&run, &plan, document.root, document.root, &err));
    ck_assert_msg(err_is(&err, ERR_BUSY) && strstr(err.text, "resume"), "%s", err.text);
    run_done(&run);
}
END_TEST

START_TEST(two_runs_at_once_are_one_too_many)
{
    AUTO(stage) stage = { 0 };
    struct run other = { .state_folder = STAGE_FOLDER };
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };

    stage_set(&stage, storage);
    ck_assert(run_enter(&other, &err));
    ck_assert(!stage_run(&stage, &outcome, &err));
    ck_assert_msg(err_is(&err, ERR_BUSY), "%s", err.text);
    run_done(&other);
    ck_assert_msg(stage_run(&stage, &outcome, &err), "%s", err.text);
}
END_TEST

START_TEST(a_finished_run_is_not_reopened)
{
    AUTO(stage) stage = { 0 };
    struct run run = { .state_folder = STAGE_FOLDER };
    enum found found = FOUND;
    struct err err = { 0 };

    stage_set(&stage, storage);
    ck_assert(stage_run_to_end(&stage, &err));
    ck_assert(run_reopen(&run, &found, &err));
    ck_assert(found == ABSENT && !run.journal);
    run_done(&run);
}
END_TEST

START_TEST(a_damaged_journal_is_neither_resumed_nor_put_aside)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };

    stage_set(&stage, storage);
    fake_disk_put(STAGE_JOURNAL, "{}\n{}\n", 6);
    ck_assert(!stage_run(&stage, &outcome, &err));
    ck_assert_msg(err_is(&err, ERR_DAMAGED), "%s", err.text);
    ck_assert_int_eq(fake_disk_count("journal"), 1);
}
END_TEST

/* -- the gate -- */

START_TEST(the_gate_is_asked_once_and_right_before_what_needs_it)
{
    AUTO(stage) stage = { 0 };
    struct err err = { 0 };

    stage_set(&stage, generalize);
    ck_assert_msg(stage_run_to_end(&stage, &err), "%s", err.text);
    ck_assert_int_eq(stage.gate_calls, 1);
    ck_assert(!fake_is_off(stage.machine)); /* the caller does that, after the manifest */
}
END_TEST

START_TEST(a_gate_that_says_no_leaves_a_run_to_resume)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };

    stage_set(&stage, generalize);
    stage.says_not_ready = true;
    ck_assert(!stage_run(&stage, &outcome, &err));
    ck_assert_msg(err_is(&err, ERR_REFUSED) && outcome == RUN_STOPPED, "%s", err.text);
    struct journal *journal = stage_journal();
    ck_assert(journal_state(journal) == JOURNAL_BETWEEN && !journal_step(journal, 1)->begun);
    journal_free(journal);
    stage.says_not_ready = false;
    ck_assert_msg(stage_run_to_end(&stage, &err), "%s", err.text);
}
END_TEST

START_TEST(the_gate_is_asked_again_when_sysprep_was_begun_and_never_started)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };

    stage_set(&stage, generalize);
    fake_fail(stage.machine, "token", 1, ERR_AGENT, ERR_CANCELLED, "told to stop");
    ck_assert(!stage_run(&stage, &outcome, &err) && err_is(&err, ERR_CANCELLED));
    stage.says_not_ready = true; /* the machine has changed meanwhile */
    ck_assert(!stage_run(&stage, &outcome, &err));
    ck_assert_msg(err_is(&err, ERR_REFUSED), "%s", err.text);
    ck_assert_int_eq(stage.gate_calls, 2);
    struct journal *journal = stage_journal();
    ck_assert(journal_state(journal) == JOURNAL_BEGUN); /* not stopped: it can be resumed */
    journal_free(journal);
    stage.says_not_ready = false;
    ck_assert_msg(stage_run_to_end(&stage, &err), "%s", err.text);
}
END_TEST

START_TEST(a_sealed_machine_is_not_asked_by_the_gate_again)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };

    stage_set(&stage, generalize);
    stage.fail_conclude = 1;
    ck_assert(!stage_run(&stage, &outcome, &err)); /* sealed, and no room for the manifest */
    ck_assert(err.domain == ERR_ERRNO && err.code == 28);
    stage.says_not_ready = true; /* a sealed machine is not ready to be sealed */
    ck_assert_msg(stage_run(&stage, &outcome, &err) && outcome == RUN_DONE, "%s", err.text);
    ck_assert_int_eq(fake_disk_count("manifest.json"), 1);
}
END_TEST

START_TEST(without_a_gate_nothing_is_generalized)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    enum found found;
    struct err err = { 0 };

    stage_set(&stage, generalize);
    stage.says_not_ready = true;
    ck_assert(!stage_run(&stage, &outcome, &err));
    struct run run = {
        .guest = &stage.guest, .state_folder = STAGE_FOLDER, .limit_ms = 60 * 60 * 1000
    };
    ck_assert(run_enter(&run, &err) && run_reopen(&run, &found, &err) && found == FOUND);
    ck_assert(!run_go(&run, &outcome, &err));
    ck_assert_msg(err_is(&err, ERR_REFUSED), "%s", err.text);
    run_done(&run);
}
END_TEST

START_TEST(told_to_stop_nothing_has_failed_and_the_run_can_be_resumed)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };

    stage_set(&stage, storage);
    fake_fail(stage.machine, "reserved_storage_set", 1, ERR_HRESULT, 0x800F0975, "in use");
    fake_fail(stage.machine, "wait", 1, ERR_AGENT, ERR_CANCELLED, "told to stop");
    ck_assert(!stage_run(&stage, &outcome, &err));
    ck_assert_msg(err_is(&err, ERR_CANCELLED), "%s", err.text);
    struct journal *journal = stage_journal();
    ck_assert(journal_state(journal) == JOURNAL_BEGUN);
    journal_free(journal);
    ck_assert_msg(stage_run_to_end(&stage, &err), "%s", err.text);
}
END_TEST

START_TEST(told_to_stop_the_run_ends_between_two_actions)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };

    stage_set(&stage, storage_first); /* the first does not wait for anything */
    fake_fail(stage.machine, "wait", 1, ERR_AGENT, ERR_CANCELLED, "told to stop");
    ck_assert(!stage_run(&stage, &outcome, &err));
    ck_assert_msg(err_is(&err, ERR_CANCELLED), "%s", err.text);
    struct journal *journal = stage_journal();
    ck_assert(journal_state(journal) == JOURNAL_BETWEEN);
    ck_assert(journal_step(journal, 0)->done && !journal_step(journal, 1)->begun);
    journal_free(journal);
    ck_assert_msg(stage_run_to_end(&stage, &err), "%s", err.text);
}
END_TEST

START_TEST(an_action_of_another_version_is_named)
{
    AUTO(json_value) plan = { json_new_object() };
    AUTO(json_value) header = { json_new_object() };
    AUTO(stage) stage = { 0 };
    struct journal *journal = NULL;
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };

    stage_set(&stage, storage);
    struct json *steps = json_add_array(plan.root, "steps");
    (void)json_add_string(json_add_object(steps, NULL), "action", "defragment");
    ck_assert(journal_create(STAGE_JOURNAL, header.root, plan.root, 1795329000, &journal, &err));
    journal_free(journal);
    ck_assert(!stage_run(&stage, &outcome, &err));
    ck_assert_msg(strstr(err.text, "'defragment'"), "%s", err.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("executor");
    TCase *rows = tcase_create("rows");

    tcase_add_test(rows, what_holds_already_is_done_without_a_change);
    tcase_add_test(rows, an_empty_plan_is_finished_at_once);
    tcase_add_test(rows, before_after_duration_and_details_are_kept_and_told);
    tcase_add_test(rows, a_restart_is_asked_for_once_and_waited_for);
    tcase_add_test(rows, a_clock_that_was_ahead_does_not_hide_a_restart);
    tcase_add_test(rows, a_second_restart_is_refused);
    tcase_add_test(rows, windows_may_want_a_restart_for_what_holds_already);
    tcase_add_test(rows, a_boot_time_that_cannot_be_read_stops_nothing_for_good);
    tcase_add_test(rows, a_failed_action_is_recorded_and_ends_the_run);
    tcase_add_test(rows, after_a_failure_a_new_run_sets_the_old_journal_aside);
    tcase_add_test(rows, a_change_that_does_not_show_is_no_success);
    tcase_add_test(rows, an_unfinished_run_is_not_started_over);
    tcase_add_test(rows, two_runs_at_once_are_one_too_many);
    tcase_add_test(rows, a_finished_run_is_not_reopened);
    tcase_add_test(rows, a_damaged_journal_is_neither_resumed_nor_put_aside);
    tcase_add_test(rows, the_gate_is_asked_once_and_right_before_what_needs_it);
    tcase_add_test(rows, a_gate_that_says_no_leaves_a_run_to_resume);
    tcase_add_test(rows, the_gate_is_asked_again_when_sysprep_was_begun_and_never_started);
    tcase_add_test(rows, a_sealed_machine_is_not_asked_by_the_gate_again);
    tcase_add_test(rows, without_a_gate_nothing_is_generalized);
    tcase_add_test(rows, told_to_stop_nothing_has_failed_and_the_run_can_be_resumed);
    tcase_add_test(rows, told_to_stop_the_run_ends_between_two_actions);
    tcase_add_test(rows, an_action_of_another_version_is_named);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
