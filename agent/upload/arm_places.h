/* SPDX-License-Identifier: MIT */
/* arm_places.h - what a place of a target is called in the template that it was read from. */
#pragma once

#include "base/text.h"

/** Where the resources are; NULL: they are not there. */
struct arm_places {
    const char *gallery, *definition, *version; /* "resources[1]" */
    const char *source;                         /* of the version: what is behind it */
    const char *other; /* the resource of any other kind that the target was read from */
};

/** Appends it; a place that no resource has is appended as it is. */
void arm_append_place(const void *places, const char *where, struct text *place);
