/* SPDX-License-Identifier: MIT */
/*
 * operations_consumers.c - dev center, Windows 365 and lab plan.
 *
 * Source: https://learn.microsoft.com/azure/dev-box/how-to-configure-azure-compute-gallery
 *         https://learn.microsoft.com/azure/lab-services/how-to-attach-detach-shared-image-gallery
 *         https://learn.microsoft.com/windows-365/enterprise/device-images
 */
#include "upload/operations_parts.h"

#include <string.h>

/* -- dev center -- */

static const char *or_target(const char *own, const char *otherwise)
{
    return own ? own : otherwise;
}

static bool is_here(
    const struct operations *operations, const char *subscription, const char *group)
{
    return text_same(or_target(subscription, operations->target->subscription),
               operations->target->subscription) &&
           text_same(or_target(group, operations->target->resource_group),
               operations->target->resource_group);
}

#define ELSEWHERE                                                                                  \
    "it lies in another resource group or subscription than the one the template is deployed into"

static char *center_id(struct operations *operations)
{
    const struct target_dev_center *center = &operations->target->consumers.dev_center;

    return operations_text(operations,
        "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.DevCenter/devcenters/%s",
        or_target(center->subscription, operations->target->subscription),
        or_target(center->resource_group, operations->target->resource_group), center->name);
}

static char *identity_id(struct operations *operations)
{
    const struct target_dev_center *center = &operations->target->consumers.dev_center;

    return operations_text(operations,
        "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.ManagedIdentity/"
        "userAssignedIdentities/%s",
        or_target(center->subscription, operations->target->subscription),
        or_target(center->identity.resource_group,
            or_target(center->resource_group, operations->target->resource_group)),
        center->identity.name);
}

static void add_identity_of_center(struct operations *operations, const char *identity)
{
    const struct target_dev_center *center = &operations->target->consumers.dev_center;
    struct json *request = operations_add(operations,
        (struct operation){ .step = STEP_IDENTITY,
            .kind = OPERATION_CHANGE,
            .type = "Microsoft.DevCenter/devcenters",
            .api = API_DEV_CENTER,
            .action = "",
            .id = center_id(operations),
            .body = json_new_object(),
            .what = operations_text(operations, "identity of dev center '%s'", center->name),
            .why = "A dev center needs an identity before a gallery can be attached.",
            .source = SOURCE_DEV_BOX,
            .member = identity ? "identity.userAssignedIdentities" : "identity.principalId",
            .not_in_template = "the dev center is there already: a template would write all its "
                               "settings anew",
            .needs = 1u << STEP_IDENTITY,
            .wait_minutes = 10 });
    struct json *object = json_add_object(request, "identity");

    /* the scripts add what the dev center has: identities of the other kind, and of others */
    json_add_string(object, "type", identity ? "UserAssigned" : "SystemAssigned");
    if (identity)
        (void)json_add_object(json_add_object(object, "userAssignedIdentities"), identity);
}

void operations_identity(struct operations *operations)
{
    const struct target_dev_center *center = &operations->target->consumers.dev_center;
    const struct target_identity *identity = &center->identity;
    AUTO_FREE char *id = NULL;
    struct json *request;

    if (!center->given || center->action == TARGET_DETACH || !identity->given)
        return;
    if (identity->kind != TARGET_USER_ASSIGNED) {
        add_identity_of_center(operations, NULL);
        return;
    }
    id = identity_id(operations);
    if (!id)
        return;
    request = operations_add(operations,
        (struct operation){ .step = STEP_IDENTITY,
            .type = "Microsoft.ManagedIdentity/userAssignedIdentities",
            .api = API_IDENTITY,
            .action = "",
            .id = operations_text(operations, "%s", id),
            .body = json_new_object(),
            .what = operations_text(operations, "managed identity '%s'", identity->name),
            .why = "The dev center reaches the gallery as this identity.",
            .source = SOURCE_DEV_BOX,
            .not_in_template = is_here(operations, center->subscription,
                                   or_target(identity->resource_group, center->resource_group))
                                   ? NULL
                                   : ELSEWHERE,
            .needs = 1u << STEP_GROUP });
    json_add_string(request, "location", or_target(center->region, operations->target->region));
    add_identity_of_center(operations, id);
}

static struct operation center_operation(struct operations *operations, enum operation_step step,
    enum operation_kind kind, const char *type, const char *name)
{
    const struct target_dev_center *center = &operations->target->consumers.dev_center;
    AUTO_FREE char *id = center_id(operations);

    return (struct operation){ .step = step,
        .kind = kind,
        .type = type,
        .api = API_DEV_CENTER,
        .action = "",
        .id = operations_text(
            operations, "%s/%s/%s", id ? id : "", operations_last_segment(type), name),
        .source = SOURCE_DEV_BOX,
        .not_in_template =
            is_here(operations, center->subscription, center->resource_group) ? NULL : ELSEWHERE,
        .wait_minutes = 30 };
}

static void add_gallery_of_center(struct operations *operations)
{
    const struct target_dev_center *center = &operations->target->consumers.dev_center;
    const char *name = target_dev_center_gallery(operations->target);
    bool detach = center->action == TARGET_DETACH;
    struct operation operation =
        center_operation(operations, STEP_DEV_CENTER, detach ? OPERATION_REMOVE : OPERATION_MAKE,
            "Microsoft.DevCenter/devcenters/galleries", name);

    operation.member = "properties.galleryResourceId";
    operation.only = operations->gallery_id;
    operation.what = operations_text(operations, "gallery '%s' %s dev center '%s'", name,
        detach ? "out of" : "in", center->name);
    operation.why = detach ? "Refused while a Dev Box definition uses an image of it."
                           : "Dev Box takes images from a gallery of its dev center.";
    operation.needs =
        1u << STEP_GALLERY | 1u << STEP_ROLE | 1u << STEP_VERSION | 1u << STEP_IDENTITY;
    if (detach)
        operation.not_in_template = "a template takes nothing away";
    else
        operation.body = json_new_object();
    json_add_string(json_add_object(operations_add(operations, operation), "properties"),
        "galleryResourceId", operations->gallery_id);
}

static char *dev_box_image_id(struct operations *operations)
{
    const struct target *target = operations->target;
    bool latest = target->consumers.dev_center.definition.latest;
    AUTO_FREE char *center_at = center_id(operations);

    return operations_text(operations, "%s/galleries/%s/images/%s%s%s", center_at ? center_at : "",
        target_dev_center_gallery(target), target->definition.name, latest ? "" : "/versions/",
        latest ? "" : target->version.number);
}

/* A definition names an image as the dev center lists it, which it does some time after the gallery has it. */
static void wait_for_dev_box_image(struct operations *operations)
{
    const struct target_dev_box_definition *definition =
        &operations->target->consumers.dev_center.definition;

    (void)operations_add(operations,
        (struct operation){ .step = STEP_DEV_BOX,
            .kind = OPERATION_LOOK,
            .type = definition->latest ? "Microsoft.DevCenter/devcenters/galleries/images"
                                       : "Microsoft.DevCenter/devcenters/galleries/images/versions",
            .api = API_DEV_CENTER,
            .action = "",
            .id = dev_box_image_id(operations),
            .what = operations_text(
                operations, "image of Dev Box definition '%s' in the dev center", definition->name),
            .why = "The dev center lists an image some minutes after the gallery has it.",
            .source = SOURCE_DEV_BOX,
            .not_in_template = "a template does not wait for it: where a deployment does not find "
                               "the image, deploy again some minutes later",
            .needs = 1u << STEP_DEV_CENTER | 1u << STEP_VERSION,
            .wait_minutes = 60 });
}

static void add_dev_box_image(struct operations *operations, struct json *properties)
{
    AUTO_FREE char *image = dev_box_image_id(operations);

    if (image)
        json_add_string(json_add_object(properties, "imageReference"), "id", image);
}

static void add_dev_box(struct operations *operations)
{
    const struct target_dev_center *center = &operations->target->consumers.dev_center;
    const struct target_dev_box_definition *definition = &center->definition;
    struct operation operation = center_operation(operations, STEP_DEV_BOX, OPERATION_MAKE,
        "Microsoft.DevCenter/devcenters/devboxdefinitions", definition->name);
    struct json *request;
    struct json *properties;

    operation.body = json_new_object();
    operation.what = operations_text(operations, "Dev Box definition '%s'", definition->name);
    operation.why = "Its imageValidationStatus says whether Dev Box takes the image.";
    operation.needs = 1u << STEP_DEV_CENTER | 1u << STEP_VERSION;
    request = operations_add(operations, operation);
    json_add_string(request, "location", or_target(center->region, operations->target->region));
    properties = json_add_object(request, "properties");
    add_dev_box_image(operations, properties);
    json_add_string(json_add_object(properties, "sku"), "name", definition->sku);
    body_add_text(properties, "osStorageType", definition->os_storage_type);
    json_add_string(properties, "hibernateSupport", definition->hibernate ? "Enabled" : "Disabled");
}

/* One that was there already has the image of the version before. */
static void change_dev_box(struct operations *operations)
{
    const struct target_dev_center *center = &operations->target->consumers.dev_center;
    struct operation operation = center_operation(operations, STEP_DEV_BOX, OPERATION_CHANGE,
        "Microsoft.DevCenter/devcenters/devboxdefinitions", center->definition.name);

    operation.body = json_new_object();
    operation.what =
        operations_text(operations, "image of Dev Box definition '%s'", center->definition.name);
    operation.why = "A definition that is there already moves on to this image.";
    operation.member = "properties.imageReference.id";
    operation.is_in_make = true;
    operation.needs = 1u << STEP_DEV_CENTER | 1u << STEP_VERSION | 1u << STEP_DEV_BOX;
    add_dev_box_image(
        operations, json_add_object(operations_add(operations, operation), "properties"));
}

void operations_dev_center(struct operations *operations)
{
    const struct target_dev_center *center = &operations->target->consumers.dev_center;

    if (!center->given)
        return;
    add_gallery_of_center(operations);
    if (!center->definition.given || center->action == TARGET_DETACH)
        return;
    wait_for_dev_box_image(operations);
    add_dev_box(operations);
    change_dev_box(operations);
}

/* -- Windows 365 -- */

static void add_image_source(struct json *profile, const struct target *target)
{
    const struct target_source *source = &target->version.source;
    struct json *disk = json_add_object(profile, "osDisk");

    json_add_string(disk, "osType", target_os_type_word(target->image.os_type));
    json_add_string(disk, "osState", target_os_state_word(target->image.os_state));
    if (source->kind == TARGET_VHD)
        body_add_text(disk, "blobUri", source->uri);
    else
        json_add_string(
            json_add_object(disk, source->kind == TARGET_SNAPSHOT ? "snapshot" : "managedDisk"),
            "id", source->id);
}

void operations_windows365(struct operations *operations)
{
    const struct target *target = operations->target;
    const struct target_windows365 *consumer = &target->consumers.windows365;
    bool here = is_here(operations, NULL, consumer->resource_group);
    struct json *request;
    struct json *properties;

    /* a managed image is what Windows 365 takes; nothing makes one of a version */
    if (!consumer->given || target->version.source.kind == TARGET_MANAGED_IMAGE ||
        target->version.source.kind == TARGET_VERSION)
        return;
    request = operations_add(operations,
        (struct operation){ .step = STEP_WINDOWS365,
            .type = "Microsoft.Compute/images",
            .api = API_COMPUTE,
            .action = "",
            .id = operations_text(operations,
                "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.Compute/images/%s",
                target->subscription, or_target(consumer->resource_group, target->resource_group),
                consumer->managed_image),
            .body = json_new_object(),
            .what = operations_text(operations, "managed image '%s'", consumer->managed_image),
            .why = "Windows 365 takes a managed image; add it in Intune afterwards.",
            .source = DOCS "windows-365/enterprise/device-images",
            .not_in_template = here ? NULL : ELSEWHERE,
            .needs = 1u << STEP_GROUP | 1u << STEP_UPLOAD,
            .wait_minutes = 60 });
    json_add_string(
        request, "location", or_target(consumer->region, target_version_region(target)));
    operations_add_image_tag(operations, request);
    properties = json_add_object(request, "properties");
    if (target->image.hyperv_generation != TARGET_GENERATION_NOT_SAID)
        json_add_string(properties, "hyperVGeneration",
            target_generation_word(target->image.hyperv_generation));
    if (target->version.source.kind == TARGET_VM)
        json_add_string(
            json_add_object(properties, "sourceVirtualMachine"), "id", target->version.source.id);
    else
        add_image_source(json_add_object(properties, "storageProfile"), target);
}

/* -- labs -- */

#define PLAN_IS_THERE "the lab plan is there already: a template would write all its settings anew"

static char *lab_id(struct operations *operations, const char *type)
{
    const struct target_lab *lab = &operations->target->consumers.lab;

    return operations_text(operations,
        "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.LabServices/%s/%s",
        or_target(lab->subscription, operations->target->subscription),
        or_target(lab->resource_group, operations->target->resource_group), type, lab->name);
}

static void add_lab_plan(struct operations *operations)
{
    const struct target_lab *lab = &operations->target->consumers.lab;
    bool detach = lab->action == TARGET_DETACH;
    struct json *request = operations_add(
        operations, (struct operation){ .step = STEP_LAB,
                        .kind = detach ? OPERATION_TAKE_OUT : OPERATION_CHANGE,
                        .type = "Microsoft.LabServices/labPlans",
                        .api = API_LAB_PLAN,
                        .action = "",
                        .id = lab_id(operations, "labPlans"),
                        .body = detach ? NULL : json_new_object(),
                        .what = operations_text(operations, "gallery '%s' %s lab plan '%s'",
                            operations->target->gallery.name, detach ? "out of" : "in", lab->name),
                        .why = "A lab plan has one gallery at most: detach the other first.",
                        .source = SOURCE_LAB,
                        .member = "properties.sharedGalleryId",
                        .only = operations->gallery_id,
                        .not_in_template = PLAN_IS_THERE,
                        .needs = 1u << STEP_GALLERY | 1u << STEP_ROLE | 1u << STEP_VERSION,
                        .wait_minutes = 30 });

    if (request)
        json_add_string(
            json_add_object(request, "properties"), "sharedGalleryId", operations->gallery_id);
}

/* No published schema has this resource: Microsoft's own module for lab accounts sends it. */
static void add_lab_account(struct operations *operations)
{
    const struct target_lab *lab = &operations->target->consumers.lab;
    bool detach = lab->action == TARGET_DETACH;
    AUTO_FREE char *account = lab_id(operations, "labaccounts");
    struct json *request = operations_add(operations,
        (struct operation){ .step = STEP_LAB,
            .kind = detach ? OPERATION_REMOVE : OPERATION_MAKE,
            .type = "Microsoft.LabServices/labaccounts/SharedGalleries",
            .api = API_LAB_ACCOUNT,
            .action = "",
            .id = operations_text(operations, "%s/SharedGalleries/%s", account ? account : "",
                operations->target->gallery.name),
            .body = detach ? NULL : json_new_object(),
            .what = operations_text(operations, "gallery '%s' %s lab account '%s'",
                operations->target->gallery.name, detach ? "out of" : "in", lab->name),
            .why = "A lab account has one gallery at most: detach the other first.",
            .source = "https://github.com/Azure/azure-devtestlab/tree/master/samples/ClassroomLabs",
            .not_in_template = "no published template schema has this resource",
            .needs = 1u << STEP_GALLERY | 1u << STEP_ROLE | 1u << STEP_VERSION,
            .wait_minutes = 30 });

    if (request)
        json_add_string(
            json_add_object(request, "properties"), "galleryId", operations->gallery_id);
}

static void add_lab_image(struct operations *operations, const struct target_lab_image *image)
{
    AUTO_FREE char *plan = lab_id(operations, "labPlans");
    const char *word = image->enabled ? "Enabled" : "Disabled";
    struct json *request = operations_add(operations,
        (struct operation){ .step = STEP_LAB_IMAGE,
            .kind = OPERATION_CHANGE,
            .type = "Microsoft.LabServices/labPlans/images",
            .api = API_LAB_PLAN,
            .action = "",
            .id = operations_text(operations, "%s/images/%s", plan ? plan : "", image->name),
            .body = json_new_object(),
            .what = operations_text(operations, "image '%s' of lab plan '%s': %s", image->name,
                operations->target->consumers.lab.name, word),
            .why = "Images of a lab plan are disabled until somebody enables them.",
            .source = DOCS "azure/lab-services/specify-marketplace-images",
            .member = "properties.enabledState",
            .not_in_template = "the image is there only after the gallery was attached",
            .needs = 1u << STEP_LAB });

    json_add_string(json_add_object(request, "properties"), "enabledState", word);
}

void operations_lab(struct operations *operations)
{
    const struct target_lab *lab = &operations->target->consumers.lab;

    if (!lab->given)
        return;
    if (lab->kind == TARGET_LAB_ACCOUNT)
        add_lab_account(operations);
    else
        add_lab_plan(operations);
    for (size_t at = 0; at < lab->images.count && lab->action != TARGET_DETACH; at++)
        add_lab_image(operations, &lab->images.items[at]);
}
