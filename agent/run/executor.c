/* SPDX-License-Identifier: MIT */
/* executor.c - carries a plan out, through restarts and crashes, and knows where it stands. */
#include "run/executor.h"

#include "run/aside.h"
#include "run/step.h"
#include "run/undo.h"

enum {
    /* A boot time is reckoned from the clock, which may be set by a little while it runs. */
    BOOT_TIME_SLACK_S = 2,
};

void run_done(struct run *run)
{
    journal_free(run->journal);
    run->journal = NULL;
    file_lock_done(&run->lock);
}

void run_journal_path(struct text *path, const char *state_folder)
{
    file_join(path, state_folder, "journal");
}

bool run_enter(struct run *run, struct err *err)
{
    AUTO(text) path = { 0 };

    if (!file_make_private_folder(run->state_folder, err))
        return err_wrap(err, "cannot use the state folder");
    file_join(&path, run->state_folder, "lock");
    if (!text_ok(&path, err))
        return false;
    if (!file_lock_take(text_string(&path), &run->lock, err))
        return err_is(err, ERR_BUSY) ? err_wrap(err, "another run is at work") : false;
    return true;
}

/* Sets the last journal aside. */
static bool clear_old(const struct run *run, const char *path, struct err *err)
{
    struct journal *old = NULL;
    AUTO(text) aside = { 0 };
    enum found found;

    if (!journal_read(path, &found, &old, err))
        return false;
    if (found == ABSENT)
        return true;
    bool over = journal_is_over(old);
    bool undoing = journal_is_undone_or_undoing(old);
    journal_free(old);
    if (!over && undoing)
        return err_set(err, ERR_AGENT, ERR_BUSY,
            "an unfinished undo stands in '%s': go on with it first", run->state_folder);
    if (!over)
        return err_set(err, ERR_AGENT, ERR_BUSY,
            "an unfinished run stands in '%s': resume it first", run->state_folder);
    return run_set_aside(run, RUN_ASIDE_OVER, &aside, err);
}

/* A run that is set aside is not taken back any more; nor is one whose journal was refused before. */
static bool make_room(const struct run *run, const char *path, struct err *err)
{
    return clear_old(run, path, err) && undo_forget(run->state_folder, err);
}

bool run_start(struct run *run, const struct plan *plan, const struct json *header,
    const struct json *plan_json, struct err *err)
{
    AUTO(text) path = { 0 };
    int64_t now;

    if (json_count(json_member(plan_json, "steps")) != plan->count)
        return err_set(
            err, ERR_AGENT, ERR_REFUSED, "the plan and its document have not the same steps");
    run_journal_path(&path, run->state_folder);
    if (!text_ok(&path, err) || !make_room(run, text_string(&path), err) ||
        !run->guest->now(run->guest->state, &now, err))
        return err_wrap(err, "cannot start a run");
    return journal_create(text_string(&path), header, plan_json, now, &run->journal, err);
}

bool run_reopen(struct run *run, enum found *found, struct err *err)
{
    AUTO(text) path = { 0 };
    enum found seen;

    run_journal_path(&path, run->state_folder);
    if (!text_ok(&path, err) || !journal_open(text_string(&path), &seen, &run->journal, err))
        return false;
    if (seen == FOUND && journal_is_over(run->journal)) {
        journal_free(run->journal);
        run->journal = NULL;
        seen = ABSENT;
    }
    *found = seen;
    return true;
}

bool run_has_restarted(const struct run *run, bool *restarted, struct err *err)
{
    int64_t boot_time;

    if (!run->guest->boot_time(run->guest->state, &boot_time, err))
        return err_wrap(err, "cannot tell whether the machine has restarted");
    /* A clock that was ahead and has been set right makes the later boot look earlier. */
    int64_t apart = boot_time - journal_boot_time(run->journal);

    *restarted = apart > BOOT_TIME_SLACK_S || apart < -BOOT_TIME_SLACK_S;
    return true;
}

static bool is_one_way(const struct run *run, size_t index)
{
    const struct action *action = action_find(journal_step(run->journal, index)->action);

    return action && (action->traits & ACTION_ONE_WAY) != 0;
}

/* How long the next action may take: its own limit, and not past that of the whole run. A clock that
 * was set back has used up nothing. */
static bool find_step_limit(struct run *run, size_t index, struct err *err)
{
    int64_t now;

    run->step_limit_ms = run->limit_ms;
    if (run->limits.minutes == 0 || is_one_way(run, index))
        return true;
    if (!run->guest->now(run->guest->state, &now, err))
        return err_wrap(err, "cannot tell how long the run has taken");

    int64_t used_s = now - journal_began(run->journal);
    int64_t left_s = (int64_t)run->limits.minutes * 60 - (used_s > 0 ? used_s : 0);

    run->over_limit = left_s <= 0;
    if (run->over_limit)
        return err_set(err, ERR_AGENT, ERR_TIME_LIMIT,
            "the run has reached its limit of %u minutes before '%s'", run->limits.minutes,
            journal_step(run->journal, index)->action);
    if (left_s * 1000 < run->limit_ms)
        run->step_limit_ms = (uint32_t)(left_s * 1000);
    return true;
}

/* Between two actions is a place to stop; before the first one nobody has had the time to say so. */
static bool may_go_on(const struct run *run, bool first, struct err *err)
{
    return first || run->guest->wait(run->guest->state, 0, err);
}

static bool go_on(struct run *run, enum run_outcome *outcome, struct err *err)
{
    size_t count = journal_step_count(run->journal);
    bool first = true;
    int64_t now;

    *outcome = RUN_DONE;
    for (size_t i = 0; i < count; i++) {
        if (run->hands_over && is_one_way(run, i)) {
            *outcome = RUN_HANDED_OVER;
            return true;
        }
        if (journal_step(run->journal, i)->done)
            continue;
        if (!may_go_on(run, first, err) || !find_step_limit(run, i, err) ||
            !run_step(run, i, outcome, err))
            return false;
        if (*outcome == RUN_RESTART)
            return true;
        first = false;
    }
    if (run->conclude && !run->conclude(run->state, err))
        return false;
    return run->guest->now(run->guest->state, &now, err) &&
           journal_finished(run->journal, now, err);
}

bool run_go(struct run *run, enum run_outcome *outcome, struct err *err)
{
    enum journal_state state = journal_state(run->journal);
    bool restarted = true;

    *outcome = RUN_STOPPED;
    run->over_limit = false;
    if (journal_is_over(run->journal))
        return err_set(err, ERR_AGENT, ERR_REFUSED, "this run is over");
    if (journal_is_undone_or_undoing(run->journal))
        return err_set(err, ERR_AGENT, ERR_BUSY, "this run is being taken back");
    if (state == JOURNAL_RESTARTING && !run_has_restarted(run, &restarted, err))
        return false;
    if (!restarted) {
        *outcome = RUN_RESTART;
        return true;
    }
    if (go_on(run, outcome, err))
        return true;
    *outcome = RUN_STOPPED;
    return false;
}
