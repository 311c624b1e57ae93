/* SPDX-License-Identifier: MIT */
/* step.h - one action of a run, from begin to done. Only the executor and the undo use it. */
#pragma once

#include "run/executor.h"

/** One action at work. Zeroed is empty. */
struct step {
    struct run *run;
    const struct action *action;
    const struct journal_step *entry; /* what the journal knows; changes as lines are written */
    struct action_context context;
    struct json_value report; /* context.report */
    struct text before;       /* as observe() told it before the first change */
    uint64_t started_ms;
};

void step_done(struct step *step);
/** @param index  of the journal's step */
bool step_make(struct step *step, struct run *run, size_t index, struct err *err) MUST_CHECK;

/** Appends what observe() tells. For people, so not being able to tell is a text like others. */
void step_observe(struct step *step, struct text *text);
bool step_read_now(const struct run *run, int64_t *now, struct err *err) MUST_CHECK;
/** In which boot it was, so that a restart in between can be told. */
void step_add_boot_time(const struct run *run, struct json *extra);
/** What the line at an action's end tells besides: after, duration, details, report. The caller
 * frees it. NULL: no memory */
struct json *step_new_outcome(struct step *step, struct text *after, uint64_t *duration_ms);

/**
 * Does one action, or goes on with one that an earlier process had begun.
 *
 * @param index    of the journal's step
 * @param outcome  receives RUN_DONE or RUN_RESTART
 * @return         false: err says why; unless it was told to stop, the journal has it too
 */
bool run_step(struct run *run, size_t index, enum run_outcome *outcome, struct err *err) MUST_CHECK;
