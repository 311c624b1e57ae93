/* SPDX-License-Identifier: MIT */
/*
 * power.c - which power scheme is active, and does this Windows hibernate?
 *
 * Source: https://learn.microsoft.com/windows-hardware/customize/power-settings/power-policy-settings
 *         https://learn.microsoft.com/windows-hardware/drivers/kernel/distinguishing-fast-startup-from-wake-from-hibernation
 * Where the registry keeps the active scheme is known from public tools: unverified on a real
 * Windows.
 */
#include "probes/read.h"

#define CONTROL "SYSTEM\\CurrentControlSet\\Control\\Power"
#define SCHEMES CONTROL "\\User\\PowerSchemes"
#define SESSION_POWER "SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Power"
/* GUID_VIDEO_SUBGROUP and its "turn off display after" */
#define DISPLAY_OFF "7516b95f-f776-4464-8c53-06167f40cc99\\3c0bc021-c8a8-4e07-a973-6b14cbcb2b7e"

static const struct probe_key keys[] = {
    { "power.scheme", "text: GUID of the active scheme", "HKLM\\" SCHEMES ", ActivePowerScheme" },
    { "power.display_off_seconds",
        "number: 0 never, plugged in, of the active scheme; absent: as the scheme came",
        "HKLM\\" SCHEMES "\\<scheme>\\" DISPLAY_OFF ", ACSettingIndex" },
    { "power.fast_startup", "number: 1 a shutdown hibernates the kernel; absent: never set",
        "HKLM\\" SESSION_POWER ", HiberbootEnabled" },
    { "power.hibernate", "number: 1 hibernation is on", "HKLM\\" CONTROL ", HibernateEnabled" },
    { NULL, NULL, NULL },
};

static const struct probe_value values[] = {
    { "power.scheme", SCHEMES, "ActivePowerScheme", PROBE_TEXT },
    { "power.fast_startup", SESSION_POWER, "HiberbootEnabled", PROBE_NUMBER },
    { "power.hibernate", CONTROL, "HibernateEnabled", PROBE_NUMBER },
    { NULL, NULL, NULL, PROBE_TEXT },
};

static bool collect_display(const struct guest *guest, struct facts *facts, struct err *err)
{
    static const char key[] = "power.display_off_seconds";
    AUTO(text) path = { 0 };
    AUTO(text) scheme = { 0 };
    enum found found = ABSENT;
    struct err why = { 0 };

    if (!guest->reg_read_text(guest->state, SCHEMES, "ActivePowerScheme", &found, &scheme, &why))
        return facts_set_unreadable(facts, key, &why, err);
    if (found == ABSENT)
        return facts_set_absent(facts, key, err);
    text_append(&path, SCHEMES "\\%s\\" DISPLAY_OFF, text_string(&scheme));
    if (!text_ok(&path, err))
        return false;

    const struct probe_value display[] = {
        { key, text_string(&path), "ACSettingIndex", PROBE_NUMBER },
        { NULL, NULL, NULL, PROBE_TEXT },
    };
    return probe_read_values(guest, display, facts, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return probe_read_values(guest, values, facts, err) && collect_display(guest, facts, err);
}

const struct probe probe_power = {
    .id = "power",
    .title = "Power scheme, fast startup and hibernation",
    .source = "https://learn.microsoft.com/windows-hardware/drivers/kernel/"
              "distinguishing-fast-startup-from-wake-from-hibernation",
    .keys = keys,
    .collect = collect,
};
