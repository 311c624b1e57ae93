/* SPDX-License-Identifier: MIT */
/* test_cmd_help.c - help comes from the tables, fits 80 columns, and is the same in every form. */
#include "world.h"

#include "ui/commands.h"

#include "check_main.h"

static const char *const pages[] = { "facts", "probes", "actions", "requirements", "commands",
    "exit-codes", "causes", "unattend", "gallery-rules" };

START_TEST(every_command_is_explained)
{
    struct world world = world_without_windows();
    const char *name = commands_all[_i]->name;

    world_expects(world_run(&world, "help", name, NULL), 0);
    AUTO_FREE char *help = strdup(world_out());
    world_said(help, "usage: goldprep ");
    world_said(help, "\nexit codes\n");
    world_said(help, "\nexample\n  goldprep ");
    ck_assert_msg(world_longest_line(help) <= 80, "%s", help);
    world_expects(world_run(&world, name, "--help", NULL), 0);
    ck_assert_str_eq(world_out(), help);
    world_expects(world_run(&world, name, "-h", NULL), 0);
    ck_assert_str_eq(world_out(), help);
    world_free(&world);
}
END_TEST

START_TEST(the_overview_names_every_command)
{
    static const char *const forms[] = { "help", "--help", "-h", "/?" };
    struct world world = world_without_windows();

    world_expects(world_run(&world, forms[_i], NULL), 0);
    for (size_t at = 0; commands_all[at]; at++)
        world_said(world_out(), commands_all[at]->summary);
    ck_assert_uint_le(world_longest_line(world_out()), 80);
    world_free(&world);
}
END_TEST

/* Brackets are for what may be left out. */
START_TEST(what_a_command_needs_is_in_no_brackets)
{
    static const char *const needing[] = { "plan", "generalize", "prepare" };
    struct world world = world_without_windows();
    char begin[64];

    snprintf(begin, sizeof begin, "usage: goldprep %s --profile ID [", needing[_i]);
    world_expects(world_run(&world, "help", needing[_i], NULL), 0);
    world_said(world_out(), begin);
    world_expects(world_run(&world, "help", "apply", NULL), 0);
    world_said(world_out(), "usage: goldprep apply [--profile ID] [");
    world_free(&world);
}
END_TEST

START_TEST(every_page_is_made)
{
    struct world world = world_without_windows();

    world_expects(world_run(&world, "help", "--markdown", pages[_i], NULL), 0);
    world_said(world_out(), "<!-- SPDX-License-Identifier: MIT -->\n");
    world_said(world_out(), "\n# ");
    world_said(world_out(), pages[_i]);
    world_free(&world);
}
END_TEST

START_TEST(an_unknown_page_is_named)
{
    struct world world = world_without_windows();

    world_expects(world_run(&world, "help", "--markdown", "recipes", NULL), 2);
    world_said(world_err(), "unknown page 'recipes'");
    world_said(world_err(),
        "pages: facts, probes, actions, requirements, commands, exit-codes, causes, unattend");
    world_free(&world);
}
END_TEST

START_TEST(an_unknown_command_is_named)
{
    struct world world = world_without_windows();

    world_expects(world_run(&world, "help", "aply", NULL), 2);
    world_said(world_err(), "unknown command 'aply'");
    world_said(world_err(), "did you mean 'apply'?");
    world_free(&world);
}
END_TEST

static size_t command_count(void)
{
    size_t count = 0;

    while (commands_all[count])
        count++;
    return count;
}

int main(void)
{
    Suite *suite = suite_create("cmd_help");
    TCase *tests = tcase_create("cmd_help");

    tcase_add_loop_test(tests, every_command_is_explained, 0, (int)command_count());
    tcase_add_loop_test(tests, the_overview_names_every_command, 0, 4);
    tcase_add_loop_test(tests, what_a_command_needs_is_in_no_brackets, 0, 3);
    tcase_add_loop_test(tests, every_page_is_made, 0, COUNT_OF(pages));
    tcase_add_test(tests, an_unknown_page_is_named);
    tcase_add_test(tests, an_unknown_command_is_named);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
