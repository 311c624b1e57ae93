/* SPDX-License-Identifier: MIT */
/* test_trial.c - a trial says what would happen and what would stop it, and changes nothing. */
#include "world.h"

#include "check_main.h"

#define SYSPREP "C:\\Windows\\System32\\Sysprep\\sysprep.exe"
#define COMMAND SYSPREP " /generalize"

/* Every call that changes a machine. */
static const char *const changes[] = { "reserved_storage_set", "partition_delete",
    "partition_resize", "process_start", "process_end", "power_off", "restart" };

static int count_changes(const struct world *world)
{
    int count = 0;

    for (size_t at = 0; at < COUNT_OF(changes); at++)
        count += fake_calls(world->machine, changes[at]);
    return count;
}

static int try_to(struct world *world, const char *command, const char *more, const char *value)
{
    return world_run(world, command, "--profile", "devbox", "--trial", more, value, NULL);
}

START_TEST(of_a_ready_machine_says_what_would_happen)
{
    static const char *const parts[] = { "Before sysprep:\n", "ok       rights         '",
        "is an administrator\n", "ok       session        ",
        "ok       earlier run    none is in the way\n",
        "ok       requirements   every must is met\n",
        "ok       answer file    none is given, and sysprep finds none\n",
        "ok       sysprep.exe    '" SYSPREP "'", "ok       processes      no sysprep.exe runs\n",
        "ok       disk space     ", "What would happen:\n", "- run: " COMMAND " /oobe",
        "hold what updates Windows", "wait for it, at most 60 min (--limit)",
        "put the updaters back", "manifest.json'", "switch the machine off\n",
        "'generalize' would go to work.\nNothing was changed.\n" };
    struct world world = world_new();
    int before;

    world_is_ready(&world);
    AUTO_FREE char *journal = world_read(world_state_path(&world, "journal"));
    before = count_changes(&world);
    world_expects(try_to(&world, "generalize", NULL, NULL), 0);
    for (size_t at = 0; at < COUNT_OF(parts); at++)
        world_said(world_out(), parts[at]);
    ck_assert_int_eq(count_changes(&world), before);
    AUTO_FREE char *after = world_read(world_state_path(&world, "journal"));
    ck_assert_str_eq(journal, after);
    ck_assert(!world_has(world_state_path(&world, "manifest.json")));
    ck_assert(!world_has(world_state_path(&world, "facts.json")));
    /* what it said holds */
    world_expects(world_run(&world, "generalize", "--profile", "devbox", "--yes", NULL), 0);
    world_free(&world);
}
END_TEST

static void as_it_is(struct fake_machine *machine)
{
    (void)machine;
}

static void not_elevated(struct fake_machine *machine)
{
    fake_hardware(machine)->token.is_administrator = false;
}

static void local_system(struct fake_machine *machine)
{
    fake_hardware(machine)->token.is_local_system = true;
}

static void in_the_services_session(struct fake_machine *machine)
{
    fake_hardware(machine)->token.session_id = 0;
}

static void without_sysprep(struct fake_machine *machine)
{
    fake_file_remove(machine, SYSPREP);
}

static void sysprep_is_denied(struct fake_machine *machine)
{
    fake_file_deny(machine, SYSPREP);
}

static void sysprep_runs(struct fake_machine *machine)
{
    fake_hardware(machine)->running = "sysprep.exe";
}

static void no_space(struct fake_machine *machine)
{
    fake_hardware(machine)->volume.free_bytes = 255U * 1024 * 1024;
}

static void hides_its_tpm(struct fake_machine *machine)
{
    fake_fail(machine, "tpm", -1, ERR_WIN32, 5, "access denied");
}

static void has_secure_boot_off(struct fake_machine *machine)
{
    fake_fail(machine, "tpm", -1, ERR_WIN32, 5, "access denied");
    fake_hardware(machine)->firmware = GUEST_FIRMWARE_BIOS;
}

static void has_an_answer_file(struct fake_machine *machine)
{
    fake_file_text(machine, "C:\\Windows\\Panther\\unattend.xml",
        "<unattend xmlns=\"urn:schemas-microsoft-com:unattend\"><settings "
        "pass=\"oobeSystem\"><component name=\"Microsoft-Windows-Shell-Setup\" "
        "processorArchitecture=\"amd64\"/></settings></unattend>");
}

static const struct {
    const char *name;
    void (*change)(struct fake_machine *machine);
    int code;
    const char *said;
} machines[] = {
    { "ready", as_it_is, 0, "ok       requirements   every must is met" },
    { "not elevated", not_elevated, 5,
        "STOPS    rights         'generalize' needs an administrator's rights" },
    { "LocalSystem", local_system, 5, "STOPS    rights         LocalSystem must not run" },
    { "LocalSystem is told what to do", local_system, 5, "from Packer:" },
    { "services' session", in_the_services_session, 0, "session        0, that of services" },
    { "no sysprep.exe", without_sysprep, 3, "STOPS    sysprep.exe    there is no '" SYSPREP "'" },
    { "sysprep.exe cannot be looked at", sysprep_is_denied, 4,
        "unknown  sysprep.exe    cannot be told" },
    { "sysprep runs", sysprep_runs, 5, "STOPS    processes      sysprep.exe runs already" },
    { "no space", no_space, 3, "STOPS    disk space     255 MiB are free" },
    { "a must that cannot be told", hides_its_tpm, 4, "unknown  requirement    security.tpm-2: " },
    { "unmet comes before unknown", has_secure_boot_off, 3, "STOPS    requirement    " },
    { "an answer file lies about", has_an_answer_file, 0,
        "answer file    none is given; sysprep takes" },
};

START_TEST(names_what_would_stop_it)
{
    struct world world = world_new();
    int before;

    world_is_ready(&world);
    machines[_i].change(world.machine);
    before = count_changes(&world);
    world_expects(try_to(&world, "generalize", NULL, NULL), machines[_i].code);
    world_said(world_out(), machines[_i].said);
    world_said(world_out(), "\nNothing was changed.\n");
    world_said(world_out(), machines[_i].code == 0 ? "would go to work" : "would end with ");
    ck_assert_int_eq(count_changes(&world), before);
    world_free(&world);
}
END_TEST

/* A window that was left open, before it has done anything. */
START_TEST(a_left_over_sysprep_is_closed_with_yes)
{
    struct world world = world_new();

    world_is_ready(&world);
    sysprep_runs(world.machine);
    world_expects(try_to(&world, "generalize", NULL, NULL), 5);
    world_said(world_out(), "say --yes");
    world_expects(try_to(&world, "generalize", "--yes", NULL), 0);
    world_said(world_out(), "ok       processes      sysprep.exe runs already, has changed");
    fake_reg_u32(world.machine, "SYSTEM\\Setup\\Status\\SysprepStatus", "GeneralizationState", 3);
    world_expects(try_to(&world, "generalize", "--yes", NULL), 3); /* a must is unmet, too */
    world_said(world_out(), "STOPS    processes      sysprep.exe runs already, and is at");
    world_free(&world);
}
END_TEST

/* Whatever stops first, everything is looked at and told. */
START_TEST(names_everything_at_once)
{
    struct world world = world_new();

    not_elevated(world.machine);
    without_sysprep(world.machine);
    world_expects(try_to(&world, "generalize", NULL, NULL), 5);
    world_said(world_out(), "STOPS    rights");
    world_said(world_out(), "STOPS    requirement    ");
    world_said(world_out(), "STOPS    sysprep.exe");
    world_said(world_out(), "What would happen if nothing stopped it:");
    ck_assert(!world_has(world.state));
    world_free(&world);
}
END_TEST

START_TEST(slow_witnesses_are_asked)
{
    struct world world = world_new();

    world_expects(try_to(&world, "generalize", NULL, NULL), 3);
    ck_assert_int_gt(fake_calls(world.machine, "reserved_storage"), 0);
    ck_assert_int_gt(fake_calls(world.machine, "appx-packages"), 0);
    world_said(world_err(), "asking slow witnesses too");
    world_free(&world);
}
END_TEST

/* What the plan puts right stops nothing; what no action can is named. */
START_TEST(prepare_shows_its_plan)
{
    struct world world = world_new();

    world_expects(try_to(&world, "prepare", NULL, NULL), 0);
    world_said(world_out(), "Delete the recovery partition");
    world_said(world_out(), "requirements   every must is met, or is by the plan");
    world_said(world_out(), "the steps of the plan in front of the last one");
    ck_assert_int_eq(count_changes(&world), 0);
    ck_assert(!world_has(world.state));
    has_secure_boot_off(world.machine);
    world_expects(try_to(&world, "prepare", NULL, NULL), 3);
    world_said(world_out(), "STOPS    requirement    ");
    world_expects(try_to(&world, "prepare", "--operations", "-generalize"), 2);
    ck_assert(!world_has(world.state));
    world_free(&world);
}
END_TEST

START_TEST(an_answer_file_is_checked_and_not_kept)
{
    static const char sound[] =
        "<?xml version=\"1.0\"?>\n<unattend xmlns=\"urn:schemas-microsoft-com:unattend\">"
        "<settings pass=\"oobeSystem\"><component name=\"Microsoft-Windows-Shell-Setup\" "
        "processorArchitecture=\"amd64\" publicKeyToken=\"31bf3856ad364e35\" "
        "language=\"neutral\" versionScope=\"nonSxS\"><TimeZone>UTC</TimeZone></component>"
        "</settings></unattend>\n";
    struct world world = world_new();
    const char *file = world_path(&world, "named.xml");

    world_is_ready(&world);
    world_write(file, sound);
    world_expects(try_to(&world, "generalize", "--unattend", file), 0);
    world_said(world_out(), "named.xml' is");
    world_said(world_out(), "/unattend:");
    ck_assert(!world_has(world_state_path(&world, "unattend.xml")));
    world_write(file, "<unattend>");
    world_expects(try_to(&world, "generalize", "--unattend", file), 5);
    world_said(world_out(), "STOPS    answer file    '");
    world_expects(try_to(&world, "generalize", "--unattend", world_path(&world, "no.xml")), 1);
    world_free(&world);
}
END_TEST

START_TEST(an_unfinished_run_is_told)
{
    struct world world = world_new();

    fake_reserved_storage_needs_restart(world.machine);
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 3010);
    AUTO_FREE char *journal = world_read(world_state_path(&world, "journal"));
    world_expects(try_to(&world, "prepare", NULL, NULL), 0);
    world_said(world_out(), "unfinished: the");
    world_said(world_out(), "the steps that are left of the unfinished run");
    world_expects(try_to(&world, "generalize", NULL, NULL), 5);
    world_said(world_out(), "STOPS    earlier run    is in the way");
    AUTO_FREE char *after = world_read(world_state_path(&world, "journal"));
    ck_assert_str_eq(journal, after);
    world_free(&world);
}
END_TEST

START_TEST(a_sealed_machine_is_told)
{
    struct world world = world_new();

    world_is_ready(&world);
    world_expects(
        world_run(&world, "generalize", "--profile", "devbox", "--yes", "--no-shutdown", NULL), 0);
    world_expects(try_to(&world, "generalize", NULL, NULL), 0);
    world_said(world_out(), "has sealed this machine");
    ck_assert(!fake_is_off(world.machine));
    world_free(&world);
}
END_TEST

START_TEST(elsewhere_there_is_nothing_to_try)
{
    struct world world = world_without_windows();

    world_expects(try_to(&world, "generalize", NULL, NULL), 2);
    world_expects(world_run(&world, "apply", "--profile", "devbox", "--trial", NULL), 2);
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("trial");

    check_add(suite, of_a_ready_machine_says_what_would_happen, 1);
    check_add(suite, names_what_would_stop_it, COUNT_OF(machines));
    check_add(suite, a_left_over_sysprep_is_closed_with_yes, 1);
    check_add(suite, names_everything_at_once, 1);
    check_add(suite, slow_witnesses_are_asked, 1);
    check_add(suite, prepare_shows_its_plan, 1);
    check_add(suite, an_answer_file_is_checked_and_not_kept, 1);
    check_add(suite, an_unfinished_run_is_told, 1);
    check_add(suite, a_sealed_machine_is_told, 1);
    check_add(suite, elsewhere_there_is_nothing_to_try, 1);
    return check_main(suite);
}
