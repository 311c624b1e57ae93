/* SPDX-License-Identifier: MIT */
/* problems_show.h - what is wrong with a target, as a person reads it and as a document. */
#pragma once

#include "ui/say.h"
#include "upload/problems.h"

struct json;

/** What was looked at. */
struct problems_of {
    const char *file;
    const char *kind;     /* "target" or "arm-template" */
    const char *manifest; /* its file; NULL: none was given */
    size_t expressions;   /* values that only a deployment knows, and that were not judged */
    size_t others;        /* resources of types that goldprep has no rules for */
};

/** Appends each problem, and the line that counts them. */
void problems_show(const struct ui *ui, const struct problems_of *of,
    const struct problems *problems, struct text *text);
/** Fills the document that docs/schema/problems.json describes. */
void problems_to_json(
    const struct problems_of *of, const struct problems *problems, struct json *document);
