/* SPDX-License-Identifier: MIT */
/* test_recorded.c - facts, assess and plan say the same of a recorded guest as of the live one. */
#include "world.h"

#include "facts/facts.h"

#include "check_main.h"

static char *run_for_answer(struct world *world, const char *command, const char *option, int code)
{
    world_expects(world_run(world, command, "--json", option, NULL), code);
    return strdup(world_out());
}

/* @return "--guest=FILE" of a recording that was made just now; the caller frees it */
static char *record(struct world *world, const char *deep)
{
    const char *path = world_path(world, "guest.rec");
    AUTO(text) option = { 0 };

    if (deep)
        world_expects(world_run(world, "facts", deep, "--record", path, NULL), 0);
    else
        world_expects(world_run(world, "facts", "--record", path, NULL), 0);
    text_append(&option, "--guest=%s", path);
    return text_take(&option);
}

static void leave_windows(struct world *world)
{
    fake_machine_free(world->machine);
    world->machine = NULL;
}

static const struct {
    const char *command;
    int code;
} commands[] = { { "facts", 0 }, { "assess", 3 } };

START_TEST(a_recorded_guest_is_judged_as_the_live_one)
{
    struct world world = world_new();
    AUTO_FREE char *guest = record(&world, NULL);
    AUTO_FREE char *live = run_for_answer(&world, commands[_i].command, NULL, commands[_i].code);

    leave_windows(&world);
    AUTO_FREE char *again = run_for_answer(&world, commands[_i].command, guest, commands[_i].code);
    ck_assert_str_eq(live, again);
    world_free(&world);
}
END_TEST

START_TEST(a_recorded_guest_is_planned_for_as_the_live_one)
{
    struct world world = world_new();
    AUTO_FREE char *guest = record(&world, NULL);

    int code = world_run(&world, "plan", "--profile=devbox", "--json", NULL);
    AUTO_FREE char *live = strdup(world_out());
    leave_windows(&world);
    ck_assert_int_eq(world_run(&world, "plan", "--profile=devbox", "--json", guest, NULL), code);
    ck_assert_str_eq(world_out(), live);
    world_free(&world);
}
END_TEST

START_TEST(document_and_recording_come_from_one_run)
{
    struct world world = world_new();
    const char *path = world_path(&world, "guest.rec");
    AUTO(text) guest = { 0 };

    world_expects(world_run(&world, "facts", "--json", "--record", path, NULL), 0);
    AUTO_FREE char *said = strdup(world_out());
    ck_assert_int_eq(fake_calls(world.machine, "computer_name"), 1);
    text_append(&guest, "--guest=%s", path);
    leave_windows(&world);
    world_expects(world_run(&world, "facts", "--json", text_string(&guest), NULL), 0);
    ck_assert_str_eq(world_out(), said);
    world_free(&world);
}
END_TEST

START_TEST(deep_asks_for_a_deep_recording)
{
    struct world world = world_new();
    AUTO_FREE char *shallow = record(&world, NULL);

    world_expects(world_run(&world, "facts", "--deep", shallow, NULL), 2);
    world_said(world_err(), "was recorded without --deep");
    AUTO_FREE char *deep = record(&world, "--deep");
    leave_windows(&world);
    world_expects(world_run(&world, "facts", "--deep", deep, NULL), 0);
    world_expects(world_run(&world, "facts", deep, NULL), 0);
    world_free(&world);
}
END_TEST

static const struct {
    const char *arguments[3], *error;
} wrong[] = {
    { { "facts", "--guest=a", "--facts=b" }, "--facts and --guest both ask a file" },
    { { "assess", "--guest=a", "--facts=b" }, "--facts and --guest both ask a file" },
    { { "plan", "--guest=a", "--record=b" }, "no option '--record'" },
    { { "facts", "--guest=a", "--record=b" }, "--guest asks a file" },
    { { "facts", "--facts=a", "--record=b" }, "--facts asks a file" },
    { { "facts", "--output=a", "--record=a" }, "name the same file" },
    { { "apply", "--guest=a", NULL }, "no option '--guest'" },
    { { "prepare", "--guest=a", NULL }, "no option '--guest'" },
};

START_TEST(what_contradicts_itself_is_wrong_usage)
{
    struct world world = world_new();
    const char *const *typed = wrong[_i].arguments;

    world_expects(world_run(&world, typed[0], typed[1], typed[2], NULL), 2);
    world_said(world_err(), wrong[_i].error);
    ck_assert_str_eq(world_out(), "");
    world_free(&world);
}
END_TEST

START_TEST(without_windows_there_is_nothing_to_record)
{
    struct world world = world_without_windows();
    const char *path = world_path(&world, "guest.rec");

    world_expects(world_run(&world, "facts", "--record", path, NULL), 2);
    world_said(world_err(), "this is not Windows");
    ck_assert(!world_has(path));
    world_free(&world);
}
END_TEST

START_TEST(a_recording_that_cannot_be_written_is_an_error)
{
    struct world world = world_new();

    world_expects(
        world_run(&world, "facts", "--record", world_path(&world, "no/such/guest.rec"), NULL), 1);
    world_said(world_err(), "no/such/guest.rec");
    ck_assert_str_eq(world_out(), "");
    world_free(&world);
}
END_TEST

START_TEST(an_altered_recording_is_refused_by_file_and_line)
{
    struct world world = world_new();
    AUTO_FREE char *guest = record(&world, NULL);
    const char *path = world_path(&world, "guest.rec");
    AUTO_FREE char *content = world_read(path);

    char *third = strchr(strchr(content, '\n') + 1, '\n') + 1;
    third[3]++;
    world_write(path, content);
    world_expects(world_run(&world, "assess", guest, NULL), 1);
    world_said(world_err(), "guest.rec': line 3 is damaged");
    ck_assert_str_eq(world_out(), "");
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("recorded");

    check_add(suite, a_recorded_guest_is_judged_as_the_live_one, COUNT_OF(commands));
    check_add(suite, a_recorded_guest_is_planned_for_as_the_live_one, 1);
    check_add(suite, document_and_recording_come_from_one_run, 1);
    check_add(suite, deep_asks_for_a_deep_recording, 1);
    check_add(suite, what_contradicts_itself_is_wrong_usage, COUNT_OF(wrong));
    check_add(suite, without_windows_there_is_nothing_to_record, 1);
    check_add(suite, a_recording_that_cannot_be_written_is_an_error, 1);
    check_add(suite, an_altered_recording_is_refused_by_file_and_line, 1);
    return check_main(suite);
}
