/* SPDX-License-Identifier: MIT */
/* test_tasks.c - what the probe on scheduled tasks writes down. */
#include "probe_rows.h"

extern const struct probe probe_tasks;

#define FILE_NAME "C:\\Windows\\System32\\Tasks\\Microsoft\\Windows\\Defrag\\ScheduledDefrag"
#define FACT "task.scheduled_defrag"
#define TASK(settings)                                                                             \
    "<?xml version=\"1.0\"?><Task xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\"" \
    "><RegistrationInfo/><Settings>" settings "</Settings></Task>"

static void enable(struct fake_machine *machine)
{
    fake_file_text(machine, FILE_NAME, TASK("<Enabled> true\n</Enabled>"));
}

static void disable(struct fake_machine *machine)
{
    fake_file_text(machine, FILE_NAME, TASK("<Enabled>false</Enabled>"));
}

/* As Windows writes it: UTF-16 with a byte order mark. */
static void disable_wide(struct fake_machine *machine)
{
    static const char task[] = "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n"
                               "<Task><Settings><Enabled>0</Enabled></Settings></Task>";
    AUTO(text) wide = { 0 };

    text_append_bytes(&wide, "\xff\xfe", 2);
    for (size_t i = 0; i < sizeof task - 1; i++) {
        text_append_bytes(&wide, &task[i], 1);
        text_append_bytes(&wide, "", 1);
    }
    fake_file(machine, FILE_NAME, wide.bytes, wide.len);
}

static void remove_it(struct fake_machine *machine)
{
    fake_file_remove(machine, FILE_NAME);
}

static void deny(struct fake_machine *machine)
{
    fake_file_deny(machine, FILE_NAME);
}

static void spoil(struct fake_machine *machine)
{
    fake_file_text(machine, FILE_NAME, "<Task><Settings>");
}

static void spoil_root(struct fake_machine *machine)
{
    fake_file_text(machine, FILE_NAME, "<Job/>");
}

static void spoil_value(struct fake_machine *machine)
{
    fake_file_text(machine, FILE_NAME, TASK("<Enabled>falsely</Enabled>"));
}

static const struct probe_row rows[] = {
    { "there: as Windows comes, nothing said", NULL, { IS_NUMBER(FACT, 1) } },
    { "there: enabled", enable, { IS_NUMBER(FACT, 1) } },
    { "there: disabled", disable, { IS_NUMBER(FACT, 0) } },
    { "there: disabled, as Windows writes it", disable_wide, { IS_NUMBER(FACT, 0) } },
    { "absent", remove_it, { IS_ABSENT(FACT) } },
    { "denied", deny, { IS_UNREADABLE(FACT, "denied") } },
    { "malformed: cut short", spoil, { IS_UNREADABLE(FACT, "scheduled task") } },
    { "malformed: another document", spoil_root, { IS_UNREADABLE(FACT, "the root is no Task") } },
    { "malformed: neither true nor false", spoil_value,
        { IS_UNREADABLE(FACT, "Enabled is 'falsely'") } },
};

START_TEST(tasks_are_told_as_seen)
{
    check_probe_row(&probe_tasks, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_tasks, tasks_are_told_as_seen, rows)
