/* SPDX-License-Identifier: MIT */
/*
 * args.c - one command line out of separate arguments.
 *
 * Source: learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments (backslashes
 *         count only in front of a quotation mark)
 * Source: learn.microsoft.com/windows/win32/api/processthreadsapi, CreateProcessW
 *         (32,767 characters with the terminator)
 */
#include "win/win.h"

enum { COMMAND_LINE_LIMIT = 32767 }; /* UTF-16 units, with the terminator */

static void append_backslashes(struct text *line, size_t count)
{
    while (count-- > 0)
        text_append_bytes(line, "\\", 1);
}

/* Backslashes are doubled where a quotation mark follows, be it the argument's own or ours. */
static void append_quoted(struct text *line, const char *argument)
{
    size_t backslashes = 0;

    text_append_bytes(line, "\"", 1);
    for (const char *at = argument; *at; at++) {
        if (*at == '\\') {
            backslashes++;
            continue;
        }
        append_backslashes(line, *at == '"' ? backslashes * 2 + 1 : backslashes);
        backslashes = 0;
        text_append_bytes(line, at, 1);
    }
    append_backslashes(line, backslashes * 2);
    text_append_bytes(line, "\"", 1);
}

static bool needs_quotes(const char *argument)
{
    return *argument == '\0' || strpbrk(argument, " \t\n\v\"") != NULL;
}

bool win_quote_args(const char *path, const char *const *arguments, wchar_t **line, struct err *err)
{
    AUTO(text) whole = { 0 };
    AUTO_FREE wchar_t *wide = NULL;

    /* The program's name is read by a simpler rule, which knows no escape. */
    if (strchr(path, '"'))
        return err_set(
            err, ERR_AGENT, ERR_MALFORMED, "program name '%s' holds a quotation mark", path);

    text_append(&whole, "\"%s\"", path);
    for (size_t i = 0; arguments[i]; i++) {
        text_append_bytes(&whole, " ", 1);
        if (needs_quotes(arguments[i]))
            append_quoted(&whole, arguments[i]);
        else
            text_append(&whole, "%s", arguments[i]);
    }
    if (!text_ok(&whole, err) || !win_widen(text_string(&whole), &wide, err))
        return err_wrap(err, "command line of '%s'", path);
    if (wcslen(wide) >= COMMAND_LINE_LIMIT)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE,
            "command line of '%s' is longer than %d characters", path, COMMAND_LINE_LIMIT - 1);

    *line = TAKE(wide);
    return true;
}
