/* SPDX-License-Identifier: MIT */
/*
 * xml_source.h - where the elements of a document stand in its bytes, and a copy with some replaced.
 *
 * For documents that xml_parse has accepted: it judges, this only finds. What is not replaced keeps
 * every byte: comments, order, white space, line ends, encoding. Bytes or UTF-16; what is replaced and
 * what it is replaced with is ASCII.
 */
#pragma once

#include "base/xml.h"

/** Bytes, from begin up to end. */
struct xml_span {
    size_t begin, end;
};

/** One element. */
struct xml_tag {
    struct xml_spot spot; /* of its "<" */
    size_t begin;         /* of its "<" */
    size_t name_end;      /* behind the name in the start tag */
    size_t open_end;      /* behind the start tag */
    size_t close_begin;   /* of the end tag's "<"; open_end when the start tag is all */
    size_t end;           /* behind the element */
    size_t parent;        /* its ordinal; the root's is its own */
};

/** A document's bytes, which it does not own, and its elements by xml_ordinal. Zeroed is empty. */
struct xml_source {
    const uint8_t *bytes;
    size_t len;
    size_t width; /* bytes of a unit: 1, or 2 in UTF-16 */
    bool big_endian;
    struct xml_tag *tags; /* owned */
    size_t count, capacity;
};

void xml_source_done(struct xml_source *source);
/** Finds the elements. On false, with ERR_MALFORMED, they are not found as xml_parse has found them:
 * another encoding, as those with escapes are. */
bool xml_source_read(const void *bytes, size_t len, const struct xml_document *document,
    struct xml_source *source, struct err *err) MUST_CHECK;

const struct xml_tag *xml_source_tag(const struct xml_source *source, const struct xml_node *node);
/**
 * Finds an attribute by the name that stands there, prefix and all.
 *
 * @param whole  receives its span, with the white space in front; may be NULL
 * @param value  receives that between the quotes; may be NULL
 */
bool xml_source_attribute(const struct xml_source *source, const struct xml_tag *tag,
    const char *name, struct xml_span *whole, struct xml_span *value);
/** An attribute as it stands in a start tag. */
struct xml_attribute_span {
    struct xml_span name, value; /* value: between the quotes */
    size_t begin, end;           /* with the white space in front, and the quote at its end */
};

/** The next attribute of a start tag, declarations of namespaces too. Begin with end = name_end.
 * @return  false: there is none */
bool xml_source_next_attribute(const struct xml_source *source, const struct xml_tag *tag,
    struct xml_attribute_span *attribute);
/** The unit at that byte; what is not ASCII looks like one number over it. 0 past the end. */
unsigned xml_source_unit(const struct xml_source *source, size_t at);
/** The element's span; with the white space in front and the line end behind when nothing else stands
 * on its lines. */
struct xml_span xml_source_lines(const struct xml_source *source, const struct xml_tag *tag);

/** One replacement. */
struct xml_edit {
    struct xml_span span; /* an empty one: insert */
    char with[128];       /* ASCII; what is put there is of this program, and short */
};

/** Appends the bytes with the edits made, which come in any order. Of two that overlap the first is
 * made. */
bool xml_source_edit(const struct xml_source *source, const struct xml_edit *edits, size_t count,
    struct text *text, struct err *err) MUST_CHECK;
