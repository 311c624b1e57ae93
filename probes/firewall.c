/* SPDX-License-Identifier: MIT */
/*
 * firewall.c - are the firewall's profiles on, and the rules active that a virtual machine needs?
 *
 * A policy outweighs the setting of the same name, so both are told. A rule is one text of fields
 * that bars divide: "v2.31|Action=Allow|Active=TRUE|Dir=In|...".
 *
 * Source: https://learn.microsoft.com/openspecs/windows_protocols/ms-gpfas/
 */
#include "probes/read.h"

#include <string.h>

#define SETTINGS PROBE_SERVICES "SharedAccess\\Parameters\\FirewallPolicy"
#define POLICY "SOFTWARE\\Policies\\Microsoft\\WindowsFirewall"
#define RULES SETTINGS "\\FirewallRules"

/* clang-format off */
#define PROFILE_KEYS(fact, profile) \
    { fact, "number: 1 the profile is on", "HKLM\\" SETTINGS "\\" profile ", EnableFirewall" }, \
    { fact "_by_policy", "number: the same by policy; absent without", \
        "HKLM\\" POLICY "\\" profile ", EnableFirewall" }
#define PROFILE_VALUES(fact, profile) \
    { fact, SETTINGS "\\" profile, "EnableFirewall", PROBE_NUMBER }, \
    { fact "_by_policy", POLICY "\\" profile, "EnableFirewall", PROBE_NUMBER }
/* clang-format on */

static const struct probe_key keys[] = {
    PROFILE_KEYS("firewall.domain_enabled", "DomainProfile"),
    PROFILE_KEYS("firewall.private_enabled", "StandardProfile"),
    PROFILE_KEYS("firewall.public_enabled", "PublicProfile"),
    { "firewall.remote_desktop_rule",
        "number: 1 the rule that lets remote desktop in is active; absent: no such rule",
        "HKLM\\" RULES ", RemoteDesktop-UserMode-In-TCP" },
    { "firewall.ping_rule",
        "number: 1 the rule that lets echo requests in is active; absent: no such rule",
        "HKLM\\" RULES ", FPS-ICMP4-ERQ-In" },
    { NULL, NULL, NULL },
};

static const struct probe_value values[] = {
    PROFILE_VALUES("firewall.domain_enabled", "DomainProfile"),
    PROFILE_VALUES("firewall.private_enabled", "StandardProfile"),
    PROFILE_VALUES("firewall.public_enabled", "PublicProfile"),
    { NULL, NULL, NULL, PROBE_TEXT },
};

/* Is the rule active? @return false: the text says neither */
static bool read_active(const char *rule, bool *active)
{
    for (const char *field = strchr(rule, '|'); field; field = strchr(field + 1, '|')) {
        if (text_starts_same(field, "|Active=TRUE|")) {
            *active = true;
            return true;
        }
        if (text_starts_same(field, "|Active=FALSE|")) {
            *active = false;
            return true;
        }
    }
    return false;
}

static bool collect_rule(const struct guest *guest, const char *fact, const char *name,
    struct facts *facts, struct err *err)
{
    AUTO(text) rule = { 0 };
    enum found found = ABSENT;
    bool active = false;
    struct err why = { 0 };

    if (!guest->reg_read_text(guest->state, RULES, name, &found, &rule, &why))
        return facts_set_unreadable(facts, fact, &why, err);
    if (found == ABSENT)
        return facts_set_absent(facts, fact, err);
    if (read_active(text_string(&rule), &active))
        return facts_set_number(facts, fact, active, err);
    (void)err_set(&why, ERR_AGENT, ERR_MALFORMED, "firewall rule '%s' does not say Active=", name);
    return facts_set_unreadable(facts, fact, &why, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return probe_read_values(guest, values, facts, err) &&
           collect_rule(guest, "firewall.remote_desktop_rule", "RemoteDesktop-UserMode-In-TCP",
               facts, err) &&
           collect_rule(guest, "firewall.ping_rule", "FPS-ICMP4-ERQ-In", facts, err);
}

const struct probe probe_firewall = {
    .id = "firewall",
    .title = "Profiles and rules of Windows Firewall",
    .source = "https://learn.microsoft.com/openspecs/windows_protocols/ms-gpfas/",
    .keys = keys,
    .collect = collect,
};
