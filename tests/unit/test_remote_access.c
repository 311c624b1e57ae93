/* SPDX-License-Identifier: MIT */
/* test_remote_access.c - what the probe on UAC, WinRM and SSH writes down. */
#include "probe_rows.h"

extern const struct probe probe_remote_access;

#define SYSTEM_POLICY "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System"
#define WSMAN "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WSMAN"
#define WINRM_POLICY "SOFTWARE\\Policies\\Microsoft\\Windows\\WinRM\\Service"
#define SERVICES "SYSTEM\\CurrentControlSet\\Services\\"

static void open_for_a_build(struct fake_machine *machine)
{
    fake_reg_u32(machine, SYSTEM_POLICY, "EnableLUA", 0);
    fake_reg_u32(machine, SYSTEM_POLICY, "LocalAccountTokenFilterPolicy", 1);
    fake_reg_u32(machine, SERVICES "WinRM", "Start", 2);
    fake_reg_u32(machine, WSMAN "\\Service", "allow_unencrypted", 1);
    fake_reg_u32(machine, WSMAN "\\Service", "auth_basic", 1);
    fake_reg_u32(machine, WINRM_POLICY, "AllowBasic", 1);
    fake_reg_key(machine, WSMAN "\\Listener\\*+HTTP");
    fake_reg_u32(machine, SERVICES "sshd", "Start", 2);
}

static void remove_all(struct fake_machine *machine)
{
    fake_reg_remove(machine, SYSTEM_POLICY, NULL);
    fake_reg_remove(machine, SERVICES "WinRM", NULL);
}

static void deny(struct fake_machine *machine)
{
    fake_reg_deny(machine, WSMAN);
}

static void spoil(struct fake_machine *machine)
{
    fake_reg_text(machine, SYSTEM_POLICY, "EnableLUA", "1");
}

static const struct probe_row rows[] = {
    { "there: as Windows comes", NULL,
        { IS_NUMBER("uac.enabled", 1), IS_ABSENT("uac.remote_filter_off"),
            IS_NUMBER("service.winrm_start", 3), IS_ABSENT("winrm.allow_unencrypted"),
            IS_ABSENT("winrm.basic"), IS_ABSENT("winrm.listeners"), IS_ABSENT("service.sshd_start"),
            IS_ABSENT("vbs.configured") } },
    { "there: opened for a build", open_for_a_build,
        { IS_NUMBER("uac.enabled", 0), IS_NUMBER("uac.remote_filter_off", 1),
            IS_NUMBER("service.winrm_start", 2), IS_NUMBER("winrm.allow_unencrypted", 1),
            IS_NUMBER("winrm.basic", 1), IS_NUMBER("winrm.basic_by_policy", 1),
            IS_ABSENT("winrm.allow_unencrypted_by_policy"),
            IS_LIST("winrm.listeners", "[\"*+HTTP\"]"), IS_NUMBER("service.sshd_start", 2) } },
    { "absent", remove_all, { IS_ABSENT("uac.enabled"), IS_ABSENT("service.winrm_start") } },
    { "denied", deny,
        { IS_UNREADABLE("winrm.allow_unencrypted", "denied"),
            IS_UNREADABLE("winrm.listeners", "denied"), IS_NUMBER("uac.enabled", 1) } },
    { "malformed", spoil, { IS_UNREADABLE("uac.enabled", "another type") } },
};

START_TEST(remote_access_is_told_as_seen)
{
    check_probe_row(&probe_remote_access, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_remote_access, remote_access_is_told_as_seen, rows)
