/* SPDX-License-Identifier: MIT */
/*
 * remote_access.c - is what a build tool opened for itself still open?
 *
 * Source: https://learn.microsoft.com/windows/win32/winrm/installation-and-configuration-for-windows-remote-management
 *         https://learn.microsoft.com/troubleshoot/windows-server/windows-security/user-account-control-and-remote-restriction
 * Where WinRM keeps its configuration is known from public tools: unverified on a real Windows.
 */
#include "probes/read.h"

#define SYSTEM_POLICY "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System"
#define WSMAN "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WSMAN"
#define WINRM_POLICY "SOFTWARE\\Policies\\Microsoft\\Windows\\WinRM\\Service"
#define DEVICE_GUARD "SYSTEM\\CurrentControlSet\\Control\\DeviceGuard"

static const struct probe_key keys[] = {
    { "uac.enabled", "number: 0 User Account Control is off",
        "HKLM\\" SYSTEM_POLICY ", EnableLUA" },
    { "uac.remote_filter_off",
        "number: 1 local administrators have full rights from the network, too; absent: never set",
        "HKLM\\" SYSTEM_POLICY ", LocalAccountTokenFilterPolicy" },
    PROBE_START_KEY("service.winrm_start", "WinRM"),
    { "winrm.allow_unencrypted", "number: 1 messages need not be encrypted; absent: never set",
        "HKLM\\" WSMAN "\\Service, allow_unencrypted" },
    { "winrm.basic", "number: 1 passwords are taken as they are; absent: never set",
        "HKLM\\" WSMAN "\\Service, auth_basic" },
    { "winrm.allow_unencrypted_by_policy", "number: the same by policy; absent without",
        "HKLM\\" WINRM_POLICY ", AllowUnencryptedTraffic" },
    { "winrm.basic_by_policy", "number: the same by policy; absent without",
        "HKLM\\" WINRM_POLICY ", AllowBasic" },
    { "winrm.listeners", "list: \"*+HTTP\" and the like; absent: never configured",
        "HKLM\\" WSMAN "\\Listener" },
    PROBE_START_KEY("service.sshd_start", "sshd"),
    { "vbs.configured", "number: 1 virtualization-based security is asked for; absent: never set",
        "HKLM\\" DEVICE_GUARD ", EnableVirtualizationBasedSecurity" },
    { NULL, NULL, NULL },
};

static const struct probe_value values[] = {
    { "uac.enabled", SYSTEM_POLICY, "EnableLUA", PROBE_NUMBER },
    { "uac.remote_filter_off", SYSTEM_POLICY, "LocalAccountTokenFilterPolicy", PROBE_NUMBER },
    PROBE_START("service.winrm_start", "WinRM"),
    { "winrm.allow_unencrypted", WSMAN "\\Service", "allow_unencrypted", PROBE_NUMBER },
    { "winrm.basic", WSMAN "\\Service", "auth_basic", PROBE_NUMBER },
    { "winrm.allow_unencrypted_by_policy", WINRM_POLICY, "AllowUnencryptedTraffic", PROBE_NUMBER },
    { "winrm.basic_by_policy", WINRM_POLICY, "AllowBasic", PROBE_NUMBER },
    PROBE_START("service.sshd_start", "sshd"),
    { "vbs.configured", DEVICE_GUARD, "EnableVirtualizationBasedSecurity", PROBE_NUMBER },
    { NULL, NULL, NULL, PROBE_TEXT },
};

static bool collect_listeners(const struct guest *guest, struct facts *facts, struct err *err)
{
    AUTO(text_list) names = { 0 };
    enum found found = ABSENT;
    struct err why = { 0 };

    if (!guest->reg_list_keys(guest->state, WSMAN "\\Listener", &found, &names, &why))
        return facts_set_unreadable(facts, "winrm.listeners", &why, err);
    return found == ABSENT ? facts_set_absent(facts, "winrm.listeners", err)
                           : facts_set_list(facts, "winrm.listeners", &names, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return probe_read_values(guest, values, facts, err) && collect_listeners(guest, facts, err);
}

const struct probe probe_remote_access = {
    .id = "remote-access",
    .title = "User Account Control, WinRM and SSH as a build tool leaves them",
    .source = "https://learn.microsoft.com/windows/win32/winrm/"
              "installation-and-configuration-for-windows-remote-management",
    .keys = keys,
    .collect = collect,
};
