/* SPDX-License-Identifier: MIT */
/* aside.h - a journal that no run may go on with is kept under another name. */
#pragma once

#include "run/executor.h"

/** Why it is not gone on with: the last word of its new name. */
enum run_aside {
    RUN_ASIDE_OVER = 0, /* its run has ended; no word */
    RUN_ASIDE_DAMAGED,  /* bytes were altered: what happened cannot be told */
    RUN_ASIDE_VERSION, /* another goldprep wrote it, in a form or of things this one does not know */
    RUN_ASIDE_MACHINE, /* it is another machine's */
};

/**
 * Renames the journal of the folder to journal.<UTC>, with the word behind it: journal.<UTC>.damaged.
 * The lock must be held. Nothing that is there already is replaced.
 *
 * @param name  receives the new path
 */
bool run_set_aside(
    const struct run *run, enum run_aside why, struct text *name, struct err *err) MUST_CHECK;

/** Is it one of the reasons why a journal cannot be read at all? Another error may go by itself. */
bool run_aside_is(const struct err *err, enum run_aside *why);
