/* SPDX-License-Identifier: MIT */
/* trial.h - goes as far as can be gone without changing anything, and says what would happen. */
#pragma once

#include "ui/work.h"

/**
 * What a command that seals would do here, and what would stop it.
 *
 * Looks as the gate does, slow witnesses included, at who runs this, at what an earlier run left, at
 * the answer file, and at sysprep itself. Everything is looked at, whatever stops first.
 *
 * @param work       its ui and options; it takes what is found out
 * @param make_plan  makes work->plan and shows it; NULL: the command does nothing but seal
 * @return           the exit code that the command itself would end with before it changes anything;
 *                   EXIT_CODE_DONE: it would go to work
 */
int trial_run(struct work *work, const struct profile *profile,
    bool (*make_plan)(struct work *work, int *code));
