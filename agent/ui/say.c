/* SPDX-License-Identifier: MIT */
/* say.c - lines, colors and errors of the console. */
#include "ui/say.h"

#include "base/console.h"
#include "base/url.h"
#include "ui/commands.h"

enum {
    WIDTH_LEAST = 60, /* narrower terminals wrap by themselves */
    WIDTH_MOST = 100, /* longer lines are hard to read */
};

const char *const say_tool = "goldprep " GOLDPREP_VERSION;

struct ui say_begin(const struct ui_machine *machine)
{
    struct ui ui = { .machine = machine, .width = CONSOLE_WIDTH_UNKNOWN };
    const char *no_color = getenv("NO_COLOR"); /* https://no-color.org: present and not empty */

    ui.state_folder = machine->state_folder;
    if (!console_is_terminal(CONSOLE_OUT))
        return ui;
    ui.color = !no_color || no_color[0] == '\0';
    ui.width = (size_t)console_width(CONSOLE_OUT);
    if (ui.width < WIDTH_LEAST)
        ui.width = WIDTH_LEAST;
    if (ui.width > WIDTH_MOST)
        ui.width = WIDTH_MOST;
    return ui;
}

void say_answer(struct ui *ui, const struct text *text)
{
    struct err err = { 0 };

    if (!text_ok(text, &err)) {
        say_error(&err, NULL);
        ui->lost = true;
    } else if (!console_write(CONSOLE_OUT, text_string(text), text->len)) {
        ui->lost = true;
    }
}

void say_note(const char *format, ...)
{
    AUTO(text) note = { 0 };
    AUTO(text) line = { 0 };
    va_list arguments;

    va_start(arguments, format);
    text_append_list(&note, format, arguments);
    va_end(arguments);
    url_hide(
        text_string(&note), &line); /* an address in it may be a secret, whoever put it there */
    text_append(&line, "\n");
    /* when stderr is gone there is nobody left to tell */
    (void)console_write(CONSOLE_ERR, text_string(&line), line.len);
}

static void append_number(struct text *text, const struct err *err)
{
    switch (err->domain) {
    case ERR_WIN32:
        text_append(text, " (Win32 error %u)", err->code);
        break;
    case ERR_HRESULT:
        text_append(text, " (HRESULT 0x%08x)", err->code);
        break;
    case ERR_WMI:
        text_append(text, " (storage error %u)", err->code);
        break;
    case ERR_ERRNO:
    case ERR_HTTP:
    case ERR_AGENT:
    case ERR_NONE:
        break;
    }
}

void say_error(const struct err *err, const char *hint)
{
    AUTO(text) text = { 0 };

    append_number(&text, err);
    if (strstr(err->text, text_string(&text)))
        text_clear(&text); /* whoever failed has said it */
    say_note("error: %s%s", err->text, text_string(&text));
    if (hint && hint[0] != '\0')
        say_note("hint: %s", hint);
}

int say_code_of(const struct err *err)
{
    if (err_is(err, ERR_SYSPREP))
        return EXIT_CODE_SYSPREP;
    if (err_is(err, ERR_TIME_LIMIT))
        return EXIT_CODE_TIME_LIMIT;
    if (err_is(err, ERR_REFUSED) || err_is(err, ERR_BUSY) || err_is(err, ERR_CHANGED))
        return EXIT_CODE_REFUSED;
    return EXIT_CODE_FAILED;
}

int say_failed(const struct err *err, const char *hint)
{
    say_error(err, hint);
    return say_code_of(err);
}

int say_usage(const struct ui *ui, const char *hint, const char *format, ...)
{
    AUTO(text) text = { 0 };
    va_list arguments;

    va_start(arguments, format);
    text_append_list(&text, format, arguments);
    va_end(arguments);
    say_note("error: %s", text_string(&text));
    if (hint && hint[0] != '\0')
        say_note("hint: %s", hint);
    text_clear(&text);
    if (ui->command)
        command_append_usage(ui, ui->command, &text);
    else
        text_append(&text, "usage: goldprep <command> [options]");
    say_note("%s", text_string(&text));
    return EXIT_CODE_USAGE;
}

size_t say_columns(const char *string)
{
    size_t columns = 0;

    for (; *string; string++)
        if (((unsigned char)*string & 0xc0) != 0x80)
            columns++;
    return columns;
}

void say_word(
    const struct ui *ui, struct text *text, enum say_color color, const char *word, size_t columns)
{
    static const char *const codes[] = { "", "\033[32m", "\033[31m", "\033[33m" };
    size_t used = say_columns(word);

    if (ui->color && color != SAY_PLAIN)
        text_append(text, "%s%s\033[0m", codes[color], word);
    else
        text_append(text, "%s", word);
    text_append(text, "%*s", used < columns ? (int)(columns - used) : 0, "");
}

/* The end of the word that begins there. */
static const char *word_end(const char *string)
{
    while (*string && *string != ' ' && *string != '\n')
        string++;
    return string;
}

void say_wrapped(
    const struct ui *ui, struct text *text, size_t indent, const char *label, const char *string)
{
    size_t begin = indent + say_columns(label);
    size_t column = begin;

    text_append(text, "%*s%s", (int)indent, "", label);
    while (*string) {
        const char *end = word_end(string);
        AUTO(text) word = { 0 };
        size_t columns;

        text_append_bytes(&word, string, (size_t)(end - string));
        columns = say_columns(text_string(&word));
        if (column > begin && column + 1 + columns > ui->width) {
            text_append(text, "\n%*s", (int)begin, "");
            column = begin;
        }
        if (columns > 0)
            text_append(text, "%s%s", column > begin ? " " : "", text_string(&word));
        column += columns + (column > begin ? 1 : 0);
        string = *end ? end + 1 : end;
        if (*end == '\n' && *string) {
            text_append(text, "\n%*s", (int)begin, "");
            column = begin;
        }
    }
    text_append(text, "\n");
}
