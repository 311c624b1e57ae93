/* SPDX-License-Identifier: MIT */
/*
 * operations_gallery.c - gallery, image definition, and sharing that is an action.
 *
 * Source: https://learn.microsoft.com/azure/virtual-machines/create-gallery
 *         https://learn.microsoft.com/azure/virtual-machines/share-gallery-direct
 *         https://learn.microsoft.com/azure/virtual-machines/share-gallery-community
 */
#include "upload/operations_parts.h"

#define SOURCE_GALLERY DOCS "azure/virtual-machines/create-gallery"
#define SOURCE_DEFINITION DOCS "azure/virtual-machines/shared-image-galleries"
#define SOURCE_DIRECT DOCS "azure/virtual-machines/share-gallery-direct"
#define SOURCE_COMMUNITY DOCS "azure/virtual-machines/share-gallery-community"

static void add_tags(struct json *request, const struct target_pairs *tags)
{
    struct json *object = tags->count > 0 ? json_add_object(request, "tags") : NULL;

    for (size_t at = 0; at < tags->count; at++)
        json_add_string(object, tags->items[at].name, tags->items[at].value);
}

static void add_sharing(struct json *properties, const struct target_gallery *gallery)
{
    struct json *profile = json_add_object(properties, "sharingProfile");
    const struct target_community *community = &gallery->community;
    enum target_sharing_kind kind =
        gallery->sharing == TARGET_SHARING_NOT_SAID ? TARGET_PRIVATE : gallery->sharing;
    struct json *info;

    json_add_string(profile, "permissions", target_sharing_word(kind));
    if (kind != TARGET_COMMUNITY)
        return;
    info = json_add_object(profile, "communityGalleryInfo");
    body_add_text(info, "publisherUri", community->publisher_uri);
    body_add_text(info, "publisherContact", community->publisher_contact);
    body_add_text(info, "eula", community->eula);
    body_add_text(info, "publicNamePrefix", community->public_name_prefix);
}

void operations_gallery(struct operations *operations)
{
    const struct target_gallery *gallery = &operations->target->gallery;
    struct json *request = operations_add(
        operations, (struct operation){ .step = STEP_GALLERY,
                        .type = "Microsoft.Compute/galleries",
                        .api = API_GALLERY,
                        .action = "",
                        .id = operations_text(operations, "%s", operations->gallery_id),
                        .body = json_new_object(),
                        .what = operations_text(operations, "gallery '%s'", gallery->name),
                        .why = "How it can be shared is said now: it cannot be changed later.",
                        .source = SOURCE_GALLERY,
                        .is_changed_later = operations->target->sharing.reset,
                        .needs = 1u << STEP_GROUP,
                        .wait_minutes = 10 });
    struct json *properties;

    json_add_string(request, "location", operations->target->region);
    add_tags(request, &gallery->tags);
    properties = json_add_object(request, "properties");
    body_add_text(properties, "description", gallery->description);
    add_sharing(properties, gallery);
}

static void add_range(struct json *recommended, const char *name, const struct target_range *range)
{
    struct json *object = range->given ? json_add_object(recommended, name) : NULL;

    body_add_number(object, "min", range->min);
    body_add_number(object, "max", range->max);
}

static void add_features(struct json *properties, const struct target *target)
{
    const struct target_pairs *features = &target->definition.features;
    enum target_security security = target->image.security_type;
    struct json *list;
    struct json *object;

    if (security == TARGET_SECURITY_NOT_SAID && features->count == 0)
        return;
    list = json_add_array(properties, "features");
    if (security != TARGET_SECURITY_NOT_SAID) {
        object = json_add_object(list, NULL);
        json_add_string(object, "name", "SecurityType");
        json_add_string(object, "value", target_security_word(security));
    }
    for (size_t at = 0; at < features->count; at++) {
        object = json_add_object(list, NULL);
        json_add_string(object, "name", features->items[at].name);
        json_add_string(object, "value", features->items[at].value);
    }
}

static void add_image(struct json *properties, const struct target *target)
{
    const struct target_definition *definition = &target->definition;
    struct json *identifier;

    json_add_string(properties, "osType", target_os_type_word(target->image.os_type));
    json_add_string(properties, "osState", target_os_state_word(target->image.os_state));
    if (target->image.hyperv_generation != TARGET_GENERATION_NOT_SAID)
        json_add_string(properties, "hyperVGeneration",
            target_generation_word(target->image.hyperv_generation));
    if (target->image.architecture != TARGET_ARCHITECTURE_NOT_SAID)
        json_add_string(
            properties, "architecture", target_architecture_word(target->image.architecture));
    identifier = json_add_object(properties, "identifier");
    body_add_text(identifier, "publisher", definition->publisher);
    body_add_text(identifier, "offer", definition->offer);
    body_add_text(identifier, "sku", definition->sku);
    add_features(properties, target);
}

static void add_recommended(struct json *properties, const struct target_definition *definition)
{
    struct json *recommended;
    struct json *types;

    if (definition->recommended_vcpus.given || definition->recommended_memory.given) {
        recommended = json_add_object(properties, "recommended");
        add_range(recommended, "vCPUs", &definition->recommended_vcpus);
        add_range(recommended, "memory", &definition->recommended_memory);
    }
    if (definition->disallowed_disk_types.count == 0)
        return;
    types = json_add_array(json_add_object(properties, "disallowed"), "diskTypes");
    for (size_t at = 0; at < definition->disallowed_disk_types.count; at++)
        json_add_string(types, NULL, definition->disallowed_disk_types.items[at]);
}

static void add_plan(struct json *properties, const struct target_plan *plan)
{
    struct json *object = plan->given ? json_add_object(properties, "purchasePlan") : NULL;

    body_add_text(object, "name", plan->name);
    body_add_text(object, "publisher", plan->publisher);
    body_add_text(object, "product", plan->product);
}

void operations_definition(struct operations *operations)
{
    const struct target_definition *definition = &operations->target->definition;
    struct json *request = operations_add(operations,
        (struct operation){ .step = STEP_DEFINITION,
            .type = "Microsoft.Compute/galleries/images",
            .api = API_GALLERY,
            .action = "",
            .id = operations_text(operations, "%s", operations->definition_id),
            .body = json_new_object(),
            .what = operations_text(operations, "image definition '%s'", definition->name),
            .why = "What the image is, from the manifest: none of it can be changed later.",
            .source = SOURCE_DEFINITION,
            .needs = 1u << STEP_GALLERY,
            .wait_minutes = 10 });
    struct json *properties;

    json_add_string(request, "location", operations->target->region);
    properties = json_add_object(request, "properties");
    add_image(properties, operations->target);
    body_add_text(properties, "description", definition->description);
    body_add_text(properties, "eula", definition->eula);
    body_add_text(properties, "privacyStatementUri", definition->privacy_statement_uri);
    body_add_text(properties, "releaseNoteUri", definition->release_note_uri);
    body_add_date(operations, properties, "endOfLifeDate", definition->end_of_life);
    add_recommended(properties, definition);
    add_plan(properties, &definition->purchase_plan);
    if (definition->allow_update_image)
        json_add_bool(properties, "allowUpdateImage", true);
}

/* -- sharing that no template can do: groups are read-only there -- */

static void add_group(struct json *groups, const char *type, const struct target_texts *ids)
{
    struct json *group = ids->count > 0 ? json_add_object(groups, NULL) : NULL;
    struct json *list;

    if (!group)
        return;
    json_add_string(group, "type", type);
    list = json_add_array(group, "ids");
    for (size_t at = 0; at < ids->count; at++)
        json_add_string(list, NULL, ids->items[at]);
}

static void add_share(struct operations *operations, enum operation_step step,
    const char *operation_type, const struct target_audience *audience, char *what, const char *why)
{
    struct json *request = operations_add(operations,
        (struct operation){ .step = step,
            .kind = OPERATION_CALL,
            .type = "Microsoft.Compute/galleries",
            .api = API_GALLERY,
            .action = "/share",
            .id = operations_text(operations, "%s", operations->gallery_id),
            .body = json_new_object(),
            .what = what,
            .why = why,
            .source = step == STEP_SHARE ? SOURCE_DIRECT : SOURCE_COMMUNITY,
            .not_in_template = "sharing is an action, and a template declares resources",
            .needs = 1u << STEP_GALLERY | 1u << STEP_VERSION,
            .wait_minutes = 15 });
    struct json *groups;

    json_add_string(request, "operationType", operation_type);
    if (!audience)
        return;
    groups = json_add_array(request, "groups");
    add_group(groups, "Subscriptions", &audience->subscriptions);
    add_group(groups, "AADTenants", &audience->tenants);
}

static void add_list(struct operations *operations)
{
    (void)operations_add(operations,
        (struct operation){ .step = STEP_SHARE,
            .kind = OPERATION_LOOK,
            .type = "Microsoft.Compute/galleries",
            .api = API_GALLERY,
            .action = "?$expand=SharingProfile/Groups",
            .id = operations_text(operations, "%s", operations->gallery_id),
            .what = operations_text(
                operations, "whom gallery '%s' is shared with", operations->target->gallery.name),
            .why = "The list as it stands now.",
            .source = SOURCE_DIRECT,
            .not_in_template = "looking is an action, and a template declares resources" });
}

void operations_share(struct operations *operations)
{
    const struct target_sharing *sharing = &operations->target->sharing;
    const char *name = operations->target->gallery.name;

    if (sharing->reset)
        add_share(operations, STEP_SHARE, "Reset", NULL,
            operations_text(operations, "end of all sharing of gallery '%s'", name),
            "Ends direct and community sharing; roles stay.");
    if (sharing->remove.given)
        add_share(operations, STEP_SHARE, "Remove", &sharing->remove,
            operations_text(operations, "end of sharing gallery '%s'", name),
            "These subscriptions and tenants no longer see the images.");
    if (sharing->add.given)
        add_share(operations, STEP_SHARE, "Add", &sharing->add,
            operations_text(operations, "sharing of gallery '%s'", name),
            "These subscriptions and tenants see the images.");
    if (sharing->enable_community)
        add_share(operations, STEP_COMMUNITY, "EnableCommunity", NULL,
            operations_text(operations, "community sharing of gallery '%s'", name),
            "Everybody on Azure sees the images, and the publisher's four fields.");
    if (operations->target->gallery.sharing == TARGET_DIRECT)
        add_list(operations);
}
