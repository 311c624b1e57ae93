/* SPDX-License-Identifier: MIT */
/*
 * operations_fixed.c - what must be as the target says where a resource is there already.
 *
 * Source: https://learn.microsoft.com/azure/virtual-machines/shared-image-galleries
 */
#include "upload/body_options.h"
#include "upload/operations.h"

/** A member of the body that cannot be changed later, and what it counts as where it is not there. */
static const struct {
    enum operation_step step;
    const char *member, *absent;
} rows[] = {
    { STEP_DEFINITION, "properties.osType", NULL },
    { STEP_DEFINITION, "properties.osState", NULL },
    { STEP_DEFINITION, "properties.hyperVGeneration", NULL },
    { STEP_DEFINITION, "properties.architecture", NULL },
    { STEP_DEFINITION, "properties.identifier.publisher", NULL },
    { STEP_DEFINITION, "properties.identifier.offer", NULL },
    { STEP_DEFINITION, "properties.identifier.sku", NULL },
};

bool operation_next_fixed(
    const struct operation *operation, size_t *at, struct operation_fixed *fixed)
{
    while (*at < COUNT_OF(rows)) {
        size_t row = (*at)++;
        const char *wanted = json_string(body_at(operation->body, rows[row].member));

        if (operation->step != rows[row].step || !wanted)
            continue;
        *fixed = (struct operation_fixed){ rows[row].member, wanted, rows[row].absent };
        return true;
    }
    if (!operation->only || *at > COUNT_OF(rows))
        return false;
    (*at)++;
    *fixed = (struct operation_fixed){ operation->member, operation->only, operation->only };
    return true;
}
