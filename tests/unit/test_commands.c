/* SPDX-License-Identifier: MIT */
/* test_commands.c - a command line reaches its command, or is refused by name. */
#include "world.h"

#include "ui/commands.h"

#include "check_main.h"

static const struct {
    const char *arguments[2];
    const char *err, *hint;
} wrong[] = {
    { { NULL }, "no command given", "'goldprep help' lists the commands" },
    { { "asess" }, "unknown command 'asess'", "did you mean 'assess'?" },
    { { "frobnicate" }, "unknown command 'frobnicate'", "'goldprep help' lists the commands" },
    { { "" }, "unknown command ''", "usage: goldprep <command>" },
    { { "version", "now" }, "unexpected argument 'now'", "usage: goldprep version" },
    { { "status", "--plan=f" }, "no option '--plan'", "usage: goldprep status" },
};

START_TEST(a_wrong_command_line_is_named)
{
    struct world world = world_without_windows();

    world_expects(world_run(&world, wrong[_i].arguments[0], wrong[_i].arguments[1], NULL), 2);
    world_said(world_err(), wrong[_i].err);
    world_said(world_err(), wrong[_i].hint);
    ck_assert_str_eq(world_out(), "");
    world_free(&world);
}
END_TEST

START_TEST(version_is_said_in_both_forms)
{
    static const char *const forms[] = { "version", "--version" };
    struct world world = world_without_windows();

    world_expects(world_run(&world, forms[_i], NULL), 0);
    ck_assert_str_eq(world_out(), "goldprep " GOLDPREP_VERSION "\n");
    world_free(&world);
}
END_TEST

START_TEST(the_table_is_whole)
{
    for (size_t at = 0; commands_all[at]; at++) {
        const struct command *command = commands_all[at];

        ck_assert_msg(command->run != NULL, "%s does nothing", command->name);
        ck_assert_msg(command_find(command->name) == command, "%s is there twice", command->name);
        ck_assert_msg(strstr(command->example, command->name) != NULL, "%s: '%s'", command->name,
            command->example);
        ck_assert_msg(command->summary[0] != '\0' && strlen(command->summary) < 67, "%s: '%s'",
            command->name, command->summary);
    }
}
END_TEST

/* Asking for it loads libraries: a command that only looks never does. */
START_TEST(the_state_folder_is_asked_for_by_those_that_use_it)
{
    static char program[] = "goldprep";
    static char version[] = "version";
    static char status[] = "status";
    char *looking[] = { program, version };
    char *using[] = { program, status };
    struct world world = world_new();
    const struct ui_machine machine = { .guest = &world.guest };

    fake_fail(world.machine, "folder", 1, ERR_WIN32, 5, "no");
    ck_assert_int_eq(ui_main(2, looking, &machine), 0);
    world_expects(ui_main(2, using, &machine), 1);
    world_said(world_err(), "(Win32 error 5)");
    world_expects(ui_main(2, using, &machine), 0);
    world_said(world_out(), "none: there is no run here");
    world_free(&world);
}
END_TEST

/* Every code that a command may end with has a row that explains it. */
START_TEST(every_exit_code_is_explained)
{
    for (size_t at = 0; commands_all[at]; at++)
        for (const int *code = commands_all[at]->exits; *code != COMMAND_EXITS_END; code++) {
            bool found = false;

            for (size_t row = 0; row < exit_rows_count; row++)
                found = found || (int)exit_rows[row].code == *code;
            ck_assert_msg(found, "%s: %d", commands_all[at]->name, *code);
        }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("commands");
    TCase *tests = tcase_create("commands");

    tcase_add_loop_test(tests, a_wrong_command_line_is_named, 0, COUNT_OF(wrong));
    tcase_add_loop_test(tests, version_is_said_in_both_forms, 0, 2);
    tcase_add_test(tests, the_table_is_whole);
    tcase_add_test(tests, the_state_folder_is_asked_for_by_those_that_use_it);
    tcase_add_test(tests, every_exit_code_is_explained);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
