/* SPDX-License-Identifier: MIT */
/*
 * setup_residue.c - what have setup, an upgrade or an earlier sysprep left behind?
 *
 * Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/add-a-custom-script-to-windows-setup
 *         https://learn.microsoft.com/windows-hardware/manufacture/desktop/deployment-troubleshooting-and-log-files
 *         SYSTEM\Setup, Upgrade is observed by public tools: unverified on a real Windows.
 */
#include "probes/read.h"

#include "guest/system_path.h"

#define SETUP "SYSTEM\\Setup"
#define SCRIPT "\\Setup\\Scripts\\SetupComplete.cmd"
#define LOGS "\\Sysprep\\Panther"

enum { ATTRIBUTE_DIRECTORY = 0x10 }; /* FILE_ATTRIBUTE_DIRECTORY */

static const struct probe_key keys[] = {
    { "setup.complete_script",
        "number: bytes of the script that setup starts as LocalSystem; absent when there is none",
        "%windir%" SCRIPT },
    { "setup.windows_old", "number: 1 there is the folder of an earlier Windows; absent otherwise",
        "%SystemDrive%\\Windows.old" },
    { "setup.upgrade", "number: 1 this installation was upgraded; absent when nothing is stored",
        "HKLM\\" SETUP ", Upgrade" },
    { "sysprep.panther_logs", "rows: name and size_bytes of each log that sysprep has left",
        "%windir%\\System32" LOGS },
    { NULL, NULL, NULL },
};

static const struct probe_value values[] = {
    { "setup.upgrade", SETUP, "Upgrade", PROBE_NUMBER },
    { NULL, NULL, NULL, PROBE_TEXT },
};

/* @param folder  wanted is a folder, whose number is 1; else a file, whose number is its size */
static bool collect_file(const struct guest *guest, const char *key, const char *path, bool folder,
    struct facts *facts, struct err *err)
{
    struct guest_file file = { 0 };
    enum found found = ABSENT;
    struct err why = { 0 };

    if (!guest->file_stat(guest->state, path, &found, &file, &why))
        return facts_set_unreadable(facts, key, &why, err);
    if (found == ABSENT || ((file.attributes & ATTRIBUTE_DIRECTORY) != 0) != folder)
        return facts_set_absent(facts, key, err);
    return facts_set_number(facts, key, folder ? 1 : (int64_t)file.size_bytes, err);
}

static bool add_logs(const struct json *files, struct json *rows, struct err *err)
{
    for (const struct json *file = json_first(files); file; file = json_next(file)) {
        const char *name = json_string(json_member(file, "name"));
        int64_t size_bytes = 0;

        if (!name || !text_ends_same(name, ".log") ||
            !json_number(json_member(file, "size_bytes"), &size_bytes))
            continue;
        struct json *row = json_add_object(rows, NULL);
        json_add_string(row, "name", name);
        if (!json_add_number(row, "size_bytes", size_bytes))
            return err_nomem(err);
    }
    return true;
}

static bool collect_logs(
    const struct guest *guest, const char *folder, struct facts *facts, struct err *err)
{
    AUTO(json_value) files = { 0 };
    AUTO(json_value) rows = { json_new_array() };
    enum found found = ABSENT;
    struct err why = { 0 };

    if (!rows.root)
        return err_nomem(err);
    if (!guest->file_list(guest->state, folder, &found, &files.root, &why))
        return facts_set_unreadable(facts, "sysprep.panther_logs", &why, err);
    return add_logs(files.root, rows.root, err) &&
           facts_set_rows(facts, "sysprep.panther_logs", rows.root, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    static const char *const in_files[] = { "setup.complete_script", "setup.windows_old",
        "sysprep.panther_logs", NULL };
    AUTO(system_folders) folders = { 0 };
    AUTO(text) script = { 0 };
    AUTO(text) old = { 0 };
    AUTO(text) logs = { 0 };
    struct err why = { 0 };

    if (!probe_read_values(guest, values, facts, err))
        return false;
    if (!system_folders_read(guest, &folders, &why))
        return probe_unreadable(facts, in_files, &why, err);
    text_append(&script, "%s" SCRIPT, text_string(&folders.windows));
    system_drive(&folders, &old);
    text_append(&old, "\\Windows.old");
    text_append(&logs, "%s" LOGS, text_string(&folders.system));
    if (!text_ok(&script, err) || !text_ok(&old, err) || !text_ok(&logs, err))
        return false;
    return collect_file(guest, "setup.complete_script", text_string(&script), false, facts, err) &&
           collect_file(guest, "setup.windows_old", text_string(&old), true, facts, err) &&
           collect_logs(guest, text_string(&logs), facts, err);
}

const struct probe probe_setup_residue = {
    .id = "setup-residue",
    .title = "What setup, an upgrade or an earlier sysprep left behind",
    .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
              "add-a-custom-script-to-windows-setup",
    .keys = keys,
    .collect = collect,
};
