/* SPDX-License-Identifier: MIT */
/* test_rules_sysprep_provider.c - every verdict on what sysprep calls, and on resets of the licence. */
#include "rule_rows.h"

#define PROVIDER(path, state)                                                                      \
    "{\"value\":\"" path ",E\",\"path\":\"" path "\",\"state\":\"" state "\"}"
#define MISSING PROVIDER("a", "missing")

static const struct rule_row rows[] = {
    { "some left", "sysprep.rearm-left", VERDICT_MET, "resets left: 1001",
        { NUMBER("sysprep.rearm_count", 1001) } },
    { "none left", "sysprep.rearm-left", VERDICT_UNMET, "resets left: 0",
        { NUMBER("sysprep.rearm_count", 0) } },
    { "no row", "sysprep.rearm-left", VERDICT_UNKNOWN, "resets left: not there",
        { IS_ABSENT("sysprep.rearm_count") } },
    { "denied", "sysprep.rearm-left", VERDICT_UNKNOWN, "access denied",
        { DENIED("sysprep.rearm_count") } },
    { "sealed", "sysprep.rearm-left", VERDICT_NOT_APPLICABLE, "the guest is sealed",
        { NUMBER("sysprep.rearm_count", 0),
            TEXT("sysprep.image_state", "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE") } },
    { "reset", "sysprep.no-skip-rearm", VERDICT_MET, "SkipRearm 0",
        { NUMBER("sysprep.skip_rearm", 0) } },
    { "nothing stored", "sysprep.no-skip-rearm", VERDICT_MET, "SkipRearm not there",
        { IS_ABSENT("sysprep.skip_rearm") } },
    { "skipped", "sysprep.no-skip-rearm", VERDICT_UNMET, "SkipRearm 1",
        { NUMBER("sysprep.skip_rearm", 1) } },
    { "denied", "sysprep.no-skip-rearm", VERDICT_UNKNOWN, "access denied",
        { DENIED("sysprep.skip_rearm") } },
    { "nobody can register", "sysprep.external-providers-present", VERDICT_MET, "none",
        { IS_ABSENT("sysprep.external_providers") } },
    { "nobody has registered", "sysprep.external-providers-present", VERDICT_MET, "none",
        { ROWS("sysprep.external_providers", "[]") } },
    { "there", "sysprep.external-providers-present", VERDICT_MET, "none",
        { ROWS("sysprep.external_providers", "[" PROVIDER("a", "present") "]") } },
    { "denied", "sysprep.external-providers-present", VERDICT_UNKNOWN, "access denied",
        { DENIED("sysprep.external_providers") } },
    { "nobody can register", "sysprep.external-providers-visible", VERDICT_MET, "none",
        { IS_ABSENT("sysprep.external_providers") } },
    { "nobody has registered", "sysprep.external-providers-visible", VERDICT_MET, "none",
        { ROWS("sysprep.external_providers", "[]") } },
    { "there", "sysprep.external-providers-visible", VERDICT_MET, "none",
        { ROWS("sysprep.external_providers", "[" PROVIDER("a", "present") "]") } },
    { "denied", "sysprep.external-providers-visible", VERDICT_UNKNOWN, "access denied",
        { DENIED("sysprep.external_providers") } },
    { "gone", "sysprep.external-providers-present", VERDICT_UNMET, "a,E",
        { ROWS("sysprep.external_providers",
            "[" PROVIDER("b", "present") "," PROVIDER("a", "missing") "]") } },
    { "hidden is there", "sysprep.external-providers-present", VERDICT_MET, "none",
        { ROWS("sysprep.external_providers", "[" PROVIDER("a", "hidden") "]") } },
    { "not told", "sysprep.external-providers-present", VERDICT_UNKNOWN,
        "cannot tell where it is: a,E",
        { ROWS("sysprep.external_providers", "[" PROVIDER("a", "unresolved") "]") } },
    { "gone outweighs not told", "sysprep.external-providers-present", VERDICT_UNMET, "b,E",
        { ROWS("sysprep.external_providers",
            "[" PROVIDER("a", "unresolved") "," PROVIDER("b", "missing") "]") } },
    { "more than are shown", "sysprep.external-providers-present", VERDICT_UNMET,
        "a,E, a,E, a,E, a,E and 1 more",
        { ROWS("sysprep.external_providers",
            "[" MISSING "," MISSING "," MISSING "," MISSING "," MISSING "]") } },
    { "hidden", "sysprep.external-providers-visible", VERDICT_UNMET, "a",
        { ROWS("sysprep.external_providers", "[" PROVIDER("a", "hidden") "]") } },
    { "a row without a name", "sysprep.external-providers-visible", VERDICT_UNMET, "(unnamed)",
        { ROWS("sysprep.external_providers", "[{\"state\":\"hidden\"}]") } },
    { "all there", "sysprep.provider-modules-present", VERDICT_MET, "none",
        { ROWS("sysprep.missing_modules", "[]") } },
    { "one gone", "sysprep.provider-modules-present", VERDICT_UNMET, "slc.dll",
        { ROWS("sysprep.missing_modules",
            "[{\"file\":\"Generalize.xml\",\"module\":\"slc.dll\"}]") } },
    { "no action files", "sysprep.provider-modules-present", VERDICT_UNKNOWN, "not there",
        { IS_ABSENT("sysprep.missing_modules") } },
    { "denied", "sysprep.provider-modules-present", VERDICT_UNKNOWN, "access denied",
        { DENIED("sysprep.missing_modules") } },
};

START_TEST(providers_are_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_sysprep_provider", providers_are_judged, (int)COUNT_OF(rows));
}
