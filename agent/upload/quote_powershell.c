/* SPDX-License-Identifier: MIT */
/*
 * quote_powershell.c - a text as a PowerShell expression of single-quoted literals, all ASCII.
 *
 * Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 *         https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_character_encoding
 */
#include "upload/quote.h"

#include <string.h>

static bool is_plain(char letter)
{
    return letter >= 0x20 && letter < 0x7f;
}

/** Appends the run of plain ASCII at the front as one literal. @return  what is behind it */
static const char *append_literal(struct text *text, const char *value)
{
    text_append(text, "'");
    for (; is_plain(*value); value++) {
        if (*value == '\'')
            text_append(text, "'");
        text_append_bytes(text, value, 1);
    }
    text_append(text, "'");
    return value;
}

/** Reads the character at the front. @param value  receives what is behind it */
static unsigned long read_character(const char **value)
{
    unsigned char first = (unsigned char)*(*value)++;
    unsigned long code = first;

    if (first >= 0xf0)
        code = first & 0x07;
    else if (first >= 0xe0)
        code = first & 0x0f;
    else if (first >= 0xc0)
        code = first & 0x1f;
    while (((unsigned char)**value & 0xc0) == 0x80)
        code = code << 6 | ((unsigned char)*(*value)++ & 0x3f);
    return code;
}

/** Appends the one character at the front, of any kind but plain. @return  what is behind it */
static const char *append_number(struct text *text, const char *value)
{
    unsigned long code = read_character(&value);

    text_append(text, code > 0xffff ? "[char]::ConvertFromUtf32(0x%lX)" : "[char]0x%04lX", code);
    return value;
}

void quote_powershell_json(struct text *text, const char *json)
{
    text_append(text, "'");
    while (*json) {
        if (is_plain(*json) || *json == '\n') {
            text_append(text, "%s%c", *json == '\'' ? "'" : "", *json);
            json++;
            continue;
        }
        unsigned long code = read_character(&json);
        if (code > 0xffff)
            text_append(text, "\\u%04lx\\u%04lx", 0xd800 + ((code - 0x10000) >> 10),
                0xdc00 + ((code - 0x10000) & 0x3ff));
        else
            text_append(text, "\\u%04lx", code);
    }
    text_append(text, "'");
}

void quote_powershell(struct text *text, const char *value)
{
    const char *odd = value;

    while (is_plain(*odd))
        odd++;
    if (!*odd) {
        (void)append_literal(text, value);
        return;
    }
    /* a text in front makes the sum a text: [char] + [char] would be an error */
    text_append(text, "(");
    value = append_literal(text, value);
    while (*value) {
        text_append(text, " + ");
        value = is_plain(*value) ? append_literal(text, value) : append_number(text, value);
    }
    text_append(text, ")");
}
