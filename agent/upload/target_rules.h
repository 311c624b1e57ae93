/* SPDX-License-Identifier: MIT */
/* target_rules.h - what a target must keep that no schema can say, as one table. */
#pragma once

#include "upload/target.h"

struct judging;

struct target_rule {
    const char *id;     /* "target.region-twice": never renamed */
    const char *title;  /* the wanted condition */
    const char *why;    /* one sentence: what happens otherwise */
    const char *source; /* where it is published: a URL */
    enum problem_severity severity;
    void (*judge)(struct judging *judging); /* NULL: the reader of the document finds it */
};

/** By place, in the order of docs/gallery-rules.md; NULL past the end. */
const struct target_rule *target_rule_at(size_t at);
/** By id, whatever its case; NULL: no such one. */
const struct target_rule *target_rule_find(const char *id);

/** What a target is judged by. */
struct target_case {
    const struct target *target;
    const struct json *manifest; /* NULL: none was given */
    int64_t now;                 /* seconds since 1970 UTC */
    /** NULL: places are those of target.json. Else appends what a place is called in the document
     * that the target was read from. */
    void (*append_place)(const void *state, const char *where, struct text *place);
    const void *state;
};

/** Judges by every rule. @param problems  receives what is wrong, behind what is there */
void target_rules_judge(const struct target_case *what, struct problems *problems);
