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

#include "guest/appx_blockers.h"

static const struct probe_key keys[] = {
    { "appx.deep_blockers",
        "rows: package, family, sid, version, provisioned (version; \"\" none), reason (not "
        "provisioned, newer than provisioned, malformed)",
        "Windows.Management.Deployment.PackageManager; HKLM\\" APPX_STORE },
    { "appx.deep_count", "number: packages that persons have, each counted once a person",
        "Windows.Management.Deployment.PackageManager" },
    { NULL, NULL, NULL },
};

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    static const char *const all[] = { "appx.deep_blockers", "appx.deep_count", NULL };
    AUTO(json_value) blockers = { json_new_array() };
    struct err why = { 0 };
    size_t count = 0;

    if (!blockers.root)
        return err_nomem(err);
    if (!appx_service_blockers(guest, blockers.root, &count, &why))
        return probe_unreadable(facts, all, &why, err);
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
