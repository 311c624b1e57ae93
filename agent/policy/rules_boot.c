/* SPDX-License-Identifier: MIT */
/* rules_boot.c - how the boot configuration must be for a machine without a screen. */
#include "policy/judge.h"

#define PREPARE                                                                                    \
    "https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image"

const struct requirement requirement_bcd_no_test_signing = {
    .id = "bcd.no-test-signing",
    .title = "Test signatures of drivers are not taken",
    .why = "Drivers that nobody vouches for load; with Secure Boot, Windows does not start.",
    .source = "https://learn.microsoft.com/windows-hardware/drivers/install/"
              "the-testsigning-boot-configuration-option",
    .advice = "bcdedit.exe /set {default} testsigning off",
    .expects = { .fact = "bcd.test_signing",
        .kind = EXPECTS_NUMBER,
        .number = 0,
        .when_absent = VERDICT_MET,
        .show = "testsigning" },
};

const struct requirement requirement_bcd_integrity_checks_on = {
    .id = "bcd.integrity-checks-on",
    .title = "Signatures of drivers are checked",
    .why = "Drivers that nobody vouches for load.",
    .source = "https://learn.microsoft.com/windows-hardware/drivers/devtest/bcdedit--set",
    .advice = "bcdedit.exe /set {default} nointegritychecks off",
    .expects = { .fact = "bcd.no_integrity_checks",
        .kind = EXPECTS_NUMBER,
        .number = 0,
        .when_absent = VERDICT_MET,
        .show = "nointegritychecks" },
};

const struct requirement requirement_bcd_recovery_off = {
    .id = "bcd.recovery-off",
    .title = "A start that fails does not lead to Windows RE",
    .why = "The machine would wait in a menu that nobody in Azure can see.",
    .source = PREPARE,
    .advice = "bcdedit.exe /set {default} recoveryenabled Off",
    .disagrees = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
                 "windows-recovery-environment--windows-re--technical-reference has failed starts "
                 "lead to Windows RE, as Windows comes. A machine in Azure has nobody to choose "
                 "there: Azure's page is followed, as a recommendation.",
    .expects = { .fact = "bcd.recovery_enabled",
        .kind = EXPECTS_NUMBER,
        .number = 0,
        .when_absent = VERDICT_UNMET,
        .show = "recoveryenabled" },
};

const struct requirement requirement_bcd_boot_status_ignored = {
    .id = "bcd.boot-status-ignored",
    .title = "Windows starts whatever happened before",
    .why = "After a hard stop the machine would wait in a menu that nobody in Azure can see.",
    .source = PREPARE,
    .advice = "bcdedit.exe /set {default} bootstatuspolicy IgnoreAllFailures",
    .expects = { .fact = "bcd.boot_status_policy",
        .kind = EXPECTS_NUMBER,
        .number = 1,
        .when_absent = VERDICT_UNMET,
        .show = "bootstatuspolicy" },
};

const struct requirement requirement_bcd_boot_menu_shown = {
    .id = "bcd.boot-menu-shown",
    .title = "The boot manager shows its menu",
    .why = "The serial console shows a menu only when there is one.",
    .source = PREPARE,
    .advice = "bcdedit.exe /set {bootmgr} displaybootmenu yes",
    .expects = { .fact = "bcd.display_boot_menu",
        .kind = EXPECTS_NUMBER,
        .number = 1,
        .when_absent = VERDICT_UNMET,
        .show = "displaybootmenu" },
};

const struct requirement requirement_bcd_boot_menu_short = {
    .id = "bcd.boot-menu-short",
    .title = "The boot manager waits at most 5 seconds",
    .why = "Every start waits that long.",
    .source = PREPARE,
    .advice = "bcdedit.exe /set {bootmgr} timeout 5",
    .expects = { .fact = "bcd.timeout_seconds",
        .kind = EXPECTS_AT_MOST,
        .number = 5,
        .when_absent = VERDICT_UNMET,
        .show = "timeout" },
};

const struct requirement requirement_bcd_boot_manager_ems_on = {
    .id = "bcd.boot-manager-ems-on",
    .title = "The boot manager uses the serial port",
    .why = "Azure's serial console shows nothing of the start otherwise.",
    .source = PREPARE,
    .advice = "bcdedit.exe /set {bootmgr} bootems yes",
    .expects = { .fact = "bcd.boot_manager_ems",
        .kind = EXPECTS_NUMBER,
        .number = 1,
        .when_absent = VERDICT_UNMET,
        .show = "bootems" },
};

const struct requirement requirement_bcd_ems_on = {
    .id = "bcd.ems-on",
    .title = "Windows uses the serial port",
    .why = "Azure's serial console shows nothing of Windows otherwise.",
    .source = PREPARE,
    .advice = "bcdedit.exe /ems {current} ON",
    .expects = { .fact = "bcd.ems",
        .kind = EXPECTS_NUMBER,
        .number = 1,
        .when_absent = VERDICT_UNMET,
        .show = "ems" },
};
