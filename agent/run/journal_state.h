/* SPDX-License-Identifier: MIT */
/* journal_state.h - what a journal's lines add up to. Only the journal uses it. */
#pragma once

#include "run/journal.h"

/** The form of the file that this program writes and reads, and what every version begins with. */
#define JOURNAL_FAMILY "goldprep.journal/"
#define JOURNAL_SCHEMA JOURNAL_FAMILY "1"

enum journal_kind {
    JOURNAL_LINE_PLAN = 0,
    JOURNAL_LINE_BEGIN,
    JOURNAL_LINE_DONE,
    JOURNAL_LINE_RESTART,
    JOURNAL_LINE_FAILED,
    JOURNAL_LINE_FINISHED,
    JOURNAL_LINE_UNDO,
    JOURNAL_LINE_REVERT,
    JOURNAL_LINE_REVERTED,
    JOURNAL_LINE_UNDONE,
};

struct journal {
    char *path;          /* owned */
    struct file_log log; /* closed when it was opened for reading only */
    bool writable;
    bool broken;            /* an append failed: what stands at the end of the file is not known */
    uint32_t crc;           /* of the whole file */
    struct json **lines;    /* each owned */
    size_t count, capacity; /* lines in use; lines allocated */
    struct journal_step *steps;
    size_t step_count;
    size_t current; /* the step at work or, between two, the next one */
    enum journal_state state;
    int64_t began;     /* when the first line was written */
    int64_t boot_time; /* of the last restart line */
};

/** "plan", "begin", ...: the word on the line. */
const char *journal_kind_name(enum journal_kind kind);

/** May that line come now? action: NULL where the kind has none. err names what stands
 * against it. */
bool journal_allows(const struct journal *journal, enum journal_kind kind, const char *action,
    struct err *err) MUST_CHECK;

/**
 * Takes a line in: checks its sequence number, kind and action, and goes to the next state.
 *
 * @param line  owned by the journal afterwards, also on failure
 */
bool journal_accept(struct journal *journal, struct json *line, struct err *err) MUST_CHECK;
