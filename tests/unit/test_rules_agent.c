/* SPDX-License-Identifier: MIT */
/* test_rules_agent.c - every verdict of the requirements on agents and session host parts. */
#include "rule_rows.h"

#define SERVICE(name, start, state)                                                                \
    "{\"name\":\"" name "\",\"start\":" start ",\"state\":" state "}"

static const struct rule_row rows[] = {
    { "installed", "agent.azure-present", VERDICT_MET, "RdAgent",
        { ROWS("agent.azure", "[" SERVICE("RdAgent", "2", "4") "]") } },
    { "not installed", "agent.azure-present", VERDICT_UNMET, "none",
        { ROWS("agent.azure", "[]") } },
    { "denied", "agent.azure-present", VERDICT_UNKNOWN, "access denied",
        { DENIED("agent.azure") } },

    { "all run", "agent.azure-healthy", VERDICT_MET, "WindowsAzureGuestAgent runs, RdAgent runs",
        { ROWS("agent.azure", "[" SERVICE("WindowsAzureGuestAgent", "2", "4") "," SERVICE(
                                  "RdAgent", "2", "4") "]") } },
    { "one does not run", "agent.azure-healthy", VERDICT_UNMET,
        "WindowsAzureGuestAgent does not run, RdAgent runs",
        { ROWS("agent.azure", "[" SERVICE("WindowsAzureGuestAgent", "2", "1") "," SERVICE(
                                  "RdAgent", "2", "4") "]") } },
    { "one is disabled", "agent.azure-healthy", VERDICT_UNMET, "RdAgent does not start by itself",
        { ROWS("agent.azure", "[" SERVICE("RdAgent", "4", "4") "]") } },
    { "one does not tell", "agent.azure-healthy", VERDICT_UNMET, "RdAgent does not tell its state",
        { ROWS("agent.azure", "[{\"name\":\"RdAgent\",\"start\":2}]") } },
    { "not installed", "agent.azure-healthy", VERDICT_NOT_APPLICABLE, "not installed",
        { ROWS("agent.azure", "[]") } },
    { "denied", "agent.azure-healthy", VERDICT_UNKNOWN, "access denied",
        { DENIED("agent.azure") } },

    { "none", "agent.no-azure-extensions", VERDICT_MET, "none",
        { ROWS("agent.azure_extensions", "[]") } },
    { "one", "agent.no-azure-extensions", VERDICT_UNMET, "Microsoft.Compute.BGInfo",
        { ROWS("agent.azure_extensions", "[{\"name\":\"Microsoft.Compute.BGInfo\"}]") } },

    { "never", "defender.not-onboarded", VERDICT_MET, "OnboardingState not there",
        { IS_ABSENT("defender.onboarded") } },
    { "offboarded", "defender.not-onboarded", VERDICT_MET, "OnboardingState 0",
        { NUMBER("defender.onboarded", 0) } },
    { "onboarded", "defender.not-onboarded", VERDICT_UNMET, "OnboardingState 1",
        { NUMBER("defender.onboarded", 1) } },
    { "denied", "defender.not-onboarded", VERDICT_UNKNOWN, "access denied",
        { DENIED("defender.onboarded") } },
    { "none", "defender.no-sense-id", VERDICT_MET, "senseGuid not there",
        { IS_ABSENT("defender.sense_id") } },
    { "left behind", "defender.no-sense-id", VERDICT_UNMET, "senseGuid is there",
        { NUMBER("defender.sense_id", 1) } },

    { "none", "fslogix.absent", VERDICT_MET, "none", { ROWS("fslogix.evidence", "[]") } },
    { "installed", "fslogix.absent", VERDICT_UNMET, "service frxsvc",
        { ROWS("fslogix.evidence", "[{\"name\":\"service frxsvc\",\"place\":\"HKLM\"}]") } },
    { "denied", "fslogix.absent", VERDICT_UNKNOWN, "access denied",
        { DENIED("fslogix.evidence") } },
    { "installed", "fslogix.present", VERDICT_MET, "service frxsvc",
        { ROWS("fslogix.evidence", "[{\"name\":\"service frxsvc\",\"place\":\"HKLM\"}]") } },
    { "none", "fslogix.present", VERDICT_UNMET, "none", { ROWS("fslogix.evidence", "[]") } },
    { "denied", "fslogix.present", VERDICT_UNKNOWN, "access denied",
        { DENIED("fslogix.evidence") } },

    { "none", "avd.agent-absent", VERDICT_MET, "none", { ROWS("avd.evidence", "[]") } },
    { "installed", "avd.agent-absent", VERDICT_UNMET, "key RDInfraAgent",
        { ROWS("avd.evidence", "[{\"name\":\"key RDInfraAgent\",\"place\":\"HKLM\"}]") } },
};

START_TEST(agents_are_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_agent", agents_are_judged, (int)COUNT_OF(rows));
}
