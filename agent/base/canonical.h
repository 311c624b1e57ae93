/* SPDX-License-Identifier: MIT */
/*
 * canonical.h - the one way to write a JSON document, so that a checksum of it means something.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc8785 (JSON Canonicalization Scheme): no white space,
 * members in the order of their names' UTF-16 code units, the shortest escapes. Numbers are whole
 * here (json.h), so their form is that of an integer.
 */
#pragma once

#include "base/json.h"

/**
 * Appends the document, without a line end.
 *
 * @param without  a member of the document itself that is left out; NULL: none
 * @return         false: something in it could not be completed, is not UTF-8, or is a number that
 *                 is not whole or not below 2^53
 */
bool canonical_print(
    const struct json *value, const char *without, struct text *text, struct err *err) MUST_CHECK;
