/* SPDX-License-Identifier: MIT */
/*
 * foreseen.h - pure: what the gate in front of sysprep said, compared with what sysprep failed of.
 *
 * A rule that looks for a cause either saw it (predicted) or did not (missed: a defect of the rule,
 * to be reported). A rule that saw a cause which sysprep did not stop on said too much (invented).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/** Which requirement looks for which cause. */
struct foreseen_row {
    const char *cause;       /* id of a cause, as in causes.h */
    const char *requirement; /* id of a requirement */
    const char *why; /* what the requirement looks at that makes sysprep fail of the cause */
};

extern const struct foreseen_row foreseen_rows[];
extern const size_t foreseen_rows_count;

enum foreseen {
    FORESEEN_NOTHING = 0, /* there is no cause to compare with, or it does not lie in the machine */
    FORESEEN_PREDICTED,   /* a rule that looks for it was not met */
    FORESEEN_MISSED,      /* every rule that looks for it was met */
    FORESEEN_NO_RULE,     /* no rule looks for it: missed, too */
};

/** @param unmet  is that requirement unmet, or unknown, in what the gate found? */
typedef bool foreseen_unmet_fn(void *state, const char *requirement);

/** @param cause  id; NULL: nothing failed */
enum foreseen foreseen_judge(const char *cause, foreseen_unmet_fn *unmet, void *state);

/** Did the gate see a cause that sysprep did not stop on? It did when the row's requirement was unmet,
 * and sysprep failed of something else or did not fail. */
bool foreseen_is_invented(
    const struct foreseen_row *row, const char *cause, foreseen_unmet_fn *unmet, void *state);
