/* SPDX-License-Identifier: MIT */
/*
 * test_crash_memory.c - an allocation of a run fails, each in turn: the run stops with an error or does
 * without, and gone on with, or begun anew, it comes to the same end.
 */
#include "crash_scenes.h"
#include "fakes/alloc.h"

#include "check_main.h"

enum {
    MOST = 200000, /* allocations of a run; were there more, the test would not end */
    STEP = 29,     /* every one takes minutes: the scenes begin at another each */
};

static unsigned nth;

static void fail_one(void)
{
    if (nth > 0)
        fake_alloc_fail_nth(nth);
    nth = 0;
}

/* false: there are fewer allocations. */
static bool run_without_one(struct stage *stage, unsigned which, const char *name)
{
    struct err err = { 0 };

    nth = which;
    stage_tell(fake_alloc_hold);
    stage->going = fail_one;
    bool ended = stage_run_to_end(stage, &err);
    bool failed = fake_alloc_has_failed();
    fake_alloc_fail_nth(0);
    stage_tell(NULL);
    ck_assert_msg(ended || failed, "%s: %s", name, err.text);
    if (!ended)
        ck_assert_msg(stage_run_to_end(stage, &err), "%s: %s", name, err.text);
    return failed;
}

START_TEST(no_memory_loses_nothing)
{
    static const char kind[] = "no memory";
    const struct crash_scene *scene = &crash_scenes[_i];
    struct crash_ending expected, ending;
    bool failed = true;
    int flushes;

    crash_run_undisturbed(scene, &expected, &flushes);
    for (unsigned which = 1 + (unsigned)_i; failed; which += STEP) {
        AUTO(stage) stage = { 0 };
        AUTO(text) name = { 0 };

        ck_assert_uint_lt(which, MOST);
        text_append(&name, "%s, allocation %u", scene->name, which);
        crash_set_scene(&stage, scene);
        crash_report(scene->name, kind, false);
        failed = run_without_one(&stage, which, text_string(&name));
        crash_check_finished(text_string(&name));
        crash_take_ending(&stage, &ending);
        crash_check_machine(&expected, &ending, text_string(&name));
        crash_report(scene->name, kind, true);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("crash_memory");

    check_add(suite, no_memory_loses_nothing, crash_scenes_count);
    return check_main(suite);
}
