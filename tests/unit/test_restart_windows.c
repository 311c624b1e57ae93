/* SPDX-License-Identifier: MIT */
/* test_restart_windows.c - a restart is wanted while something blocking waits, and only then. */
#include "bench.h"
#include "check_main.h"

#define ID "restart-windows"
#define CURRENT "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\"

START_TEST(nothing_pending_needs_nothing)
{
    AUTO(bench) bench = { 0 };
    AUTO(text) text = { 0 };

    bench_set(&bench, ID);
    ck_assert(bench_holds(&bench));
    ck_assert_str_eq(bench_observe(&bench, &text), "nothing pending");
}
END_TEST

START_TEST(what_only_warns_does_not_ask_for_a_restart)
{
    AUTO(bench) bench = { 0 };

    bench_set(&bench, ID);
    fake_reg_key(bench.machine, CURRENT "WindowsUpdate\\Auto Update\\PostRebootReporting");
    ck_assert(bench_holds(&bench));
}
END_TEST

START_TEST(what_blocks_wants_a_restart_and_is_gone_after_it)
{
    AUTO(bench) bench = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    bench_set(&bench, ID);
    fake_reg_key(bench.machine, CURRENT "Component Based Servicing\\RebootPending");
    fake_reg_key(bench.machine, CURRENT "WindowsUpdate\\Auto Update\\RebootRequired");
    ck_assert(!bench_holds(&bench));
    ck_assert_str_eq(
        bench_observe(&bench, &text), "pending: cbs-reboot-pending, windows-update-reboot");
    ck_assert(bench_apply(&bench, &err));
    ck_assert(bench.context.restart_wanted);
    ck_assert_str_eq(text_string(&bench.context.details),
        "waiting: cbs-reboot-pending, windows-update-reboot\n");
    ck_assert(!fake_is_off(bench.machine)); /* it only says so */
    ck_assert(!bench_holds(&bench));
    fake_restart(bench.machine);
    ck_assert(bench_holds(&bench));
}
END_TEST

START_TEST(what_cannot_be_read_may_be_pending)
{
    AUTO(bench) bench = { 0 };
    AUTO(text) text = { 0 };
    struct err err = { 0 };
    bool yes = true;

    bench_set(&bench, ID);
    fake_reg_deny(bench.machine, CURRENT "WindowsUpdate");
    ck_assert(!bench.action->holds(&bench.context, &yes, &err));
    ck_assert_msg(strstr(err.text, "windows-update-reboot") && err.code == 5, "%s", err.text);
    ck_assert_str_eq(bench_observe(&bench, &text), "cannot be told: windows-update-reboot");
}
END_TEST

START_TEST(what_is_pending_is_known_even_when_other_places_are_not)
{
    AUTO(bench) bench = { 0 };

    bench_set(&bench, ID);
    fake_reg_deny(bench.machine, CURRENT "WindowsUpdate");
    fake_reg_key(bench.machine, CURRENT "Component Based Servicing\\RebootPending");
    ck_assert(!bench_holds(&bench));
}
END_TEST

/* There is nothing to take back, so nothing else has to wait for the answer. */
START_TEST(an_undo_goes_on_where_it_cannot_be_told)
{
    AUTO(bench) bench = { 0 };
    AUTO(json_value) kept = { json_new_object() };
    struct err err = { 0 };
    bool yes = false;

    bench_set(&bench, ID);
    fake_reg_key(bench.machine, CURRENT "Component Based Servicing\\RebootPending");
    ck_assert(bench.action->remember(&bench.context, kept.root, &err));
    bench.context.kept = kept.root;
    fake_restart(bench.machine);
    fake_reg_deny(bench.machine, CURRENT "WindowsUpdate");
    ck_assert_msg(bench.action->is_reverted(&bench.context, &yes, &err), "%s", err.text);
    ck_assert(yes);
    ck_assert_msg(
        strstr(text_string(&bench.context.stays), "restart: what Windows had put off may be"), "%s",
        text_string(&bench.context.stays));
    ck_assert_ptr_nonnull(strstr(text_string(&bench.context.stays), "windows-update-reboot"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("restart_windows");
    TCase *rows = tcase_create("rows");

    tcase_add_test(rows, nothing_pending_needs_nothing);
    tcase_add_test(rows, what_only_warns_does_not_ask_for_a_restart);
    tcase_add_test(rows, what_blocks_wants_a_restart_and_is_gone_after_it);
    tcase_add_test(rows, what_cannot_be_read_may_be_pending);
    tcase_add_test(rows, what_is_pending_is_known_even_when_other_places_are_not);
    tcase_add_test(rows, an_undo_goes_on_where_it_cannot_be_told);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
