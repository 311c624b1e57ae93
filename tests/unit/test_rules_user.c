/* SPDX-License-Identifier: MIT */
/* test_rules_user.c - every verdict on persons, their files and how the machine is set up. */
#include "rule_rows.h"

static const struct rule_row rows[] = {
    { "nobody can", "efs.no-encrypted-files", VERDICT_MET, "nobody has a certificate for it",
        { ROWS("efs.keys", "[]") } },
    { "two can", "efs.no-encrypted-files", VERDICT_UNMET,
        "S-1, S-2 can encrypt; --deep looks for files",
        { ROWS("efs.keys", "[{\"sid\":\"S-1\"},{\"sid\":\"S-2\"}]") } },
    { "the walk outweighs it", "efs.no-encrypted-files", VERDICT_MET,
        "0 encrypted files or folders below Users",
        { ROWS("efs.keys", "[{\"sid\":\"S-1\"}]"), NUMBER("efs.files", 0) } },
    { "the walk finds some", "efs.no-encrypted-files", VERDICT_UNMET,
        "3 encrypted files or folders below Users",
        { ROWS("efs.keys", "[]"), NUMBER("efs.files", 3) } },
    { "the walk failed", "efs.no-encrypted-files", VERDICT_MET, "nobody has a certificate for it",
        { ROWS("efs.keys", "[]"), DENIED("efs.files") } },
    { "denied", "efs.no-encrypted-files", VERDICT_UNKNOWN, "access denied",
        { DENIED("efs.keys") } },
    { "nobody", "user.no-other-signed-in", VERDICT_MET, "nobody else",
        { ROWS("user.signed_in", "[]"), TEXT("context.sid", "S-1") } },
    { "who runs this", "user.no-other-signed-in", VERDICT_MET, "nobody else",
        { ROWS("user.signed_in", "[{\"sid\":\"s-1\"}]"), TEXT("context.sid", "S-1") } },
    { "others", "user.no-other-signed-in", VERDICT_UNMET, "S-2, S-3",
        { ROWS("user.signed_in", "[{\"sid\":\"S-2\"},{\"sid\":\"S-1\"},{\"sid\":\"S-3\"}]"),
            TEXT("context.sid", "S-1") } },
    { "denied", "user.no-other-signed-in", VERDICT_UNKNOWN, "access denied",
        { DENIED("user.signed_in"), TEXT("context.sid", "S-1") } },
    { "who runs this is not told", "user.no-other-signed-in", VERDICT_UNKNOWN, "access denied",
        { ROWS("user.signed_in", "[]"), DENIED("context.sid") } },
    { "none", "user.no-temporary-profiles", VERDICT_MET, "none",
        { ROWS("user.temporary_profiles", "[]") } },
    { "one", "user.no-temporary-profiles", VERDICT_UNMET, "S-1",
        { ROWS("user.temporary_profiles", "[{\"sid\":\"S-1\"}]") } },
    { "denied", "user.no-temporary-profiles", VERDICT_UNKNOWN, "access denied",
        { DENIED("user.temporary_profiles") } },
    { "few", "user.profiles-few", VERDICT_MET, "2 profiles",
        { ROWS("user.profiles", "[{\"sid\":\"S-1\"},{\"sid\":\"S-2\"}]") } },
    { "more", "user.profiles-few", VERDICT_UNMET, "3 profiles",
        { ROWS("user.profiles", "[{\"sid\":\"S-1\"},{\"sid\":\"S-2\"},{\"sid\":\"S-3\"}]") } },
    { "no list of them", "user.profiles-few", VERDICT_UNKNOWN, "user.profiles is not there",
        { IS_ABSENT("user.profiles") } },
    { "denied", "user.profiles-few", VERDICT_UNKNOWN, "access denied",
        { DENIED("user.profiles") } },
    { "none", "dsc.not-applied", VERDICT_MET, "none", { ROWS("dsc.configuration", "[]") } },
    { "applied", "dsc.not-applied", VERDICT_UNMET, "Current.mof",
        { ROWS("dsc.configuration", "[{\"name\":\"Current.mof\"}]") } },
    { "denied", "dsc.not-applied", VERDICT_UNKNOWN, "access denied",
        { DENIED("dsc.configuration") } },
    { "there", "crypto.machine-keys-present", VERDICT_MET, "MachineKeys 1",
        { NUMBER("crypto.machine_keys", 1) } },
    { "gone", "crypto.machine-keys-present", VERDICT_UNMET, "MachineKeys not there",
        { IS_ABSENT("crypto.machine_keys") } },
    { "denied", "crypto.machine-keys-present", VERDICT_UNKNOWN, "access denied",
        { DENIED("crypto.machine_keys") } },
    { "normal", "context.not-safe-mode", VERDICT_MET, "OptionValue of SafeBoot not there",
        { IS_ABSENT("context.safe_mode") } },
    { "safe mode", "context.not-safe-mode", VERDICT_UNMET, "OptionValue of SafeBoot is there",
        { NUMBER("context.safe_mode", 2) } },
    { "denied", "context.not-safe-mode", VERDICT_UNKNOWN, "access denied",
        { DENIED("context.safe_mode") } },
    { "workstation", "os.not-domain-controller", VERDICT_MET, "product type 1",
        { NUMBER("os.product_type", 1) } },
    { "server or multi-session", "os.not-domain-controller", VERDICT_MET, "product type 3",
        { NUMBER("os.product_type", 3) } },
    { "domain controller", "os.not-domain-controller", VERDICT_UNMET, "product type 2",
        { NUMBER("os.product_type", 2) } },
    { "denied", "os.not-domain-controller", VERDICT_UNKNOWN, "access denied",
        { DENIED("os.product_type") } },
};

START_TEST(persons_and_their_machine_are_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_user", persons_and_their_machine_are_judged, (int)COUNT_OF(rows));
}
