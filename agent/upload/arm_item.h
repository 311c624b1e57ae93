/* SPDX-License-Identifier: MIT */
/* arm_item.h - one resource of a template, read back into a target. */
#pragma once

#include "upload/fields.h"
#include "upload/target.h"

enum { ARM_SEGMENTS_MOST = 3 }; /* of a name */

#define ARM_GALLERIES "Microsoft.Compute/galleries"
#define ARM_IMAGES ARM_GALLERIES "/images"
#define ARM_VERSIONS ARM_IMAGES "/versions"

/** Strings belong to the reading. */
struct arm_item {
    const char *type;                     /* whole, of a nested one too */
    const char *names[ARM_SEGMENTS_MOST]; /* NULL: only a deployment knows */
    const char *location;                 /* the same */
    const char *place;                    /* "resources[1]" */
    const char *source;                   /* of a version: where its source stands, behind place */
    const struct json *properties;
    struct target target; /* what it tells */
};

/** A type of resource that there are rules for. */
struct arm_kind {
    const char *type;
    bool has_versions; /* of its api, all of which are known here */
    void (*read)(struct reading *reading, const char *where, struct arm_item *item);
};

const struct arm_kind *arm_kind(const char *type); /* NULL: no such one */
/** Fills names from a name of segments; NULL: only a deployment knows it. */
void arm_item_name(struct reading *reading, const char *name, struct arm_item *item);
/** A copy that lives as long as the reading. */
const char *arm_keep(struct reading *reading, const char *bytes, size_t len);
