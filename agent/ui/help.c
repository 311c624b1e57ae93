/* SPDX-License-Identifier: MIT */
/* help.c - what help says, made from the tables. */
#include "ui/commands.h"

static void append_option_form(
    const struct ui *ui, const struct option_row *row, bool needed, size_t begin, struct text *line)
{
    AUTO(text) form = { 0 };
    const char *last = strrchr(text_string(line), '\n');

    text_append(&form, " %s%s%s%s%s", needed ? "" : "[", row->name, row->value ? " " : "",
        row->value ? row->value : "", needed ? "" : "]");
    if (say_columns(last ? last + 1 : text_string(line)) + form.len > ui->width)
        text_append(line, "\n%*s", (int)begin, "");
    text_append(line, "%s", text_string(&form));
}

void command_append_usage(const struct ui *ui, const struct command *command, struct text *text)
{
    AUTO(text) line = { 0 };
    size_t begin;

    text_append(&line, "usage: goldprep %s", command->name);
    begin = line.len;
    if (command->words[0] != '\0')
        text_append(&line, " %s", command->words);
    for (size_t at = 0; at < option_rows_count; at++)
        if (command->options & (uint64_t)option_rows[at].bit)
            append_option_form(ui, &option_rows[at],
                (command->needs & (uint64_t)option_rows[at].bit) != 0, begin, &line);
    text_append(text, "%s", text_string(&line));
}

void command_append_overview(const struct ui *ui, struct text *text)
{
    text_append(text, "usage: goldprep <command> [options]\n");
    for (size_t at = 0; commands_all[at]; at++) {
        const struct command *command = commands_all[at];

        if (at == 0 || commands_all[at - 1]->group != command->group)
            text_append(text, "\n%s\n", command_group_title(command->group));
        text_append(text, "  %-11s %s\n", command->name, command->summary);
    }
    text_append(text, "\n");
    say_wrapped(ui, text, 0, "", "'goldprep help COMMAND' tells more.");
}

static void append_options(const struct ui *ui, uint64_t options, struct text *text)
{
    text_append(text, "\noptions\n");
    for (size_t at = 0; at < option_rows_count; at++) {
        const struct option_row *row = &option_rows[at];
        char label[40];
        char form[32];

        if (!(options & (uint64_t)row->bit))
            continue;
        snprintf(form, sizeof form, "%s%s%s", row->name, row->value ? " " : "",
            row->value ? row->value : "");
        snprintf(label, sizeof label, "%-20s ", form);
        say_wrapped(ui, text, 2, label, row->what);
    }
}

static void append_exits(const struct ui *ui, const int *exits, struct text *text)
{
    text_append(text, "\nexit codes\n");
    for (; *exits != COMMAND_EXITS_END; exits++)
        for (size_t at = 0; at < exit_rows_count; at++) {
            char label[16];

            if ((int)exit_rows[at].code != *exits)
                continue;
            snprintf(label, sizeof label, "%4d  ", *exits);
            say_wrapped(ui, text, 2, label, exit_rows[at].meaning);
        }
}

void command_append_help(const struct ui *ui, const struct command *command, struct text *text)
{
    command_append_usage(ui, command, text);
    text_append(text, "\n\n");
    say_wrapped(ui, text, 0, "", command->about);
    if (command->options)
        append_options(ui, command->options, text);
    append_exits(ui, command->exits, text);
    text_append(text, "\nexample\n  %s\n", command->example);
}
