/* SPDX-License-Identifier: MIT */
/* test_time.c - what the probe on time writes down. */
#include "probe_rows.h"

extern const struct probe probe_time;

#define ZONE "SYSTEM\\CurrentControlSet\\Control\\TimeZoneInformation"
#define SERVICE "SYSTEM\\CurrentControlSet\\Services\\W32Time"

static void be_universal(struct fake_machine *machine)
{
    fake_reg_u32(machine, ZONE, "RealTimeIsUniversal", 1);
    fake_reg_text(machine, ZONE, "TimeZoneKeyName", "UTC");
    fake_reg_u32(machine, SERVICE, "Start", 2);
}

static void remove_all(struct fake_machine *machine)
{
    fake_reg_remove(machine, ZONE, NULL);
    fake_reg_remove(machine, SERVICE, NULL);
}

static void deny(struct fake_machine *machine)
{
    fake_reg_deny(machine, ZONE);
}

static void spoil(struct fake_machine *machine)
{
    fake_reg_text(machine, ZONE, "RealTimeIsUniversal", "yes");
}

static const struct probe_row rows[] = {
    { "there: as Windows comes", NULL,
        { IS_ABSENT("time.universal"), IS_TEXT("time.zone", "Pacific Standard Time"),
            IS_NUMBER("service.w32time_start", 3) } },
    { "there: as Azure asks", be_universal,
        { IS_NUMBER("time.universal", 1), IS_TEXT("time.zone", "UTC"),
            IS_NUMBER("service.w32time_start", 2) } },
    { "absent", remove_all,
        { IS_ABSENT("time.universal"), IS_ABSENT("time.zone"),
            IS_ABSENT("service.w32time_start") } },
    { "denied", deny,
        { IS_UNREADABLE("time.universal", "denied"), IS_UNREADABLE("time.zone", "denied"),
            IS_NUMBER("service.w32time_start", 3) } },
    { "malformed", spoil, { IS_UNREADABLE("time.universal", "another type") } },
};

START_TEST(time_is_told_as_seen)
{
    check_probe_row(&probe_time, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_time, time_is_told_as_seen, rows)
