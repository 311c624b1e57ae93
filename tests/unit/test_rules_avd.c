/* SPDX-License-Identifier: MIT */
/* test_rules_avd.c - verdicts on what Azure Virtual Desktop asks. */
#include "rule_rows.h"

static const struct rule_row rows[] = {
    { "as wanted", "avd.no-auto-update", VERDICT_MET, "NoAutoUpdate 1",
        { NUMBER("update.no_auto_update", 1) } },
    { "otherwise", "avd.no-auto-update", VERDICT_UNMET, "NoAutoUpdate 0",
        { NUMBER("update.no_auto_update", 0) } },
    { "absent", "avd.no-auto-update", VERDICT_UNMET, "NoAutoUpdate not there",
        { IS_ABSENT("update.no_auto_update") } },
    { "denied", "avd.no-auto-update", VERDICT_UNKNOWN, "access denied",
        { DENIED("update.no_auto_update") } },
    { "as wanted", "avd.time-zone-redirection", VERDICT_MET, "fEnableTimeZoneRedirection 1",
        { NUMBER("rdp.time_zone_redirection", 1) } },
    { "otherwise", "avd.time-zone-redirection", VERDICT_UNMET, "fEnableTimeZoneRedirection 0",
        { NUMBER("rdp.time_zone_redirection", 0) } },
    { "absent", "avd.time-zone-redirection", VERDICT_UNMET, "fEnableTimeZoneRedirection not there",
        { IS_ABSENT("rdp.time_zone_redirection") } },
    { "denied", "avd.time-zone-redirection", VERDICT_UNKNOWN, "access denied",
        { DENIED("rdp.time_zone_redirection") } },
    { "by policy", "avd.storage-sense-off", VERDICT_MET, "off by policy",
        { NUMBER("storage_sense.allowed", 0), ROWS("storage_sense.users", "[]") } },
    { "on by policy", "avd.storage-sense-off", VERDICT_UNMET, "on by policy",
        { NUMBER("storage_sense.allowed", 1),
            ROWS("storage_sense.users", "[{\"sid\":\"S-1\",\"enabled\":0}]") } },
    { "by a user", "avd.storage-sense-off", VERDICT_MET, "no policy, off for users who have set it",
        { IS_ABSENT("storage_sense.allowed"),
            ROWS("storage_sense.users", "[{\"sid\":\"S-1\",\"enabled\":0}]") } },
    { "on for one of two", "avd.storage-sense-off", VERDICT_UNMET,
        "no policy, on for a user who has set it",
        { IS_ABSENT("storage_sense.allowed"),
            ROWS("storage_sense.users",
                "[{\"sid\":\"S-1\",\"enabled\":1},{\"sid\":\"S-2\",\"enabled\":0}]") } },
    { "never set", "avd.storage-sense-off", VERDICT_UNMET, "no policy, and no user has set it",
        { IS_ABSENT("storage_sense.allowed"), ROWS("storage_sense.users", "[]") } },
    { "denied", "avd.storage-sense-off", VERDICT_UNKNOWN, "access denied",
        { IS_ABSENT("storage_sense.allowed"), DENIED("storage_sense.users") } },
    { "policy denied", "avd.storage-sense-off", VERDICT_UNKNOWN, "access denied",
        { DENIED("storage_sense.allowed"), ROWS("storage_sense.users", "[]") } },
};

START_TEST(facts_are_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_avd", facts_are_judged, (int)COUNT_OF(rows));
}
