/* SPDX-License-Identifier: MIT */
/* test_cmd_plan.c - the steps with their reasons, and what no step can meet. */
#include "world.h"

#include "plan/plan.h"

#include "check_main.h"

START_TEST(shows_steps_and_reasons)
{
    struct world world = world_new();

    world_expects(world_run(&world, "plan", "--profile", "devbox", NULL), 0);
    world_said(world_out(), "Plan for devbox: 4 steps");
    world_said(world_out(), " 3. delete-recovery-partition");
    world_said(world_out(), "why:     disk.no-recovery-partition: ");
    world_said(world_out(), "risk:    ");
    world_said(world_out(), "cost:    ");
    world_said(world_out(), "leaves:  ");
    world_said(world_out(), "restart: Windows may ask for one");
    ck_assert_uint_le(world_longest_line(world_out()), 80);
    ck_assert_int_eq(fake_calls(world.machine, "process_start"), 0);
    world_free(&world);
}
END_TEST

START_TEST(operations_leave_out_and_add)
{
    struct world world = world_new();

    world_expects(world_run(&world, "plan", "--profile", "devbox", "--operations",
                      "-extend-system-volume,+generalize", NULL),
        0);
    ck_assert_ptr_null(strstr(world_out(), ". extend-system-volume"));
    world_said(world_out(), " 4. generalize");
    world_said(world_out(), "why:     asked for");
    world_said(world_out(), "unless --no-shutdown");
    world_free(&world);
}
END_TEST

START_TEST(nothing_to_do_is_said)
{
    struct world world = world_new();

    world_is_ready(&world);
    world_expects(world_run(&world, "plan", "--profile", "devbox", NULL), 0);
    world_said(world_out(), "Plan for devbox: nothing to do.");
    world_free(&world);
}
END_TEST

START_TEST(what_no_action_can_meet_is_shown)
{
    struct world world = world_new();

    fake_hardware(world.machine)->firmware = GUEST_FIRMWARE_BIOS;
    world_expects(world_run(&world, "plan", "--profile", "devbox", NULL), 3);
    world_said(world_out(), "No action can meet these:");
    world_said(world_out(), "UNMET    machine.generation-2");
    world_free(&world);
}
END_TEST

START_TEST(what_is_unknown_is_shown)
{
    struct world world = world_new();

    fake_fail(world.machine, "tpm", -1, ERR_WIN32, 5, "access denied");
    world_expects(world_run(&world, "plan", "--profile", "devbox", NULL), 4);
    world_said(world_out(), "unknown  security.tpm-2");
    world_free(&world);
}
END_TEST

START_TEST(the_document_is_read_back)
{
    struct world world = world_new();
    AUTO(plan) plan = { 0 };
    struct err err = { 0 };

    world_expects(world_run(&world, "plan", "--profile", "devbox", "--json", NULL), 0);
    ck_assert_msg(plan_parse(world_out(), strlen(world_out()), &plan, &err), "%s", err.text);
    ck_assert_uint_eq(plan.count, 4);
    ck_assert_str_eq(plan.profile->id, "devbox");
    world_free(&world);
}
END_TEST

static const struct {
    const char *operations, *err, *hint;
} wrong[] = {
    { "-extend-system-volum", "unknown action 'extend-system-volum'",
        "did you mean '-extend-system-volume'?" },
    { "+frobnicate", "unknown action 'frobnicate'", "usage: goldprep plan" },
    { "generalize", "operation 'generalize' begins with neither", "+ACTION" },
    { "+disable-windows-re,-disable-windows-re",
        "action 'disable-windows-re' is given twice in --operations", "usage: goldprep plan" },
    { "-disable-windows-re,", "operation '' begins with neither", "+ACTION" },
};

START_TEST(wrong_operations_are_named)
{
    struct world world = world_new();

    world_expects(world_run(&world, "plan", "--profile", "devbox", "--operations",
                      wrong[_i].operations, NULL),
        2);
    world_said(world_err(), wrong[_i].err);
    world_said(world_err(), wrong[_i].hint);
    world_free(&world);
}
END_TEST

START_TEST(needs_exactly_one_profile)
{
    struct world world = world_new();

    world_expects(world_run(&world, "plan", NULL), 2);
    world_said(world_err(), "'plan' needs exactly one --profile ID");
    world_said(world_err(), "profiles: devbox");
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cmd_plan");
    TCase *tests = tcase_create("cmd_plan");

    tcase_add_test(tests, shows_steps_and_reasons);
    tcase_add_test(tests, operations_leave_out_and_add);
    tcase_add_test(tests, nothing_to_do_is_said);
    tcase_add_test(tests, what_no_action_can_meet_is_shown);
    tcase_add_test(tests, what_is_unknown_is_shown);
    tcase_add_test(tests, the_document_is_read_back);
    tcase_add_loop_test(tests, wrong_operations_are_named, 0, COUNT_OF(wrong));
    tcase_add_test(tests, needs_exactly_one_profile);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
