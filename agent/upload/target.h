/* SPDX-License-Identifier: MIT */
/*
 * target.h - pure: where an image is to go, as a person writes it down in target.json.
 *
 * schema "goldprep.target/1", docs/schema/target.json. Members of the file and of these structs have
 * the same names. Strings belong to the target. What was not said is NULL, 0 or false: a reader of a
 * struct that has `given` asks that first. A target without problems has every member that the file
 * must have, and every value has the form that its rule (upload/target_rules.h) asks for; strings may
 * still hold quotes, blanks and letters of any language where a rule allows them.
 *
 * What the image itself is (`image`) is never taken from the file where a manifest tells it.
 */
#pragma once

#include "upload/problems.h"

enum { TARGET_SIZE_LIMIT = 1024 * 1024 }; /* bytes of the file; larger ones are refused */

struct json;

/** A whole number that may be left out. */
struct target_number {
    bool given;
    int64_t value;
};

struct target_texts {
    const char **items; /* the list is owned by the target, as the strings are */
    size_t count;
};

struct target_range {
    bool given;
    struct target_number min, max;
    const char *unit; /* of memory: "GB" or "MB", for people: the service takes the number alone */
};

struct target_pair {
    const char *name;
    const char *value;
};

struct target_pairs {
    struct target_pair *items;
    size_t count;
};

/* -- words: zero is "not said"; target_word gives Azure's spelling of each -- */

enum target_cloud { TARGET_CLOUD_NOT_SAID = 0, TARGET_PUBLIC, TARGET_US_GOVERNMENT, TARGET_CHINA };
/** In the file: "private", "direct", "community"; in Azure: Private, Groups, Community. */
enum target_sharing_kind {
    TARGET_SHARING_NOT_SAID = 0,
    TARGET_PRIVATE,
    TARGET_DIRECT,
    TARGET_COMMUNITY,
};
enum target_os_type { TARGET_OS_NOT_SAID = 0, TARGET_WINDOWS, TARGET_LINUX };
enum target_os_state { TARGET_STATE_NOT_SAID = 0, TARGET_GENERALIZED, TARGET_SPECIALIZED };
enum target_generation { TARGET_GENERATION_NOT_SAID = 0, TARGET_V1, TARGET_V2 };
enum target_architecture { TARGET_ARCHITECTURE_NOT_SAID = 0, TARGET_X64, TARGET_ARM64 };
enum target_security {
    TARGET_SECURITY_NOT_SAID = 0,
    TARGET_STANDARD,
    TARGET_TRUSTED_LAUNCH,
    TARGET_TRUSTED_LAUNCH_SUPPORTED,
    TARGET_CONFIDENTIAL,
    TARGET_CONFIDENTIAL_SUPPORTED,
    TARGET_BOTH_SUPPORTED, /* TrustedLaunchAndConfidentialVmSupported */
};
enum target_storage {
    TARGET_STORAGE_NOT_SAID = 0,
    TARGET_STANDARD_LRS,
    TARGET_STANDARD_ZRS,
    TARGET_PREMIUM_LRS,
    TARGET_PREMIUM_V2_LRS,
};
enum target_replication { TARGET_REPLICATION_NOT_SAID = 0, TARGET_FULL, TARGET_SHALLOW };
enum target_caching {
    TARGET_CACHING_NOT_SAID = 0,
    TARGET_NONE,
    TARGET_READ_ONLY,
    TARGET_READ_WRITE
};
enum target_source_kind {
    TARGET_SOURCE_NOT_SAID = 0,
    TARGET_VHD,           /* "vhd": uri and storage_account_id */
    TARGET_DISK,          /* "disk": id of a managed disk */
    TARGET_SNAPSHOT,      /* "snapshot": id */
    TARGET_MANAGED_IMAGE, /* "managed-image": id */
    TARGET_VM,            /* "vm": id */
    TARGET_VERSION,       /* "version": id of a gallery image version */
};
enum target_principal_kind {
    TARGET_PRINCIPAL_NOT_SAID = 0,
    TARGET_SERVICE_PRINCIPAL,
    TARGET_USER,
    TARGET_GROUP,
};
enum target_identity_kind { TARGET_IDENTITY_NOT_SAID = 0, TARGET_SYSTEM, TARGET_USER_ASSIGNED };
enum target_attach { TARGET_ATTACH_NOT_SAID = 0, TARGET_ATTACH, TARGET_DETACH };
enum target_lab_kind { TARGET_LAB_NOT_SAID = 0, TARGET_LAB_PLAN, TARGET_LAB_ACCOUNT };

/* -- the image: from the manifest -- */

struct target_image {
    bool given; /* a manifest was read */
    enum target_os_type os_type;
    enum target_os_state os_state;
    enum target_generation
        hyperv_generation;                 /* these three may come from the definition instead, */
    enum target_architecture architecture; /* where the manifest says that the facts do not */
    enum target_security security_type;    /* tell; or with TrustedLaunchSupported, see rules */
    const char *machine;                   /* its name; "" when not told */
    const char *digest;                    /* of its manifest: hexadecimal; NULL: none was read */
    int64_t disk_size_bytes;               /* 0: not told */
};

/* -- gallery and definition -- */

struct target_community {
    bool given;
    const char *publisher_uri, *publisher_contact, *eula, *public_name_prefix;
};

struct target_gallery {
    bool given;
    const char *name;
    const char *description; /* NULL: none */
    enum target_sharing_kind sharing;
    struct target_community community;
    struct target_pairs tags;
};

struct target_plan {
    bool given;
    const char *name, *publisher, *product;
};

struct target_definition {
    bool given;
    const char *name, *publisher, *offer, *sku;
    const char *description, *eula, *privacy_statement_uri, *release_note_uri; /* NULL: none */
    const char *end_of_life;                                                   /* NULL: none */
    /* what the file says of the image; use target.image, which is what holds */
    enum target_os_type os_type;
    enum target_os_state os_state;
    enum target_generation hyperv_generation;
    enum target_architecture architecture;
    enum target_security security_type;
    struct target_range recommended_vcpus, recommended_memory;
    struct target_texts disallowed_disk_types; /* "Standard_LRS" */
    struct target_pairs features; /* name and value; SecurityType is never among them */
    struct target_plan purchase_plan;
    bool allow_update_image; /* features may be changed later: api version 2024-03-03 on */
};

/* -- version -- */

/** A file to bring to Azure first. */
struct target_upload {
    bool given;
    const char *file; /* the VHD, as it is called where the script runs */
    struct target_number
        size_bytes;               /* with the footer of 512; not given: the script asks the file */
    const char *guest_state_file; /* VM guest state for trusted launch; NULL: none */
    const char *disk_sku;         /* "Standard_LRS"; NULL: that */
};

struct target_source {
    bool given;
    enum target_source_kind kind;
    const char *id;                       /* resource id; NULL for a VHD */
    const char *uri, *storage_account_id; /* of a VHD blob, without a SAS; NULL for the others */
    struct target_upload upload;          /* of a VHD: to the blob; of a disk: to the disk */
    /* what is known of it, and checked when it is said */
    const char *region;
    enum target_os_state os_state;
    enum target_generation hyperv_generation;
    struct target_number size_bytes;
    bool security_data;      /* the disk carries VM guest state (made with a security type) */
    bool ephemeral_disk;     /* the VM's OS disk is ephemeral */
    bool ultra_disk;         /* one of its disks is an Ultra disk */
    struct target_plan plan; /* of the marketplace image that the disk descends from */
    bool partner_image;      /* that image is a partner's, not Microsoft's */
};

struct target_region {
    bool given;
    const char *name; /* as written; target_region_same compares */
    struct target_number replicas;
    enum target_storage storage_type;
    bool exclude_from_latest;
    const char *disk_encryption_set_id; /* NULL: none */
};

struct target_regions {
    struct target_region *items;
    size_t count;
};

struct target_data_disk {
    bool given;
    struct target_number lun;
    enum target_caching caching;
    struct target_source source; /* a VHD, a disk or a snapshot */
};

struct target_data_disks {
    struct target_data_disk *items;
    size_t count;
};

struct target_version {
    bool given;
    const char *number; /* "1.2.3" */
    const char *region; /* where it is made; NULL: the target's: use target_version_region */
    struct target_source source;
    enum target_caching caching; /* of the OS disk */
    struct target_data_disks data_disks;
    struct target_regions regions;
    struct target_number replicas;    /* of a region that does not say its own */
    enum target_storage storage_type; /* the same */
    enum target_replication replication;
    bool exclude_from_latest;
    const char *end_of_life; /* NULL: none */
    bool allow_deletion_of_replicated_locations;
    bool block_deletion_before_end_of_life;
};

/* -- who may use it -- */

struct target_assignment {
    bool given;
    const char *role; /* name or id: target_role finds it */
    enum target_principal_kind kind;
    const char *object_id, *application_id, *email; /* exactly one of them */
};

struct target_assignments {
    struct target_assignment *items;
    size_t count;
};

struct target_audience {
    bool given;
    struct target_texts subscriptions, tenants; /* GUIDs */
};

struct target_sharing {
    bool given;
    struct target_assignments assignments; /* on the gallery */
    struct target_audience add, remove;    /* direct sharing */
    bool reset;                            /* end all direct or community sharing */
    bool enable_community;
};

/* -- consumers -- */

struct target_identity {
    bool given;
    enum target_identity_kind kind;
    const char *name;           /* user-assigned: its name */
    const char *resource_group; /* NULL: the dev center's */
    const char *principal_id;   /* object id; NULL: the script asks */
};

struct target_dev_box_definition {
    bool given;
    const char *name;
    const char *sku;             /* "general_i_8c32gb256ssd_v2" */
    const char *os_storage_type; /* NULL: none */
    bool hibernate;
    bool latest; /* the image, not this version of it */
};

struct target_dev_center {
    bool given;
    enum target_attach action;
    const char *name;
    const char *subscription, *resource_group, *region; /* NULL: the target's */
    const char *gallery_name; /* inside the dev center; NULL: use target_dev_center_gallery */
    struct target_texts gallery_names_taken; /* that are attached there already, other galleries' */
    struct target_identity identity;
    const char *windows365_object_id; /* of Windows 365 in this tenant; NULL: the script asks */
    struct target_dev_box_definition definition;
};

struct target_windows365 {
    bool given;
    const char *managed_image;           /* the name of the managed image to make */
    const char *resource_group, *region; /* NULL: the target's */
    const char *object_id;               /* of Windows 365 in this tenant; NULL: the script asks */
    struct target_number images_now;     /* custom images there are already; not given: not known */
};

struct target_lab_image {
    bool given;
    const char *name;
    bool enabled;
};

struct target_lab_images {
    struct target_lab_image *items;
    size_t count;
};

struct target_lab {
    bool given;
    enum target_lab_kind kind; /* a plan unless "account" */
    enum target_attach action;
    const char *name;
    const char *subscription, *resource_group, *region; /* NULL: the target's */
    const char *attached_gallery_id; /* that it has now; NULL: none, or not known */
    const char *object_id;           /* of Lab Services in this tenant; NULL: the script asks */
    struct target_lab_images images;
};

struct target_machine {
    bool given;
    const char *name;
    const char *size;                    /* "Standard_D4s_v5" */
    const char *resource_group, *region; /* NULL: the target's */
    const char *subnet_id;
    const char *admin_user;         /* of a generalized image; NULL for a specialized one */
    struct target_number instances; /* of a scale set */
    bool latest;                    /* the definition's latest version, not this one */
};

struct target_machines {
    struct target_machine *items;
    size_t count;
};

struct target_consumers {
    bool given;
    struct target_dev_center dev_center;
    struct target_windows365 windows365;
    struct target_lab lab;
    struct target_machines virtual_machines, scale_sets;
};

/* -- what is known of the subscription, so that it can be checked -- */

struct target_identifier {
    bool given;
    const char *definition, *publisher, *offer, *sku;
};

struct target_identifiers {
    struct target_identifier *items;
    size_t count;
};

struct target_known {
    bool given;
    struct target_number galleries, definitions, versions; /* others, in subscription and region */
    struct target_texts gallery_names;                     /* in the subscription, other ones */
    struct target_texts zone_regions;                      /* regions that have zones */
    struct target_identifiers identifiers;                 /* definitions of this gallery */
    struct target_texts version_numbers;                   /* of this definition */
    enum target_sharing_kind gallery_sharing;              /* of the gallery that exists */
    struct target_number shared_subscriptions, shared_tenants; /* it is shared with already */
};

struct target {
    bool given; /* it is an object */
    const char *schema;
    enum target_cloud cloud; /* the public one unless said */
    const char *subscription, *resource_group, *region;
    struct target_gallery gallery;
    struct target_definition definition;
    struct target_version version;
    struct target_sharing sharing;
    struct target_consumers consumers;
    struct target_known known;

    struct target_image image; /* not in the file: from the manifest */

    struct target_memory *memory; /* owned: what the members above point to */
};

void target_done(struct target *target);

/**
 * Reads a target file and judges it by every rule (upload/target_rules.h).
 *
 * @param manifest  the manifest of the image, whole and checked (manifest_parse); it is copied from.
 *                  NULL: the image is what the definition says, and what only a manifest tells is not
 *                  judged: for looking at a target, never for rendering one
 * @param now       seconds since 1970 UTC, for dates that must not be past
 * @param target    receives what could be read; the caller calls target_done. It is to be used for
 *                  nothing but messages while problems->errors is not 0
 * @param problems  receives everything that is wrong, by place; the caller calls problems_done
 * @return          false: out of memory, or over TARGET_SIZE_LIMIT. What is wrong with the file is in
 *                  problems, and gives true
 */
bool target_read(const char *bytes, size_t len, const struct json *manifest, int64_t now,
    struct target *target, struct problems *problems, struct err *err) MUST_CHECK;

/** A complete target that has no problems, as `render target --example` prints it. */
extern const char *const target_example;

/* -- what renderers ask -- */

/** Azure's own spelling of a word: target_sharing_word(TARGET_DIRECT) is "Groups". "" for "not said". */
const char *target_sharing_word(enum target_sharing_kind value);
const char *target_os_type_word(enum target_os_type value);
const char *target_os_state_word(enum target_os_state value);
const char *target_generation_word(enum target_generation value);
const char *target_architecture_word(enum target_architecture value);
const char *target_security_word(enum target_security value);
const char *target_storage_word(enum target_storage value);
const char *target_replication_word(enum target_replication value);
const char *target_caching_word(enum target_caching value);
const char *target_principal_word(enum target_principal_kind value); /* "ServicePrincipal" */

/** Where the version is made: its own region, or the target's. */
const char *target_version_region(const struct target *target);
/** Is it one region? "West Europe" and "westeurope" are. */
bool target_region_same(const char *left, const char *right);
/** What the gallery is called inside the dev center. */
const char *target_dev_center_gallery(const struct target *target);

struct target_role {
    const char *name; /* "Reader" */
    const char *id;   /* GUID of the built-in role */
};
/** By name, whatever its case, or by id; NULL: none of the built-in ones that goldprep knows. */
const struct target_role *target_role(const char *name_or_id);

/** Application ids that are the same in every tenant. */
#define TARGET_APP_WINDOWS365 "0af06dc6-e4b5-4f28-818e-e78e62d137a5"
#define TARGET_APP_LAB_PLANS "c7bb12bf-0b39-4f7f-9171-f418ff39b76a"
#define TARGET_APP_LAB_ACCOUNTS "1a14be2a-e903-4cec-99cf-b2e209259a0f"
