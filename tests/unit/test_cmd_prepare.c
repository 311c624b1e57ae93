/* SPDX-License-Identifier: MIT */
/* test_cmd_prepare.c - the whole job on a fake Windows, and every way in which it ends. */
#include "base/file.h"
#include "upload/manifest.h"
#include "world.h"

#include "check_main.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static int prepare(struct world *world)
{
    return world_run(world, "prepare", "--profile", "devbox", "--yes", NULL);
}

/* Runs it through as many restarts as it asks for. */
static int prepare_through_restarts(struct world *world)
{
    int code = prepare(world);

    for (int restarts = 0; code == 3010 && restarts < 4; restarts++) {
        fake_restart(world->machine);
        code = prepare(world);
    }
    return code;
}

static void expect_ready(const char *path)
{
    AUTO_FREE char *text = world_read(path);
    AUTO(json_value) document = { 0 };
    struct manifest_verdict verdict = { 0 };
    struct err err = { 0 };

    ck_assert_msg(text != NULL, "there is no '%s'", path);
    ck_assert_msg(
        manifest_parse(text, strlen(text), &document.root, &verdict, &err), "%s", err.text);
    ck_assert_msg(verdict.ready, "%s", verdict.why);
}

START_TEST(prepares_a_factory_machine)
{
    struct world world = world_new();

    world_expects(prepare_through_restarts(&world), 0);
    expect_ready(world_state_path(&world, "manifest.json"));
    ck_assert(fake_is_off(world.machine));
    world_said(world_out(), "Sealed. The manifest is");
    for (size_t at = 0; at < fake_hardware(world.machine)->layout.count; at++)
        ck_assert(!disk_is_recovery(&fake_hardware(world.machine)->layout,
            &fake_hardware(world.machine)->layout.partitions[at]));
    world_free(&world);
}
END_TEST

START_TEST(shows_the_plan_before_it_begins)
{
    struct world world = world_new();

    world_expects(prepare(&world), 0);
    world_said(world_out(), "UNMET    disk.no-recovery-partition");
    world_said(world_out(), "not ready for devbox");
    world_said(world_out(), "Plan for devbox: ");
    world_said(world_out(), "delete-recovery-partition");
    world_said(world_out(), "[1/");
    world_said(world_out(), "done in ");
    ck_assert_uint_le(world_longest_line(world_out()), 80);
    world_free(&world);
}
END_TEST

START_TEST(ends_an_unfinished_apply_first)
{
    struct world world = world_new();

    fake_reserved_storage_needs_restart(world.machine);
    world_expects(world_run(&world, "apply", "--profile", "devbox", "--yes", NULL), 3010);
    world_expects(prepare(&world), 3010); /* it has not been restarted yet */
    fake_restart(world.machine);
    world_expects(prepare(&world), 0);
    world_said(world_out(), "Going on with the apply for devbox");
    world_said(world_out(), "Sealed. The manifest is");
    expect_ready(world_state_path(&world, "manifest.json"));
    world_free(&world);
}
END_TEST

START_TEST(asks_for_a_restart_and_goes_on_after_it)
{
    struct world world = world_new();

    fake_reserved_storage_needs_restart(world.machine);
    world_expects(prepare(&world), 3010);
    world_said(world_out(), "Restart Windows now");
    world_expects(prepare(&world), 3010); /* it has not been restarted yet */
    fake_restart(world.machine);
    world_expects(prepare(&world), 0);
    world_said(world_out(), "Going on with the prepare for devbox");
    expect_ready(world_state_path(&world, "manifest.json"));
    world_free(&world);
}
END_TEST

/* Sysprep may cut the remote session that started goldprep. */
START_TEST(nobody_listening_does_not_spoil_it)
{
    struct world world = world_new();

    world_out_is_full(true);
    world_expects(prepare(&world), 0);
    expect_ready(world_state_path(&world, "manifest.json"));
    ck_assert(fake_is_off(world.machine));
    world_free(&world);
}
END_TEST

START_TEST(no_shutdown_leaves_the_machine_running)
{
    struct world world = world_new();

    world_expects(
        world_run(&world, "prepare", "--profile", "devbox", "--yes", "--no-shutdown", NULL), 0);
    ck_assert(!fake_is_off(world.machine));
    world_said(world_out(), "left running");
    world_free(&world);
}
END_TEST

START_TEST(copies_the_manifest)
{
    struct world world = world_new();
    const char *copy = world_path(&world, "copy.json");

    world_expects(
        world_run(&world, "prepare", "--profile", "devbox", "--yes", "--manifest", copy, NULL), 0);
    expect_ready(copy);
    world_free(&world);
}
END_TEST

/* The last command of a build may be given twice: its end was lost on the way back. */
START_TEST(given_again_it_is_done_already)
{
    struct world world = world_new();
    const char *copy = world_path(&world, "copy.json");

    world_expects(
        world_run(&world, "prepare", "--profile", "devbox", "--yes", "--no-shutdown", NULL), 0);
    world_expects(
        world_run(&world, "prepare", "--profile", "devbox", "--yes", "--manifest", copy, NULL), 0);
    ck_assert_int_eq(fake_calls(world.machine, "partition_delete"), 1);
    expect_ready(copy);
    world_free(&world);
}
END_TEST

START_TEST(a_copy_that_cannot_be_written_is_found_before_anything_is_changed)
{
    struct world world = world_new();
    const char *nowhere = world_path(&world, "no/such/folder/copy.json");

    world_expects(
        world_run(&world, "prepare", "--profile", "devbox", "--yes", "--manifest", nowhere, NULL),
        1);
    world_said(world_err(), "no copy of the manifest could be written");
    world_said(world_err(), "no/such/folder");
    ck_assert(!world_has(world_state_path(&world, "journal")));
    ck_assert_int_eq(fake_calls(world.machine, "reserved_storage_set"), 0);
    world_free(&world);
}
END_TEST

static char vanishing[128]; /* a folder that is there until sysprep starts */
static bool (*true_start)(void *state, const char *path, const char *const *arguments, bool keep,
    struct guest_process **process, struct err *err);

static bool start_and_vanish(void *state, const char *path, const char *const *arguments, bool keep,
    struct guest_process **process, struct err *err)
{
    if (text_ends_same(path, "\\sysprep.exe"))
        ck_assert_int_eq(rmdir(vanishing), 0);
    return true_start(state, path, arguments, keep, process, err);
}

START_TEST(a_copy_that_fails_after_the_seal_leaves_a_run_to_resume)
{
    struct world world = world_new();
    const char *copy = world_path(&world, "copy.json");
    const char *gone;

    snprintf(vanishing, sizeof vanishing, "%s", world_path(&world, "vanishing"));
    ck_assert_int_eq(mkdir(vanishing, 0700), 0);
    gone = world_path(&world, "vanishing/copy.json");
    true_start = world.guest.process_start;
    world.guest.process_start = start_and_vanish;
    world_expects(
        world_run(&world, "prepare", "--profile", "devbox", "--yes", "--manifest", gone, NULL), 1);
    world_said(world_err(), "its copy is not written");
    world_said(world_err(), "vanishing");
    ck_assert(!fake_is_off(world.machine));
    expect_ready(world_state_path(&world, "manifest.json"));
    world_expects(world_run(&world, "resume", "--manifest", copy, NULL), 0);
    expect_ready(copy);
    ck_assert(fake_is_off(world.machine));
    world_free(&world);
}
END_TEST

START_TEST(a_sealed_machine_is_not_switched_off_unasked)
{
    struct world world = world_new();

    world_expects(prepare(&world), 0);
    world_expects(world_run(&world, "prepare", "--profile", "devbox", NULL), 2);
    world_said(world_err(), "there is nobody to ask");
    world_free(&world);
}
END_TEST

START_TEST(a_run_of_another_machine_is_refused)
{
    struct world world = world_new();

    fake_reserved_storage_needs_restart(world.machine);
    world_expects(prepare(&world), 3010);
    snprintf(fake_hardware(world.machine)->computer_name, 64, "CLONE-02");
    fake_restart(world.machine);
    world_expects(prepare(&world), 5);
    world_said(world_err(), "and this is 'CLONE-02'");
    world_free(&world);
}
END_TEST

static void limit_file_size(rlim_t most_bytes)
{
    struct rlimit limit;

    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = most_bytes;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static size_t size_of_file(const char *path)
{
    AUTO_FREE char *content = world_read(path);

    ck_assert_ptr_nonnull(content);
    return strlen(content);
}

/* More than the facts take, and less than the manifest, which holds them and more. */
static rlim_t room_for_facts_alone(void)
{
    struct world world = world_new();

    world_expects(prepare(&world), 0);
    size_t room = (size_of_file(world_state_path(&world, "facts.json")) +
                      size_of_file(world_state_path(&world, "manifest.json"))) /
                  2;
    world_free(&world);
    return room;
}

/* Too little for the manifest, or for the first line of the journal. */
static const struct {
    rlim_t most_bytes; /* 0: room for the facts alone */
    const char *name;
    bool sealed;
} full_disks[] = {
    { 0, "manifest.json", true },
    { 512, "journal", false },
};

START_TEST(a_full_disk_loses_nothing)
{
    rlim_t most_bytes = full_disks[_i].most_bytes;
    struct world world;

    if (most_bytes == 0)
        most_bytes = room_for_facts_alone();
    world = world_new();
    limit_file_size(most_bytes);
    int code = prepare(&world);
    limit_file_size(RLIM_INFINITY);
    world_expects(code, 1);
    world_said(world_err(), full_disks[_i].name);
    ck_assert(!fake_is_off(world.machine));
    ck_assert(!world_has(world_state_path(&world, "manifest.json")));
    ck_assert_int_eq(fake_calls(world.machine, "partition_delete"), full_disks[_i].sealed);
    world_expects(prepare(&world), 0);
    expect_ready(world_state_path(&world, "manifest.json"));
    ck_assert_int_eq(fake_calls(world.machine, "partition_delete"), 1);
    world_free(&world);
}
END_TEST

START_TEST(what_no_action_can_meet_changes_nothing)
{
    struct world world = world_new();

    fake_hardware(world.machine)->version.product_info = 0x30;
    fake_reg_text(world.machine, "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion", "EditionID",
        "Professional");
    world_expects(prepare(&world), 3);
    world_said(world_out(), "UNMET    os.edition-enterprise");
    world_said(world_out(), "Professional");
    world_said(world_err(), "nothing was changed");
    ck_assert(!world_has(world_state_path(&world, "journal")));
    ck_assert_int_eq(fake_calls(world.machine, "process_start"), 0);
    world_free(&world);
}
END_TEST

START_TEST(what_cannot_be_told_is_not_met)
{
    struct world world = world_new();

    fake_fail(world.machine, "tpm", -1, ERR_WIN32, 5, "access denied");
    world_expects(prepare(&world), 4);
    world_said(world_out(), "unknown  security.tpm-2");
    world_said(world_out(), "access denied");
    ck_assert(!world_has(world_state_path(&world, "journal")));
    world_free(&world);
}
END_TEST

/* What is refused at the door. */
static const struct {
    const char *name;
    bool administrator, local_system;
    const char *err;
} rights[] = {
    { "not elevated", false, false, "administrator's rights" },
    { "LocalSystem", true, true, "LocalSystem must not run sysprep" },
};

START_TEST(who_may_not_is_refused)
{
    struct world world = world_new();

    fake_hardware(world.machine)->token.is_administrator = rights[_i].administrator;
    fake_hardware(world.machine)->token.is_local_system = rights[_i].local_system;
    world_expects(prepare(&world), 5);
    world_said(world_err(), rights[_i].err);
    world_said(world_err(), "hint: ");
    ck_assert_int_eq(fake_calls(world.machine, "process_start"), 0);
    world_free(&world);
}
END_TEST

START_TEST(rights_that_cannot_be_told_are_an_error)
{
    struct world world = world_new();

    fake_fail(world.machine, "token", -1, ERR_WIN32, 5, "no token");
    world_expects(prepare(&world), 1);
    world_said(world_err(), "no token (Win32 error 5)");
    world_free(&world);
}
END_TEST

START_TEST(rule_9_a_second_run_at_once_is_refused)
{
    struct world world = world_new();
    AUTO(file_lock) lock = { 0 };
    struct err err = { 0 };

    ck_assert_msg(file_make_private_folder(world.state, &err), "%s", err.text);
    ck_assert_msg(file_lock_take(world_state_path(&world, "lock"), &lock, &err), "%s", err.text);
    world_expects(prepare(&world), 5);
    world_said(world_err(), "another run is at work");
    ck_assert_int_eq(fake_calls(world.machine, "process_start"), 0);
    world_free(&world);
}
END_TEST

START_TEST(another_commands_run_is_not_taken_over)
{
    struct world world = world_new();

    fake_reserved_storage_needs_restart(world.machine);
    world_expects(prepare(&world), 3010);
    world_expects(world_run(&world, "apply", "--profile", "devbox", "--yes", NULL), 5);
    world_said(world_err(), "an unfinished prepare for devbox is in");
    world_said(world_err(), "goldprep resume");
    world_free(&world);
}
END_TEST

static const struct {
    enum world_answer answer;
    int code;
    const char *err;
} answers[] = {
    { WORLD_NOBODY, 2, "there is nobody to ask" },
    { WORLD_NO, 5, "the answer was not yes; nothing was changed" },
    { WORLD_YES, 0, "Change this machine and seal it?" },
};

START_TEST(asks_before_it_changes_anything)
{
    struct world world = world_new();

    world_answers(answers[_i].answer);
    world_expects(world_run(&world, "prepare", "--profile", "devbox", NULL), answers[_i].code);
    world_said(world_err(), answers[_i].err);
    ck_assert_int_eq(world_has(world_state_path(&world, "journal")), answers[_i].code == 0);
    world_free(&world);
}
END_TEST

START_TEST(a_state_folder_that_cannot_be_made_is_an_error)
{
    struct world world = world_new();

    world_write(world_path(&world, "state"), "a file stands where the folder should be");
    int code = prepare(&world);

    ck_assert_msg(code == 1 || code == 5, "exit %d\n%s", code, world_err());
    world_said(world_err(), "state");
    ck_assert_int_eq(fake_calls(world.machine, "process_start"), 0);
    world_free(&world);
}
END_TEST

/* -- sysprep -- */

static const char log_of_failure[] =
    "2026-11-22 06:00:00, Info       [0x0f004e] SYSPRP ====== Beginning of a new sysprep run "
    "======\n"
    "2026-11-22 06:00:01, Error                 SYSPRP Package Some.App_1.0_x64 was installed for "
    "a "
    "user, but not provisioned for all users. This package will not function properly in the "
    "sysprep "
    "image.\n"
    "2026-11-22 06:00:01, Error                 SYSPRP Failed to remove apps for the current user: "
    "0x80073cf2.\n"
    "2026-11-22 06:00:01, Error      [0x0f00d8] SYSPRP WinMain:Hit failure while pre-validate "
    "sysprep "
    "generalize internal providers; hr = 0x80073cf2\n"
    "2026-11-22 06:00:01, Info       [0x0f0052] SYSPRP Shutting down SysPrep log\n";

static uint32_t sysprep_fails(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)arguments;
    (void)output;
    fake_file_text(
        machine, "C:\\Windows\\System32\\Sysprep\\Panther\\setupact.log", log_of_failure);
    return 0; /* as the real one may */
}

START_TEST(a_sysprep_that_fails_names_the_cause)
{
    struct world world = world_new();

    fake_program(world.machine, "sysprep.exe", 1000, sysprep_fails);
    world_expects(prepare(&world), 6);
    world_said(world_err(), "Some.App_1.0_x64");
    world_said(world_err(), "Panther");
    world_said(world_err(), "0x80073cf2");
    ck_assert(!fake_is_off(world.machine));
    ck_assert(!world_has(world_state_path(&world, "manifest.json")));
    world_expects(world_run(&world, "status", NULL), 0);
    world_said(world_out(), "FAILED");
    world_free(&world);
}
END_TEST

static uint32_t sysprep_never_ends(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)machine;
    (void)arguments;
    (void)output;
    return 0;
}

START_TEST(a_sysprep_that_never_ends_meets_the_limit)
{
    struct world world = world_new();

    fake_program(world.machine, "sysprep.exe", UINT32_MAX, sysprep_never_ends);
    world_expects(
        world_run(&world, "prepare", "--profile", "devbox", "--yes", "--limit", "1", NULL), 7);
    world_said(world_err(), "sysprep has not ended within");
    ck_assert(!fake_is_off(world.machine));
    world_free(&world);
}
END_TEST

START_TEST(a_machine_that_cannot_be_switched_off_is_told)
{
    struct world world = world_new();

    fake_fail(world.machine, "power_off", 1, ERR_WIN32, 1314, "a privilege is missing");
    world_expects(prepare(&world), 1);
    world_said(world_err(), "a privilege is missing");
    world_said(world_err(), "switch the machine off yourself");
    expect_ready(world_state_path(&world, "manifest.json"));
    world_expects(prepare(&world), 0); /* the rest of it: power off */
    ck_assert(fake_is_off(world.machine));
    world_free(&world);
}
END_TEST

/* Something turned bad after the first look: the last gate sees it. */
static uint32_t reagentc_leaves_a_restart_pending(
    struct fake_machine *machine, const char *const *arguments, struct text *output)
{
    (void)arguments;
    (void)output;
    fake_reg_text(
        machine, "SYSTEM\\CurrentControlSet\\Services\\Netlogon", "JoinDomain", "contoso.com");
    fake_file_text(machine, "C:\\Windows\\System32\\Recovery\\ReAgent.xml",
        "<?xml version='1.0' encoding='utf-8'?><WindowsRE version=\"2.0\">"
        "<WinreBCD id=\"{00000000-0000-0000-0000-000000000000}\"/>"
        "<WinreLocation path=\"\" id=\"0\" offset=\"0\" "
        "guid=\"{00000000-0000-0000-0000-000000000000}\"/>"
        "<InstallState state=\"0\"/><WinreStaged state=\"0\"/></WindowsRE>");
    return 0;
}

START_TEST(the_last_gate_stops_what_turned_bad_meanwhile)
{
    struct world world = world_new();

    fake_program(world.machine, "reagentc.exe", 0, reagentc_leaves_a_restart_pending);
    world_expects(prepare(&world), 3);
    world_said(world_err(), "is not generalized");
    world_said(world_err(), "goldprep resume");
    world_said(world_out(), "UNMET    restart.none-pending");
    ck_assert(!fake_is_off(world.machine));
    fake_reg_remove(world.machine, "SYSTEM\\CurrentControlSet\\Services\\Netlogon", "JoinDomain");
    world_expects(world_run(&world, "resume", NULL), 0);
    expect_ready(world_state_path(&world, "manifest.json"));
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cmd_prepare");
    TCase *tests = tcase_create("cmd_prepare");

    tcase_add_test(tests, prepares_a_factory_machine);
    tcase_add_test(tests, shows_the_plan_before_it_begins);
    tcase_add_test(tests, ends_an_unfinished_apply_first);
    tcase_add_test(tests, asks_for_a_restart_and_goes_on_after_it);
    tcase_add_test(tests, nobody_listening_does_not_spoil_it);
    tcase_add_test(tests, no_shutdown_leaves_the_machine_running);
    tcase_add_test(tests, copies_the_manifest);
    tcase_add_test(tests, given_again_it_is_done_already);
    tcase_add_test(tests, a_copy_that_cannot_be_written_is_found_before_anything_is_changed);
    tcase_add_test(tests, a_copy_that_fails_after_the_seal_leaves_a_run_to_resume);
    tcase_add_test(tests, a_sealed_machine_is_not_switched_off_unasked);
    tcase_add_test(tests, a_run_of_another_machine_is_refused);
    tcase_add_loop_test(tests, a_full_disk_loses_nothing, 0, COUNT_OF(full_disks));
    tcase_add_test(tests, what_no_action_can_meet_changes_nothing);
    tcase_add_test(tests, what_cannot_be_told_is_not_met);
    tcase_add_loop_test(tests, who_may_not_is_refused, 0, COUNT_OF(rights));
    tcase_add_test(tests, rights_that_cannot_be_told_are_an_error);
    tcase_add_test(tests, rule_9_a_second_run_at_once_is_refused);
    tcase_add_test(tests, another_commands_run_is_not_taken_over);
    tcase_add_loop_test(tests, asks_before_it_changes_anything, 0, COUNT_OF(answers));
    tcase_add_test(tests, a_state_folder_that_cannot_be_made_is_an_error);
    tcase_add_test(tests, a_sysprep_that_fails_names_the_cause);
    tcase_add_test(tests, a_sysprep_that_never_ends_meets_the_limit);
    tcase_add_test(tests, a_machine_that_cannot_be_switched_off_is_told);
    tcase_add_test(tests, the_last_gate_stops_what_turned_bad_meanwhile);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
