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

/** One file on the way. */
struct unattend_walk {
    const struct unattend_image *image;
    struct xml_document document;
    struct xml_source source;
    struct unattend_report *report;
    struct unattend_seen seen[UNATTEND_SEEN_LIMIT];
    size_t seen_count;
    unsigned passes;   /* enum answer_pass of the settings so far */
    bool wcm_declared; /* an edit does it */
    struct err *err;
};

/** Adds a finding at the element. edit NULL: nothing puts it right. */
bool unattend_add(struct unattend_walk *walk, enum unattend_id id, const struct xml_node *node,
    const struct xml_edit *edit, const char *format, ...) PRINTF_LIKE(5, 6) MUST_CHECK;
/** The same at a place; severity and advice are said too. */
bool unattend_add_as(struct unattend_walk *walk, const struct unattend_finding *finding,
    const struct xml_edit *edit, const char *format, ...) PRINTF_LIKE(4, 5) MUST_CHECK;

/** Checks what stands in a component. pass: enum answer_pass, 0 when it is none. */
bool unattend_read_component(struct unattend_walk *walk, const struct xml_node *component,
    const char *name, const char *pass_name) MUST_CHECK;

/** The namespace of answer files. */
#define UNATTEND_NAMESPACE "urn:schemas-microsoft-com:unattend"
