/* SPDX-License-Identifier: MIT */
/* cmd_help.c - what a command does, and the pages of docs/ that come from the tables. */
#include "base/nearest.h"
#include "ui/markdown.h"

static int print_page(struct ui *ui, const char *name)
{
    AUTO(text) text = { 0 };
    AUTO(text) hint = { 0 };

    if (markdown_append(name, &text)) {
        say_answer(ui, &text);
        return EXIT_CODE_DONE;
    }
    text_append(&hint, "pages: ");
    markdown_append_names(&hint);
    return say_usage(ui, text_string(&hint), "unknown page '%.80s'", name);
}

static int run(struct ui *ui, const struct options *options)
{
    const struct command *command;
    struct nearest nearest = { 0 };
    AUTO(text) text = { 0 };
    char hint[96] = "";

    if (options->markdown)
        return print_page(ui, options->markdown);
    if (options->word_count == 0) {
        command_append_overview(ui, &text);
        say_answer(ui, &text);
        return EXIT_CODE_DONE;
    }
    command = command_find(options->words[0]);
    if (!command) {
        for (size_t at = 0; commands_all[at]; at++)
            nearest_try(&nearest, options->words[0], commands_all[at]->name);
        if (nearest.name)
            snprintf(hint, sizeof hint, "did you mean '%s'?", nearest.name);
        return say_usage(ui, hint, "unknown command '%.80s'", options->words[0]);
    }
    command_append_help(ui, command, &text);
    say_answer(ui, &text);
    return EXIT_CODE_DONE;
}

const struct command command_help = {
    .name = "help",
    .group = COMMAND_ABOUT,
    .words = "[COMMAND]",
    .word_count = 1,
    .summary = "say what a command does and takes",
    .about = "Without a command: the overview. 'goldprep COMMAND --help' says the same. "
             "--markdown prints a page of docs/ as it is made from the program's own tables.",
    .example = "goldprep help prepare",
    .options = OPTION_MARKDOWN,
    .exits = (const int[]){ EXIT_CODE_DONE, EXIT_CODE_FAILED, EXIT_CODE_USAGE, COMMAND_EXITS_END },
    .run = run,
};
