/* SPDX-License-Identifier: MIT */
/* arm_fields.h - the members of ARM resources, and where they go in a target. */
#pragma once

#include "upload/fields.h"
#include "upload/target.h"

/** What every resource has beside its properties. */
struct arm_envelope {
    bool given;
    const char *type, *api_version, *name, *location;
    struct target_pairs tags;
};

struct arm_feature {
    bool given;
    const char *name, *value;
};

struct arm_features {
    struct arm_feature *items;
    size_t count;
};

/** The properties of galleries/images. */
struct arm_definition {
    struct target_definition
        definition; /* begins with `given`, as every struct that is read does */
    struct arm_features features;
};

/** storageProfile.source */
struct arm_whole_source {
    bool given;
    const char *id, *virtual_machine_id, *community_id;
};

/** The properties of galleries/images/versions. */
struct arm_version {
    struct target_version version;
    struct arm_whole_source whole;
};

extern const struct field arm_envelope[];
extern const struct field arm_gallery[];            /* struct target_gallery */
extern const struct field arm_definition[];         /* struct arm_definition */
extern const struct field arm_version[];            /* struct arm_version */
extern const struct field arm_dev_center_gallery[]; /* struct target_dev_center */
extern const struct field arm_lab_plan[];           /* struct target_lab */
extern const struct field arm_lab_image[];          /* struct target_lab_image */
extern const struct field arm_disk[];               /* struct target_upload */
extern const struct field arm_managed_image[];      /* struct target_definition */
extern const struct field arm_role_assignment[];    /* struct target_assignment */
