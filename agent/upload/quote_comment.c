/* SPDX-License-Identifier: MIT */
/*
 * quote_comment.c - a text inside a comment that ends with its line.
 *
 * Source: https://www.unicode.org/reports/tr36/ (bidirectional text), https://trojansource.codes
 */
#include "upload/quote.h"

/** Of what is not ASCII, how many bytes turn direction or end a line: U+0080 to U+009F,
 * U+2028 to U+202E, U+2066 to U+2069, U+200E and U+200F. */
static size_t turns(const unsigned char *at)
{
    if (at[0] == 0xc2 && at[1] >= 0x80 && at[1] <= 0x9f)
        return 2;
    if (at[0] != 0xe2 || (at[1] != 0x80 && at[1] != 0x81))
        return 0;
    if (at[1] == 0x80 && ((at[2] >= 0xa8 && at[2] <= 0xae) || at[2] == 0x8e || at[2] == 0x8f))
        return 3;
    return at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9 ? 3 : 0;
}

void quote_comment(struct text *text, const char *value)
{
    const unsigned char *at = (const unsigned char *)value;

    while (*at) {
        size_t len = turns(at);

        if (len == 0 && *at >= 0x20 && *at != 0x7f)
            text_append_bytes(text, (const char *)at, 1);
        else
            text_append(text, "?");
        at += len > 0 ? len : 1;
    }
}
