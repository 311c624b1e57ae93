/* SPDX-License-Identifier: MIT */
/*
 * appx_deep.c - which AppX packages does the deployment service itself know of that sysprep's
 * validator will refuse?
 *
 * The second witness beside appx.c: it tells what is a framework, a resource package or a part of
 * Windows. The rule is the same.
 *
 * Source: https://learn.microsoft.com/uwp/api/windows.management.deployment.packagemanager.findpackages
 *         https://learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/sysprep-fails-remove-or-update-store-apps
 */
#include "probes/read.h"

#include "guest/user_profiles.h"
#include "probes/appx_registry.h"

static const struct probe_key keys[] = {
    { "appx.deep_blockers",
        "rows: package, family, sid, version, provisioned (version; \"\" none), reason (not "
        "provisioned, newer than provisioned, malformed)",
        "Windows.Management.Deployment.PackageManager; HKLM\\" APPX_STORE },
    { "appx.deep_count", "number: packages that persons have, each counted once a person",
        "Windows.Management.Deployment.PackageManager" },
    { NULL, NULL, NULL },
};

static bool is_set(const struct json *row, const char *member)
{
    int64_t number = 0;

    return json_number(json_member(row, member), &number) && number != 0;
}

static bool judge_all(const struct json *rows, struct appx_store *store, struct json *blockers,
    size_t *count, struct err *why)
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
            return err_set(why, ERR_AGENT, ERR_MALFORMED, "a package has no name or no user");
        if (!user_sid_is_person(package.sid))
            continue;
        (*count)++;
        if (!appx_store_judge(store, &package, blockers, why))
            return false;
    }
    return true;
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    static const char *const all[] = { "appx.deep_blockers", "appx.deep_count", NULL };
    AUTO(appx_store) store = { 0 };
    AUTO(json_value) packages = { 0 };
    AUTO(json_value) blockers = { json_new_array() };
    enum found found = ABSENT;
    struct err why = { 0 };
    size_t count = 0;

    if (!blockers.root)
        return err_nomem(err);
    if (!appx_registry_read(guest, &found, &store, NULL, &why))
        return probe_unreadable(facts, all, &why, err);
    if (!guest->list(guest->state, GUEST_LIST_APPX_PACKAGES, &packages.root, &why) ||
        !judge_all(packages.root, &store, blockers.root, &count, &why))
        return probe_unreadable(facts, all, &why, err);
    if (found == ABSENT && count > 0) {
        (void)err_set(&why, ERR_AGENT, ERR_UNSUPPORTED, "there is no AppX store to compare with");
        return probe_unreadable(facts, all, &why, err);
    }
    return facts_set_rows(facts, "appx.deep_blockers", blockers.root, err) &&
           facts_set_number(facts, "appx.deep_count", (int64_t)count, err);
}

const struct probe probe_appx_deep = {
    .id = "appx-deep",
    .title = "AppX packages that the validator refuses, by the deployment service",
    .source = "https://learn.microsoft.com/uwp/api/"
              "windows.management.deployment.packagemanager.findpackages",
    .keys = keys,
    .deep = true,
    .collect = collect,
};
