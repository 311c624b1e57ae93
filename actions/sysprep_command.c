/* SPDX-License-Identifier: MIT */
/*
 * sysprep_command.c - how sysprep is called.
 *
 * Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/sysprep-command-line-options
 *         https://learn.microsoft.com/azure/dev-box/how-to-prepare-custom-image-dev-box (switches)
 */
#include "actions/sysprep_command.h"

static const char *const always[] = { "/generalize", "/oobe", "/mode:vm", "/quiet", "/quit" };

void sysprep_command_done(struct sysprep_command *command)
{
    text_done(&command->answer_file);
    memset(command, 0, sizeof *command);
}

bool sysprep_command_make(const char *answer_file, struct sysprep_command *command, struct err *err)
{
    size_t count = COUNT_OF(always);

    memcpy(command->arguments, always, sizeof always);
    if (answer_file) {
        text_append(&command->answer_file, "/unattend:%s", answer_file);
        if (!text_ok(&command->answer_file, err))
            return false;
        command->arguments[count++] = text_string(&command->answer_file);
    }
    command->arguments[count] = NULL;
    return true;
}

void sysprep_command_append(const struct sysprep_command *command, struct text *text)
{
    text_append(text, "sysprep.exe");
    for (const char *const *argument = command->arguments; *argument; argument++) {
        bool quoted = strchr(*argument, ' ') != NULL;

        text_append(text, " %s%s%s", quoted ? "\"" : "", *argument, quoted ? "\"" : "");
    }
}
