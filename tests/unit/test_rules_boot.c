/* SPDX-License-Identifier: MIT */
/* test_rules_boot.c - verdicts on boot configuration. */
#include "rule_rows.h"

static const struct rule_row rows[] = {
    { "as wanted", "bcd.no-test-signing", VERDICT_MET, "testsigning 0",
        { NUMBER("bcd.test_signing", 0) } },
    { "otherwise", "bcd.no-test-signing", VERDICT_UNMET, "testsigning 1",
        { NUMBER("bcd.test_signing", 1) } },
    { "absent", "bcd.no-test-signing", VERDICT_MET, "testsigning not there",
        { IS_ABSENT("bcd.test_signing") } },
    { "denied", "bcd.no-test-signing", VERDICT_UNKNOWN, "access denied",
        { DENIED("bcd.test_signing") } },
    { "as wanted", "bcd.integrity-checks-on", VERDICT_MET, "nointegritychecks 0",
        { NUMBER("bcd.no_integrity_checks", 0) } },
    { "otherwise", "bcd.integrity-checks-on", VERDICT_UNMET, "nointegritychecks 1",
        { NUMBER("bcd.no_integrity_checks", 1) } },
    { "absent", "bcd.integrity-checks-on", VERDICT_MET, "nointegritychecks not there",
        { IS_ABSENT("bcd.no_integrity_checks") } },
    { "denied", "bcd.integrity-checks-on", VERDICT_UNKNOWN, "access denied",
        { DENIED("bcd.no_integrity_checks") } },
    { "as wanted", "bcd.recovery-off", VERDICT_MET, "recoveryenabled 0",
        { NUMBER("bcd.recovery_enabled", 0) } },
    { "otherwise", "bcd.recovery-off", VERDICT_UNMET, "recoveryenabled 1",
        { NUMBER("bcd.recovery_enabled", 1) } },
    { "absent", "bcd.recovery-off", VERDICT_UNMET, "recoveryenabled not there",
        { IS_ABSENT("bcd.recovery_enabled") } },
    { "denied", "bcd.recovery-off", VERDICT_UNKNOWN, "access denied",
        { DENIED("bcd.recovery_enabled") } },
    { "as wanted", "bcd.boot-status-ignored", VERDICT_MET, "bootstatuspolicy 1",
        { NUMBER("bcd.boot_status_policy", 1) } },
    { "otherwise", "bcd.boot-status-ignored", VERDICT_UNMET, "bootstatuspolicy 0",
        { NUMBER("bcd.boot_status_policy", 0) } },
    { "absent", "bcd.boot-status-ignored", VERDICT_UNMET, "bootstatuspolicy not there",
        { IS_ABSENT("bcd.boot_status_policy") } },
    { "denied", "bcd.boot-status-ignored", VERDICT_UNKNOWN, "access denied",
        { DENIED("bcd.boot_status_policy") } },
    { "as wanted", "bcd.boot-menu-shown", VERDICT_MET, "displaybootmenu 1",
        { NUMBER("bcd.display_boot_menu", 1) } },
    { "otherwise", "bcd.boot-menu-shown", VERDICT_UNMET, "displaybootmenu 0",
        { NUMBER("bcd.display_boot_menu", 0) } },
    { "absent", "bcd.boot-menu-shown", VERDICT_UNMET, "displaybootmenu not there",
        { IS_ABSENT("bcd.display_boot_menu") } },
    { "denied", "bcd.boot-menu-shown", VERDICT_UNKNOWN, "access denied",
        { DENIED("bcd.display_boot_menu") } },
    { "as wanted", "bcd.boot-menu-short", VERDICT_MET, "timeout 5",
        { NUMBER("bcd.timeout_seconds", 5) } },
    { "otherwise", "bcd.boot-menu-short", VERDICT_UNMET, "timeout 30",
        { NUMBER("bcd.timeout_seconds", 30) } },
    { "absent", "bcd.boot-menu-short", VERDICT_UNMET, "timeout not there",
        { IS_ABSENT("bcd.timeout_seconds") } },
    { "denied", "bcd.boot-menu-short", VERDICT_UNKNOWN, "access denied",
        { DENIED("bcd.timeout_seconds") } },
    { "as wanted", "bcd.boot-manager-ems-on", VERDICT_MET, "bootems 1",
        { NUMBER("bcd.boot_manager_ems", 1) } },
    { "otherwise", "bcd.boot-manager-ems-on", VERDICT_UNMET, "bootems 0",
        { NUMBER("bcd.boot_manager_ems", 0) } },
    { "absent", "bcd.boot-manager-ems-on", VERDICT_UNMET, "bootems not there",
        { IS_ABSENT("bcd.boot_manager_ems") } },
    { "denied", "bcd.boot-manager-ems-on", VERDICT_UNKNOWN, "access denied",
        { DENIED("bcd.boot_manager_ems") } },
    { "as wanted", "bcd.ems-on", VERDICT_MET, "ems 1", { NUMBER("bcd.ems", 1) } },
    { "otherwise", "bcd.ems-on", VERDICT_UNMET, "ems 0", { NUMBER("bcd.ems", 0) } },
    { "absent", "bcd.ems-on", VERDICT_UNMET, "ems not there", { IS_ABSENT("bcd.ems") } },
    { "denied", "bcd.ems-on", VERDICT_UNKNOWN, "access denied", { DENIED("bcd.ems") } },
};

START_TEST(facts_are_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_boot", facts_are_judged, (int)COUNT_OF(rows));
}
