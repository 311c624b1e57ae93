/* SPDX-License-Identifier: MIT */
/*
 * rearm.c - how often may the licence still be reset, and is the reset switched off?
 *
 * Every generalize uses up one reset; without one left, sysprep fails in slc.dll.
 *
 * Source: https://learn.microsoft.com/previous-versions/windows/desktop/sppwmi/softwarelicensingservice
 *         https://learn.microsoft.com/windows-hardware/manufacture/desktop/sysprep--generalize--a-windows-installation
 */
#include "probes/read.h"

#define PLATFORM "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\SoftwareProtectionPlatform"
#define COUNT "RemainingWindowsReArmCount"

static const struct probe_key keys[] = {
    { "sysprep.rearm_count",
        "number: resets of the licence that are left; absent when the licensing service has no row",
        "WMI ROOT\\CIMV2, SoftwareLicensingService, " COUNT },
    { "sysprep.skip_rearm", "number: 1 the licence is not reset; absent when nothing is stored",
        "HKLM\\" PLATFORM ", SkipRearm" },
    { NULL, NULL, NULL },
};

static const struct probe_value values[] = {
    { "sysprep.skip_rearm", PLATFORM, "SkipRearm", PROBE_NUMBER },
    { NULL, NULL, NULL, PROBE_TEXT },
};

static bool set_count(const struct json *rows, struct facts *facts, struct err *err)
{
    const struct json *count = json_member(json_first(rows), COUNT);
    struct err why = { 0 };
    int64_t number = 0;

    if (!count)
        return facts_set_absent(facts, "sysprep.rearm_count", err);
    if (json_number(count, &number) && number >= 0)
        return facts_set_number(facts, "sysprep.rearm_count", number, err);
    (void)err_set(&why, ERR_AGENT, ERR_MALFORMED, COUNT " is not a number");
    return facts_set_unreadable(facts, "sysprep.rearm_count", &why, err);
}

static const struct guest_wmi_query query = {
    .name_space = "ROOT\\CIMV2",
    .class_name = "SoftwareLicensingService",
    .properties = (const char *const[]){ COUNT, NULL },
    .limit_ms = GUEST_WMI_LIMIT_MS,
};

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    AUTO(json_value) rows = { 0 };
    struct err why = { 0 };

    if (!probe_read_values(guest, values, facts, err))
        return false;
    if (!guest->wmi(guest->state, &query, &rows.root, &why))
        return facts_set_unreadable(facts, "sysprep.rearm_count", &why, err);
    return set_count(rows.root, facts, err);
}

const struct probe probe_rearm = {
    .id = "rearm",
    .title = "How often the licence can still be reset",
    .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
              "sysprep--generalize--a-windows-installation",
    .keys = keys,
    .wmi = &query,
    .collect = collect,
};
