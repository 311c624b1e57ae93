/* SPDX-License-Identifier: MIT */
/* test_rules_remote_desktop.c - verdicts on remote desktop. */
#include "rule_rows.h"

static const struct rule_row rows[] = {
    { "by setting", "rdp.enabled", VERDICT_MET, "fDenyTSConnections 0",
        { NUMBER("rdp.denied", 0), IS_ABSENT("rdp.denied_by_policy") } },
    { "denied by setting", "rdp.enabled", VERDICT_UNMET, "fDenyTSConnections 1",
        { NUMBER("rdp.denied", 1), IS_ABSENT("rdp.denied_by_policy") } },
    { "a policy outweighs it", "rdp.enabled", VERDICT_UNMET, "fDenyTSConnections by policy 1",
        { NUMBER("rdp.denied", 0), NUMBER("rdp.denied_by_policy", 1) } },
    { "the other way round", "rdp.enabled", VERDICT_MET, "fDenyTSConnections by policy 0",
        { NUMBER("rdp.denied", 1), NUMBER("rdp.denied_by_policy", 0) } },
    { "neither", "rdp.enabled", VERDICT_UNMET, "no fDenyTSConnections",
        { IS_ABSENT("rdp.denied"), IS_ABSENT("rdp.denied_by_policy") } },
    { "the policy cannot be read", "rdp.enabled", VERDICT_UNKNOWN, "access denied",
        { NUMBER("rdp.denied", 0), DENIED("rdp.denied_by_policy") } },
    { "as wanted", "rdp.port-3389", VERDICT_MET, "port 3389", { NUMBER("rdp.port", 3389) } },
    { "otherwise", "rdp.port-3389", VERDICT_UNMET, "port 3390", { NUMBER("rdp.port", 3390) } },
    { "absent", "rdp.port-3389", VERDICT_UNMET, "port not there", { IS_ABSENT("rdp.port") } },
    { "denied", "rdp.port-3389", VERDICT_UNKNOWN, "access denied", { DENIED("rdp.port") } },
    { "as wanted", "rdp.every-adapter", VERDICT_MET, "LanAdapter 0", { NUMBER("rdp.adapter", 0) } },
    { "otherwise", "rdp.every-adapter", VERDICT_UNMET, "LanAdapter 2",
        { NUMBER("rdp.adapter", 2) } },
    { "absent", "rdp.every-adapter", VERDICT_MET, "LanAdapter not there",
        { IS_ABSENT("rdp.adapter") } },
    { "denied", "rdp.every-adapter", VERDICT_UNKNOWN, "access denied", { DENIED("rdp.adapter") } },
    { "as wanted", "rdp.network-level-authentication", VERDICT_MET, "UserAuthentication 1",
        { NUMBER("rdp.network_level_authentication", 1) } },
    { "otherwise", "rdp.network-level-authentication", VERDICT_UNMET, "UserAuthentication 0",
        { NUMBER("rdp.network_level_authentication", 0) } },
    { "absent", "rdp.network-level-authentication", VERDICT_UNMET, "UserAuthentication not there",
        { IS_ABSENT("rdp.network_level_authentication") } },
    { "denied", "rdp.network-level-authentication", VERDICT_UNKNOWN, "access denied",
        { DENIED("rdp.network_level_authentication") } },
    { "all", "rdp.keep-alive", VERDICT_MET,
        "KeepAliveEnable 1, KeepAliveInterval 1, KeepAliveTimeout 1",
        { NUMBER("rdp.keep_alive", 1), NUMBER("rdp.keep_alive_minutes", 1),
            NUMBER("rdp.keep_alive_timeout", 1) } },
    { "one is not", "rdp.keep-alive", VERDICT_UNMET,
        "KeepAliveEnable 1, KeepAliveInterval 1, KeepAliveTimeout 0",
        { NUMBER("rdp.keep_alive", 1), NUMBER("rdp.keep_alive_minutes", 1),
            NUMBER("rdp.keep_alive_timeout", 0) } },
    { "one is absent", "rdp.keep-alive", VERDICT_UNMET,
        "no KeepAliveEnable, KeepAliveInterval 1, KeepAliveTimeout 1",
        { IS_ABSENT("rdp.keep_alive"), NUMBER("rdp.keep_alive_minutes", 1),
            NUMBER("rdp.keep_alive_timeout", 1) } },
    { "denied", "rdp.keep-alive", VERDICT_UNKNOWN,
        "access denied, KeepAliveInterval 1, KeepAliveTimeout 1",
        { DENIED("rdp.keep_alive"), NUMBER("rdp.keep_alive_minutes", 1),
            NUMBER("rdp.keep_alive_timeout", 1) } },
    { "all", "rdp.reconnects", VERDICT_MET,
        "no fDisableAutoReconnect, fInheritReconnectSame 1, fReconnectSame 0",
        { IS_ABSENT("rdp.no_reconnect"), NUMBER("rdp.inherit_reconnect_same", 1),
            NUMBER("rdp.reconnect_same", 0) } },
    { "not allowed", "rdp.reconnects", VERDICT_UNMET,
        "fDisableAutoReconnect 1, fInheritReconnectSame 1, fReconnectSame 0",
        { NUMBER("rdp.no_reconnect", 1), NUMBER("rdp.inherit_reconnect_same", 1),
            NUMBER("rdp.reconnect_same", 0) } },
    { "unmet weighs more than unknown", "rdp.reconnects", VERDICT_UNMET,
        "access denied, fInheritReconnectSame 0, fReconnectSame 0",
        { DENIED("rdp.no_reconnect"), NUMBER("rdp.inherit_reconnect_same", 0),
            NUMBER("rdp.reconnect_same", 0) } },
    { "as wanted", "rdp.no-connection-limit", VERDICT_MET, "MaxInstanceCount 4294967295",
        { NUMBER("rdp.connections_limit", 4294967295) } },
    { "otherwise", "rdp.no-connection-limit", VERDICT_UNMET, "MaxInstanceCount 2",
        { NUMBER("rdp.connections_limit", 2) } },
    { "absent", "rdp.no-connection-limit", VERDICT_UNMET, "MaxInstanceCount not there",
        { IS_ABSENT("rdp.connections_limit") } },
    { "denied", "rdp.no-connection-limit", VERDICT_UNKNOWN, "access denied",
        { DENIED("rdp.connections_limit") } },
    { "not there", "rdp.no-fixed-certificate", VERDICT_MET, "SSLCertificateSHA1Hash not there",
        { IS_ABSENT("rdp.fixed_certificate") } },
    { "there", "rdp.no-fixed-certificate", VERDICT_UNMET, "SSLCertificateSHA1Hash is there",
        { NUMBER("rdp.fixed_certificate", 1) } },
    { "denied", "rdp.no-fixed-certificate", VERDICT_UNKNOWN, "access denied",
        { DENIED("rdp.fixed_certificate") } },
};

START_TEST(facts_are_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_remote_desktop", facts_are_judged, (int)COUNT_OF(rows));
}
