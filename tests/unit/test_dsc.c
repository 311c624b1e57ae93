/* SPDX-License-Identifier: MIT */
/* test_dsc.c - what the probe on DSC and the machine's keys writes down. */
#include "probe_rows.h"

extern const struct probe probe_dsc;

#define CONFIGURATION "C:\\Windows\\System32\\Configuration"
#define MACHINE_KEYS "C:\\ProgramData\\Microsoft\\Crypto\\RSA\\MachineKeys"

static void apply(struct fake_machine *machine)
{
    fake_file_text(machine, CONFIGURATION "\\Current.mof", "x");
    fake_file_text(machine, CONFIGURATION "\\BACKUP.MOF", "x");
    fake_file_text(machine, CONFIGURATION "\\MetaConfig.mof", "x");
    fake_file_text(machine, CONFIGURATION "\\Schema\\x.mof", "x");
}

static void have_a_fresh_folder(struct fake_machine *machine)
{
    fake_file_text(machine, CONFIGURATION "\\DSCStatusHistory.mof", "x");
    fake_file_remove(machine, MACHINE_KEYS "\\machine");
}

static void deny(struct fake_machine *machine)
{
    fake_file_deny(machine, CONFIGURATION);
    fake_file_deny(machine, MACHINE_KEYS);
}

static void spoil(struct fake_machine *machine)
{
    fake_file_remove(machine, MACHINE_KEYS "\\machine");
    fake_file_text(machine, MACHINE_KEYS, "a file");
}

static const struct probe_row rows[] = {
    { "there, and nothing applied", NULL,
        { IS_ROWS("dsc.configuration", "[]"), IS_ABSENT("dsc.meta_configuration"),
            IS_NUMBER("crypto.machine_keys", 1) } },
    { "there: applied", apply,
        { IS_ROWS("dsc.configuration", "[{\"name\":\"Current.mof\"},{\"name\":\"backup.mof\"}]"),
            IS_NUMBER("dsc.meta_configuration", 1) } },
    { "absent", have_a_fresh_folder,
        { IS_ROWS("dsc.configuration", "[]"), IS_ABSENT("crypto.machine_keys") } },
    { "denied", deny,
        { IS_UNREADABLE("dsc.configuration", "access denied"),
            IS_UNREADABLE("dsc.meta_configuration", "access denied"),
            IS_UNREADABLE("crypto.machine_keys", "access denied") } },
    { "malformed: a file for a folder", spoil, { IS_ABSENT("crypto.machine_keys") } },
};

START_TEST(configurations_are_told_as_seen)
{
    check_probe_row(&probe_dsc, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_dsc, configurations_are_told_as_seen, rows)
