/* SPDX-License-Identifier: MIT */
/*
 * xml.c - reads small XML documents, on libxml2's tree, and writes them with its writer.
 *
 * Nothing is fetched: no network, no DTD, no entities; a document that brings a DOCTYPE is refused.
 * It is given UTF-8, and what the declaration calls it does not count any more.
 * libxml2 keeps its own limits too (depth 256, text 10 MB), since XML_PARSE_HUGE is not asked for.
 */
#include "base/xml.h"

#include "base/xml_encoding.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlmemory.h>
#include <libxml/xmlwriter.h>
#include <stdio.h>
#include <string.h>

static xmlDocPtr doc_of(const struct xml_document *document)
{
    return (xmlDocPtr)document->tree;
}

static const xmlNode *tree_of(const struct xml_node *node)
{
    return (const xmlNode *)(const void *)node;
}

static const struct xml_node *node_of(const xmlNode *tree)
{
    return (const struct xml_node *)(const void *)tree;
}

void xml_document_done(struct xml_document *document)
{
    xmlFreeDoc(doc_of(document));
    document->tree = NULL;
}

/* libxml2 changed the handler's second argument to const in 2.12. */
#if LIBXML_VERSION >= 21200
static void keep_silent(void *context, const xmlError *error)
#else
static void keep_silent(void *context, xmlErrorPtr error)
#endif
{
    (void)context; /* the parser context keeps the last error; this only keeps it off stderr */
    (void)error;
}

/* Out of memory, libxml2 may call a name invalid, or leave something out of the tree, and not say why.
 * So whether memory was short is noted here, in the one global that it takes. */
static bool memory_was_short;

static void *note_memory(void *block)
{
    memory_was_short = memory_was_short || !block;
    return block;
}

static void *noted_malloc(size_t size)
{
    return note_memory(malloc(size));
}

static void *noted_realloc(void *block, size_t size)
{
    return note_memory(realloc(block, size > 0 ? size : 1));
}

static char *noted_strdup(const char *string)
{
    return note_memory(strdup(string));
}

/* What libxml2 allocates by. */
struct allocator {
    xmlFreeFunc release;
    xmlMallocFunc allocate;
    xmlReallocFunc grow;
    xmlStrdupFunc copy;
};

static struct allocator watch_memory(void)
{
    struct allocator before = { 0 };

    (void)xmlMemGet(&before.release, &before.allocate, &before.grow, &before.copy); /* always 0 */
    (void)xmlMemSetup(free, noted_malloc, noted_realloc, noted_strdup); /* fails for NULL alone */
    memory_was_short = false;
    return before;
}

/** Called at a DOCTYPE, before anything in it is read. */
static void stop_at_doctype(
    void *context, const xmlChar *name, const xmlChar *external_id, const xmlChar *system_id)
{
    xmlParserCtxtPtr parser = context;
    bool *has_doctype = parser->_private;

    (void)name;
    (void)external_id;
    (void)system_id;
    *has_doctype = true;
    xmlStopParser(parser);
}

/* What an entity is called may be a piece of a password that forgot to escape its "&". */
static bool quotes_an_entity(const xmlError *error)
{
    return error->code == XML_ERR_UNDECLARED_ENTITY || error->code == XML_WAR_UNDECLARED_ENTITY;
}

/* Can a message show it? It may quote what stands there. */
static bool is_shown(const char *message, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)message[i] < 0x20 || message[i] == 0x7F)
            return false;
    return text_is_utf8(message, len);
}

/** Fills err from what the parser remembers. */
static bool parse_error(xmlParserCtxtPtr parser, struct xml_spot *spot, struct err *err)
{
    const xmlError *error = xmlCtxtGetLastError(parser);
    size_t len;

    /* what is no XML has an error; libxml2 gives none when it cannot even make an input */
    if (!error || error->code == XML_ERR_OK || error->code == XML_ERR_NO_MEMORY)
        return err_nomem(err);

    const char *message = error->message ? error->message : "not XML";
    /* int2 is the column. Source: gnome.pages.gitlab.gnome.org/libxml2, struct xmlError */
    spot->line = error->line > 0 ? (size_t)error->line : 1;
    spot->column = error->int2 > 0 ? (size_t)error->int2 : 1;
    len = strcspn(message, "\r\n"); /* libxml2 ends its messages with a line end */
    if (!is_shown(message, len))
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "not XML");
    if (quotes_an_entity(error))
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "an entity that is not one of XML's five");
    return err_set(err, ERR_AGENT, ERR_MALFORMED, "%.*s", (int)(len < 200 ? len : 200), message);
}

/* Every element gets its place in the order of start tags. */
static void number_elements(xmlDocPtr doc)
{
    uintptr_t ordinal = 0;
    xmlNodePtr node = xmlDocGetRootElement(doc);

    while (node) {
        if (node->type == XML_ELEMENT_NODE)
            node->_private = (void *)ordinal++; /* NOLINT: a number, never followed */
        if (node->type == XML_ELEMENT_NODE && node->children) {
            node = node->children;
            continue;
        }
        while (node && !node->next)
            node = node->parent;
        node = node && node->type != XML_DOCUMENT_NODE ? node->next : NULL;
    }
}

/** Runs the parser over the document. */
static bool read_document(xmlParserCtxtPtr parser, const void *bytes, size_t len,
    struct xml_document *document, struct xml_spot *spot, struct err *err)
{
    bool has_doctype = false;

    parser->_private = &has_doctype;
    parser->sax->internalSubset = stop_at_doctype;
    document->tree = xmlCtxtReadMemory(parser, bytes, (int)len, NULL, NULL,
        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC);
    if (memory_was_short || parser->errNo == XML_ERR_NO_MEMORY)
        return err_nomem(err);
    if (has_doctype) {
        *spot = (struct xml_spot){ (size_t)xmlSAX2GetLineNumber(parser),
            (size_t)xmlSAX2GetColumnNumber(parser) };
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "a DOCTYPE is not accepted");
    }
    if (!document->tree)
        return parse_error(parser, spot, err);
    document->namespaces_fit = parser->nsWellFormed != 0;
    number_elements(doc_of(document));
    return true;
}

bool xml_parse_at(const void *bytes, size_t len, struct xml_document *document,
    struct xml_spot *spot, struct err *err)
{
    AUTO(xml_document) parsed = { 0 };
    AUTO(text) converted = { 0 };

    *spot = (struct xml_spot){ 1, 1 };

    if (len > XML_SIZE_LIMIT)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "%zu bytes of XML; the limit is %d", len,
            (int)XML_SIZE_LIMIT);
    if (len == 0)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "the document is empty");

    if (!xml_encoding_convert(bytes, len, &converted, err))
        return false;
    if (converted.len > 0) {
        bytes = text_string(&converted);
        len = converted.len;
    }

    struct allocator before = watch_memory();
    xmlSetStructuredErrorFunc(NULL, keep_silent);
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    bool ok = parser ? read_document(parser, bytes, len, &parsed, spot, err) : err_nomem(err);
    xmlSetStructuredErrorFunc(NULL, NULL);
    xmlFreeParserCtxt(parser); /* NULL is allowed */
    (void)xmlMemSetup(before.release, before.allocate, before.grow, before.copy);
    if (ok)
        *document = (struct xml_document){ TAKE(parsed.tree), parsed.namespaces_fit };
    return ok;
}

bool xml_parse(const void *bytes, size_t len, struct xml_document *document, struct err *err)
{
    struct xml_spot spot = { 0 };

    if (xml_parse_at(bytes, len, document, &spot, err))
        return true;
    return err_is(err, ERR_MALFORMED)
               ? err_wrap(err, "line %zu, column %zu", spot.line, spot.column)
               : false;
}

const struct xml_node *xml_root(const struct xml_document *document)
{
    return document->tree ? node_of(xmlDocGetRootElement(doc_of(document))) : NULL;
}

const char *xml_name(const struct xml_node *node)
{
    return (const char *)tree_of(node)->name;
}

const char *xml_namespace(const struct xml_node *node)
{
    const xmlNs *space = tree_of(node)->ns;

    return space && space->href ? (const char *)space->href : "";
}

size_t xml_ordinal(const struct xml_node *node)
{
    return (size_t)(uintptr_t)tree_of(node)->_private;
}

/** The first element of that name, from this sibling on. */
static const struct xml_node *first_from(const xmlNode *sibling, const char *name)
{
    for (; sibling; sibling = sibling->next)
        if (sibling->type == XML_ELEMENT_NODE &&
            (!name || strcmp((const char *)sibling->name, name) == 0))
            return node_of(sibling);
    return NULL;
}

const struct xml_node *xml_child(const struct xml_node *node, const char *name)
{
    return node ? first_from(tree_of(node)->children, name) : NULL;
}

const struct xml_node *xml_next(const struct xml_node *node, const char *name)
{
    return node ? first_from(tree_of(node)->next, name) : NULL;
}

const struct xml_node *xml_parent(const struct xml_node *node)
{
    const xmlNode *parent = tree_of(node)->parent;

    return parent && parent->type == XML_ELEMENT_NODE ? node_of(parent) : NULL;
}

bool xml_text(const struct xml_node *node, struct text *text, struct err *err)
{
    for (const xmlNode *child = tree_of(node)->children; child; child = child->next)
        if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE)
            text_append(text, "%s", child->content ? (const char *)child->content : "");
    return text_ok(text, err);
}

bool xml_attribute(
    const struct xml_node *node, const char *name, enum found *found, char **value, struct err *err)
{
    const xmlAttr *attribute = tree_of(node)->properties;

    while (attribute && strcmp((const char *)attribute->name, name) != 0)
        attribute = attribute->next;
    if (!attribute) {
        *found = ABSENT;
        return true;
    }
    xmlChar *content = xmlNodeGetContent((const xmlNode *)(const void *)attribute);
    if (!content)
        return err_nomem(err);
    bool ok = text_copy((const char *)content, value, err);
    xmlFree(content);
    if (ok)
        *found = FOUND;
    return ok;
}

const char *xml_attribute_name(const struct xml_node *node, size_t index)
{
    const xmlAttr *attribute = tree_of(node)->properties;

    while (attribute && index-- > 0)
        attribute = attribute->next;
    return attribute ? (const char *)attribute->name : NULL;
}

/* -- writing -- */

/* How many bytes of a valid character may not stand in a document: 0, or its length.
 * Source: https://www.w3.org/TR/xml/#charsets (its note discourages U+007F to U+009F too) */
static size_t forbidden_len(const char *at)
{
    unsigned char byte = (unsigned char)at[0];

    if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F)
        return 1;
    if (byte == 0xC2 && (unsigned char)at[1] < 0xA0)
        return 2;
    if (strncmp(at, "\xEF\xBF\xBE", 3) == 0 || strncmp(at, "\xEF\xBF\xBF", 3) == 0)
        return 3;
    return 0;
}

static void append_allowed(const char *string, struct text *text)
{
    static const char stand_in[] = "\xEF\xBF\xBD";
    size_t left = strlen(string);

    while (left > 0) {
        size_t valid = text_utf8_len(string, left);

        left -= valid;
        while (valid > 0) {
            size_t bad = forbidden_len(string);

            text_append_bytes(text, bad ? stand_in : string, bad ? 3 : 1);
            string += bad ? bad : 1;
            valid -= bad ? bad : 1;
        }
        if (left > 0) { /* a byte that belongs to no character */
            text_append_bytes(text, stand_in, 3);
            string++;
            left--;
        }
    }
}

static xmlTextWriterPtr writer_of(const struct xml_writer *writer)
{
    return (xmlTextWriterPtr)writer->writer;
}

static void note_result(struct xml_writer *writer, int result)
{
    if (result < 0)
        writer->failed = true;
}

void xml_writer_done(struct xml_writer *writer)
{
    if (writer->writer)
        xmlFreeTextWriter(writer_of(writer));
    if (writer->buffer)
        xmlBufferFree((xmlBufferPtr)writer->buffer);
    xmlSetStructuredErrorFunc(NULL, NULL);
    *writer = (struct xml_writer){ 0 };
}

bool xml_write_begin(struct xml_writer *writer, struct err *err)
{
    xmlSetStructuredErrorFunc(NULL, keep_silent); /* the results tell */
    *writer = (struct xml_writer){ .buffer = xmlBufferCreate() };
    if (writer->buffer)
        writer->writer = xmlNewTextWriterMemory((xmlBufferPtr)writer->buffer, 0);
    if (!writer->writer) {
        xml_writer_done(writer);
        return err_nomem(err);
    }
    note_result(writer, xmlTextWriterSetIndent(writer_of(writer), 1));
    note_result(writer, xmlTextWriterSetIndentString(writer_of(writer), (const xmlChar *)"  "));
    note_result(writer, xmlTextWriterStartDocument(writer_of(writer), NULL, "UTF-8", NULL));
    return true;
}

void xml_write_open(struct xml_writer *writer, const char *name)
{
    note_result(writer, xmlTextWriterStartElement(writer_of(writer), (const xmlChar *)name));
}

void xml_write_attribute(struct xml_writer *writer, const char *name, const char *value)
{
    AUTO(text) allowed = { 0 };

    append_allowed(value, &allowed);
    writer->failed = writer->failed || allowed.broken;
    note_result(writer, xmlTextWriterWriteAttribute(writer_of(writer), (const xmlChar *)name,
                            (const xmlChar *)text_string(&allowed)));
}

void xml_write_attribute_number(struct xml_writer *writer, const char *name, size_t value)
{
    char digits[24]; /* a 64-bit number has 20 at most */

    (void)snprintf(digits, sizeof digits, "%zu", value); /* fits */
    xml_write_attribute(writer, name, digits);
}

/* Escaped here: libxml2 2.9 drops a text silently when it has no memory to escape it. */
void xml_write_text(struct xml_writer *writer, const char *value)
{
    AUTO(text) allowed = { 0 };
    AUTO(text) escaped = { 0 };

    append_allowed(value, &allowed);
    for (const char *at = text_string(&allowed); *at; at++) {
        if (*at == '&')
            text_append(&escaped, "&amp;");
        else if (*at == '<')
            text_append(&escaped, "&lt;");
        else if (*at == '>')
            text_append(&escaped, "&gt;");
        else if (*at == '\r') /* as it is, a reader would take it for a line end */
            text_append(&escaped, "&#13;");
        else
            text_append_bytes(&escaped, at, 1);
    }
    writer->failed = writer->failed || allowed.broken || escaped.broken;
    note_result(
        writer, xmlTextWriterWriteRaw(writer_of(writer), (const xmlChar *)text_string(&escaped)));
}

void xml_write_close(struct xml_writer *writer)
{
    note_result(writer, xmlTextWriterEndElement(writer_of(writer)));
}

bool xml_write_end(struct xml_writer *writer, struct text *text, struct err *err)
{
    xmlBufferPtr buffer = (xmlBufferPtr)writer->buffer;

    note_result(writer, xmlTextWriterEndDocument(writer_of(writer)));
    note_result(writer, xmlTextWriterFlush(writer_of(writer)));
    if (writer->failed || !xmlBufferContent(buffer))
        return err_nomem(err); /* writing to memory fails for want of it alone */
    text_append_bytes(
        text, (const char *)xmlBufferContent(buffer), (size_t)xmlBufferLength(buffer));
    return text_ok(text, err);
}
