/* SPDX-License-Identifier: MIT */
/* base64.h - bytes as text and back. Source: https://www.rfc-editor.org/rfc/rfc4648 section 4. */
#pragma once

#include "base/text.h"

/** Appends len bytes, padded with '='. */
void base64_append(struct text *text, const void *data, size_t len);

/**
 * Reads the text back. Only the one way of writing the bytes is accepted: padded, no white space,
 * no bits set that stand for nothing.
 *
 * @param bytes  receives the content; the caller releases it
 */
bool base64_read(const char *text, struct bytes *bytes, struct err *err) MUST_CHECK;
