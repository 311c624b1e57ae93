/* SPDX-License-Identifier: MIT */
/*
 * step.c - one action, from begin to done.
 *
 * The sentence "it is done" has one author: the action's holds(), asked after apply(), and after
 * the restart where one is needed. An action gets one restart; if its change does not hold after
 * that, the run stops: a machine must never restart for ever.
 */
#include "run/step.h"

void step_done(struct step *step)
{
    action_context_done(&step->context);
    json_value_done(&step->report);
    text_done(&step->before);
}

static void pass_on(void *state, const char *line)
{
    const struct run *run = state;

    if (run->watcher.says)
        run->watcher.says(run->watcher.state, line);
}

static void pass_on_moving(void *state, const char *line)
{
    const struct run *run = state;

    run->watcher.moving(run->watcher.state, line);
}

bool step_read_now(const struct run *run, int64_t *now, struct err *err)
{
    return run->guest->now(run->guest->state, now, err);
}

void step_observe(struct step *step, struct text *text)
{
    AUTO(text) seen = { 0 };
    struct err why = { 0 };

    if (step->action->observe(&step->context, &seen, &why))
        text_append(text, "%s", text_string(&seen));
    else
        text_append(text, "unknown: %s", why.text);
}

/* Nothing is decided by it here: a line without it is as good. */
void step_add_boot_time(const struct run *run, struct json *extra)
{
    struct err ignored = { 0 };
    int64_t boot_time;

    if (run->guest->boot_time(run->guest->state, &boot_time, &ignored))
        (void)json_add_number(extra, "boot_time", boot_time);
}

static bool begin(struct step *step, struct err *err)
{
    struct run *run = step->run;
    AUTO(json_value) extra = { json_new_object() };
    int64_t now;

    if (step->entry->begun) {
        const char *before = json_string(json_member(step->entry->begin_line, "before"));

        text_append(&step->before, "%s", before ? before : "");
        return text_ok(&step->before, err);
    }
    if ((step->action->traits & ACTION_NEEDS_READY) != 0) {
        if (!run->gate)
            return err_set(err, ERR_AGENT, ERR_REFUSED, "nobody says whether the machine is ready");
        if (!run->gate(run->state, err))
            return false;
    }
    step_observe(step, &step->before);
    (void)json_add_string(extra.root, "before", text_string(&step->before));
    step_add_boot_time(run, extra.root);
    if (!extra.root)
        return err_nomem(err);
    if (step->action->remember &&
        !step->action->remember(&step->context, json_add_object(extra.root, "kept"), err))
        return false;
    /* rule 2: begin is on the disk before anything is touched */
    return step_read_now(run, &now, err) &&
           journal_begin(run->journal, step->action->id, now, extra.root, err);
}

/* "a: b\nc: d\n" as an array of lines. */
struct json *step_new_outcome(struct step *step, struct text *after, uint64_t *duration_ms)
{
    const struct guest *guest = step->run->guest;
    struct json *extra = json_new_object();
    struct err ignored = { 0 };
    uint64_t ended_ms;

    *duration_ms = 0;
    if (guest->tick_ms(guest->state, &ended_ms, &ignored) && ended_ms > step->started_ms)
        *duration_ms = ended_ms - step->started_ms;
    step_observe(step, after);
    (void)json_add_string(extra, "after", text_string(after));
    (void)json_add_number(extra, "duration_ms", (int64_t)*duration_ms);
    step_add_boot_time(step->run, extra);
    (void)json_add_lines(extra, "details", text_string(&step->context.details));
    (void)json_add_copy(extra, "report", step->report.root);
    return extra;
}

static bool write_done(struct step *step, struct err *err)
{
    struct run *run = step->run;
    AUTO(text) after = { 0 };
    uint64_t duration_ms;
    AUTO(json_value) extra = { step_new_outcome(step, &after, &duration_ms) };
    int64_t now;

    if (!extra.root)
        return err_nomem(err);
    /* rule 3: done is on the disk before the next action begins */
    if (!step_read_now(run, &now, err) ||
        !journal_done(run->journal, step->action->id, now, extra.root, err))
        return false;
    if (run->watcher.ended)
        run->watcher.ended(run->watcher.state, step->action, text_string(&step->before),
            text_string(&after), duration_ms);
    return true;
}

/* The action's own error stays what is told; that the journal has it is a second matter. */
static void write_failed(struct step *step, const struct err *why)
{
    AUTO(text) after = { 0 };
    uint64_t duration_ms;
    AUTO(json_value) extra = { step_new_outcome(step, &after, &duration_ms) };
    struct err ignored = { 0 };
    int64_t now;

    if (!extra.root || !step_read_now(step->run, &now, &ignored))
        return;
    /* When this cannot be written, the run is still begun, and resuming asks holds() again. */
    (void)!journal_failed(step->run->journal, step->action->id, now, why, extra.root, &ignored);
}

static bool write_restart(struct step *step, struct err *err)
{
    const struct guest *guest = step->run->guest;
    int64_t now, boot_time;

    return step_read_now(step->run, &now, err) && guest->boot_time(guest->state, &boot_time, err) &&
           journal_restart(step->run->journal, step->action->id, now, boot_time, err);
}

/* Asks, changes, asks again. rule 5: what an earlier process did is told by holds() alone. */
static bool change(struct step *step, bool *holds, struct err *err)
{
    const struct action *action = step->action;

    *holds = false;
    if (!action->holds(&step->context, holds, err))
        return err_wrap(err, "checking '%s'", action->id);
    if (*holds)
        return true;
    if (!action->apply(&step->context, err))
        return err_wrap(err, "applying '%s'", action->id);
    *holds = false;
    if (action->holds(&step->context, holds, err))
        return true;
    /* What cannot be taken back must not be called failed because nobody could look. */
    step->context.resumable = (action->traits & ACTION_ONE_WAY) != 0;
    return err_wrap(err, "verifying '%s'", action->id);
}

/* A run that has had all its restarts gets no other, whichever action asks. */
static bool check_restarts(struct run *run, const struct action *action, struct err *err)
{
    uint32_t most = run->limits.restarts;

    run->over_limit = most > 0 && (uint32_t)journal_restart_count(run->journal) >= most;
    return !run->over_limit ||
           err_set(err, ERR_AGENT, ERR_NO_EFFECT,
               "'%s' wants a restart, and the run has had the %u it may have", action->id, most);
}

/* Makes the change and decides what it has come to; nothing is written yet. */
static bool decide(struct step *step, enum run_outcome *outcome, struct err *err)
{
    bool may_restart = step->entry->restarts == 0;
    bool holds;

    if (!change(step, &holds, err))
        return false;

    bool wants_restart = step->context.restart_wanted ||
                         (!holds && (step->action->traits & ACTION_NEEDS_REBOOT) != 0);
    if (wants_restart && may_restart) {
        *outcome = RUN_RESTART;
        return check_restarts(step->run, step->action, err);
    }
    if (!holds)
        return err_set(err, ERR_AGENT, ERR_NO_EFFECT, "'%s' had no effect%s", step->action->id,
            may_restart ? "" : ", not even after its restart");
    *outcome = RUN_DONE;
    return true;
}

static bool run_action(struct step *step, enum run_outcome *outcome, struct err *err)
{
    if (decide(step, outcome, err))
        return *outcome == RUN_RESTART ? write_restart(step, err) : write_done(step, err);
    /* Told to stop, or nothing decided: the run can be resumed where it is. */
    if (!err_is(err, ERR_CANCELLED) && !step->context.resumable)
        write_failed(step, err);
    return false;
}

bool step_make(struct step *step, struct run *run, size_t index, struct err *err)
{
    const struct journal_step *entry = journal_step(run->journal, index);
    const struct action *action = action_find(entry->action);

    if (!action)
        return err_set(
            err, ERR_AGENT, ERR_UNSUPPORTED, "this goldprep has no action '%.64s'", entry->action);
    *step = (struct step){ .run = run, .action = action, .entry = entry };
    step->report.root = json_new_object();
    step->context = (struct action_context){ .guest = run->guest,
        .state_folder = run->state_folder,
        .limit_ms = run->step_limit_ms,
        .resumed = entry->begun,
        .recovery_limit_bytes = run->recovery_limit_bytes,
        .yes = run->yes,
        .answer_file = run->answer_file,
        .report = step->report.root,
        .ready = (action->traits & ACTION_NEEDS_READY) != 0 ? run->gate : NULL,
        .ready_state = run->state,
        .progress = pass_on,
        .moving = run->watcher.moving ? pass_on_moving : NULL,
        .progress_state = run };
    if (!step->report.root)
        return err_nomem(err);
    return run->guest->tick_ms(run->guest->state, &step->started_ms, err) ||
           err_wrap(err, "starting '%s'", action->id);
}

bool run_step(struct run *run, size_t index, enum run_outcome *outcome, struct err *err)
{
    AUTO(step) step = { 0 };

    if (!step_make(&step, run, index, err))
        return false;
    if (run->watcher.begins)
        run->watcher.begins(
            run->watcher.state, step.action, index + 1, journal_step_count(run->journal));
    if (!begin(&step, err))
        return err_wrap(err, "starting '%s'", step.action->id);
    step.context.kept = json_member(step.entry->begin_line, "kept");
    return run_action(&step, outcome, err);
}
