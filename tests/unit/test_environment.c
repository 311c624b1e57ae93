/* SPDX-License-Identifier: MIT */
/* test_environment.c - what the probe on temporary folders and the page file writes down. */
#include "probe_rows.h"

extern const struct probe probe_environment;

#define SESSION_MANAGER "SYSTEM\\CurrentControlSet\\Control\\Session Manager"
#define MEMORY SESSION_MANAGER "\\Memory Management"

static void page_to_another_drive(struct fake_machine *machine)
{
    static const char *const files[] = { "D:\\pagefile.sys 0 0", "C:\\pagefile.sys 16 1024", NULL };

    fake_reg_texts(machine, MEMORY, "PagingFiles", files);
    fake_reg_text(machine, SESSION_MANAGER "\\Environment", "TEMP", "T:\\");
}

static void remove_all(struct fake_machine *machine)
{
    fake_reg_remove(machine, SESSION_MANAGER, NULL);
}

static void deny(struct fake_machine *machine)
{
    fake_reg_deny(machine, SESSION_MANAGER);
}

static void spoil(struct fake_machine *machine)
{
    fake_reg_text(machine, MEMORY, "PagingFiles", "?:\\pagefile.sys");
}

static const struct probe_row rows[] = {
    { "there: as Windows comes", NULL,
        { IS_TEXT("environment.temp", "%SystemRoot%\\TEMP"),
            IS_TEXT("environment.tmp", "%SystemRoot%\\TEMP"),
            IS_LIST("page_file.entries", "[\"?:\\\\pagefile.sys\"]") } },
    { "there: elsewhere", page_to_another_drive,
        { IS_TEXT("environment.temp", "T:\\"),
            IS_LIST("page_file.entries",
                "[\"D:\\\\pagefile.sys 0 0\",\"C:\\\\pagefile.sys 16 1024\"]") } },
    { "absent", remove_all,
        { IS_ABSENT("environment.temp"), IS_ABSENT("environment.tmp"),
            IS_ABSENT("page_file.entries") } },
    { "denied", deny,
        { IS_UNREADABLE("environment.temp", "denied"), IS_UNREADABLE("environment.tmp", "denied"),
            IS_UNREADABLE("page_file.entries", "denied") } },
    { "malformed", spoil, { IS_UNREADABLE("page_file.entries", "another type") } },
};

START_TEST(environment_is_told_as_seen)
{
    check_probe_row(&probe_environment, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_environment, environment_is_told_as_seen, rows)
