/* SPDX-License-Identifier: MIT */
/* xml_copy.h - an element of one document, put into the bytes of another. */
#pragma once

#include "base/xml_source.h"

/** Appends ASCII in the encoding of that document. */
void xml_copy_ascii(const struct xml_source *into, const char *string, struct text *text);
/** Appends bytes of a document as they are. */
void xml_copy_span(const struct xml_source *from, struct xml_span span, struct text *text);

/**
 * Appends an element in the encoding of `into`, every character of it kept. What it stands on of
 * namespaces that elements around it declare is declared on its start tag.
 *
 * @return  false with ERR_UNSUPPORTED: it has characters beyond ASCII and the two are not in one
 *          encoding, UTF-8 or UTF-16
 */
bool xml_copy_element(const struct xml_source *from, const struct xml_tag *tag,
    const struct xml_source *into, struct text *text, struct err *err) MUST_CHECK;
