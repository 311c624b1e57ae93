/* SPDX-License-Identifier: MIT */
/*
 * autostart.c - what would start by itself on a clone?
 *
 * Only names are kept: a command line may hold a password. Users are those whose hive is loaded.
 *
 * Source: https://learn.microsoft.com/windows/win32/setupapi/run-and-runonce-registry-keys
 *         https://learn.microsoft.com/openspecs/windows_protocols/ms-gpscr/ for scripts.ini and
 *         psscripts.ini ("0CmdLine=")
 * That a local policy keeps them below System32\GroupPolicy is known from public tools: unverified on
 * a real Windows.
 */
#include "probes/hives.h"
#include "probes/read.h"

#include <string.h>

#define SOFTWARE_KEY "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\"
#define SOFTWARE_32 "SOFTWARE\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\"

enum { SCRIPTS_LIMIT = 256 * 1024 }; /* bytes of a scripts.ini */

static const struct probe_key keys[] = {
    { "run_once.entries", "rows: name, hive (machine, machine-32 or a SID) of each entry",
        "RunOnce below HKLM and below HKU of signed-in users" },
    { "run.entries", "rows: name, hive (machine, machine-32 or a SID) of each entry",
        "Run below HKLM and below HKU of signed-in users" },
    { "policy.scripts", "rows: file, scripts (how many) of each scripts file of the local policy",
        "%windir%\\System32\\GroupPolicy" },
    { NULL, NULL, NULL },
};

static bool add_entries(const struct guest *guest, const char *hive, const char *prefix,
    const char *which, struct json *rows, struct err *err)
{
    AUTO(text) key = { 0 };
    AUTO(text_list) names = { 0 };
    enum found found = ABSENT;

    text_append(&key, "%s%s", prefix, which);
    if (!text_ok(&key, err) ||
        !guest->reg_list_values(guest->state, text_string(&key), &found, &names, err))
        return false;
    for (size_t i = 0; i < names.count; i++) {
        struct json *row = NULL;

        if (!names.items[i][0]) /* the default value starts nothing */
            continue;
        row = json_add_object(rows, NULL);
        json_add_string(row, "name", names.items[i]);
        if (!json_add_string(row, "hive", hive))
            return err_nomem(err);
    }
    return true;
}

static bool add_all(
    const struct guest *guest, const char *which, struct json *rows, struct err *err)
{
    AUTO(text_list) sids = { 0 };

    if (!add_entries(guest, "machine", SOFTWARE_KEY, which, rows, err) ||
        !add_entries(guest, "machine-32", SOFTWARE_32, which, rows, err) ||
        !hives_of_users(guest, &sids, err))
        return false;
    for (size_t i = 0; i < sids.count; i++) {
        AUTO(text) prefix = { 0 };

        text_append(&prefix, GUEST_USERS "%s\\" SOFTWARE_KEY, sids.items[i]);
        if (!text_ok(&prefix, err) ||
            !add_entries(guest, sids.items[i], text_string(&prefix), which, rows, err))
            return false;
    }
    return true;
}

static bool collect_entries(const struct guest *guest, const char *fact, const char *which,
    struct facts *facts, struct err *err)
{
    AUTO(json_value) rows = { json_new_array() };
    struct err why = { 0 };

    if (!rows.root)
        return err_nomem(err);
    if (!add_all(guest, which, rows.root, &why))
        return facts_set_unreadable(facts, fact, &why, err);
    return facts_set_rows(facts, fact, rows.root, err);
}

/* Counts "CmdLine=" in UTF-8 or UTF-16: the NUL of each unit is passed over. */
static int64_t count_scripts(const struct bytes *bytes)
{
    static const char word[] = "CmdLine=";
    int64_t count = 0;
    size_t matched = 0;

    for (size_t i = 0; i < bytes->len; i++) {
        char byte = (char)bytes->data[i];

        if (byte == '\0')
            continue;
        matched = byte == word[matched] ? matched + 1 : byte == word[0] ? 1 : 0;
        if (word[matched] == '\0') {
            count++;
            matched = 0;
        }
    }
    return count;
}

static bool add_scripts(
    const struct guest *guest, const char *file, struct json *rows, struct err *err)
{
    AUTO(text) path = { 0 };
    AUTO(bytes) bytes = { 0 };
    enum found found = ABSENT;

    if (!guest->folder(guest->state, GUEST_SYSTEM, &path, err))
        return false;
    text_append(&path, "\\GroupPolicy\\%s", file);
    if (!text_ok(&path, err) ||
        !guest->file_read(guest->state, text_string(&path), SCRIPTS_LIMIT, &found, &bytes, err))
        return false;
    int64_t count = found == FOUND ? count_scripts(&bytes) : 0;
    if (count == 0)
        return true;
    struct json *row = json_add_object(rows, NULL);
    json_add_string(row, "file", file);
    return json_add_number(row, "scripts", count) ? true : err_nomem(err);
}

static bool collect_scripts(const struct guest *guest, struct facts *facts, struct err *err)
{
    static const char *const files[] = { "Machine\\Scripts\\scripts.ini",
        "Machine\\Scripts\\psscripts.ini", "User\\Scripts\\scripts.ini",
        "User\\Scripts\\psscripts.ini" };
    AUTO(json_value) rows = { json_new_array() };
    struct err why = { 0 };

    if (!rows.root)
        return err_nomem(err);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        if (!add_scripts(guest, files[i], rows.root, &why))
            return facts_set_unreadable(facts, "policy.scripts", &why, err);
    }
    return facts_set_rows(facts, "policy.scripts", rows.root, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return collect_entries(guest, "run_once.entries", "RunOnce", facts, err) &&
           collect_entries(guest, "run.entries", "Run", facts, err) &&
           collect_scripts(guest, facts, err);
}

const struct probe probe_autostart = {
    .id = "autostart",
    .title = "What starts by itself: RunOnce, Run, scripts of the local policy",
    .source = "https://learn.microsoft.com/windows/win32/setupapi/run-and-runonce-registry-keys",
    .keys = keys,
    .collect = collect,
};
