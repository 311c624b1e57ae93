/* SPDX-License-Identifier: MIT */
/*
 * work.h - one run, from a command's point of view: rights, start, going on, and what comes last.
 *
 * What lies in the state folder: journal (run/journal.h), facts.json (as the last gate before
 * generalizing saw the machine), manifest.json, and what actions keep there. The order at the end
 * is sealed, manifest on the disk, journal finished, power off: a crash between any two of these
 * leaves a run that the same command, or resume, brings to the same end.
 */
#pragma once

#include "run/executor.h"
#include "ui/answer.h"
#include "ui/look.h"
#include "ui/proof.h"
#include "ui/settings.h"

/** One command's run. Zeroed but for ui and options is the beginning. */
struct work {
    struct ui *ui;
    const struct options *options;
    struct settings settings;
    struct answer answer; /* file for sysprep, for a run that begins now */
    struct look look;     /* as seen last */
    struct plan plan;
    struct run run;
    struct proof proof; /* of a machine that is sealed: as it was read last */
    bool left_seals;    /* the run that was found unfinished generalizes */
    int gate_code;      /* the gate said no: unmet or unknown; else 0 */
};

void work_done(struct work *work);

/**
 * May this process change the machine? Wants an administrator, and with seals nobody who is
 * LocalSystem.
 *
 * @param code  receives the exit code when not; it has been said why
 */
bool work_is_allowed(struct work *work, bool seals, int *code) MUST_CHECK;

/** Facts of this machine now, judged. */
bool work_look(struct work *work, const struct profile *profile, int *code) MUST_CHECK;

/** Reads the answer file of --unattend, if one is given, and says what is in it.
 * @param code  receives the exit code when it cannot be used; it has been said why */
bool work_read_answer(struct work *work, int *code) MUST_CHECK;
/** Starts a run of work->plan and carries it out as far as it goes. @return the exit code */
int work_start(struct work *work);
/** What to do with a run that lies in the state folder already. */
enum work_left {
    WORK_LEFT_NOTHING = 0, /* none, or one that ended: start a new one */
    WORK_LEFT_TO_GO_ON,    /* unfinished, and of the same command and profile */
    WORK_LEFT_TO_END,      /* an unfinished apply that this prepare ends first, then begins anew */
    WORK_LEFT_SEALED,      /* finished, and this machine is as it left it: sealed */
    WORK_LEFT_IN_THE_WAY,  /* cannot be told, or another command's: it has been said */
};
/**
 * Looks at the state folder without changing it; only a journal that must be refused (damaged, of
 * another version or machine) is set aside.
 *
 * @param profile  NULL: any (resume)
 * @param code     receives the exit code when it is in the way
 */
enum work_left work_look_back(struct work *work, const struct profile *profile, int *code);
/** A run that came here with a copied disk or folder is not this machine's (ERR_REFUSED). */
bool work_is_of_this_machine(
    const struct work *work, const struct json *header, struct err *err) MUST_CHECK;
/** Goes on with the unfinished run, as its journal says. @return the exit code */
int work_go_on(struct work *work);
/** Before a machine that is sealed already is switched off: asks a person, unless --yes or
 * --no-shutdown. @param code receives the exit code when the answer is not yes */
bool work_ask_again(struct work *work, int *code) MUST_CHECK;
/** Says that it is done already, gives the manifest's copy, and switches off if that is left. */
int work_end_again(struct work *work);

/** Does the plan generalize? A command that must, or must not, says so here before anything else.
 * @param code  receives EXIT_CODE_USAGE when it is not as wanted; it has been said */
bool work_seals_as_wanted(struct work *work, bool wanted, int *code) MUST_CHECK;
/** Is it the plan that was given, for this machine? @return false: ERR_CHANGED says what differs */
bool work_is_plan(const struct work *work, const struct plan *given, struct err *err) MUST_CHECK;
/** Is it the plan that a person has seen, where this process is told one (ui/ui.h)? */
bool work_is_approved(const struct work *work, struct err *err) MUST_CHECK;
/** Asks a person, unless --yes. @param code receives the exit code when the answer is not yes */
bool work_ask(struct work *work, const char *question, int *code) MUST_CHECK;
/** Says which musts no action can meet. @return false: there are some; code says which kind */
bool work_can_be_met(struct work *work, int *code) MUST_CHECK;
