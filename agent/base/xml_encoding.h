/* SPDX-License-Identifier: MIT */
/*
 * xml_encoding.h - a document in UTF-8, whatever of the common encodings it is in.
 *
 * libxml2 is given UTF-8 alone: its own converters differ from build to build (with iconv or without),
 * and version 2.9 follows a NULL pointer when memory runs out while it begins to convert.
 */
#pragma once

#include "base/text.h"

/**
 * UTF-8, UTF-16 (with a mark, or beginning with "<?"), ISO-8859-1, US-ASCII and windows-1252. What
 * cannot be a character becomes a byte that no UTF-8 has, so that the parser tells where it is.
 *
 * @param converted  receives the document when it was in another encoding; stays empty when not
 * @return           false: ERR_MALFORMED, in another encoding than these; or no memory
 */
bool xml_encoding_convert(
    const void *bytes, size_t len, struct text *converted, struct err *err) MUST_CHECK;

/** Is it in UTF-8: not declared as something else, and made of nothing else? */
bool xml_encoding_is_utf8(const void *bytes, size_t len);
