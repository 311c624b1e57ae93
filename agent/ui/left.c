/* SPDX-License-Identifier: MIT */
/* left.c - what an earlier command left in the state folder, and whether it is in the way. */
#include "ui/left_read.h"
#include "ui/render.h"
#include "ui/sealing.h"
#include "ui/whose.h"

/* Read only: the journal is neither cut nor locked. */
struct left {
    struct journal *journal;
};

static void left_done(struct left *left)
{
    journal_free(left->journal);
    left->journal = NULL;
}

static bool is_unfinished(enum journal_state state)
{
    switch (state) {
    case JOURNAL_PLANNED:
    case JOURNAL_BEGUN:
    case JOURNAL_RESTARTING:
    case JOURNAL_BETWEEN:
        return true;
    case JOURNAL_NONE:
    case JOURNAL_FINISHED:
    case JOURNAL_STOPPED:
    case JOURNAL_UNDOING: /* asked for apart */
    case JOURNAL_REVERTING:
    case JOURNAL_REVERT_RESTART:
    case JOURNAL_UNDO_STOPPED:
    case JOURNAL_UNDONE:
        break;
    }
    return false;
}

static enum work_left in_the_way(const struct err *err, const char *hint, int *code)
{
    *code = say_failed(err, hint);
    return WORK_LEFT_IN_THE_WAY;
}

bool work_is_of_this_machine(const struct work *work, const struct json *header, struct err *err)
{
    bool ours = false;

    return whose_is_ours(work->ui->machine->guest, header, &ours, err) && ours;
}

static enum work_left unfinished(struct work *work, const struct profile *profile, int *code)
{
    struct err err = { 0 };

    if (!profile)
        return WORK_LEFT_TO_GO_ON;
    if (profile == work->settings.profile) {
        if (strcmp(work->settings.command, work->ui->command->name) == 0) {
            if (answer_is_same(work->options, &work->settings.answer_file, &err))
                return WORK_LEFT_TO_GO_ON;
            return in_the_way(&err, "'goldprep resume' goes on as the run was begun", code);
        }
        /* A Packer template applies, restarts, and prepares: whether apply had asked for that
         * restart is nothing it should have to know. */
        if (strcmp(work->settings.command, "apply") == 0 &&
            strcmp(work->ui->command->name, "prepare") == 0)
            return WORK_LEFT_TO_END;
    }
    err_set(&err, ERR_AGENT, ERR_BUSY, "an unfinished %s for %s is in '%s'", work->settings.command,
        work->settings.profile->id, work->ui->state_folder);
    return in_the_way(
        &err, "'goldprep resume' goes on with it, 'goldprep status' tells of it", code);
}

static enum work_left finished(
    struct work *work, const struct profile *profile, const struct journal *journal, int *code)
{
    const struct guest *guest = work->ui->machine->guest;
    bool holds = false;
    struct err why = { 0 };
    struct err err = { 0 };

    if (!sealing_is_in(journal))
        return WORK_LEFT_NOTHING;
    if (!sealing_holds(guest, work->ui->state_folder, &holds, &err) ||
        !proof_collect(guest, journal, &work->proof, &err))
        return in_the_way(&err, NULL, code);
    if (!holds || !proof_holds(&work->proof, &why)) /* whoever goes on looks anew, and says so */
        return WORK_LEFT_NOTHING;
    if (!settings_from_json(journal_header(journal), work->options, &work->settings, &err))
        return in_the_way(&err, NULL, code);
    return !profile || profile == work->settings.profile ? WORK_LEFT_SEALED : WORK_LEFT_NOTHING;
}

enum work_left work_look_back(struct work *work, const struct profile *profile, int *code)
{
    AUTO(left) left = { 0 };
    enum run_aside why = RUN_ASIDE_DAMAGED;
    struct err err = { 0 };
    enum work_left answer = WORK_LEFT_NOTHING;

    switch (left_read(work, &left.journal, &why, &err)) {
    case LEFT_UNKNOWN:
        return in_the_way(&err, NULL, code);
    case LEFT_REFUSED:
        *code = left_refuse(work);
        return WORK_LEFT_IN_THE_WAY;
    case LEFT_NONE:
        return WORK_LEFT_NOTHING;
    case LEFT_WHOLE:
        break;
    }
    if (journal_is_undone_or_undoing(left.journal) &&
        journal_state(left.journal) != JOURNAL_UNDONE) {
        err_set(&err, ERR_AGENT, ERR_BUSY, "an unfinished undo is in '%s'", work->ui->state_folder);
        return in_the_way(&err, "'goldprep undo' goes on with it", code);
    }
    work->left_seals = sealing_is_in(left.journal);
    if (is_unfinished(journal_state(left.journal)))
        answer = unfinished(work, profile, code);
    else if (journal_state(left.journal) == JOURNAL_FINISHED)
        answer = finished(work, profile, left.journal, code);
    if (answer == WORK_LEFT_NOTHING)
        settings_done(&work->settings); /* the next run is asked for anew */
    return answer;
}
