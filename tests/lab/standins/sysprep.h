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
 *   Way                text: the way of sysprep_ways.c in which it fails or hangs
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

/** Where a run has got to: what runs there is an action file of Windows, or providers of others. */
enum sysprep_place {
    SYSPREP_NOWHERE,
    SYSPREP_START,            /* the command line is read */
    SYSPREP_VALIDATE_CLEANUP, /* the validators: nothing is changed yet */
    SYSPREP_VALIDATE,
    SYSPREP_STATE, /* the states of earlier runs are looked at */
    SYSPREP_CLEANUP,
    SYSPREP_CLEANUP_EXTERNAL,
    SYSPREP_GENERALIZE,
    SYSPREP_GENERALIZE_EXTERNAL,
    SYSPREP_PLACES,
};

enum sysprep_fault {
    SYSPREP_FAILS, /* with the code; without one it only says its lines, and goes on */
    SYSPREP_HANGS, /* never comes back */
    SYSPREP_DIES,  /* the process is gone, with 0xC0000005 */
    SYSPREP_ENDS,  /* the process ends as if all were well, and says nothing */
};

/** A way in which a run does not come to its end. */
struct sysprep_way {
    const char *name; /* as a recipe has it */
    enum sysprep_place place;
    enum sysprep_fault fault;
    const char *method, *library; /* the provider that it happens in; NULL: in none */
    const char *lines[3];         /* what it says first, as errors */
    uint32_t code;
    bool own_words;       /* lines say that it failed: the one who called it does not */
    bool decimal;         /* codes are written as signed numbers */
    const char *earlier;  /* the error of a run before this one, which the log still has */
    const wchar_t *state; /* ImageState at the end, in place of the right one */
    bool no_tag;          /* the tag file is not written */
    bool no_log;          /* nor is a log */
    bool stays;           /* at its end it waits for ever, as with a message box on the screen */
    uint32_t exit_code;   /* of a run that did not seal; real ones were seen to end with 0 */
};

struct sysprep_options {
    bool generalize, oobe, audit, quiet; /* switches without a value */
    bool quit, shutdown, reboot;         /* what happens at the end */
    bool vm;                             /* /mode:vm */
};

struct sysprep_run {
    struct setup_log log;
    struct sysprep_options options;
    const struct sysprep_way *way; /* NULL: nothing goes wrong */
};

/** A function of a provider, as ActionFiles\*.xml name it. */
struct sysprep_module {
    const char *method;                     /* "SysprepGeneralizeValidate" */
    const char *library;                    /* "AppxSysprep.dll" */
    uint32_t (*work)(struct sysprep_run *); /* 0, or the code it fails with; NULL: nothing to do */
};

/** The way that the recipe asks for; NULL: none. One that is not known is said in the lab's log. */
const struct sysprep_way *sysprep_way_find(void);

/** Runs the modules of an action file, then what the recipe wants to go wrong there.
 * false: stopped; the log says why. */
bool sysprep_session(
    struct sysprep_run *run, enum sysprep_place place, const struct sysprep_module *modules);

/** The providers that other software has registered: there is one only where it is to fail. */
bool sysprep_external(struct sysprep_run *run, enum sysprep_place place);

/** Says what the way says there; hangs or dies where it does. Returns its code, 0: go on. */
uint32_t sysprep_go_wrong(struct sysprep_run *run, enum sysprep_place place);

/** Runs the validators of both passes. false: one refused; the log has it. */
bool sysprep_validate(struct sysprep_run *run);

/** Cleans up, generalizes, arms setup. false: stopped on the way; the log has it. */
bool sysprep_execute(struct sysprep_run *run);

/** Writes ImageState to the registry and to State.ini. */
void sysprep_set_image_state(const wchar_t *state);

/** Waits one part out of `parts` of DurationMs. */
void sysprep_take_time(unsigned parts);
