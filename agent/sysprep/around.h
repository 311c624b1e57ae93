/* SPDX-License-Identifier: MIT */
/*
 * around.h - what stands around sysprep's own lines: output of build tools, consoles, dialogs. A tool's
 * refusal, the state of the image printed again and again, a list of partitions.
 */
#pragma once

#include "sysprep/fault.h"
#include "sysprep/signs.h"

/** IMAGE_STATE_... as a loop prints it. */
struct around_states {
    char last[48]; /* the longest, IMAGE_STATE_SPECIALIZE_RESEAL_TO_AUDIT, has 39; "": none yet */
    uint64_t repeated;  /* times that it was printed in a row */
    bool generalizing;  /* one of them says that a run had begun */
    struct fault fault; /* lines: the first ones */
};

/** A list of partitions, as far as it was read. */
struct around_partitions {
    unsigned last;      /* number in the row before */
    bool after_system;  /* that row was C: */
    bool at_recovery;   /* the recovery partition behind it is the last row */
    unsigned candidate; /* its number; 0: none */
    bool free_behind;
    struct fault fault;
};

struct around {
    struct fault fault;  /* the weightiest refusal */
    struct fault failed; /* a tool failed and does not say why */
    bool failed_is_set;
    bool good;                 /* a tool succeeded */
    char volume[CAPTURE_MOST]; /* named last */
    struct around_states states;
    struct around_partitions partitions;
};

/** Reads a record that is none of sysprep's own. */
void around_read(struct around *around, const struct log_record *record, const struct signs *signs);
/** Is there one that waits for a state that does not come? */
bool around_waits(const struct around *around);
/** Do the states say that the image is sealed? */
bool around_is_sealed(const struct around *around);
/** Does a recovery partition stand between C: and free space? */
bool around_is_blocked(const struct around *around);
