/* SPDX-License-Identifier: MIT */
/* evidence.c - what shows that something is installed: places, each of which becomes a row. */
#include "probes/evidence.h"

#define SERVICES "SYSTEM\\CurrentControlSet\\Services\\"

/* Appends where the place is, as a person would look it up. */
static bool append_place(const struct guest *guest, const struct probe_evidence *place,
    struct text *path, struct err *why)
{
    switch (place->kind) {
    case EVIDENCE_SERVICE:
        text_append(path, SERVICES "%s", place->place);
        break;
    case EVIDENCE_KEY:
    case EVIDENCE_TEXT:
    case EVIDENCE_VALUE:
        text_append(path, "%s", place->place);
        break;
    case EVIDENCE_WINDOWS_FILE:
        if (!guest->folder(guest->state, GUEST_WINDOWS, path, why))
            return false;
        text_append(path, "\\%s", place->place);
        break;
    }
    return text_ok(path, why);
}

static bool has_text(const struct guest *guest, const char *key, const char *name,
    enum found *found, struct err *why)
{
    AUTO(text) value = { 0 };

    if (!guest->reg_read_text(guest->state, key, name, found, &value, why))
        return false;
    if (value.len == 0 && !value.broken)
        *found = ABSENT;
    return text_ok(&value, why);
}

static bool look(const struct guest *guest, const struct probe_evidence *place, const char *path,
    enum found *found, struct err *why)
{
    struct guest_file file = { 0 };

    switch (place->kind) {
    case EVIDENCE_SERVICE:
    case EVIDENCE_KEY:
        return guest->reg_has_key(guest->state, path, found, why);
    case EVIDENCE_TEXT:
        return has_text(guest, path, place->value, found, why);
    case EVIDENCE_VALUE:
        return guest->reg_has_value(guest->state, path, place->value, found, why);
    case EVIDENCE_WINDOWS_FILE:
        break;
    }
    return guest->file_stat(guest->state, path, found, &file, why);
}

static bool add_row(
    struct json *rows, const struct probe_evidence *place, const char *path, struct err *err)
{
    AUTO(text) where = { 0 };
    struct json *row = json_add_object(rows, NULL);

    text_append(&where, "%s%s", place->kind == EVIDENCE_WINDOWS_FILE ? "" : "HKLM\\", path);
    if (place->value)
        text_append(&where, ", %s", place->value);
    if (!text_ok(&where, err))
        return false;
    json_add_string(row, "name", place->name);
    return json_add_string(row, "place", text_string(&where)) || err_nomem(err);
}

bool probe_set_rows_or_why(struct facts *facts, const char *fact, const struct json *rows,
    const struct err *why, struct err *err)
{
    if (why->domain == ERR_NONE || json_count(rows) > 0)
        return facts_set_rows(facts, fact, rows, err);
    return facts_set_unreadable(facts, fact, why, err);
}

bool probe_set_evidence(const struct guest *guest, const char *fact,
    const struct probe_evidence *places, struct facts *facts, struct err *err)
{
    AUTO(json_value) rows = { json_new_array() };
    struct err why = { 0 };

    for (; places->name; places++) {
        AUTO(text) path = { 0 };
        enum found found = ABSENT;
        struct err failure = { 0 };

        if (!append_place(guest, places, &path, &failure) ||
            !look(guest, places, text_string(&path), &found, &failure)) {
            if (why.domain == ERR_NONE) {
                why = failure;
                (void)err_wrap(&why, "%s", places->name);
            }
            continue;
        }
        if (found == FOUND && !add_row(rows.root, places, text_string(&path), err))
            return false;
    }
    return probe_set_rows_or_why(facts, fact, rows.root, &why, err);
}
