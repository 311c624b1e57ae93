/* SPDX-License-Identifier: MIT */
/*
 * sysprep.h - the parts of the stand-in for sysprep.exe.
 *
 * Phases and log lines follow public setupact.log files of Windows 10, 11 and Server 2022;
 * Microsoft documents the switches, the image states and the tag file:
 * https://learn.microsoft.com/windows-hardware/manufacture/desktop/sysprep-command-line-options
 * https://learn.microsoft.com/windows-hardware/manufacture/desktop/windows-setup-states
 *
 * State and faults, below HKLM\SOFTWARE\LabGuest\sysprep (numbers unless said otherwise):
 *   DurationMs         how long the work takes; 300 when absent
 *   BitLockerOn        1: the BitLocker validator finds the system volume encrypted
 *   HangIn             text: "validate", "cleanup" or "generalize": never comes back from there
 *   DieInGeneralize    1: the process dies in the middle of generalizing
 *   ExitWithoutTag     1: everything is done but the tag file
 *   SettleMs           ImageState becomes what it should be that long after the process has ended
 *   Runs               how often it was started: written, not read
 */
#pragma once

#include "setup_log.h"

#include <stdbool.h>

#define SYSPREP_NAME "sysprep"
#define SYSPREP_FOLDER "C:\\Windows\\System32\\Sysprep"
#define SYSPREP_WIDE_FOLDER L"C:\\Windows\\System32\\Sysprep"
#define SYSPREP_TAG SYSPREP_WIDE_FOLDER L"\\Sysprep_succeeded.tag"

struct sysprep_options {
    bool generalize, oobe, audit, quiet; /* switches without a value */
    bool quit, shutdown, reboot;         /* what happens at the end */
    bool vm;                             /* /mode:vm */
};

struct sysprep_run {
    struct setup_log log;
    struct sysprep_options options;
};

/** A function of a provider, as ActionFiles\*.xml name it. */
struct sysprep_module {
    const char *method;                     /* "SysprepGeneralizeValidate" */
    const char *library;                    /* "AppxSysprep.dll" */
    uint32_t (*work)(struct sysprep_run *); /* 0, or the code it fails with; NULL: nothing to do */
};

/** Where a session of an action file has got to: its beginning is written, its modules are run.
 * Returns 0 or the code of the module that failed, whose failure is in the log then. */
uint32_t sysprep_session(struct sysprep_run *run, const char *step, const char *action_file,
    unsigned phase, const struct sysprep_module *modules);

/** Runs the validators of both passes. false: one refused; the log has it. */
bool sysprep_validate(struct sysprep_run *run);

/** Cleans up, generalizes, arms setup. false: stopped on the way; the log has it. */
bool sysprep_execute(struct sysprep_run *run);

/** Writes ImageState to the registry and to State.ini. */
void sysprep_set_image_state(const wchar_t *state);

/** Never returns when the recipe wants a hang in that stage. */
void sysprep_hang_in(const wchar_t *stage);

/** Waits one part out of `parts` of DurationMs. */
void sysprep_take_time(unsigned parts);
