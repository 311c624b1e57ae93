/* SPDX-License-Identifier: MIT */
/*
 * update_policy.c - what is set about updates of Windows and of Store apps, and Storage Sense?
 *
 * Source: https://learn.microsoft.com/windows/client-management/mdm/policy-csp-storage
 *         https://learn.microsoft.com/windows/deployment/update/waas-wu-settings
 *         https://learn.microsoft.com/windows/client-management/mdm/policy-csp-applicationmanagement
 */
#include "probes/hives.h"
#include "probes/read.h"

#define STORE "SOFTWARE\\Policies\\Microsoft\\WindowsStore"
#define AUTOMATIC_UPDATES "SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate\\AU"
#define STORAGE_SENSE "SOFTWARE\\Policies\\Microsoft\\Windows\\StorageSense"
#define USER_SENSE                                                                                 \
    "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\StorageSense\\Parameters\\StoragePolicy"

static const struct probe_key keys[] = {
    { "store.auto_download", "number: 2 Store apps are not updated, 4 always; absent: no policy",
        "HKLM\\" STORE ", AutoDownload" },
    { "update.no_auto_update", "number: 1 Windows does not update by itself; absent: no policy",
        "HKLM\\" AUTOMATIC_UPDATES ", NoAutoUpdate" },
    { "storage_sense.allowed", "number: 0 off for everybody by policy; absent: no policy",
        "HKLM\\" STORAGE_SENSE ", AllowStorageSenseGlobal" },
    { "storage_sense.users", "rows: sid, enabled (0, 1) of signed-in users who have set it",
        "HKU\\<sid>\\" USER_SENSE ", 01" },
    { NULL, NULL, NULL },
};

static const struct probe_value values[] = {
    { "store.auto_download", STORE, "AutoDownload", PROBE_NUMBER },
    { "update.no_auto_update", AUTOMATIC_UPDATES, "NoAutoUpdate", PROBE_NUMBER },
    { "storage_sense.allowed", STORAGE_SENSE, "AllowStorageSenseGlobal", PROBE_NUMBER },
    { NULL, NULL, NULL, PROBE_TEXT },
};

static bool add_user(const struct guest *guest, const char *sid, struct json *rows, struct err *err)
{
    AUTO(text) key = { 0 };
    enum found found = ABSENT;
    uint32_t enabled = 0;

    text_append(&key, GUEST_USERS "%s\\" USER_SENSE, sid);
    if (!text_ok(&key, err) ||
        !guest->reg_read_u32(guest->state, text_string(&key), "01", &found, &enabled, err))
        return false;
    if (found == ABSENT)
        return true;
    struct json *row = json_add_object(rows, NULL);
    json_add_string(row, "sid", sid);
    return json_add_number(row, "enabled", enabled) ? true : err_nomem(err);
}

static bool collect_users(const struct guest *guest, struct facts *facts, struct err *err)
{
    static const char key[] = "storage_sense.users";
    AUTO(text_list) sids = { 0 };
    AUTO(json_value) rows = { json_new_array() };
    struct err why = { 0 };

    if (!rows.root)
        return err_nomem(err);
    if (!hives_of_users(guest, &sids, &why))
        return facts_set_unreadable(facts, key, &why, err);
    for (size_t i = 0; i < sids.count; i++) {
        if (!add_user(guest, sids.items[i], rows.root, &why))
            return facts_set_unreadable(facts, key, &why, err);
    }
    return facts_set_rows(facts, key, rows.root, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return probe_read_values(guest, values, facts, err) && collect_users(guest, facts, err);
}

const struct probe probe_update_policy = {
    .id = "update-policy",
    .title = "Policies on updates of Windows and Store apps, Storage Sense",
    .source = "https://learn.microsoft.com/windows/deployment/update/waas-wu-settings",
    .keys = keys,
    .collect = collect,
};
