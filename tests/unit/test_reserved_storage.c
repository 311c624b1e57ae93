/* SPDX-License-Identifier: MIT */
/* test_reserved_storage.c - what the quick probe on reserved storage writes down. */
#include "probe_rows.h"

extern const struct probe probe_reserved_storage;

#define RESERVE_MANAGER "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\ReserveManager"

static void be_busy(struct fake_machine *machine)
{
    fake_reg_u32(machine, RESERVE_MANAGER, "ShippedWithReserves", 0);
    fake_reg_u32(machine, RESERVE_MANAGER, "ActiveScenario", 3);
}

static void remove_key(struct fake_machine *machine)
{
    fake_reg_remove(machine, RESERVE_MANAGER, NULL);
}

static void deny_key(struct fake_machine *machine)
{
    fake_reg_deny(machine, RESERVE_MANAGER);
}

static void spoil(struct fake_machine *machine)
{
    fake_reg_text(machine, RESERVE_MANAGER, "ShippedWithReserves", "");
}

static const struct probe_row rows[] = {
    { "as installed", NULL,
        { IS_NUMBER("reserved_storage.shipped", 1), IS_NUMBER("reserved_storage.passed_policy", 1),
            IS_NUMBER("reserved_storage.misc_policy", 1),
            IS_NUMBER("reserved_storage.active_scenario", 0) } },
    { "off and in use", be_busy,
        { IS_NUMBER("reserved_storage.shipped", 0),
            IS_NUMBER("reserved_storage.active_scenario", 3) } },
    { "absent", remove_key,
        { IS_ABSENT("reserved_storage.shipped"), IS_ABSENT("reserved_storage.passed_policy"),
            IS_ABSENT("reserved_storage.misc_policy"),
            IS_ABSENT("reserved_storage.active_scenario") } },
    { "denied", deny_key,
        { IS_UNREADABLE("reserved_storage.shipped", "access denied"),
            IS_UNREADABLE("reserved_storage.active_scenario", "access denied") } },
    { "one of another kind, the rest told", spoil,
        { IS_UNREADABLE("reserved_storage.shipped", "ShippedWithReserves"),
            IS_NUMBER("reserved_storage.passed_policy", 1) } },
};

START_TEST(reserved_storage_is_told_as_seen)
{
    check_probe_row(&probe_reserved_storage, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_reserved_storage, reserved_storage_is_told_as_seen, rows)
