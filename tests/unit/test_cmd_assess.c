/* SPDX-License-Identifier: MIT */
/* test_cmd_assess.c - findings as rows and as JSON, live and from a file, and their exit codes. */
#include "world.h"

#include "base/json.h"

#include "check_main.h"

static const char setup_state[] = "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";

static void make_professional(struct world *world)
{
    fake_reg_text(world->machine, setup_state, "EditionID", "Professional");
    fake_hardware(world->machine)->version.product_info = 0x30;
}

START_TEST(shows_rows_evidence_and_remedy)
{
    struct world world = world_new();

    world_expects(world_run(&world, "assess", "--profile", "devbox", NULL), 3);
    world_said(world_out(), "met      os.edition-enterprise");
    world_said(world_out(), "UNMET    disk.no-recovery-partition");
    world_said(world_out(), "seen: 1 of 4 partitions");
    world_said(world_out(), "remedy: delete-recovery-partition");
    world_said(world_out(), "unmet    reserved-storage.disabled");
    world_said(world_out(), "recommended only: does not stop a run");
    world_said(world_out(), " 0 unknown");
    world_said(world_out(), ": not ready for devbox");
    ck_assert_str_eq(world_err(), "");
    ck_assert_uint_le(world_longest_line(world_out()), 80);
    world_free(&world);
}
END_TEST

START_TEST(ready_when_every_must_is_met)
{
    struct world world = world_new();

    world_is_ready(&world);
    world_expects(world_run(&world, "assess", "--profile", "devbox", NULL), 0);
    world_said(world_out(), " 0 unknown");
    world_said(world_out(), ": ready for devbox");
    world_free(&world);
}
END_TEST

START_TEST(a_should_alone_does_not_count)
{
    struct world world = world_new();

    world_is_ready(&world);
    fake_hardware(world.machine)->disk.size_bytes += 1024 * 1024 * 1024;
    world_expects(world_run(&world, "assess", "--profile", "devbox", NULL), 0);
    world_said(world_out(), "unmet    disk.size-default");
    world_said(world_out(), ": ready for devbox");
    world_free(&world);
}
END_TEST

START_TEST(unknown_is_not_met)
{
    struct world world = world_new();

    world_is_ready(&world);
    fake_fail(world.machine, "tpm", -1, ERR_WIN32, 5, "access denied");
    world_expects(world_run(&world, "assess", "--profile", "devbox", NULL), 4);
    world_said(world_out(), "unknown  security.tpm-2");
    world_said(world_out(), " 1 unknown");
    world_said(world_out(), ": not ready for devbox");
    world_free(&world);
}
END_TEST

START_TEST(unmet_weighs_more_than_unknown)
{
    struct world world = world_new();

    fake_fail(world.machine, "tpm", -1, ERR_WIN32, 5, "access denied");
    make_professional(&world);
    world_expects(world_run(&world, "assess", NULL), 3);
    world_said(world_out(), "seen: Professional");
    world_said(world_out(), "advice: ");
    world_free(&world);
}
END_TEST

START_TEST(the_same_facts_give_the_same_bytes)
{
    struct world world = world_new();
    const char *path = world_path(&world, "facts.json");
    AUTO(json_value) document = { 0 };
    struct err err = { 0 };

    world_expects(world_run(&world, "facts", "--json", NULL), 0);
    world_write(path, world_out());
    world_expects(world_run(&world, "assess", "--profile", "devbox", "--json", NULL), 3);
    AUTO_FREE char *live = strdup(world_out());
    struct world elsewhere = world_without_windows();
    world_expects(
        world_run(&elsewhere, "assess", "--profile", "devbox", "--json", "--facts", path, NULL), 3);
    ck_assert_str_eq(world_out(), live);
    ck_assert_msg(json_parse(live, strlen(live), &document.root, &err), "%s", err.text);
    ck_assert_str_eq(json_string(json_member(document.root, "schema")), "goldprep.assessment/1");
    ck_assert_uint_eq(json_count(json_member(document.root, "profiles")), 1);
    world_free(&elsewhere);
    world_free(&world);
}
END_TEST

START_TEST(output_keeps_the_document_beside_the_rows)
{
    struct world world = world_new();
    const char *path = world_path(&world, "assessment.json");

    world_expects(world_run(&world, "assess", "--profile", "devbox", "--output", path, NULL), 3);
    world_said(world_out(), "UNMET");
    AUTO_FREE char *document = world_read(path);
    ck_assert_ptr_nonnull(document);
    world_expects(world_run(&world, "assess", "--profile", "devbox", "--json", NULL), 3);
    ck_assert_str_eq(world_out(), document);
    world_free(&world);
}
END_TEST

START_TEST(deep_asks_the_slow_witness)
{
    struct world world = world_new();

    world_expects(world_run(&world, "assess", "--profile", "devbox", NULL), 3);
    ck_assert_int_eq(fake_calls(world.machine, "reserved_storage"), 0);
    world_expects(world_run(&world, "assess", "--profile", "devbox", "--deep", NULL), 3);
    ck_assert_int_eq(fake_calls(world.machine, "reserved_storage"), 1);
    world_said(world_out(), "slow witnesses too");
    world_free(&world);
}
END_TEST

START_TEST(colors_only_a_terminal_without_no_color)
{
    struct world world = world_new();

    unsetenv("NO_COLOR");
    world_run(&world, "assess", NULL);
    ck_assert_ptr_null(strchr(world_out(), '\033'));
    world_has_terminal(true);
    world_run(&world, "assess", NULL);
    world_said(world_out(), "\033[31mUNMET\033[0m");
    setenv("NO_COLOR", "", 1); /* empty is as if it were not set */
    world_run(&world, "assess", NULL);
    world_said(world_out(), "  \033[33munmet\033[0m   "); /* color takes no columns */
    setenv("NO_COLOR", "1", 1);
    world_run(&world, "assess", NULL);
    ck_assert_ptr_null(strchr(world_out(), '\033'));
    unsetenv("NO_COLOR");
    world_free(&world);
}
END_TEST

START_TEST(an_answer_that_is_lost_is_an_error)
{
    struct world world = world_new();

    world_is_ready(&world);
    world_out_is_full(true);
    world_expects(world_run(&world, "assess", "--profile", "devbox", NULL), 1);
    world_said(world_err(), "the answer could not be written");
    world_free(&world);
}
END_TEST

/* What is wrong usage; each names what it is about. */
static const struct {
    const char *arguments[3];
    const char *err, *hint;
} wrong[] = {
    { { "--profile", "devbx" }, "unknown profile 'devbx'", "did you mean 'devbox'?" },
    { { "--profile", "lab" }, "unknown profile 'lab'", "profiles: devbox" },
    { { "--frobnicate" }, "unknown option '--frobnicate'", "usage: goldprep assess" },
    { { "--jsn" }, "unknown option '--jsn'", "did you mean '--json'?" },
    { { "devbox" }, "unexpected argument 'devbox'", "usage: goldprep assess" },
    { { "--facts=f", "--deep" }, "not both", "usage: goldprep assess" },
};

START_TEST(wrong_usage_is_named)
{
    struct world world = world_new();
    const char *const *arguments = wrong[_i].arguments;

    world_expects(world_run(&world, "assess", arguments[0], arguments[1], arguments[2], NULL), 2);
    world_said(world_err(), wrong[_i].err);
    world_said(world_err(), wrong[_i].hint);
    ck_assert_str_eq(world_out(), "");
    world_free(&world);
}
END_TEST

START_TEST(without_windows_it_needs_a_file)
{
    struct world world = world_without_windows();

    world_expects(world_run(&world, "assess", "--profile", "devbox", NULL), 2);
    world_said(world_err(), "this is not Windows");
    world_said(world_err(), "--facts FILE");
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cmd_assess");
    TCase *tests = tcase_create("cmd_assess");

    tcase_add_test(tests, shows_rows_evidence_and_remedy);
    tcase_add_test(tests, ready_when_every_must_is_met);
    tcase_add_test(tests, a_should_alone_does_not_count);
    tcase_add_test(tests, unknown_is_not_met);
    tcase_add_test(tests, unmet_weighs_more_than_unknown);
    tcase_add_test(tests, the_same_facts_give_the_same_bytes);
    tcase_add_test(tests, output_keeps_the_document_beside_the_rows);
    tcase_add_test(tests, deep_asks_the_slow_witness);
    tcase_add_test(tests, colors_only_a_terminal_without_no_color);
    tcase_add_test(tests, an_answer_that_is_lost_is_an_error);
    tcase_add_loop_test(tests, wrong_usage_is_named, 0, COUNT_OF(wrong));
    tcase_add_test(tests, without_windows_it_needs_a_file);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
