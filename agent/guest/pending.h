/* SPDX-License-Identifier: MIT */
/*
 * pending.h - every known place in registry and files where Windows notes that it waits for a
 * restart. One reading for the probe that reports them and the action that asks for the restart.
 */
#pragma once

#include "guest/guest.h"

enum pending_state {
    PENDING_UNTOLD = 0, /* could not be read: `why` says why */
    PENDING_NO,
    PENDING_YES, /* `detail` may say more */
};

struct pending_source {
    const char *id;    /* "cbs-reboot-pending" */
    const char *what;  /* for people: "component servicing waits for a restart" */
    const char *where; /* "HKLM\...", or a path below %windir% */
    bool blocks;       /* false: worth a word, no reason to restart first */
};

enum { PENDING_COUNT = 17 }; /* sources */

struct pending_reading {
    const struct pending_source *source;
    enum pending_state state;
    char detail[160]; /* "" or "3 renames, first: C:\Windows\..." */
    struct err why;   /* of PENDING_UNTOLD */
};

struct pending {
    struct pending_reading items[PENDING_COUNT]; /* always all, in a fixed order */
};

/** Asks every source. What cannot be read is PENDING_UNTOLD; nothing is left out. */
void pending_read(const struct guest *guest, struct pending *pending);

/** How many sources of that state; blocking ones or the others. */
size_t pending_count(const struct pending *pending, bool blocks, enum pending_state state);

/** Appends the ids of those sources, ", " between. */
void pending_append_ids(
    const struct pending *pending, bool blocks, enum pending_state state, struct text *text);
