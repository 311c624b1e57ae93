/* SPDX-License-Identifier: MIT */
/* say.h - what a command writes: the answer to stdout, everything else to stderr. */
#pragma once

#include "ui/exit.h"
#include "ui/ui.h"

struct command;

/** One command at work. */
struct ui {
    const struct ui_machine *machine;
    const struct command *command;
    const char *state_folder; /* --state, or the machine's own */
    bool color;               /* the answer goes to a terminal, and NO_COLOR is not set */
    size_t width;             /* columns of the answer */
    bool lost;                /* a part of the answer could not be written */
    bool moving;              /* the last line of the terminal is one that moves */
};

/** How a word stands out on a terminal; plain elsewhere. */
enum say_color {
    SAY_PLAIN = 0,
    SAY_GOOD,
    SAY_BAD,
    SAY_DOUBTFUL,
};

/** "goldprep 0.1.0": who wrote a document. */
extern const char *const say_tool;

/** Finds out about the streams. */
struct ui say_begin(const struct ui_machine *machine);

/** Writes to stdout. */
void say_answer(struct ui *ui, const struct text *text);
/** One line to stderr. Queries and users of addresses in it are not shown (base/url.h). */
void say_note(const char *format, ...) PRINTF_LIKE(1, 2);
/** "error: text (Win32 error 5)" and, when it is not NULL, "hint: ..." to stderr. */
void say_error(const struct err *err, const char *hint);
/** The same with the exit code that belongs to err. @return that code */
int say_failed(const struct err *err, const char *hint);
/** "error: ...", the hint, and how the command is written. @return EXIT_CODE_USAGE */
int say_usage(const struct ui *ui, const char *hint, const char *format, ...) PRINTF_LIKE(3, 4);
/** The exit code that an error asks for. */
int say_code_of(const struct err *err);

/** Appends a word, padded with spaces to columns, in color if the answer may have it. */
void say_word(
    const struct ui *ui, struct text *text, enum say_color color, const char *word, size_t columns);
/**
 * Appends a text that is broken between words, and a line end.
 *
 * @param label   stands in front; later lines begin under what follows it; may be ""
 * @param indent  columns in front of the label
 */
void say_wrapped(
    const struct ui *ui, struct text *text, size_t indent, const char *label, const char *string);
/** How many columns a UTF-8 string takes, one a character. */
size_t say_columns(const char *string);
