/* SPDX-License-Identifier: MIT */
/*
 * journal.h - the durable record of one run.
 *
 * A journal is a file of lines, only ever appended to. Each line is one JSON object carrying a
 * sequence number and a CRC-32 running over the whole file up to and including that line. These
 * rules hold at every instant, also when power fails between any two instructions:
 *
 *   1. The plan is on disk, whole, before the first action begins.
 *   2. An action's `begin` is on disk before the action touches the machine.
 *   3. An action's `done` is on disk before the next action's `begin`.
 *   4. A last line that is torn or fails its checksum was never written: it is cut off.
 *      Any earlier bad line means the file was damaged: resuming is refused.
 *   5. `begin` without `done` says nothing about the machine. Only the action's holds() does.
 *
 * What is refused, and what becomes of it (rules 6 to 8), is ui/left_read.c's.
 *
 *   state      on disk                     resume does
 *   PLANNED    plan                        begins the first action
 *   BEGUN      ... begin N                 asks holds(N); applies N again if it does not hold
 *   RESTARTING ... begin N, restart        as BEGUN, once the boot time is another one
 *   BETWEEN    ... done N                  begins action N + 1, or finishes
 *   FINISHED   ... done (last), finished   nothing
 *   STOPPED    ... failed N                nothing; status names N and its error
 *
 * A run that is not sealed can be taken back, newest action first. The same rules hold for it:
 *
 *   state           on disk                undo does
 *   UNDOING         ... undo               takes back the newest action that was begun and is not
 *                                          taken back yet, or ends
 *   REVERTING       ... revert N           asks whether N is back; takes it back again if it is not
 *   REVERT_RESTART  ... revert N, restart  as REVERTING, once the boot time is another one
 *   UNDO_STOPPED    ... failed N           as REVERTING, with a new `undo` line
 *   UNDONE          ... undone             nothing
 *
 * A line is {"seq":N,"kind":...,"at":UTC,...,"crc32":"xxxxxxxx"} and a line end. The CRC runs from
 * the file's first byte to the byte in front of `,"crc32"` of that line. The first line names the
 * version of the form, "goldprep.journal/1"; another version is refused by name. docs/journal.md
 * has it all.
 */
#pragma once

#include "base/file.h"
#include "base/json.h"
#include "plan/plan.h"

enum {
    JOURNAL_SIZE_LIMIT = 16 * 1024 * 1024, /* bytes; larger files are refused */
};

enum journal_state {
    JOURNAL_NONE = 0, /* there is no journal */
    JOURNAL_PLANNED,
    JOURNAL_BEGUN,
    JOURNAL_RESTARTING,
    JOURNAL_BETWEEN,
    JOURNAL_FINISHED,
    JOURNAL_STOPPED,
    JOURNAL_UNDOING,
    JOURNAL_REVERTING,
    JOURNAL_REVERT_RESTART,
    JOURNAL_UNDO_STOPPED,
    JOURNAL_UNDONE,
};

/** One action as the journal tells it. */
struct journal_step {
    const char *action; /* id */
    bool begun, done;
    int restarts;                                            /* how many it was given */
    const struct json *begin_line, *done_line, *failed_line; /* NULL: not written */
    bool reverting, reverted;                                /* as begun and done, of the undo */
    int revert_restarts;
    const struct json *reverted_line; /* NULL: not written */
};

struct journal; /* an open journal */

void journal_free(struct journal *journal);

/**
 * Creates the file with the plan in it (rule 1). Fails when there is one already.
 *
 * @param header  object kept on the plan line: tool, machine, profile, options of the run, its
 *                limits and who carries it
 * @param plan    as plan_to_json makes it: its "steps" name the actions
 */
bool journal_create(const char *path, const struct json *header, const struct json *plan,
    int64_t now, struct journal **journal, struct err *err) MUST_CHECK;

/**
 * Opens, checks every line, cuts a torn tail (rule 4). ERR_DAMAGED names the line.
 *
 * @param found  ABSENT: there is none, *journal is NULL
 */
bool journal_open(
    const char *path, enum found *found, struct journal **journal, struct err *err) MUST_CHECK;
/** The same without cutting anything: for status and tests. Nothing can be written to it. */
bool journal_read(
    const char *path, enum found *found, struct journal **journal, struct err *err) MUST_CHECK;

enum journal_state journal_state(const struct journal *journal);
const struct json *journal_header(const struct journal *journal);
const struct json *journal_plan(const struct journal *journal);
/** Steps in plan order. */
size_t journal_step_count(const struct journal *journal);
const struct journal_step *journal_step(const struct journal *journal, size_t index);
/** When its first line was written, seconds since 1970 UTC. */
int64_t journal_began(const struct journal *journal);
/** How many restarts all its actions together were given. */
int journal_restart_count(const struct journal *journal);
/** The boot time that the last `restart` line carries; 0 when there is none. */
int64_t journal_boot_time(const struct journal *journal);
size_t journal_line_count(const struct journal *journal);
/** Is nothing left of it to go on with: finished, stopped, or taken back? */
bool journal_is_over(const struct journal *journal);
/** Has an undo of it begun? */
bool journal_is_undone_or_undoing(const struct journal *journal);
/** Of an undo: the newest action that was begun and is not taken back. @return false: none is left */
bool journal_next_to_revert(const struct journal *journal, size_t *index) MUST_CHECK;

/* Writing. Each line is on the disk when the call returns true. extra: object whose members go on
 * the line, may be NULL. A call that the state does not allow is refused (ERR_REFUSED), and so is
 * every call after one that could not write: what then stands at the end of the file is not known.
 * */

bool journal_begin(struct journal *journal, const char *action, int64_t now,
    const struct json *extra, struct err *err) MUST_CHECK;
bool journal_done(struct journal *journal, const char *action, int64_t now,
    const struct json *extra, struct err *err) MUST_CHECK;
bool journal_restart(struct journal *journal, const char *action, int64_t now, int64_t boot_time,
    struct err *err) MUST_CHECK;
bool journal_failed(struct journal *journal, const char *action, int64_t now, const struct err *why,
    const struct json *extra, struct err *err) MUST_CHECK;
bool journal_finished(struct journal *journal, int64_t now, struct err *err) MUST_CHECK;

/* Of an undo. A restart and a failure in it are written by the calls above. */

bool journal_undo(struct journal *journal, int64_t now, struct err *err) MUST_CHECK;
bool journal_revert(struct journal *journal, const char *action, int64_t now,
    const struct json *extra, struct err *err) MUST_CHECK;
bool journal_reverted(struct journal *journal, const char *action, int64_t now,
    const struct json *extra, struct err *err) MUST_CHECK;
bool journal_undone(struct journal *journal, int64_t now, struct err *err) MUST_CHECK;
