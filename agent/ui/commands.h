/* SPDX-License-Identifier: MIT */
/* commands.h - every command: help, dispatch and docs come from this one table. */
#pragma once

#include "ui/options.h"
#include "ui/say.h"

enum command_group {
    COMMAND_LOOKS = 0, /* changes nothing */
    COMMAND_CHANGES,   /* changes this machine */
    COMMAND_HANDS_OVER,
    COMMAND_SERVES, /* is there for other commands */
    COMMAND_ABOUT,  /* about goldprep itself */
};

/** Ends a list of exit codes. */
enum { COMMAND_EXITS_END = -1 };

struct command {
    const char *name;
    enum command_group group;
    const char *words;   /* what stands behind it: "print | check FILE"; "" when nothing does */
    size_t word_count;   /* how many words that are, at most */
    const char *summary; /* one line of the overview */
    const char *about;   /* paragraphs for 'help COMMAND' */
    const char *example; /* a command line */
    uint64_t options;    /* enum option_bit */
    uint64_t needs;      /* those of them without which it does nothing */
    const int *exits;    /* enum exit_code, ended by COMMAND_EXITS_END */
    int (*run)(struct ui *ui, const struct options *options);
};

/** In the order of the overview; NULL-terminated. */
extern const struct command *const commands_all[];
const struct command *command_find(const char *name); /* NULL: no such one */
const char *command_group_title(enum command_group group);

/** Appends "usage: goldprep assess [--profile ID] ..." without a line end. */
void command_append_usage(const struct ui *ui, const struct command *command, struct text *text);
/** Appends the overview of all commands. */
void command_append_overview(const struct ui *ui, struct text *text);
/** Appends all that 'help COMMAND' says. */
void command_append_help(const struct ui *ui, const struct command *command, struct text *text);
