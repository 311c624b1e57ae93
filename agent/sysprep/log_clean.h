/* SPDX-License-Identifier: MIT */
/* log_clean.h - undoes what terminals, web pages and JSON have done to a line. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/**
 * Makes blanks of control characters, drops escape sequences, makes plain quotation marks and blanks
 * of the typographic ones, and undoes HTML's and Markdown's escapes.
 *
 * @param clean  receives at most len bytes
 * @return       how many
 */
size_t log_clean(const char *line, size_t len, char *clean);
/** Does it look like a piece of JSON with a string in it? */
bool log_is_json(const char *line, size_t len);
/**
 * Undoes JSON's escapes in place; "\n" becomes a line feed.
 *
 * @param json  false: only line ends are undone, where a path cannot be meant
 * @return      how many bytes are left
 */
size_t log_unescape(char *line, size_t len, bool json);
