/* SPDX-License-Identifier: MIT */
/*
 * arm_fields.c - what ARM resources may have. Nested objects of a resource lie flat in a target's struct,
 * so many tables begin at its own place.
 *
 * Source: https://learn.microsoft.com/azure/templates/microsoft.compute/galleries and the pages below it
 *         https://learn.microsoft.com/azure/templates/microsoft.devcenter/devcenters/galleries
 *         https://learn.microsoft.com/azure/templates/microsoft.labservices/labplans
 *         https://learn.microsoft.com/azure/templates/microsoft.authorization/roleassignments
 *         https://learn.microsoft.com/azure/templates/microsoft.compute/disks
 *         https://learn.microsoft.com/azure/templates/microsoft.compute/images
 */
#include "upload/arm_fields.h"

#include "upload/target_words.h"

const struct field arm_envelope[] = {
    { .name = "type", .offset = offsetof(struct arm_envelope, type), .required = true },
    { .name = "apiVersion",
        .offset = offsetof(struct arm_envelope, api_version),
        .required = true },
    { .name = "name", .offset = offsetof(struct arm_envelope, name), .required = true },
    { .name = "location", .offset = offsetof(struct arm_envelope, location) },
    { .name = "tags", .offset = offsetof(struct arm_envelope, tags), .kind = FIELD_PAIRS },
    { .name = "properties", .kind = FIELD_ANY },
    { .name = "resources", .kind = FIELD_ANY },
    { .name = "dependsOn", .kind = FIELD_ANY },
    { .name = "comments", .kind = FIELD_ANY },
    { .name = "condition", .kind = FIELD_ANY },
    { .name = "copy", .kind = FIELD_ANY },
    { .name = "scope", .kind = FIELD_ANY },
    { .name = "identity", .kind = FIELD_ANY },
    { .name = "sku", .kind = FIELD_ANY },
    { .name = "zones", .kind = FIELD_ANY },
    { .name = "plan", .kind = FIELD_ANY },
    { .name = "kind", .kind = FIELD_ANY },
    { .name = "managedBy", .kind = FIELD_ANY },
    { .name = "extendedLocation", .kind = FIELD_ANY },
    { .name = "existing", .kind = FIELD_ANY },
    { .name = "$comments", .kind = FIELD_ANY },
    { .name = NULL },
};

static const struct field community[] = {
    { .name = "publisherUri",
        .offset = offsetof(struct target_community, publisher_uri),
        .required = true },
    { .name = "publisherContact",
        .offset = offsetof(struct target_community, publisher_contact),
        .required = true },
    { .name = "eula", .offset = offsetof(struct target_community, eula), .required = true },
    { .name = "publicNamePrefix",
        .offset = offsetof(struct target_community, public_name_prefix),
        .required = true },
    { .name = NULL },
};

static const struct field sharing_profile[] = {
    { .name = "permissions",
        .offset = offsetof(struct target_gallery, sharing),
        .kind = FIELD_WORD,
        .words = azure_permissions },
    { .name = "communityGalleryInfo",
        .kind = FIELD_OBJECT,
        .inside = community,
        .offset = offsetof(struct target_gallery, community) },
    { .name = "groups", .kind = FIELD_ANY },
    { .name = NULL },
};

const struct field arm_gallery[] = {
    { .name = "description",
        .offset = offsetof(struct target_gallery, description),
        .may_be_empty = true },
    { .name = "identifier", .kind = FIELD_ANY },
    { .name = "sharingProfile", .kind = FIELD_OBJECT, .inside = sharing_profile },
    { .name = "softDeletePolicy", .kind = FIELD_ANY },
    { .name = NULL },
};

static const struct field identifier[] = {
    { .name = "publisher",
        .offset = offsetof(struct target_definition, publisher),
        .required = true },
    { .name = "offer", .offset = offsetof(struct target_definition, offer), .required = true },
    { .name = "sku", .offset = offsetof(struct target_definition, sku), .required = true },
    { .name = NULL },
};

static const struct field range[] = {
    { .name = "min", .offset = offsetof(struct target_range, min), .kind = FIELD_NUMBER },
    { .name = "max", .offset = offsetof(struct target_range, max), .kind = FIELD_NUMBER },
    { .name = NULL },
};

static const struct field recommended[] = {
    { .name = "vCPUs",
        .kind = FIELD_OBJECT,
        .inside = range,
        .offset = offsetof(struct target_definition, recommended_vcpus) },
    { .name = "memory",
        .kind = FIELD_OBJECT,
        .inside = range,
        .offset = offsetof(struct target_definition, recommended_memory) },
    { .name = NULL },
};

static const struct field disallowed[] = {
    { .name = "diskTypes",
        .offset = offsetof(struct target_definition, disallowed_disk_types),
        .kind = FIELD_TEXTS },
    { .name = NULL },
};

static const struct field plan[] = {
    { .name = "name", .offset = offsetof(struct target_plan, name) },
    { .name = "publisher", .offset = offsetof(struct target_plan, publisher) },
    { .name = "product", .offset = offsetof(struct target_plan, product) },
    { .name = NULL },
};

static const struct field feature[] = {
    { .name = "name", .offset = offsetof(struct arm_feature, name) },
    { .name = "value", .offset = offsetof(struct arm_feature, value) },
    { .name = "startsAtVersion", .kind = FIELD_ANY },
    { .name = NULL },
};

const struct field arm_definition[] = {
    { .name = "osType",
        .offset = offsetof(struct target_definition, os_type),
        .kind = FIELD_WORD,
        .words = azure_os_types,
        .required = true },
    { .name = "osState",
        .offset = offsetof(struct target_definition, os_state),
        .kind = FIELD_WORD,
        .words = azure_os_states,
        .required = true },
    { .name = "hyperVGeneration",
        .offset = offsetof(struct target_definition, hyperv_generation),
        .kind = FIELD_WORD,
        .words = azure_generations },
    { .name = "architecture",
        .offset = offsetof(struct target_definition, architecture),
        .kind = FIELD_WORD,
        .words = azure_architectures },
    { .name = "identifier", .kind = FIELD_OBJECT, .inside = identifier, .required = true },
    { .name = "description",
        .offset = offsetof(struct target_definition, description),
        .may_be_empty = true },
    { .name = "eula", .offset = offsetof(struct target_definition, eula), .may_be_empty = true },
    { .name = "privacyStatementUri",
        .offset = offsetof(struct target_definition, privacy_statement_uri),
        .may_be_empty = true },
    { .name = "releaseNoteUri",
        .offset = offsetof(struct target_definition, release_note_uri),
        .may_be_empty = true },
    { .name = "endOfLifeDate", .offset = offsetof(struct target_definition, end_of_life) },
    { .name = "recommended", .kind = FIELD_OBJECT, .inside = recommended },
    { .name = "disallowed", .kind = FIELD_OBJECT, .inside = disallowed },
    { .name = "purchasePlan",
        .kind = FIELD_OBJECT,
        .inside = plan,
        .offset = offsetof(struct target_definition, purchase_plan) },
    { .name = "allowUpdateImage",
        .offset = offsetof(struct target_definition, allow_update_image),
        .kind = FIELD_FLAG },
    { .name = "features",
        .kind = FIELD_OBJECTS,
        .inside = feature,
        .size = sizeof(struct arm_feature),
        .offset = offsetof(struct arm_definition, features) },
    { .name = NULL },
};

static const struct field os_disk_encryption[] = {
    { .name = "diskEncryptionSetId",
        .offset = offsetof(struct target_region, disk_encryption_set_id) },
    { .name = "securityProfile", .kind = FIELD_ANY },
    { .name = NULL },
};

static const struct field encryption[] = {
    { .name = "osDiskImage", .kind = FIELD_OBJECT, .inside = os_disk_encryption },
    { .name = "dataDiskImages", .kind = FIELD_ANY },
    { .name = NULL },
};

static const struct field region[] = {
    { .name = "name", .offset = offsetof(struct target_region, name), .required = true },
    { .name = "regionalReplicaCount",
        .offset = offsetof(struct target_region, replicas),
        .kind = FIELD_NUMBER },
    { .name = "storageAccountType",
        .offset = offsetof(struct target_region, storage_type),
        .kind = FIELD_WORD,
        .words = azure_storages },
    { .name = "excludeFromLatest",
        .offset = offsetof(struct target_region, exclude_from_latest),
        .kind = FIELD_FLAG },
    { .name = "encryption", .kind = FIELD_OBJECT, .inside = encryption },
    { .name = "additionalReplicaSets", .kind = FIELD_ANY },
    { .name = NULL },
};

static const struct field publishing_profile[] = {
    { .name = "targetRegions",
        .kind = FIELD_OBJECTS,
        .inside = region,
        .size = sizeof(struct target_region),
        .offset = offsetof(struct target_version, regions) },
    { .name = "replicaCount",
        .offset = offsetof(struct target_version, replicas),
        .kind = FIELD_NUMBER },
    { .name = "storageAccountType",
        .offset = offsetof(struct target_version, storage_type),
        .kind = FIELD_WORD,
        .words = azure_storages },
    { .name = "replicationMode",
        .offset = offsetof(struct target_version, replication),
        .kind = FIELD_WORD,
        .words = azure_replications },
    { .name = "excludeFromLatest",
        .offset = offsetof(struct target_version, exclude_from_latest),
        .kind = FIELD_FLAG },
    { .name = "endOfLifeDate", .offset = offsetof(struct target_version, end_of_life) },
    { .name = "storageAccountStrategy", .kind = FIELD_ANY },
    { .name = "targetExtendedLocations", .kind = FIELD_ANY },
    { .name = NULL },
};

static const struct field disk_source[] = {
    { .name = "id", .offset = offsetof(struct target_source, id) },
    { .name = "uri", .offset = offsetof(struct target_source, uri) },
    { .name = "storageAccountId", .offset = offsetof(struct target_source, storage_account_id) },
    { .name = NULL },
};

static const struct field os_disk[] = {
    { .name = "hostCaching",
        .offset = offsetof(struct target_version, caching),
        .kind = FIELD_WORD,
        .words = azure_cachings },
    { .name = "source",
        .kind = FIELD_OBJECT,
        .inside = disk_source,
        .offset = offsetof(struct target_version, source) },
    { .name = "sizeInGB", .kind = FIELD_ANY },
    { .name = NULL },
};

static const struct field data_disk[] = {
    { .name = "lun",
        .offset = offsetof(struct target_data_disk, lun),
        .kind = FIELD_NUMBER,
        .required = true },
    { .name = "hostCaching",
        .offset = offsetof(struct target_data_disk, caching),
        .kind = FIELD_WORD,
        .words = azure_cachings },
    { .name = "source",
        .kind = FIELD_OBJECT,
        .inside = disk_source,
        .offset = offsetof(struct target_data_disk, source) },
    { .name = "sizeInGB", .kind = FIELD_ANY },
    { .name = NULL },
};

static const struct field whole_source[] = {
    { .name = "id", .offset = offsetof(struct arm_whole_source, id) },
    { .name = "virtualMachineId", .offset = offsetof(struct arm_whole_source, virtual_machine_id) },
    { .name = "communityGalleryImageId",
        .offset = offsetof(struct arm_whole_source, community_id) },
    { .name = NULL },
};

static const struct field storage_profile[] = {
    { .name = "source",
        .kind = FIELD_OBJECT,
        .inside = whole_source,
        .offset = offsetof(struct arm_version, whole) },
    { .name = "osDiskImage", .kind = FIELD_OBJECT, .inside = os_disk },
    { .name = "dataDiskImages",
        .kind = FIELD_OBJECTS,
        .inside = data_disk,
        .size = sizeof(struct target_data_disk),
        .offset = offsetof(struct target_version, data_disks) },
    { .name = NULL },
};

static const struct field safety_profile[] = {
    { .name = "allowDeletionOfReplicatedLocations",
        .offset = offsetof(struct target_version, allow_deletion_of_replicated_locations),
        .kind = FIELD_FLAG },
    { .name = "blockDeletionBeforeEndOfLife",
        .offset = offsetof(struct target_version, block_deletion_before_end_of_life),
        .kind = FIELD_FLAG },
    { .name = NULL },
};

const struct field arm_version[] = {
    { .name = "publishingProfile", .kind = FIELD_OBJECT, .inside = publishing_profile },
    { .name = "storageProfile", .kind = FIELD_OBJECT, .inside = storage_profile, .required = true },
    { .name = "safetyProfile", .kind = FIELD_OBJECT, .inside = safety_profile },
    { .name = "securityProfile", .kind = FIELD_ANY },
    { .name = "restore", .kind = FIELD_ANY },
    { .name = NULL },
};

const struct field arm_dev_center_gallery[] = {
    { .name = "galleryResourceId", .kind = FIELD_ANY, .required = true },
    { .name = NULL },
};

const struct field arm_lab_plan[] = {
    { .name = "allowedRegions", .kind = FIELD_ANY },
    { .name = "defaultAutoShutdownProfile", .kind = FIELD_ANY },
    { .name = "defaultConnectionProfile", .kind = FIELD_ANY },
    { .name = "defaultNetworkProfile", .kind = FIELD_ANY },
    { .name = "linkedLmsInstance", .kind = FIELD_ANY },
    { .name = "sharedGalleryId", .kind = FIELD_ANY },
    { .name = "supportInfo", .kind = FIELD_ANY },
    { .name = NULL },
};

const struct field arm_lab_image[] = {
    { .name = "enabledState",
        .offset = offsetof(struct target_lab_image, enabled),
        .kind = FIELD_ANY },
    { .name = "availableRegions", .kind = FIELD_ANY },
    { .name = NULL },
};

static const struct field creation_data[] = {
    { .name = "createOption", .kind = FIELD_ANY, .required = true },
    { .name = "uploadSizeBytes",
        .offset = offsetof(struct target_upload, size_bytes),
        .kind = FIELD_NUMBER },
    { .name = "elasticSanResourceId", .kind = FIELD_ANY },
    { .name = "galleryImageReference", .kind = FIELD_ANY },
    { .name = "imageReference", .kind = FIELD_ANY },
    { .name = "logicalSectorSize", .kind = FIELD_ANY },
    { .name = "performancePlus", .kind = FIELD_ANY },
    { .name = "provisionedBandwidthCopySpeed", .kind = FIELD_ANY },
    { .name = "securityDataUri", .kind = FIELD_ANY },
    { .name = "sourceResourceId", .kind = FIELD_ANY },
    { .name = "sourceUri", .kind = FIELD_ANY },
    { .name = "storageAccountId", .kind = FIELD_ANY },
    { .name = "instantAccessDurationMinutes", .kind = FIELD_ANY },
    { .name = "securityMetadataUri", .kind = FIELD_ANY },
    { .name = NULL },
};

const struct field arm_disk[] = {
    { .name = "creationData", .kind = FIELD_OBJECT, .inside = creation_data, .required = true },
    { .name = "burstingEnabled", .kind = FIELD_ANY },
    { .name = "completionPercent", .kind = FIELD_ANY },
    { .name = "dataAccessAuthMode", .kind = FIELD_ANY },
    { .name = "diskAccessId", .kind = FIELD_ANY },
    { .name = "diskIOPSReadOnly", .kind = FIELD_ANY },
    { .name = "diskIOPSReadWrite", .kind = FIELD_ANY },
    { .name = "diskMBpsReadOnly", .kind = FIELD_ANY },
    { .name = "diskMBpsReadWrite", .kind = FIELD_ANY },
    { .name = "diskSizeGB", .kind = FIELD_ANY },
    { .name = "encryption", .kind = FIELD_ANY },
    { .name = "encryptionSettingsCollection", .kind = FIELD_ANY },
    { .name = "hyperVGeneration", .kind = FIELD_ANY },
    { .name = "maxShares", .kind = FIELD_ANY },
    { .name = "networkAccessPolicy", .kind = FIELD_ANY },
    { .name = "optimizedForFrequentAttach", .kind = FIELD_ANY },
    { .name = "osType", .kind = FIELD_ANY },
    { .name = "publicNetworkAccess", .kind = FIELD_ANY },
    { .name = "purchasePlan", .kind = FIELD_ANY },
    { .name = "securityProfile", .kind = FIELD_ANY },
    { .name = "supportedCapabilities", .kind = FIELD_ANY },
    { .name = "supportsHibernation", .kind = FIELD_ANY },
    { .name = "tier", .kind = FIELD_ANY },
    { .name = "availabilityPolicy", .kind = FIELD_ANY },
    { .name = NULL },
};

const struct field arm_managed_image[] = {
    { .name = "hyperVGeneration",
        .offset = offsetof(struct target_definition, hyperv_generation),
        .kind = FIELD_WORD,
        .words = azure_generations },
    { .name = "sourceVirtualMachine", .kind = FIELD_ANY },
    { .name = "storageProfile", .kind = FIELD_ANY },
    { .name = NULL },
};

const struct field arm_role_assignment[] = {
    { .name = "principalId",
        .offset = offsetof(struct target_assignment, object_id),
        .required = true },
    { .name = "roleDefinitionId", .kind = FIELD_ANY, .required = true },
    { .name = "principalType", .kind = FIELD_ANY },
    { .name = "condition", .kind = FIELD_ANY },
    { .name = "conditionVersion", .kind = FIELD_ANY },
    { .name = "delegatedManagedIdentityResourceId", .kind = FIELD_ANY },
    { .name = "description", .kind = FIELD_ANY },
    { .name = NULL },
};
