/* SPDX-License-Identifier: MIT */
/* target_version.c - rules: regions, replicas and dates of the version. */
#include "upload/target_forms.h"
#include "upload/target_judge.h"

/* -- regions -- */

/* Is it among them? An unnamed one, which only a deployment knows, may be it. */
static bool has_region(const struct target_regions *regions, const char *name)
{
    for (size_t at = 0; at < regions->count; at++)
        if (!regions->items[at].name || target_region_same(regions->items[at].name, name))
            return true;
    return false;
}

static void judge_source_region(struct judging *judging)
{
    const struct target_version *version = &judging->target->version;
    const char *region = target_version_region(judging->target);
    AUTO(text) right = { 0 };

    if (!version->given || !region || has_region(&version->regions, region))
        return;
    text_append(&right, "'%s' as one of the regions", text_shown(region));
    judging_wrong(judging, place("version.regions"), judging_text(judging, &right),
        "the version is made in '%s', which is none of its regions", text_shown(region));
}

static void judge_region_twice(struct judging *judging)
{
    const struct target_regions *regions = &judging->target->version.regions;

    for (size_t at = 0; at < regions->count; at++) {
        const struct target_regions before = { regions->items, at };
        size_t named = 0;

        for (size_t i = 0; i < before.count; i++)
            if (before.items[i].name && regions->items[at].name &&
                target_region_same(before.items[i].name, regions->items[at].name))
                named++;
        if (named > 0)
            judging_wrong(judging, place("version.regions[%zu].name", at), "each region once",
                "'%s' is there twice", text_shown(regions->items[at].name));
    }
}

static void judge_zones(struct judging *judging)
{
    const struct target_version *version = &judging->target->version;
    const struct target_texts *zones = &judging->target->known.zone_regions;

    for (size_t at = 0; zones->count > 0 && at < version->regions.count; at++) {
        const struct target_region *region = &version->regions.items[at];
        enum target_storage storage =
            region->storage_type ? region->storage_type : version->storage_type;
        bool has_zones = !region->name;

        for (size_t i = 0; i < zones->count; i++)
            has_zones = has_zones || target_region_same(zones->items[i], region->name);
        if (storage == TARGET_STANDARD_ZRS && !has_zones)
            judging_wrong(judging, place("version.regions[%zu].storage_type", at), "Standard_LRS",
                "'%s' has no zones", text_shown(region->name));
    }
}

/* -- replicas -- */

static void judge_replicas_least(struct judging *judging)
{
    const struct target_version *version = &judging->target->version;

    if (version->replicas.given && version->replicas.value < 1)
        judging_wrong(judging, place("version.replicas"), "1 or more", "there are %lld replicas",
            (long long)version->replicas.value);
    for (size_t at = 0; at < version->regions.count; at++) {
        const struct target_number *replicas = &version->regions.items[at].replicas;

        if (replicas->given && replicas->value < 1)
            judging_wrong(judging, place("version.regions[%zu].replicas", at), "1 or more",
                "there are %lld replicas", (long long)replicas->value);
    }
}

static int64_t replicas_of(const struct target_version *version, const struct target_region *region)
{
    return region->replicas.given    ? region->replicas.value
           : version->replicas.given ? version->replicas.value
                                     : 1;
}

static void judge_replicas_most(struct judging *judging)
{
    enum { REPLICAS_MOST = 100 };
    const struct target_version *version = &judging->target->version;
    int64_t sum = 0;

    for (size_t at = 0; at < version->regions.count; at++) {
        int64_t count = replicas_of(version, &version->regions.items[at]);

        /* what is over the limit alone is over it in the sum, which stays small this way */
        sum += count > REPLICAS_MOST ? REPLICAS_MOST + 1 : count > 0 ? count : 0;
    }
    if (sum > REPLICAS_MOST)
        judging_wrong(judging, place("version.regions"),
            "at most 100 replicas in all regions together",
            "there would be more than 100 replicas of this version");
}

/* -- shallow -- */

static void judge_shallow_region(struct judging *judging)
{
    const struct target_version *version = &judging->target->version;

    if (version->replication == TARGET_SHALLOW && version->regions.count > 1)
        judging_wrong(judging, place("version.regions"), "the version's own region alone, or Full",
            "a shallow version is to be in %zu regions", version->regions.count);
}

static void judge_shallow_replicas(struct judging *judging)
{
    const struct target_version *version = &judging->target->version;

    for (size_t at = 0; version->replication == TARGET_SHALLOW && at < version->regions.count; at++)
        if (replicas_of(version, &version->regions.items[at]) > 1)
            judging_wrong(judging, place("version.regions[%zu].replicas", at), "1, or Full",
                "a shallow version is to have %lld replicas",
                (long long)replicas_of(version, &version->regions.items[at]));
}

/* -- encryption -- */

static size_t encrypted(const struct target_regions *regions)
{
    size_t count = 0;

    for (size_t at = 0; at < regions->count; at++)
        if (regions->items[at].disk_encryption_set_id)
            count++;
    return count;
}

static void judge_encryption_partial(struct judging *judging)
{
    const struct target_regions *regions = &judging->target->version.regions;
    size_t count = encrypted(regions);

    for (size_t at = 0; count > 0 && count < regions->count && at < regions->count; at++)
        if (!regions->items[at].disk_encryption_set_id)
            judging_wrong(judging, place("version.regions[%zu].disk_encryption_set_id", at),
                "a disk encryption set of this region, or none in any region",
                "other regions have a disk encryption set, and this one has none");
}

static void judge_encryption_subscription(struct judging *judging)
{
    const struct target_regions *regions = &judging->target->version.regions;
    const char *subscription = judging->target->subscription;

    for (size_t at = 0; at < regions->count; at++) {
        const char *id = regions->items[at].disk_encryption_set_id;
        const char *of = id ? form_id_subscription(id) : NULL;

        if (of && subscription && form_guid(subscription) && !text_starts_same(of, subscription))
            judging_wrong(judging, place("version.regions[%zu].disk_encryption_set_id", at),
                "a disk encryption set of the gallery's subscription",
                "the disk encryption set is in the subscription '%.36s'", of);
    }
}

static void judge_encryption_sharing(struct judging *judging)
{
    const struct target *target = judging->target;

    if (target->gallery.sharing > TARGET_PRIVATE && encrypted(&target->version.regions) > 0)
        judging_wrong(judging, place("version.regions"),
            "no disk encryption set, or a private gallery",
            "a gallery that is shared by %s holds no versions with a disk encryption set",
            target_sharing_word(target->gallery.sharing));
}

/* -- deletion -- */

static void judge_block(struct judging *judging)
{
    const struct target_version *version = &judging->target->version;

    if (version->block_deletion_before_end_of_life && !version->end_of_life)
        judging_wrong(judging, place("version.block_deletion_before_end_of_life"),
            "an end_of_life too, or false",
            "there is no end of life that it could be blocked until");
}

const struct target_rule target_rules_version[] = {
    { .id = "target.source-region-missing",
        .title = "The region in which the version is made is among its regions",
        .why = "Azure refuses the version: its regions must contain its location.",
        .source = SOURCE_TROUBLE,
        .judge = judge_source_region },
    { .id = "target.region-twice",
        .title = "No region is there twice",
        .why = "Azure refuses the version; 'West Europe' and 'westeurope' are one region.",
        .source = SOURCE_TROUBLE,
        .judge = judge_region_twice },
    { .id = "target.zone-region",
        .title = "Zone-redundant storage is asked for in regions with zones",
        .why = "Azure refuses the version. Judged when known.zone_regions says which regions have "
               "zones.",
        .source = SOURCE_OVERVIEW,
        .judge = judge_zones },
    { .id = "target.replicas-least",
        .title = "A region has at least one replica",
        .why = "There is nothing to make machines from otherwise.",
        .source = SOURCE_OVERVIEW,
        .judge = judge_replicas_least },
    { .id = "target.replicas-most",
        .title = "A version has at most 100 replicas",
        .why = "Azure refuses more; 50 are enough for most.",
        .source = SOURCE_OVERVIEW,
        .judge = judge_replicas_most },
    { .id = "target.shallow-region",
        .title = "A shallow version is in its own region alone",
        .why = "It is not copied, so it cannot be elsewhere.",
        .source = "https://developer.hashicorp.com/packer/integrations/hashicorp/azure/latest/"
                  "components/builder/arm",
        .judge = judge_shallow_region },
    { .id = "target.shallow-replicas",
        .title = "A shallow version has one replica",
        .why = "It is not copied, so there cannot be more.",
        .source = "https://developer.hashicorp.com/packer/integrations/hashicorp/azure/latest/"
                  "components/builder/arm",
        .judge = judge_shallow_replicas },
    { .id = "target.encryption-partial",
        .title = "Every region has a disk encryption set, or none has",
        .why = "Azure refuses the version otherwise.",
        .source = "https://learn.microsoft.com/azure/virtual-machines/image-version-encryption",
        .judge = judge_encryption_partial },
    { .id = "target.encryption-subscription",
        .title = "Disk encryption sets are in the gallery's subscription",
        .why = "Azure refuses the version otherwise.",
        .source = "https://learn.microsoft.com/azure/virtual-machines/image-version-encryption",
        .judge = judge_encryption_subscription },
    { .id = "target.encryption-sharing",
        .title = "Versions with disk encryption sets are in private galleries",
        .why = "Direct shared and community galleries hold no encrypted versions.",
        .source = SOURCE_COMMUNITY,
        .judge = judge_encryption_sharing },
    { .id = "target.block-deletion-date",
        .title = "Deletion is blocked until a date that is there",
        .why = "Without an end of life there is nothing to wait for.",
        .source = "https://learn.microsoft.com/azure/templates/microsoft.compute/galleries/images/"
                  "versions",
        .judge = judge_block },
    { .id = NULL },
};
