/* SPDX-License-Identifier: MIT */
/*
 * quote_bash.c - a text as a word of a bash script, and what the Azure CLI makes of such a word.
 *
 * Source: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html (2.2.2)
 *         https://learn.microsoft.com/cli/azure/use-azure-cli-successfully-quoting
 *         azure-cli 2.45.0, azure/cli/core/commands/__init__.py, _expand_file_prefixed_files
 */
#include "upload/quote.h"

#include <string.h>

void quote_bash(struct text *text, const char *value)
{
    text_append(text, "'");
    for (const char *rest = value; *rest;) {
        size_t len = strcspn(rest, "'");

        text_append_bytes(text, rest, len);
        rest += len;
        if (*rest) {
            text_append(text, "'\\''");
            rest++;
        }
    }
    text_append(text, "'");
}

bool quote_az_takes(const char *value)
{
    const char *equals = strchr(value, '=');

    return value[0] != '@' && value[0] != '-' && !(equals && equals[1] == '@');
}
