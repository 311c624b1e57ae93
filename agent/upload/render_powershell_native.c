/* SPDX-License-Identifier: MIT */
/*
 * render_powershell_native.c - resources that the Az modules have a cmdlet for.
 *
 * Parameters go as a hash table that is splatted. A body with a member that no parameter says goes
 * through Invoke-AzRestMethod instead.
 *
 * Source: https://learn.microsoft.com/powershell/module/az.compute/new-azgallery
 *         https://learn.microsoft.com/powershell/module/az.compute/new-azgalleryimagedefinition
 *         https://learn.microsoft.com/powershell/module/az.compute/new-azgalleryimageversion
 */
#include "upload/body_options.h"
#include "upload/quote.h"
#include "upload/render_powershell.h"

#include <string.h>

static const struct body_option gallery_options[] = {
    { "location", "Location", BODY_TEXT },
    { "tags", "Tag", BODY_TAGS },
    { "properties.description", "Description", BODY_TEXT },
    { "properties.sharingProfile.permissions", NULL, BODY_TEXT }, /* Private is what it makes */
    { NULL, NULL, BODY_TEXT },
};

static const struct body_option definition_options[] = {
    { "location", "Location", BODY_TEXT },
    { "properties.identifier.publisher", "Publisher", BODY_TEXT },
    { "properties.identifier.offer", "Offer", BODY_TEXT },
    { "properties.identifier.sku", "Sku", BODY_TEXT },
    { "properties.osType", "OsType", BODY_TEXT },
    { "properties.osState", "OsState", BODY_TEXT },
    { "properties.hyperVGeneration", "HyperVGeneration", BODY_TEXT },
    { "properties.architecture", "Architecture", BODY_TEXT },
    { "properties.features", "Feature", BODY_FEATURES },
    { "properties.description", "Description", BODY_TEXT },
    { "properties.eula", "Eula", BODY_TEXT },
    { "properties.privacyStatementUri", "PrivacyStatementUri", BODY_TEXT },
    { "properties.releaseNoteUri", "ReleaseNoteUri", BODY_TEXT },
    { "properties.endOfLifeDate", "EndOfLifeDate", BODY_DATE },
    { "properties.recommended.vCPUs.min", "MinimumVCPU", BODY_NUMBER },
    { "properties.recommended.vCPUs.max", "MaximumVCPU", BODY_NUMBER },
    { "properties.recommended.memory.min", "MinimumMemory", BODY_NUMBER },
    { "properties.recommended.memory.max", "MaximumMemory", BODY_NUMBER },
    { "properties.disallowed.diskTypes", "DisallowedDiskType", BODY_TEXTS },
    { "properties.purchasePlan.name", "PurchasePlanName", BODY_TEXT },
    { "properties.purchasePlan.publisher", "PurchasePlanPublisher", BODY_TEXT },
    { "properties.purchasePlan.product", "PurchasePlanProduct", BODY_TEXT },
    { NULL, NULL, BODY_TEXT },
};

static const struct body_option version_options[] = {
    { "location", "Location", BODY_TEXT },
    { "tags", "Tag", BODY_TAGS },
    { "properties.storageProfile.source.virtualMachineId", "SourceImageVMId", BODY_TEXT },
    { "properties.storageProfile.source.id", "SourceImageId", BODY_TEXT },
    { "properties.storageProfile.osDiskImage", "OSDiskImage", BODY_OS_DISK },
    { "properties.storageProfile.dataDiskImages", "DataDiskImage", BODY_DATA_DISKS },
    { "properties.publishingProfile.targetRegions", "TargetRegion", BODY_REGIONS },
    { "properties.publishingProfile.replicaCount", "ReplicaCount", BODY_NUMBER },
    { "properties.publishingProfile.storageAccountType", "StorageAccountType", BODY_TEXT },
    { "properties.publishingProfile.excludeFromLatest", "PublishingProfileExcludeFromLatest",
        BODY_FLAG },
    { "properties.publishingProfile.endOfLifeDate", "PublishingProfileEndOfLifeDate", BODY_DATE },
    { NULL, NULL, BODY_TEXT },
};

/** The hash table that is being written: apart, since it may come to nothing. */
struct table {
    struct powershell_script script;
    bool takes; /* every value could be said */
};

static void append_text(struct table *table, const struct json *value)
{
    const char *string = json_string(value);

    table->takes = table->takes && string;
    powershell_append_quoted(&table->script, string ? string : "");
}

static void append_number(struct table *table, const struct json *value)
{
    int64_t number = 0;

    table->takes = table->takes && json_number(value, &number);
    text_append(table->script.text, "%lld", (long long)number);
}

static void append_tags(struct table *table, const struct json *tags)
{
    text_append(table->script.text, "@{ ");
    for (const struct json *tag = json_first(tags); tag; tag = json_next(tag)) {
        powershell_append_quoted(&table->script, json_name(tag));
        text_append(table->script.text, " = ");
        append_text(table, tag);
        text_append(table->script.text, "; ");
    }
    text_append(table->script.text, "}");
}

/** Appends " Name = value;" when the member is there. @return  how many that are: 0 or 1 */
static size_t append_pair(
    struct table *table, const char *name, const struct json *object, const char *member)
{
    const struct json *value = json_member(object, member);

    if (!value)
        return 0;
    text_append(table->script.text, " %s = ", name);
    if (json_string(value))
        append_text(table, value);
    else
        append_number(table, value);
    text_append(table->script.text, ";");
    return 1;
}

/* A disk by its id; a VHD's address has no parameter that every version of the module knows. */
static void append_disk(struct table *table, const struct json *disk)
{
    size_t said;

    text_append(table->script.text, "@{");
    said = append_pair(table, "Lun", disk, "lun") +
           append_pair(table, "HostCaching", disk, "hostCaching");
    text_append(table->script.text, " Source = @{");
    table->takes = table->takes &&
                   append_pair(table, "Id", json_member(disk, "source"), "id") == 1 &&
                   json_count(json_member(disk, "source")) == 1 && json_count(disk) == said + 1;
    text_append(table->script.text, " } }");
}

static void append_region(struct table *table, const struct json *region)
{
    size_t said;

    text_append(table->script.text, "@{");
    said = append_pair(table, "Name", region, "name") +
           append_pair(table, "ReplicaCount", region, "regionalReplicaCount") +
           append_pair(table, "StorageAccountType", region, "storageAccountType");
    table->takes = table->takes && json_count(region) == said;
    text_append(table->script.text, " }");
}

static void append_feature(struct table *table, const struct json *feature)
{
    text_append(table->script.text, "@{");
    (void)append_pair(table, "Name", feature, "name"); /* both are always there */
    (void)append_pair(table, "Value", feature, "value");
    text_append(table->script.text, " }");
}

static void append_list(struct table *table, const struct json *list,
    void (*append)(struct table *table, const struct json *item))
{
    text_append(table->script.text, "@(");
    for (const struct json *item = json_first(list); item; item = json_next(item)) {
        text_append(table->script.text, "%s", item == json_first(list) ? "" : ", ");
        append(table, item);
    }
    text_append(table->script.text, ")");
}

static void append_value(struct table *table, enum body_value kind, const struct json *value)
{
    switch (kind) {
    case BODY_TEXT:
    case BODY_DATE:
        append_text(table, value);
        break;
    case BODY_NUMBER:
        append_number(table, value);
        break;
    case BODY_FLAG:
        text_append(table->script.text, "$true");
        break;
    case BODY_TEXTS:
        append_list(table, value, append_text);
        break;
    case BODY_TAGS:
        append_tags(table, value);
        break;
    case BODY_FEATURES:
        append_list(table, value, append_feature);
        break;
    case BODY_REGIONS:
        append_list(table, value, append_region);
        break;
    case BODY_DATA_DISKS:
        append_list(table, value, append_disk);
        break;
    case BODY_OS_DISK:
        append_disk(table, value);
        break;
    case BODY_UPLOAD_TYPE:
        table->takes = false;
        break;
    }
}

static void append_row(struct table *table, const struct body_option *row, const struct json *value)
{
    if (!row->option) {
        table->takes = table->takes && strcmp(json_string(value), "Private") == 0;
        return;
    }
    text_append(table->script.text, "        %s = ", row->option);
    append_value(table, row->kind, value);
    text_append(table->script.text, "\n");
}

static void append_named(struct table *table, const char *name, const char *value)
{
    text_append(table->script.text, "        %s = ", name);
    powershell_append_quoted(&table->script, value);
    text_append(table->script.text, "\n");
}

static void append_names(struct table *table, const struct operation *operation)
{
    const struct target *target = table->script.operations->target;

    append_named(table, "ResourceGroupName", target->resource_group);
    if (operation->step != STEP_GALLERY)
        append_named(table, "GalleryName", target->gallery.name);
    if (operation->step == STEP_VERSION)
        append_named(table, "GalleryImageDefinitionName", target->definition.name);
    append_named(table, "Name", operations_last_segment(operation->id));
}

/** How a type of resource is made there. */
static const struct {
    enum operation_step step;
    const char *cmdlet;
    const struct body_option *options;
} cmdlets[] = {
    { STEP_GALLERY, "New-AzGallery", gallery_options },
    { STEP_DEFINITION, "New-AzGalleryImageDefinition", definition_options },
    { STEP_VERSION, "New-AzGalleryImageVersion", version_options },
};

bool powershell_append_native(struct powershell_script *script, const struct operation *operation)
{
    for (size_t at = 0; at < COUNT_OF(cmdlets); at++) {
        AUTO(part) lines = { .whole = script->text };
        struct table table = { .script = *script, .takes = true };

        if (cmdlets[at].step != operation->step)
            continue;
        if (!body_is_covered(operation->body, cmdlets[at].options))
            return false;
        table.script.text = &lines.text;
        text_append(&lines.text, "    $arguments = @{\n");
        append_names(&table, operation);
        for (const struct body_option *row = cmdlets[at].options; row->path; row++)
            if (body_at(operation->body, row->path))
                append_row(&table, row, body_at(operation->body, row->path));
        text_append(&lines.text, "    }\n    Wait-Made -Job (%s @arguments -AsJob) -Minutes %d\n",
            cmdlets[at].cmdlet, operation->wait_minutes);
        if (!table.takes || lines.text.broken)
            return false;
        text_append(script->text, "%s", text_string(&lines.text));
        return true;
    }
    return false;
}
