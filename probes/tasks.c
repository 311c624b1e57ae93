/* SPDX-License-Identifier: MIT */
/* tasks.c - may the task run that defragments the disk of every clone? */
#include "probes/read.h"

#include "guest/task.h"

#define SCHEDULED_DEFRAG "Microsoft\\Windows\\Defrag\\ScheduledDefrag"

static const char fact[] = "task.scheduled_defrag";

static const struct probe_key keys[] = {
    { fact, "number: 1 the task is enabled, 0 disabled; absent: there is no such task",
        "%windir%\\System32\\Tasks\\" SCHEDULED_DEFRAG ", Settings/Enabled" },
    { NULL, NULL, NULL },
};

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    enum found found = ABSENT;
    bool enabled = false;
    struct err why = { 0 };

    if (!task_read_enabled(guest, SCHEDULED_DEFRAG, &found, &enabled, &why))
        return facts_set_unreadable(facts, fact, &why, err);
    return found == ABSENT ? facts_set_absent(facts, fact, err)
                           : facts_set_number(facts, fact, enabled, err);
}

const struct probe probe_tasks = {
    .id = "tasks",
    .title = "Scheduled tasks that a consumer wants off",
    .source = "https://learn.microsoft.com/windows/win32/taskschd/"
              "taskschedulerschema-enabled-settingstype-element",
    .keys = keys,
    .collect = collect,
};
