/* SPDX-License-Identifier: MIT */
/* test_cmd_generalize.c - seals what is ready, and does nothing else. */
#include "world.h"

#include "check_main.h"

START_TEST(seals_a_ready_machine)
{
    struct world world = world_new();

    world_is_ready(&world);
    world_expects(world_run(&world, "generalize", "--profile", "devbox", "--yes", NULL), 0);
    world_said(world_out(), "[1/1] Generalize Windows with sysprep");
    ck_assert(world_has(world_state_path(&world, "manifest.json")));
    ck_assert(fake_is_off(world.machine));
    world_free(&world);
}
END_TEST

START_TEST(refuses_a_machine_that_is_not_ready)
{
    struct world world = world_new();

    world_expects(world_run(&world, "generalize", "--profile", "devbox", "--yes", NULL), 3);
    world_said(world_err(), "not ready for devbox; nothing was changed");
    world_said(world_err(), "goldprep plan");
    ck_assert(!world_has(world_state_path(&world, "journal")));
    world_free(&world);
}
END_TEST

START_TEST(refuses_what_is_unknown)
{
    struct world world = world_new();

    world_is_ready(&world);
    fake_fail(world.machine, "tpm", -1, ERR_WIN32, 5, "access denied");
    world_expects(world_run(&world, "generalize", "--profile", "devbox", "--yes", NULL), 4);
    ck_assert(!fake_is_off(world.machine));
    world_free(&world);
}
END_TEST

/* A should that is unmet has a remedy; this command leaves it alone. */
START_TEST(leaves_recommendations_alone)
{
    struct world world = world_new();

    world_expects(world_run(&world, "apply", "--profile", "devbox", "--yes", "--operations",
                      "-disable-reserved-storage", NULL),
        0);
    world_expects(world_run(&world, "generalize", "--profile", "devbox", "--yes", NULL), 0);
    ck_assert_int_eq(fake_calls(world.machine, "reserved_storage_set"), 0);
    world_free(&world);
}
END_TEST

START_TEST(refuses_local_system)
{
    struct world world = world_new();

    world_is_ready(&world);
    fake_hardware(world.machine)->token.is_local_system = true;
    world_expects(world_run(&world, "generalize", "--profile", "devbox", "--yes", NULL), 5);
    world_said(world_err(), "LocalSystem must not run sysprep");
    world_free(&world);
}
END_TEST

START_TEST(given_again_it_is_done_already)
{
    struct world world = world_new();

    world_is_ready(&world);
    world_expects(world_run(&world, "generalize", "--profile", "devbox", "--yes", NULL), 0);
    world_expects(world_run(&world, "generalize", "--profile", "devbox", "--yes", NULL), 0);
    world_said(world_out(), "Sealed.");
    ck_assert_ptr_null(strstr(world_out(), "[1/1]"));
    world_free(&world);
}
END_TEST

START_TEST(asks_first)
{
    struct world world = world_new();

    world_is_ready(&world);
    world_answers(WORLD_NO);
    world_expects(world_run(&world, "generalize", "--profile", "devbox", NULL), 5);
    ck_assert(!fake_is_off(world.machine));
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cmd_generalize");
    TCase *tests = tcase_create("cmd_generalize");

    tcase_add_test(tests, seals_a_ready_machine);
    tcase_add_test(tests, refuses_a_machine_that_is_not_ready);
    tcase_add_test(tests, refuses_what_is_unknown);
    tcase_add_test(tests, leaves_recommendations_alone);
    tcase_add_test(tests, refuses_local_system);
    tcase_add_test(tests, given_again_it_is_done_already);
    tcase_add_test(tests, asks_first);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
