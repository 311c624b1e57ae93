/* SPDX-License-Identifier: MIT */
/*
 * restart.c - what waits for a restart?
 *
 * Windows has no one place that tells. guest/pending.h asks each known place; every one that says
 * "yes" becomes a row, so that a person sees who waits. Places that many healthy machines show are
 * `restart.noise`. A place that could not be read makes its list unreadable, unless another one
 * already says that something waits.
 *
 * Source: https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-movefileexw for renames;
 * guest/pending.c names what the other places stand on.
 */
#include "probes/probe.h"

#include "guest/pending.h"

static const struct probe_key keys[] = {
    { "restart.pending",
        "rows: name and evidence of each place that says a restart is needed; no rows: none is",
        "servicing, Windows Update, Session Manager, ComputerName, Netlogon, Setup, Installer" },
    { "restart.noise",
        "rows: name and evidence of what also waits for a restart, but holds no image back",
        "Windows Update, Session Manager, Updates, RunOnce, ServerManager" },
    { NULL, NULL, NULL },
};

static bool add_row(struct json *rows, const struct pending_reading *reading, struct err *err)
{
    AUTO(text) evidence = { 0 };
    struct json *row = json_add_object(rows, NULL);

    text_append(&evidence, "%s (%s", reading->source->what, reading->source->where);
    /* The noise is temporary files for the most part, whose paths name persons. */
    if (reading->source->blocks && reading->detail[0])
        text_append(&evidence, ": %s", reading->detail);
    text_append(&evidence, ")");
    if (!text_ok(&evidence, err))
        return false;
    json_add_string(row, "name", reading->source->id);
    json_add_string(row, "evidence", text_string(&evidence));
    return true;
}

static bool set_rows(const char *key, const struct pending *pending, bool blocks,
    struct facts *facts, struct err *err)
{
    AUTO(json_value) rows = { json_new_array() };
    const struct pending_reading *untold = NULL;

    if (!rows.root)
        return err_nomem(err);
    for (size_t i = 0; i < PENDING_COUNT; i++) {
        const struct pending_reading *reading = &pending->items[i];

        if (reading->source->blocks != blocks)
            continue;
        if (reading->state == PENDING_UNTOLD && !untold)
            untold = reading;
        if (reading->state == PENDING_YES && !add_row(rows.root, reading, err))
            return false;
    }
    if (!untold || json_count(rows.root) > 0)
        return facts_set_rows(facts, key, rows.root, err);

    struct err why = untold->why;
    (void)err_wrap(&why, "%s", untold->source->id);
    return facts_set_unreadable(facts, key, &why, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    AUTO_FREE struct pending *pending = calloc(1, sizeof *pending);

    if (!pending)
        return err_nomem(err);
    pending_read(guest, pending);
    return set_rows("restart.pending", pending, true, facts, err) &&
           set_rows("restart.noise", pending, false, facts, err);
}

const struct probe probe_restart = {
    .id = "restart",
    .title = "Who waits for a restart",
    .source = "https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-movefileexw",
    .keys = keys,
    .collect = collect,
};
