/* SPDX-License-Identifier: MIT */
/* test_generalize_stages.c - what is told while sysprep works, and its limits in each stage. */
#include "check_main.h"
#include "sysprep_moods.h"

START_TEST(it_tells_stages_and_a_heartbeat)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    fake_program(bench.machine, "sysprep.exe", 100 * 1000, works);
    ck_assert(bench_apply(&bench, &err));
    ck_assert_str_eq(text_string(&bench.said),
        "updaters: stopped: InstallService, edgeupdate, edgeupdatem, UsoSvc, wuauserv, BITS, "
        "DoSvc\n"
        "sysprep: started; leave this window open until it has ended\n"
        "sysprep: generalized (1 s)\n"
        "sysprep: has written its tag of success (1 s)\n"
        "sysprep: at work for 31 s, generalized\n"
        "sysprep: at work for 1 min 1 s, generalized\n"
        "sysprep: at work for 1 min 31 s, generalized\n");
}
END_TEST

static uint32_t hangs_in_validation(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    fake_file_text(machine, LOG, VALIDATES);
    return is_silent(machine, arguments, output);
}

static uint32_t hangs_in_cleanup(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    fake_file_text(machine, LOG, CLEANS);
    fake_reg_text(machine, STATE, "ImageState", "IMAGE_STATE_UNDEPLOYABLE");
    return is_silent(machine, arguments, output);
}

static uint32_t hangs_in_generalize(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)hangs_in_cleanup(machine, arguments, output);
    fake_file_text(machine, LOG, GENERALIZES);
    return 0;
}

/* Says that it validates, and has begun to change things. */
static uint32_t hangs_and_its_log_lags(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)hangs_in_cleanup(machine, arguments, output);
    fake_file_text(machine, LOG, VALIDATES);
    return 0;
}

/* Its log is closed, and its process does not go. */
static uint32_t hangs_at_its_end(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)arguments;
    (void)output;
    fake_file_text(machine, LOG, GENERALIZES LOG_END);
    seal(machine);
    return 0;
}

/* Limit of 4 min: 1 min for each of the short stages. */
static const struct {
    const char *name;
    fake_program_run run;
    const char *told, *stage;
    bool is_ended;
    uint32_t spent_s;
} hangs[] = {
    { "before its first line", is_silent, "within 1 min of one stage (start)", "start", true, 60 },
    { "in validation", hangs_in_validation, "within 1 min of one stage (validation", "validation",
        true, 61 },
    { "in cleanup", hangs_in_cleanup, "within 1 min of one stage (cleanup", "cleanup", false, 61 },
    { "in generalize", hangs_in_generalize, "within 4 min (generalize", "generalize", false, 240 },
    { "its log lags", hangs_and_its_log_lags, "within 1 min of one stage", "validation", false,
        61 },
    { "at its end", hangs_at_its_end, "within 1 min of one stage (generalized)", "end", false, 61 },
};

START_TEST(over_a_limit_it_is_ended_only_where_nothing_is_changed)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };
    uint64_t before;

    bench_set(&bench, ID);
    bench.context.limit_ms = 4 * 60 * 1000;
    fake_program(bench.machine, "sysprep.exe", 3600 * 1000, hangs[_i].run);
    before = fake_hardware(bench.machine)->tick_ms;
    ck_assert(!bench_apply(&bench, &err));
    ck_assert_msg(err_is(&err, ERR_TIME_LIMIT) && strstr(err.text, hangs[_i].told), "%s: %s",
        hangs[_i].name, err.text);
    ck_assert_msg(strstr(err.text, "[sysprep-hung]"), "%s", err.text);
    uint64_t spent_s = (fake_hardware(bench.machine)->tick_ms - before) / 1000;
    ck_assert_msg(
        spent_s == hangs[_i].spent_s, "%s: %llu s", hangs[_i].name, (unsigned long long)spent_s);
    ck_assert_int_eq(fake_calls(bench.machine, "process_end"), hangs[_i].is_ended);
    /* what is left at work may seal the image yet */
    ck_assert_msg(bench.context.resumable == !hangs[_i].is_ended, "%s", hangs[_i].name);
    ck_assert(json_is_null(json_member(bench.report.root, "exit_code")));
    ck_assert_str_eq(json_string(json_member(bench.report.root, "stage")), hangs[_i].stage);
    ck_assert_str_eq(json_string(json_member(json_member(bench.report.root, "diagnosis"), "state")),
        "sysprep-hung");
}
END_TEST

enum { MOVES_ON_S = 62 }; /* a second behind one of the looks at its log, which are 5 s apart */

static uint64_t began_ms;
static bool (*true_wait)(void *state, struct guest_process *process, uint32_t limit_ms, bool *ended,
    uint32_t *exit_code, struct err *err);

static bool wait_and_move_on(void *state, struct guest_process *process, uint32_t limit_ms,
    bool *ended, uint32_t *exit_code, struct err *err)
{
    struct fake_machine *machine = state;
    bool told = true_wait(state, process, limit_ms, ended, exit_code, err);

    if (fake_hardware(machine)->tick_ms - began_ms >= MOVES_ON_S * 1000)
        fake_file_text(machine, LOG, CLEANS);
    return told;
}

/* 62 s for each of the short stages. */
START_TEST(one_that_has_just_begun_to_change_something_is_not_ended)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    bench.context.limit_ms = 4 * MOVES_ON_S * 1000;
    fake_program(bench.machine, "sysprep.exe", 3600 * 1000, hangs_in_validation);
    true_wait = bench.guest.process_wait;
    bench.guest.process_wait = wait_and_move_on;
    began_ms = fake_hardware(bench.machine)->tick_ms;
    ck_assert(!bench_apply(&bench, &err));
    ck_assert_int_eq(fake_calls(bench.machine, "process_end"), 0);
    ck_assert_msg(strstr(err.text, "(cleanup, the machine must stay on)"), "%s", err.text);
    ck_assert(bench.context.resumable);
}
END_TEST

START_TEST(one_that_cannot_be_ended_is_left_and_told)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    fake_program(bench.machine, "sysprep.exe", 36000 * 1000, hangs_in_validation);
    fake_fail(bench.machine, "process_end", -1, ERR_WIN32, 5, "access denied");
    ck_assert(!bench_apply(&bench, &err) && err_is(&err, ERR_TIME_LIMIT));
    ck_assert_msg(strstr(text_string(&bench.said), "cannot be ended: access denied"), "%s",
        text_string(&bench.said));
    ck_assert(bench.context.resumable);
}
END_TEST

START_TEST(stages_are_told_as_the_log_names_them)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    bench.context.limit_ms = 60 * 1000;
    fake_program(bench.machine, "sysprep.exe", 3600 * 1000, hangs_in_generalize);
    ck_assert(!bench_apply(&bench, &err));
    ck_assert_msg(strstr(text_string(&bench.said),
                      "sysprep: generalize, the machine must stay on (1 s)\n"
                      "sysprep: at work for 31 s, generalize, the machine must stay on\n"
                      "cause: sysprep-hung, "),
        "%s", text_string(&bench.said));
}
END_TEST

static void move(void *state, const char *line)
{
    struct bench *bench = state;

    text_append(&bench->said, "moving: %s\n", line);
}

START_TEST(at_a_terminal_a_line_moves_and_no_heartbeat_is_told)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    bench.context.moving = move;
    ck_assert(bench_apply(&bench, &err));
    ck_assert_ptr_nonnull(
        strstr(text_string(&bench.said), "moving: sysprep: 45 s of at most 30 min: generalized\n"));
    ck_assert_ptr_null(strstr(text_string(&bench.said), "at work for"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("generalize_stages");
    TCase *rows = tcase_create("rows");

    tcase_add_test(rows, it_tells_stages_and_a_heartbeat);
    tcase_add_loop_test(
        rows, over_a_limit_it_is_ended_only_where_nothing_is_changed, 0, COUNT_OF(hangs));
    tcase_add_test(rows, one_that_has_just_begun_to_change_something_is_not_ended);
    tcase_add_test(rows, one_that_cannot_be_ended_is_left_and_told);
    tcase_add_test(rows, stages_are_told_as_the_log_names_them);
    tcase_add_test(rows, at_a_terminal_a_line_moves_and_no_heartbeat_is_told);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
