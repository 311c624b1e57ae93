/* SPDX-License-Identifier: MIT */
/* cmd_version.c - which goldprep this is. */
#include "ui/commands.h"

static int run(struct ui *ui, const struct options *options)
{
    AUTO(text) text = { 0 };

    (void)options; /* it takes none */
    text_append(&text, "%s\n", say_tool);
    say_answer(ui, &text);
    return EXIT_CODE_DONE;
}

const struct command command_version = {
    .name = "version",
    .group = COMMAND_ABOUT,
    .words = "",
    .summary = "say which goldprep this is",
    .about = "Prints name and version, as the documents name it in \"tool\".",
    .example = "goldprep version",
    .exits = (const int[]){ EXIT_CODE_DONE, EXIT_CODE_FAILED, EXIT_CODE_USAGE, COMMAND_EXITS_END },
    .run = run,
};
