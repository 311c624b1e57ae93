/* SPDX-License-Identifier: MIT */
/*
 * render_az_native.c - resources that the Azure CLI has a command for.
 *
 * Option names as in azure-cli 2.45.0 ('az sig create --help' and so on); a test gives every rendered
 * line to its own parser. A value that the CLI would take otherwise (quote_az_takes), and a member
 * that it has no option for, make the body go as JSON instead.
 *
 * Source: https://learn.microsoft.com/cli/azure/sig
 *         https://learn.microsoft.com/cli/azure/disk
 */
#include "upload/body_options.h"
#include "upload/quote.h"
#include "upload/render_az.h"

#include <string.h>

static const struct body_option gallery_options[] = {
    { "location", "--location", BODY_TEXT },
    { "tags", "--tags", BODY_TAGS },
    { "properties.description", "--description", BODY_TEXT },
    { "properties.sharingProfile.permissions", "--permissions", BODY_TEXT },
    { "properties.sharingProfile.communityGalleryInfo.publisherUri", "--publisher-uri", BODY_TEXT },
    { "properties.sharingProfile.communityGalleryInfo.publisherContact", "--publisher-email",
        BODY_TEXT },
    { "properties.sharingProfile.communityGalleryInfo.eula", "--eula", BODY_TEXT },
    { "properties.sharingProfile.communityGalleryInfo.publicNamePrefix", "--public-name-prefix",
        BODY_TEXT },
    { NULL, NULL, BODY_TEXT },
};

static const struct body_option definition_options[] = {
    { "location", "--location", BODY_TEXT },
    { "properties.identifier.publisher", "--publisher", BODY_TEXT },
    { "properties.identifier.offer", "--offer", BODY_TEXT },
    { "properties.identifier.sku", "--sku", BODY_TEXT },
    { "properties.osType", "--os-type", BODY_TEXT },
    { "properties.osState", "--os-state", BODY_TEXT },
    { "properties.hyperVGeneration", "--hyper-v-generation", BODY_TEXT },
    { "properties.architecture", "--architecture", BODY_TEXT },
    { "properties.features", "--features", BODY_FEATURES },
    { "properties.description", "--description", BODY_TEXT },
    { "properties.eula", "--eula", BODY_TEXT },
    { "properties.privacyStatementUri", "--privacy-statement-uri", BODY_TEXT },
    { "properties.releaseNoteUri", "--release-note-uri", BODY_TEXT },
    { "properties.endOfLifeDate", "--end-of-life-date", BODY_TEXT },
    { "properties.recommended.vCPUs.min", "--minimum-cpu-core", BODY_NUMBER },
    { "properties.recommended.vCPUs.max", "--maximum-cpu-core", BODY_NUMBER },
    { "properties.recommended.memory.min", "--minimum-memory", BODY_NUMBER },
    { "properties.recommended.memory.max", "--maximum-memory", BODY_NUMBER },
    { "properties.disallowed.diskTypes", "--disallowed-disk-types", BODY_TEXTS },
    { "properties.purchasePlan.name", "--plan-name", BODY_TEXT },
    { "properties.purchasePlan.publisher", "--plan-publisher", BODY_TEXT },
    { "properties.purchasePlan.product", "--plan-product", BODY_TEXT },
    { NULL, NULL, BODY_TEXT },
};

static const struct body_option version_options[] = {
    { "location", "--location", BODY_TEXT },
    { "tags", "--tags", BODY_TAGS },
    { "properties.storageProfile.source.virtualMachineId", "--virtual-machine", BODY_TEXT },
    { "properties.storageProfile.source.id", NULL, BODY_TEXT }, /* by the kind of the id */
    { "properties.storageProfile.osDiskImage.source.id", "--os-snapshot", BODY_TEXT },
    { "properties.storageProfile.osDiskImage.source.uri", "--os-vhd-uri", BODY_TEXT },
    { "properties.storageProfile.osDiskImage.source.storageAccountId", "--os-vhd-storage-account",
        BODY_TEXT },
    { "properties.storageProfile.dataDiskImages", NULL, BODY_DATA_DISKS },
    { "properties.publishingProfile.targetRegions", "--target-regions", BODY_REGIONS },
    { "properties.publishingProfile.replicaCount", "--replica-count", BODY_NUMBER },
    { "properties.publishingProfile.storageAccountType", "--storage-account-type", BODY_TEXT },
    { "properties.publishingProfile.replicationMode", "--replication-mode", BODY_TEXT },
    { "properties.publishingProfile.excludeFromLatest", "--exclude-from-latest", BODY_FLAG },
    { "properties.publishingProfile.endOfLifeDate", "--end-of-life-date", BODY_TEXT },
    { "properties.safetyProfile.allowDeletionOfReplicatedLocations",
        "--allow-replicated-location-deletion", BODY_FLAG },
    { NULL, NULL, BODY_TEXT },
};

static const struct body_option disk_options[] = {
    { "location", "--location", BODY_TEXT },
    { "tags", "--tags", BODY_TAGS },
    { "sku.name", "--sku", BODY_TEXT },
    { "properties.osType", "--os-type", BODY_TEXT },
    { "properties.hyperVGeneration", "--hyper-v-generation", BODY_TEXT },
    { "properties.securityProfile.securityType", "--security-type", BODY_TEXT },
    { "properties.creationData.createOption", "--upload-type", BODY_UPLOAD_TYPE },
    { "properties.creationData.uploadSizeBytes", "--upload-size-bytes", BODY_NUMBER },
    { NULL, NULL, BODY_TEXT },
};

static const struct body_option identity_options[] = {
    { "location", "--location", BODY_TEXT },
    { NULL, NULL, BODY_TEXT },
};

/* -- values -- */

/** The command line that is being written: apart, since it may come to nothing. */
struct command {
    struct az_script script;
    bool takes; /* every value was one that the CLI takes as it is */
};

static void append_option(struct command *command, const char *option)
{
    text_append(command->script.text, " \\\n        %s", option);
}

/* A storage type that this CLI does not know yet. */
static bool is_later(const char *word)
{
    const char *equals = strrchr(word, '=');

    return text_same(equals ? equals + 1 : word, "PremiumV2_LRS");
}

static void append_word(struct command *command, const char *word)
{
    command->takes = command->takes && quote_az_takes(word) && !is_later(word);
    text_append(command->script.text, " ");
    az_append_quoted(&command->script, word);
}

static void append_number(struct command *command, const struct json *value)
{
    const char *parameter = operation_parameter(value);
    int64_t number = 0;

    if (parameter)
        text_append(command->script.text, " \"$%s\"", parameter);
    else if (json_number(value, &number))
        text_append(command->script.text, " %lld", (long long)number);
    else
        command->takes = false;
}

static void append_texts(struct command *command, const struct json *list)
{
    for (const struct json *item = json_first(list); item; item = json_next(item))
        append_word(command, json_string(item));
}

/* key=value: the first '=' divides, and the CLI takes a key without a value for one to be cleared */
static void append_tags(struct command *command, const struct json *tags)
{
    for (const struct json *tag = json_first(tags); tag; tag = json_next(tag)) {
        AUTO(part) word = { .whole = command->script.text };

        command->takes = command->takes && !strchr(json_name(tag), '=') && json_string(tag)[0];
        text_append(&word.text, "%s=%s", json_name(tag), json_string(tag));
        append_word(command, text_string(&word.text));
    }
}

/* One argument with blanks between: a value with a blank or '=' cannot be said. */
static void append_features(struct command *command, const struct json *features)
{
    AUTO(part) word = { .whole = command->script.text };

    for (const struct json *item = json_first(features); item; item = json_next(item)) {
        const char *name = json_string(json_member(item, "name"));
        const char *value = json_string(json_member(item, "value"));

        command->takes = command->takes && !strpbrk(name, " =") && !strpbrk(value, " =");
        text_append(&word.text, "%s%s=%s", word.text.len > 0 ? " " : "", name, value);
    }
    append_word(command, text_string(&word.text));
}

static void append_lower(struct text *text, const char *word)
{
    for (; *word; word++)
        text_append(text, "%c", *word >= 'A' && *word <= 'Z' ? *word + ('a' - 'A') : *word);
}

/* region[=replicas][=storage type in small letters] */
static void append_regions(struct command *command, const struct json *regions)
{
    for (const struct json *region = json_first(regions); region; region = json_next(region)) {
        const char *name = json_string(json_member(region, "name"));
        const char *storage = json_string(json_member(region, "storageAccountType"));
        int64_t replicas = 0;
        bool has_replicas = json_number(json_member(region, "regionalReplicaCount"), &replicas);
        AUTO(part) word = { .whole = command->script.text };

        command->takes = command->takes && !strchr(name, '=') &&
                         json_count(region) == 1 + (size_t)has_replicas + (storage ? 1 : 0);
        text_append(&word.text, "%s", name);
        if (has_replicas)
            text_append(&word.text, "=%lld", (long long)replicas);
        if (storage) {
            text_append(&word.text, "=");
            append_lower(&word.text, storage);
        }
        append_word(command, text_string(&word.text));
    }
}

/* All of them disks and snapshots, or all of them VHDs, without caching: what there are options for. */
static void append_data_disks(struct command *command, const struct json *disks)
{
    static const struct {
        const char *option, *path;
    } columns[2][3] = {
        { { "--data-snapshots", "source.id" }, { "--data-snapshot-luns", "lun" }, { NULL, NULL } },
        { { "--data-vhds-uris", "source.uri" }, { "--data-vhds-sa", "source.storageAccountId" },
            { "--data-vhds-luns", "lun" } },
    };
    bool vhds = json_string(body_at(json_first(disks), "source.uri")) != NULL;

    for (size_t at = 0; at < 3 && columns[vhds][at].option; at++) {
        append_option(command, columns[vhds][at].option);
        for (const struct json *disk = json_first(disks); disk; disk = json_next(disk)) {
            const struct json *value = body_at(disk, columns[vhds][at].path);

            command->takes = command->takes && value && json_count(disk) == 2;
            if (json_string(value))
                append_word(command, json_string(value));
            else
                append_number(command, value);
        }
    }
}

static const char *source_option(const char *id)
{
    return strstr(id, "/versions/") ? "--image-version" : "--managed-image";
}

static void append_row(
    struct command *command, const struct body_option *row, const struct json *value)
{
    bool secure;

    if (row->kind == BODY_DATA_DISKS) {
        append_data_disks(command, value);
        return;
    }
    append_option(command, row->option ? row->option : source_option(json_string(value)));
    switch (row->kind) {
    case BODY_TEXT:
    case BODY_DATE:
        append_word(command, json_string(value));
        break;
    case BODY_NUMBER:
        append_number(command, value);
        break;
    case BODY_FLAG:
        text_append(command->script.text, " true");
        break;
    case BODY_TEXTS:
        append_texts(command, value);
        break;
    case BODY_TAGS:
        append_tags(command, value);
        break;
    case BODY_FEATURES:
        append_features(command, value);
        break;
    case BODY_REGIONS:
        append_regions(command, value);
        break;
    case BODY_UPLOAD_TYPE:
        secure = strcmp(json_string(value), "UploadPreparedSecure") == 0;
        text_append(command->script.text, secure ? " UploadWithSecurityData" : " Upload");
        break;
    case BODY_DATA_DISKS:
    case BODY_OS_DISK:
        command->takes = false;
        break;
    }
}

/* -- commands -- */

/** How a type of resource is called there. */
static const struct {
    const char *type, *command;
    const char *names[4]; /* options for the names in the id, from the gallery or resource down */
    const char *more;     /* options that are always there */
    const struct body_option *options;
} commands[] = {
    { "Microsoft.Compute/galleries", "sig create", { "--gallery-name" }, "", gallery_options },
    { "Microsoft.Compute/galleries/images", "sig image-definition create",
        { "--gallery-name", "--gallery-image-definition" }, "", definition_options },
    { "Microsoft.Compute/galleries/images/versions", "sig image-version create",
        { "--gallery-name", "--gallery-image-definition", "--gallery-image-version" },
        " \\\n        --no-wait", version_options },
    { "Microsoft.Compute/disks", "disk create", { "--name" }, "", disk_options },
    { "Microsoft.ManagedIdentity/userAssignedIdentities", "identity create", { "--name" }, "",
        identity_options },
};

/** Appends the segment behind the `number`th slash. @return  what is behind it */
static void append_segment(struct command *command, const char *id, int number)
{
    AUTO(part) segment = { .whole = command->script.text };

    for (; number > 0 && id; number--)
        id = strchr(id + 1, '/');
    if (!id)
        return;
    text_append_bytes(&segment.text, id + 1, strcspn(id + 1, "/"));
    append_word(command, text_string(&segment.text));
}

/* /subscriptions/S/resourceGroups/G/providers/N/TYPE/NAME/TYPE/NAME */
static void append_names(struct command *command, const char *id, const char *const *names)
{
    append_option(command, "--subscription");
    append_segment(command, id, 1);
    append_option(command, "--resource-group");
    append_segment(command, id, 3);
    for (int at = 0; at < 3 && names[at]; at++) {
        append_option(command, names[at]);
        append_segment(command, id, 7 + 2 * at);
    }
}

bool az_append_native(struct az_script *script, const struct operation *operation)
{
    for (size_t at = 0; at < COUNT_OF(commands); at++) {
        AUTO(part) line = { .whole = script->text };
        struct command command = { .script = *script, .takes = true };

        if (strcmp(commands[at].type, operation->type) != 0)
            continue;
        if (!body_is_covered(operation->body, commands[at].options))
            return false;
        command.script.text = &line.text;
        text_append(&line.text, "az %s", commands[at].command);
        append_names(&command, operation->id, commands[at].names);
        for (const struct body_option *row = commands[at].options; row->path; row++)
            if (body_at(operation->body, row->path))
                append_row(&command, row, body_at(operation->body, row->path));
        text_append(&line.text, "%s \\\n        --output none", commands[at].more);
        if (!command.takes || line.text.broken)
            return false;
        text_append(script->text, "%s", text_string(&line.text));
        return true;
    }
    return false;
}
