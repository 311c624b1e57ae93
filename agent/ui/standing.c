/* SPDX-License-Identifier: MIT */
/* standing.c - what the journal of the state folder says of who may go on with its run. */
#include "ui/standing.h"

void standing_done(struct standing *standing)
{
    journal_free(standing->journal);
    settings_done(&standing->settings);
    *standing = (struct standing){ 0 };
}

/* `resume` goes on with it. */
static bool is_unfinished(enum journal_state state)
{
    return state == JOURNAL_PLANNED || state == JOURNAL_BEGUN || state == JOURNAL_RESTARTING ||
           state == JOURNAL_BETWEEN;
}

bool standing_is_left_to_seal(const struct journal *journal)
{
    const struct action *next = NULL;

    if (!is_unfinished(journal_state(journal)))
        return false;
    for (size_t at = 0; at < journal_step_count(journal); at++) {
        const struct journal_step *step = journal_step(journal, at);

        next = action_find(step->action);
        if (!step->done)
            break; /* else the last one: it is sealed, and the manifest is left */
    }
    return next && (next->traits & ACTION_ONE_WAY) != 0;
}

bool standing_read(const char *state_folder, struct standing *standing, struct err *err)
{
    const struct options nothing = { 0 };
    AUTO(standing) read = { 0 };
    AUTO(text) path = { 0 };
    enum found found = ABSENT;

    run_journal_path(&path, state_folder);
    if (!text_ok(&path, err) || !journal_read(text_string(&path), &found, &read.journal, err))
        return false;
    if (found == FOUND) {
        if (!settings_from_json(journal_header(read.journal), &nothing, &read.settings, err))
            return false;
        read.is_unfinished = is_unfinished(journal_state(read.journal));
        read.waits_for_seal = standing_is_left_to_seal(read.journal);
    }
    *standing = read;
    read = (struct standing){ 0 };
    return true;
}
