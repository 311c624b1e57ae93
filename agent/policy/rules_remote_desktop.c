/* SPDX-License-Identifier: MIT */
/* rules_remote_desktop.c - what lets a person in Azure reach the machine by remote desktop. */
#include "policy/judge.h"

#define PREPARE                                                                                    \
    "https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image"

/** A number that must be so, and what it means when it is not there. */
struct wanted {
    const char *fact, *name;
    int64_t number;
    enum verdict when_absent;
};

/* Unmet wins, then unknown. */
static enum verdict judge_all(
    const struct wanted *wanted, const struct facts *facts, struct text *seen)
{
    enum verdict all = VERDICT_MET;

    for (; wanted->fact; wanted++) {
        enum verdict verdict = VERDICT_UNKNOWN;
        int64_t number = 0;

        text_append(seen, "%s", seen->len > 0 ? ", " : "");
        if (judge_absent(facts, wanted->fact)) {
            text_append(seen, "no %s", wanted->name);
            verdict = wanted->when_absent;
        } else if (judge_number(facts, wanted->fact, &number, &verdict, seen)) {
            text_append(seen, "%s %lld", wanted->name, (long long)number);
            verdict = judge_met(number == wanted->number);
        }
        if (verdict == VERDICT_UNMET || (verdict == VERDICT_UNKNOWN && all == VERDICT_MET))
            all = verdict;
    }
    return all;
}

static enum verdict judge_keep_alive(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    static const struct wanted wanted[] = {
        { "rdp.keep_alive", "KeepAliveEnable", 1, VERDICT_UNMET },
        { "rdp.keep_alive_minutes", "KeepAliveInterval", 1, VERDICT_UNMET },
        { "rdp.keep_alive_timeout", "KeepAliveTimeout", 1, VERDICT_UNMET },
        { NULL, NULL, 0, VERDICT_UNKNOWN },
    };

    (void)parameters;
    return judge_all(wanted, facts, seen);
}

static enum verdict judge_reconnect(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    static const struct wanted wanted[] = {
        { "rdp.no_reconnect", "fDisableAutoReconnect", 0, VERDICT_MET },
        { "rdp.inherit_reconnect_same", "fInheritReconnectSame", 1, VERDICT_UNMET },
        { "rdp.reconnect_same", "fReconnectSame", 0, VERDICT_UNMET },
        { NULL, NULL, 0, VERDICT_UNKNOWN },
    };

    (void)parameters;
    return judge_all(wanted, facts, seen);
}

/* A policy outweighs the setting. */
static enum verdict judge_enabled(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    static const struct wanted by_policy[] = {
        { "rdp.denied_by_policy", "fDenyTSConnections by policy", 0, VERDICT_UNKNOWN },
        { NULL, NULL, 0, VERDICT_UNKNOWN },
    };
    static const struct wanted by_setting[] = {
        { "rdp.denied", "fDenyTSConnections", 0, VERDICT_UNMET },
        { NULL, NULL, 0, VERDICT_UNKNOWN },
    };

    (void)parameters;
    return judge_all(
        judge_absent(facts, "rdp.denied_by_policy") ? by_setting : by_policy, facts, seen);
}

const struct requirement requirement_rdp_enabled = {
    .id = "rdp.enabled",
    .title = "Remote desktop takes connections",
    .why = "Remote desktop is how a new machine is reached first.",
    .source = PREPARE,
    .advice = "Set fDenyTSConnections to 0 below Control\\Terminal Server, and in the policy when "
              "there is one.",
    .judge = judge_enabled,
};

const struct requirement requirement_rdp_port_3389 = {
    .id = "rdp.port-3389",
    .title = "Remote desktop listens on port 3389",
    .why = "The rules that Azure makes for a new machine open this port.",
    .source = PREPARE,
    .advice = "Set PortNumber of RDP-Tcp to 3389; another port can be chosen after the deployment.",
    .expects = { .fact = "rdp.port",
        .kind = EXPECTS_NUMBER,
        .number = 3389,
        .when_absent = VERDICT_UNMET,
        .show = "port" },
};

const struct requirement requirement_rdp_every_adapter = {
    .id = "rdp.every-adapter",
    .title = "Remote desktop listens on every network adapter",
    .why = "A clone has other adapters than the machine that the image was built on.",
    .source = PREPARE,
    .advice = "Set LanAdapter of RDP-Tcp to 0.",
    .expects = { .fact = "rdp.adapter",
        .kind = EXPECTS_NUMBER,
        .number = 0,
        .when_absent = VERDICT_MET,
        .show = "LanAdapter" },
};

const struct requirement requirement_rdp_network_level_authentication = {
    .id = "rdp.network-level-authentication",
    .title = "A remote desktop client signs in before it gets a session",
    .why = "Without it anybody who reaches the port is shown a sign-in screen.",
    .source = PREPARE,
    .advice = "Set UserAuthentication of RDP-Tcp to 1.",
    .expects = { .fact = "rdp.network_level_authentication",
        .kind = EXPECTS_NUMBER,
        .number = 1,
        .when_absent = VERDICT_UNMET,
        .show = "UserAuthentication" },
};

const struct requirement requirement_rdp_keep_alive = {
    .id = "rdp.keep-alive",
    .title = "Lost remote desktop connections are noticed",
    .why = "A session whose client is gone keeps its user out otherwise.",
    .source = PREPARE,
    .advice = "Set KeepAliveEnable and KeepAliveInterval in the policy and KeepAliveTimeout of "
              "RDP-Tcp to 1.",
    .judge = judge_keep_alive,
};

const struct requirement requirement_rdp_reconnects = {
    .id = "rdp.reconnects",
    .title = "A remote desktop session is reconnected from any client",
    .why = "A person who changes the client would not get back to the session.",
    .source = PREPARE,
    .advice = "Set fInheritReconnectSame of RDP-Tcp to 1, fReconnectSame and the policy "
              "fDisableAutoReconnect to 0.",
    .judge = judge_reconnect,
};

const struct requirement requirement_rdp_no_connection_limit = {
    .id = "rdp.no-connection-limit",
    .title = "The number of remote desktop connections is not limited",
    .why = "The last way into a machine may be the one too many.",
    .source = PREPARE,
    .advice = "Set MaxInstanceCount of RDP-Tcp to 4294967295.",
    .expects = { .fact = "rdp.connections_limit",
        .kind = EXPECTS_NUMBER,
        .number = 4294967295,
        .when_absent = VERDICT_UNMET,
        .show = "MaxInstanceCount" },
};

const struct requirement requirement_rdp_no_fixed_certificate = {
    .id = "rdp.no-fixed-certificate",
    .title = "Remote desktop is not tied to one certificate",
    .why = "A clone does not have the certificate's key: clients cannot connect.",
    .source = PREPARE,
    .advice = "Remove SSLCertificateSHA1Hash of RDP-Tcp.",
    .expects = { .fact = "rdp.fixed_certificate",
        .kind = EXPECTS_ABSENT,
        .show = "SSLCertificateSHA1Hash" },
};
