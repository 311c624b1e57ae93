/* SPDX-License-Identifier: MIT */
/*
 * dsc.c - was a configuration of PowerShell DSC applied, and are the machine's RSA keys in place?
 *
 * Two folders whose state sysprep's providers (DscCore.dll, capisp.dll) stop at.
 *
 * Source: https://learn.microsoft.com/powershell/dsc/troubleshooting/troubleshooting
 *         https://learn.microsoft.com/windows/win32/seccng/key-storage-and-retrieval
 */
#include "probes/read.h"

#include "guest/system_path.h"

#define CONFIGURATION "\\Configuration"
#define MACHINE_KEYS "\\Microsoft\\Crypto\\RSA\\MachineKeys"

enum { ATTRIBUTE_DIRECTORY = 0x10 }; /* FILE_ATTRIBUTE_DIRECTORY */

static const struct probe_key keys[] = {
    { "dsc.configuration",
        "rows: name of each document that says a configuration was applied: Current.mof, "
        "Pending.mof, Previous.mof, backup.mof",
        "%windir%\\System32" CONFIGURATION },
    { "dsc.meta_configuration",
        "number: 1 the configuration manager was set up (MetaConfig.mof); absent otherwise",
        "%windir%\\System32" CONFIGURATION "\\MetaConfig.mof" },
    { "crypto.machine_keys", "number: 1 the folder of the machine's RSA keys; absent otherwise",
        "%ProgramData%" MACHINE_KEYS },
    { NULL, NULL, NULL },
};

static bool set_configuration(const struct json *files, struct facts *facts, struct err *err)
{
    static const char *const applied[] = { "Current.mof", "Pending.mof", "Previous.mof",
        "backup.mof" };
    AUTO(json_value) rows = { json_new_array() };
    bool meta = false;

    if (!rows.root)
        return err_nomem(err);
    for (const struct json *file = json_first(files); file; file = json_next(file)) {
        const char *name = json_string(json_member(file, "name"));

        meta = meta || (name && text_same(name, "MetaConfig.mof"));
        for (size_t i = 0; name && i < COUNT_OF(applied); i++) {
            if (!text_same(name, applied[i]))
                continue;
            if (!json_add_string(json_add_object(rows.root, NULL), "name", applied[i]))
                return err_nomem(err);
        }
    }
    if (!facts_set_rows(facts, "dsc.configuration", rows.root, err))
        return false;
    return meta ? facts_set_number(facts, "dsc.meta_configuration", 1, err)
                : facts_set_absent(facts, "dsc.meta_configuration", err);
}

static bool collect_configuration(
    const struct guest *guest, const char *folder, struct facts *facts, struct err *err)
{
    static const char *const of_dsc[] = { "dsc.configuration", "dsc.meta_configuration", NULL };
    AUTO(json_value) files = { 0 };
    enum found found = ABSENT;
    struct err why = { 0 };

    if (!guest->file_list(guest->state, folder, &found, &files.root, &why))
        return probe_unreadable(facts, of_dsc, &why, err);
    return set_configuration(files.root, facts, err);
}

static bool collect_machine_keys(
    const struct guest *guest, const char *folder, struct facts *facts, struct err *err)
{
    struct guest_file file = { 0 };
    enum found found = ABSENT;
    struct err why = { 0 };

    if (!guest->file_stat(guest->state, folder, &found, &file, &why))
        return facts_set_unreadable(facts, "crypto.machine_keys", &why, err);
    if (found == ABSENT || !(file.attributes & ATTRIBUTE_DIRECTORY))
        return facts_set_absent(facts, "crypto.machine_keys", err);
    return facts_set_number(facts, "crypto.machine_keys", 1, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    static const char *const all[] = { "dsc.configuration", "dsc.meta_configuration",
        "crypto.machine_keys", NULL };
    AUTO(system_folders) folders = { 0 };
    AUTO(text) configuration = { 0 };
    AUTO(text) machine_keys = { 0 };
    struct err why = { 0 };

    if (!system_folders_read(guest, &folders, &why))
        return probe_unreadable(facts, all, &why, err);
    text_append(&configuration, "%s" CONFIGURATION, text_string(&folders.system));
    text_append(&machine_keys, "%s" MACHINE_KEYS, text_string(&folders.program_data));
    if (!text_ok(&configuration, err) || !text_ok(&machine_keys, err))
        return false;
    return collect_configuration(guest, text_string(&configuration), facts, err) &&
           collect_machine_keys(guest, text_string(&machine_keys), facts, err);
}

const struct probe probe_dsc = {
    .id = "dsc",
    .title = "Configurations of PowerShell DSC, and the machine's RSA keys",
    .source = "https://learn.microsoft.com/powershell/dsc/troubleshooting/troubleshooting",
    .keys = keys,
    .collect = collect,
};
