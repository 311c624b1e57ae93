/* SPDX-License-Identifier: MIT */
/*
 * user_profiles.c - the profiles of persons on this machine, and their registry.
 *
 * Source: https://learn.microsoft.com/windows/win32/sysinfo/registry-hives
 *         https://learn.microsoft.com/windows-server/identity/ad-ds/manage/understand-security-identifiers
 *         That ProfileList holds ProfileImagePath, and ".bak" for a profile set aside:
 *         https://learn.microsoft.com/troubleshoot/windows-server/user-profiles-and-logon/renaming-user-account-not-change-profile-path
 */
#include "guest/user_profiles.h"

#include "guest/system_path.h"

#define PROFILE_LIST "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList"

bool user_sid_is_person(const char *sid)
{
    return text_starts_same(sid, "S-1-5-21-") || text_starts_same(sid, "S-1-12-1-");
}

bool user_profile_is_set_aside(const char *sid)
{
    return text_ends_same(sid, ".bak");
}

bool user_profiles_list(
    const struct guest *guest, enum found *found, struct text_list *sids, struct err *err)
{
    AUTO(text_list) names = { 0 };

    if (!guest->reg_list_keys(guest->state, PROFILE_LIST, found, &names, err))
        return false;
    for (size_t i = 0; i < names.count; i++)
        if (user_sid_is_person(names.items[i]) && !text_list_add(sids, names.items[i], err))
            return false;
    return true;
}

bool user_profiles_loaded(const struct guest *guest, struct text_list *sids, struct err *err)
{
    AUTO(text_list) names = { 0 };
    enum found found = ABSENT;

    if (!guest->reg_list_keys(guest->state, GUEST_USERS, &found, &names, err))
        return false;
    for (size_t i = 0; i < names.count; i++) {
        if (!user_sid_is_person(names.items[i]) || text_ends_same(names.items[i], "_Classes"))
            continue;
        if (!text_list_add(sids, names.items[i], err))
            return false;
    }
    return true;
}

/* Appends the path of the profile's NTUSER.DAT. */
static bool read_hive_path(const struct guest *guest, const struct system_folders *folders,
    const char *sid, struct text *path, struct err *err)
{
    AUTO(text) key = { 0 };
    AUTO(text) folder = { 0 };
    enum found found = ABSENT;
    bool resolved = false;

    text_append(&key, PROFILE_LIST "\\%s", sid);
    if (!text_ok(&key, err) || !guest->reg_read_text(guest->state, text_string(&key),
                                   "ProfileImagePath", &found, &folder, err))
        return false;
    if (found == ABSENT || folder.len == 0)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "it has no ProfileImagePath");
    if (!system_path_expand(folders, text_string(&folder), &resolved, path, err))
        return false;
    if (!resolved)
        return err_set(
            err, ERR_AGENT, ERR_MALFORMED, "its ProfileImagePath has an unknown variable");
    text_append(path, "\\NTUSER.DAT");
    return text_ok(path, err);
}

static bool visit_one(const struct guest *guest, const struct system_folders *folders,
    const char *sid, user_registry_visit visit, void *context, struct err *err)
{
    AUTO(text) path = { 0 };
    bool mounted = false;

    if (!read_hive_path(guest, folders, sid, &path, err))
        return false;
    /* The port's words name the path, and with it a person. */
    if (!guest->hive_mount(guest->state, sid, text_string(&path), &mounted, err))
        return err_set(err, err->domain, err->code, "its registry cannot be loaded (%s error %lu)",
            err_domain_name(err->domain), (unsigned long)err->code);
    bool done = visit(guest, sid, context, err);
    struct err why = { 0 };
    if (mounted && !guest->hive_unmount(guest->state, sid, &why)) {
        if (done)
            *err = why; /* otherwise the first failure is told */
        return false;
    }
    return done;
}

bool user_registries_visit(
    const struct guest *guest, user_registry_visit visit, void *context, struct err *err)
{
    AUTO(system_folders) folders = { 0 };
    AUTO(text_list) sids = { 0 };
    enum found found = ABSENT;

    if (!system_folders_read(guest, &folders, err) ||
        !user_profiles_list(guest, &found, &sids, err))
        return false;
    for (size_t i = 0; i < sids.count; i++) {
        if (user_profile_is_set_aside(sids.items[i]))
            continue;
        if (!visit_one(guest, &folders, sids.items[i], visit, context, err))
            return err_wrap(err, "profile of %s", sids.items[i]);
    }
    return true;
}
