/* SPDX-License-Identifier: MIT */
/*
 * workplace.c - whose profiles belong to Microsoft Entra: accounts of a tenant, and users who have
 * registered the device with one ("Access work or school").
 *
 * A registration stands in the user's own registry. Profiles that nobody uses are mounted for the
 * look, which takes the rights to back up and restore, and unmounted again. A profile whose registry
 * could not be read makes the answer unreadable, unless another one is registered.
 *
 * Source: https://learn.microsoft.com/entra/identity/devices/concept-device-registration
 * The registry places are observed by public tools: unverified on a real Windows.
 */
#include "probes/evidence.h"
#include "probes/read.h"

#define PROFILES "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList"
#define REGISTERED "Software\\Microsoft\\Windows NT\\CurrentVersion\\WorkplaceJoin\\JoinInfo"

/* SIDs of persons: of this machine or a domain, and of Microsoft Entra. */
#define SID_OF_ACCOUNT "S-1-5-21-"
#define SID_OF_ENTRA "S-1-12-1-"

static const struct probe_key keys[] = {
    { "join.entra_profiles", "rows: sid of each profile of an account of Microsoft Entra",
        "HKLM\\" PROFILES },
    { "join.workplace_users",
        "rows: sid and registrations (number) of each user who registered the device with a tenant",
        "HKU\\<SID>\\" REGISTERED },
    { NULL, NULL, NULL },
};

static const char *const both[] = { "join.entra_profiles", "join.workplace_users", NULL };

/* "%SystemRoot%" and "%SystemDrive%" in front are all that Windows itself writes there. */
static bool append_expanded(
    const struct guest *guest, const char *path, struct text *expanded, struct err *why)
{
    static const char root[] = "%SystemRoot%", drive[] = "%SystemDrive%";
    AUTO(text) windows = { 0 };
    bool is_root = text_starts_same(path, root);
    bool is_drive = text_starts_same(path, drive);

    if (!is_root && !is_drive) {
        text_append(expanded, "%s", path);
        return text_ok(expanded, why);
    }
    if (!guest->folder(guest->state, GUEST_WINDOWS, &windows, why) || !text_ok(&windows, why))
        return false;
    text_append_bytes(
        expanded, text_string(&windows), is_drive && windows.len > 2 ? 2 : windows.len);
    text_append(expanded, "%s", path + (is_root ? sizeof root : sizeof drive) - 1);
    return text_ok(expanded, why);
}

/* Where a profile keeps its registry. ABSENT: the profile has no folder, or nothing in it. */
static bool find_hive(const struct guest *guest, const char *sid, enum found *found,
    struct text *path, struct err *why)
{
    AUTO(text) key = { 0 };
    AUTO(text) folder = { 0 };
    struct guest_file file = { 0 };

    text_append(&key, PROFILES "\\%s", sid);
    if (!text_ok(&key, why) || !guest->reg_read_text(guest->state, text_string(&key),
                                   "ProfileImagePath", found, &folder, why))
        return false;
    if (*found == ABSENT)
        return true;
    if (!text_ok(&folder, why) || !append_expanded(guest, text_string(&folder), path, why))
        return false;
    text_append(path, "\\NTUSER.DAT");
    return text_ok(path, why) &&
           guest->file_stat(guest->state, text_string(path), found, &file, why);
}

static bool add_registrations(
    const struct guest *guest, const char *sid, struct json *rows, struct err *why)
{
    AUTO(text) key = { 0 };
    AUTO(text_list) names = { 0 };
    enum found found = ABSENT;

    text_append(&key, GUEST_USERS "%s\\" REGISTERED, sid);
    if (!text_ok(&key, why) ||
        !guest->reg_list_keys(guest->state, text_string(&key), &found, &names, why))
        return false;
    if (names.count == 0)
        return true;
    struct json *row = json_add_object(rows, NULL);
    json_add_string(row, "sid", sid);
    return json_add_number(row, "registrations", (int64_t)names.count) || err_nomem(why);
}

static bool look_at_user(
    const struct guest *guest, const char *sid, struct json *rows, struct err *why)
{
    AUTO(text) path = { 0 };
    enum found found = ABSENT;
    bool mounted = false;
    struct err failure = { 0 };

    if (!find_hive(guest, sid, &found, &path, why))
        return false;
    if (found == ABSENT)
        return true;
    if (!guest->hive_mount(guest->state, sid, text_string(&path), &mounted, why))
        return false;
    bool done = add_registrations(guest, sid, rows, why);
    if (!mounted || guest->hive_unmount(guest->state, sid, &failure))
        return done;
    if (done)
        *why = failure;
    return false;
}

static bool is_person(const char *sid)
{
    return (text_starts_same(sid, SID_OF_ACCOUNT) || text_starts_same(sid, SID_OF_ENTRA)) &&
           !text_ends_same(sid, ".bak"); /* Windows' own copy of an entry it could not load */
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    AUTO(text_list) sids = { 0 };
    AUTO(json_value) registered = { json_new_array() };
    AUTO(json_value) of_entra = { json_new_array() };
    enum found found = ABSENT;
    struct err why = { 0 };

    if (!guest->reg_list_keys(guest->state, PROFILES, &found, &sids, &why))
        return probe_unreadable(facts, both, &why, err);
    for (size_t i = 0; i < sids.count; i++) {
        const char *sid = sids.items[i];
        struct err failure = { 0 };

        if (!is_person(sid))
            continue;
        if (text_starts_same(sid, SID_OF_ENTRA))
            json_add_string(json_add_object(of_entra.root, NULL), "sid", sid);
        if (!look_at_user(guest, sid, registered.root, &failure) && why.domain == ERR_NONE) {
            why = failure;
            (void)err_wrap(&why, "profile of %s", sid);
        }
    }
    return facts_set_rows(facts, both[0], of_entra.root, err) &&
           probe_set_rows_or_why(facts, both[1], registered.root, &why, err);
}

const struct probe probe_workplace = {
    .id = "workplace",
    .title = "Profiles and registrations of Microsoft Entra accounts",
    .source = "https://learn.microsoft.com/entra/identity/devices/concept-device-registration",
    .keys = keys,
    .collect = collect,
};
