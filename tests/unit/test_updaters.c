/* SPDX-License-Identifier: MIT */
/*
 * test_updaters.c - updaters are held while sysprep works, and start afterwards as they did before,
 * wherever goldprep is cut off.
 */
#include "actions/updaters.h"

#include "bench.h"
#include "check_main.h"

#define SERVICES "SYSTEM\\CurrentControlSet\\Services\\"

/** How one starts: type, and 10 more when it is delayed; 99: it is not there. */
static uint32_t start_of(struct bench *bench, const char *name)
{
    AUTO(text) key = { 0 };
    uint32_t type = 0, delayed = 0;
    enum found found = ABSENT;
    struct err err = { 0 };

    text_append(&key, SERVICES "%s", name);
    ck_assert(
        bench->guest.reg_read_u32(bench->machine, text_string(&key), "Start", &found, &type, &err));
    if (found == ABSENT)
        return 99;
    ck_assert(bench->guest.reg_read_u32(
        bench->machine, text_string(&key), "DelayedAutostart", &found, &delayed, &err));
    return type + (found == FOUND && delayed ? 10 : 0);
}

static const struct {
    const char *name;
    uint32_t before, held;
    bool is_stopped;
} rows[] = {
    { "InstallService", 3, 4, true },
    { "edgeupdate", 12, 4, true },
    { "edgeupdatem", 3, 4, true },
    { "MicrosoftEdgeElevationService", 99, 99, false },
    { "UsoSvc", 12, 4, true },
    { "wuauserv", 3, 3, true }, /* sysprep needs it */
    { "BITS", 3, 3, true },
    { "DoSvc", 12, 12, true },
    { "AppXSvc", 3, 3, false },
    { "TrustedInstaller", 3, 3, false },
};

static void check_before(struct bench *bench, const char *what)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        ck_assert_msg(start_of(bench, rows[i].name) == rows[i].before, "%s: %s starts as %u", what,
            rows[i].name, start_of(bench, rows[i].name));
}

static void remember(struct bench *bench, struct json_value *kept)
{
    struct err err = { 0 };

    kept->root = json_new_object();
    ck_assert_msg(bench->action->remember(&bench->context, kept->root, &err), "%s", err.text);
    bench->context.kept = kept->root;
}

static bool back(struct bench *bench)
{
    struct err err = { 0 };
    bool yes = false;

    ck_assert_msg(updaters_are_back(&bench->context, &yes, &err), "%s", err.text);
    return yes;
}

static void set(struct bench *bench, struct json_value *kept)
{
    bench_set(bench, "generalize");
    remember(bench, kept);
}

START_TEST(held_and_put_back)
{
    AUTO(json_value) kept = { 0 };
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench, &kept);
    ck_assert(back(&bench));
    ck_assert_msg(updaters_hold(&bench.context, &err), "%s", err.text);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        ck_assert_msg(start_of(&bench, rows[i].name) == rows[i].held, "%s", rows[i].name);
        ck_assert_msg(fake_service_was_stopped(bench.machine, rows[i].name) == rows[i].is_stopped,
            "%s", rows[i].name);
    }
    ck_assert(!back(&bench));
    ck_assert_msg(updaters_put_back(&bench.context, &err), "%s", err.text);
    ck_assert(back(&bench));
    check_before(&bench, "put back");
    ck_assert_str_eq(text_string(&bench.said),
        "updaters: held until sysprep has ended: InstallService, edgeupdate, edgeupdatem, "
        "UsoSvc\n"
        "updaters: stopped: wuauserv, BITS, DoSvc\n"
        "updaters: put back: InstallService, edgeupdate, edgeupdatem, UsoSvc\n");
    ck_assert(updaters_put_back(&bench.context, &err)); /* twice is once */
    check_before(&bench, "put back twice");
}
END_TEST

START_TEST(what_the_journal_does_not_have_is_stopped_only)
{
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, "generalize");
    ck_assert(updaters_hold(&bench.context, &err));
    check_before(&bench, "nothing kept");
    ck_assert(fake_service_was_stopped(bench.machine, "InstallService"));
    ck_assert(back(&bench));
}
END_TEST

START_TEST(one_that_was_disabled_stays_so)
{
    AUTO(json_value) kept = { 0 };
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, "generalize");
    fake_service(bench.machine, "UsoSvc", 4, false);
    remember(&bench, &kept);
    ck_assert(updaters_hold(&bench.context, &err) && updaters_put_back(&bench.context, &err));
    ck_assert_uint_eq(start_of(&bench, "UsoSvc"), 4);
    ck_assert(back(&bench));
}
END_TEST

START_TEST(what_somebody_else_sets_meanwhile_stays)
{
    AUTO(json_value) kept = { 0 };
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench, &kept);
    ck_assert(updaters_hold(&bench.context, &err));
    fake_service(bench.machine, "edgeupdate", 3, false);
    fake_reg_remove(bench.machine, SERVICES "edgeupdatem", NULL); /* uninstalled */
    ck_assert_msg(updaters_put_back(&bench.context, &err), "%s", err.text);
    ck_assert_uint_eq(start_of(&bench, "edgeupdate"), 3);
    ck_assert_uint_eq(start_of(&bench, "edgeupdatem"), 99);
    ck_assert_uint_eq(start_of(&bench, "UsoSvc"), 12);
}
END_TEST

/* Windows guards it, it does not stop, it cannot be read: told, and the others are held. */
START_TEST(one_that_cannot_be_held_is_told)
{
    AUTO(json_value) kept = { 0 };
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench, &kept);
    fake_fail(bench.machine, "service_set_start", 1, ERR_WIN32, 5, "access denied");
    fake_fail(bench.machine, "service_stop", 1, ERR_WIN32, 1051, "others depend on it");
    ck_assert(updaters_hold(&bench.context, &err));
    ck_assert_ptr_nonnull(strstr(
        text_string(&bench.said), "updaters: 'InstallService' is not held: access denied\n"));
    ck_assert_ptr_nonnull(strstr(
        text_string(&bench.said), "updaters: 'edgeupdate' is not held: others depend on it\n"));
    ck_assert_uint_eq(start_of(&bench, "UsoSvc"), 4);
    ck_assert(updaters_put_back(&bench.context, &err));
    check_before(&bench, "held in part");
}
END_TEST

/* The key of one that was removed may be there still. */
START_TEST(a_key_that_is_no_service_is_passed_over)
{
    AUTO(json_value) kept = { 0 };
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench, &kept);
    fake_fail(bench.machine, "service_set_start", 1, ERR_WIN32, 1060, "there is no such service");
    ck_assert(updaters_hold(&bench.context, &err));
    ck_assert_ptr_null(strstr(text_string(&bench.said), "is not held"));
    ck_assert_ptr_null(strstr(text_string(&bench.said), "InstallService"));
    ck_assert(updaters_put_back(&bench.context, &err) && back(&bench));
}
END_TEST

START_TEST(told_to_stop_it_stops)
{
    AUTO(json_value) kept = { 0 };
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench, &kept);
    fake_fail(bench.machine, "service_stop", 1, ERR_AGENT, ERR_CANCELLED, "told to stop");
    ck_assert(!bench_apply(&bench, &err) && err_is(&err, ERR_CANCELLED));
    ck_assert_int_eq(fake_calls(bench.machine, "process_start"), 0);
    check_before(&bench, "told to stop");
}
END_TEST

START_TEST(one_that_cannot_be_read_is_not_held)
{
    AUTO(json_value) kept = { 0 };
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, "generalize");
    fake_reg_deny(bench.machine, SERVICES "edgeupdate");
    remember(&bench, &kept);
    ck_assert_ptr_nonnull(strstr(text_string(&bench.said), "'edgeupdate' cannot be held"));
    ck_assert(updaters_hold(&bench.context, &err));
    ck_assert_uint_eq(start_of(&bench, "UsoSvc"), 4);
    ck_assert(updaters_put_back(&bench.context, &err));
}
END_TEST

START_TEST(one_that_cannot_be_put_back_is_named_and_the_others_are_put_back)
{
    AUTO(json_value) kept = { 0 };
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench, &kept);
    ck_assert(updaters_hold(&bench.context, &err));
    fake_fail(bench.machine, "service_set_start", 2, ERR_WIN32, 5, "access denied");
    ck_assert(!updaters_put_back(&bench.context, &err));
    ck_assert_str_eq(err.text,
        "cannot put back how updaters start: InstallService (start type 3), edgeupdate (start type "
        "2, delayed): access denied");
    ck_assert_uint_eq(start_of(&bench, "edgeupdatem"), 3);
    ck_assert_uint_eq(start_of(&bench, "UsoSvc"), 12);
    ck_assert(!back(&bench));
}
END_TEST

START_TEST(a_journal_cannot_make_it_change_another_service)
{
    static const char *const rows_of_others[] = {
        "{\"updaters\":[{\"name\":\"TermService\",\"start\":3,\"delayed\":false}]}",
        "{\"updaters\":[{\"name\":\"wuauserv\",\"start\":3,\"delayed\":false}]}",
        "{\"updaters\":[{\"name\":\"UsoSvc\",\"start\":4,\"delayed\":false}]}",
        "{\"updaters\":[{\"name\":\"UsoSvc\",\"start\":-1,\"delayed\":false}]}",
        "{\"updaters\":[{\"name\":\"UsoSvc\",\"start\":2}]}", "{\"updaters\":[7]}"
    };

    for (size_t i = 0; i < COUNT_OF(rows_of_others); i++) {
        AUTO(json_value) kept = { 0 };
        AUTO(bench) bench = { 0 };
        struct err err = { 0 };

        bench_set(&bench, "generalize");
        fake_service(bench.machine, "TermService", 4, false);
        ck_assert(json_parse(rows_of_others[i], strlen(rows_of_others[i]), &kept.root, &err));
        bench.context.kept = kept.root;
        ck_assert(!updaters_put_back(&bench.context, &err));
        ck_assert_msg(err_is(&err, ERR_DAMAGED), "%s", err.text);
        ck_assert_int_eq(fake_calls(bench.machine, "service_set_start"), 0);
    }
}
END_TEST

START_TEST(a_damaged_row_keeps_no_other_from_being_put_back)
{
    static const char journal[] = "{\"updaters\":[7,"
                                  "{\"name\":\"UsoSvc\",\"start\":2,\"delayed\":false}]}";
    AUTO(json_value) kept = { 0 };
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    bench_set(&bench, "generalize");
    fake_service(bench.machine, "UsoSvc", 4, false);
    ck_assert(json_parse(journal, strlen(journal), &kept.root, &err));
    bench.context.kept = kept.root;
    ck_assert(!updaters_put_back(&bench.context, &err));
    ck_assert_msg(err_is(&err, ERR_DAMAGED), "%s", err.text);
    ck_assert(back(&bench));
}
END_TEST

static struct guest whole; /* as the fake gives it */
static int changes_left;   /* before goldprep is killed */

static bool last_changes(
    void *state, const char *name, const struct guest_service_start *start, struct err *err)
{
    if (changes_left-- <= 0)
        return err_set(err, ERR_AGENT, ERR_CANCELLED, "killed");
    return whole.service_set_start(state, name, start, err);
}

START_TEST(killed_between_any_two_changes_the_next_process_puts_them_back)
{
    enum { CHANGES = 4 }; /* to hold them; as many to put them back */

    for (int at = 0; at <= 2 * CHANGES; at++) {
        AUTO(json_value) kept = { 0 };
        AUTO(bench) bench = { 0 };
        AUTO(text) what = { 0 };
        struct err err = { 0 };

        text_append(&what, "killed behind %d changes", at);
        set(&bench, &kept);
        whole = bench.guest;
        bench.guest.service_set_start = last_changes;
        changes_left = at;
        ck_assert_int_eq(updaters_hold(&bench.context, &err), at >= CHANGES);
        if (at >= CHANGES)
            ck_assert_int_eq(updaters_put_back(&bench.context, &err), at == 2 * CHANGES);
        bench.guest.service_set_start = whole.service_set_start;
        ck_assert_int_eq(back(&bench), at == 0 || at == 2 * CHANGES);
        ck_assert_msg(updaters_put_back(&bench.context, &err), "%s: %s", what.bytes, err.text);
        check_before(&bench, what.bytes);
        ck_assert(back(&bench));
    }
}
END_TEST

/* -- around sysprep -- */

static uint32_t sees_them_held(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    struct bench seen = { .machine = machine, .guest = fake_guest(machine) };

    (void)arguments;
    (void)output;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        ck_assert_msg(start_of(&seen, rows[i].name) == rows[i].held, "%s", rows[i].name);
    return 1; /* and fails: nothing is sealed */
}

START_TEST(put_back_when_sysprep_failed)
{
    AUTO(json_value) kept = { 0 };
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench, &kept);
    fake_program(bench.machine, "sysprep.exe", 1000, sees_them_held);
    ck_assert(!bench_apply(&bench, &err) && err_is(&err, ERR_SYSPREP));
    check_before(&bench, "failed");
}
END_TEST

START_TEST(put_back_when_sysprep_sealed)
{
    AUTO(json_value) kept = { 0 };
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench, &kept);
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    check_before(&bench, "sealed");
    ck_assert(bench_holds(&bench));
}
END_TEST

START_TEST(put_back_at_the_limit)
{
    AUTO(json_value) kept = { 0 };
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench, &kept);
    bench.context.limit_ms = 60 * 1000;
    fake_program(bench.machine, "sysprep.exe", 3600 * 1000, sees_them_held);
    ck_assert(!bench_apply(&bench, &err) && err_is(&err, ERR_TIME_LIMIT));
    check_before(&bench, "limit");
}
END_TEST

/* Sealed while nobody waited: an image is not done before its updaters start as they did. */
START_TEST(a_sealed_machine_with_held_updaters_is_not_done)
{
    AUTO(json_value) kept = { 0 };
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench, &kept);
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert(updaters_hold(&bench.context, &err)); /* as if killed before they were put back */
    ck_assert(!bench_holds(&bench));
    bench.context.resumed = true;
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    ck_assert_int_eq(fake_calls(bench.machine, "process_start"), 1);
    ck_assert(bench_holds(&bench));
    check_before(&bench, "resumed");
}
END_TEST

START_TEST(sealed_and_not_put_back_can_be_resumed)
{
    AUTO(json_value) kept = { 0 };
    AUTO(bench) bench = { 0 };
    struct err err = { 0 };

    set(&bench, &kept);
    ck_assert(updaters_hold(&bench.context, &err)); /* they are held already */
    fake_fail(bench.machine, "service_set_start", 1, ERR_WIN32, 5, "access denied");
    ck_assert(!bench_apply(&bench, &err));
    ck_assert_msg(strstr(err.text, "InstallService (start type 3)"), "%s", err.text);
    ck_assert(bench.context.resumable);
    bench.context.resumed = true;
    bench.context.resumable = false;
    ck_assert_msg(bench_apply(&bench, &err), "%s", err.text);
    check_before(&bench, "resumed");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("updaters");
    TCase *tcase = tcase_create("updaters");

    tcase_add_test(tcase, held_and_put_back);
    tcase_add_test(tcase, what_the_journal_does_not_have_is_stopped_only);
    tcase_add_test(tcase, one_that_was_disabled_stays_so);
    tcase_add_test(tcase, what_somebody_else_sets_meanwhile_stays);
    tcase_add_test(tcase, one_that_cannot_be_held_is_told);
    tcase_add_test(tcase, a_key_that_is_no_service_is_passed_over);
    tcase_add_test(tcase, told_to_stop_it_stops);
    tcase_add_test(tcase, one_that_cannot_be_read_is_not_held);
    tcase_add_test(tcase, one_that_cannot_be_put_back_is_named_and_the_others_are_put_back);
    tcase_add_test(tcase, a_damaged_row_keeps_no_other_from_being_put_back);
    tcase_add_test(tcase, a_journal_cannot_make_it_change_another_service);
    tcase_add_test(tcase, killed_between_any_two_changes_the_next_process_puts_them_back);
    tcase_add_test(tcase, put_back_when_sysprep_failed);
    tcase_add_test(tcase, put_back_when_sysprep_sealed);
    tcase_add_test(tcase, put_back_at_the_limit);
    tcase_add_test(tcase, a_sealed_machine_with_held_updaters_is_not_done);
    tcase_add_test(tcase, sealed_and_not_put_back_can_be_resumed);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
