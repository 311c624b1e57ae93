/* SPDX-License-Identifier: MIT */
/* test_rules_join.c - every verdict of the requirements on joins and enrolments. */
#include "rule_rows.h"

#define NO_ENTRA_NOTES ROWS("join.entra_registry", "[]")
#define NO_MDM_NOTES ROWS("join.enrollments", "[]")

static const struct rule_row rows[] = {
    { "workgroup", "join.not-domain-joined", VERDICT_MET, "workgroup WORKGROUP",
        { NUMBER("join.domain_status", 2), TEXT("join.domain_name", "WORKGROUP") } },
    { "not joined", "join.not-domain-joined", VERDICT_MET, "not joined",
        { NUMBER("join.domain_status", 1) } },
    { "domain", "join.not-domain-joined", VERDICT_UNMET, "domain contoso.com",
        { NUMBER("join.domain_status", 3), TEXT("join.domain_name", "contoso.com") } },
    { "Windows does not know", "join.not-domain-joined", VERDICT_UNKNOWN, "Windows does not know",
        { NUMBER("join.domain_status", 0) } },
    { "denied", "join.not-domain-joined", VERDICT_UNKNOWN, "access denied",
        { DENIED("join.domain_status") } },

    { "nothing left", "join.never-domain-joined", VERDICT_MET, "none",
        { ROWS("join.domain_residue", "[]") } },
    { "policy left", "join.never-domain-joined", VERDICT_UNMET, "domain in group policy history",
        { ROWS("join.domain_residue",
            "[{\"name\":\"domain in group policy history\",\"place\":\"HKLM\"}]") } },
    { "denied", "join.never-domain-joined", VERDICT_UNKNOWN, "access denied",
        { DENIED("join.domain_residue") } },

    { "not joined", "join.not-entra-joined", VERDICT_MET, "not joined",
        { IS_ABSENT("join.entra_type"), NO_ENTRA_NOTES } },
    { "joined", "join.not-entra-joined", VERDICT_UNMET, "joined",
        { NUMBER("join.entra_type", 1), NO_ENTRA_NOTES } },
    { "joined in a new way", "join.not-entra-joined", VERDICT_UNMET,
        "joined in a way that is not known", { NUMBER("join.entra_type", 7) } },
    { "registered is not joined", "join.not-entra-joined", VERDICT_MET,
        "not joined, but registered by a user", { NUMBER("join.entra_type", 2), NO_ENTRA_NOTES } },
    { "the registry says otherwise", "join.not-entra-joined", VERDICT_UNMET,
        "not joined; the registry notes t",
        { IS_ABSENT("join.entra_type"),
            ROWS("join.entra_registry", "[{\"id\":\"0A\",\"tenant\":\"t\"}]") } },
    { "the registry is no \"no\"", "join.not-entra-joined", VERDICT_UNKNOWN, "access denied",
        { DENIED("join.entra_type"), NO_ENTRA_NOTES } },
    { "the registry is a \"yes\"", "join.not-entra-joined", VERDICT_UNMET,
        "access denied; the registry notes (unnamed)",
        { DENIED("join.entra_type"),
            ROWS("join.entra_registry", "[{\"id\":\"0A\",\"tenant\":\"\"}]") } },

    { "none", "join.no-entra-profiles", VERDICT_MET, "none",
        { ROWS("join.entra_profiles", "[]") } },
    { "one", "join.no-entra-profiles", VERDICT_UNMET, "S-1-12-1-1",
        { ROWS("join.entra_profiles", "[{\"sid\":\"S-1-12-1-1\"}]") } },

    { "nobody", "join.not-workplace-registered", VERDICT_MET, "no user has registered it",
        { IS_ABSENT("join.entra_type"), ROWS("join.workplace_users", "[]") } },
    { "the current user", "join.not-workplace-registered", VERDICT_UNMET,
        "registered by the current user",
        { NUMBER("join.entra_type", 2), DENIED("join.workplace_users") } },
    { "five users", "join.not-workplace-registered", VERDICT_UNMET,
        "the registry notes 1, 2, 3, 4 and 1 more",
        { ROWS("join.workplace_users", "[{\"sid\":\"1\"},{\"sid\":\"2\"},{\"sid\":\"3\"},{\"sid\":"
                                       "\"4\"},{\"sid\":\"5\"}]") } },
    { "denied", "join.not-workplace-registered", VERDICT_UNKNOWN, "access denied",
        { IS_ABSENT("join.entra_type"), DENIED("join.workplace_users") } },

    { "not enrolled", "join.not-mdm-enrolled", VERDICT_MET, "not enrolled",
        { NUMBER("join.mdm_enrolled", 0), NO_MDM_NOTES } },
    { "enrolled", "join.not-mdm-enrolled", VERDICT_UNMET, "enrolled; the registry notes A",
        { NUMBER("join.mdm_enrolled", 1), ROWS("join.enrollments", "[{\"id\":\"A\"}]") } },
    { "the registry says otherwise", "join.not-mdm-enrolled", VERDICT_UNMET,
        "not enrolled; the registry notes A",
        { NUMBER("join.mdm_enrolled", 0), ROWS("join.enrollments", "[{\"id\":\"A\"}]") } },
    { "the registry denied", "join.not-mdm-enrolled", VERDICT_MET, "not enrolled",
        { NUMBER("join.mdm_enrolled", 0), DENIED("join.enrollments") } },
    { "the API denied", "join.not-mdm-enrolled", VERDICT_UNKNOWN, "access denied",
        { DENIED("join.mdm_enrolled"), NO_MDM_NOTES } },

    { "no client", "join.not-configmgr-managed", VERDICT_MET, "none",
        { ROWS("join.configmgr", "[]") } },
    { "a client", "join.not-configmgr-managed", VERDICT_UNMET, "service CcmExec",
        { ROWS("join.configmgr", "[{\"name\":\"service CcmExec\",\"place\":\"HKLM\"}]") } },
    { "denied", "join.not-configmgr-managed", VERDICT_UNKNOWN, "access denied",
        { DENIED("join.configmgr") } },

    { "never", "join.not-co-managed", VERDICT_MET, "CoManagementFlags not there",
        { IS_ABSENT("join.co_management_flags") } },
    { "co-managed", "join.not-co-managed", VERDICT_UNMET, "CoManagementFlags 8193",
        { NUMBER("join.co_management_flags", 8193) } },
    { "denied", "join.not-co-managed", VERDICT_UNKNOWN, "access denied",
        { DENIED("join.co_management_flags") } },

    { "none", "join.no-autopilot-profile", VERDICT_MET, "none", { ROWS("join.autopilot", "[]") } },
    { "one", "join.no-autopilot-profile", VERDICT_UNMET, "assigned tenant",
        { ROWS("join.autopilot", "[{\"name\":\"assigned tenant\",\"place\":\"HKLM\"}]") } },
};

START_TEST(joins_are_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_join", joins_are_judged, (int)COUNT_OF(rows));
}
