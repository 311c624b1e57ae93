/* SPDX-License-Identifier: MIT */
/* look.h - where a command gets facts, profiles and documents from. */
#pragma once

#include "plan/plan.h"
#include "policy/custom.h"
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
/** Profiles that a command judges by. Zeroed is empty. */
struct look_profiles {
    const struct profile *items[OPTIONS_PROFILE_LIMIT]; /* built in, or of one of those below */
    size_t count;
    struct custom_profile *custom[OPTIONS_PROFILE_LIMIT]; /* owned */
    size_t custom_count;
};

void look_profiles_done(struct look_profiles *profiles);
/**
 * Every profile of --profile, in that order; files are read. None named: every built-in one.
 *
 * @param code  receives the exit code when one is not there or a file is wrong; it has been said why
 */
bool look_profiles(const struct ui *ui, const struct options *options,
    struct look_profiles *profiles, int *code) MUST_CHECK;
/** The same for a command that takes one alone: none or several is wrong usage. */
bool look_one_profile(const struct ui *ui, const struct options *options,
    struct look_profiles *profiles, int *code) MUST_CHECK;
/**
 * The one built-in profile that a run works for, whose journal and manifest name it by its id; none,
 * several, an unknown one or a file is wrong usage.
 *
 * @param code  receives the exit code when there is no such profile
 */
bool look_profile(const struct ui *ui, const struct options *options,
    const struct profile **profile, int *code) MUST_CHECK;
/**
 * Facts of --facts or --guest, else of this machine (kept with --record).
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
/** Keeps a text in the file of --output, if that is given. The same. */
bool look_keep(const struct options *options, const struct text *text, int *code) MUST_CHECK;

/** Does --operations name actions that exist, each once with + or -? If not, says so.
 * @param code  receives EXIT_CODE_USAGE when not */
bool look_operations(const struct ui *ui, const struct options *options, int *code) MUST_CHECK;
