/* SPDX-License-Identifier: MIT */
/* rules_security.c - what an image consumer wants of the build machine: Secure Boot and TPM. */
#include "policy/judge.h"

#define PREPARE "https://learn.microsoft.com/azure/dev-box/how-to-prepare-custom-image-dev-box"

/* The image definition says which; the guest shows no more than that its machine is one. */
#define TRUSTED_LAUNCH                                                                             \
    "https://learn.microsoft.com/azure/virtual-machines/trusted-launch makes such a machine of "   \
    "any generation 2 image (TrustedLaunchSupported), and the page of Windows 365 names neither "  \
    "Secure Boot nor TPM. The page of Dev Box asks for TrustedLaunch, and is followed for "        \
    "devbox; "                                                                                     \
    "windows365 recommends it."

/* Absent on a BIOS machine is an answer; absent on a UEFI machine is none. */
static enum verdict judge_secure_boot(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    const struct fact *firmware = facts_get(facts, "firmware.type");
    int64_t enabled = 0;

    (void)parameters;
    if (judge_absent(facts, "secure_boot.enabled") && firmware->state == FACT_KNOWN &&
        firmware->kind == FACT_TEXT && text_same(firmware->text, "bios")) {
        text_append(seen, "BIOS firmware, which has no Secure Boot");
        return VERDICT_UNMET;
    }
    if (!judge_number(facts, "secure_boot.enabled", &enabled, &verdict, seen))
        return verdict;
    text_append(seen, enabled != 0 ? "on" : "off");
    return judge_met(enabled != 0);
}

static enum verdict judge_tpm(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    int64_t version = 0;

    (void)parameters;
    if (judge_absent(facts, "tpm.version")) {
        text_append(seen, "no TPM");
        return VERDICT_UNMET;
    }
    if (!judge_number(facts, "tpm.version", &version, &verdict, seen))
        return verdict;
    text_append(seen, version == 1 ? "TPM 1.2" : "TPM %lld.0", (long long)version);
    return judge_met(version == 2);
}

const struct requirement requirement_security_secure_boot_on = {
    .id = "security.secure-boot-on",
    .title = "Secure Boot is on",
    .why = "The image is started as a Trusted Launch machine, and the build machine must be one.",
    .source = PREPARE,
    .advice = "Switch Secure Boot on in the settings of the build machine.",
    .disagrees = TRUSTED_LAUNCH,
    .judge = judge_secure_boot,
};

const struct requirement requirement_security_tpm_2 = {
    .id = "security.tpm-2",
    .title = "A TPM 2.0 is present",
    .why =
        "The image is started as a Trusted Launch machine, which has a virtual TPM, and the build "
        "machine must be one.",
    .source = PREPARE,
    .advice = "Give the build machine a virtual TPM 2.0.",
    .disagrees = TRUSTED_LAUNCH,
    .judge = judge_tpm,
};
