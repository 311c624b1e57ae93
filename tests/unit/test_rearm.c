/* SPDX-License-Identifier: MIT */
/* test_rearm.c - what the probe on resets of the licence writes down. */
#include "probe_rows.h"

extern const struct probe probe_rearm;

#define PLATFORM "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\SoftwareProtectionPlatform"

static void answer(struct fake_machine *machine, const char *rows)
{
    fake_wmi(machine, "ROOT\\CIMV2", "SoftwareLicensingService", rows);
}

static void use_up(struct fake_machine *machine)
{
    answer(machine, "[{\"RemainingWindowsReArmCount\":0}]");
    fake_reg_u32(machine, PLATFORM, "SkipRearm", 1);
}

static void have_no_row(struct fake_machine *machine)
{
    answer(machine, "[]");
    fake_reg_remove(machine, PLATFORM, NULL);
}

static void have_no_count(struct fake_machine *machine)
{
    answer(machine, "[{}]");
}

static void have_no_class(struct fake_machine *machine)
{
    answer(machine, NULL);
}

static void answer_late(struct fake_machine *machine)
{
    fake_fail(machine, "wmi", -1, ERR_AGENT, ERR_TIME_LIMIT, "WMI has not answered in 10 s");
    fake_reg_deny(machine, PLATFORM);
}

static void spoil(struct fake_machine *machine)
{
    answer(machine, "[{\"RemainingWindowsReArmCount\":\"many\"}]");
    fake_reg_text(machine, PLATFORM, "SkipRearm", "1");
}

static const struct probe_row rows[] = {
    { "there", NULL,
        { IS_NUMBER("sysprep.rearm_count", 1001), IS_NUMBER("sysprep.skip_rearm", 0) } },
    { "there: used up, and skipped", use_up,
        { IS_NUMBER("sysprep.rearm_count", 0), IS_NUMBER("sysprep.skip_rearm", 1) } },
    { "absent: no row", have_no_row,
        { IS_ABSENT("sysprep.rearm_count"), IS_ABSENT("sysprep.skip_rearm") } },
    { "absent: a row without the count", have_no_count, { IS_ABSENT("sysprep.rearm_count") } },
    { "no such class is not \"none left\"", have_no_class,
        { IS_UNREADABLE("sysprep.rearm_count", "the class is not there") } },
    { "denied, and late", answer_late,
        { IS_UNREADABLE("sysprep.rearm_count", "has not answered"),
            IS_UNREADABLE("sysprep.skip_rearm", "access denied") } },
    { "malformed", spoil,
        { IS_UNREADABLE("sysprep.rearm_count", "RemainingWindowsReArmCount is not a number"),
            IS_UNREADABLE("sysprep.skip_rearm", "another type") } },
};

START_TEST(resets_of_the_licence_are_told_as_seen)
{
    check_probe_row(&probe_rearm, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_rearm, resets_of_the_licence_are_told_as_seen, rows)
