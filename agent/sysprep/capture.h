/* SPDX-License-Identifier: MIT */
/* capture.h - the offending thing that a record names beside a signature. */
#pragma once

#include "sysprep/causes.h"
#include "sysprep/log_stream.h"

enum { CAPTURE_MOST = 320 }; /* bytes of an item with its NUL: a path has 260 characters */

/**
 * Finds the item.
 *
 * @param from, to  where the signature stands in the record's text
 * @param item      receives it, at most CAPTURE_MOST bytes; "" when there is none, or a placeholder
 */
void capture_item(
    enum cause_item kind, const struct log_record *record, size_t from, size_t to, char *item);
/** "Volume \\\\?\\Volume{...} was not found": where, and its name, "" when there is none. @return false:
 * there is no such sentence */
bool capture_missing_volume(const struct log_record *record, size_t *from, size_t *to, char *item);
/** The file name of the first DLL at or behind a place; and what is called in it, both "" when there
 * is none. is_inbox: its path is below System32, or Windows is known to bring it. */
void capture_provider(const struct log_record *record, size_t from, char *dll, bool *is_inbox);
