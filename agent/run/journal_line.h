/* SPDX-License-Identifier: MIT */
/* journal_line.h - one line of a journal as bytes. Only the journal uses it. */
#pragma once

#include "base/json.h"

/** The form of the file that this program writes and reads. */
#define JOURNAL_SCHEMA "goldprep.journal/1"

/**
 * Appends the object as a whole line: its members, its CRC, a line end.
 *
 * @param crc  of the file in front of the line; receives that of the file with it
 */
bool journal_line_print(
    const struct json *object, uint32_t *crc, struct text *line, struct err *err) MUST_CHECK;

/**
 * Is the line whole: does its CRC fit what stands in front of it?
 *
 * @param line  without its line end
 * @param crc   of the file in front of the line; receives that of the file with it when whole
 */
bool journal_line_is_whole(const char *line, size_t len, uint32_t *crc);

/** Does the line say, in any version's form, that it is of another version? Appends which. */
bool journal_line_is_foreign(const char *line, size_t len, struct text *version);
