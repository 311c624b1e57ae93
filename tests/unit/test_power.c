/* SPDX-License-Identifier: MIT */
/* test_power.c - what the probe on power writes down. */
#include "probe_rows.h"

extern const struct probe probe_power;

#define CONTROL "SYSTEM\\CurrentControlSet\\Control\\Power"
#define SCHEMES CONTROL "\\User\\PowerSchemes"
#define SESSION_POWER "SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Power"
#define HIGH "8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c"
#define DISPLAY_OFF "7516b95f-f776-4464-8c53-06167f40cc99\\3c0bc021-c8a8-4e07-a973-6b14cbcb2b7e"

static void perform(struct fake_machine *machine)
{
    fake_reg_text(machine, SCHEMES, "ActivePowerScheme", HIGH);
    fake_reg_u32(machine, SCHEMES "\\" HIGH "\\" DISPLAY_OFF, "ACSettingIndex", 0);
    fake_reg_u32(machine, SESSION_POWER, "HiberbootEnabled", 0);
}

static void remove_all(struct fake_machine *machine)
{
    fake_reg_remove(machine, CONTROL, NULL);
    fake_reg_remove(machine, SESSION_POWER, NULL);
}

static void deny(struct fake_machine *machine)
{
    fake_reg_deny(machine, SCHEMES);
}

static void spoil(struct fake_machine *machine)
{
    fake_reg_u32(machine, SCHEMES, "ActivePowerScheme", 1);
    fake_reg_text(machine, SESSION_POWER, "HiberbootEnabled", "1");
}

static const struct probe_row rows[] = {
    { "there: as Windows comes", NULL,
        { IS_TEXT("power.scheme", "381b4222-f694-41f0-9685-ff5bb260df2e"),
            IS_ABSENT("power.display_off_seconds"), IS_NUMBER("power.fast_startup", 1),
            IS_NUMBER("power.hibernate", 0) } },
    { "there: high performance", perform,
        { IS_TEXT("power.scheme", HIGH), IS_NUMBER("power.display_off_seconds", 0),
            IS_NUMBER("power.fast_startup", 0) } },
    { "absent", remove_all,
        { IS_ABSENT("power.scheme"), IS_ABSENT("power.display_off_seconds"),
            IS_ABSENT("power.fast_startup"), IS_ABSENT("power.hibernate") } },
    { "denied", deny,
        { IS_UNREADABLE("power.scheme", "denied"),
            IS_UNREADABLE("power.display_off_seconds", "denied"),
            IS_NUMBER("power.fast_startup", 1) } },
    { "malformed", spoil,
        { IS_UNREADABLE("power.scheme", "another type"),
            IS_UNREADABLE("power.display_off_seconds", "another type"),
            IS_UNREADABLE("power.fast_startup", "another type") } },
};

START_TEST(power_is_told_as_seen)
{
    check_probe_row(&probe_power, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_power, power_is_told_as_seen, rows)
