/* SPDX-License-Identifier: MIT */
/*
 * appx_blockers.c - which AppX packages make sysprep's validator refuse, by what the registry's store
 * provides and by what the deployment service says that people have.
 *
 * Source: https://learn.microsoft.com/windows/application-management/remove-provisioned-apps-during-update
 *         for AppxAllUserStore; its subkeys Applications and InboxApplications are observed by
 *         public tools: unverified on a real Windows.
 *         https://learn.microsoft.com/uwp/api/windows.management.deployment.packagemanager.findpackages
 */
#include "guest/appx_blockers.h"

#include "guest/user_profiles.h"

bool appx_registry_read(const struct guest *guest, enum found *found, struct appx_store *store,
    size_t *provided, struct err *err)
{
    AUTO(text_list) applications = { 0 };
    AUTO(text_list) inbox = { 0 };
    enum found any = ABSENT;
    enum found store_found = ABSENT;

    if (!guest->reg_has_key(guest->state, APPX_STORE, &store_found, err))
        return false;
    *found = store_found;
    if (store_found == ABSENT)
        return true;
    if (!guest->reg_list_keys(
            guest->state, APPX_STORE "\\Applications", &any, &applications, err) ||
        !guest->reg_list_keys(guest->state, APPX_STORE "\\InboxApplications", &any, &inbox, err))
        return false;
    for (size_t i = 0; i < applications.count; i++)
        if (!appx_store_provide(store, applications.items[i], err))
            return false;
    for (size_t i = 0; i < inbox.count; i++)
        if (!appx_store_inbox(store, inbox.items[i], err))
            return false;
    if (provided)
        *provided = applications.count;
    return true;
}

static bool is_set(const struct json *row, const char *member)
{
    int64_t number = 0;

    return json_number(json_member(row, member), &number) && number != 0;
}

static bool judge_all(const struct json *rows, struct appx_store *store, struct json *blockers,
    size_t *count, struct err *err)
{
    for (const struct json *row = json_first(rows); row; row = json_next(row)) {
        const char *signature = json_string(json_member(row, "signature"));
        struct appx_user_package package = {
            .full_name = json_string(json_member(row, "full_name")),
            .sid = json_string(json_member(row, "sid")),
            .is_framework = is_set(row, "framework"),
            .is_resource = is_set(row, "resource"),
            .is_system =
                is_set(row, "non_removable") || (signature && text_same(signature, "System")),
        };

        if (!package.full_name || !package.sid)
            return err_set(err, ERR_AGENT, ERR_MALFORMED, "a package has no name or no user");
        if (!user_sid_is_person(package.sid))
            continue;
        (*count)++;
        if (!appx_store_judge(store, &package, blockers, err))
            return false;
    }
    return true;
}

bool appx_service_blockers(
    const struct guest *guest, struct json *blockers, size_t *count, struct err *err)
{
    AUTO(appx_store) store = { 0 };
    AUTO(json_value) packages = { 0 };
    enum found found = ABSENT;
    size_t seen = 0;

    if (!appx_registry_read(guest, &found, &store, NULL, err) ||
        !guest->list(guest->state, GUEST_LIST_APPX_PACKAGES, &packages.root, err) ||
        !judge_all(packages.root, &store, blockers, &seen, err))
        return false;
    if (found == ABSENT && seen > 0)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "there is no AppX store to compare with");
    if (count)
        *count = seen;
    return true;
}
