/* SPDX-License-Identifier: MIT */
/* unattend_walk.h - what the parts of the answer file checker share. Only unattend*.c use it. */
#pragma once

#include "guest/answer_file.h"
#include "sysprep/unattend.h"

enum { UNATTEND_SEEN_LIMIT = 512 }; /* components remembered; real files have about 30 */

/** A component that was seen, so that a second one and a twin are recognized. */
struct unattend_seen {
    const struct xml_node *node;
    char *pass, *name, *architecture; /* owned */
};

/** Edits that go together. */
struct unattend_edits {
    struct xml_edit items[64]; /* two for an element, and for each comment inside it */
    size_t count;
};

/** One file on the way. */
struct unattend_walk {
    const struct unattend_image *image;
    struct xml_document document;
    struct xml_source source;
    struct unattend_report *report;
    struct unattend_seen seen[UNATTEND_SEEN_LIMIT];
    size_t seen_count;
    unsigned passes;             /* enum answer_pass of the settings so far */
    bool wcm_declared;           /* an edit does it */
    size_t hidden_end;           /* of the last element that edits put into a comment */
    struct unattend_edits edits; /* of the element that is looked at */
    struct err *err;
};

/** Adds a finding at the element. edit NULL: nothing puts it right. */
bool unattend_add(struct unattend_walk *walk, enum unattend_id id, const struct xml_node *node,
    const struct xml_edit *edit, const char *format, ...) PRINTF_LIKE(5, 6) MUST_CHECK;
/** The same at a place; severity and advice are said too. */
bool unattend_add_as(struct unattend_walk *walk, const struct unattend_finding *finding,
    const struct xml_edit *edit, const char *format, ...) PRINTF_LIKE(4, 5) MUST_CHECK;

/** The same with edits that are made together, or not at all. edits NULL: nothing puts it right. */
bool unattend_add_edits(struct unattend_walk *walk, enum unattend_id id,
    const struct xml_node *node, const struct unattend_edits *edits, const char *format, ...)
    PRINTF_LIKE(5, 6) MUST_CHECK;
/** Edits that put the element into a comment; the walk's. @return  NULL: it cannot stand in one, or is in
 * one already */
const struct unattend_edits *unattend_hide(struct unattend_walk *walk, const struct xml_node *node);

/** Puts ' name="value"' behind the name of the start tag. */
struct xml_edit unattend_insert_attribute(
    struct unattend_walk *walk, const struct xml_node *node, const char *name, const char *value);
/** Puts another value in. @return  NULL when the attribute has a prefix, so that it is not found */
const struct xml_edit *unattend_replace_attribute(struct unattend_walk *walk,
    const struct xml_node *node, const char *name, const char *value, struct xml_edit *edit);
/** The attribute's value; NULL in *value when it is not there. The caller frees it. */
bool unattend_read_attribute(struct unattend_walk *walk, const struct xml_node *node,
    const char *name, char **value) MUST_CHECK;
/** ASCII case does not count. words: NULL-terminated. */
bool unattend_is_one_of(const char *word, const char *const *words);
/** Checks what identifies a component. */
bool unattend_check_identity(
    struct unattend_walk *walk, const struct xml_node *component, const char *name) MUST_CHECK;
/** Finds attributes that are none of those. others_may: those of another namespace are allowed. */
bool unattend_check_attributes(struct unattend_walk *walk, const struct xml_node *node,
    const char *const *known, bool others_may, const char *what) MUST_CHECK;

/** Checks what stands in a component. pass: enum answer_pass, 0 when it is none. */
bool unattend_read_component(struct unattend_walk *walk, const struct xml_node *component,
    const char *name, const char *pass_name) MUST_CHECK;

/** The namespace of answer files. */
#define UNATTEND_NAMESPACE "urn:schemas-microsoft-com:unattend"
