/* SPDX-License-Identifier: MIT */
/*
 * undo.h - takes a run back, newest action first, and says what stays.
 *
 * The journal of the run goes on: every change is in it before it is made, and an undo that was
 * interrupted goes on where it was. A run that has sealed the machine is not taken back.
 */
#pragma once

#include "run/executor.h"

/** What an undo does, or would do, with one action that had begun. */
struct undo_item {
    const struct action *action;
    struct text before; /* as it was before the run, as the journal has it */
    struct text now;
    struct text stays; /* what cannot be put back, a line each */
    bool is_back;      /* nothing is left to be done for it */
};

struct undo_list {
    struct undo_item *items; /* newest first */
    size_t count;
};

void undo_list_done(struct undo_list *list);

/**
 * Opens the last run of the folder, whatever it came to.
 *
 * @param found  ABSENT: there is none, or it was taken back already
 */
bool undo_open(struct run *run, enum found *found, struct err *err) MUST_CHECK;

/**
 * Asks every action that had begun and is not taken back yet. Changes nothing.
 *
 * @return  false (ERR_REFUSED): the run has sealed the machine, or has begun to; or this goldprep
 *          does not know an action of it
 */
bool undo_foresee(struct run *run, struct undo_list *list, struct err *err) MUST_CHECK;

/**
 * Takes back what is left, until all is or the machine must restart. An action that fails stops it
 * (false), and the next undo goes on with that one.
 */
bool undo_go(struct run *run, enum run_outcome *outcome, struct err *err) MUST_CHECK;

/** Appends what stays, a line each, of an undo that has come to its end. */
void undo_append_stays(const struct journal *journal, struct text *stays);

/** Has every action remove what only an undo would have needed, of whichever run: when the machine is
 * sealed, all is taken back, or a new run begins. */
bool undo_forget(const char *state_folder, struct err *err) MUST_CHECK;
