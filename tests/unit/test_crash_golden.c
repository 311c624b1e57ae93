/* SPDX-License-Identifier: MIT */
/*
 * test_crash_golden.c - every machine of the golden tests that a plan changes: power fails at every flush
 * of what `prepare` would do with it, and it comes to the same end.
 */
#include "crash_scenes.h"
#include "golden_scenarios.h"
#include "probes/probe.h"

#include "check_main.h"

enum {
    STEPS_LIMIT = 9, /* every action there is, and the end of the list */
    LEAST = 15,      /* machines that are changed: should the list lose them, this test says so */
};

static const char *steps[STEPS_LIMIT];

/* As long as those of a new machine; their ends are read and compared at every point. */
static void make_small(struct fake_machine *machine)
{
    struct disk_layout *layout = &fake_hardware(machine)->layout;

    for (size_t i = 0; i < layout->count; i++)
        if (layout->partitions[i].length_bytes == 100ull * 1024 * 1024 ||
            layout->partitions[i].length_bytes == 16ull * 1024 * 1024)
            layout->partitions[i].length_bytes = 512;
}

static void set_machine(struct stage *stage, const struct golden_scenario *scenario)
{
    stage_set(stage, steps);
    scenario->change(stage->machine);
    make_small(stage->machine);
}

/* What prepare would do: the ids of its steps, in order; none when it would refuse. */
static size_t make_steps(const struct golden_scenario *scenario)
{
    const struct plan_choice choice = { .generalize = true };
    AUTO(stage) stage = { 0 };
    AUTO(plan) plan = { 0 };
    struct facts *facts = NULL;
    struct findings findings = { 0 };
    struct err err = { 0 };
    size_t count = 0;

    stage_set(&stage, steps);
    scenario->change(stage.machine);
    ck_assert_msg(
        probes_collect(&stage.guest, scenario->deep, "test", &facts, &err), "%s", err.text);
    ck_assert_msg(policy_judge(policy_profile("devbox"), facts, &findings, &err), "%s", err.text);
    ck_assert_msg(plan_make(&findings, facts, &choice, &plan, &err), "%s", err.text);
    memset(steps, 0, sizeof steps);
    ck_assert_uint_lt(plan.count, STEPS_LIMIT);
    for (; plan.stopped_by.count == 0 && count < plan.count; count++)
        steps[count] = plan.steps[count].action->id;
    findings_done(&findings);
    facts_free(facts);
    return count;
}

static bool run_undisturbed(
    const struct golden_scenario *scenario, struct crash_ending *ending, int *flushes)
{
    AUTO(stage) stage = { 0 };
    struct err err = { 0 };

    set_machine(&stage, scenario);
    /* Some lack a program that only other tests give them: what they begin ends the same way, always. */
    if (!stage_run_to_end(&stage, &err))
        return false;
    crash_check_finished(scenario->name);
    crash_take_ending(&stage, ending);
    *flushes = fake_disk_flushes();
    return true;
}

static void fail_at(const struct golden_scenario *scenario, const struct crash_ending *expected,
    int flush, enum fake_disk_loss loss)
{
    AUTO(stage) stage = { 0 };
    AUTO(text) what = { 0 };
    struct crash_ending ending;
    struct err err = { 0 };

    text_append(&what, "%s, loss %d at flush %d", scenario->name, loss, flush);
    set_machine(&stage, scenario);
    fake_disk_fail_at(flush, loss);
    ck_assert_msg(
        !stage_run_to_end(&stage, &err) && fake_disk_is_dead(), "%s: %s", what.bytes, err.text);
    fake_disk_power_on();
    fake_restart(stage.machine);
    ck_assert_msg(stage_run_to_end(&stage, &err), "%s: %s", what.bytes, err.text);
    crash_check_finished(what.bytes);
    crash_take_ending(&stage, &ending);
    crash_check_same(expected, &ending, 1, what.bytes); /* a change that waits for a restart */
}

static const enum fake_disk_loss losses[] = { FAKE_DISK_KEEP, FAKE_DISK_TEAR_HALF };

START_TEST(rules_1_to_5_hold_on_every_machine_that_is_changed)
{
    static const char kind[] = "power fails at a flush";
    const struct golden_scenario *scenario = &golden_scenarios[_i];
    struct crash_ending expected;
    int flushes = 0;

    if (!scenario->change || make_steps(scenario) == 0 ||
        !run_undisturbed(scenario, &expected, &flushes))
        return;
    for (size_t loss = 0; loss < COUNT_OF(losses); loss++) {
        for (int flush = 1; flush <= flushes; flush++) {
            crash_report(scenario->name, kind, false);
            fail_at(scenario, &expected, flush, losses[loss]);
            crash_report(scenario->name, kind, true);
        }
    }
}
END_TEST

START_TEST(most_machines_are_changed)
{
    struct crash_ending ending;
    int flushes, count = 0;

    for (size_t i = 0; i < golden_scenarios_count; i++)
        count += golden_scenarios[i].change && make_steps(&golden_scenarios[i]) > 0 &&
                 run_undisturbed(&golden_scenarios[i], &ending, &flushes);
    ck_assert_int_ge(count, LEAST);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("crash_golden");

    check_add(suite, rules_1_to_5_hold_on_every_machine_that_is_changed, golden_scenarios_count);
    check_add(suite, most_machines_are_changed, 1);
    return check_main(suite);
}
