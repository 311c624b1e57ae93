/* SPDX-License-Identifier: MIT */
/* target_definition.c - rules: the image definition. */
#include "upload/target_judge.h"

/* -- sizes and disk types -- */

static void judge_range(
    struct judging *judging, const struct target_range *range, struct place where)
{
    bool both = range->min.given && range->max.given;

    if ((range->min.given && range->min.value < 1) || (range->max.given && range->max.value < 1))
        judging_wrong(judging, where, "1 or more", "a number is below 1");
    else if (both && range->min.value > range->max.value)
        judging_wrong(judging, where, "min at most max", "min is %lld, max is %lld",
            (long long)range->min.value, (long long)range->max.value);
}

static void judge_ranges(struct judging *judging)
{
    const struct target_definition *definition = &judging->target->definition;

    judge_range(judging, &definition->recommended_vcpus, place("definition.recommended_vcpus"));
    judge_range(judging, &definition->recommended_memory, place("definition.recommended_memory"));
}

static void judge_unit(struct judging *judging)
{
    const struct target_definition *definition = &judging->target->definition;
    const char *unit = definition->recommended_memory.unit;

    if (unit && strcmp(unit, "GB") != 0 && strcmp(unit, "MB") != 0)
        judging_wrong(judging, place("definition.recommended_memory.unit"), "GB or MB",
            "'%s' is no unit of memory here", text_shown(unit));
    if (definition->recommended_vcpus.unit)
        judging_wrong(judging, place("definition.recommended_vcpus.unit"), "no such member",
            "processors are counted without a unit");
}

static bool is_one_of(const char *text, const char *const *texts)
{
    for (; *texts; texts++)
        if (strcmp(*texts, text) == 0)
            return true;
    return false;
}

static void judge_disk_types(struct judging *judging)
{
    static const char *const types[] = { "Standard_LRS", "StandardSSD_LRS", "StandardSSD_ZRS",
        "Premium_LRS", "Premium_ZRS", "PremiumV2_LRS", "UltraSSD_LRS", NULL };
    const struct target_texts *list = &judging->target->definition.disallowed_disk_types;
    const char *sku = judging->target->version.source.upload.disk_sku;

    for (size_t at = 0; at < list->count; at++)
        if (!is_one_of(list->items[at], types))
            judging_wrong(judging, place("definition.disallowed_disk_types[%zu]", at),
                "Standard_LRS, StandardSSD_LRS, StandardSSD_ZRS, Premium_LRS, Premium_ZRS, "
                "PremiumV2_LRS or UltraSSD_LRS",
                "'%s' is no type of disk", text_shown(list->items[at]));
    if (sku && !is_one_of(sku, types))
        judging_wrong(judging, place("version.source.upload.disk_sku"),
            "Standard_LRS, StandardSSD_LRS or another type of disk", "'%s' is no type of disk",
            text_shown(sku));
}

/* -- features -- */

static const struct feature {
    const char *name;
    const char *values[3]; /* that it may have */
    const char *right;
} features[] = {
    { "IsHibernateSupported", { "True", "False", NULL }, "True or False" },
    { "IsAcceleratedNetworkSupported", { "True", "False", NULL }, "True or False" },
    { "DiskControllerTypes", { "SCSI", "SCSI, NVMe", NULL }, "'SCSI' or 'SCSI, NVMe'" },
};

static const struct feature *find_feature(const char *name)
{
    for (size_t at = 0; at < COUNT_OF(features); at++)
        if (strcmp(features[at].name, name) == 0)
            return &features[at];
    return NULL;
}

static void judge_security_feature(struct judging *judging)
{
    const struct target_pairs *list = &judging->target->definition.features;

    for (size_t at = 0; at < list->count; at++)
        if (text_same(list->items[at].name, "SecurityType"))
            judging_wrong(judging, place("definition.features"), "the member security_type",
                "SecurityType stands among the features");
}

static void judge_feature_names(struct judging *judging)
{
    const struct target_pairs *list = &judging->target->definition.features;

    for (size_t at = 0; at < list->count; at++)
        if (!find_feature(list->items[at].name) && !text_same(list->items[at].name, "SecurityType"))
            judging_wrong(judging,
                place("definition.features.%s", text_shown(list->items[at].name)),
                "IsHibernateSupported, IsAcceleratedNetworkSupported or DiskControllerTypes",
                "there is no feature '%s'", text_shown(list->items[at].name));
}

static void judge_feature_values(struct judging *judging)
{
    const struct target_pairs *list = &judging->target->definition.features;

    for (size_t at = 0; at < list->count; at++) {
        const struct feature *feature = find_feature(list->items[at].name);
        bool found = !feature;

        for (size_t i = 0; feature && feature->values[i]; i++)
            found = found || text_same(feature->values[i], list->items[at].value);
        if (!found)
            judging_wrong(judging, place("definition.features.%s", feature->name), feature->right,
                "'%s' is no value of it", text_shown(list->items[at].value));
    }
}

/* -- the plan of a marketplace image -- */

static bool is_same_plan(const struct target_plan *left, const struct target_plan *right)
{
    return text_same(left->name, right->name) && text_same(left->publisher, right->publisher) &&
           text_same(left->product, right->product);
}

static bool is_whole_plan(const struct target_plan *plan)
{
    return plan->given && plan->name && plan->publisher && plan->product;
}

static void judge_plan(struct judging *judging)
{
    const struct target_plan *wanted = &judging->target->version.source.plan;
    const struct target_plan *said = &judging->target->definition.purchase_plan;
    AUTO(text) right = { 0 };

    if (!is_whole_plan(wanted) || (is_whole_plan(said) && is_same_plan(wanted, said)))
        return;
    text_append(&right, "name '%s', publisher '%s', product '%s'", text_shown(wanted->name),
        text_shown(wanted->publisher), text_shown(wanted->product));
    judging_wrong(judging, place("definition.purchase_plan"), judging_text(judging, &right),
        "the definition has %s than the marketplace image that the source descends from",
        said->given ? "another plan" : "no plan, other");
}

/* -- security type -- */

static void judge_generation(struct judging *judging)
{
    const struct target_image *image = &judging->target->image;

    if (image->hyperv_generation == TARGET_V1 && image->security_type > TARGET_STANDARD)
        judging_wrong(judging, place("definition.security_type"),
            "Standard, or an image of generation 2",
            "%s needs generation 2, and the image is of generation 1",
            target_security_word(image->security_type));
}

static bool is_guest_state(enum target_security security)
{
    return security == TARGET_TRUSTED_LAUNCH || security == TARGET_CONFIDENTIAL;
}

static void judge_sharing(struct judging *judging)
{
    const struct target *target = judging->target;

    if (is_guest_state(target->image.security_type) && target->gallery.sharing > TARGET_PRIVATE)
        judging_wrong(judging, place("definition.security_type"),
            "a private gallery, or TrustedLaunchSupported",
            "a definition of %s cannot be in a gallery that is shared by %s",
            target_security_word(target->image.security_type),
            target_sharing_word(target->gallery.sharing));
}

static void judge_guest_state(struct judging *judging)
{
    const struct target_source *source = &judging->target->version.source;
    bool lacks =
        source->kind == TARGET_VHD ||
        (source->kind == TARGET_DISK && source->upload.given && !source->upload.guest_state_file);

    if (is_guest_state(judging->target->image.security_type) && lacks && !source->security_data)
        judging_wrong(judging, place("definition.security_type"),
            "TrustedLaunchSupported; or a disk that is made with security data (security_data, or "
            "upload.guest_state_file)",
            "the source carries no VM guest state, which %s needs",
            target_security_word(judging->target->image.security_type));
}

static void judge_managed(struct judging *judging, const char *where, const char *right)
{
    const struct target_image *image = &judging->target->image;

    if (image->os_state == TARGET_SPECIALIZED)
        judging_wrong(judging, place("%s", where), right,
            "a managed image is generalized, and the image is specialized");
    else if (is_guest_state(image->security_type))
        judging_wrong(judging, place("%s", where), right,
            "a managed image cannot have the security type %s",
            target_security_word(image->security_type));
    else if (image->architecture == TARGET_ARM64)
        judging_wrong(judging, place("%s", where), right, "there are no managed images of Arm64");
}

static void judge_managed_image(struct judging *judging)
{
    if (judging->target->version.source.kind == TARGET_MANAGED_IMAGE)
        judge_managed(judging, "version.source.kind", "a disk, a snapshot or a VM");
    if (judging->target->consumers.windows365.given)
        judge_managed(judging, "consumers.windows365",
            "no windows365, which takes a managed image, or another security_type");
}

const struct target_rule target_rules_definition[] = {
    { .id = "target.recommended-range",
        .title = "Recommended sizes are 1 or more, and the least is at most the most",
        .why = "Azure refuses the definition otherwise.",
        .source = SOURCE_IMAGES,
        .judge = judge_ranges },
    { .id = "target.memory-unit",
        .title = "Memory is told in GB or MB",
        .why =
            "Azure takes a number without a unit and its own tools disagree on it, so people need "
            "to read what is meant.",
        .source = "https://learn.microsoft.com/cli/azure/sig/image-definition",
        .judge = judge_unit },
    { .id = "target.disk-type",
        .title = "Types of disks are ones that there are",
        .why = "A type that is written wrong keeps nobody from using it.",
        .source = "https://learn.microsoft.com/azure/templates/microsoft.compute/disks",
        .judge = judge_disk_types },
    { .id = "target.feature-security",
        .title = "The security type is no feature here",
        .why = "It comes from the manifest; a second one could contradict it.",
        .source = SOURCE_IMAGES,
        .judge = judge_security_feature },
    { .id = "target.feature-name",
        .title = "Features are ones that there are",
        .why = "Azure refuses others, or keeps them without any effect.",
        .source = SOURCE_IMAGES,
        .judge = judge_feature_names },
    { .id = "target.feature-value",
        .title = "Features have values that they may have",
        .why = "Azure refuses others, or keeps them without any effect.",
        .source = SOURCE_IMAGES,
        .judge = judge_feature_values },
    { .id = "target.plan-mismatch",
        .title =
            "The purchase plan is that of the marketplace image which the source descends from",
        .why = "No machine can be made from the image otherwise.",
        .source = "https://learn.microsoft.com/azure/virtual-machines/marketplace-images",
        .judge = judge_plan },
    { .id = "target.security-generation",
        .title = "A security type other than Standard goes with generation 2",
        .why = "Azure refuses the definition otherwise.",
        .source = "https://learn.microsoft.com/azure/virtual-machines/trusted-launch",
        .judge = judge_generation },
    { .id = "target.security-sharing",
        .title = "Definitions of TrustedLaunch and ConfidentialVM are in private galleries",
        .why = "Direct shared and community galleries do not have them.",
        .source = SOURCE_OVERVIEW,
        .judge = judge_sharing },
    { .id = "target.guest-state",
        .title = "A source for TrustedLaunch or ConfidentialVM carries VM guest state",
        .why = "Azure refuses to make the version otherwise.",
        .source = "https://learn.microsoft.com/azure/virtual-machines/trusted-launch-portal",
        .judge = judge_guest_state },
    { .id = "target.managed-image-fit",
        .title = "A managed image is generalized, x64 and without trusted launch",
        .why = "There are no other managed images.",
        .source = "https://learn.microsoft.com/azure/virtual-machines/capture-image-resource",
        .judge = judge_managed_image },
    { .id = NULL },
};
