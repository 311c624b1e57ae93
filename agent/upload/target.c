/* SPDX-License-Identifier: MIT */
/* target.c - a target file into structs, and what renderers ask of them. */
#include "upload/target_fields.h"
#include "upload/target_image.h"
#include "upload/target_rules.h"
#include "upload/target_words.h"

static const char schema[] = "goldprep.target/1";

void target_done(struct target *target)
{
    target_memory_free(target->memory);
    *target = (struct target){ 0 };
}

/* @return false: out of memory. What is wrong with the document is in problems. */
static bool parse(
    const char *bytes, size_t len, struct reading *reading, bool *parsed, struct err *err)
{
    if (json_parse(bytes, len, &reading->memory->document, err)) {
        *parsed = true;
        return true;
    }
    if (err_is(err, ERR_NOMEM))
        return false;
    fields_wrong(reading, "target.not-json", "", "one JSON document", "%s", err->text);
    return true;
}

static void check_schema(struct reading *reading, const struct target *target)
{
    AUTO(text) right = { 0 };

    if (!target->schema || strcmp(target->schema, schema) == 0)
        return;
    text_append(&right, "'%s'", schema);
    fields_wrong(reading, "target.schema-unknown", "schema", fields_text(reading, &right),
        "the schema is '%s'", text_shown(target->schema));
}

static bool read_document(const struct json *manifest, int64_t now, struct reading *reading,
    struct target *target, struct err *err)
{
    const struct target_case what = { .target = target, .manifest = manifest, .now = now };

    fields_read(reading, reading->memory->document, target_fields, "", target);
    check_schema(reading, target);
    target_image_take(reading, manifest, target);
    if (reading->broken)
        return err_nomem(err);
    target_rules_judge(&what, reading->problems);
    return problems_ok(reading->problems, err);
}

bool target_read(const char *bytes, size_t len, const struct json *manifest, int64_t now,
    struct target *target, struct problems *problems, struct err *err)
{
    struct reading reading = { .problems = problems, .source = "docs/schema/target.json" };
    bool parsed = false;

    *target = (struct target){ 0 };
    if (len > TARGET_SIZE_LIMIT)
        return err_set(
            err, ERR_AGENT, ERR_TOO_LARGE, "a target has at most %d bytes", TARGET_SIZE_LIMIT);
    target->memory = calloc(1, sizeof *target->memory);
    if (!target->memory)
        return err_nomem(err);
    reading.memory = target->memory;
    if (!parse(bytes, len, &reading, &parsed, err))
        return false;
    return parsed ? read_document(manifest, now, &reading, target, err)
                  : problems_ok(problems, err);
}

/* -- what renderers ask -- */

const char *target_version_region(const struct target *target)
{
    return target->version.region ? target->version.region : target->region;
}

bool target_region_same(const char *left, const char *right)
{
    for (;; left++, right++) {
        while (*left == ' ')
            left++;
        while (*right == ' ')
            right++;
        char lower_left = *left >= 'A' && *left <= 'Z' ? (char)(*left + 32) : *left;
        char lower_right = *right >= 'A' && *right <= 'Z' ? (char)(*right + 32) : *right;

        if (lower_left != lower_right)
            return false;
        if (*left == '\0')
            return true;
    }
}

const char *target_dev_center_gallery(const struct target *target)
{
    const char *name = target->consumers.dev_center.gallery_name;

    return name ? name : target->gallery.name;
}

/* Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
static const struct target_role roles[] = {
    { "Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7" },
    { "Contributor", "b24988ac-6180-42a0-ab88-20f7382dd24c" },
    { "Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635" },
    { "Compute Gallery Sharing Admin", "1ef6a3be-d0ac-425d-8c01-acb62866290b" },
    { "Compute Gallery Image Reader", "cf7c76d2-98a3-4358-a134-615aa78bf44d" },
    { "Compute Gallery Artifacts Publisher", "85a2d0d9-2eba-4c9c-b355-11c2cc0788ab" },
    { "Data Operator for Managed Disks", "959f8984-c045-4866-89c7-12bf9737be2e" },
};

const struct target_role *target_role(const char *name_or_id)
{
    for (size_t at = 0; at < COUNT_OF(roles); at++)
        if (text_same(roles[at].name, name_or_id) || text_same(roles[at].id, name_or_id))
            return &roles[at];
    return NULL;
}
