/* SPDX-License-Identifier: MIT */
/*
 * answer.h - the answer file that sysprep is given: checked, merged, and kept where only
 * administrators get at it.
 *
 * A run uses one copy from its beginning to its end, through restarts too: the journal names it
 * with its size and checksum, and right before sysprep it must still be that.
 */
#pragma once

#include "facts/facts.h"
#include "policy/policy.h"
#include "sysprep/unattend_merge.h"
#include "ui/say.h"
#include "ui/settings.h"

/** A file as a command was given it. Zeroed: none. */
struct answer {
    const char *from;   /* as it was typed; belongs to the options; NULL: none */
    struct bytes named; /* its content */
    char *other;        /* owned; path of the one that sysprep would have taken; NULL: none */
    struct unattend_merged merged;
};

void answer_done(struct answer *answer);

/** The architecture of the machine as answer files name it; NULL when it cannot be told, which has
 * been said. */
const char *answer_architecture(const struct guest *guest);

/**
 * Reads and checks the file of --unattend, and merges it with the one that sysprep would take.
 *
 * @param facts  where answer_file.would_be_taken stands
 * @param shown  receives what a person is told of it, also when it is refused
 * @param code   receives the exit code when it cannot be used; it has been said why
 */
bool answer_read(const struct ui *ui, const struct options *options, const struct profile *profile,
    const struct facts *facts, struct answer *answer, struct text *shown, int *code) MUST_CHECK;

/** Appends the path of the copy in a state folder. */
void answer_copy_path(const char *state_folder, struct text *path);
/** Writes the copy, or removes one that an earlier run left when there is no file now.
 * @param kept  receives what the journal keeps of it */
bool answer_keep(const struct answer *answer, const char *state_folder,
    struct settings_answer_file *kept, struct err *err) MUST_CHECK;
/** Is the copy still what the journal says? No file at all is. */
bool answer_is_whole(const struct settings_answer_file *kept, struct err *err) MUST_CHECK;
/** Is the file of --unattend the one that the run was begun with? One that is not given is. */
bool answer_is_same(const struct options *options, const struct settings_answer_file *kept,
    struct err *err) MUST_CHECK;
/** When it is sealed: removes the copy where sysprep has kept one of its own, else says that it is
 * left. */
void answer_leave(const struct guest *guest, const struct settings_answer_file *kept);
