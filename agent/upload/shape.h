/* SPDX-License-Identifier: MIT */
/* shape.h - does a document have the members it should, of the types they should be? */
#pragma once

#include "base/json.h"

enum shape_kind {
    SHAPE_TEXT = 0,
    SHAPE_NUMBER,
    SHAPE_TEXT_OR_NUMBER,
    SHAPE_BOOL,
    SHAPE_OBJECT, /* its members are checked too, when `inside` is given */
    SHAPE_LIST,   /* of objects when `inside` is given, else of texts */
};

/** One member of an object. A table of them ends with a name of NULL. */
struct shape {
    const char *name;
    enum shape_kind kind;
    bool may_be_null;
    const struct shape *inside;
};

/**
 * Checks an object: every member of the table is there, nothing else is, and types are right.
 *
 * @param path  what stands in front of a member's name in messages: "" or "sysprep."
 * @return      false (ERR_MALFORMED): err names the member by its path
 */
bool shape_check(const struct json *object, const struct shape *shapes, const char *path,
    struct err *err) MUST_CHECK;
