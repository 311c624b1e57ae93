/* SPDX-License-Identifier: MIT */
/* test_rules_network.c - verdicts on what of the build machine's network is judged, and how. */
#include "rule_rows.h"

static const struct rule_row rows[] = {
    { "none", "network.no-persistent-routes", VERDICT_MET, "none",
        { LIST("network.persistent_routes", "[]") } },
    { "one", "network.no-persistent-routes", VERDICT_UNMET, "10.0.0.0,255.0.0.0,10.1.2.1,1",
        { LIST("network.persistent_routes", "[\"10.0.0.0,255.0.0.0,10.1.2.1,1\"]") } },
    { "absent", "network.no-persistent-routes", VERDICT_MET, "not there",
        { IS_ABSENT("network.persistent_routes") } },
    { "denied", "network.no-persistent-routes", VERDICT_UNKNOWN, "access denied",
        { DENIED("network.persistent_routes") } },
    { "not there", "network.no-proxy", VERDICT_MET, "no proxy", { IS_ABSENT("network.proxy") } },
    { "there", "network.no-proxy", VERDICT_UNMET, "proxy.example:3128, 168.63.129.16 through it",
        { TEXT("network.proxy", "proxy.example:3128"), TEXT("network.proxy_bypass", "<local>") } },
    { "Azure goes around it", "network.no-proxy", VERDICT_MET,
        "proxy.example:3128, 168.63.129.16 goes around it",
        { TEXT("network.proxy", "proxy.example:3128"),
            TEXT("network.proxy_bypass", "<local>;168.63.129.16") } },
    { "another address goes around it", "network.no-proxy", VERDICT_UNMET,
        "proxy.example:3128, 168.63.129.16 through it",
        { TEXT("network.proxy", "proxy.example:3128"),
            TEXT("network.proxy_bypass", "168.63.129.161;10.168.63.129.16") } },
    { "what goes around it is denied", "network.no-proxy", VERDICT_UNKNOWN,
        "proxy.example:3128, access denied",
        { TEXT("network.proxy", "proxy.example:3128"), DENIED("network.proxy_bypass") } },
    { "nothing goes around it", "network.no-proxy", VERDICT_UNMET,
        "proxy.example:3128, nothing goes around it",
        { TEXT("network.proxy", "proxy.example:3128"), IS_ABSENT("network.proxy_bypass") } },
    { "denied", "network.no-proxy", VERDICT_UNKNOWN, "access denied", { DENIED("network.proxy") } },
    { "comments only", "network.hosts-clean", VERDICT_MET, "none",
        { LIST("network.hosts_entries", "[]") } },
    { "an entry", "network.hosts-clean", VERDICT_UNMET, "10.9.8.7 packages.example",
        { LIST("network.hosts_entries", "[\"10.9.8.7 packages.example\"]") } },
    { "no file", "network.hosts-clean", VERDICT_MET, "not there",
        { IS_ABSENT("network.hosts_entries") } },
    { "denied", "network.hosts-clean", VERDICT_UNKNOWN, "access denied",
        { DENIED("network.hosts_entries") } },
    { "none", "network.no-static-address", VERDICT_MET, "none",
        { ROWS("network.static_addresses", "[]") } },
    { "one", "network.no-static-address", VERDICT_UNMET, "10.1.2.3",
        { ROWS(
            "network.static_addresses", "[{\"interface\":\"{1}\",\"address\":\"10.1.2.3\"}]") } },
    { "denied", "network.no-static-address", VERDICT_UNKNOWN, "access denied",
        { DENIED("network.static_addresses") } },
    { "none", "network.no-static-dns", VERDICT_MET, "none", { ROWS("network.static_dns", "[]") } },
    { "one", "network.no-static-dns", VERDICT_UNMET, "10.1.2.3",
        { ROWS("network.static_dns", "[{\"interface\":\"{1}\",\"servers\":\"10.1.2.3\"}]") } },
    { "denied", "network.no-static-dns", VERDICT_UNKNOWN, "access denied",
        { DENIED("network.static_dns") } },
};

START_TEST(facts_are_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_network", facts_are_judged, (int)COUNT_OF(rows));
}
