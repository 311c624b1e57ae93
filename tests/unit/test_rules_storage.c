/* SPDX-License-Identifier: MIT */
/* test_rules_storage.c - every verdict of the requirements on reserved storage. */
#include "rule_rows.h"

static const struct rule_row rows[] = {
    { "off in the registry", "reserved-storage.disabled", VERDICT_MET,
        "disabled, says the registry", { NUMBER("reserved_storage.shipped", 0) } },
    { "on in the registry", "reserved-storage.disabled", VERDICT_UNMET,
        "enabled, says the registry", { NUMBER("reserved_storage.shipped", 1) } },
    { "DISM outweighs the registry", "reserved-storage.disabled", VERDICT_UNMET,
        "enabled, says DISM",
        { NUMBER("reserved_storage.shipped", 0), NUMBER("reserved_storage.dism_state", 1) } },
    { "DISM outweighs it both ways", "reserved-storage.disabled", VERDICT_MET,
        "disabled, says DISM",
        { NUMBER("reserved_storage.shipped", 1), NUMBER("reserved_storage.dism_state", 0) } },
    { "DISM failed, the registry speaks", "reserved-storage.disabled", VERDICT_UNMET,
        "enabled, says the registry",
        { NUMBER("reserved_storage.shipped", 1), DENIED("reserved_storage.dism_state") } },
    { "nobody tells", "reserved-storage.disabled", VERDICT_UNKNOWN,
        "the registry does not tell; --deep asks DISM", { IS_ABSENT("reserved_storage.shipped") } },
    { "denied", "reserved-storage.disabled", VERDICT_UNKNOWN, "access denied",
        { DENIED("reserved_storage.shipped") } },

    { "idle", "reserved-storage.not-in-use", VERDICT_MET, "idle",
        { NUMBER("reserved_storage.active_scenario", 0) } },
    { "no scenario noted", "reserved-storage.not-in-use", VERDICT_MET, "no scenario noted",
        { IS_ABSENT("reserved_storage.active_scenario") } },
    { "in use", "reserved-storage.not-in-use", VERDICT_UNMET,
        "servicing scenario 3 holds the reserve",
        { NUMBER("reserved_storage.active_scenario", 3) } },
    { "denied", "reserved-storage.not-in-use", VERDICT_UNKNOWN, "access denied",
        { DENIED("reserved_storage.active_scenario") } },
};

START_TEST(reserved_storage_is_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_storage", reserved_storage_is_judged, (int)COUNT_OF(rows));
}
