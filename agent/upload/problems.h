/* SPDX-License-Identifier: MIT */
/* problems.h - everything that is wrong with a document, each with its place, rule and cure. */
#pragma once

#include "base/text.h"

enum { PROBLEMS_LIMIT = 500 }; /* kept; more are counted */

enum problem_severity {
    PROBLEM_ERROR = 0, /* it is refused */
    PROBLEM_WARNING,   /* it may work, and is worth a look */
};

struct problem {
    enum problem_severity severity;
    char *where;        /* "version.regions[1].name"; "" is the document; owned */
    const char *rule;   /* id: "target.region-twice" */
    char *what;         /* what is wrong; owned */
    char *right;        /* what would be right; owned */
    const char *source; /* where the rule is published: a URL */
};

/** Zeroed is none. */
struct problems {
    struct problem *items; /* owned, in the document's order where the reader found them */
    size_t count;
    size_t errors, warnings; /* of all, those that were not kept too */
    bool broken;             /* an allocation failed: problems_ok says so */
};

/** "error", "warning" */
const char *problem_severity_name(enum problem_severity severity);

void problems_done(struct problems *problems);

/** Takes where, what and right over, also when it fails. A second one of the same place and rule is
 * dropped. */
void problems_add(struct problems *problems, struct problem problem);
/**
 * Adds one made of parts; bytes that a terminal obeys become question marks.
 *
 * @param like   severity, rule and source
 * @param where  its place
 */
void problems_report(struct problems *problems, const struct problem *like, const char *where,
    const char *right, const char *format, va_list arguments) PRINTF_LIKE(5, 0);
/** Does a control character begin here? A terminal obeys those. */
bool problems_is_control(const char *at);
/** False, with err filled, when one was lost. */
bool problems_ok(const struct problems *problems, struct err *err) MUST_CHECK;
