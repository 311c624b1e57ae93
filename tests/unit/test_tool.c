/* SPDX-License-Identifier: MIT */
/*
 * test_tool.c - a program of Windows is waited for within its limit, and not cut off by a stop.
 */
#include "bench.h"
#include "check_main.h"

static void tell_to_stop(struct fake_machine *machine)
{
    fake_fail(machine, "wait", -1, ERR_AGENT, ERR_CANCELLED, "told to stop");
}

static uint32_t stopped_meanwhile(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)arguments;
    (void)output;
    fake_hardware(machine)->layout.count--;
    tell_to_stop(machine);
    return 0;
}

static uint32_t stopped_and_wrong(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    fake_hardware(machine)->layout.partitions[0].attributes ^= 1;
    return stopped_meanwhile(machine, arguments, output);
}

/* The provider fails, so that diskpart has to delete the last partition. */
static void delete_by_diskpart(struct bench *bench)
{
    bench_set(bench, "delete-recovery-partition");
    fake_file_text(bench->machine, "C:\\Windows\\System32\\Recovery\\ReAgent.xml",
        "<WindowsRE version=\"2.0\"><WinreBCD id=\"{00000000-0000-0000-0000-000000000000}\"/>"
        "<WinreLocation path=\"\" id=\"0\" offset=\"0\" guid=\"\"/><InstallState state=\"0\"/>"
        "</WindowsRE>");
    fake_fail(bench->machine, "partition_delete", -1, ERR_WMI, 4, "failed");
}

START_TEST(told_to_stop_it_starts_no_program)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    delete_by_diskpart(&bench);
    tell_to_stop(bench.machine);
    ck_assert(!bench_apply(&bench, &err));
    ck_assert_msg(err_is(&err, ERR_CANCELLED), "%s", err.text);
    ck_assert_int_eq(fake_calls(bench.machine, "process_start"), 0);
    ck_assert(!bench_holds(&bench));
}
END_TEST

START_TEST(told_to_stop_meanwhile_it_waits_and_proves)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    delete_by_diskpart(&bench);
    fake_program(
        bench.machine, "diskpart.exe", 4000, _i == 0 ? stopped_meanwhile : stopped_and_wrong);
    bool done = bench_apply(&bench, &err);
    ck_assert_msg(done == (_i == 0), "%s", err.text);
    ck_assert_int_eq(fake_calls(bench.machine, "process_end"), 0);
    const char *said = strstr(text_string(&bench.said), "waiting for diskpart.exe");
    ck_assert_msg(said && !strstr(said + 1, "waiting for"), "%s", text_string(&bench.said));
    if (_i == 0)
        ck_assert(strstr(text_string(&bench.context.details), "other partitions: the same"));
    else
        ck_assert_msg(err_is(&err, ERR_DAMAGED), "%s", err.text);
}
END_TEST

static uint32_t changes_nothing(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)arguments;
    (void)output;
    tell_to_stop(machine);
    return 0;
}

START_TEST(told_to_stop_the_limit_counts_still)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, "disable-windows-re");
    bench.context.limit_ms = 90500;
    fake_program(bench.machine, "reagentc.exe", 90501, changes_nothing);
    uint64_t began = fake_hardware(bench.machine)->tick_ms;
    ck_assert(!bench_apply(&bench, &err));
    ck_assert_msg(err_is(&err, ERR_TIME_LIMIT), "%s", err.text);
    ck_assert_uint_eq(fake_hardware(bench.machine)->tick_ms - began, 90500);
    ck_assert_int_eq(fake_calls(bench.machine, "process_end"), 1);
    ck_assert(strstr(text_string(&bench.said), "told to stop: waiting for ReAgentc.exe"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tool");
    TCase *rows = tcase_create("rows");

    tcase_add_test(rows, told_to_stop_it_starts_no_program);
    tcase_add_loop_test(rows, told_to_stop_meanwhile_it_waits_and_proves, 0, 2);
    tcase_add_test(rows, told_to_stop_the_limit_counts_still);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
