/* SPDX-License-Identifier: MIT */
/*
 * xml.h - reads small XML documents. xml.c is the only file that includes libxml2.
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
};

void xml_document_done(struct xml_document *document);
/** Parses a whole document (UTF-8 or UTF-16 with BOM). On failure err names line and column. */
bool xml_parse(
    const void *bytes, size_t len, struct xml_document *document, struct err *err) MUST_CHECK;

const struct xml_node *xml_root(const struct xml_document *document);
/** Local name, without prefix. */
const char *xml_name(const struct xml_node *node);
/** First child element of that local name, or NULL. name NULL: the first of any. */
const struct xml_node *xml_child(const struct xml_node *node, const char *name);
/** Next sibling element of that local name, or NULL. */
const struct xml_node *xml_next(const struct xml_node *node, const char *name);
/**
 * The attribute's value.
 *
 * @param value  receives a copy when found; the caller frees it
 */
bool xml_attribute(const struct xml_node *node, const char *name, enum found *found, char **value,
    struct err *err) MUST_CHECK;
