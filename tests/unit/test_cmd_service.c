/* SPDX-License-Identifier: MIT */
/* test_cmd_service.c - the service is made, taken away and run, or it is said why not. */
#include "world.h"

#include "check_main.h"

#include <string.h>

/* A service manager made of memory. */
static struct {
    bool is_installed;
    struct err install_fails, remove_fails, run_fails; /* domain ERR_NONE: it works */
    int installs, removes, runs;
    bool in_console;
    char refuses[384]; /* what the host that was given refuses with */
} fake;

static bool answer(const struct err *fails, struct err *err)
{
    if (fails->domain == ERR_NONE)
        return true;
    *err = *fails;
    return false;
}

static bool look(void *state, enum found *found, struct service_seen *seen, struct err *err)
{
    (void)state;
    (void)err;
    *found = fake.is_installed ? FOUND : ABSENT;
    if (fake.is_installed)
        text_append(&seen->program, "\"C:\\old\\goldprep.exe\" service run");
    return true;
}

static bool install(void *state, struct err *err)
{
    (void)state;
    fake.installs++;
    return answer(&fake.install_fails, err);
}

static bool remove_it(void *state, uint32_t limit_ms, struct err *err)
{
    (void)state;
    ck_assert_uint_gt(limit_ms, 180 * 1000); /* as long as the service may take */
    fake.removes++;
    return answer(&fake.remove_fails, err);
}

static bool run_it(void *state, const struct service_host *host, bool in_console, struct err *err)
{
    (void)state;
    fake.runs++;
    fake.in_console = in_console;
    if (host->refuses)
        snprintf(fake.refuses, sizeof fake.refuses, "%s", host->refuses->text);
    return answer(&fake.run_fails, err);
}

static const struct service_manager manager = {
    .look = look, .install = install, .remove = remove_it, .run = run_it
};

/* "goldprep service WORD": WORD may be NULL. Clears what was said before. */
static void ask(struct world *world, const char *word, int wanted)
{
    char *arguments[] = { (char *)"goldprep", (char *)"service", (char *)word };
    const struct ui_machine machine = {
        .guest = world->machine ? &world->guest : NULL,
        .state_folder = world->state,
        .service = world->machine ? &manager : NULL,
    };

    (void)world_run(world, "version", NULL);
    world_expects(ui_main(word ? 3 : 2, arguments, &machine), wanted);
}

static struct world new_world(void)
{
    memset(&fake, 0, sizeof fake);
    return world_new();
}

static struct err win32(uint32_t code)
{
    struct err err = { 0 };

    err_set(&err, ERR_WIN32, code, "Windows says %u", code);
    return err;
}

START_TEST(where_there_is_no_windows_there_is_no_service)
{
    struct world world = world_without_windows();

    ask(&world, "install", 2);
    world_said(world_err(), "there is no service here");
    world_free(&world);
}
END_TEST

static const char *const wrong_words[] = { NULL, "start", "Install" };

START_TEST(it_takes_no_other_word)
{
    struct world world = new_world();

    ask(&world, wrong_words[_i], 2);
    world_said(world_err(), "install, remove, run or --console");
    world_free(&world);
}
END_TEST

static const char *const words[] = { "install", "remove", "run", "--console" };

START_TEST(rule_1_it_takes_an_elevated_administrator)
{
    struct world world = new_world();

    fake_hardware(world.machine)->token.is_administrator = false;
    ask(&world, words[_i], 5);
    world_said(world_err(), "needs an administrator's rights");
    world_said(world_err(), "hint: run from an elevated prompt");
    ck_assert_int_eq(fake.installs + fake.removes + fake.runs, 0);
    world_free(&world);
}
END_TEST

START_TEST(it_is_installed)
{
    struct world world = new_world();

    ask(&world, "install", 0);
    world_said(world_out(), "The service 'goldprep' is installed.");
    ck_assert_int_eq(fake.installs, 1);
    world_free(&world);
}
END_TEST

static const struct {
    const char *name;
    enum err_domain domain;
    uint32_t number;
    int code;
    const char *said, *hint;
} failures[] = {
    { "it is there", ERR_WIN32, 1073, 5, "installed already: \"C:\\old\\goldprep.exe\" service run",
        "hint: 'goldprep service remove'" },
    { "it goes", ERR_WIN32, 1072, 1, "still held open by some program",
        "hint: close the Services" },
    { "others may change the program", ERR_AGENT, ERR_REFUSED, 5, "no",
        "hint: put goldprep.exe into" },
    { "denied", ERR_WIN32, 5, 1, "Windows says 5 (Win32 error 5)", "" },
};

START_TEST(why_it_is_not_installed_is_said)
{
    struct world world = new_world();

    fake.is_installed = true;
    err_set(&fake.install_fails, failures[_i].domain, failures[_i].number, "%s",
        failures[_i].domain == ERR_AGENT ? "no" : "Windows says 5 (Win32 error 5)");
    ask(&world, "install", failures[_i].code);
    world_said(world_err(), failures[_i].said);
    world_said(world_err(), failures[_i].hint);
    world_free(&world);
}
END_TEST

START_TEST(it_is_removed)
{
    struct world world = new_world();

    ask(&world, "remove", 0);
    world_said(world_out(), "There is no service 'goldprep'.");
    fake.is_installed = true;
    ask(&world, "remove", 0);
    world_said(world_out(), "The service 'goldprep' is removed.");
    ck_assert_int_eq(fake.removes, 2); /* an event source alone is removed, too */
    world_free(&world);
}
END_TEST

START_TEST(that_it_goes_only_later_is_said)
{
    struct world world = new_world();

    fake.remove_fails = win32(1072);
    ask(&world, "remove", 1);
    world_said(world_err(), "still held open by some program");
    world_free(&world);
}
END_TEST

START_TEST(rule_8_an_unfinished_run_keeps_its_service)
{
    struct world world = new_world();

    fake_reserved_storage_needs_restart(world.machine);
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 3010);
    ask(&world, "remove", 5);
    world_said(world_err(), "is unfinished");
    world_said(world_err(), "hint: 'goldprep resume' ends it");
    ck_assert_int_eq(fake.removes, 0);
    world_free(&world);
}
END_TEST

START_TEST(rule_8_an_unfinished_undo_keeps_it_and_an_ended_one_does_not)
{
    struct world world = new_world();

    world_expects(world_run(&world, "apply", "--profile", "devbox", "--yes", NULL), 0);
    fake_reserved_storage_needs_restart(world.machine);
    world_expects(world_run(&world, "undo", "--yes", NULL), 3010);
    ask(&world, "remove", 5);
    world_said(world_err(), "the undo of the run");
    world_said(world_err(), "hint: 'goldprep undo' ends it");
    ck_assert_int_eq(fake.removes, 0);
    fake_restart(world.machine);
    world_expects(world_run(&world, "undo", "--yes", NULL), 0);
    ask(&world, "remove", 0);
    ck_assert_int_eq(fake.removes, 1);
    world_free(&world);
}
END_TEST

START_TEST(rule_8_a_run_that_cannot_be_read_keeps_it_too)
{
    struct world world = new_world();

    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
    world_write(world_state_path(&world, "journal"), "{\"seq\":1}\n{\"seq\":2}\n");
    ask(&world, "remove", 1);
    ck_assert_int_eq(fake.removes, 0);
    world_free(&world);
}
END_TEST

START_TEST(a_finished_run_does_not)
{
    struct world world = new_world();

    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 0);
    ask(&world, "remove", 0);
    ck_assert_int_eq(fake.removes, 1);
    world_free(&world);
}
END_TEST

START_TEST(it_runs_as_it_is_told)
{
    struct world world = new_world();

    ask(&world, "run", 0);
    ck_assert(fake.runs == 1 && !fake.in_console);
    ask(&world, "--console", 0);
    ck_assert(fake.runs == 2 && fake.in_console);
    ck_assert_str_eq(fake.refuses, "");
    world_free(&world);
}
END_TEST

START_TEST(run_in_a_console_says_what_to_do)
{
    struct world world = new_world();

    fake.run_fails = win32(1063);
    ask(&world, "run", 2);
    world_said(world_err(), "hint: the service manager alone starts 'service run'");
    world_said(world_err(), "'goldprep service --console'");
    fake.run_fails = win32(5);
    ask(&world, "run", 1);
    world_free(&world);
}
END_TEST

static const char *const set_up[] = { "SystemSetupInProgress", "OOBEInProgress" };

/* The service manager waits for a service that it has started: it says so and ends. */
START_TEST(rule_10_while_windows_is_set_up_it_ends_at_once)
{
    struct world world = new_world();

    fake_reg_u32(world.machine, "SYSTEM\\Setup", set_up[_i], 1);
    ask(&world, "run", 0);
    world_said(fake.refuses, set_up[_i]);
    ask(&world, "--console", 5);
    ck_assert_int_eq(fake.runs, 1);
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cmd_service");

    check_add(suite, where_there_is_no_windows_there_is_no_service, 1);
    check_add(suite, it_takes_no_other_word, COUNT_OF(wrong_words));
    check_add(suite, rule_1_it_takes_an_elevated_administrator, COUNT_OF(words));
    check_add(suite, it_is_installed, 1);
    check_add(suite, why_it_is_not_installed_is_said, COUNT_OF(failures));
    check_add(suite, it_is_removed, 1);
    check_add(suite, that_it_goes_only_later_is_said, 1);
    check_add(suite, rule_8_an_unfinished_run_keeps_its_service, 1);
    check_add(suite, rule_8_an_unfinished_undo_keeps_it_and_an_ended_one_does_not, 1);
    check_add(suite, rule_8_a_run_that_cannot_be_read_keeps_it_too, 1);
    check_add(suite, a_finished_run_does_not, 1);
    check_add(suite, it_runs_as_it_is_told, 1);
    check_add(suite, run_in_a_console_says_what_to_do, 1);
    check_add(suite, rule_10_while_windows_is_set_up_it_ends_at_once, COUNT_OF(set_up));
    return check_main(suite);
}
