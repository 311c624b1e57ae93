/* SPDX-License-Identifier: MIT */
/* arm_places.c - places of target.json in the words of a template. */
#include "upload/arm_places.h"

enum whose { THE_GALLERY, THE_DEFINITION, THE_VERSION, ITS_SOURCE, THE_OTHER };

/* The longest row that fits counts. */
static const struct row {
    const char *where;
    enum whose whose;
    const char *place; /* behind the resource */
    bool whole;        /* what follows in the target's place has no place of its own */
} rows[] = {
    { "region", THE_GALLERY, ".location", false },
    { "gallery.name", THE_GALLERY, ".name", false },
    { "gallery.tags", THE_GALLERY, ".tags", false },
    { "gallery.description", THE_GALLERY, ".properties.description", false },
    { "gallery.sharing", THE_GALLERY, ".properties.sharingProfile.permissions", false },
    { "gallery.community", THE_GALLERY, ".properties.sharingProfile.communityGalleryInfo", false },
    { "definition", THE_DEFINITION, ".properties", false },
    { "definition.name", THE_DEFINITION, ".name", false },
    { "definition.publisher", THE_DEFINITION, ".properties.identifier.publisher", false },
    { "definition.offer", THE_DEFINITION, ".properties.identifier.offer", false },
    { "definition.sku", THE_DEFINITION, ".properties.identifier.sku", false },
    { "definition.recommended_vcpus", THE_DEFINITION, ".properties.recommended.vCPUs", false },
    { "definition.recommended_memory", THE_DEFINITION, ".properties.recommended.memory", false },
    { "definition.disallowed_disk_types", THE_DEFINITION, ".properties.disallowed.diskTypes",
        false },
    { "definition.features", THE_DEFINITION, ".properties.features", true },
    { "definition.security_type", THE_DEFINITION, ".properties.features", false },
    { "definition.hyperv_generation", THE_DEFINITION, ".properties.hyperVGeneration", false },
    { "version", THE_VERSION, ".properties", false },
    { "version.number", THE_VERSION, ".name", false },
    { "version.region", THE_VERSION, ".location", false },
    { "version.regions", THE_VERSION, ".properties.publishingProfile.targetRegions", false },
    { "version.replicas", THE_VERSION, ".properties.publishingProfile.replicaCount", false },
    { "version.storage_type", THE_VERSION, ".properties.publishingProfile.storageAccountType",
        false },
    { "version.end_of_life", THE_VERSION, ".properties.publishingProfile.endOfLifeDate", false },
    { "version.block_deletion_before_end_of_life", THE_VERSION,
        ".properties.safetyProfile.blockDeletionBeforeEndOfLife", false },
    { "version.data_disks", THE_VERSION, ".properties.storageProfile.dataDiskImages", false },
    { "version.source", ITS_SOURCE, "", false },
    { "version.source.upload.size_bytes", THE_OTHER, ".properties.creationData.uploadSizeBytes",
        false },
    { "consumers.dev_center", THE_OTHER, "", true },
    { "consumers.dev_center.name", THE_OTHER, ".name", false },
    { "consumers.dev_center.gallery_name", THE_OTHER, ".name", false },
    { "consumers.lab", THE_OTHER, "", false },
    { "consumers.lab.images", THE_OTHER, ".name", true },
    { "consumers.lab.region", THE_OTHER, ".location", false },
    { "consumers.windows365.managed_image", THE_OTHER, ".name", false },
    { "sharing.assignments", THE_OTHER, ".properties.principalId", true },
};

/* Members that are not called as camel case would call them. */
static const struct {
    const char *member, *called;
} members[] = {
    { "end_of_life", "endOfLifeDate" },
    { "storage_type", "storageAccountType" },
    { "replicas", "regionalReplicaCount" },
    { "disk_encryption_set_id", "encryption.osDiskImage.diskEncryptionSetId" },
};

static const char *resource_of(const struct arm_places *places, enum whose whose)
{
    switch (whose) {
    case THE_GALLERY:
        return places->gallery;
    case THE_DEFINITION:
        return places->definition;
    case THE_VERSION:
    case ITS_SOURCE:
        return places->version;
    case THE_OTHER:
        break;
    }
    return places->other;
}

static const struct row *find(const char *where)
{
    const struct row *best = NULL;

    for (size_t at = 0; at < COUNT_OF(rows); at++) {
        size_t len = strlen(rows[at].where);

        if (strncmp(rows[at].where, where, len) != 0 ||
            (where[len] != '\0' && where[len] != '.' && where[len] != '['))
            continue;
        if (!best || len > strlen(best->where))
            best = &rows[at];
    }
    return best;
}

/* One member's name, of so many bytes: "storage_type" is called "storageAccountType". */
static void append_member(struct text *place, const char *name, size_t len)
{
    for (size_t at = 0; at < COUNT_OF(members); at++)
        if (strlen(members[at].member) == len && strncmp(members[at].member, name, len) == 0) {
            text_append(place, "%s", members[at].called);
            return;
        }
    for (size_t at = 0; at < len; at++) {
        bool up = name[at] == '_' && at + 1 < len && name[at + 1] >= 'a' && name[at + 1] <= 'z';
        char letter = up ? (char)(name[++at] - 'a' + 'A') : name[at];

        text_append_bytes(place, &letter, 1);
    }
}

static void append_rest(struct text *place, const char *rest)
{
    while (*rest) {
        size_t len = strcspn(rest, ".[");

        append_member(place, rest, len);
        rest += len;
        len = *rest == '[' ? strcspn(rest, "]") + 1 : *rest ? 1 : 0;
        text_append_bytes(place, rest, len);
        rest += len;
    }
}

void arm_append_place(const void *places, const char *where, struct text *place)
{
    const struct arm_places *there = places;
    const struct row *row = find(where);
    const char *resource = row ? resource_of(there, row->whose) : NULL;

    if (!resource) {
        text_append(place, "%s", where);
        return;
    }
    text_append(place, "%s%s%s", resource,
        row->whose == ITS_SOURCE && there->source ? there->source : "", row->place);
    if (!row->whole)
        append_rest(place, where + strlen(row->where));
}
