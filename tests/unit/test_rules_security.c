/* SPDX-License-Identifier: MIT */
/* test_rules_security.c - every verdict of the requirements on Secure Boot and TPM. */
#include "rule_rows.h"

static const struct rule_row rows[] = {
    { "on", "security.secure-boot-on", VERDICT_MET, "on", { NUMBER("secure_boot.enabled", 1) } },
    { "off", "security.secure-boot-on", VERDICT_UNMET, "off",
        { NUMBER("secure_boot.enabled", 0) } },
    { "BIOS has none", "security.secure-boot-on", VERDICT_UNMET,
        "BIOS firmware, which has no Secure Boot",
        { IS_ABSENT("secure_boot.enabled"), TEXT("firmware.type", "bios") } },
    { "UEFI must tell", "security.secure-boot-on", VERDICT_UNKNOWN,
        "secure_boot.enabled is not there",
        { IS_ABSENT("secure_boot.enabled"), TEXT("firmware.type", "uefi") } },
    { "unknown firmware", "security.secure-boot-on", VERDICT_UNKNOWN,
        "secure_boot.enabled is not there", { IS_ABSENT("secure_boot.enabled") } },
    { "denied on BIOS is not absent", "security.secure-boot-on", VERDICT_UNKNOWN, "access denied",
        { DENIED("secure_boot.enabled"), TEXT("firmware.type", "bios") } },

    { "2.0", "security.tpm-2", VERDICT_MET, "TPM 2.0", { NUMBER("tpm.version", 2) } },
    { "1.2", "security.tpm-2", VERDICT_UNMET, "TPM 1.2", { NUMBER("tpm.version", 1) } },
    { "none", "security.tpm-2", VERDICT_UNMET, "no TPM", { IS_ABSENT("tpm.version") } },
    { "could not tell", "security.tpm-2", VERDICT_UNKNOWN, "access denied",
        { DENIED("tpm.version") } },
};

START_TEST(security_is_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_security", security_is_judged, (int)COUNT_OF(rows));
}
