/* SPDX-License-Identifier: MIT */
/*
 * features_deep.c - is the optional feature on that lets a dev box hibernate?
 *
 * The class asks the servicing stack, which takes seconds: --deep only.
 *
 * Source: https://learn.microsoft.com/windows/win32/cimwin32prov/win32-optionalfeature
 */
#include "probes/read.h"

static const char fact[] = "feature.virtual_machine_platform";

static const struct probe_key keys[] = {
    { fact, "number: 1 enabled, 2 disabled, 3 not there, 4 not known; absent: no such feature",
        "ROOT\\CIMV2, Win32_OptionalFeature VirtualMachinePlatform, InstallState" },
    { NULL, NULL, NULL },
};

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    static const char *const properties[] = { "InstallState", NULL };
    static const struct guest_wmi_query query = { .name_space = "ROOT\\CIMV2",
        .class_name = "Win32_OptionalFeature",
        .where = "Name='VirtualMachinePlatform'",
        .properties = properties,
        .limit_ms = 120 * 1000 };
    AUTO(json_value) rows = { 0 };
    int64_t state = 0;
    struct err why = { 0 };

    if (!guest->wmi(guest->state, &query, &rows.root, &why))
        return facts_set_unreadable(facts, fact, &why, err);
    if (json_count(rows.root) == 0)
        return facts_set_absent(facts, fact, err);
    if (json_number(json_member(json_first(rows.root), "InstallState"), &state))
        return facts_set_number(facts, fact, state, err);
    (void)err_set(&why, ERR_AGENT, ERR_MALFORMED, "the feature has no InstallState");
    return facts_set_unreadable(facts, fact, &why, err);
}

const struct probe probe_features_deep = {
    .id = "features-deep",
    .title = "Optional features that a consumer asks for",
    .source = "https://learn.microsoft.com/windows/win32/cimwin32prov/win32-optionalfeature",
    .keys = keys,
    .deep = true,
    .collect = collect,
};
