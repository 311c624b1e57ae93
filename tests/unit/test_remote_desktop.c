/* SPDX-License-Identifier: MIT */
/* test_remote_desktop.c - what the probe on remote desktop writes down. */
#include "probe_rows.h"

extern const struct probe probe_remote_desktop;

#define SERVER "SYSTEM\\CurrentControlSet\\Control\\Terminal Server"
#define LISTENER SERVER "\\WinStations\\RDP-Tcp"
#define POLICY "SOFTWARE\\Policies\\Microsoft\\Windows NT\\Terminal Services"

static void set_policies(struct fake_machine *machine)
{
    static const uint8_t thumbprint[20] = { 1 };

    fake_reg_u32(machine, POLICY, "fDenyTSConnections", 0);
    fake_reg_u32(machine, POLICY, "KeepAliveEnable", 1);
    fake_reg_u32(machine, POLICY, "KeepAliveInterval", 1);
    fake_reg_u32(machine, POLICY, "fDisableAutoReconnect", 0);
    fake_reg_u32(machine, POLICY, "fEnableTimeZoneRedirection", 1);
    fake_reg_bytes(machine, LISTENER, "SSLCertificateSHA1Hash", 3, thumbprint, sizeof thumbprint);
}

static void remove_all(struct fake_machine *machine)
{
    fake_reg_remove(machine, SERVER, NULL);
}

static void deny(struct fake_machine *machine)
{
    fake_reg_deny(machine, LISTENER);
}

static void spoil(struct fake_machine *machine)
{
    fake_reg_text(machine, LISTENER, "PortNumber", "3389");
}

static const struct probe_row rows[] = {
    { "there: as Windows comes", NULL,
        { IS_NUMBER("rdp.denied", 1), IS_ABSENT("rdp.denied_by_policy"),
            IS_NUMBER("rdp.port", 3389), IS_NUMBER("rdp.adapter", 0),
            IS_NUMBER("rdp.network_level_authentication", 1),
            IS_NUMBER("rdp.keep_alive_timeout", 0), IS_ABSENT("rdp.keep_alive"),
            IS_NUMBER("rdp.inherit_reconnect_same", 1), IS_NUMBER("rdp.reconnect_same", 0),
            IS_NUMBER("rdp.connections_limit", 4294967295), IS_ABSENT("rdp.fixed_certificate") } },
    { "there: policies", set_policies,
        { IS_NUMBER("rdp.denied", 1), IS_NUMBER("rdp.denied_by_policy", 0),
            IS_NUMBER("rdp.keep_alive", 1), IS_NUMBER("rdp.keep_alive_minutes", 1),
            IS_NUMBER("rdp.no_reconnect", 0), IS_NUMBER("rdp.time_zone_redirection", 1),
            IS_NUMBER("rdp.fixed_certificate", 1) } },
    { "absent", remove_all,
        { IS_ABSENT("rdp.denied"), IS_ABSENT("rdp.port"), IS_ABSENT("rdp.fixed_certificate"),
            IS_ABSENT("rdp.time_zone_redirection") } },
    { "denied", deny,
        { IS_NUMBER("rdp.denied", 1), IS_UNREADABLE("rdp.port", "denied"),
            IS_UNREADABLE("rdp.fixed_certificate", "denied") } },
    { "malformed", spoil, { IS_UNREADABLE("rdp.port", "another type") } },
};

START_TEST(remote_desktop_is_told_as_seen)
{
    check_probe_row(&probe_remote_desktop, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_remote_desktop, remote_desktop_is_told_as_seen, rows)
