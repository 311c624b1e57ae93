/* SPDX-License-Identifier: MIT */
/*
 * reserved_storage.c - what the registry says about reserved storage: the quick witness.
 *
 * The values are not documented; their meaning is known from public tools that read and write them:
 * unverified on a real Windows. The slow witness that Windows documents is reserved_storage_deep.c.
 *
 * Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/dism-storage-reserve
 */
#include "probes/read.h"

#define RESERVE_MANAGER "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\ReserveManager"
#define FROM_REGISTRY(value) "HKLM\\" RESERVE_MANAGER ", " value

static const struct probe_key keys[] = {
    { "reserved_storage.shipped", "number: 1 Windows keeps reserves, 0 it does not",
        FROM_REGISTRY("ShippedWithReserves") },
    { "reserved_storage.passed_policy", "number: 1 the disk is large enough for reserves",
        FROM_REGISTRY("PassedPolicy") },
    { "reserved_storage.misc_policy",
        "number: 1 as installed; 2 where a tool switched reserves off",
        FROM_REGISTRY("MiscPolicyInfo") },
    { "reserved_storage.active_scenario", "number: 0 idle, else servicing holds the reserve",
        FROM_REGISTRY("ActiveScenario") },
    { NULL, NULL, NULL },
};

static const struct probe_value values[] = {
    { "reserved_storage.shipped", RESERVE_MANAGER, "ShippedWithReserves", PROBE_NUMBER },
    { "reserved_storage.passed_policy", RESERVE_MANAGER, "PassedPolicy", PROBE_NUMBER },
    { "reserved_storage.misc_policy", RESERVE_MANAGER, "MiscPolicyInfo", PROBE_NUMBER },
    { "reserved_storage.active_scenario", RESERVE_MANAGER, "ActiveScenario", PROBE_NUMBER },
    { NULL, NULL, NULL, PROBE_TEXT },
};

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return probe_read_values(guest, values, facts, err);
}

const struct probe probe_reserved_storage = {
    .id = "reserved-storage",
    .title = "Reserved storage, as the registry tells",
    .source =
        "https://learn.microsoft.com/windows-hardware/manufacture/desktop/dism-storage-reserve",
    .keys = keys,
    .collect = collect,
};
