/* SPDX-License-Identifier: MIT */
/* test_rules_os.c - every verdict of the requirements on Windows itself. */
#include "rule_rows.h"

static const struct rule_row rows[] = {
    { "client", "os.client", VERDICT_MET, "Client", { TEXT("os.installation_type", "Client") } },
    { "server", "os.client", VERDICT_UNMET, "Server Core",
        { TEXT("os.installation_type", "Server Core") } },
    { "a kind nobody knows", "os.client", VERDICT_UNMET, "WindowsPE",
        { TEXT("os.installation_type", "WindowsPE") } },
    { "nothing stored", "os.client", VERDICT_UNKNOWN, "os.installation_type is not there",
        { IS_ABSENT("os.installation_type") } },
    { "denied", "os.client", VERDICT_UNKNOWN, "access denied", { DENIED("os.installation_type") } },

    { "Enterprise", "os.edition-enterprise", VERDICT_MET, "Enterprise",
        { TEXT("os.edition", "Enterprise") } },
    { "N", "os.edition-enterprise", VERDICT_UNMET, "EnterpriseN (an N edition)",
        { TEXT("os.edition", "EnterpriseN") } },
    { "LTSC", "os.edition-enterprise", VERDICT_UNMET, "EnterpriseS (LTSC)",
        { TEXT("os.edition", "EnterpriseS") } },
    { "evaluation", "os.edition-enterprise", VERDICT_UNMET,
        "EnterpriseEval (an evaluation edition)", { TEXT("os.edition", "EnterpriseEval") } },
    { "multi-session", "os.edition-enterprise", VERDICT_UNMET,
        "ServerRdsh (Enterprise multi-session)", { TEXT("os.edition", "ServerRdsh") } },
    { "Pro", "os.edition-enterprise", VERDICT_UNMET, "Professional (Pro)",
        { TEXT("os.edition", "Professional") } },
    { "an edition of tomorrow", "os.edition-enterprise", VERDICT_UNMET, "EnterpriseNext",
        { TEXT("os.edition", "EnterpriseNext") } },
    { "nothing stored", "os.edition-enterprise", VERDICT_UNKNOWN, "os.edition is not there",
        { IS_ABSENT("os.edition") } },
    { "denied", "os.edition-enterprise", VERDICT_UNKNOWN, "access denied",
        { DENIED("os.edition") } },
    { "a number is no edition", "os.edition-enterprise", VERDICT_UNKNOWN,
        "os.edition is of another kind than it should be", { NUMBER("os.edition", 4) } },

    { "11 23H2", "os.release-supported", VERDICT_MET, "Windows 11 23H2, build 22631",
        { NUMBER("os.build", 22631), TEXT("os.display_version", "23H2") } },
    { "11 from its first build on", "os.release-supported", VERDICT_MET, "Windows 11, build 22000",
        { NUMBER("os.build", 22000), IS_ABSENT("os.display_version") } },
    { "a number is no version", "os.release-supported", VERDICT_MET, "Windows 11, build 22631",
        { NUMBER("os.build", 22631), NUMBER("os.display_version", 23) } },
    { "10 from 20H2 on", "os.release-supported", VERDICT_MET, "Windows 10 20H2, build 19042",
        { NUMBER("os.build", 19042), TEXT("os.display_version", "20H2") } },
    { "10 before 20H2", "os.release-supported", VERDICT_UNMET, "Windows 10, build 19041",
        { NUMBER("os.build", 19041), IS_ABSENT("os.display_version") } },
    { "denied", "os.release-supported", VERDICT_UNKNOWN, "access denied", { DENIED("os.build") } },
    { "nothing stored", "os.release-supported", VERDICT_UNKNOWN, "os.build is not there",
        { IS_ABSENT("os.build") } },

    { "a server has other releases", "os.release-supported", VERDICT_NOT_APPLICABLE,
        "a server installation",
        { NUMBER("os.build", 20348), TEXT("os.installation_type", "Server") } },

    { "single", "os.single-session", VERDICT_MET, "single-session",
        { TEXT("os.session", "single") } },
    { "multi", "os.single-session", VERDICT_UNMET, "multi-session",
        { TEXT("os.session", "multi") } },
    { "server", "os.single-session", VERDICT_NOT_APPLICABLE, "a server installation",
        { UNFIT("os.session", "a server installation") } },
    { "could not tell", "os.single-session", VERDICT_UNKNOWN, "access denied",
        { DENIED("os.session") } },

    { "x64", "os.architecture-x64", VERDICT_MET, "x64", { TEXT("os.architecture", "x64") } },
    { "arm64", "os.architecture-x64", VERDICT_UNMET, "arm64",
        { TEXT("os.architecture", "arm64") } },
    { "could not tell", "os.architecture-x64", VERDICT_UNKNOWN, "access denied",
        { DENIED("os.architecture") } },
};

START_TEST(windows_is_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_os", windows_is_judged, (int)COUNT_OF(rows));
}
