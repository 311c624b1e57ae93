/* SPDX-License-Identifier: MIT */
/* test_cmd_apply.c - a plan is carried out as it was approved, or not at all. */
#include "world.h"

#include "check_main.h"

static const char *write_plan(struct world *world, const char *operations)
{
    const char *path = world_path(world, "plan.json");

    if (operations)
        world_expects(world_run(world, "plan", "--profile", "devbox", "--output", path,
                          "--operations", operations, NULL),
            0);
    else
        world_expects(world_run(world, "plan", "--profile", "devbox", "--output", path, NULL), 0);
    return path;
}

static bool has_recovery(struct world *world)
{
    const struct disk_layout *layout = &fake_hardware(world->machine)->layout;

    for (size_t at = 0; at < layout->count; at++)
        if (disk_is_recovery(layout, &layout->partitions[at]))
            return true;
    return false;
}

static uint32_t fails(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)machine;
    (void)arguments;
    (void)output;
    return 1;
}

START_TEST(carries_out_the_plan_of_a_file)
{
    struct world world = world_new();

    world_expects(world_run(&world, "apply", "--plan", write_plan(&world, NULL), "--yes", NULL), 0);
    world_said(world_out(), "Every step is done.");
    world_said(world_out(), ": ready for devbox");
    ck_assert(!has_recovery(&world));
    ck_assert(!fake_is_off(world.machine));
    ck_assert(!world_has(world_state_path(&world, "manifest.json")));
    world_free(&world);
}
END_TEST

START_TEST(rule_10_refuses_when_facts_lead_elsewhere)
{
    struct world world = world_new();
    const char *path = write_plan(&world, NULL);

    fake_hardware(world.machine)->reserved_storage = GUEST_RESERVED_STORAGE_DISABLED;
    fake_reg_u32(world.machine, "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\ReserveManager",
        "ShippedWithReserves", 0);
    world_expects(world_run(&world, "apply", "--plan", path, "--yes", NULL), 5);
    world_said(world_err(), "no longer leads to the plan");
    world_said(world_err(), "disable-reserved-storage");
    ck_assert(!world_has(world_state_path(&world, "journal")));
    ck_assert(has_recovery(&world));
    world_free(&world);
}
END_TEST

START_TEST(rule_10_refuses_the_plan_of_another_machine)
{
    struct world world = world_new();
    const char *path = write_plan(&world, NULL);

    snprintf(fake_hardware(world.machine)->computer_name, 64, "OTHER-02");
    world_expects(world_run(&world, "apply", "--plan", path, "--yes", NULL), 5);
    world_said(world_err(), "this one is 'OTHER-02'");
    ck_assert(has_recovery(&world));
    world_free(&world);
}
END_TEST

START_TEST(operations_of_the_plan_are_given_again)
{
    struct world world = world_new();
    const char *path = write_plan(&world, "-extend-system-volume");

    world_expects(world_run(&world, "apply", "--plan", path, "--yes", NULL), 5);
    world_expects(world_run(&world, "apply", "--plan", path, "--yes", "--operations",
                      "-extend-system-volume", NULL),
        0);
    ck_assert_int_eq(fake_calls(world.machine, "partition_resize"), 0);
    world_free(&world);
}
END_TEST

START_TEST(what_a_person_leaves_out_does_not_stop_it)
{
    struct world world = world_new();

    world_expects(world_run(&world, "apply", "--profile", "devbox", "--yes", "--operations",
                      "-delete-recovery-partition", NULL),
        0);
    ck_assert(has_recovery(&world));
    world_said(world_out(), "not ready for devbox");
    world_free(&world);
}
END_TEST

START_TEST(what_no_action_can_meet_changes_nothing)
{
    struct world world = world_new();

    fake_hardware(world.machine)->firmware = GUEST_FIRMWARE_BIOS;
    world_expects(world_run(&world, "apply", "--profile", "devbox", "--yes", NULL), 3);
    world_said(world_err(), "nothing was changed");
    ck_assert(has_recovery(&world));
    world_free(&world);
}
END_TEST

START_TEST(nothing_to_do_asks_nobody)
{
    struct world world = world_new();

    world_is_ready(&world);
    world_expects(world_run(&world, "apply", "--profile", "devbox", NULL), 0);
    world_said(world_out(), "nothing to do");
    world_free(&world);
}
END_TEST

START_TEST(the_profile_must_be_that_of_the_plan)
{
    struct world world = world_new();

    world_expects(world_run(&world, "apply", "--profile", "lab-services", "--plan",
                      write_plan(&world, NULL), "--yes", NULL),
        2);
    world_said(world_err(), "the plan is for devbox");
    world_free(&world);
}
END_TEST

START_TEST(a_step_that_fails_is_told_and_kept)
{
    struct world world = world_new();

    fake_fail(world.machine, "partition_delete", -1, ERR_WMI, 4, "access denied by the disk");
    fake_program(world.machine, "diskpart.exe", 0, fails);
    world_expects(world_run(&world, "apply", "--profile", "devbox", "--yes", NULL), 1);
    world_said(world_err(), "delete-recovery-partition");
    world_said(world_err(), "goldprep status");
    ck_assert(has_recovery(&world));
    world_free(&world);
}
END_TEST

START_TEST(it_does_not_generalize)
{
    struct world world = world_new();

    world_expects(world_run(&world, "apply", "--profile", "devbox", "--yes", "--operations",
                      "+generalize", NULL),
        2);
    world_said(world_err(), "'apply' cannot add 'generalize'");
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", "--operations",
                      "-generalize", NULL),
        2);
    world_said(world_err(), "'prepare' cannot leave out 'generalize'");
    ck_assert(!world_has(world_state_path(&world, "journal")));
    world_free(&world);
}
END_TEST

START_TEST(without_windows_there_is_nothing_to_change)
{
    struct world world = world_without_windows();

    world_expects(world_run(&world, "apply", "--profile", "devbox", "--yes", NULL), 2);
    world_said(world_err(), "this is not Windows");
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cmd_apply");
    TCase *tests = tcase_create("cmd_apply");

    tcase_add_test(tests, carries_out_the_plan_of_a_file);
    tcase_add_test(tests, rule_10_refuses_when_facts_lead_elsewhere);
    tcase_add_test(tests, rule_10_refuses_the_plan_of_another_machine);
    tcase_add_test(tests, operations_of_the_plan_are_given_again);
    tcase_add_test(tests, what_a_person_leaves_out_does_not_stop_it);
    tcase_add_test(tests, what_no_action_can_meet_changes_nothing);
    tcase_add_test(tests, nothing_to_do_asks_nobody);
    tcase_add_test(tests, the_profile_must_be_that_of_the_plan);
    tcase_add_test(tests, a_step_that_fails_is_told_and_kept);
    tcase_add_test(tests, it_does_not_generalize);
    tcase_add_test(tests, without_windows_there_is_nothing_to_change);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
