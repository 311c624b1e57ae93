/* SPDX-License-Identifier: MIT */
/*
 * console.h - the two streams a person or a script sees, as UTF-8.
 *
 * Done by agent/win/console.c or agent/posix/console.c.
 */
#pragma once

#include "base/err.h"

#include <stddef.h>

enum console_stream {
    CONSOLE_OUT, /* the answer */
    CONSOLE_ERR, /* everything else */
};

/**
 * Writes UTF-8 bytes, at once and whole.
 *
 * @param bytes  may be cut anywhere; "\n" ends a line
 * @return       false when not all of it could be written (closed, disk full): an answer that is
 *               lost must not end with exit code 0
 */
bool console_write(enum console_stream stream, const char *bytes, size_t len);

/** What takes the place of both streams. */
struct console_sink {
    void *state;
    /** As console_write. */
    bool (*write)(void *state, enum console_stream stream, const char *bytes, size_t len);
};

/**
 * What the calling thread writes goes to the sink from now on, and there is nobody to ask and no
 * terminal. Another thread's streams stay as they are.
 *
 * @param sink  must outlive its use; NULL: to the streams again
 */
void console_divert(const struct console_sink *sink);

/** Does a person look at this stream, rather than a file or a pipe? */
bool console_is_terminal(enum console_stream stream);

/** Columns of the stream's terminal; CONSOLE_WIDTH_UNKNOWN when that cannot be told. */
int console_width(enum console_stream stream);
enum { CONSOLE_WIDTH_UNKNOWN = 80 };

/**
 * Asks a person: writes the question to CONSOLE_ERR and reads one line.
 *
 * @param yes  true for "y" and "yes" in any case; anything else, an empty line and the end of
 *             input are "no"
 * @return     false (ERR_REFUSED): standard input is not a terminal, so there is nobody to ask
 */
bool console_ask(const char *question, bool *yes, struct err *err) MUST_CHECK;

/** A person has said stop (Ctrl-C), and has been asked what is meant: waiting calls wait again, and
 * the next Ctrl-C is the first one. */
void console_forget_stop(void);
