/* SPDX-License-Identifier: MIT */
/* target_fields.c - what may stand in target.json, and where it goes. docs/schema says the same. */
#include "upload/target_fields.h"

#include "upload/target_words.h"

static const struct field range[] = {
    { FIELD_OF(target_range, min), .kind = FIELD_NUMBER },
    { FIELD_OF(target_range, max), .kind = FIELD_NUMBER },
    { FIELD_OF(target_range, unit) },
    { .name = NULL },
};

static const struct field plan[] = {
    { FIELD_OF(target_plan, name), .required = true },
    { FIELD_OF(target_plan, publisher), .required = true },
    { FIELD_OF(target_plan, product), .required = true },
    { .name = NULL },
};

static const struct field community[] = {
    { FIELD_OF(target_community, publisher_uri), .required = true },
    { FIELD_OF(target_community, publisher_contact), .required = true },
    { FIELD_OF(target_community, eula), .required = true },
    { FIELD_OF(target_community, public_name_prefix), .required = true },
    { .name = NULL },
};

static const struct field gallery[] = {
    { FIELD_OF(target_gallery, name), .required = true },
    { FIELD_OF(target_gallery, description) },
    { FIELD_OF(target_gallery, sharing), .kind = FIELD_WORD, .words = target_sharing_kinds,
        .required = true },
    { FIELD_OF(target_gallery, community), .kind = FIELD_OBJECT, .inside = community },
    { FIELD_OF(target_gallery, tags), .kind = FIELD_PAIRS },
    { .name = NULL },
};

static const struct field definition[] = {
    { FIELD_OF(target_definition, name), .required = true },
    { FIELD_OF(target_definition, publisher), .required = true },
    { FIELD_OF(target_definition, offer), .required = true },
    { FIELD_OF(target_definition, sku), .required = true },
    { FIELD_OF(target_definition, description) },
    { FIELD_OF(target_definition, eula) },
    { FIELD_OF(target_definition, privacy_statement_uri) },
    { FIELD_OF(target_definition, release_note_uri) },
    { FIELD_OF(target_definition, end_of_life) },
    { FIELD_OF(target_definition, os_type), .kind = FIELD_WORD, .words = azure_os_types },
    { FIELD_OF(target_definition, os_state), .kind = FIELD_WORD, .words = azure_os_states },
    { FIELD_OF(target_definition, hyperv_generation), .kind = FIELD_WORD,
        .words = azure_generations },
    { FIELD_OF(target_definition, architecture), .kind = FIELD_WORD, .words = azure_architectures },
    { FIELD_OF(target_definition, security_type), .kind = FIELD_WORD, .words = azure_securities },
    { FIELD_OF(target_definition, recommended_vcpus), .kind = FIELD_OBJECT, .inside = range },
    { FIELD_OF(target_definition, recommended_memory), .kind = FIELD_OBJECT, .inside = range },
    { FIELD_OF(target_definition, disallowed_disk_types), .kind = FIELD_TEXTS },
    { FIELD_OF(target_definition, features), .kind = FIELD_PAIRS },
    { FIELD_OF(target_definition, purchase_plan), .kind = FIELD_OBJECT, .inside = plan },
    { FIELD_OF(target_definition, allow_update_image), .kind = FIELD_FLAG },
    { .name = NULL },
};

static const struct field upload[] = {
    { FIELD_OF(target_upload, file), .required = true },
    { FIELD_OF(target_upload, size_bytes), .kind = FIELD_NUMBER },
    { FIELD_OF(target_upload, guest_state_file) },
    { FIELD_OF(target_upload, disk_sku) },
    { .name = NULL },
};

static const struct field source[] = {
    { FIELD_OF(target_source, kind), .kind = FIELD_WORD, .words = target_source_kinds,
        .required = true },
    { FIELD_OF(target_source, id) },
    { FIELD_OF(target_source, uri) },
    { FIELD_OF(target_source, storage_account_id) },
    { FIELD_OF(target_source, upload), .kind = FIELD_OBJECT, .inside = upload },
    { FIELD_OF(target_source, region) },
    { FIELD_OF(target_source, os_state), .kind = FIELD_WORD, .words = azure_os_states },
    { FIELD_OF(target_source, hyperv_generation), .kind = FIELD_WORD, .words = azure_generations },
    { FIELD_OF(target_source, size_bytes), .kind = FIELD_NUMBER },
    { FIELD_OF(target_source, security_data), .kind = FIELD_FLAG },
    { FIELD_OF(target_source, ephemeral_disk), .kind = FIELD_FLAG },
    { FIELD_OF(target_source, ultra_disk), .kind = FIELD_FLAG },
    { FIELD_OF(target_source, plan), .kind = FIELD_OBJECT, .inside = plan },
    { FIELD_OF(target_source, partner_image), .kind = FIELD_FLAG },
    { .name = NULL },
};

static const struct field region[] = {
    { FIELD_OF(target_region, name), .required = true },
    { FIELD_OF(target_region, replicas), .kind = FIELD_NUMBER },
    { FIELD_OF(target_region, storage_type), .kind = FIELD_WORD, .words = azure_storages },
    { FIELD_OF(target_region, exclude_from_latest), .kind = FIELD_FLAG },
    { FIELD_OF(target_region, disk_encryption_set_id) },
    { .name = NULL },
};

static const struct field data_disk[] = {
    { FIELD_OF(target_data_disk, lun), .kind = FIELD_NUMBER, .required = true },
    { FIELD_OF(target_data_disk, caching), .kind = FIELD_WORD, .words = azure_cachings },
    { FIELD_OF(target_data_disk, source), .kind = FIELD_OBJECT, .inside = source,
        .required = true },
    { .name = NULL },
};

static const struct field version[] = {
    { FIELD_OF(target_version, number), .required = true },
    { FIELD_OF(target_version, region) },
    { FIELD_OF(target_version, source), .kind = FIELD_OBJECT, .inside = source, .required = true },
    { FIELD_OF(target_version, caching), .kind = FIELD_WORD, .words = azure_cachings },
    { FIELD_LIST_OF(target_version, data_disks, target_data_disk), .inside = data_disk },
    { FIELD_LIST_OF(target_version, regions, target_region), .inside = region, .required = true },
    { FIELD_OF(target_version, replicas), .kind = FIELD_NUMBER },
    { FIELD_OF(target_version, storage_type), .kind = FIELD_WORD, .words = azure_storages },
    { FIELD_OF(target_version, replication), .kind = FIELD_WORD, .words = azure_replications },
    { FIELD_OF(target_version, exclude_from_latest), .kind = FIELD_FLAG },
    { FIELD_OF(target_version, end_of_life) },
    { FIELD_OF(target_version, allow_deletion_of_replicated_locations), .kind = FIELD_FLAG },
    { FIELD_OF(target_version, block_deletion_before_end_of_life), .kind = FIELD_FLAG },
    { .name = NULL },
};

static const struct field assignment[] = {
    { FIELD_OF(target_assignment, role), .required = true },
    { FIELD_OF(target_assignment, kind), .kind = FIELD_WORD, .words = target_principal_kinds,
        .required = true },
    { FIELD_OF(target_assignment, object_id) },
    { FIELD_OF(target_assignment, application_id) },
    { FIELD_OF(target_assignment, email) },
    { .name = NULL },
};

static const struct field audience[] = {
    { FIELD_OF(target_audience, subscriptions), .kind = FIELD_TEXTS },
    { FIELD_OF(target_audience, tenants), .kind = FIELD_TEXTS },
    { .name = NULL },
};

static const struct field sharing[] = {
    { FIELD_LIST_OF(target_sharing, assignments, target_assignment), .inside = assignment },
    { FIELD_OF(target_sharing, add), .kind = FIELD_OBJECT, .inside = audience },
    { FIELD_OF(target_sharing, remove), .kind = FIELD_OBJECT, .inside = audience },
    { FIELD_OF(target_sharing, reset), .kind = FIELD_FLAG },
    { FIELD_OF(target_sharing, enable_community), .kind = FIELD_FLAG },
    { .name = NULL },
};

static const struct field identity[] = {
    { FIELD_OF(target_identity, kind), .kind = FIELD_WORD, .words = target_identity_kinds,
        .required = true },
    { FIELD_OF(target_identity, name) },
    { FIELD_OF(target_identity, resource_group) },
    { FIELD_OF(target_identity, principal_id) },
    { .name = NULL },
};

static const struct field dev_box_definition[] = {
    { FIELD_OF(target_dev_box_definition, name), .required = true },
    { FIELD_OF(target_dev_box_definition, sku), .required = true },
    { FIELD_OF(target_dev_box_definition, os_storage_type) },
    { FIELD_OF(target_dev_box_definition, hibernate), .kind = FIELD_FLAG },
    { FIELD_OF(target_dev_box_definition, latest), .kind = FIELD_FLAG },
    { .name = NULL },
};

static const struct field dev_center[] = {
    { FIELD_OF(target_dev_center, action), .kind = FIELD_WORD, .words = target_attaches,
        .required = true },
    { FIELD_OF(target_dev_center, name), .required = true },
    { FIELD_OF(target_dev_center, subscription) },
    { FIELD_OF(target_dev_center, resource_group) },
    { FIELD_OF(target_dev_center, region) },
    { FIELD_OF(target_dev_center, gallery_name) },
    { FIELD_OF(target_dev_center, gallery_names_taken), .kind = FIELD_TEXTS },
    { FIELD_OF(target_dev_center, identity), .kind = FIELD_OBJECT, .inside = identity },
    { FIELD_OF(target_dev_center, windows365_object_id) },
    { FIELD_OF(target_dev_center, definition), .kind = FIELD_OBJECT, .inside = dev_box_definition },
    { .name = NULL },
};

static const struct field windows365[] = {
    { FIELD_OF(target_windows365, managed_image), .required = true },
    { FIELD_OF(target_windows365, resource_group) },
    { FIELD_OF(target_windows365, region) },
    { FIELD_OF(target_windows365, object_id) },
    { FIELD_OF(target_windows365, images_now), .kind = FIELD_NUMBER },
    { .name = NULL },
};

static const struct field lab_image[] = {
    { FIELD_OF(target_lab_image, name), .required = true },
    { FIELD_OF(target_lab_image, enabled), .kind = FIELD_FLAG, .required = true },
    { .name = NULL },
};

static const struct field lab[] = {
    { FIELD_OF(target_lab, kind), .kind = FIELD_WORD, .words = target_lab_kinds },
    { FIELD_OF(target_lab, action), .kind = FIELD_WORD, .words = target_attaches,
        .required = true },
    { FIELD_OF(target_lab, name), .required = true },
    { FIELD_OF(target_lab, subscription) },
    { FIELD_OF(target_lab, resource_group) },
    { FIELD_OF(target_lab, region) },
    { FIELD_OF(target_lab, attached_gallery_id) },
    { FIELD_OF(target_lab, object_id) },
    { FIELD_LIST_OF(target_lab, images, target_lab_image), .inside = lab_image },
    { .name = NULL },
};

static const struct field machine[] = {
    { FIELD_OF(target_machine, name), .required = true },
    { FIELD_OF(target_machine, size), .required = true },
    { FIELD_OF(target_machine, resource_group) },
    { FIELD_OF(target_machine, region) },
    { FIELD_OF(target_machine, subnet_id), .required = true },
    { FIELD_OF(target_machine, admin_user) },
    { FIELD_OF(target_machine, instances), .kind = FIELD_NUMBER },
    { FIELD_OF(target_machine, latest), .kind = FIELD_FLAG },
    { .name = NULL },
};

static const struct field consumers[] = {
    { FIELD_OF(target_consumers, dev_center), .kind = FIELD_OBJECT, .inside = dev_center },
    { FIELD_OF(target_consumers, windows365), .kind = FIELD_OBJECT, .inside = windows365 },
    { FIELD_OF(target_consumers, lab), .kind = FIELD_OBJECT, .inside = lab },
    { FIELD_LIST_OF(target_consumers, virtual_machines, target_machine), .inside = machine },
    { FIELD_LIST_OF(target_consumers, scale_sets, target_machine), .inside = machine },
    { .name = NULL },
};

static const struct field identifier[] = {
    { FIELD_OF(target_identifier, definition), .required = true },
    { FIELD_OF(target_identifier, publisher), .required = true },
    { FIELD_OF(target_identifier, offer), .required = true },
    { FIELD_OF(target_identifier, sku), .required = true },
    { .name = NULL },
};

static const struct field known[] = {
    { FIELD_OF(target_known, galleries), .kind = FIELD_NUMBER },
    { FIELD_OF(target_known, definitions), .kind = FIELD_NUMBER },
    { FIELD_OF(target_known, versions), .kind = FIELD_NUMBER },
    { FIELD_OF(target_known, gallery_names), .kind = FIELD_TEXTS },
    { FIELD_OF(target_known, zone_regions), .kind = FIELD_TEXTS },
    { FIELD_LIST_OF(target_known, identifiers, target_identifier), .inside = identifier },
    { FIELD_OF(target_known, version_numbers), .kind = FIELD_TEXTS },
    { FIELD_OF(target_known, gallery_sharing), .kind = FIELD_WORD, .words = target_sharing_kinds },
    { FIELD_OF(target_known, shared_subscriptions), .kind = FIELD_NUMBER },
    { FIELD_OF(target_known, shared_tenants), .kind = FIELD_NUMBER },
    { .name = NULL },
};

const struct field target_fields[] = {
    { FIELD_OF(target, schema), .required = true },
    { FIELD_OF(target, cloud), .kind = FIELD_WORD, .words = target_clouds },
    { FIELD_OF(target, subscription), .required = true },
    { FIELD_OF(target, resource_group), .required = true },
    { FIELD_OF(target, region), .required = true },
    { FIELD_OF(target, gallery), .kind = FIELD_OBJECT, .inside = gallery, .required = true },
    { FIELD_OF(target, definition), .kind = FIELD_OBJECT, .inside = definition, .required = true },
    { FIELD_OF(target, version), .kind = FIELD_OBJECT, .inside = version, .required = true },
    { FIELD_OF(target, sharing), .kind = FIELD_OBJECT, .inside = sharing },
    { FIELD_OF(target, consumers), .kind = FIELD_OBJECT, .inside = consumers },
    { FIELD_OF(target, known), .kind = FIELD_OBJECT, .inside = known },
    { .name = NULL },
};
