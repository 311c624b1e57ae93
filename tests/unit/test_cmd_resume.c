/* SPDX-License-Identifier: MIT */
/* test_cmd_resume.c - a run that was cut off anywhere is brought to the same end. */
#include "world.h"

#include "base/file.h"
#include "base/json.h"

#include "check_main.h"

static void expect_nothing_left(struct world *world, const char *err)
{
    world_expects(world_run(world, "resume", NULL), 5);
    world_said(world_err(), err);
}

START_TEST(nothing_to_resume_is_said)
{
    struct world world = world_new();

    expect_nothing_left(&world, "there is no unfinished run in");
    world_free(&world);
}
END_TEST

START_TEST(a_finished_apply_is_nothing_to_resume)
{
    struct world world = world_new();

    world_is_ready(&world);
    expect_nothing_left(&world, "there is no unfinished run in");
    world_free(&world);
}
END_TEST

START_TEST(needs_an_administrator)
{
    struct world world = world_new();

    fake_hardware(world.machine)->token.is_administrator = false;
    world_expects(world_run(&world, "resume", NULL), 5);
    world_said(world_err(), "administrator's rights");
    world_free(&world);
}
END_TEST

/* Before a line is written: the run is not spoiled by it. */
START_TEST(local_system_does_not_go_on_to_sysprep)
{
    struct world world = world_new();
    struct guest_token *token = &fake_hardware(world.machine)->token;

    fake_reserved_storage_needs_restart(world.machine);
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 3010);
    fake_restart(world.machine);
    token->is_local_system = true;
    world_expects(world_run(&world, "resume", NULL), 5);
    world_said(world_err(), "LocalSystem must not run sysprep");
    token->is_local_system = false;
    world_expects(world_run(&world, "resume", NULL), 0);
    world_free(&world);
}
END_TEST

START_TEST(options_of_the_run_count_after_a_restart)
{
    struct world world = world_new();
    const char *copy = world_path(&world, "copy.json");

    fake_reserved_storage_needs_restart(world.machine);
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", "--no-shutdown",
                      "--manifest", copy, NULL),
        3010);
    fake_restart(world.machine);
    world_expects(world_run(&world, "resume", NULL), 0);
    ck_assert(world_has(copy));
    ck_assert(!fake_is_off(world.machine));
    world_free(&world);
}
END_TEST

static size_t count_lines(const char *text)
{
    size_t lines = 0;

    for (; *text; text++)
        lines += *text == '\n';
    return lines;
}

/* Cuts a text behind that many lines. */
static void cut(char *text, size_t lines)
{
    while (*text && lines > 0)
        if (*text++ == '\n')
            lines--;
    *text = '\0';
}

/* Bytes of the journal up to the line that begins the generalizing. */
static size_t lines_to_seal(const char *journal)
{
    const char *begin = strstr(journal, "\"kind\":\"begin\",");

    for (; begin; begin = strstr(begin + 1, "\"kind\":\"begin\",")) {
        const char *end = strchr(begin, '\n');
        const char *action = strstr(begin, "\"generalize\"");

        if (action && end && action < end) {
            size_t len = (size_t)(end + 1 - journal);
            AUTO(text) head = { 0 };

            text_append_bytes(&head, journal, len);
            return count_lines(text_string(&head));
        }
    }
    ck_abort_msg("no line begins the generalizing in\n%s", journal);
    return 0;
}

/* Sealed, and then the machine lost everything behind some line: manifest too. */
START_TEST(what_was_cut_off_behind_the_seal_is_made_good)
{
    struct world world = world_new();
    const char *path = world_state_path(&world, "journal");
    const char *manifest = world_state_path(&world, "manifest.json");

    world_expects(
        world_run(&world, "prepare", "--profile", "devbox", "--yes", "--no-shutdown", NULL), 0);
    AUTO_FREE char *whole = world_read(path);
    ck_assert_ptr_nonnull(whole);
    size_t lines = count_lines(whole);
    for (size_t kept = lines_to_seal(whole); kept <= lines; kept++) {
        AUTO_FREE char *part = strdup(whole);
        struct err err = { 0 };

        cut(part, kept);
        world_write(path, part);
        if (kept < lines) /* the manifest is on the disk before the last line is */
            ck_assert(file_remove(manifest, &err));
        int code = world_run(&world, "resume", NULL);
        ck_assert_msg(code == 0, "%zu of %zu lines: exit %d\n%s", kept, lines, code, world_err());
        ck_assert_msg(world_has(manifest), "%zu of %zu lines: no manifest", kept, lines);
        world_expects(world_run(&world, "manifest", "check", manifest, NULL), 0);
    }
    ck_assert_int_eq(fake_calls(world.machine, "partition_delete"), 1);
    world_free(&world);
}
END_TEST

START_TEST(planned_and_cut_off_it_begins)
{
    struct world world = world_new();
    const char *path = world_state_path(&world, "journal");

    fake_reserved_storage_needs_restart(world.machine);
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 3010);
    AUTO_FREE char *journal = world_read(path);
    cut(journal, 1);
    world_write(path, journal);
    fake_restart(world.machine);
    world_expects(world_run(&world, "resume", NULL), 0);
    world_free(&world);
}
END_TEST

START_TEST(a_seal_that_was_broken_is_not_called_ready)
{
    struct world world = world_new();
    const char *path = world_state_path(&world, "journal");
    struct err err = { 0 };

    world_expects(
        world_run(&world, "prepare", "--profile", "devbox", "--yes", "--no-shutdown", NULL), 0);
    AUTO_FREE char *journal = world_read(path);
    cut(journal, count_lines(journal) - 1); /* the end is not written */
    world_write(path, journal);
    ck_assert(file_remove(world_state_path(&world, "manifest.json"), &err));
    fake_reg_text(world.machine, "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Setup\\State",
        "ImageState", "IMAGE_STATE_COMPLETE");
    world_expects(world_run(&world, "resume", NULL), 1);
    world_said(world_err(), "the seal does not hold any more");
    ck_assert(!world_has(world_state_path(&world, "manifest.json")));
    world_free(&world);
}
END_TEST

/* Sealed in one boot, looked at in the next: with the line that says so on the disk, and without. */
START_TEST(a_machine_that_was_started_again_is_not_called_sealed)
{
    const int behind = _i; /* lines of the journal that are lost */
    struct world world = world_new();
    const char *path = world_state_path(&world, "journal");
    struct err err = { 0 };

    world_expects(
        world_run(&world, "prepare", "--profile", "devbox", "--yes", "--no-shutdown", NULL), 0);
    AUTO_FREE char *journal = world_read(path);
    cut(journal, count_lines(journal) - (size_t)behind);
    world_write(path, journal);
    ck_assert(file_remove(world_state_path(&world, "manifest.json"), &err));
    fake_restart(world.machine);
    world_expects(world_run(&world, "resume", NULL), 1);
    world_said(world_err(), "Windows has been started again since");
    ck_assert(!world_has(world_state_path(&world, "manifest.json")));
    world_free(&world);
}
END_TEST

START_TEST(facts_that_were_lost_are_named)
{
    struct world world = world_new();
    const char *path = world_state_path(&world, "journal");
    struct err err = { 0 };

    world_expects(
        world_run(&world, "prepare", "--profile", "devbox", "--yes", "--no-shutdown", NULL), 0);
    AUTO_FREE char *journal = world_read(path);
    cut(journal, count_lines(journal) - 1);
    world_write(path, journal);
    ck_assert(file_remove(world_state_path(&world, "facts.json"), &err));
    world_expects(world_run(&world, "resume", NULL), 1);
    world_said(world_err(), "facts.json");
    world_free(&world);
}
END_TEST

START_TEST(a_damaged_journal_is_refused)
{
    struct world world = world_new();
    const char *path = world_state_path(&world, "journal");

    fake_reserved_storage_needs_restart(world.machine);
    world_expects(world_run(&world, "prepare", "--profile", "devbox", "--yes", NULL), 3010);
    AUTO_FREE char *journal = world_read(path);
    *strstr(journal, "devbox") = 'D';
    world_write(path, journal);
    world_expects(world_run(&world, "resume", NULL), 5);
    world_said(world_err(), "journal");
    world_free(&world);
}
END_TEST

/* Two at once would both write the manifest's copy, and both switch the machine off. */
START_TEST(rule_9_a_sealed_run_is_ended_by_one_process)
{
    struct world world = world_new();
    AUTO(file_lock) lock = { 0 };
    struct err err = { 0 };

    world_expects(
        world_run(&world, "prepare", "--profile", "devbox", "--yes", "--no-shutdown", NULL), 0);
    ck_assert_msg(file_lock_take(world_state_path(&world, "lock"), &lock, &err), "%s", err.text);
    world_expects(world_run(&world, "resume", NULL), 5);
    world_said(world_err(), "another run is at work");
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cmd_resume");
    TCase *tests = tcase_create("cmd_resume");

    tcase_add_test(tests, nothing_to_resume_is_said);
    tcase_add_test(tests, a_finished_apply_is_nothing_to_resume);
    tcase_add_test(tests, needs_an_administrator);
    tcase_add_test(tests, local_system_does_not_go_on_to_sysprep);
    tcase_add_test(tests, options_of_the_run_count_after_a_restart);
    tcase_add_test(tests, what_was_cut_off_behind_the_seal_is_made_good);
    tcase_add_test(tests, planned_and_cut_off_it_begins);
    tcase_add_test(tests, a_seal_that_was_broken_is_not_called_ready);
    tcase_add_loop_test(tests, a_machine_that_was_started_again_is_not_called_sealed, 1, 3);
    tcase_add_test(tests, facts_that_were_lost_are_named);
    tcase_add_test(tests, a_damaged_journal_is_refused);
    suite_add_tcase(suite, tests);
    check_add(suite, rule_9_a_sealed_run_is_ended_by_one_process, 1);
    return check_main(suite);
}
