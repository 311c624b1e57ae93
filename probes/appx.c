/* SPDX-License-Identifier: MIT */
/*
 * appx.c - which AppX packages, of which user, will sysprep's validator refuse?
 *
 * Read from the registry, which is quick and needs no profile to be loaded. Frameworks are told by
 * their names here; the deployment service, which knows, is asked by appx_deep.c. What LocalSystem
 * has (S-1-5-18) is staged for others and installed for nobody.
 *
 * Source: https://learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/sysprep-fails-remove-or-update-store-apps
 *         guest/appx_store.h has the rule.
 */
#include "probes/read.h"

#include "guest/appx_blockers.h"
#include "guest/user_profiles.h"

static const struct probe_key keys[] = {
    { "appx.blockers",
        "rows: package, family, sid, version, provisioned (version; \"\" none), reason (not "
        "provisioned, newer than provisioned, malformed); absent when there is no AppX store",
        "HKLM\\" APPX_STORE },
    { "appx.count", "number: packages that persons have, each counted once a person",
        "HKLM\\" APPX_STORE "\\<SID>" },
    { "appx.provisioned", "number: packages that every user gets",
        "HKLM\\" APPX_STORE "\\Applications" },
    { NULL, NULL, NULL },
};

static bool judge_user(const struct guest *guest, struct appx_store *store, const char *sid,
    struct json *blockers, size_t *count, struct err *why)
{
    AUTO(text) key = { 0 };
    AUTO(text_list) packages = { 0 };
    enum found found = ABSENT;

    text_append(&key, APPX_STORE "\\%s", sid);
    if (!text_ok(&key, why) ||
        !guest->reg_list_keys(guest->state, text_string(&key), &found, &packages, why))
        return false;
    *count += packages.count;
    for (size_t i = 0; i < packages.count; i++) {
        const struct appx_user_package package = { .full_name = packages.items[i],
            .sid = sid,
            .is_framework = appx_is_known_framework(packages.items[i]) };

        if (!appx_store_judge(store, &package, blockers, why))
            return false;
    }
    return true;
}

static bool judge_all(const struct guest *guest, struct appx_store *store, struct json *blockers,
    size_t *count, struct err *why)
{
    AUTO(text_list) users = { 0 };
    enum found found = ABSENT;

    if (!guest->reg_list_keys(guest->state, APPX_STORE, &found, &users, why))
        return false;
    for (size_t i = 0; i < users.count; i++)
        if (user_sid_is_person(users.items[i]) &&
            !judge_user(guest, store, users.items[i], blockers, count, why))
            return false;
    return true;
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    static const char *const all[] = { "appx.blockers", "appx.count", "appx.provisioned", NULL };
    AUTO(appx_store) store = { 0 };
    AUTO(json_value) blockers = { json_new_array() };
    size_t count = 0, provided = 0;
    enum found found = ABSENT;
    struct err why = { 0 };

    if (!blockers.root)
        return err_nomem(err);
    if (!appx_registry_read(guest, &found, &store, &provided, &why))
        return probe_unreadable(facts, all, &why, err);
    if (found == ABSENT)
        return probe_absent(facts, all, err);
    if (!judge_all(guest, &store, blockers.root, &count, &why))
        return probe_unreadable(facts, all, &why, err);
    return facts_set_rows(facts, "appx.blockers", blockers.root, err) &&
           facts_set_number(facts, "appx.count", (int64_t)count, err) &&
           facts_set_number(facts, "appx.provisioned", (int64_t)provided, err);
}

const struct probe probe_appx = {
    .id = "appx",
    .title = "AppX packages that sysprep's validator refuses",
    .source = "https://learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/"
              "sysprep-fails-remove-or-update-store-apps",
    .keys = keys,
    .collect = collect,
};
