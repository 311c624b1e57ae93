/* SPDX-License-Identifier: MIT */
/* test_cmd_facts.c - facts are shown in every state they can have, and kept as a document. */
#include "world.h"

#include "facts/facts.h"

#include "check_main.h"

START_TEST(shows_every_state)
{
    struct world world = world_new();

    fake_fail(world.machine, "tpm", -1, ERR_WIN32, 5, "access denied");
    world_expects(world_run(&world, "facts", NULL), 0);
    world_said(world_out(), "os.edition                         Enterprise\n");
    world_said(world_out(), "tpm.version                        (unreadable): access denied\n");
    world_said(world_out(), "(absent)\n");
    world_said(world_out(), "disk.partitions                    4 entries\n");
    world_said(world_out(), "    - number 1, offset_bytes 1048576,");
    world_free(&world);
}
END_TEST

START_TEST(the_document_is_read_back)
{
    struct world world = world_new();
    struct facts *facts = NULL;
    struct err err = { 0 };

    world_expects(world_run(&world, "facts", "--json", NULL), 0);
    ck_assert_msg(facts_parse(world_out(), strlen(world_out()), &facts, &err), "%s", err.text);
    ck_assert_str_eq(facts_get(facts, "os.edition")->text, "Enterprise");
    facts_free(facts);
    world_free(&world);
}
END_TEST

START_TEST(a_recorded_document_is_shown_the_same)
{
    struct world world = world_new();
    const char *path = world_path(&world, "facts.json");

    world_expects(world_run(&world, "facts", "--output", path, NULL), 0);
    AUTO_FREE char *live = strdup(world_out());
    world_expects(world_run(&world, "facts", "--facts", path, NULL), 0);
    ck_assert_str_eq(world_out(), live);
    world_free(&world);
}
END_TEST

START_TEST(a_document_that_cannot_be_written_is_an_error)
{
    struct world world = world_new();

    world_expects(
        world_run(&world, "facts", "--output", world_path(&world, "no/such/facts.json"), NULL), 1);
    world_said(world_err(), "no/such/facts.json");
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cmd_facts");
    TCase *tests = tcase_create("cmd_facts");

    tcase_add_test(tests, shows_every_state);
    tcase_add_test(tests, the_document_is_read_back);
    tcase_add_test(tests, a_recorded_document_is_shown_the_same);
    tcase_add_test(tests, a_document_that_cannot_be_written_is_an_error);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
