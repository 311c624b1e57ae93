/* SPDX-License-Identifier: MIT */
/*
 * test_crash.c - power fails at every flush of a run, in every way; the run is resumed, and
 * everything ends as if nothing had happened: nothing done twice, nothing lost.
 *
 * Rules 1 to 3 are checked by stage.c at every change to the machine; rule 4 each time the journal
 * is opened again; rule 5 by the counts of changes.
 */
#include "crash_scenes.h"

#include "check_main.h"

/* Runs until the disk is dead. false: the run ended before. */
static bool run_until_dead(
    struct stage *stage, int flush, enum fake_disk_loss loss, const char *what)
{
    struct err err = { 0 };

    fake_disk_fail_at(flush, loss);
    bool ended = stage_run_to_end(stage, &err);
    ck_assert_msg(ended != fake_disk_is_dead(), "%s: %s", what, err.text);
    return !ended;
}

static void bring_back(struct stage *stage, bool restarts)
{
    fake_disk_power_on();
    if (restarts)
        fake_restart(stage->machine);
}

static void resume_and_compare(
    struct stage *stage, const struct crash_ending *expected, int again, const char *what)
{
    struct crash_ending ending;
    struct err err = { 0 };

    ck_assert_msg(stage_run_to_end(stage, &err), "%s: %s", what, err.text);
    crash_check_finished(what);
    crash_take_ending(stage, &ending);
    crash_check_same(expected, &ending, again, what);
}

/* restarts: a power cut; else the process alone is killed. */
static void fail_at_every_flush(const struct crash_scene *scene, bool restarts)
{
    const char *kind = restarts ? "power fails at a flush" : "killed at a flush";
    struct crash_ending expected;
    int flushes;

    crash_run_undisturbed(scene, &expected, &flushes);
    ck_assert_int_gt(flushes, 10);
    /* What a process that is killed has written stays written. */
    int losses = restarts ? FAKE_DISK_LOSSES : 1;
    for (int loss = FAKE_DISK_KEEP; loss < losses; loss++) {
        for (int flush = 1; flush <= flushes; flush++) {
            AUTO(stage) stage = { 0 };
            AUTO(text) what = { 0 };

            text_append(&what, "%s, loss %d at flush %d of %d", scene->name, loss, flush, flushes);
            crash_report(scene->name, kind, false);
            crash_set_scene(&stage, scene);
            ck_assert_msg(run_until_dead(&stage, flush, (enum fake_disk_loss)loss, what.bytes),
                "%s: the power did not fail", what.bytes);
            bring_back(&stage, restarts);
            resume_and_compare(&stage, &expected, scene->again, what.bytes);
            crash_report(scene->name, kind, true);
        }
    }
}

START_TEST(rules_1_to_5_hold_when_power_fails)
{
    fail_at_every_flush(&crash_scenes[_i], true);
}
END_TEST

START_TEST(rules_1_to_5_hold_when_the_process_is_killed)
{
    fail_at_every_flush(&crash_scenes[_i], false);
}
END_TEST

/* Those that leave something behind to be taken for whole, or to be cut off. */
static const enum fake_disk_loss twice[] = { FAKE_DISK_KEEP, FAKE_DISK_TEAR_HALF };

START_TEST(rules_1_to_5_hold_when_power_fails_while_resuming_too)
{
    const char *kind = "power fails at two flushes";
    struct crash_ending expected;
    int flushes;

    crash_run_undisturbed(&crash_scenes[0], &expected, &flushes);
    /* Some flushes, each followed by every one: the rows take turns. */
    for (int first = 1 + 4 * _i; first <= flushes; first += 9) {
        for (int second = 1;; second++) {
            AUTO(stage) stage = { 0 };
            AUTO(text) what = { 0 };

            text_append(&what, "flush %d, then %d", first, second);
            crash_set_scene(&stage, &crash_scenes[0]);
            ck_assert(run_until_dead(&stage, first, twice[_i], what.bytes));
            bring_back(&stage, true);
            if (!run_until_dead(&stage, second, twice[_i], what.bytes))
                break;
            crash_report(crash_scenes[0].name, kind, false);
            bring_back(&stage, true);
            resume_and_compare(&stage, &expected, crash_scenes[0].again, what.bytes);
            crash_report(crash_scenes[0].name, kind, true);
        }
    }
}
END_TEST

/* What is on the disk at the instant of the cut: each flush of the journal adds one whole line. */
START_TEST(rule_4_torn_tail_is_cut)
{
    struct crash_ending expected;
    int flushes;

    crash_run_undisturbed(&crash_scenes[0], &expected, &flushes);
    for (int flush = 1; flush <= flushes; flush++) {
        AUTO(stage) stage = { 0 };
        struct journal *journal = NULL;
        enum found found;
        struct err err = { 0 };
        size_t before = 0, after = 0;

        crash_set_scene(&stage, &crash_scenes[0]);
        ck_assert(run_until_dead(&stage, flush, FAKE_DISK_TEAR_HALF, "tear"));
        fake_disk_power_on();
        if (!fake_disk_content(STAGE_JOURNAL, &before))
            continue; /* rule 1: it comes whole or not at all */
        ck_assert_msg(journal_open(STAGE_JOURNAL, &found, &journal, &err), "%s", err.text);
        const char *content = fake_disk_content(STAGE_JOURNAL, &after);
        ck_assert(after <= before && after > 0 && content[after - 1] == '\n');
        ck_assert(fake_disk_is_flushed(STAGE_JOURNAL));
        journal_free(journal);
    }
}
END_TEST

START_TEST(rule_1_no_journal_is_there_in_part)
{
    for (int loss = 0; loss < FAKE_DISK_LOSSES; loss++) {
        for (int flush = 1; flush <= 2; flush++) {
            AUTO(stage) stage = { 0 };
            struct err err = { 0 };

            crash_set_scene(&stage, &crash_scenes[0]);
            fake_disk_fail_at(flush, (enum fake_disk_loss)loss);
            ck_assert(!stage_run_to_end(&stage, &err));
            fake_disk_power_on();
            struct journal *journal = stage_journal(); /* asserts that it can be read */
            ck_assert(!journal || journal_state(journal) == JOURNAL_PLANNED);
            ck_assert_int_eq(fake_calls(stage.machine, "reserved_storage_set"), 0);
            journal_free(journal);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("crash");
    TCase *rows = tcase_create("rows");

    tcase_set_timeout(rows, 300);
    tcase_add_loop_test(rows, rules_1_to_5_hold_when_power_fails, 0, (int)crash_scenes_count);
    tcase_add_loop_test(
        rows, rules_1_to_5_hold_when_the_process_is_killed, 0, (int)crash_scenes_count);
    tcase_add_loop_test(
        rows, rules_1_to_5_hold_when_power_fails_while_resuming_too, 0, COUNT_OF(twice));
    tcase_add_test(rows, rule_4_torn_tail_is_cut);
    tcase_add_test(rows, rule_1_no_journal_is_there_in_part);
    suite_add_tcase(suite, rows);
    return check_main(suite);
}
