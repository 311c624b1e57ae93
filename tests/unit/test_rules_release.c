/* SPDX-License-Identifier: MIT */
/* test_rules_release.c - every verdict of the requirements on release, preview and upgrade. */
#include "rule_rows.h"

static const struct rule_row rows[] = {
    { "24H2", "os.not-end-of-service", VERDICT_MET, "Windows 11 24H2, build 26100",
        { TEXT("os.installation_type", "Client"), NUMBER("os.build", 26100),
            TEXT("os.display_version", "24H2") } },
    { "23H2", "os.not-end-of-service", VERDICT_UNMET, "Windows 11 23H2, build 22631",
        { TEXT("os.installation_type", "Client"), NUMBER("os.build", 22631),
            TEXT("os.display_version", "23H2") } },
    { "Windows 10", "os.not-end-of-service", VERDICT_UNMET, "Windows 10, build 19045",
        { TEXT("os.installation_type", "Client"), NUMBER("os.build", 19045),
            IS_ABSENT("os.display_version") } },
    { "a server", "os.not-end-of-service", VERDICT_NOT_APPLICABLE, "a server installation",
        { TEXT("os.installation_type", "Server"), NUMBER("os.build", 20348) } },
    { "LTSC 2021", "os.not-end-of-service", VERDICT_NOT_APPLICABLE,
        "LTSC, which has a lifecycle of its own",
        { TEXT("os.edition", "EnterpriseS"), NUMBER("os.build", 19044) } },
    { "IoT LTSC", "os.not-end-of-service", VERDICT_NOT_APPLICABLE,
        "LTSC, which has a lifecycle of its own",
        { TEXT("os.edition", "IoTEnterpriseS"), NUMBER("os.build", 19044) } },
    { "a subscription edition", "os.not-end-of-service", VERDICT_UNMET,
        "Windows 10 21H2, build 19044",
        { TEXT("os.edition", "EnterpriseSubscription"), NUMBER("os.build", 19044),
            TEXT("os.display_version", "21H2") } },
    { "denied", "os.not-end-of-service", VERDICT_UNKNOWN, "access denied", { DENIED("os.build") } },

    { "never", "os.generally-available", VERDICT_MET, "IsBuildFlightingEnabled not there",
        { IS_ABSENT("os.flighting") } },
    { "preview", "os.generally-available", VERDICT_UNMET, "IsBuildFlightingEnabled 1",
        { NUMBER("os.flighting", 1) } },
    { "denied", "os.generally-available", VERDICT_UNKNOWN, "access denied",
        { DENIED("os.flighting") } },

    { "multi-session", "os.edition-session-host", VERDICT_MET, "ServerRdsh",
        { TEXT("os.edition", "ServerRdsh"), TEXT("os.installation_type", "Client") } },
    { "server", "os.edition-session-host", VERDICT_MET, "ServerDatacenter",
        { TEXT("os.edition", "ServerDatacenter"), TEXT("os.installation_type", "Server") } },
    { "LTSC", "os.edition-session-host", VERDICT_UNMET, "EnterpriseS",
        { TEXT("os.edition", "EnterpriseS"), TEXT("os.installation_type", "Client") } },
    { "denied", "os.edition-session-host", VERDICT_UNKNOWN, "access denied",
        { DENIED("os.edition") } },

    { "installed new", "setup.not-upgraded", VERDICT_MET, "installed new",
        { ROWS("setup.upgraded_from", "[]"), IS_ABSENT("setup.upgrade") } },
    { "setup notes none", "setup.not-upgraded", VERDICT_MET, "installed new",
        { ROWS("setup.upgraded_from", "[]"), NUMBER("setup.upgrade", 0) } },
    { "upgraded", "setup.not-upgraded", VERDICT_UNMET, "upgraded from Windows 10 Pro",
        { ROWS("setup.upgraded_from", "[{\"name\":\"Source OS (x)\",\"product\":\"Windows 10 "
                                      "Pro\",\"build\":\"19045\"}]") } },
    { "upgraded often", "setup.not-upgraded", VERDICT_UNMET,
        "upgraded from A, B, (unnamed), D and 1 more",
        { ROWS("setup.upgraded_from",
            "[{\"product\":\"A\"},{\"product\":\"B\"},{},{\"product\":\"D\"},{}]") } },
    { "setup notes one", "setup.not-upgraded", VERDICT_UNMET, "setup notes an upgrade (Upgrade 1)",
        { ROWS("setup.upgraded_from", "[]"), NUMBER("setup.upgrade", 1) } },
    { "setup notes one, keys denied", "setup.not-upgraded", VERDICT_UNMET,
        "setup notes an upgrade (Upgrade 1)",
        { DENIED("setup.upgraded_from"), NUMBER("setup.upgrade", 1) } },
    { "the note is denied", "setup.not-upgraded", VERDICT_UNKNOWN, "access denied",
        { ROWS("setup.upgraded_from", "[]"), DENIED("setup.upgrade") } },
    { "denied", "setup.not-upgraded", VERDICT_UNKNOWN, "access denied",
        { DENIED("setup.upgraded_from"), IS_ABSENT("setup.upgrade") } },
};

START_TEST(release_is_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_release", release_is_judged, (int)COUNT_OF(rows));
}
