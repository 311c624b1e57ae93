/* SPDX-License-Identifier: MIT */
/*
 * operations_version.c - the version from each kind of source, and how a VHD gets to Azure.
 *
 * Source: https://learn.microsoft.com/azure/virtual-machines/image-version
 *         https://learn.microsoft.com/azure/virtual-machines/linux/disks-upload-vhd-to-managed-disk-cli
 *         https://learn.microsoft.com/rest/api/compute/gallery-image-versions/create-or-update
 */
#include "upload/operations_parts.h"

#include <string.h>

#define SOURCE_VERSION DOCS "azure/virtual-machines/image-version"
#define SOURCE_UPLOAD DOCS "azure/virtual-machines/linux/disks-upload-vhd-to-managed-disk-cli"
#define CARRIED "a template carries no bytes: upload first, then deploy"

enum { GRANT_SECONDS = 86400 };

/* -- the upload -- */

/** The security type a disk must be made with, so that a version of it can have it; NULL: none. */
static const char *disk_security(const struct operations *operations)
{
    return operations->target->image.security_type == TARGET_TRUSTED_LAUNCH ? "TrustedLaunch"
                                                                            : NULL;
}

static void add_disk_body(
    struct operations *operations, struct json *request, const struct target_source *source)
{
    const struct target_image *image = &operations->target->image;
    const char *security = disk_security(operations);
    struct json *properties;
    struct json *creation;

    json_add_string(request, "location", target_version_region(operations->target));
    operations_add_image_tag(operations, request);
    json_add_string(json_add_object(request, "sku"), "name",
        source->upload.disk_sku ? source->upload.disk_sku : "Standard_LRS");
    properties = json_add_object(request, "properties");
    json_add_string(properties, "osType", target_os_type_word(image->os_type));
    body_add_text(properties, "hyperVGeneration",
        image->hyperv_generation ? target_generation_word(image->hyperv_generation) : NULL);
    if (security)
        json_add_string(json_add_object(properties, "securityProfile"), "securityType", security);
    creation = json_add_object(properties, "creationData");
    json_add_string(creation, "createOption",
        source->upload.guest_state_file ? "UploadPreparedSecure" : "Upload");
    if (source->upload.size_bytes.given)
        json_add_number(creation, "uploadSizeBytes", source->upload.size_bytes.value);
    else
        operations_add_parameter(operations, creation, "uploadSizeBytes",
            (struct operation_parameter){ .name = (char *)"uploadSizeBytes",
                .kind = PARAMETER_FILE_SIZE,
                .of = (char *)source->upload.file,
                .what = "Size of the VHD file in bytes, with its footer of 512." });
}

static struct operation disk_operation(struct operations *operations,
    const struct target_source *source, enum operation_kind kind, const char *action,
    const char *what, const char *why)
{
    return (struct operation){ .step = STEP_UPLOAD,
        .kind = kind,
        .type = "Microsoft.Compute/disks",
        .api = API_DISK,
        .action = action,
        .id = operations_text(operations, "%s", source->id),
        .what = operations_text(operations, "%s '%s'", what, operations_last_segment(source->id)),
        .why = why,
        .source = SOURCE_UPLOAD,
        .not_in_template = CARRIED,
        .needs = 1u << STEP_GROUP,
        .wait_minutes = 10,
        .upload = source };
}

/* The state of a disk does not tell an upload that was broken off from one that came to its end. */
static void add_mark(struct operations *operations, const struct target_source *source)
{
    struct operation marked = disk_operation(operations, source, OPERATION_CHANGE,
        "/providers/Microsoft.Resources/tags/default", "mark of disk",
        "Says that all bytes came: a disk without it is not taken.");
    struct json *request;

    marked.type = "Microsoft.Resources/tags";
    marked.api = API_TAGS;
    marked.wait_minutes = 0;
    marked.body = json_new_object();
    request = operations_add(operations, marked);
    json_add_string(request, "operation", "Merge");
    json_add_string(json_add_object(json_add_object(request, "properties"), "tags"),
        OPERATION_MARK_DISK, OPERATION_MARK_WORD);
}

static void add_upload_to_disk(struct operations *operations, const struct target_source *source)
{
    struct operation made = disk_operation(
        operations, source, OPERATION_MAKE, "", "disk", "An empty disk that waits for its bytes.");
    struct operation granted = disk_operation(operations, source, OPERATION_CALL, "/beginGetAccess",
        "leave to write to disk",
        "Gives an address with a signature for a day; it is a secret, and nothing writes it down.");
    struct operation carried = disk_operation(operations, source, OPERATION_CARRY, "",
        "bytes of disk", "azcopy carries the file as a page blob.");
    struct operation revoked = disk_operation(operations, source, OPERATION_CALL, "/endGetAccess",
        "end of the leave to write to disk", "Until then the disk cannot be used, and is billed.");
    struct json *request;

    made.body = json_new_object();
    granted.body = json_new_object();
    add_disk_body(operations, operations_add(operations, made), source);
    request = operations_add(operations, granted);
    json_add_string(request, "access", "Write");
    json_add_number(request, "durationInSeconds", GRANT_SECONDS);
    if (source->upload.guest_state_file)
        json_add_bool(request, "getSecureVMGuestStateSAS", true);
    (void)operations_add(operations, carried);
    (void)operations_add(operations, revoked);
    add_mark(operations, source);
}

static void add_upload_to_blob(struct operations *operations, const struct target_source *source)
{
    (void)operations_add(operations,
        (struct operation){ .step = STEP_UPLOAD,
            .kind = OPERATION_CARRY,
            .type = "Microsoft.Storage/storageAccounts",
            .api = "",
            .action = "",
            .id = operations_text(operations, "%s", source->storage_account_id),
            .what = operations_text(operations, "blob '%s'", operations_last_segment(source->uri)),
            .why = "The file as a page blob, by the signed-in person's own rights.",
            .source = DOCS "azure/virtual-machines/windows/prepare-for-upload-vhd-image",
            .not_in_template = CARRIED,
            .upload = source });
}

/* A target uploads its system disk alone: a rule says so. */
void operations_upload(struct operations *operations)
{
    const struct target_source *source = &operations->target->version.source;

    if (!source->upload.given)
        return;
    if (source->kind == TARGET_DISK)
        add_upload_to_disk(operations, source);
    else if (source->kind == TARGET_VHD)
        add_upload_to_blob(operations, source);
}

/* -- the machine -- */

static void add_machine_action(struct operations *operations, const char *action, const char *state,
    const char *what, const char *why, const char *page)
{
    const struct target_source *source = &operations->target->version.source;

    (void)operations_add(operations,
        (struct operation){ .step = STEP_SOURCE,
            .kind = OPERATION_CALL,
            .type = "Microsoft.Compute/virtualMachines",
            .api = API_COMPUTE,
            .action = action,
            .id = operations_text(operations, "%s", source->id),
            .what = operations_text(
                operations, "%s machine '%s'", what, operations_last_segment(source->id)),
            .why = why,
            .source = page,
            .not_in_template = "a template acts on no machine: it must have been done before the "
                               "template is deployed",
            .wait_minutes = 30,
            .state = state });
}

/* Azure takes a machine as it is: the disks of one that runs are caught in the middle of a write, and one
 * that nobody called generalized makes no version of a generalized image. */
void operations_source(struct operations *operations)
{
    const struct target *target = operations->target;

    if (target->version.source.kind != TARGET_VM)
        return;
    add_machine_action(operations, "/deallocate", "PowerState/deallocated", "end of",
        "Its disks are at rest then.", DOCS "rest/api/compute/virtual-machines/deallocate");
    if (target->image.os_state == TARGET_GENERALIZED)
        add_machine_action(operations, "/generalize", "OSState/generalized", "seal of",
            "Tells Azure what sysprep did: this machine never starts again.",
            DOCS "azure/virtual-machines/generalize");
}

/* -- the version -- */

static void add_disk_source(struct json *disk, const struct target_source *source)
{
    struct json *object = json_add_object(disk, "source");

    body_add_text(object, "id", source->id);
    if (source->kind != TARGET_VHD)
        return;
    body_add_text(object, "uri", source->uri);
    body_add_text(object, "storageAccountId", source->storage_account_id);
}

static void add_caching(struct json *disk, enum target_caching caching)
{
    if (caching != TARGET_CACHING_NOT_SAID)
        json_add_string(disk, "hostCaching", target_caching_word(caching));
}

/* One kind of place: a whole machine or image under `source`, or each disk by itself. */
static void add_storage(struct json *properties, const struct target_version *version)
{
    struct json *profile = json_add_object(properties, "storageProfile");
    struct json *disks;

    switch (version->source.kind) {
    case TARGET_VM:
        json_add_string(json_add_object(profile, "source"), "virtualMachineId", version->source.id);
        break;
    case TARGET_MANAGED_IMAGE:
    case TARGET_VERSION:
        json_add_string(json_add_object(profile, "source"), "id", version->source.id);
        break;
    case TARGET_VHD:
    case TARGET_DISK:
    case TARGET_SNAPSHOT:
    case TARGET_SOURCE_NOT_SAID: {
        struct json *os_disk = json_add_object(profile, "osDiskImage");

        add_caching(os_disk, version->caching);
        add_disk_source(os_disk, &version->source);
        break;
    }
    }
    disks = version->data_disks.count > 0 ? json_add_array(profile, "dataDiskImages") : NULL;
    for (size_t at = 0; at < version->data_disks.count; at++) {
        const struct target_data_disk *disk = &version->data_disks.items[at];
        struct json *object = json_add_object(disks, NULL);

        body_add_number(object, "lun", disk->lun);
        add_caching(object, disk->caching);
        add_disk_source(object, &disk->source);
    }
}

static void add_encryption(
    struct json *region, const struct target_version *version, const char *set_id)
{
    struct json *encryption = json_add_object(region, "encryption");
    struct json *disks;

    json_add_string(json_add_object(encryption, "osDiskImage"), "diskEncryptionSetId", set_id);
    disks = version->data_disks.count > 0 ? json_add_array(encryption, "dataDiskImages") : NULL;
    for (size_t at = 0; at < version->data_disks.count; at++) {
        struct json *disk = json_add_object(disks, NULL);

        body_add_number(disk, "lun", version->data_disks.items[at].lun);
        json_add_string(disk, "diskEncryptionSetId", set_id);
    }
}

static void add_storage_type(struct json *parent, enum target_storage type)
{
    if (type != TARGET_STORAGE_NOT_SAID)
        json_add_string(parent, "storageAccountType", target_storage_word(type));
}

static void add_regions(struct json *profile, const struct target *target)
{
    const struct target_version *version = &target->version;
    struct json *regions = json_add_array(profile, "targetRegions");

    if (version->regions.count == 0)
        json_add_string(json_add_object(regions, NULL), "name", target_version_region(target));
    for (size_t at = 0; at < version->regions.count; at++) {
        const struct target_region *region = &version->regions.items[at];
        struct json *object = json_add_object(regions, NULL);

        json_add_string(object, "name", region->name);
        body_add_number(object, "regionalReplicaCount", region->replicas);
        add_storage_type(object, region->storage_type);
        if (region->exclude_from_latest)
            json_add_bool(object, "excludeFromLatest", true);
        if (region->disk_encryption_set_id)
            add_encryption(object, version, region->disk_encryption_set_id);
    }
}

static void add_publishing(
    struct operations *operations, struct json *properties, const struct target_version *version)
{
    struct json *profile = json_add_object(properties, "publishingProfile");

    add_regions(profile, operations->target);
    body_add_number(profile, "replicaCount", version->replicas);
    add_storage_type(profile, version->storage_type);
    if (version->exclude_from_latest)
        json_add_bool(profile, "excludeFromLatest", true);
    body_add_date(operations, profile, "endOfLifeDate", version->end_of_life);
    if (version->replication != TARGET_REPLICATION_NOT_SAID)
        json_add_string(profile, "replicationMode", target_replication_word(version->replication));
}

static void add_safety(struct json *properties, const struct target_version *version)
{
    struct json *profile;

    if (!version->allow_deletion_of_replicated_locations &&
        !version->block_deletion_before_end_of_life)
        return;
    profile = json_add_object(properties, "safetyProfile");
    if (version->allow_deletion_of_replicated_locations)
        json_add_bool(profile, "allowDeletionOfReplicatedLocations", true);
    if (version->block_deletion_before_end_of_life)
        json_add_bool(profile, "blockDeletionBeforeEndOfLife", true);
}

void operations_version(struct operations *operations)
{
    const struct target_version *version = &operations->target->version;
    struct json *request = operations_add(
        operations, (struct operation){ .step = STEP_VERSION,
                        .type = "Microsoft.Compute/galleries/images/versions",
                        .api = API_GALLERY,
                        .action = "",
                        .id = operations_text(operations, "%s", operations->version_id),
                        .body = json_new_object(),
                        .what = operations_text(operations, "image version '%s'", version->number),
                        .why = "Copied to each region; that can take hours.",
                        .source = SOURCE_VERSION,
                        .needs = 1u << STEP_DEFINITION | 1u << STEP_UPLOAD | 1u << STEP_SOURCE,
                        .wait_minutes = 360 });
    struct json *properties;

    json_add_string(request, "location", target_version_region(operations->target));
    operations_add_image_tag(operations, request);
    properties = json_add_object(request, "properties");
    add_publishing(operations, properties, version);
    add_storage(properties, version);
    add_safety(properties, version);
}
