/* SPDX-License-Identifier: MIT */
/* test_cmd_generalize.c - seals what is ready, and does nothing else. */
#include "world.h"

#include "policy/policy.h"
#include "sysprep/foreseen.h"

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

#define PANTHER "C:\\Windows\\System32\\Sysprep\\Panther\\setupact.log"
#define HEAD "2026-11-22 06:30:01, Error      "
#define STOP                                                                                       \
    HEAD "[0x0f00d8] SYSPRP WinMain:Hit failure while pre-validate sysprep generalize internal "   \
         "providers; hr = 0x80073cf2\r\n"

static uint32_t names_a_package(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)arguments;
    (void)output;
    fake_file_text(machine, PANTHER,
        "2026-11-22 06:30:00, Info SYSPRP ===   Beginning of a new sysprep run   ===\r\n" HEAD
        "           SYSPRP Package Contoso.App_1.0.0.0_x64__8wekyb3d8bbwe was installed for a "
        "user, "
        "but not provisioned for all users. This package will not function properly in the sysprep "
        "image.\r\n" STOP
        "2026-11-22 06:31:00, Info [0x0f0052] SYSPRP Shutting down SysPrep log\r\n");
    return 0;
}

START_TEST(what_the_gate_missed_is_a_defect_to_report)
{
    struct world world = world_new();

    world_is_ready(&world);
    fake_program(world.machine, "sysprep.exe", 5000, names_a_package);
    world_expects(world_run(&world, "generalize", "--profile", "devbox", "--yes", NULL), 6);
    world_said(world_out(), "cause: appx-not-provisioned");
    world_said(world_out(), "item: Contoso.App_1.0.0.0_x64__8wekyb3d8bbwe");
    world_said(world_out(), "remedy: ");
    world_said(world_err(), "[appx-not-provisioned]");
    world_said(world_err(),
        "missed: goldprep looks for 'appx-not-provisioned', and saw nothing of it: "
        "appx.all-provisioned");
    world_said(world_err(), "Please report it");
    world_said(world_err(), "  Package Contoso.App_1.0.0.0_x64__8wekyb3d8bbwe was installed");
    ck_assert(!fake_is_off(world.machine));
    world_free(&world);
}
END_TEST

static uint32_t writes_nothing(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)machine;
    (void)arguments;
    (void)output;
    return 0;
}

/* The log of the run before is not shown as if it were this one's. */
START_TEST(a_sysprep_that_logs_nothing_is_no_defect_of_the_gate)
{
    struct world world = world_new();

    world_is_ready(&world);
    fake_file_text(world.machine, PANTHER, HEAD "SYSPRP an old run\r\n");
    fake_program(world.machine, "sysprep.exe", 5000, writes_nothing);
    world_expects(world_run(&world, "generalize", "--profile", "devbox", "--yes", NULL), 6);
    world_said(world_out(), "cause: image-state-complete");
    world_said(world_err(), "this sysprep has written nothing into its log");
    ck_assert_ptr_null(strstr(world_err(), "missed: "));
    ck_assert_ptr_null(strstr(world_err(), "an old run"));
    world_free(&world);
}
END_TEST

START_TEST(on_a_terminal_a_line_moves)
{
    struct world world = world_new();

    world_is_ready(&world);
    world_has_terminal(true);
    world_expects(world_run(&world, "generalize", "--profile", "devbox", "--yes", NULL), 0);
    world_said(world_out(), "\r\033[K      sysprep: 1 min of at most 60 min: generalized");
    world_said(world_out(), "\r\033[K      updaters: put back");
    world_free(&world);
}
END_TEST

START_TEST(rules_that_foresee_are_rules_that_there_are)
{
    for (size_t row = 0; row < foreseen_rows_count; row++)
        ck_assert_msg(policy_requirement(foreseen_rows[row].requirement) != NULL, "%s",
            foreseen_rows[row].requirement);
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

/* Why, and what to do wherever it may have been started from. */
START_TEST(tells_local_system_what_to_do)
{
    static const char *const parts[] = { "Microsoft does not support it", "24H2",
        "nothing was changed", "hint: run it as an administrator who is a person",
        "from a service or a scheduled task:", "/RL HIGHEST", "from Packer:", "WinRM",
        "elevated_user", "from SSM Run Command, Azure Run Command", "manifest.json" };
    struct world world = world_new();

    world_is_ready(&world);
    fake_hardware(world.machine)->token.is_local_system = true;
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 5);
    for (size_t at = 0; at < COUNT_OF(parts); at++)
        world_said(world_err(), parts[at]);
    ck_assert_uint_le(world_longest_line(strstr(world_err(), "hint:")), 90);
    world_free(&world);
}
END_TEST

#define SERVICE "SYSTEM\\CurrentControlSet\\Services\\goldprep"

static void install(struct fake_machine *machine, uint32_t start, const char *rows)
{
    fake_reg_u32(machine, SERVICE, "Start", start);
    if (rows)
        fake_list(machine, GUEST_LIST_SERVICES, rows);
}

static void no_service(struct fake_machine *machine)
{
    (void)machine;
}

static void is_disabled(struct fake_machine *machine)
{
    install(machine, 4, "[{\"name\":\"GoldPrep\",\"state\":1}]");
}

static void runs(struct fake_machine *machine)
{
    install(machine, 2, "[{\"name\":\"goldprep\",\"state\":4}]");
}

static void is_not_listed(struct fake_machine *machine)
{
    install(machine, 9, "[]");
}

static void may_not_be_read(struct fake_machine *machine)
{
    fake_reg_deny(machine, SERVICE);
}

static void hides_its_boot(struct fake_machine *machine)
{
    fake_fail(machine, "boot_time", -1, ERR_WIN32, 5, "access denied");
}

static const struct {
    const char *name;
    void (*change)(struct fake_machine *machine);
    const char *told;     /* to a person */
    const char *manifest; /* stands in it */
} proofs[] = {
    { "no service", no_service, "service:    absent\n", "\"state\":\"absent\"" },
    { "no restart", no_service, "restart:    none since; this boot began 2026-",
        "\"restarted\":false" },
    { "a service that is disabled", is_disabled, "service:    stopped, start disabled\n",
        "\"start\":\"disabled\"" },
    { "a service that runs", runs, "service:    running, start automatic\n",
        "\"state\":\"running\"" },
    { "a service that is not listed", is_not_listed,
        "service:    in a state that cannot be told, start that cannot be told\n",
        "\"state\":null" },
    { "a service that cannot be asked for", may_not_be_read, "service:    cannot be told\n",
        "\"start\":null" },
    { "a boot that cannot be told", hides_its_boot,
        "restart:    cannot be told whether there was one since\n", "\"restarted\":null" },
};

START_TEST(shows_the_seal_and_keeps_it_in_the_manifest)
{
    struct world world = world_new();
    const char *path;

    world_is_ready(&world);
    proofs[_i].change(world.machine);
    world_expects(
        world_run(&world, "generalize", "--profile", "devbox", "--yes", "--no-shutdown", NULL), 0);
    world_said(world_out(), "tag file:   Sysprep_succeeded.tag is there\n");
    world_said(world_out(), "ImageState: IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE\n");
    world_said(world_out(), "setup:      armed (SetupType 2, CmdLine 'oobe\\windeploy.exe')\n");
    world_said(world_out(), proofs[_i].told);
    path = world_state_path(&world, "manifest.json");
    AUTO_FREE char *manifest = world_read(path);
    world_said(manifest, proofs[_i].manifest);
    world_said(manifest, "\"setup_armed\":true");
    world_expects(world_run(&world, "manifest", "check", path, NULL), 0);
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
    tcase_add_test(tests, what_the_gate_missed_is_a_defect_to_report);
    tcase_add_test(tests, a_sysprep_that_logs_nothing_is_no_defect_of_the_gate);
    tcase_add_test(tests, on_a_terminal_a_line_moves);
    tcase_add_test(tests, rules_that_foresee_are_rules_that_there_are);
    tcase_add_test(tests, leaves_recommendations_alone);
    tcase_add_test(tests, refuses_local_system);
    tcase_add_test(tests, tells_local_system_what_to_do);
    tcase_add_loop_test(tests, shows_the_seal_and_keeps_it_in_the_manifest, 0, COUNT_OF(proofs));
    tcase_add_test(tests, given_again_it_is_done_already);
    tcase_add_test(tests, asks_first);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
