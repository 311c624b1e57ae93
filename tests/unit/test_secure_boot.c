/* SPDX-License-Identifier: MIT */
/* test_secure_boot.c - what the probe on Secure Boot writes down. */
#include "probe_rows.h"

extern const struct probe probe_secure_boot;

#define STATE "SYSTEM\\CurrentControlSet\\Control\\SecureBoot\\State"

static void switch_off(struct fake_machine *machine)
{
    fake_reg_u32(machine, STATE, "UEFISecureBootEnabled", 0);
}

static void remove_key(struct fake_machine *machine)
{
    fake_reg_remove(machine, STATE, NULL);
}

static void deny_key(struct fake_machine *machine)
{
    fake_reg_deny(machine, STATE);
}

static void spoil(struct fake_machine *machine)
{
    fake_reg_text(machine, STATE, "UEFISecureBootEnabled", "yes");
}

static const struct probe_row rows[] = {
    { "on", NULL, { IS_NUMBER("secure_boot.enabled", 1) } },
    { "off", switch_off, { IS_NUMBER("secure_boot.enabled", 0) } },
    { "absent", remove_key, { IS_ABSENT("secure_boot.enabled") } },
    { "denied", deny_key, { IS_UNREADABLE("secure_boot.enabled", "access denied") } },
    { "of another kind", spoil, { IS_UNREADABLE("secure_boot.enabled", "UEFISecureBootEnabled") } },
};

START_TEST(secure_boot_is_told_as_seen)
{
    check_probe_row(&probe_secure_boot, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_secure_boot, secure_boot_is_told_as_seen, rows)
