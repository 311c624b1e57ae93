/* SPDX-License-Identifier: MIT */
/* sysprep_command.h - how sysprep is called. */
#pragma once

#include "base/text.h"

enum { SYSPREP_ARGUMENTS_MOST = 6 }; /* the five that are always given, and the answer file */

/** Arguments of one call. Zeroed is empty. */
struct sysprep_command {
    const char *arguments[SYSPREP_ARGUMENTS_MOST + 1]; /* NULL-terminated */
    struct text answer_file;                           /* the argument that names it */
};

void sysprep_command_done(struct sysprep_command *command);
/** @param answer_file  absolute path of the file for /unattend; NULL: sysprep looks for one itself */
bool sysprep_command_make(
    const char *answer_file, struct sysprep_command *command, struct err *err) MUST_CHECK;
/** Appends "sysprep.exe /generalize ...", as a person would type it. */
void sysprep_command_append(const struct sysprep_command *command, struct text *text);
