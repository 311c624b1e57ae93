/* SPDX-License-Identifier: MIT */
/*
 * xml.h - reads small XML documents, and writes them. xml.c is the only file that includes libxml2.
 *
 * No network, no DTD, no entities but the five of XML; size and depth bounded.
 */
#pragma once

#include "base/text.h"

/** The largest document that xml_parse accepts, in bytes. */
enum { XML_SIZE_LIMIT = 4 * 1024 * 1024 };

struct xml_node; /* an element */

/** A parsed document. Zeroed is empty. */
struct xml_document {
    void *tree;
    bool namespaces_fit; /* every prefix is declared, no name has two colons, and so on */
};

/** A place in a document, both from 1; columns count characters. */
struct xml_spot {
    size_t line, column;
};

void xml_document_done(struct xml_document *document);
/** Parses a whole document (UTF-8 or UTF-16 with BOM). On failure err names line and column. */
bool xml_parse(
    const void *bytes, size_t len, struct xml_document *document, struct err *err) MUST_CHECK;

/** The same, and on failure spot receives where; what err says does not name it again. */
bool xml_parse_at(const void *bytes, size_t len, struct xml_document *document,
    struct xml_spot *spot, struct err *err) MUST_CHECK;

const struct xml_node *xml_root(const struct xml_document *document);
/** Local name, without prefix; with it where the prefix is not declared. */
const char *xml_name(const struct xml_node *node);
/** Its namespace, "" when it has none. */
const char *xml_namespace(const struct xml_node *node);
/** The how-manieth element of the document it is, by start tags; the root is 0. */
size_t xml_ordinal(const struct xml_node *node);
/** First child element of that local name, or NULL. name NULL: the first of any. */
const struct xml_node *xml_child(const struct xml_node *node, const char *name);
/** Next sibling element of that local name, or NULL. */
const struct xml_node *xml_next(const struct xml_node *node, const char *name);
/** The element around it; NULL for the root. */
const struct xml_node *xml_parent(const struct xml_node *node);
/** Appends the text that stands directly in the element, CDATA too; not that of its children. */
bool xml_text(const struct xml_node *node, struct text *text, struct err *err) MUST_CHECK;
/**
 * The attribute's value.
 *
 * @param value  receives a copy when found; the caller frees it
 */
bool xml_attribute(const struct xml_node *node, const char *name, enum found *found, char **value,
    struct err *err) MUST_CHECK;

/** Name of an element's attribute, by place; NULL past the last. Local, as xml_name. Declarations of
 * namespaces are none. */
const char *xml_attribute_name(const struct xml_node *node, size_t index);

/** A document that is being written: UTF-8, indented. Zeroed is closed. What fails on the way is kept,
 * and xml_write_end tells. */
struct xml_writer {
    void *writer;
    void *buffer;
    bool failed;
};

void xml_writer_done(struct xml_writer *writer);
bool xml_write_begin(struct xml_writer *writer, struct err *err) MUST_CHECK;
/** Begins an element, inside the one that is open. */
void xml_write_open(struct xml_writer *writer, const char *name);
/** Of the element just opened, before its text and children. Any bytes may stand in the value:
 * what XML 1.0 forbids or discourages (controls, broken UTF-8) becomes U+FFFD. */
void xml_write_attribute(struct xml_writer *writer, const char *name, const char *value);
void xml_write_attribute_number(struct xml_writer *writer, const char *name, size_t value);
/** The same for text between the tags. */
void xml_write_text(struct xml_writer *writer, const char *value);
/** Ends the innermost element. */
void xml_write_close(struct xml_writer *writer);
/** Ends what is open and appends the document. */
bool xml_write_end(struct xml_writer *writer, struct text *text, struct err *err) MUST_CHECK;
