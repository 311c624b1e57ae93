/* SPDX-License-Identifier: MIT */
/* look.h - where a command gets facts, profiles and documents from. */
#pragma once

#include "plan/plan.h"
#include "ui/commands.h"

/** Facts and what a profile makes of them. Zeroed is empty. */
struct look {
    struct facts *facts; /* owned */
    struct findings findings;
};

void look_done(struct look *look);

/**
 * Is there a Windows to ask? If not, says so.
 *
 * @param code  receives EXIT_CODE_USAGE when not
 */
bool look_is_windows(const struct ui *ui, const char *hint, int *code) MUST_CHECK;
/**
 * The one profile that a command works for; none, several or an unknown one is wrong usage.
 *
 * @param code  receives the exit code when there is no such profile
 */
bool look_profile(const struct ui *ui, const struct options *options,
    const struct profile **profile, int *code) MUST_CHECK;
/** The profile of that id, or says which there are. */
bool look_profile_named(
    const struct ui *ui, const char *id, const struct profile **profile, int *code) MUST_CHECK;
/**
 * Facts of --facts, else of this machine.
 *
 * @param deep   ask slow witnesses too
 * @param facts  receives the document; the caller calls facts_free
 * @param code   receives the exit code when there are none; it has been said why
 */
bool look_facts(const struct ui *ui, const struct options *options, bool deep, struct facts **facts,
    int *code) MUST_CHECK;
/** Reads a whole document; not being there is an error. */
bool look_read(
    const char *path, size_t limit_bytes, struct bytes *bytes, struct err *err) MUST_CHECK;

/** Answers with a document (--json), or keeps it (--output). Takes part in neither: true.
 * @param code  receives EXIT_CODE_FAILED when it cannot be written; it has been said why */
bool look_hand_out(struct ui *ui, const struct options *options, const struct json *document,
    int *code) MUST_CHECK;

/** Does --operations name actions that exist, each once with + or -? If not, says so.
 * @param code  receives EXIT_CODE_USAGE when not */
bool look_operations(const struct ui *ui, const struct options *options, int *code) MUST_CHECK;
