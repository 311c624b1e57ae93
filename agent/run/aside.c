/* SPDX-License-Identifier: MIT */
/* aside.c - renames a journal that no run may go on with. */
#include "run/aside.h"

#include "base/clock.h"

enum { ASIDE_LIMIT = 100 }; /* journals set aside within one second */

static const char *const words[] = {
    [RUN_ASIDE_OVER] = "",
    [RUN_ASIDE_DAMAGED] = ".damaged",
    [RUN_ASIDE_VERSION] = ".version",
    [RUN_ASIDE_MACHINE] = ".machine",
};

/* "2026-11-22T06-27-33Z": a colon has no place in a file's name. */
static bool append_time(const struct run *run, struct text *text, struct err *err)
{
    int64_t now;

    if (!run->guest->now(run->guest->state, &now, err))
        return false;
    clock_append_utc(text, now);
    if (!text_ok(text, err))
        return false;
    for (char *at = text->bytes; *at != '\0'; at++) {
        if (*at == ':')
            *at = '-';
    }
    return true;
}

static bool is_taken(const char *path, bool *taken, struct err *err)
{
    AUTO(bytes) bytes = { 0 };
    enum found found = FOUND;

    if (!file_read_own(path, JOURNAL_SIZE_LIMIT, &found, &bytes, err) &&
        !err_is(err, ERR_TOO_LARGE) && !err_is(err, ERR_REFUSED))
        return false;
    *taken = found == FOUND;
    return true;
}

/* A number behind the time when that second has one already. */
static bool find_name(const struct run *run, enum run_aside why, struct text *name, struct err *err)
{
    AUTO(text) time = { 0 };
    bool taken = true;

    if (!append_time(run, &time, err))
        return false;
    for (int i = 1; i < ASIDE_LIMIT && taken; i++) {
        AUTO(text) file = { 0 };

        text_append(&file, "journal.%s", text_string(&time));
        if (i > 1)
            text_append(&file, "-%d", i);
        text_append(&file, "%s", words[why]);
        text_clear(name);
        file_join(name, run->state_folder, text_string(&file));
        if (!text_ok(&file, err) || !text_ok(name, err) ||
            !is_taken(text_string(name), &taken, err))
            return false;
    }
    return true;
}

bool run_set_aside(const struct run *run, enum run_aside why, struct text *name, struct err *err)
{
    AUTO(text) path = { 0 };

    run_journal_path(&path, run->state_folder);
    if (!text_ok(&path, err) || !find_name(run, why, name, err) ||
        !file_rename(text_string(&path), text_string(name), err))
        return err_wrap(err, "cannot set the journal aside");
    return true;
}

bool run_aside_is(const struct err *err, enum run_aside *why)
{
    if (err_is(err, ERR_DAMAGED) || err_is(err, ERR_TOO_LARGE))
        *why = RUN_ASIDE_DAMAGED;
    else if (err_is(err, ERR_UNSUPPORTED))
        *why = RUN_ASIDE_VERSION;
    else
        return false;
    return true;
}
