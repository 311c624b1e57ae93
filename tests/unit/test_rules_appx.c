/* SPDX-License-Identifier: MIT */
/* test_rules_appx.c - every verdict on AppX packages. */
#include "rule_rows.h"

#define BLOCKER(name, reason) "{\"package\":\"" name "\",\"sid\":\"S-1\",\"reason\":\"" reason "\"}"

static const struct rule_row rows[] = {
    { "none", "appx.all-provisioned", VERDICT_MET, "none", { ROWS("appx.blockers", "[]") } },
    { "no store", "appx.all-provisioned", VERDICT_MET, "there is no AppX store",
        { IS_ABSENT("appx.blockers") } },
    { "two", "appx.all-provisioned", VERDICT_UNMET,
        "a (S-1, not provisioned); b (S-1, newer than provisioned)",
        { ROWS("appx.blockers",
            "[" BLOCKER("a", "not provisioned") "," BLOCKER("b", "newer than provisioned") "]") } },
    { "what is no name cannot be told", "appx.all-provisioned", VERDICT_UNKNOWN,
        "m (S-1, malformed)", { ROWS("appx.blockers", "[" BLOCKER("m", "malformed") "]") } },
    { "one real blocker is enough", "appx.all-provisioned", VERDICT_UNMET,
        "m (S-1, malformed); a (S-1, not provisioned)",
        { ROWS("appx.blockers",
            "[" BLOCKER("m", "malformed") "," BLOCKER("a", "not provisioned") "]") } },
    { "more than are shown", "appx.all-provisioned", VERDICT_UNMET,
        "a (S-1, not provisioned); a (S-1, not provisioned); a (S-1, not provisioned); a (S-1, not "
        "provisioned); a (S-1, not provisioned); a (S-1, not provisioned); a (S-1, not "
        "provisioned); a (S-1, not provisioned) and 1 more",
        { ROWS("appx.blockers",
            "[" BLOCKER("a", "not provisioned") "," BLOCKER("a", "not provisioned") "," BLOCKER(
                "a", "not provisioned") "," BLOCKER("a", "not provisioned") "," BLOCKER("a",
                "not provisioned") "," BLOCKER("a", "not provisioned") "," BLOCKER("a",
                "not provisioned") "," BLOCKER("a", "not provisioned") "," BLOCKER("a",
                "not provisioned") "]") } },
    { "the service outweighs the registry", "appx.all-provisioned", VERDICT_MET, "none",
        { ROWS("appx.blockers", "[" BLOCKER("a", "not provisioned") "]"),
            ROWS("appx.deep_blockers", "[]") } },
    { "it does so both ways", "appx.all-provisioned", VERDICT_UNMET, "a (S-1, not provisioned)",
        { ROWS("appx.blockers", "[]"),
            ROWS("appx.deep_blockers", "[" BLOCKER("a", "not provisioned") "]") } },
    { "the service failed, the registry speaks", "appx.all-provisioned", VERDICT_UNMET,
        "a (S-1, not provisioned)",
        { ROWS("appx.blockers", "[" BLOCKER("a", "not provisioned") "]"),
            DENIED("appx.deep_blockers") } },
    { "denied", "appx.all-provisioned", VERDICT_UNKNOWN, "access denied",
        { DENIED("appx.blockers") } },
    { "sealed", "appx.all-provisioned", VERDICT_NOT_APPLICABLE, "the guest is sealed",
        { ROWS("appx.blockers", "[" BLOCKER("a", "not provisioned") "]"),
            TEXT("sysprep.image_state", "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE") } },
    { "a row without anything", "appx.all-provisioned", VERDICT_UNMET,
        "(unnamed) ((nobody), (no reason))", { ROWS("appx.blockers", "[{}]") } },
};

START_TEST(packages_are_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_appx", packages_are_judged, (int)COUNT_OF(rows));
}
