/* SPDX-License-Identifier: MIT */
/* sysprep_run.h - one run of sysprep, as far as this process sees it: for generalize, and a trial. */
#pragma once

#include "actions/patience.h"
#include "actions/sysprep_traces.h"
#include "sysprep/diagnose.h"
#include "sysprep/stages.h"
#include "sysprep/stuck.h"

enum { SYSPREP_ENDS_MS = 10 * 1000 }; /* a process that is ended is gone within that */

struct sysprep {
    struct action_context *context;
    const struct guest *guest;
    struct patience patience;
    struct guest_process *process; /* NULL: an earlier process of ours started it */
    bool has_begun;                /* in this process or in an earlier one */
    bool judged_only;              /* it had ended before we looked */
    bool is_hung;                  /* it did not end within a limit */
    bool was_ended;                /* ... and was ended, since nothing was changed yet */
    int64_t started, ended;        /* UTC; 0: not known */
    uint32_t exit_code;            /* only when it ended by itself, with a process */
    struct seal seal;              /* as last seen */
    enum sysprep_stage stage;      /* the same */
    uint64_t stage_ms;             /* on the clock of patience: when the stage was first seen */
    uint64_t told_ms, read_ms;     /* when a person was last told something, the log last read */
    uint64_t log_size_bytes;       /* as last seen */
    struct bytes log_before;
    struct sysprep_log log;      /* of this run, at its end */
    struct diagnosis *diagnosis; /* of this run, at its end; owned; NULL: it sealed */
    const struct cause *state;   /* that the machine is left in; NULL: sealed, or not judged */
};

void sysprep_done(struct sysprep *sysprep);

/** Is a sysprep.exe running? */
bool sysprep_is_running(const struct guest *guest, bool *running, struct err *err) MUST_CHECK;
/** Has no run changed this machine? ImageState COMPLETE, and nothing begun in SysprepStatus. */
bool sysprep_is_untouched(const struct guest *guest, const struct seal *seal);

/**
 * Names a sysprep that somebody else has left open, and closes it where a person has said yes and
 * it has changed nothing.
 *
 * @return  false (ERR_REFUSED): it is still there
 */
bool sysprep_close_other(struct sysprep *sysprep, struct err *err) MUST_CHECK;

/** Waits until it has ended, and tells what goes on. ERR_TIME_LIMIT: it has not, and is_hung. */
bool sysprep_wait(struct sysprep *sysprep, struct err *err) MUST_CHECK;

/** Reads what this run has logged into log; of one that did not seal, diagnoses it. */
bool sysprep_read_outcome(struct sysprep *sysprep, bool sealed, struct err *err) MUST_CHECK;
/** The id of the cause that counts: what the log names, else the state. */
const struct cause *sysprep_cause(const struct sysprep *sysprep);
/** Tells cause, item, state and remedy. */
void sysprep_tell_outcome(const struct sysprep *sysprep);
/** Adds all of it to the action's report. */
void sysprep_report(const struct sysprep *sysprep, bool sealed, const char *missing);
