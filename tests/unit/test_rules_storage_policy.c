/* SPDX-License-Identifier: MIT */
/* test_rules_storage_policy.c - verdicts on new disks and the provisioning disc. */
#include "rule_rows.h"

static const struct rule_row rows[] = {
    { "as wanted", "disk.san-policy-online-all", VERDICT_MET, "SanPolicy 1",
        { NUMBER("disk.san_policy", 1) } },
    { "otherwise", "disk.san-policy-online-all", VERDICT_UNMET, "SanPolicy 3",
        { NUMBER("disk.san_policy", 3) } },
    { "absent", "disk.san-policy-online-all", VERDICT_UNKNOWN, "SanPolicy not there",
        { IS_ABSENT("disk.san_policy") } },
    { "denied", "disk.san-policy-online-all", VERDICT_UNKNOWN, "access denied",
        { DENIED("disk.san_policy") } },
    { "as wanted", "cdrom.enabled", VERDICT_MET, "Start 1", { NUMBER("cdrom.start", 1) } },
    { "otherwise", "cdrom.enabled", VERDICT_UNMET, "Start 4", { NUMBER("cdrom.start", 4) } },
    { "absent", "cdrom.enabled", VERDICT_UNMET, "Start not there", { IS_ABSENT("cdrom.start") } },
    { "denied", "cdrom.enabled", VERDICT_UNKNOWN, "access denied", { DENIED("cdrom.start") } },
    { "as wanted", "storage.removable-allowed", VERDICT_MET, "Deny_All 0",
        { NUMBER("storage.removable_denied", 0) } },
    { "otherwise", "storage.removable-allowed", VERDICT_UNMET, "Deny_All 1",
        { NUMBER("storage.removable_denied", 1) } },
    { "absent", "storage.removable-allowed", VERDICT_MET, "Deny_All not there",
        { IS_ABSENT("storage.removable_denied") } },
    { "denied", "storage.removable-allowed", VERDICT_UNKNOWN, "access denied",
        { DENIED("storage.removable_denied") } },
    { "as wanted", "storage.discs-readable", VERDICT_MET, "Deny_Read 0",
        { NUMBER("storage.disc_read_denied", 0) } },
    { "otherwise", "storage.discs-readable", VERDICT_UNMET, "Deny_Read 1",
        { NUMBER("storage.disc_read_denied", 1) } },
    { "absent", "storage.discs-readable", VERDICT_MET, "Deny_Read not there",
        { IS_ABSENT("storage.disc_read_denied") } },
    { "denied", "storage.discs-readable", VERDICT_UNKNOWN, "access denied",
        { DENIED("storage.disc_read_denied") } },
};

START_TEST(facts_are_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_storage_policy", facts_are_judged, (int)COUNT_OF(rows));
}
