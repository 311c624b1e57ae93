/* SPDX-License-Identifier: MIT */
/*
 * users.c - whose profiles are on this machine, and who is signed in?
 *
 * Persons are told by their SIDs alone.
 *
 * Source: https://learn.microsoft.com/windows/win32/sysinfo/predefined-keys
 *         https://learn.microsoft.com/windows-hardware/manufacture/desktop/sysprep--system-preparation--overview
 */
#include "probes/read.h"

#include "guest/user_profiles.h"

#define PROFILE_LIST "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList"

static const struct probe_key keys[] = {
    { "user.profiles", "rows: sid of each person's profile and loaded (0, 1)", PROFILE_LIST },
    { "user.temporary_profiles",
        "rows: sid of each person whose profile Windows has set aside for a temporary one",
        PROFILE_LIST ", subkeys that end in .bak" },
    { "user.signed_in", "rows: sid of each person whose registry is loaded", "HKU" },
    { NULL, NULL, NULL },
};

static bool add_sid(
    struct json *rows, const char *sid, size_t len, struct json **row, struct err *err)
{
    AUTO(text) name = { 0 };

    text_append_bytes(&name, sid, len);
    if (!text_ok(&name, err))
        return false;
    *row = json_add_object(rows, NULL);
    return json_add_string(*row, "sid", text_string(&name)) ? true : err_nomem(err);
}

static bool set_profiles(const struct text_list *profiles, const struct text_list *loaded,
    struct facts *facts, struct err *err)
{
    AUTO(json_value) whole = { json_new_array() };
    AUTO(json_value) temporary = { json_new_array() };

    if (!whole.root || !temporary.root)
        return err_nomem(err);
    for (size_t i = 0; i < profiles->count; i++) {
        const char *sid = profiles->items[i];
        bool aside = user_profile_is_set_aside(sid);
        size_t len = strlen(sid) - (aside ? strlen(".bak") : 0);
        struct json *row = NULL;

        if (!add_sid(aside ? temporary.root : whole.root, sid, len, &row, err))
            return false;
        if (!aside && !json_add_number(row, "loaded", text_list_has(loaded, sid)))
            return err_nomem(err);
    }
    return facts_set_rows(facts, "user.profiles", whole.root, err) &&
           facts_set_rows(facts, "user.temporary_profiles", temporary.root, err);
}

static bool set_loaded(const struct text_list *loaded, struct facts *facts, struct err *err)
{
    AUTO(json_value) rows = { json_new_array() };
    struct json *row = NULL;

    if (!rows.root)
        return err_nomem(err);
    for (size_t i = 0; i < loaded->count; i++)
        if (!add_sid(rows.root, loaded->items[i], strlen(loaded->items[i]), &row, err))
            return false;
    return facts_set_rows(facts, "user.signed_in", rows.root, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    static const char *const of_profiles[] = { "user.profiles", "user.temporary_profiles", NULL };
    AUTO(text_list) profiles = { 0 };
    AUTO(text_list) loaded = { 0 };
    enum found found = ABSENT;
    struct err why = { 0 };
    bool told = user_profiles_loaded(guest, &loaded, &why);

    if (told ? !set_loaded(&loaded, facts, err)
             : !facts_set_unreadable(facts, "user.signed_in", &why, err))
        return false;
    /* A profile is told with whether it is loaded, so that both must be known. */
    if (!told || !user_profiles_list(guest, &found, &profiles, &why))
        return probe_unreadable(facts, of_profiles, &why, err);
    if (found == ABSENT)
        return probe_absent(facts, of_profiles, err);
    return set_profiles(&profiles, &loaded, facts, err);
}

const struct probe probe_users = {
    .id = "users",
    .title = "Profiles of persons, and who is signed in",
    .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
              "sysprep--system-preparation--overview",
    .keys = keys,
    .collect = collect,
};
