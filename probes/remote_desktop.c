/* SPDX-License-Identifier: MIT */
/*
 * remote_desktop.c - will this Windows answer a remote desktop client, and how?
 *
 * A policy outweighs the setting of the same name, so both are told.
 */
#include "probes/read.h"

#define SERVER "SYSTEM\\CurrentControlSet\\Control\\Terminal Server"
#define LISTENER SERVER "\\WinStations\\RDP-Tcp"
#define POLICY "SOFTWARE\\Policies\\Microsoft\\Windows NT\\Terminal Services"

static const struct probe_key keys[] = {
    { "rdp.denied", "number: 0 connections are taken, 1 not",
        "HKLM\\" SERVER ", fDenyTSConnections" },
    { "rdp.denied_by_policy", "number: as rdp.denied; absent without such a policy",
        "HKLM\\" POLICY ", fDenyTSConnections" },
    { "rdp.port", "number: port of the listener", "HKLM\\" LISTENER ", PortNumber" },
    { "rdp.adapter", "number: 0 the listener is on every network adapter",
        "HKLM\\" LISTENER ", LanAdapter" },
    { "rdp.network_level_authentication", "number: 1 a client signs in before it gets a session",
        "HKLM\\" LISTENER ", UserAuthentication" },
    { "rdp.keep_alive_timeout", "number: not 0 lost connections are noticed",
        "HKLM\\" LISTENER ", KeepAliveTimeout" },
    { "rdp.keep_alive", "number: 1 by policy; absent without",
        "HKLM\\" POLICY ", KeepAliveEnable" },
    { "rdp.keep_alive_minutes", "number: by policy; absent without",
        "HKLM\\" POLICY ", KeepAliveInterval" },
    { "rdp.no_reconnect", "number: 1 clients may not reconnect by themselves, by policy",
        "HKLM\\" POLICY ", fDisableAutoReconnect" },
    { "rdp.inherit_reconnect_same", "number: 1 fReconnectSame is that of the user",
        "HKLM\\" LISTENER ", fInheritReconnectSame" },
    { "rdp.reconnect_same", "number: 0 a session is reconnected from any client",
        "HKLM\\" LISTENER ", fReconnectSame" },
    { "rdp.connections_limit", "number: 4294967295 no limit",
        "HKLM\\" LISTENER ", MaxInstanceCount" },
    { "rdp.fixed_certificate",
        "number: 1 the listener is tied to one certificate; absent otherwise",
        "HKLM\\" LISTENER ", SSLCertificateSHA1Hash" },
    { "rdp.time_zone_redirection", "number: 1 a session has its client's time zone, by policy",
        "HKLM\\" POLICY ", fEnableTimeZoneRedirection" },
    { NULL, NULL, NULL },
};

static const struct probe_value values[] = {
    { "rdp.denied", SERVER, "fDenyTSConnections", PROBE_NUMBER },
    { "rdp.denied_by_policy", POLICY, "fDenyTSConnections", PROBE_NUMBER },
    { "rdp.port", LISTENER, "PortNumber", PROBE_NUMBER },
    { "rdp.adapter", LISTENER, "LanAdapter", PROBE_NUMBER },
    { "rdp.network_level_authentication", LISTENER, "UserAuthentication", PROBE_NUMBER },
    { "rdp.keep_alive_timeout", LISTENER, "KeepAliveTimeout", PROBE_NUMBER },
    { "rdp.keep_alive", POLICY, "KeepAliveEnable", PROBE_NUMBER },
    { "rdp.keep_alive_minutes", POLICY, "KeepAliveInterval", PROBE_NUMBER },
    { "rdp.no_reconnect", POLICY, "fDisableAutoReconnect", PROBE_NUMBER },
    { "rdp.inherit_reconnect_same", LISTENER, "fInheritReconnectSame", PROBE_NUMBER },
    { "rdp.reconnect_same", LISTENER, "fReconnectSame", PROBE_NUMBER },
    { "rdp.connections_limit", LISTENER, "MaxInstanceCount", PROBE_NUMBER },
    { "rdp.time_zone_redirection", POLICY, "fEnableTimeZoneRedirection", PROBE_NUMBER },
    { NULL, NULL, NULL, PROBE_TEXT },
};

/* The thumbprint says nothing about the image: that there is one does. */
static bool collect_certificate(const struct guest *guest, struct facts *facts, struct err *err)
{
    enum found found = ABSENT;
    struct err why = { 0 };

    if (!guest->reg_has_value(guest->state, LISTENER, "SSLCertificateSHA1Hash", &found, &why))
        return facts_set_unreadable(facts, "rdp.fixed_certificate", &why, err);
    return found == ABSENT ? facts_set_absent(facts, "rdp.fixed_certificate", err)
                           : facts_set_number(facts, "rdp.fixed_certificate", 1, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return probe_read_values(guest, values, facts, err) && collect_certificate(guest, facts, err);
}

const struct probe probe_remote_desktop = {
    .id = "remote-desktop",
    .title = "Remote desktop: whether and how clients are taken",
    .source =
        "https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image",
    .keys = keys,
    .collect = collect,
};
