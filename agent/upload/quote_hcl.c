/* SPDX-License-Identifier: MIT */
/*
 * quote_hcl.c - a text as a quoted template of HCL2, with no template in it.
 *
 * Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md (Template Expressions)
 */
#include "upload/quote.h"

static const char *escape(char letter)
{
    switch (letter) {
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    default:
        return NULL;
    }
}

void quote_hcl(struct text *text, const char *value)
{
    text_append(text, "\"");
    for (const char *at = value; *at; at++) {
        const char *escaped = escape(*at);

        if (escaped)
            text_append(text, "%s", escaped);
        else if ((*at == '$' || *at == '%') && at[1] == '{')
            text_append(text, "%c%c", *at, *at);
        else if ((unsigned char)*at < 0x20 || *at == 0x7f)
            text_append(text, "\\u%04x", (unsigned)(unsigned char)*at);
        else
            text_append_bytes(text, at, 1);
    }
    text_append(text, "\"");
}
