/* SPDX-License-Identifier: MIT */
/*
 * fields.h - a document into structs, along a table that names each member, its kind and its place.
 *
 * Everything that is wrong is reported and reading goes on: members that are not known, are missing,
 * are of another kind, or hold a word that is none of those there are.
 */
#pragma once

#include "base/json.h"
#include "upload/problems.h"

#include <stddef.h>

enum {
    FIELDS_LIST_LIMIT = 1000,     /* elements of a list */
    FIELDS_TEXT_LIMIT = 8 * 1024, /* bytes of a text */
};

enum field_kind {
    FIELD_TEXT = 0, /* const char * */
    FIELD_NUMBER,   /* struct target_number; never a text of digits */
    FIELD_FLAG,     /* bool */
    FIELD_WORD,     /* an enum: the value that the word has */
    FIELD_TEXTS,    /* struct target_texts: of a list of texts */
    FIELD_PAIRS,    /* struct target_pairs: of an object of texts */
    FIELD_OBJECT,   /* a struct that begins with `bool given` */
    FIELD_OBJECTS,  /* struct { T *items; size_t count; } of a list of objects: T as above */
    FIELD_ANY,      /* is read by nobody: known, and of any kind */
};

/** A word of the file and the value of the enum. A table ends with a name of NULL. */
struct field_word {
    const char *name;
    int value;
};

/** One member. A table of them ends with a name of NULL. */
struct field {
    const char *name;
    enum field_kind kind;
    bool required;
    size_t offset; /* in the struct */
    const struct field *inside;
    size_t size; /* FIELD_OBJECTS: of T */
    const struct field_word *words;
    bool may_be_empty; /* a text of no characters */
};

/** Memory of what was read; it is released as a whole. Zeroed is empty. */
struct target_memory {
    struct json *document;
    void **blocks;
    size_t count;
};

void target_memory_free(struct target_memory *memory); /* NULL is allowed */

struct reading {
    struct problems *problems;
    struct target_memory *memory;
    const char *source; /* where it is published what the document may have */
    bool expressions;   /* a text "[...]" is a template expression: read by nobody, counted */
    size_t expressions_count;
    bool broken; /* an allocation failed */
};

/**
 * Reads an object into a struct.
 *
 * @param where  its place, for messages: "" or "version.source"
 * @param into   zeroed; what could be read is there when this returns
 */
void fields_read(struct reading *reading, const struct json *object, const struct field *fields,
    const char *where, void *into);

/** Memory that lives as long as the rest; zeroed. NULL: out of memory, and reading is broken. */
void *fields_room(struct reading *reading, size_t count, size_t size);

/** The string of a text that is handed on; a text that broke breaks the reading. */
const char *fields_text(struct reading *reading, const struct text *text);
/** Reports a problem of reading; the rest is printf's. */
void fields_wrong(struct reading *reading, const char *rule, const char *where, const char *right,
    const char *format, ...) PRINTF_LIKE(5, 6);
