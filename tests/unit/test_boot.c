/* SPDX-License-Identifier: MIT */
/* test_boot.c - what the probe on the boot configuration writes down. */
#include "probe_rows.h"

extern const struct probe probe_boot;

#define BOOT "BCD00000000\\Objects\\"
#define MANAGER BOOT "{9dea862c-5cdd-4e70-acc1-f32b344d4795}\\Elements\\"
#define LOADER BOOT "{6f2a1c10-0b51-4a35-9d0e-00000000b007}\\Elements\\"
#define LOADER_SETTINGS BOOT "{6efb52bf-1766-41db-a6b3-0ee5eff72bd7}\\Elements\\"

static void set(struct fake_machine *machine, const char *key, uint8_t value, size_t len)
{
    const uint8_t bytes[8] = { value };

    fake_reg_bytes(machine, key, "Element", 3, bytes, len);
}

static void start_as_azure_asks(struct fake_machine *machine)
{
    set(machine, MANAGER "25000004", 5, 8);
    set(machine, MANAGER "26000020", 1, 1);
    set(machine, MANAGER "16000020", 1, 1);
    set(machine, LOADER "16000009", 0, 1);
    set(machine, LOADER "250000e0", 1, 8);
    set(machine, LOADER "260000b0", 1, 1);
}

static void take_test_signatures(struct fake_machine *machine)
{
    set(machine, LOADER "16000048", 1, 1);
    set(machine, LOADER_SETTINGS "16000049", 1, 1);
}

static void remove_default(struct fake_machine *machine)
{
    fake_reg_remove(machine, MANAGER "23000003", NULL);
}

static void deny(struct fake_machine *machine)
{
    fake_reg_deny(machine, "BCD00000000");
}

static void spoil(struct fake_machine *machine)
{
    set(machine, LOADER "16000049", 1, 3);
    fake_reg_u32(machine, LOADER "16000048", "Element", 1);
}

static const struct probe_row rows[] = {
    { "there: as Windows comes", NULL,
        { IS_TEXT("bcd.default", "{6f2a1c10-0b51-4a35-9d0e-00000000b007}"),
            IS_NUMBER("bcd.timeout_seconds", 30), IS_ABSENT("bcd.display_boot_menu"),
            IS_ABSENT("bcd.boot_manager_ems"), IS_NUMBER("bcd.recovery_enabled", 1),
            IS_ABSENT("bcd.no_integrity_checks"), IS_ABSENT("bcd.test_signing"),
            IS_ABSENT("bcd.boot_status_policy"), IS_ABSENT("bcd.ems") } },
    { "there: as Azure asks", start_as_azure_asks,
        { IS_NUMBER("bcd.timeout_seconds", 5), IS_NUMBER("bcd.display_boot_menu", 1),
            IS_NUMBER("bcd.boot_manager_ems", 1), IS_NUMBER("bcd.recovery_enabled", 0),
            IS_NUMBER("bcd.boot_status_policy", 1), IS_NUMBER("bcd.ems", 1) } },
    { "there: set and inherited", take_test_signatures,
        { IS_NUMBER("bcd.no_integrity_checks", 1), IS_NUMBER("bcd.test_signing", 1) } },
    { "absent: no default entry says nothing", remove_default,
        { IS_UNREADABLE("bcd.default", "no default entry"),
            IS_UNREADABLE("bcd.test_signing", "no default entry"),
            IS_UNREADABLE("bcd.timeout_seconds", "no default entry") } },
    { "denied", deny,
        { IS_UNREADABLE("bcd.default", "denied"), IS_UNREADABLE("bcd.ems", "denied") } },
    { "malformed", spoil,
        { IS_UNREADABLE("bcd.test_signing", "neither a boolean nor an integer"),
            IS_UNREADABLE("bcd.no_integrity_checks", "neither a boolean nor an integer"),
            IS_NUMBER("bcd.recovery_enabled", 1) } },
};

START_TEST(boot_configuration_is_told_as_seen)
{
    check_probe_row(&probe_boot, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_boot, boot_configuration_is_told_as_seen, rows)
