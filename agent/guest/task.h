/* SPDX-License-Identifier: MIT */
/*
 * task.h - a scheduled task, as the file below %windir%\System32\Tasks tells it.
 *
 * The form is documented; Settings/Enabled is true where it is left out:
 * https://learn.microsoft.com/windows/win32/taskschd/taskschedulerschema-enabled-settingstype-element
 */
#pragma once

#include "guest/guest.h"

enum { TASK_SIZE_LIMIT = 256 * 1024 }; /* bytes of the file; a real one has about 4,000 */

/** Reads whether the task may start at all. */
bool task_parse_enabled(const void *bytes, size_t len, bool *enabled, struct err *err) MUST_CHECK;

/** The same of a task of this machine.
 * @param name  "Microsoft\\Windows\\Defrag\\ScheduledDefrag" */
bool task_read_enabled(const struct guest *guest, const char *name, enum found *found,
    bool *enabled, struct err *err) MUST_CHECK;
