/* SPDX-License-Identifier: MIT */
/*
 * test_disable_reserved_storage.c - DISM is asked, waited for, and not believed by its word
 * alone.
 */
#include "bench.h"
#include "check_main.h"

#define ID "disable-reserved-storage"
#define IN_USE 0x800F0975U
#define BUSY 0x800F0902U

static const struct {
    const char *name;
    int failures; /* before it works; -1: for ever */
    enum err_domain domain;
    uint32_t code;
    bool works;
    int calls;
    enum err_domain told_domain;
    uint32_t told_code;
} cases[] = {
    { "works at once", 0, ERR_NONE, 0, true, 1, ERR_NONE, 0 },
    { "in use, then free", 3, ERR_HRESULT, IN_USE, true, 4, ERR_NONE, 0 },
    { "DISM busy, then free", 1, ERR_HRESULT, BUSY, true, 2, ERR_NONE, 0 },
    { "in use for ever", -1, ERR_HRESULT, IN_USE, false, 11, ERR_AGENT, ERR_TIME_LIMIT },
    { "denied", -1, ERR_HRESULT, 0x80070005, false, 1, ERR_HRESULT, 0x80070005 },
    { "another domain's number is not that number", -1, ERR_WIN32, IN_USE, false, 1, ERR_WIN32,
        IN_USE },
};

START_TEST(tries_again_while_it_passes_by_itself)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    ck_assert(!bench_holds(&bench));
    fake_fail(bench.machine, "reserved_storage_set", cases[_i].failures, cases[_i].domain,
        cases[_i].code, "DISM says no");
    ck_assert_msg(bench_apply(&bench, &err) == cases[_i].works, "%s: %s", cases[_i].name, err.text);
    ck_assert_msg(bench_holds(&bench) == cases[_i].works, "%s", cases[_i].name);
    ck_assert_msg(fake_calls(bench.machine, "reserved_storage_set") == cases[_i].calls, "%s: %d",
        cases[_i].name, fake_calls(bench.machine, "reserved_storage_set"));
    ck_assert_msg(err.domain == cases[_i].told_domain && err.code == cases[_i].told_code, "%s: %s",
        cases[_i].name, err.text);
    ck_assert(!bench.context.restart_wanted);
}
END_TEST

START_TEST(waits_grow_and_stay_within_the_limit)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };
    uint64_t before;

    bench_set(&bench, ID);
    bench.context.limit_ms = 100 * 1000;
    before = fake_hardware(bench.machine)->tick_ms;
    fake_fail(bench.machine, "reserved_storage_set", -1, ERR_HRESULT, IN_USE, "in use");
    ck_assert(!bench_apply(&bench, &err));
    ck_assert_uint_eq(fake_hardware(bench.machine)->tick_ms - before, 100 * 1000);
    ck_assert_str_eq(text_string(&bench.said),
        "reserved storage is in use by servicing (0x800F0975): try 2 in 15 s\n"
        "reserved storage is in use by servicing (0x800F0975): try 3 in 30 s\n"
        "reserved storage is in use by servicing (0x800F0975): try 4 in 55 s\n");
    ck_assert_msg(strstr(err.text, "1 min 40 s") && strstr(err.text, "4 tries"), "%s", err.text);
}
END_TEST

START_TEST(a_restart_is_passed_on)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    fake_reserved_storage_needs_restart(bench.machine);
    ck_assert(bench_apply(&bench, &err));
    ck_assert(bench.context.restart_wanted && !bench_holds(&bench));
    fake_restart(bench.machine);
    ck_assert(bench_holds(&bench));
}
END_TEST

START_TEST(twice_is_the_same_as_once)
{
    AUTO(bench) bench = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    ck_assert_str_eq(bench_observe(&bench, &text), "enabled");
    ck_assert(bench_apply(&bench, &err) && bench_apply(&bench, &err));
    ck_assert(bench_holds(&bench));
    ck_assert_str_eq(bench_observe(&bench, &text), "disabled");
}
END_TEST

START_TEST(a_busy_dism_is_asked_again_for_the_state_too)
{
    AUTO(bench) bench = { 0 };

    bench_set(&bench, ID);
    fake_fail(bench.machine, "reserved_storage", 2, ERR_HRESULT, BUSY, "busy");
    ck_assert(!bench_holds(&bench));
    ck_assert_int_eq(fake_calls(bench.machine, "reserved_storage"), 3);
}
END_TEST

START_TEST(a_state_that_cannot_be_read_is_no_answer)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };
    bool yes = true;

    bench_set(&bench, ID);
    fake_fail(bench.machine, "reserved_storage", -1, ERR_HRESULT, 0x80070005, "denied");
    ck_assert(!bench.action->holds(&bench.context, &yes, &err));
    ck_assert(err.code == 0x80070005);
}
END_TEST

START_TEST(told_to_stop_it_stops)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    fake_fail(bench.machine, "reserved_storage_set", -1, ERR_HRESULT, IN_USE, "in use");
    fake_fail(bench.machine, "wait", 1, ERR_AGENT, ERR_CANCELLED, "told to stop");
    ck_assert(!bench_apply(&bench, &err));
    ck_assert(err_is(&err, ERR_CANCELLED));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("disable_reserved_storage");
    TCase *rows = tcase_create("rows");

    tcase_add_loop_test(rows, tries_again_while_it_passes_by_itself, 0, COUNT_OF(cases));
    tcase_add_test(rows, waits_grow_and_stay_within_the_limit);
    tcase_add_test(rows, a_restart_is_passed_on);
    tcase_add_test(rows, twice_is_the_same_as_once);
    tcase_add_test(rows, a_busy_dism_is_asked_again_for_the_state_too);
    tcase_add_test(rows, a_state_that_cannot_be_read_is_no_answer);
    tcase_add_test(rows, told_to_stop_it_stops);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
