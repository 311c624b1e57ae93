/* SPDX-License-Identifier: MIT */
/*
 * test_crash_calls.c - the process is killed right before and right after every call that changes the
 * machine, and every such call fails once: a resumed or a new run comes to the same end.
 */
#include "crash_scenes.h"

#include "check_main.h"

static const struct {
    enum stage_call what;
    const char *kind;
} ways[] = {
    { STAGE_KILLED_BEFORE, "killed before a change" },
    { STAGE_KILLED_AFTER, "killed after a change" },
    { STAGE_CALL_FAILS, "a change fails" },
};

static int count_calls(const struct crash_scene *scene)
{
    AUTO(stage) stage = { 0 };
    struct err err = { 0 };

    crash_set_scene(&stage, scene);
    ck_assert_msg(stage_run_to_end(&stage, &err), "%s: %s", scene->name, err.text);
    return stage_calls();
}

/* The run meets it, and is gone on with: by another process, or anew when it has failed. */
static void disturb(struct stage *stage, enum stage_call what, int call, const char *name)
{
    struct err err = { 0 };

    stage_call_at(call, what);
    bool ended = stage_run_to_end(stage, &err);
    ck_assert_msg(stage_calls() >= call, "%s: there is no such call", name);
    ck_assert_msg(
        what == STAGE_CALL_FAILS || (!ended && fake_disk_is_dead()), "%s: it lives", name);
    stage_call_at(0, what);
    if (fake_disk_is_dead())
        fake_disk_power_on();
    if (!ended)
        ck_assert_msg(stage_run_to_end(stage, &err), "%s: %s", name, err.text);
}

static void at_every_call(const struct crash_scene *scene, enum stage_call what, const char *kind)
{
    struct crash_ending expected, ending;
    int flushes;
    int count = count_calls(scene);

    crash_run_undisturbed(scene, &expected, &flushes);
    ck_assert_int_gt(count, 0);
    for (int call = 1; call <= count; call++) {
        AUTO(stage) stage = { 0 };
        AUTO(text) name = { 0 };

        text_append(&name, "%s, %s: call %d of %d", scene->name, kind, call, count);
        crash_report(scene->name, kind, false);
        crash_set_scene(&stage, scene);
        disturb(&stage, what, call, text_string(&name));
        crash_check_finished(text_string(&name));
        crash_take_ending(&stage, &ending);
        if (what == STAGE_CALL_FAILS)
            crash_check_machine(&expected, &ending, text_string(&name));
        else
            crash_check_same(
                &expected, &ending, scene->again + stage_call_starts(), text_string(&name));
        crash_report(scene->name, kind, true);
    }
}

START_TEST(rule_5_a_change_that_nobody_saw_is_found_or_made_again)
{
    for (size_t way = 0; way < COUNT_OF(ways); way++)
        at_every_call(&crash_scenes[_i], ways[way].what, ways[way].kind);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("crash_calls");

    check_add(suite, rule_5_a_change_that_nobody_saw_is_found_or_made_again, crash_scenes_count);
    return check_main(suite);
}
