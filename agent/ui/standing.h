/* SPDX-License-Identifier: MIT */
/* standing.h - what the journal of the state folder says of who may go on with its run. */
#pragma once

#include "run/executor.h"
#include "ui/settings.h"

/** A run as its journal tells it, read without changing or locking anything. Zeroed: there is none. */
struct standing {
    struct journal *journal;  /* NULL: there is none */
    struct settings settings; /* of its header, where there is a journal */
    bool is_unfinished;       /* somebody has to go on with it */
    bool waits_for_seal;      /* nothing is left but what the service must not do */
};

void standing_done(struct standing *standing);

/** @return false: it cannot be read, or is of another goldprep; err says why */
bool standing_read(const char *state_folder, struct standing *standing, struct err *err) MUST_CHECK;

/** Is nothing left of the run but what the service must not do, the seal? */
bool standing_is_left_to_seal(const struct journal *journal);
