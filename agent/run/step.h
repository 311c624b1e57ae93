/* SPDX-License-Identifier: MIT */
/* step.h - one action of a run, from begin to done. Only the executor uses it. */
#pragma once

#include "run/executor.h"

/**
 * Does one action, or goes on with one that an earlier process had begun.
 *
 * @param index    of the journal's step
 * @param outcome  receives RUN_DONE or RUN_RESTART
 * @return         false: err says why; unless it was told to stop, the journal has it too
 */
bool run_step(struct run *run, size_t index, enum run_outcome *outcome, struct err *err) MUST_CHECK;
