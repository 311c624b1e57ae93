/* SPDX-License-Identifier: MIT */
/* action.h - an action makes one change to the machine, once or any number of times. */
#pragma once

#include "base/json.h"
#include "guest/guest.h"

enum action_trait {
    ACTION_NEEDS_REBOOT = 1 << 0, /* may hold only after a restart: gets one */
    ACTION_ONE_WAY = 1 << 1,      /* cannot be taken back; goes last */
    ACTION_NEEDS_READY = 1 << 2,  /* refused while a must is unmet or unknown */
    ACTION_POWERS_OFF = 1 << 3,   /* the machine is switched off after it */
};

/** What an action may use while it works, and what it tells back. */
struct action_context {
    const struct guest *guest;
    const char *state_folder; /* goldprep's own: backups and copies of logs go there */
    uint32_t limit_ms;        /* for waiting, in total */
    bool resumed;             /* the action had begun in an earlier process */
    bool yes;                 /* a person has said yes to everything that is asked */
    const struct json *kept;  /* what remember() wrote into the journal before the first change;
                                      NULL: nothing */
    bool restart_wanted;      /* out: Windows asked for a restart to finish the change */
    uint64_t recovery_limit_bytes; /* larger recovery partitions are not deleted; 0: 2 GiB */
    const char *answer_file;       /* what sysprep gets with /unattend; NULL: nothing */
    struct text details;           /* out: one line a fact for the manifest: "key: value" */
    struct text stays;             /* out of an undo: one line a thing that cannot be put back */
    bool is_foreseen;    /* of an undo: what is newer is not taken back yet, but will be */
    struct json *report; /* object of the executor's, for what is more than a line: goes into
                                   the journal and the manifest; may be NULL */
    /**
     * Is the machine ready, now? The executor has asked before the action began; one with
     * ACTION_NEEDS_READY that is resumed asks here before it begins its work after all. NULL: yes.
     */
    bool (*ready)(void *ready_state, struct err *err);
    void *ready_state;
    bool resumable; /* out: apply() failed, but that decides nothing: ready() said no, or the work
                       goes on without goldprep. The journal stays begun, and a resumed run asks
                       holds() */
    /** Tells a person what goes on: one line, no line end. May be NULL. */
    void (*progress)(void *progress_state, const char *line);
    /** The same, of a line that the next one takes the place of: where a person sits at a terminal.
     * NULL elsewhere: then a heartbeat is told through progress. */
    void (*moving)(void *progress_state, const char *line);
    void *progress_state;
};

struct action {
    const char *id;
    const char *title;         /* imperative, for the plan: "Switch fast startup off" */
    const char *changes;       /* what it changes, one sentence, for the plan and docs */
    const char *leaves;        /* what it leaves behind, and how a person undoes it */
    const char *risk;          /* one sentence; "none known" is an answer */
    const char *cost;          /* how long it usually takes: "5 to 60 s" */
    const char *source;        /* published page that the way of doing it stands on */
    unsigned traits;           /* enum action_trait */
    const char *const *after;  /* actions that must be done before this one, NULL-terminated */
    const char *const *brings; /* actions that come into a plan together with this one, unless a
                                  person takes them out; NULL-terminated, or NULL */

    /** Does the change hold already? The only way a resumed run learns what happened. */
    bool (*holds)(struct action_context *context, bool *yes, struct err *err) MUST_CHECK;
    /** Makes the change. Running it twice does the same as running it once. */
    bool (*apply)(struct action_context *context, struct err *err) MUST_CHECK;
    /** Adds what has to be put back when the work is over, as it is before the first change: it
     * stands in the journal before anything is touched. NULL: nothing has to. */
    bool (*remember)(struct action_context *context, struct json *kept, struct err *err) MUST_CHECK;
    /** Appends what the change is about, as it is now: "enabled", "4 partitions, ...". */
    bool (*observe)(struct action_context *context, struct text *now, struct err *err) MUST_CHECK;

    /**
     * Is it as it was before the change, as far as it can be put back? Changes nothing. What cannot
     * be put back is told by action_stays. ERR_REFUSED: nothing of the run may be taken back any
     * more.
     */
    bool (*is_reverted)(struct action_context *context, bool *yes, struct err *err) MUST_CHECK;
    /** Takes the change back, also half of one. Twice does the same as once. What turns out to be
     * impossible is told by action_stays, and is no failure. NULL: irreversible says why */
    bool (*revert)(struct action_context *context, struct err *err) MUST_CHECK;
    const char *irreversible; /* what cannot be taken back, and why; NULL: everything can */
    /** Removes what only an undo would have needed, of whichever run: no run is taken back any more,
     * and its journal may be gone, or unreadable. NULL: there is nothing */
    bool (*forget)(const char *state_folder, struct err *err) MUST_CHECK;
};

/** Every action, NULL-terminated, sorted by id. */
extern const struct action *const actions_all[];
const struct action *action_find(const char *id); /* NULL: no such one */

/** Releases details and stays. */
void action_context_done(struct action_context *context);
/** context->progress when it is not NULL. */
void action_say(struct action_context *context, const char *format, ...) PRINTF_LIKE(2, 3);
/** Adds a line to context->stays, once: what cannot be put back, and why. */
void action_stays(struct action_context *context, const char *format, ...) PRINTF_LIKE(2, 3);
