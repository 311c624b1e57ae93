/* SPDX-License-Identifier: MIT */
/*
 * rules_storage.c - what an image consumer wants of reserved storage.
 *
 * DISM is asked with --deep only; where it has spoken it outweighs the registry, which a person may
 * have edited without the reserve being given back.
 */
#include "policy/judge.h"

static enum verdict judge_disabled(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    const struct fact *deep = facts_get(facts, "reserved_storage.dism_state");
    int64_t shipped = 0;

    (void)parameters;
    if (deep->state == FACT_KNOWN && deep->kind == FACT_NUMBER) {
        text_append(seen, "%s, says DISM", deep->number == 0 ? "disabled" : "enabled");
        return judge_met(deep->number == 0);
    }
    if (judge_absent(facts, "reserved_storage.shipped")) {
        text_append(seen, "the registry does not tell; --deep asks DISM");
        return VERDICT_UNKNOWN;
    }
    if (!judge_number(facts, "reserved_storage.shipped", &shipped, &verdict, seen))
        return verdict;
    text_append(seen, "%s, says the registry", shipped == 0 ? "disabled" : "enabled");
    return judge_met(shipped == 0);
}

/* The remedy is the action that waits until the reserve is free: it cannot disable it before.
 * No scenario noted is none active: servicing notes one when it takes the reserve. */
static enum verdict judge_not_in_use(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    int64_t scenario = 0;

    (void)parameters;
    if (judge_absent(facts, "reserved_storage.active_scenario")) {
        text_append(seen, "no scenario noted");
        return VERDICT_MET;
    }
    if (!judge_number(facts, "reserved_storage.active_scenario", &scenario, &verdict, seen))
        return verdict;
    if (scenario == 0)
        text_append(seen, "idle");
    else
        text_append(seen, "servicing scenario %lld holds the reserve", (long long)scenario);
    return judge_met(scenario == 0);
}

const struct requirement requirement_reserved_storage_not_in_use = {
    .id = "reserved-storage.not-in-use",
    .title = "Reserved storage is not in use by servicing",
    .why = "Sysprep refuses to generalize while it is (0x800F0975); pending updates keep it so.",
    .source = "https://learn.microsoft.com/troubleshoot/mem/configmgr/os-deployment/"
              "windows-11-image-capture-fail",
    .remedy = "disable-reserved-storage",
    .judge = judge_not_in_use,
};

const struct requirement requirement_reserved_storage_disabled = {
    .id = "reserved-storage.disabled",
    .title = "Reserved storage is disabled",
    .why = "A machine made from the image takes longer to create otherwise.",
    .source = "https://learn.microsoft.com/azure/dev-box/how-to-configure-azure-compute-gallery",
    .remedy = "disable-reserved-storage",
    .judge = judge_disabled,
};
