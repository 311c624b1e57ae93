/* SPDX-License-Identifier: MIT */
/*
 * quote_arm.c - a text as a value of an ARM template, and inside one of its expressions.
 *
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions
 */
#include "upload/quote.h"

#include <string.h>

/* An expression begins with [ and ends with ]; only such a text may get the second bracket. */
void quote_arm(struct text *text, const char *value)
{
    size_t len = strlen(value);

    if (len > 1 && value[0] == '[' && value[len - 1] == ']')
        text_append(text, "[");
    text_append_bytes(text, value, len);
}

void quote_arm_literal(struct text *text, const char *value)
{
    text_append(text, "'");
    for (const char *at = value; *at; at++) {
        if (*at == '\'')
            text_append(text, "'");
        text_append_bytes(text, at, 1);
    }
    text_append(text, "'");
}
