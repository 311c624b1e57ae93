/* SPDX-License-Identifier: MIT */
/* diff_list.h - groups and changes, for the files that compare. */
#pragma once

#include "base/json.h"

/** Adds a group. @return its list of changes */
struct json *diff_group(struct json *groups, const char *id, const char *title);
void diff_changed(struct json *changes, const char *what, const char *before, const char *after);
void diff_added(struct json *changes, const char *what, const char *after);
void diff_removed(struct json *changes, const char *what, const char *before);
/** The same by what is there: NULL on one side is added or removed, the same on both nothing. */
void diff_values(struct json *changes, const char *what, const char *before, const char *after);

/** Appends a value for people: text as it is, numbers, yes and no, "not told" for null; what has
 * parts as canonical JSON. */
bool diff_print(const struct json *value, struct text *text, struct err *err) MUST_CHECK;

/** Adds the groups packages, drivers and settings, by the facts of both. */
bool diff_facts(const struct json *before, const struct json *after, struct json *groups,
    struct err *err) MUST_CHECK;
