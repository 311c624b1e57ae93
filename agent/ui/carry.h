/* SPDX-License-Identifier: MIT */
/* carry.h - who does the work of a command: the service, where there is one, else this process. */
#pragma once

#include "ui/work.h"

/** Begins the run of work->plan. @return the exit code, as of work_start */
int carry_start(struct work *work, const struct profile *profile);
/**
 * Goes on with the unfinished run that work_look_back has found.
 *
 * @param profile  as for work_look_back
 * @return         the exit code, as of work_go_on
 */
int carry_go_on(struct work *work, const struct profile *profile);
