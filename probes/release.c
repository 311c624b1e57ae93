/* SPDX-License-Identifier: MIT */
/*
 * release.c - where this Windows comes from: upgrades it went through, and preview builds.
 *
 * Source: https://learn.microsoft.com/windows-insider/business/manage-builds
 * The key that Setup leaves of each former Windows, and the value that tells about preview builds,
 * are observed by public tools: unverified on a real Windows.
 */
#include "probes/evidence.h"
#include "probes/read.h"

#define SETUP "SYSTEM\\Setup"
#define FORMER "Source OS ("
#define FLIGHTING "SOFTWARE\\Microsoft\\WindowsSelfHost\\Applicability"

static const struct probe_key keys[] = {
    { "setup.upgraded_from",
        "rows: name (of Setup's key, with the day), product, build of each Windows that this one "
        "was upgraded from; no rows: it was installed new",
        "HKLM\\" SETUP "\\Source OS (*)" },
    { "os.flighting", "number: 1 takes preview builds; absent when it never did",
        "HKLM\\" FLIGHTING ", IsBuildFlightingEnabled" },
    { NULL, NULL, NULL },
};

static const struct probe_value values[] = {
    { "os.flighting", FLIGHTING, "IsBuildFlightingEnabled", PROBE_NUMBER },
    { NULL, NULL, NULL, PROBE_TEXT },
};

static bool add_former(
    const struct guest *guest, const char *name, struct json *rows, struct err *why)
{
    AUTO(text) key = { 0 };
    AUTO(text) product = { 0 };
    AUTO(text) build = { 0 };
    enum found found = ABSENT;

    text_append(&key, SETUP "\\%s", name);
    if (!text_ok(&key, why) ||
        !guest->reg_read_text(
            guest->state, text_string(&key), "ProductName", &found, &product, why) ||
        !guest->reg_read_text(guest->state, text_string(&key), "CurrentBuild", &found, &build, why))
        return false;
    struct json *row = json_add_object(rows, NULL);
    json_add_string(row, "name", name);
    json_add_string(row, "product", text_string(&product));
    json_add_string(row, "build", text_string(&build));
    return text_ok(&product, why) && text_ok(&build, why);
}

static bool collect_upgrades(const struct guest *guest, struct facts *facts, struct err *err)
{
    AUTO(text_list) names = { 0 };
    AUTO(json_value) rows = { json_new_array() };
    enum found found = ABSENT;
    struct err why = { 0 };

    if (!guest->reg_list_keys(guest->state, SETUP, &found, &names, &why))
        return facts_set_unreadable(facts, "setup.upgraded_from", &why, err);
    for (size_t i = 0; i < names.count; i++) {
        struct err failure = { 0 };

        if (text_starts_same(names.items[i], FORMER) &&
            !add_former(guest, names.items[i], rows.root, &failure) && why.domain == ERR_NONE)
            why = failure;
    }
    return probe_set_rows_or_why(facts, "setup.upgraded_from", rows.root, &why, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return collect_upgrades(guest, facts, err) && probe_read_values(guest, values, facts, err);
}

const struct probe probe_release = {
    .id = "release",
    .title = "Upgrades and preview builds",
    .source = "https://learn.microsoft.com/windows-insider/business/manage-builds",
    .keys = keys,
    .collect = collect,
};
