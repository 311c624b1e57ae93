/* SPDX-License-Identifier: MIT */
/*
 * arm_item.c - what a resource of each type tells of a target.
 *
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/templates/child-resource-name-type
 */
#include "upload/arm_item.h"

#include "upload/arm_fields.h"
#include "upload/target_words.h"

/* -- reading one resource -- */

const char *arm_keep(struct reading *reading, const char *bytes, size_t len)
{
    char *copy = fields_room(reading, len + 1, 1);

    if (copy)
        memcpy(copy, bytes, len);
    return copy;
}

/* More segments than there can be are part of the last one, which is then no name of its kind. */
void arm_item_name(struct reading *reading, const char *name, struct arm_item *item)
{
    size_t segments = 0;

    for (const char *at = strchr(item->type, '/'); at; at = strchr(at + 1, '/'))
        segments++;
    for (size_t at = 0; at < segments && at < ARM_SEGMENTS_MOST && name; at++) {
        const char *end = at + 1 < segments ? strchr(name, '/') : NULL;

        item->names[at] = arm_keep(reading, name, end ? (size_t)(end - name) : strlen(name));
        name = end ? end + 1 : NULL;
    }
}

static void read_gallery(struct reading *reading, const char *where, struct arm_item *item)
{
    fields_read(reading, item->properties, arm_gallery, where, &item->target.gallery);
    item->target.gallery.given = true;
    item->target.gallery.name = item->names[0];
    item->target.region = item->location;
}

static enum target_security read_security(
    struct reading *reading, const char *value, const char *where, size_t at)
{
    int security = field_word_value(azure_securities, value);
    AUTO(text) place = { 0 };

    if (security != 0)
        return (enum target_security)security;
    text_append(&place, "%s.features[%zu].value", where, at);
    fields_wrong(reading, "target.word-unknown", fields_text(reading, &place),
        "Standard, TrustedLaunch, TrustedLaunchSupported, ConfidentialVM, ConfidentialVMSupported "
        "or TrustedLaunchAndConfidentialVmSupported",
        "'%s' is no security type", text_shown(value));
    return TARGET_SECURITY_NOT_SAID;
}

/* Features are a list there, and the security type is one of them. */
static void take_features(struct reading *reading, const struct arm_features *features,
    const char *where, struct target_definition *into)
{
    if (features->count == 0)
        return;
    into->features.items = fields_room(reading, features->count, sizeof *into->features.items);
    for (size_t at = 0; into->features.items && at < features->count; at++) {
        const struct arm_feature *feature = &features->items[at];
        if (!feature->name || !feature->value)
            continue;
        if (text_same(feature->name, "SecurityType"))
            into->security_type = read_security(reading, feature->value, where, at);
        else
            into->features.items[into->features.count++] =
                (struct target_pair){ feature->name, feature->value };
    }
}

static void read_definition(struct reading *reading, const char *where, struct arm_item *item)
{
    struct arm_definition read = { 0 };

    fields_read(reading, item->properties, arm_definition, where, &read);
    take_features(reading, &read.features, where, &read.definition);
    item->target.definition = read.definition;
    item->target.definition.given = true;
    item->target.definition.name = item->names[1];
    item->target.region = item->location;
}

/* What an id is the id of, by its text; an expression tells nothing. */
static enum target_source_kind kind_of(const char *id)
{
    static const struct {
        const char *type;
        enum target_source_kind kind;
    } kinds[] = {
        { "/microsoft.compute/disks/", TARGET_DISK },
        { "/microsoft.compute/snapshots/", TARGET_SNAPSHOT },
        { "/microsoft.compute/images/", TARGET_MANAGED_IMAGE },
        { "/microsoft.compute/virtualmachines/", TARGET_VM },
        { "/microsoft.compute/galleries/", TARGET_VERSION },
    };

    for (; id && *id; id++)
        for (size_t at = 0; at < COUNT_OF(kinds); at++)
            if (text_starts_same(id, kinds[at].type))
                return kinds[at].kind;
    return TARGET_SOURCE_NOT_SAID;
}

static void take_source(
    struct reading *reading, const struct arm_whole_source *whole, struct arm_item *item)
{
    struct target_source *source = &item->target.version.source;
    bool is_blob = source->uri || source->storage_account_id;
    AUTO(text) where = { 0 };

    item->source = ".properties.storageProfile.osDiskImage.source";
    source->kind = is_blob ? TARGET_VHD : kind_of(source->id);
    for (size_t at = 0; at < item->target.version.data_disks.count; at++) {
        struct target_source *data = &item->target.version.data_disks.items[at].source;

        data->kind = data->uri || data->storage_account_id ? TARGET_VHD : kind_of(data->id);
    }
    if (!whole->given)
        return;
    text_append(&where, "%s.properties.storageProfile", item->place);
    if (source->given)
        fields_wrong(reading, "target.source-place", fields_text(reading, &where),
            "either source or osDiskImage", "there are both source and osDiskImage");
    item->source = ".properties.storageProfile.source";
    source->given = true;
    source->id = whole->virtual_machine_id ? whole->virtual_machine_id : whole->id;
    source->kind = whole->virtual_machine_id ? TARGET_VM
                   : whole->community_id     ? TARGET_VERSION
                                             : kind_of(whole->id);
}

/* A version that names no regions is in its own. */
static void take_regions(struct reading *reading, struct target_version *version)
{
    if (version->regions.count > 0)
        return;
    version->regions.items = fields_room(reading, 1, sizeof *version->regions.items);
    if (!version->regions.items)
        return;
    version->regions.items[0] = (struct target_region){ .given = true, .name = version->region };
    version->regions.count = 1;
}

static void read_version(struct reading *reading, const char *where, struct arm_item *item)
{
    struct arm_version read = { 0 };

    fields_read(reading, item->properties, arm_version, where, &read);
    read.version.region = item->location;
    take_regions(reading, &read.version);
    item->target.version = read.version;
    item->target.version.given = true;
    item->target.version.number = item->names[2];
    take_source(reading, &read.whole, item);
}

static void read_dev_center_gallery(
    struct reading *reading, const char *where, struct arm_item *item)
{
    struct target_dev_center *center = &item->target.consumers.dev_center;

    fields_read(reading, item->properties, arm_dev_center_gallery, where, center);
    center->given = true;
    center->action = TARGET_ATTACH;
    center->identity.given = true; /* the dev center's own resource has it */
    center->name = item->names[0];
    center->gallery_name = item->names[1];
}

static void read_lab_plan(struct reading *reading, const char *where, struct arm_item *item)
{
    struct target_lab *lab = &item->target.consumers.lab;

    fields_read(reading, item->properties, arm_lab_plan, where, lab);
    lab->given = true;
    lab->name = item->names[0];
    lab->region = item->location;
}

static void read_lab_image(struct reading *reading, const char *where, struct arm_item *item)
{
    struct target_lab *lab = &item->target.consumers.lab;

    lab->images.items = fields_room(reading, 1, sizeof *lab->images.items);
    if (!lab->images.items)
        return;
    lab->images.count = 1; /* the plan is another resource: `given` is its own */
    fields_read(reading, item->properties, arm_lab_image, where, &lab->images.items[0]);
    lab->images.items[0].name = item->names[1];
}

static void read_disk(struct reading *reading, const char *where, struct arm_item *item)
{
    item->target.version.source.kind = TARGET_DISK;
    fields_read(reading, item->properties, arm_disk, where, &item->target.version.source.upload);
}

static void read_managed_image(struct reading *reading, const char *where, struct arm_item *item)
{
    struct target_definition read = { 0 };

    fields_read(reading, item->properties, arm_managed_image, where, &read);
    item->target.consumers.windows365.managed_image = item->names[0];
}

static void read_role_assignment(struct reading *reading, const char *where, struct arm_item *item)
{
    struct target_assignments *list = &item->target.sharing.assignments;

    list->items = fields_room(reading, 1, sizeof *list->items);
    if (!list->items)
        return;
    list->count = 1;
    fields_read(reading, item->properties, arm_role_assignment, where, &list->items[0]);
    if (!list->items[0].object_id) /* it is missing, which has been said, or not known here */
        list->count = 0;
}

static const struct arm_kind kinds[] = {
    { ARM_GALLERIES, true, read_gallery },
    { ARM_IMAGES, true, read_definition },
    { ARM_VERSIONS, true, read_version },
    { "Microsoft.DevCenter/devcenters/galleries", false, read_dev_center_gallery },
    { "Microsoft.LabServices/labPlans", false, read_lab_plan },
    { "Microsoft.LabServices/labPlans/images", false, read_lab_image },
    { "Microsoft.Compute/disks", false, read_disk },
    { "Microsoft.Compute/images", false, read_managed_image },
    { "Microsoft.Authorization/roleAssignments", false, read_role_assignment },
};

const struct arm_kind *arm_kind(const char *type)
{
    for (size_t at = 0; at < COUNT_OF(kinds); at++)
        if (text_same(kinds[at].type, type))
            return &kinds[at];
    return NULL;
}
