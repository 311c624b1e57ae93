/* SPDX-License-Identifier: MIT */
/*
 * operations_fixed.c - what must be as the target says where a resource is there already.
 *
 * Source: https://learn.microsoft.com/azure/virtual-machines/shared-image-galleries
 */
#include "upload/body_options.h"
#include "upload/operations.h"

/** A member of the body that is not changed later, and what it counts as where it is not there. */
static const struct {
    enum operation_step step;
    const char *member, *absent, *advice;
} rows[] = {
    { STEP_DEFINITION, "properties.osType", NULL, NULL },
    { STEP_DEFINITION, "properties.osState", NULL, NULL },
    { STEP_DEFINITION, "properties.hyperVGeneration", NULL, NULL },
    { STEP_DEFINITION, "properties.architecture", NULL, NULL },
    { STEP_DEFINITION, "properties.identifier.publisher", NULL, NULL },
    { STEP_DEFINITION, "properties.identifier.offer", NULL, NULL },
    { STEP_DEFINITION, "properties.identifier.sku", NULL, NULL },
    { STEP_UPLOAD, "tags." OPERATION_IMAGE_TAG, NULL,
        "it holds another image, or nobody knows which: upload to a disk of another name" },
    { STEP_VERSION, "tags." OPERATION_IMAGE_TAG, NULL,
        "it holds another image, or nobody knows which: give this one another number" },
};

bool operation_next_fixed(
    const struct operation *operation, size_t *at, struct operation_fixed *fixed)
{
    while (*at < COUNT_OF(rows)) {
        size_t row = (*at)++;
        const char *wanted = json_string(body_at(operation->body, rows[row].member));

        if (operation->step != rows[row].step || !wanted)
            continue;
        *fixed = (struct operation_fixed){ rows[row].member, wanted, rows[row].absent,
            rows[row].advice };
        return true;
    }
    if (!operation->only || *at > COUNT_OF(rows))
        return false;
    (*at)++;
    *fixed = (struct operation_fixed){ operation->member, operation->only, operation->only, NULL };
    return true;
}
