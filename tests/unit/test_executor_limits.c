/* SPDX-License-Identifier: MIT */
/* test_executor_limits.c - who carries a run no further than the seal, and what a whole run may take. */
#include "check_main.h"
#include "stage.h"

#define SERVICING "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing"

static const char *const storage[] = { "disable-reserved-storage", NULL };
static const char *const restart[] = { "restart-windows", "disable-windows-re", NULL };
static const char *const generalize[] = { "disable-windows-re", "generalize", NULL };
static const char *const twice[] = { "restart-windows", "disable-reserved-storage",
    "disable-windows-re", NULL };
static const char *const seal_alone[] = { "generalize", NULL };

static const char *member_of(const struct json *line, const char *name)
{
    const char *value = json_string(json_member(line, name));

    return value ? value : "";
}

/* -- who carries the run -- */

/* Plans that seal, with an action before it and without. */
static const char *const *const handed_over[] = { generalize, seal_alone };

START_TEST(a_run_is_handed_over_before_it_seals)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };
    size_t before, after;

    stage_set(&stage, handed_over[_i]);
    stage.hands_over = true;
    ck_assert_msg(stage_run(&stage, &outcome, &err), "%s", err.text);
    ck_assert(outcome == RUN_HANDED_OVER);
    struct journal *journal = stage_journal();
    size_t last = journal_step_count(journal) - 1;
    ck_assert(journal_state(journal) == (last > 0 ? JOURNAL_BETWEEN : JOURNAL_PLANNED));
    ck_assert(!journal_step(journal, last)->begun);
    journal_free(journal);
    ck_assert_int_eq(stage.gate_calls, 0);
    /* Asked again it says the same and writes nothing. */
    ck_assert_ptr_nonnull(fake_disk_content(STAGE_JOURNAL, &before));
    ck_assert(stage_run(&stage, &outcome, &err) && outcome == RUN_HANDED_OVER);
    ck_assert_ptr_nonnull(fake_disk_content(STAGE_JOURNAL, &after));
    ck_assert_uint_eq(before, after);
    /* Who may seal goes on where it was. */
    stage.hands_over = false;
    ck_assert_msg(stage_run(&stage, &outcome, &err) && outcome == RUN_DONE, "%s", err.text);
    ck_assert_int_eq(stage.gate_calls, 1);
}
END_TEST

START_TEST(a_seal_that_somebody_has_begun_is_not_gone_on_with)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };

    stage_set(&stage, generalize);
    fake_fail(stage.machine, "token", 1, ERR_AGENT, ERR_CANCELLED, "told to stop");
    ck_assert(!stage_run(&stage, &outcome, &err) && err_is(&err, ERR_CANCELLED));
    stage.hands_over = true;
    ck_assert(stage_run(&stage, &outcome, &err) && outcome == RUN_HANDED_OVER);
    ck_assert_int_eq(stage.gate_calls, 1);
}
END_TEST

START_TEST(a_sealed_machine_is_left_to_who_sealed_it)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };

    stage_set(&stage, generalize);
    stage.fail_conclude = 1;
    ck_assert(!stage_run(&stage, &outcome, &err)); /* sealed, and no room for the manifest */
    stage.hands_over = true;
    ck_assert(stage_run(&stage, &outcome, &err) && outcome == RUN_HANDED_OVER);
    ck_assert_int_eq(fake_disk_count("manifest.json"), 0);
}
END_TEST

START_TEST(a_run_that_seals_nothing_is_carried_to_its_end)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_STOPPED;
    struct err err = { 0 };

    stage_set(&stage, storage);
    stage.hands_over = true;
    ck_assert_msg(stage_run(&stage, &outcome, &err) && outcome == RUN_DONE, "%s", err.text);
}
END_TEST

/* -- limits of the whole run -- */

START_TEST(more_restarts_than_the_run_may_have_stop_it)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };

    stage_set(&stage, twice);
    stage.limits.restarts = 1;
    fake_reg_key(stage.machine, SERVICING "\\RebootPending");
    fake_reserved_storage_needs_restart(stage.machine);
    ck_assert(stage_run(&stage, &outcome, &err) && outcome == RUN_RESTART);
    fake_restart(stage.machine);
    ck_assert(!stage_run(&stage, &outcome, &err));
    ck_assert_msg(
        err_is(&err, ERR_NO_EFFECT) && strstr(err.text, "the 1 it may have"), "%s", err.text);
    struct journal *journal = stage_journal();
    ck_assert(journal_state(journal) == JOURNAL_STOPPED);
    ck_assert_int_eq(journal_restart_count(journal), 1);
    ck_assert_str_eq(
        member_of(json_member(journal_step(journal, 1)->failed_line, "error"), "domain"), "agent");
    journal_free(journal);
}
END_TEST

START_TEST(as_many_restarts_as_the_run_may_have_are_given)
{
    AUTO(stage) stage = { 0 };
    struct err err = { 0 };

    stage_set(&stage, twice);
    stage.limits.restarts = 2;
    fake_reg_key(stage.machine, SERVICING "\\RebootPending");
    fake_reserved_storage_needs_restart(stage.machine);
    ck_assert_msg(stage_run_to_end(&stage, &err), "%s", err.text);
    struct journal *journal = stage_journal();
    ck_assert_int_eq(journal_restart_count(journal), 2);
    journal_free(journal);
}
END_TEST

/* How much later the run goes on, its limit, and whether it may. */
static const struct {
    const char *name;
    int64_t later_s;
    uint32_t minutes;
    bool may;
} times[] = {
    { "no limit", INT64_C(40) * 86400, 0, true },
    { "within", 59 * 60, 60, true },
    { "at the limit", 60 * 60, 60, false },
    { "over", INT64_C(40) * 86400, 60, false },
    { "a clock that was set back", -86400, 60, true },
};

START_TEST(the_time_of_the_whole_run_is_counted)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };

    stage_set(&stage, restart);
    fake_reg_key(stage.machine, SERVICING "\\RebootPending");
    ck_assert(stage_run(&stage, &outcome, &err) && outcome == RUN_RESTART);
    fake_restart(stage.machine);
    fake_hardware(stage.machine)->now = 1795329000 + times[_i].later_s;
    stage.limits.minutes = times[_i].minutes;
    bool went = stage_run(&stage, &outcome, &err);
    ck_assert_msg(went == times[_i].may, "%s: %s", times[_i].name, err.text);
    if (went)
        return;
    ck_assert_msg(err_is(&err, ERR_TIME_LIMIT) && strstr(err.text, "60 minutes"), "%s", err.text);
    /* Nothing has failed: whoever gives it more time goes on. */
    struct journal *journal = stage_journal();
    ck_assert(journal_state(journal) == JOURNAL_RESTARTING);
    journal_free(journal);
    stage.limits.minutes = 0;
    ck_assert_msg(stage_run(&stage, &outcome, &err) && outcome == RUN_DONE, "%s", err.text);
}
END_TEST

/* Waiting for an administrator is no work, and who seals is there. */
START_TEST(what_seals_may_begin_after_the_time_of_the_run)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };

    stage_set(&stage, generalize);
    stage.hands_over = true;
    stage.limits.minutes = 60;
    ck_assert(stage_run(&stage, &outcome, &err) && outcome == RUN_HANDED_OVER);
    fake_hardware(stage.machine)->now += INT64_C(3) * 86400;
    stage.hands_over = false;
    ck_assert_msg(stage_run(&stage, &outcome, &err) && outcome == RUN_DONE, "%s", err.text);
}
END_TEST

START_TEST(an_action_gets_no_more_time_than_the_run_has_left)
{
    AUTO(stage) stage = { 0 };
    enum run_outcome outcome = RUN_DONE;
    struct err err = { 0 };

    stage_set(&stage, storage);
    stage.limits.minutes = 2;
    fake_fail(stage.machine, "reserved_storage_set", -1, ERR_HRESULT, 0x800F0975, "in use");
    uint64_t before = fake_hardware(stage.machine)->tick_ms;
    ck_assert(!stage_run(&stage, &outcome, &err));
    uint64_t took_ms = fake_hardware(stage.machine)->tick_ms - before;
    ck_assert_msg(took_ms <= 4 * 60 * 1000, "it took %llu ms", (unsigned long long)took_ms);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("executor_limits");
    TCase *rows = tcase_create("rows");

    tcase_add_loop_test(rows, a_run_is_handed_over_before_it_seals, 0, COUNT_OF(handed_over));
    tcase_add_test(rows, a_seal_that_somebody_has_begun_is_not_gone_on_with);
    tcase_add_test(rows, a_sealed_machine_is_left_to_who_sealed_it);
    tcase_add_test(rows, a_run_that_seals_nothing_is_carried_to_its_end);
    tcase_add_test(rows, more_restarts_than_the_run_may_have_stop_it);
    tcase_add_test(rows, as_many_restarts_as_the_run_may_have_are_given);
    tcase_add_loop_test(rows, the_time_of_the_whole_run_is_counted, 0, COUNT_OF(times));
    tcase_add_test(rows, what_seals_may_begin_after_the_time_of_the_run);
    tcase_add_test(rows, an_action_gets_no_more_time_than_the_run_has_left);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
