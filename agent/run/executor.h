/* SPDX-License-Identifier: MIT */
/* executor.h - carries a plan out, through restarts and crashes, and knows where it stands. */
#pragma once

#include "run/journal.h"

/** How a run ended for now. */
enum run_outcome {
    RUN_DONE = 0,    /* everything in the plan holds */
    RUN_RESTART,     /* the machine must restart; then resume */
    RUN_STOPPED,     /* an action failed, or a limit is reached; err says which and why */
    RUN_HANDED_OVER, /* nothing is left but what LocalSystem must not do; nothing of it has begun */
};

/** What a whole run may take. Zeroed: as much as it wants. */
struct run_limits {
    uint32_t restarts; /* of all its actions together */
    /**
     * From the time on its first line. What seals is not counted: whoever starts that is there.
     */
    uint32_t minutes;
};

enum { RUN_RESTARTS_LIMIT = 5 }; /* for a run that says nothing else */

/** What the run tells while it works. Members may be NULL. */
struct run_watcher {
    void *state;
    /** An action begins. index: 1 to count */
    void (*begins)(void *state, const struct action *action, size_t index, size_t count);
    /** One line of news from the action at work. */
    void (*says)(void *state, const char *line);
    /** One line of news that the next one takes the place of; NULL where nothing can move. */
    void (*moving)(void *state, const char *line);
    /** before and after: as observe() told them */
    void (*ended)(void *state, const struct action *action, const char *before, const char *after,
        uint64_t duration_ms);
};

struct run {
    const struct guest *guest;
    const char *state_folder;
    uint32_t limit_ms;        /* of each action's waiting */
    struct run_limits limits; /* of all of it */
    /** The run ends in front of an action with ACTION_ONE_WAY, as RUN_HANDED_OVER: this process
     * must not seal the machine. */
    bool hands_over;
    uint64_t recovery_limit_bytes; /* as in struct action_context */
    bool yes;                      /* as in struct action_context */
    const char *answer_file;       /* as in struct action_context */
    struct run_watcher watcher;
    /**
     * Asked right before an action with ACTION_NEEDS_READY begins, and again when it was begun
     * and interrupted before it did anything: is no must unmet or unknown now? false: the run
     * stops, nothing was done, and err says why. May be NULL when the plan has no such action; it
     * is refused otherwise.
     */
    bool (*gate)(void *state, struct err *err);
    /**
     * Called when every action is done, before the journal says that the run is finished: the
     * place to write the manifest, so that a crash in between leaves a run to resume. May be NULL.
     */
    bool (*conclude)(void *state, struct err *err);
    void *state;            /* of gate and conclude */
    uint32_t step_limit_ms; /* of the action at work: limit_ms, or what is left of the run's time */
    bool over_limit;        /* out: run_go failed because a limit of the whole run is reached */
    struct journal *journal;
    struct file_lock lock;
};

void run_done(struct run *run);

/** Appends the path of the journal in a state folder. */
void run_journal_path(struct text *path, const char *state_folder);

/** Makes the state folder and takes the lock (ERR_BUSY: another run is at work). */
bool run_enter(struct run *run, struct err *err) MUST_CHECK;

/** Starts a new run: an unfinished one in the folder is ERR_BUSY, a finished or stopped one is set
 * aside as journal.<UTC>. */
bool run_start(struct run *run, const struct plan *plan, const struct json *header,
    const struct json *plan_json, struct err *err) MUST_CHECK;
/** Opens the unfinished run of the folder. found: ABSENT when there is none. */
bool run_reopen(struct run *run, enum found *found, struct err *err) MUST_CHECK;

/**
 * Goes on until everything is done, a restart is needed, somebody else must go on, or an action
 * fails (false; err says why and the journal has it). When told to stop (ERR_CANCELLED; between two
 * actions, too), when the gate says no, when the time of the whole run is over (ERR_TIME_LIMIT), or
 * when an action says that its failure decides nothing (`resumable`), the journal stays as it is:
 * the run can be resumed. Never switches the machine off.
 */
bool run_go(struct run *run, enum run_outcome *outcome, struct err *err) MUST_CHECK;

/** Has the machine started again since the journal asked for it? */
bool run_has_restarted(const struct run *run, bool *restarted, struct err *err) MUST_CHECK;

/** Appends an array "actions": id, title, began, ended, before, after, duration_ms, restarts,
 * details, report, error, from the journal. */
bool run_actions_to_json(
    const struct journal *journal, struct json *object, struct err *err) MUST_CHECK;
