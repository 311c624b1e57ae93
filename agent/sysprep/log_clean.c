/* SPDX-License-Identifier: MIT */
/* log_clean.c - escape sequences, typographic marks, HTML, Markdown and JSON. */
#include "sysprep/log_clean.h"

#include "base/attr.h"

#include <string.h>

struct replacement {
    const char *from, *to;
};

/* The blanks, dashes and quotation marks that web pages and word processors make; Markdown's escape of
 * a name. */
static const struct replacement replacements[] = {
    { "\xe2\x80\x98", "'" },
    { "\xe2\x80\x99", "'" },
    { "\xe2\x80\x9c", "\"" },
    { "\xe2\x80\x9d", "\"" },
    { "\xe2\x80\x9e", "\"" },
    { "\xe2\x80\x93", "-" },
    { "\xe2\x80\x94", "-" },
    { "\xe2\x80\x91", "-" },
    { "\xe2\x80\x8b", "" },
    { "\xe2\x80\xaf", " " },
    { "\xc2\xa0", " " },
    { "\xc2\xab", "\"" },
    { "\xc2\xbb", "\"" },
    { "\xef\xbb\xbf", "" },
    { "&quot;", "\"" },
    { "&#34;", "\"" },
    { "&#39;", "'" },
    { "&apos;", "'" },
    { "&lt;", "<" },
    { "&gt;", ">" },
    { "&amp;", "&" },
    { "&nbsp;", " " },
    { "\\_", "_" },
    { "`", "'" },
};

static const struct replacement *find_replacement(const char *line, size_t len)
{
    char first = line[0];

    if (first != '&' && first != '\\' && first != '`' && (first & 0x80) == 0)
        return NULL;
    for (size_t i = 0; i < COUNT_OF(replacements); i++) {
        size_t from_len = strlen(replacements[i].from);

        if (from_len <= len && memcmp(line, replacements[i].from, from_len) == 0)
            return &replacements[i];
    }
    return NULL;
}

/* Length of "ESC [ ... letter", or of the escape character alone. */
static size_t escape_len(const char *line, size_t len)
{
    size_t at = 2;

    if (len < 2 || line[1] != '[')
        return 1;
    while (at < len && (unsigned char)line[at] >= 0x20 && (unsigned char)line[at] < 0x40)
        at++;
    return at < len ? at + 1 : at;
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x7f && c != '&' && c != '\\' && c != '`';
}

size_t log_clean(const char *line, size_t len, char *clean)
{
    size_t count = 0;

    for (size_t at = 0; at < len;) {
        const struct replacement *found;
        unsigned char c = (unsigned char)line[at];

        if (is_plain(c)) {
            clean[count++] = (char)c;
            at++;
            continue;
        }
        found = find_replacement(line + at, len - at);
        if (found) {
            size_t to_len = strlen(found->to);

            memcpy(clean + count, found->to, to_len);
            count += to_len;
            at += strlen(found->from);
        } else if (c == 0x1b) {
            at += escape_len(line + at, len - at);
        } else {
            clean[count++] = c < 0x20 || c == 0x7f ? ' ' : (char)c;
            at++;
        }
    }
    return count;
}

bool log_is_json(const char *line, size_t len)
{
    bool has_member = false, has_escape = false;

    if (!memchr(line, '"', len))
        return false;
    for (size_t i = 0; i + 1 < len; i++) {
        if (line[i] == '"' &&
            (line[i + 1] == ':' || (i + 2 < len && line[i + 1] == ' ' && line[i + 2] == ':')))
            has_member = true;
        if (line[i] == '\\' && (line[i + 1] == 'n' || line[i + 1] == 'r' || line[i + 1] == '\\' ||
                                   line[i + 1] == '"' || line[i + 1] == 'u'))
            has_escape = true;
    }
    return has_member && has_escape;
}

static int hex_value(const char *digits)
{
    int value = 0;

    for (int i = 0; i < 4; i++) {
        char c = digits[i];
        int digit = c >= '0' && c <= '9'                     ? c - '0'
                    : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                             : -1;

        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* One escape of a JSON string. @return its length; c: what it stands for */
static size_t json_escape(const char *line, size_t len, char *c)
{
    int value;

    if (len < 2)
        return 0;
    switch (line[1]) {
    case 'n':
        *c = '\n';
        return 2;
    case 'r':
    case 't':
        *c = ' ';
        return 2;
    case '\\':
    case '"':
    case '/':
        *c = line[1];
        return 2;
    case 'u':
        value = len >= 6 ? hex_value(line + 2) : -1;
        *c = value == '\n' || (value >= 0x20 && value < 0x7f) ? (char)value : ' ';
        return value < 0 ? 0 : 6;
    default:
        return 0;
    }
}

/* "\r\n" in letters, or "\n" with a time behind it: no path goes on like that. */
static size_t line_end_escape(const char *line, size_t len)
{
    if (len >= 4 && memcmp(line, "\\r\\n", 4) == 0)
        return 4;
    if (len < 7 || line[1] != 'n')
        return 0;
    for (size_t i = 2; i < 6; i++)
        if (line[i] < '0' || line[i] > '9')
            return 0;
    return line[6] == '-' ? 2 : 0;
}

static bool has_line_end_escape(const char *line, size_t len)
{
    const char *end = line + len;

    for (const char *at = line; (at = memchr(at, '\\', (size_t)(end - at))); at++)
        if (line_end_escape(at, (size_t)(end - at)) > 0)
            return true;
    return false;
}

size_t log_unescape(char *line, size_t len, bool json)
{
    size_t count = 0;

    if (!json && !has_line_end_escape(line, len))
        return len;
    for (size_t at = 0; at < len;) {
        char c = line[at];
        size_t taken = 0;

        if (c == '\\') {
            taken = json ? json_escape(line + at, len - at, &c) : 0;
            if (taken == 0 && (taken = line_end_escape(line + at, len - at)) > 0)
                c = '\n';
        }
        line[count++] = c;
        at += taken > 0 ? taken : 1;
        /* a member's text begins a line of its own */
        if (json && c == '"' && taken == 0 && count >= 3 &&
            (line[count - 2] == ':' || (line[count - 2] == ' ' && line[count - 3] == ':')))
            line[count - 1] = '\n';
    }
    return count;
}
