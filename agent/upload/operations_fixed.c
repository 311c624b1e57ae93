/* SPDX-License-Identifier: MIT */
/*
 * operations_fixed.c - what must be as the target says where a resource is there already.
 *
 * Source: https://learn.microsoft.com/azure/virtual-machines/shared-image-galleries
 */
#include "upload/body_options.h"
#include "upload/operations.h"

#include <string.h>

/** A member of the body that is not changed later, and what it counts as where it is not there. */
static const struct {
    enum operation_step step;
    const char *member, *feature, *absent, *advice;
} rows[] = {
    { STEP_GALLERY, "properties.sharingProfile.permissions", NULL, "Private", NULL },
    { STEP_DEFINITION, "properties.osType", NULL, NULL, NULL },
    { STEP_DEFINITION, "properties.osState", NULL, NULL, NULL },
    { STEP_DEFINITION, "properties.hyperVGeneration", NULL, "V1", NULL },
    { STEP_DEFINITION, "properties.architecture", NULL, "x64", NULL },
    { STEP_DEFINITION, "properties.identifier.publisher", NULL, NULL, NULL },
    { STEP_DEFINITION, "properties.identifier.offer", NULL, NULL, NULL },
    { STEP_DEFINITION, "properties.identifier.sku", NULL, NULL, NULL },
    { STEP_DEFINITION, "properties.features", "SecurityType", "Standard", NULL },
    { STEP_UPLOAD, "tags." OPERATION_IMAGE_TAG, NULL, NULL,
        "it holds another image, or nobody knows which: upload to a disk of another name" },
    { STEP_VERSION, "tags." OPERATION_IMAGE_TAG, NULL, NULL,
        "it holds another image, or nobody knows which: give this one another number" },
    { STEP_WINDOWS365, "tags." OPERATION_IMAGE_TAG, NULL, NULL,
        "it holds another image, or nobody knows which: give this one another name" },
};

static const char *find_feature(const struct json *features, const char *name)
{
    for (const struct json *one = json_first(features); one; one = json_next(one))
        if (strcmp(json_string(json_member(one, "name")), name) == 0)
            return json_string(json_member(one, "value"));
    return NULL;
}

bool operation_next_fixed(
    const struct operation *operation, size_t *at, struct operation_fixed *fixed)
{
    while (*at < COUNT_OF(rows)) {
        size_t row = (*at)++;
        const struct json *said = body_at(operation->body, rows[row].member);
        const char *feature = rows[row].feature;
        const char *wanted = feature && said ? find_feature(said, feature) : json_string(said);

        if (operation->step != rows[row].step || operation->is_changed_later || !wanted)
            continue;
        *fixed = (struct operation_fixed){ rows[row].member, feature, wanted, rows[row].absent,
            rows[row].advice };
        return true;
    }
    if (!operation->only || *at > COUNT_OF(rows))
        return false;
    (*at)++;
    *fixed = (struct operation_fixed){
        .member = operation->member, .wanted = operation->only, .absent = operation->only
    };
    return true;
}
