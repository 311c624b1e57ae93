/* SPDX-License-Identifier: MIT */
/* target_fields.h - the members of target.json. */
#pragma once

#include "upload/fields.h"

/** Of the whole document, into a struct target. */
extern const struct field target_fields[];

/** A member of a file that is called as the member of the struct is. */
#define FIELD_OF(type, member) .name = #member, .offset = offsetof(struct type, member)
/** A list of structs; T is the type of its elements. */
#define FIELD_LIST_OF(type, member, T)                                                             \
    FIELD_OF(type, member), .kind = FIELD_OBJECTS, .size = sizeof(struct T)
