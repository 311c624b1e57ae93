/* SPDX-License-Identifier: MIT */
/* test_restart.c - what the probe on pending restarts writes down. */
#include "probe_rows.h"

extern const struct probe probe_restart;

#define SERVICING "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing"
#define UPDATE "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WindowsUpdate"
#define SESSION_MANAGER "SYSTEM\\CurrentControlSet\\Control\\Session Manager"
#define RENAMES "PendingFileRenameOperations"

static void wait_for_servicing(struct fake_machine *machine)
{
    fake_reg_key(machine, SERVICING "\\RebootPending");
}

static void deny_servicing(struct fake_machine *machine)
{
    fake_reg_deny(machine, SERVICING);
}

static void deny_servicing_and_wait_for_update(struct fake_machine *machine)
{
    fake_reg_deny(machine, SERVICING);
    fake_reg_key(machine, UPDATE "\\Auto Update\\RebootRequired");
}

static void wait_with_a_report(struct fake_machine *machine)
{
    fake_reg_key(machine, UPDATE "\\Auto Update\\PostRebootReporting");
}

static void deny_updates(struct fake_machine *machine)
{
    fake_reg_deny(machine, "SOFTWARE\\Microsoft\\Updates");
}

static void replace_a_file_of_windows(struct fake_machine *machine)
{
    static const char *const renames[] = { "\\??\\C:\\Windows\\WinSxS\\Temp\\a.dll",
        "!\\??\\C:\\Windows\\System32\\a.dll", NULL };

    fake_reg_texts(machine, SESSION_MANAGER, RENAMES, renames);
}

static void delete_a_file_of_a_person(struct fake_machine *machine)
{
    static const char *const renames[] = { "\\??\\C:\\Users\\ann\\AppData\\Local\\Temp\\a.tmp", "",
        NULL };

    fake_reg_texts(machine, SESSION_MANAGER, RENAMES, renames);
}

static void spoil_renames(struct fake_machine *machine)
{
    fake_reg_u32(machine, SESSION_MANAGER, RENAMES, 1);
}

static const struct probe_row rows[] = {
    { "nothing waits", NULL, { IS_ROWS("restart.pending", "[]"), IS_ROWS("restart.noise", "[]") } },
    { "servicing waits", wait_for_servicing,
        { IS_ROWS("restart.pending",
              "[{\"name\":\"cbs-reboot-pending\",\"evidence\":\"component servicing waits for a "
              "restart (HKLM\\\\SOFTWARE\\\\Microsoft\\\\Windows\\\\CurrentVersion\\\\Component "
              "Based Servicing\\\\RebootPending)\"}]"),
            IS_ROWS("restart.noise", "[]") } },
    { "denied is not \"nothing\"", deny_servicing,
        { IS_UNREADABLE("restart.pending", "cbs-reboot-pending: "),
            IS_ROWS("restart.noise", "[]") } },
    { "one denied, another says yes", deny_servicing_and_wait_for_update,
        { IS_ROWS("restart.pending",
            "[{\"name\":\"windows-update-reboot\",\"evidence\":\"Windows Update waits for a "
            "restart (HKLM\\\\SOFTWARE\\\\Microsoft\\\\Windows\\\\CurrentVersion\\\\"
            "WindowsUpdate\\\\Auto Update\\\\RebootRequired)\"}]") } },
    { "a report is noise", wait_with_a_report,
        { IS_ROWS("restart.pending", "[]"),
            IS_ROWS("restart.noise",
                "[{\"name\":\"windows-update-reporting\",\"evidence\":\"Windows Update has a "
                "restart to report (HKLM\\\\SOFTWARE\\\\Microsoft\\\\Windows\\\\CurrentVersion\\\\"
                "WindowsUpdate\\\\Auto Update\\\\PostRebootReporting)\"}]") } },
    { "denied noise leaves the rest", deny_updates,
        { IS_ROWS("restart.pending", "[]"),
            IS_UNREADABLE("restart.noise", "update-exe-volatile: ") } },
    { "a file of Windows is replaced", replace_a_file_of_windows,
        { IS_ROWS("restart.pending",
              "[{\"name\":\"file-renames-windows\",\"evidence\":\"files of Windows are replaced at "
              "the next start (HKLM\\\\SYSTEM\\\\CurrentControlSet\\\\Control\\\\Session Manager "
              "PendingFileRenameOperations: 1, first: "
              "!\\\\??\\\\C:\\\\Windows\\\\System32\\\\a.dll)\"}"
              "]"),
            IS_ROWS("restart.noise", "[]") } },
    { "a person's path is not written down", delete_a_file_of_a_person,
        { IS_ROWS("restart.pending", "[]"),
            IS_ROWS("restart.noise",
                "[{\"name\":\"file-renames-other\",\"evidence\":\"files are replaced or deleted at "
                "the next start (HKLM\\\\SYSTEM\\\\CurrentControlSet\\\\Control\\\\Session Manager "
                "PendingFileRenameOperations)\"}]") } },
    { "renames of another kind", spoil_renames,
        { IS_UNREADABLE("restart.pending", "file-renames-windows: "),
            IS_UNREADABLE("restart.noise", "file-renames-other: ") } },
};

START_TEST(pending_restart_is_told_as_seen)
{
    check_probe_row(&probe_restart, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_restart, pending_restart_is_told_as_seen, rows)
