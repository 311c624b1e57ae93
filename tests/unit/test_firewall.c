/* SPDX-License-Identifier: MIT */
/* test_firewall.c - what the probe on the firewall writes down. */
#include "probe_rows.h"

extern const struct probe probe_firewall;

#define SETTINGS "SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy"
#define RULES SETTINGS "\\FirewallRules"
#define POLICY "SOFTWARE\\Policies\\Microsoft\\WindowsFirewall"
#define REMOTE_DESKTOP "RemoteDesktop-UserMode-In-TCP"

static void open_for_azure(struct fake_machine *machine)
{
    fake_reg_text(machine, RULES, REMOTE_DESKTOP, "v2.31|Action=Allow|Active=TRUE|Dir=In|");
    fake_reg_text(machine, RULES, "FPS-ICMP4-ERQ-In", "v2.31|Action=Allow|Active=TRUE|Dir=In|");
    fake_reg_u32(machine, POLICY "\\DomainProfile", "EnableFirewall", 0);
    fake_reg_u32(machine, SETTINGS "\\PublicProfile", "EnableFirewall", 0);
}

static void remove_all(struct fake_machine *machine)
{
    fake_reg_remove(machine, SETTINGS, NULL);
}

static void deny(struct fake_machine *machine)
{
    fake_reg_deny(machine, RULES);
}

static void spoil(struct fake_machine *machine)
{
    fake_reg_text(machine, RULES, REMOTE_DESKTOP, "v2.31|Action=Allow|Dir=In|Name=Active=TRUE");
    fake_reg_text(machine, SETTINGS "\\DomainProfile", "EnableFirewall", "1");
}

static const struct probe_row rows[] = {
    { "there: as Windows comes", NULL,
        { IS_NUMBER("firewall.domain_enabled", 1), IS_ABSENT("firewall.domain_enabled_by_policy"),
            IS_NUMBER("firewall.private_enabled", 1), IS_NUMBER("firewall.public_enabled", 1),
            IS_NUMBER("firewall.remote_desktop_rule", 0), IS_NUMBER("firewall.ping_rule", 0) } },
    { "there: opened", open_for_azure,
        { IS_NUMBER("firewall.domain_enabled_by_policy", 0),
            IS_NUMBER("firewall.public_enabled", 0), IS_NUMBER("firewall.remote_desktop_rule", 1),
            IS_NUMBER("firewall.ping_rule", 1) } },
    { "absent", remove_all,
        { IS_ABSENT("firewall.domain_enabled"), IS_ABSENT("firewall.private_enabled"),
            IS_ABSENT("firewall.public_enabled"), IS_ABSENT("firewall.remote_desktop_rule"),
            IS_ABSENT("firewall.ping_rule") } },
    { "denied", deny,
        { IS_NUMBER("firewall.domain_enabled", 1),
            IS_UNREADABLE("firewall.remote_desktop_rule", "denied"),
            IS_UNREADABLE("firewall.ping_rule", "denied") } },
    { "malformed", spoil,
        { IS_UNREADABLE("firewall.domain_enabled", "another type"),
            IS_UNREADABLE("firewall.remote_desktop_rule", "does not say Active=") } },
};

START_TEST(firewall_is_told_as_seen)
{
    check_probe_row(&probe_firewall, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_firewall, firewall_is_told_as_seen, rows)
