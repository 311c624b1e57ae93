/* SPDX-License-Identifier: MIT */
/*
 * arm.c - walks the resources of a template and judges them.
 *
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax
 *         https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices (4 MB)
 */
#include "upload/arm.h"

#include "upload/arm_fields.h"
#include "upload/arm_item.h"
#include "upload/arm_places.h"
#include "upload/arm_versions.h"
#include "upload/target_image.h"

enum { DEPTH_MOST = 8 };

struct items {
    struct arm_item *items; /* owned */
    size_t count;
};

static void items_done(struct items *items)
{
    free(items->items);
    *items = (struct items){ 0 };
}

static bool is_type(const struct arm_item *item, const char *type)
{
    return text_same(item->type, type);
}

/* -- walking -- */

static const char *join(struct reading *reading, const char *left, const char *right)
{
    AUTO(text) joined = { 0 };

    text_append(&joined, "%s/%s", left, right);
    if (joined.broken)
        reading->broken = true;
    return arm_keep(reading, fields_text(reading, &joined), joined.len);
}

static struct arm_item *add_item(struct reading *reading, struct items *items)
{
    struct arm_item *grown = realloc(items->items, (items->count + 1) * sizeof *grown);

    if (!grown) {
        reading->broken = true;
        return NULL;
    }
    items->items = grown;
    grown[items->count] = (struct arm_item){ 0 };
    return &grown[items->count++];
}

struct walk {
    struct reading *reading;
    struct items *items;
    struct arm_seen *seen;
};

static void read_properties(struct walk *walk, const struct arm_kind *kind,
    const struct json *resource, struct arm_item *item)
{
    AUTO(text) where = { 0 };

    text_append(&where, "%s.properties", item->place);
    item->properties = json_member(resource, "properties");
    if (item->properties)
        kind->read(walk->reading, fields_text(walk->reading, &where), item);
    else
        fields_wrong(walk->reading, "target.member-missing", fields_text(walk->reading, &where),
            "an object", "the member is missing");
    walk->seen->judged++;
}

static void read_resource(struct walk *walk, const struct json *resource,
    const struct arm_envelope *envelope, const char *type, const char *name, const char *place)
{
    const struct arm_kind *kind = arm_kind(type);
    struct arm_item *item;

    if (!kind) {
        walk->seen->others++;
        return;
    }
    if (kind->has_versions && envelope->api_version)
        arm_check_version(
            walk->reading, envelope->api_version, json_member(resource, "properties"), place);
    item = add_item(walk->reading, walk->items);
    if (!item)
        return;
    item->type = type;
    item->location = envelope->location;
    item->target.gallery.tags = envelope->tags;
    item->place = arm_keep(walk->reading, place, strlen(place));
    arm_item_name(walk->reading, name, item);
    if (item->place)
        read_properties(walk, kind, resource, item);
}

static void walk_list(struct walk *walk, const struct json *list, const char *type,
    const char *name, const char *where, int depth);

static void walk_resource(struct walk *walk, const struct json *resource, const char *parent_type,
    const char *parent_name, const char *place, int depth)
{
    struct arm_envelope envelope = { 0 };
    const char *type, *name;
    AUTO(text) inside = { 0 };

    /* what other types may have, goldprep does not know */
    if (json_string(json_member(resource, "type")) && !parent_type &&
        !arm_kind(json_string(json_member(resource, "type")))) {
        walk->seen->others++;
        return;
    }
    fields_read(walk->reading, resource, arm_envelope, place, &envelope);
    if (!envelope.type)
        return;
    type = parent_type ? join(walk->reading, parent_type, envelope.type) : envelope.type;
    name = !parent_type                   ? envelope.name
           : parent_name && envelope.name ? join(walk->reading, parent_name, envelope.name)
                                          : NULL;
    if (!type)
        return;
    read_resource(walk, resource, &envelope, type, name, place);
    if (!json_member(resource, "resources"))
        return;
    text_append(&inside, "%s.resources", place);
    walk_list(walk, json_member(resource, "resources"), type, name,
        fields_text(walk->reading, &inside), depth);
}

/* A list, or since language version 2.0 an object in which each has a name of its own. */
static void walk_list(struct walk *walk, const struct json *list, const char *type,
    const char *name, const char *where, int depth)
{
    size_t at = 0;

    if ((!json_is_array(list) && !json_is_object(list)) || depth == DEPTH_MOST) {
        fields_wrong(walk->reading, "target.member-type", where, "a list of resources",
            "the value is not a list of resources");
        return;
    }
    for (const struct json *each = json_first(list); each; each = json_next(each), at++) {
        AUTO(text) place = { 0 };

        if (json_name(each))
            text_append(&place, "%s.%s", where, text_shown(json_name(each)));
        else
            text_append(&place, "%s[%zu]", where, at);
        walk_resource(walk, each, type, name, fields_text(walk->reading, &place), depth + 1);
    }
}

/* -- judging -- */

static bool is_same_name(const char *left, const char *right)
{
    return left && right && text_same(left, right);
}

/* The one of that type whose names are the first ones of another's. */
static const struct arm_item *find_parent(
    const struct items *items, const struct arm_item *child, const char *type, size_t segments)
{
    for (size_t at = 0; at < items->count; at++) {
        const struct arm_item *item = &items->items[at];
        bool same = is_type(item, type);

        for (size_t i = 0; i < segments; i++)
            same = same && is_same_name(item->names[i], child->names[i]);
        if (same)
            return item;
    }
    return NULL;
}

/* The gallery that a dev center gets: the template's only one; which one else, is an expression. */
static const struct arm_item *only_gallery(const struct items *items)
{
    const struct arm_item *found = NULL;

    for (size_t at = 0; at < items->count; at++) {
        if (!is_type(&items->items[at], ARM_GALLERIES))
            continue;
        if (found)
            return NULL;
        found = &items->items[at];
    }
    return found;
}

/* Puts a resource together with those that it is inside of. */
static void compose(const struct items *items, const struct arm_item *item, struct target *target,
    struct arm_places *places)
{
    bool is_version = is_type(item, ARM_VERSIONS);
    bool is_definition = is_type(item, ARM_IMAGES);
    const struct arm_item *gallery = is_type(item, ARM_GALLERIES) ? item
                                     : is_version || is_definition
                                         ? find_parent(items, item, ARM_GALLERIES, 1)
                                     : item->target.consumers.dev_center.given ? only_gallery(items)
                                                                               : NULL;
    const struct arm_item *definition = is_definition ? item
                                        : is_version  ? find_parent(items, item, ARM_IMAGES, 2)
                                                      : NULL;

    *target = item->target;
    if (definition) {
        target->definition = definition->target.definition;
        places->definition = definition->place;
        target->region = definition->location;
    }
    target->gallery = gallery ? gallery->target.gallery : (struct target_gallery){ 0 };
    if (gallery) {
        places->gallery = gallery->place;
        target->region = gallery->location;
    }
    places->version = is_version ? item->place : NULL;
    places->source = item->source;
    places->other =
        is_version || is_definition || is_type(item, ARM_GALLERIES) ? NULL : item->place;
}

static void judge_item(struct reading *reading, const struct items *items,
    const struct arm_item *item, const struct json *manifest, int64_t now)
{
    struct arm_places places = { 0 };
    struct target target = { 0 };
    const struct json *of = NULL;

    compose(items, item, &target, &places);
    if (target.definition.given)
        of = manifest;
    target_image_take(reading, of, &target);
    const struct target_case what = { .target = &target,
        .manifest = of,
        .now = now,
        .append_place = arm_append_place,
        .state = &places };

    target_rules_judge(&what, reading->problems);
}

/* -- the whole -- */

bool arm_is_template(const struct json *document)
{
    const char *schema = json_string(json_member(document, "$schema"));

    if (schema)
        return strstr(schema, "deploymentTemplate.json") != NULL;
    return json_member(document, "resources") && !json_member(document, "schema");
}

static void read_template(struct walk *walk, const struct json *document)
{
    const struct json *resources = json_member(document, "resources");

    if (!json_is_object(document))
        fields_wrong(
            walk->reading, "target.member-type", "", "an object", "the document is not an object");
    else if (!resources)
        fields_wrong(walk->reading, "target.member-missing", "resources", "a list of resources",
            "the member is missing");
    else
        walk_list(walk, resources, NULL, NULL, "resources", 0);
}

static bool judge(struct reading *reading, const struct json *manifest, int64_t now,
    struct arm_seen *seen, struct err *err)
{
    AUTO(items) items = { 0 };
    struct walk walk = { reading, &items, seen };

    read_template(&walk, reading->memory->document);
    seen->expressions = reading->expressions_count;
    for (size_t at = 0; !reading->broken && at < items.count; at++)
        judge_item(reading, &items, &items.items[at], manifest, now);
    if (reading->broken)
        return err_nomem(err);
    return problems_ok(reading->problems, err);
}

bool arm_judge(const char *bytes, size_t len, const struct json *manifest, int64_t now,
    struct arm_seen *seen, struct problems *problems, struct err *err)
{
    struct reading reading = { .problems = problems,
        .source = "https://learn.microsoft.com/azure/templates/microsoft.compute/galleries",
        .expressions = true };
    bool ok;

    *seen = (struct arm_seen){ 0 };
    if (len > ARM_SIZE_LIMIT)
        return err_set(
            err, ERR_AGENT, ERR_TOO_LARGE, "a template has at most %d bytes", ARM_SIZE_LIMIT);
    reading.memory = calloc(1, sizeof *reading.memory);
    if (!reading.memory)
        return err_nomem(err);
    ok = json_parse(bytes, len, &reading.memory->document, err);
    if (ok)
        ok = judge(&reading, manifest, now, seen, err);
    else if (!err_is(err, ERR_NOMEM)) {
        fields_wrong(&reading, "target.not-json", "", "one JSON document", "%s", err->text);
        ok = problems_ok(problems, err);
    }
    target_memory_free(reading.memory);
    return ok;
}
