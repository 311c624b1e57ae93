/* SPDX-License-Identifier: MIT */
/* test_rules_firewall.c - verdicts on firewall, with policies that outweigh settings. */
#include "rule_rows.h"

static const struct rule_row rows[] = {
    { "on", "firewall.domain-on", VERDICT_MET, "on",
        { NUMBER("firewall.domain_enabled", 1), IS_ABSENT("firewall.domain_enabled_by_policy") } },
    { "off", "firewall.domain-on", VERDICT_UNMET, "off",
        { NUMBER("firewall.domain_enabled", 0), IS_ABSENT("firewall.domain_enabled_by_policy") } },
    { "off by policy", "firewall.domain-on", VERDICT_UNMET, "off, by policy",
        { NUMBER("firewall.domain_enabled", 1), NUMBER("firewall.domain_enabled_by_policy", 0) } },
    { "absent", "firewall.domain-on", VERDICT_UNMET, "EnableFirewall is not set",
        { IS_ABSENT("firewall.domain_enabled"), IS_ABSENT("firewall.domain_enabled_by_policy") } },
    { "denied", "firewall.domain-on", VERDICT_UNKNOWN, "access denied",
        { NUMBER("firewall.domain_enabled", 1), DENIED("firewall.domain_enabled_by_policy") } },
    { "on", "firewall.private-on", VERDICT_MET, "on",
        { NUMBER("firewall.private_enabled", 1),
            IS_ABSENT("firewall.private_enabled_by_policy") } },
    { "off", "firewall.private-on", VERDICT_UNMET, "off",
        { NUMBER("firewall.private_enabled", 0),
            IS_ABSENT("firewall.private_enabled_by_policy") } },
    { "off by policy", "firewall.private-on", VERDICT_UNMET, "off, by policy",
        { NUMBER("firewall.private_enabled", 1),
            NUMBER("firewall.private_enabled_by_policy", 0) } },
    { "absent", "firewall.private-on", VERDICT_UNMET, "EnableFirewall is not set",
        { IS_ABSENT("firewall.private_enabled"),
            IS_ABSENT("firewall.private_enabled_by_policy") } },
    { "denied", "firewall.private-on", VERDICT_UNKNOWN, "access denied",
        { NUMBER("firewall.private_enabled", 1), DENIED("firewall.private_enabled_by_policy") } },
    { "on", "firewall.public-on", VERDICT_MET, "on",
        { NUMBER("firewall.public_enabled", 1), IS_ABSENT("firewall.public_enabled_by_policy") } },
    { "off", "firewall.public-on", VERDICT_UNMET, "off",
        { NUMBER("firewall.public_enabled", 0), IS_ABSENT("firewall.public_enabled_by_policy") } },
    { "off by policy", "firewall.public-on", VERDICT_UNMET, "off, by policy",
        { NUMBER("firewall.public_enabled", 1), NUMBER("firewall.public_enabled_by_policy", 0) } },
    { "absent", "firewall.public-on", VERDICT_UNMET, "EnableFirewall is not set",
        { IS_ABSENT("firewall.public_enabled"), IS_ABSENT("firewall.public_enabled_by_policy") } },
    { "denied", "firewall.public-on", VERDICT_UNKNOWN, "access denied",
        { NUMBER("firewall.public_enabled", 1), DENIED("firewall.public_enabled_by_policy") } },
    { "as wanted", "firewall.remote-desktop-open", VERDICT_MET, "active 1",
        { NUMBER("firewall.remote_desktop_rule", 1) } },
    { "otherwise", "firewall.remote-desktop-open", VERDICT_UNMET, "active 0",
        { NUMBER("firewall.remote_desktop_rule", 0) } },
    { "absent", "firewall.remote-desktop-open", VERDICT_UNMET, "active not there",
        { IS_ABSENT("firewall.remote_desktop_rule") } },
    { "denied", "firewall.remote-desktop-open", VERDICT_UNKNOWN, "access denied",
        { DENIED("firewall.remote_desktop_rule") } },
    { "as wanted", "firewall.ping-open", VERDICT_MET, "active 1",
        { NUMBER("firewall.ping_rule", 1) } },
    { "otherwise", "firewall.ping-open", VERDICT_UNMET, "active 0",
        { NUMBER("firewall.ping_rule", 0) } },
    { "absent", "firewall.ping-open", VERDICT_UNMET, "active not there",
        { IS_ABSENT("firewall.ping_rule") } },
    { "denied", "firewall.ping-open", VERDICT_UNKNOWN, "access denied",
        { DENIED("firewall.ping_rule") } },
};

START_TEST(facts_are_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_firewall", facts_are_judged, (int)COUNT_OF(rows));
}
