/* SPDX-License-Identifier: MIT */
/*
 * stuck.h - pure: the state that a machine is left in by a sysprep that did not seal it.
 *
 * What 'diagnose' names is in a log; these are read off the machine. Ids are documented and never
 * renamed.
 */
#pragma once

#include "sysprep/causes.h"
#include "sysprep/seal.h"

/** What was seen when waiting was over. */
struct stuck_sight {
    struct seal seal;
    bool in_time;    /* sysprep ended within its limits */
    bool log_begun;  /* this run has written lines */
    bool log_closed; /* ... and the last of them */
};

/** The states, as explain shows causes; no signatures, no codes. */
extern const struct cause stuck_all[];
extern const size_t stuck_count;

/** NULL: no such id. ASCII case does not count. */
const struct cause *stuck_find(const char *id);
/** The state of a machine whose seal does not hold. Never NULL. */
const struct cause *stuck_judge(const struct stuck_sight *sight);
