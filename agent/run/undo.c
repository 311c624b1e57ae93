/* SPDX-License-Identifier: MIT */
/*
 * undo.c - takes a run back, newest action first, and says what stays.
 *
 * That something is back has one author, the action's is_reverted(), asked before revert(), after
 * it, and after the restart where one is needed: as with holds() and apply(), so that a power cut at
 * any instant leaves an undo to go on with.
 */
#include "run/undo.h"

#include "run/step.h"

void undo_list_done(struct undo_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        text_done(&list->items[i].before);
        text_done(&list->items[i].now);
        text_done(&list->items[i].stays);
    }
    free(list->items);
    *list = (struct undo_list){ 0 };
}

bool undo_open(struct run *run, enum found *found, struct err *err)
{
    AUTO(text) path = { 0 };

    run_journal_path(&path, run->state_folder);
    if (!text_ok(&path, err) || !journal_open(text_string(&path), found, &run->journal, err))
        return false;
    if (*found == FOUND && journal_state(run->journal) == JOURNAL_UNDONE) {
        journal_free(run->journal);
        run->journal = NULL;
        *found = ABSENT;
    }
    return true;
}

/* The context of an undo: what was remembered before the change, and nothing of the run's gate. */
static bool make(struct step *step, struct run *run, size_t index, struct err *err)
{
    const char *id = journal_step(run->journal, index)->action;

    if (!action_find(id))
        return err_set(err, ERR_AGENT, ERR_REFUSED,
            "this goldprep has no action '%.64s', and cannot take it back", id);
    if (!step_make(step, run, index, err))
        return false;
    step->context.kept = json_member(step->entry->begin_line, "kept");
    return true;
}

/* -- what would be done -- */

static bool is_sealing(const struct step *step, struct err *err)
{
    if ((step->action->traits & ACTION_ONE_WAY) == 0 || !step->entry->done)
        return false;
    (void)err_set(err, ERR_AGENT, ERR_REFUSED,
        "this run has sealed the machine, which cannot be undone: go back to a checkpoint from "
        "before");
    return true;
}

static bool foresee_one(struct run *run, size_t index, struct undo_item *item, struct err *err)
{
    AUTO(step) step = { 0 };

    if (!make(&step, run, index, err))
        return false;
    step.context.is_foreseen = true;
    item->action = step.action;
    if (is_sealing(&step, err))
        return false;
    if (!step.action->is_reverted(&step.context, &item->is_back, err))
        return err_wrap(err, "looking at '%s'", step.action->id);
    const char *before = json_string(json_member(step.entry->begin_line, "before"));
    text_append(&item->before, "%s", before ? before : "");
    step_observe(&step, &item->now);
    text_append(&item->stays, "%s", text_string(&step.context.stays));
    return text_ok(&item->before, err) && text_ok(&item->now, err) && text_ok(&item->stays, err);
}

bool undo_foresee(struct run *run, struct undo_list *list, struct err *err)
{
    size_t count = journal_step_count(run->journal);

    run->step_limit_ms = run->limit_ms;
    list->items = calloc(count + 1, sizeof *list->items);
    if (!list->items)
        return err_nomem(err);
    for (size_t i = count; i > 0; i--) {
        const struct journal_step *entry = journal_step(run->journal, i - 1);

        if (!entry->begun || entry->reverted)
            continue;
        list->count++;
        if (!foresee_one(run, i - 1, &list->items[list->count - 1], err))
            return false;
    }
    return true;
}

/* -- taking back -- */

static bool write_revert(struct step *step, struct err *err)
{
    struct run *run = step->run;
    AUTO(json_value) extra = { json_new_object() };
    int64_t now;

    step_observe(step, &step->before);
    /* Begun by an earlier process, and not stopped by a failure since. */
    if (journal_state(run->journal) != JOURNAL_UNDOING)
        return text_ok(&step->before, err);
    (void)json_add_string(extra.root, "before", text_string(&step->before));
    step_add_boot_time(run, extra.root);
    if (!extra.root)
        return err_nomem(err);
    /* rule 2: it is on the disk before anything is touched */
    return step_read_now(run, &now, err) &&
           journal_revert(run->journal, step->action->id, now, extra.root, err);
}

static bool write_reverted(struct step *step, struct err *err)
{
    struct run *run = step->run;
    AUTO(text) after = { 0 };
    uint64_t duration_ms;
    AUTO(json_value) extra = { step_new_outcome(step, &after, &duration_ms) };
    int64_t now;

    (void)json_add_lines(extra.root, "stays", text_string(&step->context.stays));
    if (!extra.root)
        return err_nomem(err);
    if (!text_ok(&step->context.stays, err) || !step_read_now(run, &now, err) ||
        !journal_reverted(run->journal, step->action->id, now, extra.root, err))
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
    /* When this cannot be written, it is still being taken back, and the next undo asks again. */
    (void)!journal_failed(step->run->journal, step->action->id, now, why, extra.root, &ignored);
}

static bool write_restart(struct step *step, struct err *err)
{
    const struct guest *guest = step->run->guest;
    int64_t now, boot_time;

    return step_read_now(step->run, &now, err) && guest->boot_time(guest->state, &boot_time, err) &&
           journal_restart(step->run->journal, step->action->id, now, boot_time, err);
}

/* Asks, changes, asks again. back: as far as it can be */
static bool change(struct step *step, bool *back, struct err *err)
{
    const struct action *action = step->action;
    size_t told;

    *back = false;
    if (!action->is_reverted(&step->context, back, err))
        return err_wrap(err, "looking at '%s'", action->id);
    if (*back)
        return true;
    told = step->context.stays.len;
    if (!action->revert) {
        action_stays(&step->context, "%s", action->irreversible);
        *back = true;
        return true;
    }
    if (!action->revert(&step->context, err))
        return err_wrap(err, "taking back '%s'", action->id);
    /* What turned out to be impossible is told, and done with. */
    bool is_impossible = step->context.stays.len > told;
    if (!action->is_reverted(&step->context, back, err))
        return err_wrap(err, "verifying that '%s' is taken back", action->id);
    *back = *back || is_impossible;
    return true;
}

static bool decide(struct step *step, enum run_outcome *outcome, struct err *err)
{
    bool may_restart = step->entry->revert_restarts == 0;
    bool back;

    if (!change(step, &back, err))
        return false;
    if (step->context.restart_wanted && may_restart) {
        *outcome = RUN_RESTART;
        return true;
    }
    if (!back)
        return err_set(err, ERR_AGENT, ERR_NO_EFFECT, "taking back '%s' had no effect%s",
            step->action->id, may_restart ? "" : ", not even after its restart");
    *outcome = RUN_DONE;
    return true;
}

static size_t count_begun(const struct journal *journal)
{
    size_t count = 0;

    for (size_t i = 0; i < journal_step_count(journal); i++)
        count += journal_step(journal, i)->begun;
    return count;
}

static size_t count_reverted(const struct journal *journal)
{
    size_t count = 0;

    for (size_t i = 0; i < journal_step_count(journal); i++)
        count += journal_step(journal, i)->reverted;
    return count;
}

static bool take_back(struct run *run, size_t index, enum run_outcome *outcome, struct err *err)
{
    AUTO(step) step = { 0 };

    if (!make(&step, run, index, err))
        return false;
    if (run->watcher.begins)
        run->watcher.begins(run->watcher.state, step.action, count_reverted(run->journal) + 1,
            count_begun(run->journal));
    if (!write_revert(&step, err))
        return err_wrap(err, "taking back '%s'", step.action->id);
    if (decide(&step, outcome, err))
        return *outcome == RUN_RESTART ? write_restart(&step, err) : write_reverted(&step, err);
    if (!err_is(err, ERR_CANCELLED))
        write_failed(&step, err);
    return false;
}

bool undo_forget(const char *state_folder, struct err *err)
{
    for (const struct action *const *at = actions_all; *at; at++)
        if ((*at)->forget && !(*at)->forget(state_folder, err))
            return err_wrap(err, "cannot remove what '%s' has kept", (*at)->id);
    return true;
}

static bool go_on(struct run *run, enum run_outcome *outcome, struct err *err)
{
    size_t index = 0;
    int64_t now;

    *outcome = RUN_DONE;
    for (bool first = true; journal_next_to_revert(run->journal, &index); first = false) {
        /* Between two actions is a place to stop, as on the way there. */
        if ((!first && !run->guest->wait(run->guest->state, 0, err)) ||
            !take_back(run, index, outcome, err))
            return false;
        if (*outcome == RUN_RESTART)
            return true;
    }
    return undo_forget(run->state_folder, err) && step_read_now(run, &now, err) &&
           journal_undone(run->journal, now, err);
}

/* Whoever calls has foreseen it; a moment may have passed since. */
static bool check_unsealed(struct run *run, struct err *err)
{
    for (size_t i = 0; i < journal_step_count(run->journal); i++) {
        AUTO(step) step = { 0 };
        bool ignored;

        if (!journal_step(run->journal, i)->begun)
            continue;
        if (!make(&step, run, i, err) || is_sealing(&step, err))
            return false;
        if ((step.action->traits & ACTION_ONE_WAY) != 0 &&
            !step.action->is_reverted(&step.context, &ignored, err))
            return false;
    }
    return true;
}

static bool begin(struct run *run, bool *restarted, struct err *err)
{
    enum journal_state state = journal_state(run->journal);
    int64_t now;

    *restarted = true;
    if (!check_unsealed(run, err))
        return false;
    if (state == JOURNAL_UNDONE)
        return err_set(err, ERR_AGENT, ERR_REFUSED, "this run is taken back already");
    if (state == JOURNAL_REVERT_RESTART)
        return run_has_restarted(run, restarted, err);
    if (state == JOURNAL_UNDOING || state == JOURNAL_REVERTING)
        return true;
    return step_read_now(run, &now, err) && journal_undo(run->journal, now, err);
}

bool undo_go(struct run *run, enum run_outcome *outcome, struct err *err)
{
    bool restarted = true;

    *outcome = RUN_STOPPED;
    run->step_limit_ms = run->limit_ms;
    if (!begin(run, &restarted, err))
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

void undo_append_stays(const struct journal *journal, struct text *stays)
{
    for (size_t i = journal_step_count(journal); i > 0; i--) {
        const struct json *lines =
            json_member(journal_step(journal, i - 1)->reverted_line, "stays");

        for (const struct json *line = json_first(lines); line; line = json_next(line))
            if (json_string(line))
                text_append(stays, "%s\n", json_string(line));
    }
}
