/* SPDX-License-Identifier: MIT */
/* left_read.c - reads what an earlier command left, or refuses it. docs/journal.md, rules 6 to 8. */
#include "ui/left_read.h"

#include "ui/whose.h"

/* Journals that were read; all are released on every way out. */
struct reading {
    struct journal *journal;
};

static void reading_done(struct reading *reading)
{
    journal_free(reading->journal);
    reading->journal = NULL;
}

static bool knows_actions(const struct journal *journal, struct err *err)
{
    for (size_t at = 0; at < journal_step_count(journal); at++) {
        const char *id = journal_step(journal, at)->action;

        if (!action_find(id))
            return err_set(
                err, ERR_AGENT, ERR_UNSUPPORTED, "this goldprep has no action '%.64s'", id);
    }
    return true;
}

/* rules 7 and 8: is it a run that this process can go on with, on this machine? */
static enum left_state judge(
    struct work *work, const struct journal *journal, enum run_aside *why, struct err *err)
{
    const struct json *header = journal_header(journal);
    bool ours = false;

    if (!whose_is_ours(work->ui->machine->guest, header, &ours, err))
        return LEFT_UNKNOWN;
    if (!ours) {
        *why = RUN_ASIDE_MACHINE;
        return LEFT_REFUSED;
    }
    *why = RUN_ASIDE_VERSION;
    if (!knows_actions(journal, err))
        return LEFT_REFUSED;
    settings_done(&work->settings);
    if (settings_from_json(header, work->options, &work->settings, err))
        return LEFT_WHOLE;
    /* Its checksum holds: whoever wrote it knew other commands or profiles. */
    return err_is(err, ERR_DAMAGED) ? LEFT_REFUSED : LEFT_UNKNOWN;
}

enum left_state left_read(
    struct work *work, struct journal **journal, enum run_aside *why, struct err *err)
{
    const char *folder = work->ui->state_folder;
    AUTO(reading) reading = { 0 };
    AUTO(text) path = { 0 };
    enum found found = ABSENT;
    enum left_state state = LEFT_WHOLE;

    if (!file_check_private_folder(folder, &found, err)) {
        err_wrap(err, "cannot use the state folder");
        return LEFT_UNKNOWN;
    }
    if (found == ABSENT)
        return LEFT_NONE;
    run_journal_path(&path, folder);
    if (!text_ok(&path, err))
        return LEFT_UNKNOWN;
    if (!journal_read(text_string(&path), &found, &reading.journal, err))
        return run_aside_is(err, why) ? LEFT_REFUSED : LEFT_UNKNOWN;
    if (found == ABSENT)
        return LEFT_NONE;
    if (!journal_is_over(reading.journal))
        state = judge(work, reading.journal, why, err);
    if (state != LEFT_WHOLE) {
        err_wrap(err, "cannot go on with the run in '%s'", folder);
        return state;
    }
    *journal = reading.journal;
    reading.journal = NULL;
    return LEFT_WHOLE;
}

static int say_refused(const struct err *why, const struct text *name)
{
    AUTO(text) hint = { 0 };

    text_append(&hint, "it is kept as '%s'; 'goldprep prepare' begins anew from fresh facts",
        text_string(name));
    say_error(why, text_string(&hint));
    return EXIT_CODE_REFUSED;
}

int left_refuse(struct work *work)
{
    AUTO(run) run = { .guest = work->ui->machine->guest, .state_folder = work->ui->state_folder };
    AUTO(reading) reading = { 0 };
    AUTO(text) name = { 0 };
    enum run_aside why = RUN_ASIDE_DAMAGED;
    struct err refused = { 0 };
    struct err err = { 0 };

    if (!run_enter(&run, &err))
        return say_failed(&err, "'goldprep status' tells where a run stands");
    if (left_read(work, &reading.journal, &why, &refused) != LEFT_REFUSED) {
        err_set(&err, ERR_AGENT, ERR_BUSY, "the run in '%s' was changed by somebody else meanwhile",
            work->ui->state_folder);
        return say_failed(&err, NULL);
    }
    if (run_set_aside(&run, why, &name, &err))
        return say_refused(&refused, &name);
    say_error(&refused, NULL);
    return say_failed(&err, NULL);
}
