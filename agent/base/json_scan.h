/* SPDX-License-Identifier: MIT */
/* json_scan.h - reads a JSON document without keeping anything, and says where it is wrong. */
#pragma once

#include "base/text.h"

/** Passed as `stop_at_member` by who wants the whole document read. */
#define JSON_SCAN_ALL SIZE_MAX

/**
 * Reads one document by the letter of RFC 8259, without recursion.
 *
 * @param stop_at_member  place of a member's name, counted from 0 in the order they are written:
 *                        reading ends there
 * @param offset          receives the offset of that member's name; len after the whole document.
 *                        Written on failure too: where it went wrong
 * @return                false: err names line and column
 */
bool json_scan(const char *bytes, size_t len, size_t stop_at_member, size_t *offset,
    struct err *err) MUST_CHECK;

/** Fills err with "line L, column C: problem" for that offset. @return false */
bool json_scan_error(
    const char *bytes, size_t offset, enum err_agent code, const char *problem, struct err *err);
