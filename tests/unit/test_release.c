/* SPDX-License-Identifier: MIT */
/* test_release.c - what the probe on upgrades and preview builds writes down. */
#include "probe_rows.h"

extern const struct probe probe_release;

#define FORMER "SYSTEM\\Setup\\Source OS (Updated on 10/1/2024 12:00:00)"
#define FLIGHTING "SOFTWARE\\Microsoft\\WindowsSelfHost\\Applicability"

static void upgrade(struct fake_machine *machine)
{
    fake_reg_text(machine, FORMER, "ProductName", "Windows 10 Pro");
    fake_reg_text(machine, FORMER, "CurrentBuild", "19045");
    fake_reg_key(machine, "SYSTEM\\Setup\\Upgrade");
}

static void forget_the_rest(struct fake_machine *machine)
{
    fake_reg_key(machine, FORMER);
}

static void be_an_insider(struct fake_machine *machine)
{
    fake_reg_u32(machine, FLIGHTING, "IsBuildFlightingEnabled", 1);
}

static void deny(struct fake_machine *machine)
{
    fake_reg_deny(machine, "SYSTEM\\Setup");
    fake_reg_deny(machine, FLIGHTING);
}

static void spoil(struct fake_machine *machine)
{
    fake_reg_u32(machine, FORMER, "CurrentBuild", 19045);
    fake_reg_text(machine, FLIGHTING, "IsBuildFlightingEnabled", "1");
}

static const struct probe_row rows[] = {
    { "installed new", NULL, { IS_ROWS("setup.upgraded_from", "[]"), IS_ABSENT("os.flighting") } },
    { "upgraded", upgrade,
        { IS_ROWS("setup.upgraded_from",
            "[{\"name\":\"Source OS (Updated on 10/1/2024 12:00:00)\",\"product\":\"Windows 10 "
            "Pro\",\"build\":\"19045\"}]") } },
    { "upgraded from something", forget_the_rest,
        { IS_ROWS("setup.upgraded_from",
            "[{\"name\":\"Source OS (Updated on 10/1/2024 12:00:00)\",\"product\":\"\",\"build\":"
            "\"\"}]") } },
    { "takes preview builds", be_an_insider, { IS_NUMBER("os.flighting", 1) } },
    { "denied", deny,
        { IS_UNREADABLE("setup.upgraded_from", "access denied"),
            IS_UNREADABLE("os.flighting", "access denied") } },
    { "values of another kind", spoil,
        { IS_UNREADABLE("setup.upgraded_from", ""), IS_UNREADABLE("os.flighting", "") } },
};

START_TEST(release_is_told_as_seen)
{
    check_probe_row(&probe_release, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_release, release_is_told_as_seen, rows)
