/* SPDX-License-Identifier: MIT */
/* log_text.h - pure: a log's bytes as lines. Only log.c uses it. */
#pragma once

#include "base/text.h"

/** One line, without its end; not NUL-terminated. */
struct log_line {
    const char *start;
    size_t len;
};

/**
 * UTF-16 with a BOM to UTF-8; a UTF-8 BOM is passed over; other bytes stay as they are.
 *
 * @param decoded  receives UTF-16's translation; its owner keeps it as long as lines are used
 * @param lines    receives all of it as one piece
 */
bool log_decode(const void *bytes, size_t len, struct text *decoded, struct log_line *all,
    struct err *err) MUST_CHECK;

/** Takes the next line off the front of what is left; false at the end. */
bool log_next(struct log_line *left, struct log_line *line);

/** Where the needle first stands in the line, or NULL. */
const char *log_find(const struct log_line *line, const char *needle);

/** Appends at most limit bytes of the line as UTF-8: what is not UTF-8 is taken as Latin-1, control
 * characters become blanks. */
void log_append(const struct log_line *line, size_t limit, struct text *text);
