/* SPDX-License-Identifier: MIT */
/*
 * action_files.h - sysprep's own providers, as System32\Sysprep\ActionFiles\*.xml names them.
 *
 * The form of the files is not documented by Microsoft; it is the same in every public sample seen
 * (Windows 10 1607 to Windows Server 2025).
 */
#pragma once

#include "guest/guest.h"

enum {
    ACTION_FILE_SIZE_LIMIT = 1024 * 1024, /* bytes of a file; a real one has about 40,000 */
    ACTION_MODULES_LIMIT = 4096,          /* modules of one file */
};

/** A DLL that sysprep loads. */
struct action_module {
    char *module;    /* "$(runtime.system32)\AppxSysprep.dll" */
    char *method;    /* "SysprepGeneralize" */
    char *component; /* "Microsoft-Windows-AppX-Sysprep" */
    bool validates;  /* asked before anything is changed */
};

/** Zeroed is empty. */
struct action_modules {
    struct action_module *items;
    size_t count, capacity;
};

void action_modules_done(struct action_modules *modules);

/** Adds the modules of a file, in its order. Those of another processor are left out, as sysprep
 * does: of a 64-bit Windows they are those marked wow64 or x86. */
bool action_file_parse(
    const void *bytes, size_t len, struct action_modules *modules, struct err *err) MUST_CHECK;
