/* SPDX-License-Identifier: MIT */
/*
 * system_path.h - what the variables in paths of Windows' own registry and XML stand for.
 *
 * Two spellings are known: environment variables ("%SystemRoot%\x", as REG_EXPAND_SZ has them) and
 * those of component manifests ("$(runtime.system32)\x", as sysprep's action files have them). The
 * environment of the process is not asked: it may be a person's own.
 */
#pragma once

#include "guest/guest.h"

/** The folders that variables stand for. Zeroed is empty. */
struct system_folders {
    struct text windows;      /* "C:\Windows" */
    struct text system;       /* "C:\Windows\System32" */
    struct text program_data; /* "C:\ProgramData" */
};

void system_folders_done(struct system_folders *folders);
/** Asks the machine. */
bool system_folders_read(
    const struct guest *guest, struct system_folders *folders, struct err *err) MUST_CHECK;

/** Appends the drive that Windows is on, "C:". */
void system_drive(const struct system_folders *folders, struct text *path);

/**
 * Appends the path with its variables replaced.
 *
 * @param resolved  receives false when a variable in it is not known: it then stays as it is
 */
bool system_path_expand(const struct system_folders *folders, const char *path, bool *resolved,
    struct text *expanded, struct err *err) MUST_CHECK;

enum module_state {
    MODULE_UNRESOLVED = 0, /* its path has a variable that is not known here */
    MODULE_PRESENT,
    MODULE_HIDDEN, /* present, with the hidden attribute */
    MODULE_MISSING,
};

/** "unresolved", "present", "hidden", "missing" */
const char *module_state_name(enum module_state state);

/**
 * Looks for a DLL as sysprep would load it: a path with variables, or a bare name, which is looked
 * for beside sysprep.exe, in System32 and in the Windows folder.
 *
 * @param path  receives where it is, or the first place where it should be
 */
bool module_locate(const struct guest *guest, const struct system_folders *folders,
    const char *name, enum module_state *state, struct text *path, struct err *err) MUST_CHECK;
