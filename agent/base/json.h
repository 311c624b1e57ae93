/* SPDX-License-Identifier: MIT */
/*
 * json.h - JSON in and out. json.c is the only file that includes cJSON.
 *
 * A value is built top-down; an allocation that fails anywhere makes json_print fail, so builders
 * need not be checked one by one. Numbers are whole and below 2^53 on both sides of zero, where
 * every reader of JSON keeps them exact; larger ones are written as text.
 */
#pragma once

#include "base/text.h"

struct json; /* one value; a member or an element belongs to its parent */

/** The deepest nesting that json_parse accepts. */
enum { JSON_DEPTH_LIMIT = 64 };

void json_free(struct json *value);

/**
 * Parses one whole document; anything but white space behind it is an error, and so are invalid
 * UTF-8, a member named twice, and nesting over JSON_DEPTH_LIMIT.
 *
 * @param value  receives the document; the caller calls json_free
 * @return       false: err names line and column
 */
bool json_parse(const char *bytes, size_t len, struct json **value, struct err *err) MUST_CHECK;

/** Appends the document: two spaces an indent, members in the order they were added, a final line
 * end. compact: on one line, without it. */
bool json_print(
    const struct json *value, bool compact, struct text *text, struct err *err) MUST_CHECK;

/* Reading. A NULL value is allowed and gives the "not there" answer. */

/** The member of that name, or NULL. */
const struct json *json_member(const struct json *object, const char *name);
bool json_is_object(const struct json *value);
bool json_is_array(const struct json *value);
bool json_is_null(const struct json *value);
/** The string, or NULL when it is not one. Belongs to value. */
const char *json_string(const struct json *value);
/** A whole number within int64, also when written as text of decimal digits. */
bool json_number(const struct json *value, int64_t *number) MUST_CHECK;
bool json_bool(const struct json *value, bool *flag) MUST_CHECK;
size_t json_count(const struct json *array_or_object);
/** Element of an array or member of an object, by place; NULL past the end. */
const struct json *json_at(const struct json *array_or_object, size_t index);
/** First element or member, NULL when there is none: walks a long list faster than json_at. */
const struct json *json_first(const struct json *array_or_object);
/** The one behind it in the same parent, or NULL. */
const struct json *json_next(const struct json *element_or_member);
/** The member's own name; NULL for an array's element. */
const char *json_name(const struct json *member);

/* Building. Each returns the new child, which belongs to the parent; NULL after a failure, which
 * may be passed on as a parent. In an array, name is NULL. */

struct json *json_new_object(void); /* the caller calls json_free */
struct json *json_new_array(void);  /* the caller calls json_free */
/** A deep copy; the caller calls json_free. NULL: out of memory, or value is NULL. */
struct json *json_copy(const struct json *value);
struct json *json_add_object(struct json *parent, const char *name);
struct json *json_add_array(struct json *parent, const char *name);
/** An array of strings: every line of text that is not empty. */
struct json *json_add_lines(struct json *parent, const char *name, const char *text);
struct json *json_add_string(struct json *parent, const char *name, const char *value);
struct json *json_add_number(struct json *parent, const char *name, int64_t value);
struct json *json_add_bool(struct json *parent, const char *name, bool value);
struct json *json_add_null(struct json *parent, const char *name);
/** Adds a deep copy of value. */
struct json *json_add_copy(struct json *parent, const char *name, const struct json *value);

/** For `AUTO(json_value) root = { json_new_object() };` */
struct json_value {
    struct json *root;
};
void json_value_done(struct json_value *value);
