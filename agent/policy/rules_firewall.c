/* SPDX-License-Identifier: MIT */
/* rules_firewall.c - Windows Firewall is on, and lets in what Azure needs. */
#include "policy/judge.h"

#define PREPARE                                                                                    \
    "https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image"

/* A policy outweighs the setting. @param fact  its key; the policy's ends in "_by_policy" */
static enum verdict judge_profile(
    const struct facts *facts, const char *fact, const char *by_policy, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    bool has_policy = !judge_absent(facts, by_policy);
    int64_t number = 0;

    if (!has_policy && judge_absent(facts, fact)) {
        text_append(seen, "EnableFirewall is not set");
        return VERDICT_UNMET;
    }
    if (!judge_number(facts, has_policy ? by_policy : fact, &number, &verdict, seen))
        return verdict;
    text_append(seen, "%s%s", number != 0 ? "on" : "off", has_policy ? ", by policy" : "");
    return judge_met(number != 0);
}

static enum verdict judge_domain(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    (void)parameters;
    return judge_profile(
        facts, "firewall.domain_enabled", "firewall.domain_enabled_by_policy", seen);
}

static enum verdict judge_private(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    (void)parameters;
    return judge_profile(
        facts, "firewall.private_enabled", "firewall.private_enabled_by_policy", seen);
}

static enum verdict judge_public(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    (void)parameters;
    return judge_profile(
        facts, "firewall.public_enabled", "firewall.public_enabled_by_policy", seen);
}

const struct requirement requirement_firewall_domain_on = {
    .id = "firewall.domain-on",
    .title = "The firewall is on for domain networks",
    .why = "A new machine is open to its network otherwise.",
    .source = PREPARE,
    .advice = "Set-NetFirewallProfile -Profile Domain -Enabled True",
    .judge = judge_domain,
};

const struct requirement requirement_firewall_private_on = {
    .id = "firewall.private-on",
    .title = "The firewall is on for private networks",
    .why = "A new machine is open to its network otherwise.",
    .source = PREPARE,
    .advice = "Set-NetFirewallProfile -Profile Private -Enabled True",
    .judge = judge_private,
};

const struct requirement requirement_firewall_public_on = {
    .id = "firewall.public-on",
    .title = "The firewall is on for public networks",
    .why = "A new machine is open to its network otherwise.",
    .source = PREPARE,
    .advice = "Set-NetFirewallProfile -Profile Public -Enabled True",
    .judge = judge_public,
};

const struct requirement requirement_firewall_remote_desktop_open = {
    .id = "firewall.remote-desktop-open",
    .title = "The firewall lets remote desktop in",
    .why = "Remote desktop is how a new machine is reached first.",
    .source = PREPARE,
    .advice =
        "Get-NetFirewallRule -DisplayGroup 'Remote Desktop' | Set-NetFirewallRule -Enabled True",
    .expects = { .fact = "firewall.remote_desktop_rule",
        .kind = EXPECTS_NUMBER,
        .number = 1,
        .when_absent = VERDICT_UNMET,
        .show = "active" },
};

const struct requirement requirement_firewall_ping_open = {
    .id = "firewall.ping-open",
    .title = "The firewall lets echo requests in",
    .why = "A machine that does not answer looks as if it were down, inside its virtual network.",
    .source = PREPARE,
    .advice = "Set-NetFirewallRule -Name FPS-ICMP4-ERQ-In -Enabled True",
    .expects = { .fact = "firewall.ping_rule",
        .kind = EXPECTS_NUMBER,
        .number = 1,
        .when_absent = VERDICT_UNMET,
        .show = "active" },
};
