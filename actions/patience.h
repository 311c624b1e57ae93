/* SPDX-License-Identifier: MIT */
/* patience.h - waiting within an action's limit, and how times are told. */
#pragma once

#include "actions/action.h"

/** Counts from the moment it was begun, on the clock that only goes forward. */
struct patience {
    const struct guest *guest;
    uint64_t started_ms;
    uint32_t limit_ms;
};

bool patience_begin(struct patience *patience, const struct guest *guest, uint32_t limit_ms,
    struct err *err) MUST_CHECK;
/** Milliseconds since the beginning. */
bool patience_spent(
    const struct patience *patience, uint64_t *spent_ms, struct err *err) MUST_CHECK;
/** Milliseconds that are left; 0 when the limit is reached. */
bool patience_left(const struct patience *patience, uint32_t *left_ms, struct err *err) MUST_CHECK;

/** Appends "40 s", "3 min", "3 min 20 s". */
void patience_append(struct text *text, uint64_t milliseconds);
