/* SPDX-License-Identifier: MIT */
/*
 * sealed_line.h - one line of a sealed file: a JSON object whose last member is a checksum.
 *
 * `,"crc32":"xxxxxxxx"}` ends every line. The CRC-32 runs from the first byte of the file to the
 * byte in front of that, earlier checksums and line ends included: a line that was altered,
 * dropped, doubled or moved does not fit, and neither does any line behind it. It guards against
 * damage, not against a person who means to forge. Journals and recordings are such files.
 */
#pragma once

#include "base/json.h"

/**
 * Appends the object as a whole line: its members, its CRC, a line end.
 *
 * @param object  has at least one member and none named "crc32"
 * @param crc     of the file in front of the line; receives that of the file with it
 */
bool sealed_line_print(
    const struct json *object, uint32_t *crc, struct text *line, struct err *err) MUST_CHECK;

/**
 * Is the line whole: does its CRC fit what stands in front of it?
 *
 * @param line  without its line end
 * @param crc   of the file in front of the line; receives that of the file with it when whole
 */
bool sealed_line_is_whole(const char *line, size_t len, uint32_t *crc);

/**
 * Does the line say, in any version's form, that it is of another version?
 *
 * @param family   "goldprep.journal/": what the schemas of all versions begin with
 * @param schema   "goldprep.journal/1": the one that is read here
 * @param version  receives the other version, appended
 */
bool sealed_line_is_foreign(
    const char *line, size_t len, const char *family, const char *schema, struct text *version);
