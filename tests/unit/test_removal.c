/* SPDX-License-Identifier: MIT */
/* test_removal.c - goldprep goes from a machine that it has sealed, and what dies on the way is ended. */
#include "base/file.h"
#include "own_fake.h"
#include "upload/manifest.h"

#include "check_main.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A machine on which goldprep is a file that was copied there. */
static struct world world_with_program(void)
{
    struct world world = world_new();

    own_fake = (struct own_fake){ 0 };
    snprintf(own_fake.program, sizeof own_fake.program, "C:\\tools\\goldprep.exe");
    own_fake.leaves = OWN_LEAVES_AT_END;
    world.own = own_fake_table;
    fake_file_text(world.machine, PREFETCH, "prefetched");
    fake_file_text(world.machine, "C:\\Windows\\Prefetch\\NOTEPAD.EXE-11111111.pf", "another");
    return world;
}

static void add_service(struct world *world)
{
    fake_reg_u32(world->machine, SERVICE_KEY, "Start", 3);
    fake_reg_u32(world->machine, EVENT_KEY, "TypesSupported", 7);
}

/* One on which the MSI has put it. */
static void install(struct world *world, const char *build)
{
    add_service(world);
    snprintf(own_fake.program, sizeof own_fake.program, INSTALLED);
    fake_reg_text(world->machine, OWN_KEY, "ProductCode", PRODUCT);
    fake_reg_text(world->machine, OWN_KEY, "Program", INSTALLED);
    fake_reg_text(world->machine, OWN_KEY, "Build", build);
    fake_reg_text(world->machine, UNINSTALL, "DisplayName", "goldprep");
    fake_program(world->machine, "msiexec.exe", 1000, own_fake_msiexec);
}

static bool has_key(const struct world *world, const char *key)
{
    enum found found = ABSENT;
    struct err err = { 0 };

    ck_assert(world->guest.reg_has_key(world->guest.state, key, &found, &err));
    return found == FOUND;
}

static bool has_file(const struct world *world, const char *path)
{
    struct guest_file file = { 0 };
    enum found found = ABSENT;
    struct err err = { 0 };

    ck_assert(world->guest.file_stat(world->guest.state, path, &found, &file, &err));
    return found == FOUND;
}

static int prepare(struct world *world, const char *copy)
{
    return world_run(world, "prepare", "--profile", "devbox", "--yes", "--remove-agent",
        "--manifest", copy, NULL);
}

/* The rows of a list of the manifest's `agent`, as "what what ". The caller frees *document. */
static void expect_rows(
    const char *copy, const char *list, const char *wanted, struct json **document)
{
    AUTO_FREE char *content = world_read(copy);
    struct manifest_verdict verdict = { 0 };
    AUTO(text) seen = { 0 };
    struct err err = { 0 };

    ck_assert_msg(content != NULL, "there is no '%s'", copy);
    ck_assert_msg(
        manifest_parse(content, strlen(content), document, &verdict, &err), "%s", err.text);
    ck_assert_msg(verdict.ready, "%s", verdict.why);
    const struct json *rows = json_member(json_member(*document, "agent"), list);

    for (const struct json *row = json_first(rows); row; row = json_next(row))
        text_append(&seen, "%s ", json_string(json_member(row, "what")));
    ck_assert_str_eq(text_string(&seen), wanted);
}

static void expect_agent(
    const char *copy, const char *removed, const char *leaves, const char *left)
{
    AUTO(json_value) first = { 0 };
    AUTO(json_value) second = { 0 };
    AUTO(json_value) third = { 0 };

    expect_rows(copy, "removed", removed, &first.root);
    expect_rows(copy, "leaves", leaves, &second.root);
    expect_rows(copy, "left", left, &third.root);
}

static void expect_no_trace(const struct world *world)
{
    ck_assert(!has_key(world, SERVICE_KEY));
    ck_assert(!has_key(world, EVENT_KEY));
    ck_assert(!has_key(world, OWN_KEY));
    ck_assert(!has_key(world, UNINSTALL));
    ck_assert(!has_file(world, PREFETCH));
    ck_assert(has_file(world, "C:\\Windows\\Prefetch\\NOTEPAD.EXE-11111111.pf"));
    ck_assert(!world_has(world->state));
    ck_assert_str_eq(own_fake.program, "");
    ck_assert(fake_is_off(world->machine));
}

/* -- what goes -- */

START_TEST(a_copied_program_goes_with_its_state_folder)
{
    struct world world = world_with_program();
    char copy[128];

    snprintf(copy, sizeof copy, "%s", world_path(&world, "copy.json"));
    own_fake.world = &world;
    world_expects(prepare(&world, copy), 0);
    expect_agent(copy, "prefetch state-folder ", "program ", "");
    expect_no_trace(&world);
    ck_assert_str_eq(own_fake.folder, "");
    world_said(world_out(), "Removed: prefetch, state-folder, and the program, which goes when");
    world_said(world_out(), "switched off in 15 seconds");
    world_free(&world);
}
END_TEST

START_TEST(a_service_of_a_copied_program_goes_too)
{
    struct world world = world_with_program();
    char copy[128];

    snprintf(copy, sizeof copy, "%s", world_path(&world, "copy.json"));
    own_fake.world = &world;
    add_service(&world);
    world_expects(prepare(&world, copy), 0);
    expect_agent(copy, "service event-source prefetch state-folder ", "program ", "");
    expect_no_trace(&world);
    world_free(&world);
}
END_TEST

START_TEST(an_installation_goes_by_its_own_installer)
{
    struct world world = world_with_program();
    char copy[128];

    snprintf(copy, sizeof copy, "%s", world_path(&world, "copy.json"));
    own_fake.world = &world;
    install(&world, "");
    world_expects(prepare(&world, copy), 0);
    expect_agent(copy, "installation prefetch state-folder ", "program ", "");
    expect_no_trace(&world);
    ck_assert_str_eq(own_fake.folder, "C:\\Program Files\\goldprep");
    world_free(&world);
}
END_TEST

/* One that lies elsewhere does not step aside, and its folder is somebody else's. */
START_TEST(an_installation_goes_when_another_copy_runs)
{
    struct world world = world_with_program();
    char copy[128];

    snprintf(copy, sizeof copy, "%s", world_path(&world, "copy.json"));
    own_fake.world = &world;
    install(&world, "");
    snprintf(own_fake.program, sizeof own_fake.program, "C:\\tools\\goldprep.exe");
    world_expects(prepare(&world, copy), 0);
    expect_no_trace(&world);
    ck_assert_str_eq(own_fake.folder, "");
    world_free(&world);
}
END_TEST

/* BUILD=1: it is removed without being asked for. */
static const struct {
    const char *build;
    bool goes;
} builds[] = { { "1", true }, { "10", true }, { "01", false }, { "0", false }, { "", false },
    { "yes", false } };

START_TEST(what_was_said_last_of_a_build_counts)
{
    struct world world = world_with_program();
    char copy[128];

    snprintf(copy, sizeof copy, "%s", world_path(&world, "copy.json"));
    own_fake.world = &world;
    install(&world, builds[_i].build);
    world_expects(
        world_run(&world, "prepare", "--profile", "devbox", "--yes", "--manifest", copy, NULL), 0);
    ck_assert_msg((own_fake.program[0] == '\0') == builds[_i].goes, "'%s'", builds[_i].build);
    world_free(&world);
}
END_TEST

START_TEST(installed_for_a_build_it_goes_by_itself)
{
    struct world world = world_with_program();
    char copy[128];

    snprintf(copy, sizeof copy, "%s", world_path(&world, "copy.json"));
    own_fake.world = &world;
    install(&world, "1");
    world_expects(
        world_run(&world, "prepare", "--profile", "devbox", "--yes", "--manifest", copy, NULL), 0);
    expect_no_trace(&world);
    world_free(&world);
}
END_TEST

START_TEST(keep_agent_keeps_it)
{
    struct world world = world_with_program();

    own_fake.world = &world;
    install(&world, "1");
    world_expects(
        world_run(&world, "prepare", "--profile", "devbox", "--yes", "--keep-agent", NULL), 0);
    ck_assert(has_key(&world, SERVICE_KEY));
    ck_assert(world_has(world_state_path(&world, "journal")));
    ck_assert_int_eq(own_fake.calls, 0);
    world_free(&world);
}
END_TEST

/* The option was given before a restart; resume has it from the journal. */
START_TEST(a_restart_between_changes_nothing)
{
    struct world world = world_with_program();
    char copy[128];

    snprintf(copy, sizeof copy, "%s", world_path(&world, "copy.json"));
    own_fake.world = &world;
    fake_reserved_storage_needs_restart(world.machine);
    world_expects(prepare(&world, copy), 3010);
    fake_restart(world.machine);
    world_expects(world_run(&world, "resume", NULL), 0);
    expect_no_trace(&world);
    world_free(&world);
}
END_TEST

START_TEST(no_shutdown_leaves_the_machine_running)
{
    struct world world = world_with_program();
    char copy[128];

    snprintf(copy, sizeof copy, "%s", world_path(&world, "copy.json"));
    own_fake.world = &world;
    own_fake.leaves = OWN_LEAVES_AT_BOOT;
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", "--remove-agent",
                      "--no-shutdown", "--manifest", copy, NULL),
        0);
    ck_assert(!fake_is_off(world.machine));
    world_said(world_out(), "goes at the first start");
    world_free(&world);
}
END_TEST

/* -- what is refused -- */

static const struct {
    const char *name;
    const char *build;
    const char *arguments[3];
    const char *manifest; /* in the world's folder; NULL: none */
    const char *said;
} refused[] = {
    { "no place for the manifest", "", { "--remove-agent" }, NULL, "no other place is named" },
    { "installed for a build, and no place", "1", { NULL }, NULL, "--keep-agent leaves goldprep" },
    { "the state folder itself", "", { "--remove-agent" }, "state/copy.json",
        "lies in the state folder" },
    { "both", "", { "--remove-agent", "--keep-agent" }, "copy.json", "exclude each other" },
};

START_TEST(refuses_what_cannot_end_well)
{
    struct world world = world_with_program();
    const char *const *said = refused[_i].arguments;
    const char *manifest = refused[_i].manifest ? "--manifest" : NULL;
    int code;

    own_fake.world = &world;
    install(&world, refused[_i].build);
    if (!said[0])
        code = world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL);
    else if (!said[1])
        code = world_run(&world, "prepare", "--profile", "devbox", "--yes", said[0], manifest,
            manifest ? world_path(&world, refused[_i].manifest) : NULL, NULL);
    else
        code = world_run(&world, "prepare", "--profile", "devbox", "--yes", said[0], said[1],
            "--manifest", world_path(&world, refused[_i].manifest), NULL);
    ck_assert_msg(code == 2, "%s: %d: %s", refused[_i].name, code, world_err());
    world_said(world_err(), refused[_i].said);
    ck_assert(!world_has(world.state));
    world_free(&world);
}
END_TEST

/* -- what fails, and what dies -- */

enum { CALLS_OF_AN_INSTALLATION = 5 }; /* service, aside, prefetch, leave, off */

/* The machine stays as it is, says what is left, and the same command ends it. */
START_TEST(what_fails_is_told_and_can_be_tried_again)
{
    struct world world = world_with_program();
    char copy[128];

    snprintf(copy, sizeof copy, "%s", world_path(&world, "copy.json"));
    own_fake.world = &world;
    install(&world, "");
    own_fake.fails_at = _i + 1;
    world_expects(prepare(&world, copy), 1);
    ck_assert(!fake_is_off(world.machine));
    own_fake.fails_at = 0;
    if (own_fake.program[0] == '\0') { /* all but the switch */
        expect_agent(copy, "installation prefetch state-folder ", "program ", "");
        world_said(world_err(), "switch the machine off yourself");
    } else {
        world_said(world_err(), "is left: cannot ");
        world_expects(prepare(&world, copy), 0);
        expect_no_trace(&world);
    }
    world_free(&world);
}
END_TEST

START_TEST(an_installer_that_wants_a_restart_has_failed)
{
    struct world world = world_with_program();
    char copy[128];

    snprintf(copy, sizeof copy, "%s", world_path(&world, "copy.json"));
    own_fake.world = &world;
    install(&world, "");
    own_fake.installer_code = 3010;
    world_expects(prepare(&world, copy), 1);
    world_said(world_err(), "has ended with 3010");
    world_said(world_err(), "do not restart it");
    expect_agent(copy, "", "", "installation ");
    ck_assert(world_has(world_state_path(&world, "journal")));
    world_free(&world);
}
END_TEST

/* A process of its own dies right before a call; what it has changed is changed here, too. */
static void run_and_die(struct world *world, const char *copy, int dies_at)
{
    int ends[2];
    int status = 0;
    char line[256];
    FILE *told;
    pid_t child;

    ck_assert_int_eq(pipe(ends), 0);
    child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        own_fake.calls = 0;
        own_fake.dies_at = dies_at;
        own_fake.tells = ends[1];
        _exit(prepare(world, copy));
    }
    close(ends[1]);
    told = fdopen(ends[0], "r");
    while (fgets(line, sizeof line, told)) {
        line[strcspn(line, "\n")] = '\0';
        own_fake_change(line[0], line + 1);
    }
    fclose(told);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(
        WIFEXITED(status) && WEXITSTATUS(status) == 9, "call %d: status %d", dies_at, status);
}

static int resume(struct world *world, const char *copy)
{
    return world_run(world, "resume", "--manifest", copy, NULL);
}

START_TEST(what_dies_on_the_way_is_ended_by_the_same_command_and_by_resume)
{
    int (*const ends_it)(struct world *, const char *) =
        _i < CALLS_OF_AN_INSTALLATION ? prepare : resume;
    struct world world = world_with_program();
    char copy[128];

    snprintf(copy, sizeof copy, "%s", world_path(&world, "copy.json"));
    own_fake.world = &world;
    install(&world, "");
    own_fake.fails_at = 1; /* sealed, and nothing gone yet */
    world_expects(prepare(&world, copy), 1);
    own_fake.fails_at = 0;
    run_and_die(&world, copy, _i % CALLS_OF_AN_INSTALLATION + 1);
    if (own_fake.program[0] == '\0') /* somebody who wants to end it brings the program again */
        snprintf(own_fake.program, sizeof own_fake.program, "C:\\tools\\goldprep.exe");
    world_expects(ends_it(&world, copy), 0);
    expect_no_trace(&world);
    world_free(&world);
}
END_TEST

static const char *const state_files[] = { "journal", "facts.json", "manifest.json", "lock" };

/* The state folder goes file by file, the journal last; what is left of it is enough. */
START_TEST(half_a_state_folder_is_enough_to_go_on)
{
    struct world world = world_with_program();
    char copy[128];
    char *contents[COUNT_OF(state_files)] = { NULL };
    struct err err = { 0 };

    snprintf(copy, sizeof copy, "%s", world_path(&world, "copy.json"));
    own_fake.world = &world;
    own_fake.fails_at = 1; /* sealed, and nothing gone yet */
    world_expects(prepare(&world, copy), 1);
    own_fake.fails_at = 0;
    for (size_t at = 0; at < COUNT_OF(state_files); at++)
        contents[at] = world_read(world_state_path(&world, state_files[at]));
    run_and_die(&world, copy, 2); /* where the program would go: the folder has just gone */
    ck_assert(!world_has(world.state));
    ck_assert(file_make_private_folder(world.state, &err));
    for (size_t at = 0; at < (size_t)_i; at++)
        if (contents[at])
            world_write(world_state_path(&world, state_files[at]), contents[at]);
    for (size_t at = 0; at < COUNT_OF(state_files); at++)
        free(contents[at]);
    world_expects(prepare(&world, copy), 0);
    expect_agent(copy, "prefetch state-folder ", "program ", "");
    expect_no_trace(&world);
    world_free(&world);
}
END_TEST

/* It was handed over before anything of the state folder went: there is nothing left to upload. */
/* Two consoles that both end it would both take the program away, and both switch the machine off. */
START_TEST(rule_9_a_removal_take_up_by_one_process)
{
    struct world world = world_with_program();
    AUTO(file_lock) lock = { 0 };
    struct err err = { 0 };
    char copy[128];

    snprintf(copy, sizeof copy, "%s", world_path(&world, "copy.json"));
    own_fake.world = &world;
    install(&world, "");
    own_fake.fails_at = 1; /* sealed, and nothing gone yet */
    world_expects(prepare(&world, copy), 1);
    own_fake.fails_at = 0;
    run_and_die(&world, copy, 4); /* where the program would go: the folder has just gone */
    ck_assert(file_make_private_folder(world.state, &err));
    ck_assert_msg(file_lock_take(world_state_path(&world, "lock"), &lock, &err), "%s", err.text);
    world_expects(resume(&world, copy), 5);
    world_said(world_err(), "another run is at work");
    ck_assert_str_ne(own_fake.program, "");
    world_free(&world);
}
END_TEST

START_TEST(a_removal_that_has_begun_hands_nothing_over_again)
{
    struct world world = world_with_program();
    AUTO_FREE char *journal = NULL;
    struct err err = { 0 };
    char copy[128];

    snprintf(copy, sizeof copy, "%s", world_path(&world, "copy.json"));
    own_fake.world = &world;
    own_fake.fails_at = 1; /* sealed, and nothing gone yet */
    install(&world, "");
    world_expects(prepare(&world, copy), 1);
    own_fake.fails_at = 0;
    journal = world_read(world_state_path(&world, "journal"));
    run_and_die(&world, copy, 4); /* where the program would go: the folder has just gone */
    ck_assert(file_make_private_folder(world.state, &err));
    world_write(world_state_path(&world, "journal"), journal);
    world_expects(world_run(&world, "resume", "--manifest", copy, "--upload",
                      "http://127.0.0.1:1/manifest.json", NULL),
        0);
    expect_no_trace(&world);
    world_free(&world);
}
END_TEST

/* A manifest that was altered, or is another machine's, is no word of a removal. */
START_TEST(another_machines_manifest_begins_nothing)
{
    struct world world = world_with_program();
    char copy[128];

    snprintf(copy, sizeof copy, "%s", world_path(&world, "copy.json"));
    own_fake.world = &world;
    world_expects(prepare(&world, copy), 0);
    snprintf(own_fake.program, sizeof own_fake.program, "C:\\tools\\goldprep.exe");
    snprintf(fake_hardware(world.machine)->computer_name,
        sizeof fake_hardware(world.machine)->computer_name, "ANOTHER");
    ck_assert_int_ne(prepare(&world, copy), 0);
    ck_assert_str_ne(own_fake.program, "");
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("removal");

    check_add(suite, a_copied_program_goes_with_its_state_folder, 1);
    check_add(suite, a_service_of_a_copied_program_goes_too, 1);
    check_add(suite, an_installation_goes_by_its_own_installer, 1);
    check_add(suite, an_installation_goes_when_another_copy_runs, 1);
    check_add(suite, installed_for_a_build_it_goes_by_itself, 1);
    check_add(suite, what_was_said_last_of_a_build_counts, COUNT_OF(builds));
    check_add(suite, keep_agent_keeps_it, 1);
    check_add(suite, a_restart_between_changes_nothing, 1);
    check_add(suite, no_shutdown_leaves_the_machine_running, 1);
    check_add(suite, refuses_what_cannot_end_well, COUNT_OF(refused));
    check_add(suite, what_fails_is_told_and_can_be_tried_again, CALLS_OF_AN_INSTALLATION);
    check_add(suite, an_installer_that_wants_a_restart_has_failed, 1);
    check_add(suite, what_dies_on_the_way_is_ended_by_the_same_command_and_by_resume,
        2 * CALLS_OF_AN_INSTALLATION);
    check_add(suite, half_a_state_folder_is_enough_to_go_on, COUNT_OF(state_files) + 1);
    check_add(suite, rule_9_a_removal_take_up_by_one_process, 1);
    check_add(suite, a_removal_that_has_begun_hands_nothing_over_again, 1);
    check_add(suite, another_machines_manifest_begins_nothing, 1);
    return check_main(suite);
}
