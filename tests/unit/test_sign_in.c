/* SPDX-License-Identifier: MIT */
/* test_sign_in.c - what the probe on automatic sign-in writes down, and that no password is. */
#include "probe_rows.h"

extern const struct probe probe_sign_in;

#define WINLOGON "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon"

static void sign_in(struct fake_machine *machine)
{
    fake_reg_text(machine, WINLOGON, "AutoAdminLogon", "1");
    fake_reg_u32(machine, WINLOGON, "AutoLogonCount", 3);
    fake_reg_text(machine, WINLOGON, "DefaultPassword", "secret");
    fake_lsa_secret(machine, "DefaultPassword");
}

static void remove_all(struct fake_machine *machine)
{
    fake_reg_remove(machine, WINLOGON, NULL);
}

static void deny(struct fake_machine *machine)
{
    fake_reg_deny(machine, WINLOGON);
    fake_fail(machine, "lsa_secret", -1, ERR_WIN32, 5, "access denied");
}

static void spoil(struct fake_machine *machine)
{
    fake_reg_u32(machine, WINLOGON, "AutoAdminLogon", 1);
}

static const struct probe_row rows[] = {
    { "there: as Windows comes", NULL,
        { IS_TEXT("winlogon.autologon", "0"), IS_ABSENT("winlogon.autologon_count"),
            IS_ABSENT("winlogon.default_password"), IS_ABSENT("winlogon.secret") } },
    { "there: signs in", sign_in,
        { IS_TEXT("winlogon.autologon", "1"), IS_NUMBER("winlogon.autologon_count", 3),
            IS_NUMBER("winlogon.default_password", 1), IS_NUMBER("winlogon.secret", 1) } },
    { "absent", remove_all,
        { IS_ABSENT("winlogon.autologon"), IS_ABSENT("winlogon.autologon_count"),
            IS_ABSENT("winlogon.default_password") } },
    { "denied", deny,
        { IS_UNREADABLE("winlogon.autologon", "denied"),
            IS_UNREADABLE("winlogon.default_password", "denied"),
            IS_UNREADABLE("winlogon.secret", "denied") } },
    { "malformed", spoil, { IS_UNREADABLE("winlogon.autologon", "another type") } },
};

START_TEST(automatic_sign_in_is_told_as_seen)
{
    check_probe_row(&probe_sign_in, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_sign_in, automatic_sign_in_is_told_as_seen, rows)
