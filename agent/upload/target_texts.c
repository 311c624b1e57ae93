/* SPDX-License-Identifier: MIT */
/* target_texts.c - rules: forms of GUIDs, ids, addresses, dates, regions and tags. */
#include "upload/fields.h"
#include "upload/target_forms.h"
#include "upload/target_judge.h"

#define SOURCE_IDS                                                                                 \
    "https://learn.microsoft.com/azure/azure-resource-manager/templates/"                          \
    "template-functions-resource#resourceid"
#define SOURCE_TAGS                                                                                \
    "https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources"

/* -- GUIDs -- */

static void judge_guid(struct judging *judging, const char *text, struct place where)
{
    if (text && !form_guid(text))
        judging_wrong(judging, where, "32 hexadecimal digits as 8-4-4-4-12, without braces",
            "'%s' is no GUID", text_shown(text));
}

static void judge_guid_list(
    struct judging *judging, const struct target_texts *list, const char *where)
{
    for (size_t at = 0; at < list->count; at++)
        judge_guid(judging, list->items[at], place("%s[%zu]", where, at));
}

static void judge_guids(struct judging *judging)
{
    const struct target *target = judging->target;
    const struct target_consumers *consumers = &target->consumers;

    judge_guid(judging, target->subscription, place("subscription"));
    judge_guid_list(judging, &target->sharing.add.subscriptions, "sharing.add.subscriptions");
    judge_guid_list(judging, &target->sharing.add.tenants, "sharing.add.tenants");
    judge_guid_list(judging, &target->sharing.remove.subscriptions, "sharing.remove.subscriptions");
    judge_guid_list(judging, &target->sharing.remove.tenants, "sharing.remove.tenants");
    for (size_t at = 0; at < target->sharing.assignments.count; at++) {
        const struct target_assignment *one = &target->sharing.assignments.items[at];

        judge_guid(judging, one->object_id, place("sharing.assignments[%zu].object_id", at));
        judge_guid(
            judging, one->application_id, place("sharing.assignments[%zu].application_id", at));
    }
    judge_guid(
        judging, consumers->dev_center.subscription, place("consumers.dev_center.subscription"));
    judge_guid(judging, consumers->dev_center.identity.principal_id,
        place("consumers.dev_center.identity.principal_id"));
    judge_guid(judging, consumers->dev_center.windows365_object_id,
        place("consumers.dev_center.windows365_object_id"));
    judge_guid(judging, consumers->windows365.object_id, place("consumers.windows365.object_id"));
    judge_guid(judging, consumers->lab.subscription, place("consumers.lab.subscription"));
    judge_guid(judging, consumers->lab.object_id, place("consumers.lab.object_id"));
}

/* -- ids -- */

static const char *type_of(enum target_source_kind kind)
{
    switch (kind) {
    case TARGET_DISK:
        return "Microsoft.Compute/disks";
    case TARGET_SNAPSHOT:
        return "Microsoft.Compute/snapshots";
    case TARGET_MANAGED_IMAGE:
        return "Microsoft.Compute/images";
    case TARGET_VM:
        return "Microsoft.Compute/virtualMachines";
    case TARGET_VERSION:
        return "Microsoft.Compute/galleries/images/versions";
    case TARGET_VHD:
    case TARGET_SOURCE_NOT_SAID:
        break;
    }
    return NULL;
}

static void judge_id(struct judging *judging, const char *id, const char *type, struct place where)
{
    AUTO(text) right = { 0 };

    if (!id || !type || form_id(id, type) || form_has_secret(id)) /* that is a rule of its own */
        return;
    text_append(&right,
        "/subscriptions/GUID/resourceGroups/NAME/providers/%s with a name behind "
        "each part of the type",
        type);
    judging_wrong(
        judging, where, judging_text(judging, &right), "'%s' is no id of %s", text_shown(id), type);
}

static void judge_source_ids(
    struct judging *judging, const struct target_source *source, const char *where)
{
    judge_id(judging, source->id, type_of(source->kind), place("%s.id", where));
    judge_id(judging, source->storage_account_id, "Microsoft.Storage/storageAccounts",
        place("%s.storage_account_id", where));
}

static void judge_subnets(
    struct judging *judging, const struct target_machines *machines, const char *where)
{
    for (size_t at = 0; at < machines->count; at++)
        judge_id(judging, machines->items[at].subnet_id,
            "Microsoft.Network/virtualNetworks/subnets", place("%s[%zu].subnet_id", where, at));
}

static void judge_ids(struct judging *judging)
{
    const struct target_version *version = &judging->target->version;
    const struct target_consumers *consumers = &judging->target->consumers;

    judge_source_ids(judging, &version->source, "version.source");
    for (size_t at = 0; at < version->data_disks.count; at++)
        judge_source_ids(judging, &version->data_disks.items[at].source,
            place("version.data_disks[%zu].source", at).text);
    for (size_t at = 0; at < version->regions.count; at++)
        judge_id(judging, version->regions.items[at].disk_encryption_set_id,
            "Microsoft.Compute/diskEncryptionSets",
            place("version.regions[%zu].disk_encryption_set_id", at));
    judge_id(judging, consumers->lab.attached_gallery_id, "Microsoft.Compute/galleries",
        place("consumers.lab.attached_gallery_id"));
    judge_subnets(judging, &consumers->virtual_machines, "consumers.virtual_machines");
    judge_subnets(judging, &consumers->scale_sets, "consumers.scale_sets");
}

/* -- addresses -- */

static void judge_uri(struct judging *judging, const char *uri, struct place where)
{
    if (uri && !form_uri(uri) && !form_has_secret(uri))
        judging_wrong(judging, where, "https://host/path, without blanks and quotes",
            "'%s' is no such address", text_shown(uri));
}

static void judge_uris(struct judging *judging)
{
    const struct target_definition *definition = &judging->target->definition;

    judge_uri(judging, judging->target->gallery.community.publisher_uri,
        place("gallery.community.publisher_uri"));
    judge_uri(
        judging, definition->privacy_statement_uri, place("definition.privacy_statement_uri"));
    judge_uri(judging, definition->release_note_uri, place("definition.release_note_uri"));
}

static void judge_secret(struct judging *judging, const char *text, struct place where)
{
    if (text && form_has_secret(text)) /* and it is not shown */
        judging_wrong(judging, where,
            "the address alone: the script asks for a SAS when it needs one",
            "the text carries a shared access signature, or a user and a password");
}

/* Every text of the file, also of members that nothing else judges. */
static void judge_all_texts(struct judging *judging, const struct json *value, const char *where)
{
    size_t at = 0;

    judge_secret(judging, json_string(value), place("%s", where));
    for (const struct json *child = json_first(value); child; child = json_next(child)) {
        struct place below = json_is_object(value)
                                 ? place("%s%s%s", where, where[0] ? "." : "", json_name(child))
                                 : place("%s[%zu]", where, at++);

        judge_all_texts(judging, child, below.text);
    }
}

static void judge_secrets(struct judging *judging)
{
    const struct target *target = judging->target;
    const struct target_definition *definition = &target->definition;

    if (target->memory) { /* a template is more than its target, and is not this file */
        judge_all_texts(judging, target->memory->document, "");
        return;
    }

    judge_secret(judging, target->gallery.description, place("gallery.description"));
    judge_secret(
        judging, target->gallery.community.publisher_uri, place("gallery.community.publisher_uri"));
    judge_secret(judging, target->gallery.community.eula, place("gallery.community.eula"));
    judge_secret(judging, definition->description, place("definition.description"));
    judge_secret(judging, definition->eula, place("definition.eula"));
    judge_secret(
        judging, definition->privacy_statement_uri, place("definition.privacy_statement_uri"));
    judge_secret(judging, definition->release_note_uri, place("definition.release_note_uri"));
    judge_secret(judging, target->version.source.uri, place("version.source.uri"));
    judge_secret(judging, target->version.source.upload.file, place("version.source.upload.file"));
    for (size_t at = 0; at < target->version.data_disks.count; at++)
        judge_secret(judging, target->version.data_disks.items[at].source.uri,
            place("version.data_disks[%zu].source.uri", at));
}

/* https://ACCOUNT.HOST/CONTAINER/BLOB */
static bool is_blob(const char *uri)
{
    const char *path;
    size_t container;

    if (!form_uri(uri) || !text_starts_same(uri, "https://"))
        return false;
    path = strchr(uri + strlen("https://"), '/');
    container = path ? strcspn(path + 1, "/?#") : 0;
    return container > 0 && path[1 + container] == '/' && path[2 + container] != '\0' &&
           !strpbrk(uri, "?#");
}

static void judge_blob(
    struct judging *judging, const struct target_source *source, const char *where)
{
    if (source->uri && !form_has_secret(source->uri) && !is_blob(source->uri))
        judging_wrong(judging, place("%s.uri", where),
            "https://ACCOUNT.blob.core.windows.net/CONTAINER/NAME.vhd",
            "'%s' is no address of a blob", text_shown(source->uri));
}

static void judge_blobs(struct judging *judging)
{
    const struct target_version *version = &judging->target->version;

    judge_blob(judging, &version->source, "version.source");
    for (size_t at = 0; at < version->data_disks.count; at++)
        judge_blob(judging, &version->data_disks.items[at].source,
            place("version.data_disks[%zu].source", at).text);
}

static void judge_email(struct judging *judging, const char *email, struct place where)
{
    if (email && !form_email(email))
        judging_wrong(
            judging, where, "name@host.domain", "'%s' is no e-mail address", text_shown(email));
}

static void judge_emails(struct judging *judging)
{
    const struct target *target = judging->target;

    judge_email(judging, target->gallery.community.publisher_contact,
        place("gallery.community.publisher_contact"));
    for (size_t at = 0; at < target->sharing.assignments.count; at++)
        judge_email(judging, target->sharing.assignments.items[at].email,
            place("sharing.assignments[%zu].email", at));
}

/* -- dates -- */

static void judge_date(struct judging *judging, const char *date, struct place where)
{
    int64_t seconds = 0;

    if (date && !form_date(date, &seconds))
        judging_wrong(judging, where, "2030-01-31 or 2030-01-31T00:00:00Z", "'%s' is no date",
            text_shown(date));
}

static void judge_dates(struct judging *judging)
{
    judge_date(judging, judging->target->definition.end_of_life, place("definition.end_of_life"));
    judge_date(judging, judging->target->version.end_of_life, place("version.end_of_life"));
}

static void judge_past(struct judging *judging, const char *date, struct place where)
{
    int64_t seconds = 0;

    if (date && form_date(date, &seconds) && seconds <= judging->what->now)
        judging_wrong(
            judging, where, "a day to come, or no such member", "'%s' is past", text_shown(date));
}

static void judge_past_dates(struct judging *judging)
{
    judge_past(judging, judging->target->definition.end_of_life, place("definition.end_of_life"));
    judge_past(judging, judging->target->version.end_of_life, place("version.end_of_life"));
}

/* -- regions -- */

static void judge_region(struct judging *judging, const char *region, struct place where)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ";

    if (region && region[strspn(region, letters)] != '\0')
        judging_wrong(judging, where,
            "letters and digits, like westeurope ('az account list-locations')",
            "'%s' is no region", text_shown(region));
}

static void judge_machine_regions(
    struct judging *judging, const struct target_machines *machines, const char *where)
{
    for (size_t at = 0; at < machines->count; at++)
        judge_region(judging, machines->items[at].region, place("%s[%zu].region", where, at));
}

static void judge_regions(struct judging *judging)
{
    const struct target *target = judging->target;
    const struct target_consumers *consumers = &target->consumers;

    judge_region(judging, target->region, place("region"));
    judge_region(judging, target->version.region, place("version.region"));
    judge_region(judging, target->version.source.region, place("version.source.region"));
    for (size_t at = 0; at < target->version.regions.count; at++)
        judge_region(judging, target->version.regions.items[at].name,
            place("version.regions[%zu].name", at));
    for (size_t at = 0; at < target->known.zone_regions.count; at++)
        judge_region(
            judging, target->known.zone_regions.items[at], place("known.zone_regions[%zu]", at));
    judge_region(judging, consumers->dev_center.region, place("consumers.dev_center.region"));
    judge_region(judging, consumers->windows365.region, place("consumers.windows365.region"));
    judge_region(judging, consumers->lab.region, place("consumers.lab.region"));
    judge_machine_regions(judging, &consumers->virtual_machines, "consumers.virtual_machines");
    judge_machine_regions(judging, &consumers->scale_sets, "consumers.scale_sets");
}

/* -- tags -- */

static void judge_tag_count(struct judging *judging)
{
    size_t count = judging->target->gallery.tags.count;

    if (count > 50)
        judging_wrong(
            judging, place("gallery.tags"), "at most 50 tags", "there are %zu tags", count);
}

static void judge_tags(struct judging *judging)
{
    const struct target_pairs *tags = &judging->target->gallery.tags;

    for (size_t at = 0; at < tags->count; at++) {
        const struct target_pair *tag = &tags->items[at];

        if (tag->name[0] == '\0' || strlen(tag->name) > 512 || strpbrk(tag->name, "<>%&\\?/") ||
            strlen(tag->value) > 256)
            judging_wrong(judging, place("gallery.tags"),
                "a name of 1 to 512 characters without < > % & \\ ? /, and a value of at most 256",
                "the tag '%s' is none that Azure takes", text_shown(tag->name));
    }
}

const struct target_rule target_rules_texts[] = {
    { .id = "target.guid-form",
        .title = "Subscriptions, tenants and principals are GUIDs",
        .why = "Nothing is found under another text.",
        .source = "https://learn.microsoft.com/azure/azure-portal/get-subscription-tenant-id",
        .judge = judge_guids },
    { .id = "target.id-form",
        .title = "An id is one of the kind of resource that is meant",
        .why = "Azure refuses a source that is of another kind than its member says.",
        .source = SOURCE_IDS,
        .judge = judge_ids },
    { .id = "target.uri-form",
        .title = "Addresses are URIs",
        .why = "People who look at the image are sent there.",
        .source = SOURCE_COMMUNITY,
        .judge = judge_uris },
    { .id = "target.secret",
        .title = "No text carries a secret",
        .why =
            "Targets, templates and galleries are read by others, those of the community by all.",
        .source = "https://learn.microsoft.com/azure/storage/common/storage-sas-overview",
        .judge = judge_secrets },
    { .id = "target.blob-uri",
        .title = "The address of a VHD is that of a blob in a container",
        .why = "Azure reads the VHD from there.",
        .source = "https://learn.microsoft.com/rest/api/storageservices/"
                  "naming-and-referencing-containers--blobs--and-metadata",
        .judge = judge_blobs },
    { .id = "target.email-form",
        .title = "E-mail addresses are such",
        .why = "The publisher's contact is shown to everybody, and a person is found by hers.",
        .source = SOURCE_COMMUNITY,
        .judge = judge_emails },
    { .id = "target.date-form",
        .title = "Dates are dates",
        .why = "Azure takes yyyy-MM-dd, yyyy-MM-ddTHH:mm:sszzz and ISO 8601.",
        .source = SOURCE_VERSION,
        .judge = judge_dates },
    { .id = "target.date-past",
        .title = "The end of life is in the future",
        .why = "Azure refuses an end of life that is past when it is set.",
        .source = SOURCE_IMAGES,
        .judge = judge_past_dates },
    { .id = "target.region-name",
        .title = "Regions are letters and digits",
        .why = "There is no other region.",
        .source = "https://learn.microsoft.com/azure/reliability/regions-list",
        .judge = judge_regions },
    { .id = "target.tag-count",
        .title = "The gallery has at most 50 tags",
        .why = "Azure refuses more.",
        .source = SOURCE_TAGS,
        .judge = judge_tag_count },
    { .id = "target.tag-form",
        .title = "Tags have names and values that Azure takes",
        .why = "Azure refuses others.",
        .source = SOURCE_TAGS,
        .judge = judge_tags },
    { .id = NULL },
};
