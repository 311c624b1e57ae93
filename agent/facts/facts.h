/* SPDX-License-Identifier: MIT */
/*
 * facts.h - the facts document: what was seen on a machine, raw, and where.
 *
 * As JSON: {"schema":"goldprep.facts/1","tool":...,"collected":...,"machine":...,"deep":false,
 * "facts":{"os.edition":{"state":"known","value":"Enterprise","from":"HKLM\\..."},...}}; schema in
 * docs/schema/facts.json. Keys keep the order in which they were first set.
 */
#pragma once

#include "base/json.h"

enum fact_state {
    FACT_NOT_COLLECTED = 0, /* no probe ran for it: the zero value, so forgetting shows */
    FACT_KNOWN,             /* `value` holds */
    FACT_ABSENT,            /* looked, and it is not there */
    FACT_UNREADABLE,        /* looked, and could not tell: `why` says why */
    FACT_NOT_APPLICABLE,    /* has no meaning on this machine: `why` says why */
};

enum fact_kind {
    FACT_NUMBER = 0, /* number */
    FACT_TEXT,       /* text */
    FACT_LIST,       /* list */
    FACT_ROWS,       /* rows: an array of objects of numbers and texts */
};

struct fact {
    enum fact_state state;
    enum fact_kind kind;     /* when known */
    int64_t number;          /* FACT_NUMBER */
    const char *text;        /* FACT_TEXT */
    const struct json *rows; /* FACT_LIST: array of strings; FACT_ROWS: array of objects */
    const char *why;         /* unreadable, not applicable; else NULL */
    const char *from;        /* where it was read; NULL when nobody said */
};

struct facts; /* the document */

enum {
    FACTS_SIZE_LIMIT = 16 * 1024 * 1024, /* bytes of a facts document; larger ones are refused */
    FACTS_COUNT_LIMIT = 4096,            /* facts of one document */
};

struct facts *facts_new(void); /* NULL: out of memory; the caller calls facts_free */
void facts_free(struct facts *facts);

/** The fact; one that was never set is FACT_NOT_COLLECTED, never NULL. Valid until the next set. */
const struct fact *facts_get(const struct facts *facts, const char *key);
size_t facts_count(const struct facts *facts);
/** Key and fact by place. */
const char *facts_key_at(const struct facts *facts, size_t index, const struct fact **fact);

/* Setting a key again replaces it. The value is copied. */

bool facts_set_number(
    struct facts *facts, const char *key, int64_t value, struct err *err) MUST_CHECK;
bool facts_set_text(
    struct facts *facts, const char *key, const char *value, struct err *err) MUST_CHECK;
bool facts_set_list(struct facts *facts, const char *key, const struct text_list *values,
    struct err *err) MUST_CHECK;
/** @param rows  array of objects whose members are numbers or texts */
bool facts_set_rows(
    struct facts *facts, const char *key, const struct json *rows, struct err *err) MUST_CHECK;
bool facts_set_absent(struct facts *facts, const char *key, struct err *err) MUST_CHECK;
/** @param why  its text is kept */
bool facts_set_unreadable(
    struct facts *facts, const char *key, const struct err *why, struct err *err) MUST_CHECK;
bool facts_set_not_applicable(
    struct facts *facts, const char *key, const char *why, struct err *err) MUST_CHECK;
/** Where the fact was read: "HKLM\...", "IOCTL_DISK_GET_DRIVE_LAYOUT_EX". The key must be set. */
bool facts_set_from(
    struct facts *facts, const char *key, const char *from, struct err *err) MUST_CHECK;

/** When, by whom and where it was collected. */
struct facts_header {
    const char *tool;      /* "goldprep 0.1.0" */
    const char *collected; /* UTC time as clock.h writes it */
    const char *machine;   /* computer name */
    bool deep;             /* slow witnesses were asked too */
};

bool facts_set_header(
    struct facts *facts, const struct facts_header *header, struct err *err) MUST_CHECK;
/** Belongs to facts; members are "" when never set. */
struct facts_header facts_header(const struct facts *facts);

/** Adds the document's members to an object of the caller's. */
bool facts_to_json(const struct facts *facts, struct json *object, struct err *err) MUST_CHECK;
/** Appends the whole document as text. */
bool facts_print(const struct facts *facts, struct text *text, struct err *err) MUST_CHECK;
/** Reads a document. Unknown members are refused, by name. The caller calls facts_free. */
bool facts_parse(const char *bytes, size_t len, struct facts **facts, struct err *err) MUST_CHECK;
bool facts_from_json(const struct json *object, struct facts **facts, struct err *err) MUST_CHECK;
