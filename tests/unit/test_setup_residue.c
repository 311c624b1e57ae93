/* SPDX-License-Identifier: MIT */
/* test_setup_residue.c - what the probe on left-overs of setup writes down. */
#include "probe_rows.h"

extern const struct probe probe_setup_residue;

#define SCRIPT "C:\\Windows\\Setup\\Scripts\\SetupComplete.cmd"
#define LOGS "C:\\Windows\\System32\\Sysprep\\Panther"

static void leave_all(struct fake_machine *machine)
{
    fake_file_text(machine, SCRIPT, "echo");
    fake_file_text(machine, "C:\\Windows.old\\Windows\\notepad.exe", "MZ");
    fake_reg_u32(machine, "SYSTEM\\Setup", "Upgrade", 1);
    fake_file_text(machine, LOGS "\\setupact.log", "abc");
    fake_file_text(machine, LOGS "\\setuperr.log", "");
    fake_file_text(machine, LOGS "\\diagerr.xml", "<x/>");
    fake_file_text(machine, LOGS "\\IE\\setupact.log", "abc");
}

static void leave_files_for_folders(struct fake_machine *machine)
{
    fake_file_text(machine, SCRIPT "\\x", "");
    fake_file_text(machine, "C:\\Windows.old", "");
}

static void deny(struct fake_machine *machine)
{
    fake_file_deny(machine, SCRIPT);
    fake_file_deny(machine, "C:\\Windows.old");
    fake_file_deny(machine, LOGS);
    fake_reg_deny(machine, "SYSTEM\\Setup");
}

static void spoil(struct fake_machine *machine)
{
    fake_reg_text(machine, "SYSTEM\\Setup", "Upgrade", "1");
}

static const struct probe_row rows[] = {
    { "absent", NULL,
        { IS_ABSENT("setup.complete_script"), IS_ABSENT("setup.windows_old"),
            IS_ABSENT("setup.upgrade"), IS_ROWS("sysprep.panther_logs", "[]") } },
    { "there", leave_all,
        { IS_NUMBER("setup.complete_script", 4), IS_NUMBER("setup.windows_old", 1),
            IS_NUMBER("setup.upgrade", 1),
            IS_ROWS("sysprep.panther_logs", "[{\"name\":\"setupact.log\",\"size_bytes\":3},"
                                            "{\"name\":\"setuperr.log\",\"size_bytes\":0}]") } },
    { "a folder is no script, a file no folder", leave_files_for_folders,
        { IS_ABSENT("setup.complete_script"), IS_ABSENT("setup.windows_old") } },
    { "denied", deny,
        { IS_UNREADABLE("setup.complete_script", "access denied"),
            IS_UNREADABLE("setup.windows_old", "access denied"),
            IS_UNREADABLE("setup.upgrade", "access denied"),
            IS_UNREADABLE("sysprep.panther_logs", "access denied") } },
    { "malformed", spoil, { IS_UNREADABLE("setup.upgrade", "another type") } },
};

START_TEST(residue_is_told_as_seen)
{
    check_probe_row(&probe_setup_residue, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_setup_residue, residue_is_told_as_seen, rows)
