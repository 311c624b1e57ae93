/* SPDX-License-Identifier: MIT */
/*
 * stage.h - a fake machine, a disk of memory and the executor between them, for tests of runs.
 *
 * Every change to the machine is watched: when it is made, the journal on the disk must have the
 * plan (rule 1), the begin of the action that makes it (rule 2), and the done of every action in
 * front of it (rule 3), all flushed.
 */
#pragma once

#include "run/executor.h"
#include "run/undo.h"

#include "fakes/disk.h"
#include "fakes/machine.h"

#define STAGE_FOLDER "state"
#define STAGE_JOURNAL "state/journal"

/** What becomes of one call that changes the machine. */
enum stage_call {
    STAGE_CALL_FAILS = 0, /* it changes nothing and answers an error */
    STAGE_KILLED_BEFORE,  /* the process is killed right before it */
    STAGE_KILLED_AFTER, /* the process is killed right after it: the change is made, nobody knows */
};

/** Zeroed is empty; stage_set makes it. */
struct stage {
    struct fake_machine *machine;
    struct guest guest;
    struct run run;
    const char *const *actions; /* ids of the plan, in order, NULL-terminated */
    struct run_limits limits;   /* of every process' run */
    bool hands_over;            /* as in struct run */
    bool says_not_ready;        /* the gate says no */
    int gate_calls;
    int fail_conclude;   /* how many more times conclude fails */
    void (*going)(void); /* called when the run is planned and about to go; may be NULL */
    struct text heard;   /* what the watcher was told, a line each */
};

void stage_done(struct stage *stage);
/** A fresh machine and disk. */
void stage_set(struct stage *stage, const char *const *actions);
/** The nth call from now on that changes the machine (1: the next); 0: none. */
void stage_call_at(int nth, enum stage_call what);
/** How many calls have changed the machine since stage_set, or tried to. */
int stage_calls(void);
/** Called with true before the machine or a check is at work in the program's place, and with false after
 * it; NULL: nobody is told. */
void stage_tell(void (*at_work)(bool begins));
/** Did the disturbed call start a program? It runs when it is waited for: killed, it never ran. */
bool stage_call_starts(void);
/** One process: enters, goes on with the run of the folder or starts one, and leaves. */
bool stage_run(struct stage *stage, enum run_outcome *outcome, struct err *err);
/** Runs until done, restarting the machine when asked. false: err says why it stopped. */
bool stage_run_to_end(struct stage *stage, struct err *err);
/** One process that takes the folder's run back, as far as it goes; none is done. */
bool stage_undo(struct stage *stage, enum run_outcome *outcome, struct err *err);
/** The same, restarting the machine when asked. */
bool stage_undo_to_end(struct stage *stage, struct err *err);
/** The journal of the folder, for reading; NULL when there is none. The caller calls
 * journal_free. */
struct journal *stage_journal(void);
