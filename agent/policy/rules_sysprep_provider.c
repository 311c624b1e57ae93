/* SPDX-License-Identifier: MIT */
/*
 * rules_sysprep_provider.c - can sysprep load what it calls, and is a reset of the licence left?
 *
 * That a provider which is not there stops or stalls sysprep is known from public logs; the page
 * named says that providers are called.
 */
#include "policy/judge.h"

#define GENERALIZE                                                                                 \
    "https://learn.microsoft.com/windows-hardware/manufacture/desktop/sysprep--generalize--a-"     \
    "windows-installation"
#define REARM                                                                                      \
    "https://learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/"           \
    "error-occurs-when-running-sysprep-generalize"
#define PROCESS                                                                                    \
    "https://learn.microsoft.com/windows-hardware/manufacture/desktop/sysprep-process-overview"

#define EXTERNAL "sysprep.external_providers"

static enum verdict judge_external_present(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    static const struct row_condition missing[] = { { "state", "missing" }, { NULL, NULL } };
    static const struct row_condition untold[] = { { "state", "unresolved" }, { NULL, NULL } };
    AUTO(text) unresolved = { 0 };

    (void)parameters;
    if (judge_absent(facts, EXTERNAL)) {
        text_append(seen, "none");
        return VERDICT_MET;
    }
    enum verdict verdict = judge_no_row_with(facts, EXTERNAL, missing, "value", seen);
    if (verdict != VERDICT_MET ||
        judge_no_row_with(facts, EXTERNAL, untold, "value", &unresolved) == VERDICT_MET)
        return verdict;
    text_clear(seen);
    text_append(seen, "cannot tell where it is: %s", text_string(&unresolved));
    return VERDICT_UNKNOWN;
}

static enum verdict judge_external_visible(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    static const struct row_condition hidden[] = { { "state", "hidden" }, { NULL, NULL } };

    (void)parameters;
    if (judge_absent(facts, EXTERNAL)) {
        text_append(seen, "none");
        return VERDICT_MET;
    }
    return judge_no_row_with(facts, EXTERNAL, hidden, "path", seen);
}

const struct requirement requirement_sysprep_rearm_left = {
    .id = "sysprep.rearm-left",
    .title = "The licence can be reset once more",
    .why = "Generalizing resets it, and fails with 0xC004D307 when no reset is left.",
    .source = REARM,
    .advice = "Start from an image with resets left; SkipRearm is for trial runs alone.",
    .expects = { .fact = "sysprep.rearm_count",
        .kind = EXPECTS_AT_LEAST,
        .number = 1,
        .show = "resets left:",
        .not_when_sealed = true },
};

const struct requirement requirement_sysprep_no_skip_rearm = {
    .id = "sysprep.no-skip-rearm",
    .title = "The reset of the licence is not switched off",
    .why = "With SkipRearm the clones share the activation state of this machine.",
    .source = GENERALIZE,
    .advice = "Set SkipRearm to 0 below SoftwareProtectionPlatform.",
    .expects = { .fact = "sysprep.skip_rearm",
        .kind = EXPECTS_NUMBER,
        .number = 0,
        .show = "SkipRearm",
        .when_absent = VERDICT_MET },
};

const struct requirement requirement_sysprep_external_providers_present = {
    .id = "sysprep.external-providers-present",
    .title = "Every registered sysprep provider is there",
    .why = "Sysprep stops or hangs at a DLL that is registered in SysPrepExternal and gone.",
    .source = PROCESS,
    .advice = "Reinstall what registered it (VMAgentDisabler.dll: the Azure agent), or remove its "
              "value from SysPrepExternal.",
    .judge = judge_external_present,
};

const struct requirement requirement_sysprep_external_providers_visible = {
    .id = "sysprep.external-providers-visible",
    .title = "No registered sysprep provider is hidden",
    .why = "Sysprep does not load a DLL with the hidden attribute, and stops.",
    .source = PROCESS,
    .advice = "Take the attribute off: attrib -H with the path of the DLL.",
    .judge = judge_external_visible,
};

const struct requirement requirement_sysprep_provider_modules_present = {
    .id = "sysprep.provider-modules-present",
    .title = "Every DLL that Windows' own action files name is there",
    .why = "Sysprep loads each of them; one that was removed stops it half-way.",
    .source = PROCESS,
    .advice = "Repair Windows (sfc /scannow, DISM /RestoreHealth), or start from clean media.",
    .expects = { .fact = "sysprep.missing_modules", .kind = EXPECTS_NO_ROWS, .show = "module" },
};
