/* SPDX-License-Identifier: MIT */
/* nearest.h - which known name did a person mean? */
#pragma once

#include "base/attr.h"

#include <stddef.h>

/** The search so far. Zeroed is "nothing near yet". */
struct nearest {
    const char *name; /* the best one; NULL: none is near */
    size_t distance;  /* how many letters must change to get there */
};

/** Keeps candidate when it is nearer to typed than what there was, and near enough to be meant. */
void nearest_try(struct nearest *nearest, const char *typed, const char *candidate);
