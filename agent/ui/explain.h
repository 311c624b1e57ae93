/* SPDX-License-Identifier: MIT */
/* explain.h - what an id means, from the tables: facts, probes, requirements, actions, profiles, exit
 * codes, causes of failures. One document, which is shown as text too. */
#pragma once

#include "policy/policy.h"
#include "ui/say.h"

/** Adds an object for each thing that has that id or name, whatever its case; docs/schema says what is
 * in it. @return how many there are */
size_t explain_add(const char *id, struct json *list);
/** Appends what may have been meant: a name that is near, or those that have the word in them; or
 * nothing. */
void explain_append_hint(const char *id, struct text *hint);
/** Appends an explanation as a person reads it. */
void explain_show(const struct ui *ui, const struct json *explanation, struct text *text);

/** Appends "os.edition is 'Enterprise', or is not there". */
void explain_append_expectation(const struct expectation *expects, struct text *words);
/** Adds "musts" and "shoulds": how many rules of each level. */
void explain_add_counts(const struct profile *profile, struct json *object);
