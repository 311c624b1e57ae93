/* SPDX-License-Identifier: MIT */
/* err.c - fills an error value without allocating, and never loses the cause. */
#include "base/err.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/** The length of at most `limit` bytes that does not end inside a UTF-8 character. */
static size_t cut_at_character(const char *bytes, size_t limit)
{
    while (limit > 0 && ((unsigned char)bytes[limit] & 0xC0) == 0x80)
        limit--;
    return limit;
}

/** Formats into a buffer of the size of err->text. @return false when it did not fit whole */
PRINTF_LIKE(3, 0)
static bool format_text(char *text, size_t size, const char *format, va_list arguments)
{
    /* One more byte than is kept: it tells whether the cut fell inside a character. */
    char buffer[sizeof((struct err *)0)->text + 1];
    int len = vsnprintf(buffer, sizeof buffer, format, arguments);

    if (len < 0) {
        text[0] = '\0';
        return false;
    }
    if ((size_t)len < size) {
        memcpy(text, buffer, (size_t)len + 1);
        return true;
    }
    size_t kept = cut_at_character(buffer, size - 1);
    memcpy(text, buffer, kept);
    text[kept] = '\0';
    return false;
}

/* A "%.160s" may end inside a character, and what Windows or a file says may be no UTF-8, or hold
 * bytes that a terminal obeys. */
static void keep_showable(char *text)
{
    size_t len = strlen(text);

    for (size_t at = 0; (at += text_utf8_len(text + at, len - at)) < len;)
        text[at++] = '?';
    for (char *at = text; *at; at++) {
        unsigned char byte = (unsigned char)*at;

        if (byte == 0xC2 && (unsigned char)at[1] < 0xA0) /* U+0080 to U+009F */
            at[0] = at[1] = '?';
        else if (byte < 0x20 || byte == 0x7F)
            *at = byte == '\n' || byte == '\r' || byte == '\t' ? ' ' : '?';
    }
}

bool err_set(struct err *err, enum err_domain domain, uint32_t code, const char *format, ...)
{
    char text[sizeof err->text]; /* arguments may point into err->text */
    va_list arguments;

    va_start(arguments, format);
    (void)format_text(text, sizeof text, format, arguments); /* cut is what the header promises */
    va_end(arguments);
    keep_showable(text);

    err->domain = domain;
    err->code = code;
    memcpy(err->text, text, sizeof err->text);
    return false;
}

bool err_wrap(struct err *err, const char *format, ...)
{
    static const char between[] = ": ";
    char context[sizeof err->text];
    va_list arguments;

    va_start(arguments, format);
    bool whole = format_text(context, sizeof context, format, arguments);
    va_end(arguments);
    keep_showable(context);

    size_t context_len = strlen(context);
    size_t cause_len = strlen(err->text);
    size_t front_len = context_len + sizeof between - 1;
    if (!whole || front_len + cause_len >= sizeof err->text)
        return false;

    memmove(err->text + front_len, err->text, cause_len + 1);
    memcpy(err->text, context, context_len);
    memcpy(err->text + context_len, between, sizeof between - 1);
    return false;
}

bool err_nomem(struct err *err)
{
    return err_set(err, ERR_AGENT, ERR_NOMEM, "out of memory");
}

bool err_is(const struct err *err, enum err_agent code)
{
    return err->domain == ERR_AGENT && err->code == (uint32_t)code;
}

const char *err_domain_name(enum err_domain domain)
{
    switch (domain) {
    case ERR_NONE:
        return "none";
    case ERR_AGENT:
        return "agent";
    case ERR_ERRNO:
        return "errno";
    case ERR_WIN32:
        return "win32";
    case ERR_HRESULT:
        return "hresult";
    case ERR_WMI:
        return "wmi";
    case ERR_HTTP:
        return "http";
    }
    return "none";
}
