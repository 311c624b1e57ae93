/* SPDX-License-Identifier: MIT */
/* journal_state.c - what a journal's lines add up to, and which line may come next. */
#include "run/journal_state.h"

#include "base/clock.h"

#include <assert.h>

static const char *const kind_names[] = {
    [JOURNAL_LINE_PLAN] = "plan",
    [JOURNAL_LINE_BEGIN] = "begin",
    [JOURNAL_LINE_DONE] = "done",
    [JOURNAL_LINE_RESTART] = "restart",
    [JOURNAL_LINE_FAILED] = "failed",
    [JOURNAL_LINE_FINISHED] = "finished",
    [JOURNAL_LINE_UNDO] = "undo",
    [JOURNAL_LINE_REVERT] = "revert",
    [JOURNAL_LINE_REVERTED] = "reverted",
    [JOURNAL_LINE_UNDONE] = "undone",
};

const char *journal_kind_name(enum journal_kind kind)
{
    return kind_names[kind];
}

static bool find_kind(const char *name, enum journal_kind *kind)
{
    for (size_t i = 0; name && i < COUNT_OF(kind_names); i++) {
        if (strcmp(kind_names[i], name) == 0) {
            *kind = (enum journal_kind)i;
            return true;
        }
    }
    return false;
}

static const char *const state_names[] = {
    [JOURNAL_NONE] = "at the start of the file",
    [JOURNAL_PLANNED] = "after the plan",
    [JOURNAL_BEGUN] = "while an action is begun",
    [JOURNAL_RESTARTING] = "after a restart",
    [JOURNAL_BETWEEN] = "between two actions",
    [JOURNAL_FINISHED] = "after the end of the run",
    [JOURNAL_STOPPED] = "after a failure",
    [JOURNAL_UNDOING] = "between two actions that are taken back",
    [JOURNAL_REVERTING] = "while an action is taken back",
    [JOURNAL_REVERT_RESTART] = "after a restart of an undo",
    [JOURNAL_UNDO_STOPPED] = "after a failure of an undo",
    [JOURNAL_UNDONE] = "after the end of an undo",
};

bool journal_is_over(const struct journal *journal)
{
    return journal->state == JOURNAL_FINISHED || journal->state == JOURNAL_STOPPED ||
           journal->state == JOURNAL_UNDONE;
}

bool journal_is_undone_or_undoing(const struct journal *journal)
{
    return journal->state >= JOURNAL_UNDOING;
}

bool journal_next_to_revert(const struct journal *journal, size_t *index)
{
    for (size_t i = journal->step_count; i > 0; i--) {
        if (!journal->steps[i - 1].begun || journal->steps[i - 1].reverted)
            continue;
        *index = i - 1;
        return true;
    }
    return false;
}

/* The same rules, backwards: an action is taken back only when every newer one is. */
static bool fits_undo(const struct journal *journal, enum journal_kind kind)
{
    enum journal_state state = journal->state;
    bool at_work = state == JOURNAL_REVERTING || state == JOURNAL_REVERT_RESTART;
    size_t ignored;

    if (kind == JOURNAL_LINE_UNDO)
        return state != JOURNAL_NONE && state < JOURNAL_UNDOING ? true
                                                                : state == JOURNAL_UNDO_STOPPED;
    if (kind == JOURNAL_LINE_REVERT)
        return state == JOURNAL_UNDOING && journal_next_to_revert(journal, &ignored);
    if (kind == JOURNAL_LINE_RESTART)
        return state == JOURNAL_REVERTING; /* it gets one as well */
    if (kind == JOURNAL_LINE_REVERTED || kind == JOURNAL_LINE_FAILED)
        return at_work;
    return kind == JOURNAL_LINE_UNDONE && state == JOURNAL_UNDOING &&
           !journal_next_to_revert(journal, &ignored);
}

/* rule 3: an action begins only when the one before it is done */
static bool fits_state(const struct journal *journal, enum journal_kind kind)
{
    bool at_work = journal->state == JOURNAL_BEGUN || journal->state == JOURNAL_RESTARTING;
    bool between = journal->state == JOURNAL_PLANNED || journal->state == JOURNAL_BETWEEN;

    if (journal_is_undone_or_undoing(journal) || kind >= JOURNAL_LINE_UNDO)
        return fits_undo(journal, kind);
    switch (kind) {
    case JOURNAL_LINE_PLAN:
        return journal->state == JOURNAL_NONE;
    case JOURNAL_LINE_BEGIN:
        return between && journal->current < journal->step_count;
    case JOURNAL_LINE_DONE:
    case JOURNAL_LINE_FAILED:
        return at_work;
    case JOURNAL_LINE_RESTART:
        return journal->state == JOURNAL_BEGUN; /* an action gets one restart */
    case JOURNAL_LINE_FINISHED:
        return between && journal->current == journal->step_count;
    case JOURNAL_LINE_UNDO:
    case JOURNAL_LINE_REVERT:
    case JOURNAL_LINE_REVERTED:
    case JOURNAL_LINE_UNDONE:
        break; /* asked for above */
    }
    return false;
}

/* The step that a line with an action is about. */
static size_t step_at_work(const struct journal *journal)
{
    size_t index = journal->current;

    if (journal_is_undone_or_undoing(journal) && !journal_next_to_revert(journal, &index))
        return journal->current; /* then no such line may come, which fits_undo has said */
    return index;
}

bool journal_allows(
    const struct journal *journal, enum journal_kind kind, const char *action, struct err *err)
{
    bool has_action = kind != JOURNAL_LINE_PLAN && kind != JOURNAL_LINE_FINISHED &&
                      kind != JOURNAL_LINE_UNDO && kind != JOURNAL_LINE_UNDONE;

    if (!fits_state(journal, kind))
        return err_set(err, ERR_AGENT, ERR_REFUSED, "a '%s' line cannot come %s",
            journal_kind_name(kind), state_names[journal->state]);
    if (!has_action)
        return true;

    const char *expected = journal->steps[step_at_work(journal)].action;
    if (!action || strcmp(action, expected) != 0)
        return err_set(err, ERR_AGENT, ERR_REFUSED, "a '%s' line is for '%.64s', expected is '%s'",
            journal_kind_name(kind), action ? action : "no action", expected);
    return true;
}

static bool malformed(struct err *err, const char *what)
{
    return err_set(err, ERR_AGENT, ERR_DAMAGED, "%s is missing or of the wrong type", what);
}

static bool take_plan(struct journal *journal, const struct json *line, struct err *err)
{
    const char *schema = json_string(json_member(line, "schema"));
    const struct json *steps = json_member(json_member(line, "plan"), "steps");

    if (!schema || strcmp(schema, JOURNAL_SCHEMA) != 0)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED,
            "it is a '%.64s', and this goldprep reads '%s'", schema ? schema : "?", JOURNAL_SCHEMA);
    if (!clock_read_utc(json_string(json_member(line, "at")), &journal->began))
        return malformed(err, "'at'");
    if (!json_is_object(json_member(line, "header")))
        return malformed(err, "'header'");
    if (!json_is_array(steps))
        return malformed(err, "the plan's 'steps'");

    journal->steps = calloc(json_count(steps) + 1, sizeof *journal->steps);
    if (!journal->steps)
        return err_nomem(err);
    for (size_t i = 0; i < json_count(steps); i++) {
        const char *action = json_string(json_member(json_at(steps, i), "action"));

        if (!action)
            return malformed(err, "a step's 'action'");
        journal->steps[journal->step_count++].action = action;
    }
    journal->state = JOURNAL_PLANNED;
    return true;
}

static bool take_restart(struct journal *journal, const struct json *line, struct err *err)
{
    if (!json_number(json_member(line, "boot_time"), &journal->boot_time))
        return malformed(err, "'boot_time'");
    if (journal_is_undone_or_undoing(journal)) {
        journal->steps[step_at_work(journal)].revert_restarts++;
        journal->state = JOURNAL_REVERT_RESTART;
        return true;
    }
    journal->steps[journal->current].restarts++;
    journal->state = JOURNAL_RESTARTING;
    return true;
}

/* A failure of an undo says nothing of the run that is taken back: its own line stays. */
static void take_failed(struct journal *journal, struct journal_step *step, const struct json *line)
{
    if (journal_is_undone_or_undoing(journal)) {
        journal->state = JOURNAL_UNDO_STOPPED;
        return;
    }
    step->failed_line = line;
    journal->state = JOURNAL_STOPPED;
}

/* The line is known to be allowed. */
static bool take_line(
    struct journal *journal, enum journal_kind kind, const struct json *line, struct err *err)
{
    /* the plan line brings the steps, so there is none before it */
    struct journal_step *step = journal->steps ? &journal->steps[step_at_work(journal)] : NULL;

    switch (kind) {
    case JOURNAL_LINE_PLAN:
        return take_plan(journal, line, err);
    case JOURNAL_LINE_BEGIN:
        step->begun = true;
        step->begin_line = line;
        journal->state = JOURNAL_BEGUN;
        break;
    case JOURNAL_LINE_DONE:
        step->done = true;
        step->done_line = line;
        journal->current++;
        journal->state = JOURNAL_BETWEEN;
        break;
    case JOURNAL_LINE_RESTART:
        return take_restart(journal, line, err);
    case JOURNAL_LINE_FAILED:
        take_failed(journal, step, line);
        break;
    case JOURNAL_LINE_FINISHED:
        journal->state = JOURNAL_FINISHED;
        break;
    case JOURNAL_LINE_UNDO:
        journal->state = JOURNAL_UNDOING;
        break;
    case JOURNAL_LINE_REVERT:
        step->reverting = true;
        journal->state = JOURNAL_REVERTING;
        break;
    case JOURNAL_LINE_REVERTED:
        step->reverted = true;
        step->reverted_line = line;
        journal->state = JOURNAL_UNDOING;
        break;
    case JOURNAL_LINE_UNDONE:
        journal->state = JOURNAL_UNDONE;
        break;
    }
    return true;
}

static bool keep_line(struct journal *journal, struct json *line, struct err *err)
{
    if (journal->count == journal->capacity) {
        size_t capacity = journal->capacity > 0 ? journal->capacity * 2 : 16;
        struct json **lines = calloc(capacity, sizeof(struct json *));

        if (!lines) {
            json_free(line);
            return err_nomem(err);
        }
        if (journal->count > 0)
            memcpy(lines, journal->lines, journal->count * sizeof(struct json *));
        free(journal->lines);
        journal->lines = lines;
        journal->capacity = capacity;
    }
    journal->lines[journal->count++] = line;
    return true;
}

bool journal_accept(struct journal *journal, struct json *line, struct err *err)
{
    enum journal_kind kind;
    int64_t sequence;

    if (!keep_line(journal, line, err))
        return false;
    if (!json_number(json_member(line, "seq"), &sequence) || sequence != (int64_t)journal->count)
        return err_set(err, ERR_AGENT, ERR_DAMAGED, "'seq' is not %zu", journal->count);
    const char *name = json_string(json_member(line, "kind"));
    if (!name)
        return malformed(err, "'kind'");
    if (!find_kind(name, &kind))
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED,
            "this goldprep knows no line of the kind '%.32s'", name);
    if (!json_string(json_member(line, "at")))
        return malformed(err, "'at'");
    if (!journal_allows(journal, kind, json_string(json_member(line, "action")), err))
        return false;
    return take_line(journal, kind, line, err);
}

enum journal_state journal_state(const struct journal *journal)
{
    return journal->state;
}

const struct json *journal_header(const struct journal *journal)
{
    return json_member(journal->lines[0], "header");
}

const struct json *journal_plan(const struct journal *journal)
{
    return json_member(journal->lines[0], "plan");
}

size_t journal_step_count(const struct journal *journal)
{
    return journal->step_count;
}

const struct journal_step *journal_step(const struct journal *journal, size_t index)
{
    assert(index < journal->step_count);
    return &journal->steps[index];
}

int64_t journal_began(const struct journal *journal)
{
    return journal->began;
}

int journal_restart_count(const struct journal *journal)
{
    int count = 0;

    for (size_t i = 0; i < journal->step_count; i++)
        count += journal->steps[i].restarts;
    return count;
}

int64_t journal_boot_time(const struct journal *journal)
{
    return journal->boot_time;
}

size_t journal_line_count(const struct journal *journal)
{
    return journal->count;
}
