/* SPDX-License-Identifier: MIT */
/* test_look.c - files from outside: cut anywhere, too deep, too large, of the wrong type. */
#include "world.h"

#include "facts/facts.h"
#include "guest/recording.h"
#include "plan/plan.h"
#include "upload/manifest.h"

#include "check_main.h"

#include <unistd.h>

/* Every command that reads a file, and what its error calls it. */
static const struct {
    const char *arguments[4];
    const char *what;
    size_t limit_bytes;
} readers[] = {
    { { "assess", "--profile=devbox", "--facts" }, "facts file '", FACTS_SIZE_LIMIT },
    { { "plan", "--profile=devbox", "--facts" }, "facts file '", FACTS_SIZE_LIMIT },
    { { "facts", "--facts" }, "facts file '", FACTS_SIZE_LIMIT },
    { { "apply", "--yes", "--plan" }, "plan file '", PLAN_SIZE_LIMIT },
    { { "manifest", "check" }, "manifest '", MANIFEST_SIZE_LIMIT },
    { { "facts", "--guest" }, "recording '", RECORDING_SIZE_LIMIT },
    { { "assess", "--profile=devbox", "--guest" }, "recording '", RECORDING_SIZE_LIMIT },
    { { "plan", "--profile=devbox", "--guest" }, "recording '", RECORDING_SIZE_LIMIT },
};

static int run_with(struct world *world, int reader, const char *path)
{
    const char *const *arguments = readers[reader].arguments;

    if (!arguments[2])
        return world_run(world, arguments[0], arguments[1], path, NULL);
    return world_run(world, arguments[0], arguments[1], arguments[2], path, NULL);
}

static void expect_refused(struct world *world, int reader, const char *path, const char *row)
{
    int code = run_with(world, reader, path);

    ck_assert_msg(
        code == 1, "%s of '%s': exit %d\n%s", row, readers[reader].arguments[0], code, world_err());
    ck_assert_msg(
        strstr(world_err(), path) != NULL, "%s: the file is not named\n%s", row, world_err());
    ck_assert_str_eq(world_out(), "");
}

START_TEST(a_missing_file_is_named)
{
    struct world world = world_new();

    expect_refused(&world, _i, world_path(&world, "missing.json"), "missing");
    world_said(world_err(), "there is no file");
    world_free(&world);
}
END_TEST

static const struct {
    const char *name, *text;
} malformed[] = {
    { "empty", "" },
    { "no JSON", "hello" },
    { "an array", "[]" },
    { "a number", "17" },
    { "no members", "{}" },
    { "another schema", "{\"schema\":\"someone.else/1\"}" },
    { "a schema of the wrong type", "{\"schema\":1}" },
    { "two documents", "{} {}" },
    { "a member twice", "{\"schema\":\"a\",\"schema\":\"b\"}" },
    { "not UTF-8", "{\"schema\":\"\xff\"}" },
};

START_TEST(what_is_malformed_is_refused_and_named)
{
    struct world world = world_new();
    const char *path = world_path(&world, "input.json");

    for (size_t at = 0; at < COUNT_OF(malformed); at++) {
        world_write(path, malformed[at].text);
        expect_refused(&world, _i, path, malformed[at].name);
        world_said(world_err(), readers[_i].what);
    }
    world_free(&world);
}
END_TEST

START_TEST(ten_thousand_deep_is_refused_with_its_place)
{
    enum { DEEP = 10000 };
    struct world world = world_new();
    const char *path = world_path(&world, "deep.json");
    AUTO(text) text = { 0 };

    for (int depth = 0; depth < DEEP; depth++)
        text_append(&text, "[");
    world_write(path, text_string(&text));
    expect_refused(&world, _i, path, "deep");
    world_said(world_err(), "line 1");
    world_free(&world);
}
END_TEST

/* A hole of that size takes no space. */
START_TEST(over_its_limit_is_refused)
{
    struct world world = world_new();
    const char *path = world_path(&world, "large.json");

    world_write(path, "{");
    ck_assert_int_eq(truncate(path, (off_t)readers[_i].limit_bytes + 1), 0);
    expect_refused(&world, _i, path, "large");
    world_free(&world);
}
END_TEST

static void write_cut(const char *path, const char *text, size_t len)
{
    AUTO(text) cut = { 0 };

    text_append_bytes(&cut, text, len);
    world_write(path, text_string(&cut));
}

START_TEST(facts_cut_anywhere_are_refused)
{
    enum { STEP = 61 }; /* every byte is tried where documents are parsed */
    struct world world = world_new();
    const char *path = world_path(&world, "facts.json");

    world_expects(world_run(&world, "facts", "--json", NULL), 0);
    AUTO_FREE char *whole = strdup(world_out());
    size_t len = strlen(whole);
    for (size_t at = 0; at + 2 < len; at += STEP) {
        write_cut(path, whole, at);
        expect_refused(&world, 0, path, "cut");
    }
    world_free(&world);
}
END_TEST

START_TEST(a_plan_cut_anywhere_is_refused)
{
    enum { STEP = 61 };
    struct world world = world_new();
    const char *path = world_path(&world, "plan.json");

    world_expects(world_run(&world, "plan", "--profile=devbox", "--json", NULL), 0);
    AUTO_FREE char *whole = strdup(world_out());
    size_t len = strlen(whole);
    for (size_t at = 0; at + 2 < len; at += STEP) {
        write_cut(path, whole, at);
        expect_refused(&world, 3, path, "cut");
    }
    ck_assert(!world_has(world_state_path(&world, "journal")));
    world_free(&world);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("look");
    TCase *tests = tcase_create("look");

    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, a_missing_file_is_named, 0, COUNT_OF(readers));
    tcase_add_loop_test(tests, what_is_malformed_is_refused_and_named, 0, COUNT_OF(readers));
    tcase_add_loop_test(tests, ten_thousand_deep_is_refused_with_its_place, 0, COUNT_OF(readers));
    tcase_add_loop_test(tests, over_its_limit_is_refused, 0, COUNT_OF(readers));
    tcase_add_test(tests, facts_cut_anywhere_are_refused);
    tcase_add_test(tests, a_plan_cut_anywhere_is_refused);
    suite_add_tcase(suite, tests);
    return check_main(suite);
}
