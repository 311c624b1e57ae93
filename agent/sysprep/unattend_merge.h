/* SPDX-License-Identifier: MIT */
/*
 * unattend_merge.h - pure: the answer file to pass to sysprep, when one is named and another lies where
 * sysprep would take it by itself.
 *
 * With /unattend sysprep takes the file that is named, and the other one not at all. So that what the
 * machine was set up to do still happens, components of the other that the named file does not speak of
 * are put behind its own. A component of the named file stands for the whole: settings inside are never
 * mixed. Every byte of the named file stays as it is.
 *
 * Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/sysprep-command-line-options
 *         https://learn.microsoft.com/windows-hardware/manufacture/desktop/windows-setup-automation-overview
 */
#pragma once

#include "sysprep/unattend.h"

enum { UNATTEND_PARTS_LIMIT = 256 }; /* components of the other file; real ones have about 30 */

/** An answer file's bytes, which are the caller's. */
struct unattend_bytes {
    const void *bytes;
    size_t len;
};

enum unattend_merge_outcome {
    UNATTEND_MERGE_REFUSED = 0, /* nothing to pass: `why` says it, `report` what is wrong */
    UNATTEND_MERGE_AS_IS,       /* the named file, byte for byte */
    UNATTEND_MERGE_MERGED,      /* the named file, and components of the other */
};

/** What became of a component of the other file. */
enum unattend_fate {
    UNATTEND_LEFT_OUT = 0, /* `why` says it */
    UNATTEND_CARRIED,      /* put behind those of the named file */
    UNATTEND_REPLACED,     /* the named file has the component in that pass */
};

struct unattend_part {
    enum unattend_fate fate;
    char *pass, *component, *architecture; /* owned; "" for the other file as a whole */
    const char *why;                       /* for a person; NULL when it is carried */
};

/** Zeroed is empty. */
struct unattend_merged {
    enum unattend_merge_outcome outcome;
    struct text bytes;             /* what to pass with /unattend; empty when refused */
    char why[256];                 /* when refused: for a person */
    struct unattend_report report; /* of what is passed; of the named file when refused */
    struct unattend_part *parts;   /* owned; in the order of the other file */
    size_t count;
};

void unattend_merged_done(struct unattend_merged *merged);

/** "carried", "replaced", "left out" */
const char *unattend_fate_name(enum unattend_fate fate);

/**
 * Checks the named file, and adds what the other one says beside it. An error in the named file
 * refuses; one in the other leaves all of that out, since sysprep would have stopped at it. Settings
 * that are marked as processed are left out, and those of passes that sysprep with /generalize /oobe
 * does not use are passed over.
 *
 * @param named  what the person named
 * @param other  what sysprep would take by itself (fact answer_file.would_be_taken); NULL: nothing
 * @return       false: larger than UNATTEND_SIZE_LIMIT, or no memory
 */
bool unattend_merge(const struct unattend_bytes *named, const struct unattend_bytes *other,
    const struct unattend_image *image, struct unattend_merged *merged, struct err *err) MUST_CHECK;
