/* SPDX-License-Identifier: MIT */
/* test_cmd_status.c - where a run stands, in words and as JSON. */
#include "world.h"

#include "base/json.h"

#include "check_main.h"

static void expect_state(struct world *world, const char *state)
{
    AUTO(json_value) document = { 0 };
    struct err err = { 0 };

    world_expects(world_run(world, "status", "--json", NULL), 0);
    ck_assert_msg(
        json_parse(world_out(), strlen(world_out()), &document.root, &err), "%s", err.text);
    ck_assert_str_eq(json_string(json_member(document.root, "schema")), "goldprep.status/1");
    ck_assert_str_eq(json_string(json_member(document.root, "state")), state);
}

START_TEST(there_is_no_run)
{
    struct world world = world_new();

    world_expects(world_run(&world, "status", NULL), 0);
    world_said(world_out(), "none: there is no run here");
    expect_state(&world, "none");
    ck_assert(!world_has(world.state)); /* looking makes nothing */
    world_free(&world);
}
END_TEST

START_TEST(it_waits_for_a_restart)
{
    struct world world = world_new();

    fake_reserved_storage_needs_restart(world.machine);
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 3010);
    world_expects(world_run(&world, "status", NULL), 0);
    world_said(world_out(), "prepare for devbox on GOLDEN-01");
    world_said(world_out(), "begun   disable-reserved-storage");
    world_said(world_out(), "waits   generalize");
    world_said(world_out(), "restarting: restart Windows");
    expect_state(&world, "restarting");
    world_free(&world);
}
END_TEST

START_TEST(it_is_finished)
{
    struct world world = world_new();

    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
    world_expects(world_run(&world, "status", NULL), 0);
    world_said(world_out(), "done    generalize");
    world_said(world_out(), "finished: nothing is left to do");
    ck_assert_uint_le(world_longest_line(world_out()), 80);
    expect_state(&world, "finished");
    world_free(&world);
}
END_TEST

static uint32_t fails(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)machine;
    (void)arguments;
    (void)output;
    return 1;
}

START_TEST(it_stopped_and_says_why)
{
    struct world world = world_new();

    fake_fail(world.machine, "partition_resize", -1, ERR_WMI, 4, "the volume is in use");
    fake_program(world.machine, "diskpart.exe", 0, fails);
    ck_assert_int_ne(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
    world_expects(world_run(&world, "status", NULL), 0);
    world_said(world_out(), "FAILED  extend-system-volume");
    world_said(world_out(), "stopped: ");
    expect_state(&world, "stopped");
    world_free(&world);
}
END_TEST

START_TEST(works_where_there_is_no_windows)
{
    struct world world = world_new();

    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
    struct world elsewhere = world_without_windows();
    world_expects(world_run(&elsewhere, "status", "--state", world.state, NULL), 0);
    world_said(world_out(), "finished: ");
    world_free(&elsewhere);
    world_free(&world);
}
END_TEST

START_TEST(a_damaged_journal_is_named)
{
    struct world world = world_new();
    const char *path = world_state_path(&world, "journal");

    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
    AUTO_FREE char *journal = world_read(path);
    *strstr(journal, "devbox") = 'D';
    world_write(path, journal);
    world_expects(world_run(&world, "status", NULL), 1);
    world_said(world_err(), "journal");
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cmd_status");
    TCase *tests = tcase_create("cmd_status");

    tcase_add_test(tests, there_is_no_run);
    tcase_add_test(tests, it_waits_for_a_restart);
    tcase_add_test(tests, it_is_finished);
    tcase_add_test(tests, it_stopped_and_says_why);
    tcase_add_test(tests, works_where_there_is_no_windows);
    tcase_add_test(tests, a_damaged_journal_is_named);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
