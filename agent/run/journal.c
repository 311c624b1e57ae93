/* SPDX-License-Identifier: MIT */
/*
 * journal.c - the file of a journal: created whole, appended to line by line, read back and
 * checked.
 */
#include "run/journal.h"

#include "base/clock.h"
#include "base/sealed_line.h"
#include "run/journal_state.h"

void journal_free(struct journal *journal)
{
    if (!journal)
        return;
    file_log_done(&journal->log);
    for (size_t i = 0; i < journal->count; i++)
        json_free(journal->lines[i]);
    free(journal->lines);
    free(journal->steps);
    free(journal->path);
    free(journal);
}

/** For AUTO(opening): a journal that is not handed out yet. */
struct opening {
    struct journal *journal;
};

static void opening_done(struct opening *opening)
{
    journal_free(opening->journal);
    opening->journal = NULL;
}

static struct journal *hand_out(struct opening *opening)
{
    struct journal *journal = opening->journal;

    opening->journal = NULL;
    return journal;
}

static bool journal_new(const char *path, struct opening *opening, struct err *err)
{
    opening->journal = calloc(1, sizeof *opening->journal);
    if (!opening->journal)
        return err_nomem(err);
    return text_copy(path, &opening->journal->path, err);
}

/* A line's first members. The caller calls json_free. */
static struct json *new_line(
    const struct journal *journal, enum journal_kind kind, const char *action, int64_t now)
{
    struct json *line = json_new_object();
    AUTO(text) at = { 0 };

    clock_append_utc(&at, now);
    (void)json_add_number(line, "seq", (int64_t)journal->count + 1);
    (void)json_add_string(line, "kind", journal_kind_name(kind));
    (void)json_add_string(line, "at", text_string(&at));
    if (action)
        (void)json_add_string(line, "action", action);
    return line;
}

static bool add_extra(struct json *line, const struct json *extra, struct err *err)
{
    AUTO(text) whole = { 0 };

    /* Printing tells whether it was built whole; its members alone would not. */
    if (extra && !json_print(extra, true, &whole, err))
        return false;
    for (size_t i = 0; extra && i < json_count(extra); i++) {
        const struct json *member = json_at(extra, i);

        if (json_member(line, json_name(member)) || strcmp(json_name(member), "crc32") == 0)
            return err_set(
                err, ERR_AGENT, ERR_REFUSED, "a journal line has its own '%s'", json_name(member));
        (void)json_add_copy(line, json_name(member), member);
    }
    return true;
}

bool journal_create(const char *path, const struct json *header, const struct json *plan,
    int64_t now, struct journal **journal, struct err *err)
{
    AUTO(opening) opening = { 0 };
    AUTO(bytes) old = { 0 };
    AUTO(text) printed = { 0 };
    enum found found;

    if (!file_read_own(path, JOURNAL_SIZE_LIMIT, &found, &old, err))
        return false;
    if (found == FOUND)
        return err_set(err, ERR_AGENT, ERR_REFUSED, "there is a journal '%s' already", path);
    if (!journal_new(path, &opening, err))
        return false;

    struct journal *made = opening.journal;
    AUTO(json_value) line = { new_line(made, JOURNAL_LINE_PLAN, NULL, now) };
    (void)json_add_string(line.root, "schema", JOURNAL_SCHEMA);
    (void)json_add_copy(line.root, "header", header);
    (void)json_add_copy(line.root, "plan", plan);
    if (!sealed_line_print(line.root, &made->crc, &printed, err))
        return false;
    if (!journal_accept(made, TAKE(line.root), err))
        return err_wrap(err, "cannot begin the journal '%s'", path);

    /* rule 1: the plan is there whole or not at all, since the file is renamed into its place */
    if (!file_replace(path, text_string(&printed), printed.len, err) ||
        !file_log_open(path, &made->log, err))
        return err_wrap(err, "cannot begin the journal '%s'", path);
    made->writable = true;
    *journal = hand_out(&opening);
    return true;
}

static bool damaged(struct err *err, const struct journal *journal, size_t line, const char *why)
{
    return err_set(err, ERR_AGENT, ERR_DAMAGED, "line %zu of the journal '%s' is damaged: %s", line,
        journal->path, why);
}

/* Takes one whole line in. crc is that of the line's end already. */
static bool read_whole_line(struct journal *journal, const char *line, size_t len, struct err *err)
{
    AUTO(json_value) object = { 0 };
    size_t number = journal->count + 1;
    struct err why = { 0 };

    if (json_parse(line, len, &object.root, &why) &&
        journal_accept(journal, TAKE(object.root), &why))
        return true;
    if (err_is(&why, ERR_NOMEM))
        return err_nomem(err);
    if (err_is(&why, ERR_UNSUPPORTED))
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "cannot read the journal '%s': %s",
            journal->path, why.text);
    return damaged(err, journal, number, why.text);
}

/*
 * Reads all lines. rule 4: a last line that is torn was never written, so it ends the reading; a
 * bad line with another one behind it is damage.
 *
 * whole: receives the bytes that the good lines take
 */
static bool read_lines(
    struct journal *journal, const struct bytes *bytes, size_t *whole, struct err *err)
{
    const char *data = (const char *)bytes->data;
    AUTO(text) version = { 0 };

    *whole = 0;
    while (*whole < bytes->len) {
        const char *line = data + *whole;
        const char *end = memchr(line, '\n', bytes->len - *whole);
        size_t len = end ? (size_t)(end - line) : bytes->len - *whole;

        if (journal->count == 0 &&
            sealed_line_is_foreign(line, len, JOURNAL_FAMILY, JOURNAL_SCHEMA, &version))
            return err_set(err, ERR_AGENT, ERR_UNSUPPORTED,
                "the journal '%s' is a '%s', and this goldprep reads '%s'", journal->path,
                text_string(&version), JOURNAL_SCHEMA);
        if (!end)
            break;
        if (!sealed_line_is_whole(line, len, &journal->crc)) {
            if (*whole + len + 1 == bytes->len)
                break;
            return damaged(err, journal, journal->count + 1, "its checksum does not fit");
        }
        if (!read_whole_line(journal, line, len, err))
            return false;
        *whole += len + 1;
    }
    /* The first line came with the file itself (rule 1), so no power cut can have torn it. */
    if (journal->count == 0)
        return damaged(err, journal, 1, "it is not whole");
    return true;
}

static bool open_journal(
    const char *path, bool writable, enum found *found, struct journal **journal, struct err *err)
{
    AUTO(opening) opening = { 0 };
    AUTO(bytes) bytes = { 0 };
    enum found seen;
    size_t whole;

    if (!file_read_own(path, JOURNAL_SIZE_LIMIT, &seen, &bytes, err))
        return false;
    if (seen == FOUND) {
        if (!journal_new(path, &opening, err) || !read_lines(opening.journal, &bytes, &whole, err))
            return false;
        if (writable && whole < bytes.len && !file_cut(path, whole, err))
            return err_wrap(err, "cannot cut the torn end off the journal");
        if (writable && !file_log_open(path, &opening.journal->log, err))
            return err_wrap(err, "cannot go on with the journal");
        opening.journal->writable = writable;
    }
    *found = seen;
    *journal = hand_out(&opening);
    return true;
}

bool journal_open(const char *path, enum found *found, struct journal **journal, struct err *err)
{
    return open_journal(path, true, found, journal, err);
}

bool journal_read(const char *path, enum found *found, struct journal **journal, struct err *err)
{
    return open_journal(path, false, found, journal, err);
}

static bool check_writable(const struct journal *journal, struct err *err)
{
    if (journal->broken)
        return err_set(err, ERR_AGENT, ERR_REFUSED,
            "the journal '%s' could not be written to; start goldprep again", journal->path);
    if (!journal->writable)
        return err_set(err, ERR_AGENT, ERR_REFUSED, "the journal '%s' was opened for reading only",
            journal->path);
    return true;
}

/* Puts one line on the disk, then takes it in. line is owned from here on. */
static bool append(struct journal *journal, struct json *taken, struct err *err)
{
    AUTO(json_value) line = { taken };
    AUTO(json_value) read_back = { 0 };
    AUTO(text) printed = { 0 };
    uint32_t crc = journal->crc;

    if (!sealed_line_print(line.root, &crc, &printed, err))
        return false;
    /* A line that could not be read again would be damage made by ourselves. */
    if (!json_parse(text_string(&printed), printed.len, &read_back.root, err))
        return err_wrap(err, "a line for the journal '%s' is not sound", journal->path);
    if (!file_log_append(&journal->log, text_string(&printed), printed.len, err)) {
        journal->broken = true;
        return err_wrap(err, "cannot write to the journal '%s'", journal->path);
    }
    journal->crc = crc;
    journal->broken = !journal_accept(journal, TAKE(line.root), err);
    return !journal->broken;
}

static bool write_line(struct journal *journal, enum journal_kind kind, const char *action,
    int64_t now, const struct json *extra, struct err *err)
{
    if (!check_writable(journal, err) || !journal_allows(journal, kind, action, err))
        return false;

    AUTO(json_value) line = { new_line(journal, kind, action, now) };
    if (!add_extra(line.root, extra, err))
        return false;
    return append(journal, TAKE(line.root), err);
}

bool journal_begin(struct journal *journal, const char *action, int64_t now,
    const struct json *extra, struct err *err)
{
    return write_line(journal, JOURNAL_LINE_BEGIN, action, now, extra, err);
}

bool journal_done(struct journal *journal, const char *action, int64_t now,
    const struct json *extra, struct err *err)
{
    return write_line(journal, JOURNAL_LINE_DONE, action, now, extra, err);
}

bool journal_restart(
    struct journal *journal, const char *action, int64_t now, int64_t boot_time, struct err *err)
{
    AUTO(json_value) extra = { json_new_object() };

    if (!extra.root)
        return err_nomem(err);
    (void)json_add_number(extra.root, "boot_time", boot_time);
    return write_line(journal, JOURNAL_LINE_RESTART, action, now, extra.root, err);
}

bool journal_failed(struct journal *journal, const char *action, int64_t now, const struct err *why,
    const struct json *extra, struct err *err)
{
    AUTO(json_value) members = { json_new_object() };

    if (!members.root)
        return err_nomem(err);
    struct json *error = json_add_object(members.root, "error");
    (void)json_add_string(error, "domain", err_domain_name(why->domain));
    (void)json_add_number(error, "code", why->code);
    (void)json_add_string(error, "text", why->text);
    if (!add_extra(members.root, extra, err))
        return false;
    return write_line(journal, JOURNAL_LINE_FAILED, action, now, members.root, err);
}

bool journal_finished(struct journal *journal, int64_t now, struct err *err)
{
    return write_line(journal, JOURNAL_LINE_FINISHED, NULL, now, NULL, err);
}

bool journal_undo(struct journal *journal, int64_t now, struct err *err)
{
    return write_line(journal, JOURNAL_LINE_UNDO, NULL, now, NULL, err);
}

bool journal_revert(struct journal *journal, const char *action, int64_t now,
    const struct json *extra, struct err *err)
{
    return write_line(journal, JOURNAL_LINE_REVERT, action, now, extra, err);
}

bool journal_reverted(struct journal *journal, const char *action, int64_t now,
    const struct json *extra, struct err *err)
{
    return write_line(journal, JOURNAL_LINE_REVERTED, action, now, extra, err);
}

bool journal_undone(struct journal *journal, int64_t now, struct err *err)
{
    return write_line(journal, JOURNAL_LINE_UNDONE, NULL, now, NULL, err);
}
