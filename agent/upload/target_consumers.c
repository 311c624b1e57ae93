/* SPDX-License-Identifier: MIT */
/* target_consumers.c - rules: Microsoft Dev Box and Windows 365. */
#include "policy/policy.h"
#include "upload/target_judge.h"

/* -- what the consumer's own profile says of the image -- */

static bool was_judged(const struct json *manifest, const char *profile)
{
    const struct json *list = json_member(manifest, "findings");

    for (const struct json *each = json_first(list); each; each = json_next(each)) {
        const char *id = json_string(json_member(each, "profile"));

        if (id && strcmp(id, profile) == 0)
            return true;
    }
    return false;
}

static void append_open(const struct findings *findings, struct text *open)
{
    enum { SHOWN = 6 };
    size_t count = 0;

    for (size_t at = 0; at < findings->count; at++) {
        const struct finding *one = &findings->items[at];

        if (one->rule->level != LEVEL_MUST ||
            (one->verdict != VERDICT_UNMET && one->verdict != VERDICT_UNKNOWN))
            continue;
        if (count++ < SHOWN)
            text_append(open, "%s%s %s", open->len > 0 ? ", " : "", one->requirement->id,
                verdict_name(one->verdict));
    }
    if (count > SHOWN)
        text_append(open, " and %zu more", count - SHOWN);
}

/* @return false: out of memory, or facts that are none: judge_ready tells of those */
static bool find_open(const struct json *manifest, const char *profile, struct text *open)
{
    struct facts *facts = NULL;
    AUTO(findings) findings = { 0 };
    struct err err = { 0 };
    bool ok = facts_from_json(json_member(manifest, "facts"), &facts, &err) &&
              policy_judge(policy_profile(profile), facts, &findings, &err);

    if (ok)
        append_open(&findings, open);
    facts_free(facts);
    return ok || !err_is(&err, ERR_NOMEM);
}

static void judge_profile(struct judging *judging, const char *profile, const char *where)
{
    const struct json *manifest = judging->what->manifest;
    AUTO(text) open = { 0 };
    AUTO(text) right = { 0 };

    if (!manifest || was_judged(manifest, profile)) /* then 'ready' speaks for it */
        return;
    if (!find_open(manifest, profile, &open))
        judging->problems->broken = true;
    if (open.len == 0)
        return;
    text_append(&right, "an image that was prepared with --profile %s", profile);
    judging_wrong(judging, place("%s", where), judging_text(judging, &right),
        "the image was not prepared for it, and by the facts in its manifest: %s",
        judging_text(judging, &open));
}

static void judge_fit(struct judging *judging)
{
    const struct target_consumers *consumers = &judging->target->consumers;

    if (consumers->dev_center.action == TARGET_ATTACH)
        judge_profile(judging, "devbox", "consumers.dev_center");
    if (consumers->windows365.given)
        judge_profile(judging, "windows365", "consumers.windows365");
    if (consumers->lab.action == TARGET_ATTACH)
        judge_profile(judging, "lab-services", "consumers.lab");
}

/* -- Dev Box -- */

static bool is_attached(const struct target *target)
{
    return target->consumers.dev_center.action == TARGET_ATTACH;
}

static void judge_community(struct judging *judging)
{
    if (is_attached(judging->target) && judging->target->gallery.sharing == TARGET_COMMUNITY)
        judging_wrong(judging, place("gallery.sharing"), "a gallery that is not the community's",
            "Dev Box takes no community galleries");
}

static void judge_image(struct judging *judging, struct place where, const char *consumer)
{
    const struct target_image *image = &judging->target->image;

    if (image->os_state == TARGET_SPECIALIZED)
        judging_wrong(judging, where, "an image that sysprep has generalized",
            "%s takes generalized images, and this one is specialized", consumer);
    else if (image->hyperv_generation == TARGET_V1)
        judging_wrong(judging, where, "an image of generation 2",
            "%s takes images of generation 2, and this one is of generation 1", consumer);
}

static void judge_dev_box_image(struct judging *judging)
{
    if (is_attached(judging->target))
        judge_image(judging, place("consumers.dev_center"), "Dev Box");
}

static void judge_dev_box_security(struct judging *judging)
{
    enum target_security security = judging->target->image.security_type;

    if (is_attached(judging->target) && security && security != TARGET_TRUSTED_LAUNCH &&
        security != TARGET_TRUSTED_LAUNCH_SUPPORTED && security != TARGET_BOTH_SUPPORTED)
        judging_wrong(judging, place("consumers.dev_center"), "an image of TrustedLaunch",
            "Dev Box takes images of TrustedLaunch, and this one is of %s",
            target_security_word(security));
}

static void judge_dev_box_supported(struct judging *judging)
{
    enum target_security security = judging->target->image.security_type;

    if (is_attached(judging->target) &&
        (security == TARGET_TRUSTED_LAUNCH_SUPPORTED || security == TARGET_BOTH_SUPPORTED))
        judging_wrong(judging, place("definition.security_type"), "TrustedLaunch",
            "Dev Box's own page asks for trusted launch enabled, which %s is not to the letter",
            target_security_word(security));
}

static void judge_gallery_name(struct judging *judging)
{
    const struct target_dev_center *center = &judging->target->consumers.dev_center;
    const char *name = target_dev_center_gallery(judging->target);

    for (size_t at = 0;
         name && is_attached(judging->target) && at < center->gallery_names_taken.count; at++)
        if (text_same(center->gallery_names_taken.items[at], name))
            judging_wrong(judging, place("consumers.dev_center.gallery_name"),
                "another gallery_name: it need not be the gallery's own",
                "another gallery of the dev center is called '%s'", text_shown(name));
}

static void judge_identity(struct judging *judging)
{
    const struct target_dev_center *center = &judging->target->consumers.dev_center;

    if (is_attached(judging->target) && !center->identity.given)
        judging_wrong(judging, place("consumers.dev_center.identity"),
            "the identity that the dev center has: system-assigned, or user-assigned and its name",
            "the dev center's identity must be Contributor on the gallery before it is attached");
    else if (center->identity.kind == TARGET_USER_ASSIGNED && !center->identity.name)
        judging_wrong(judging, place("consumers.dev_center.identity.name"), "the identity's name",
            "a user-assigned identity has a name");
    else if (center->identity.kind == TARGET_SYSTEM && center->identity.name)
        judging_wrong(judging, place("consumers.dev_center.identity.name"),
            "no such member, or user-assigned",
            "a system-assigned identity has no name of its own");
}

static bool is_hibernating(const struct target_definition *definition)
{
    for (size_t at = 0; at < definition->features.count; at++)
        if (text_same(definition->features.items[at].name, "IsHibernateSupported"))
            return text_same(definition->features.items[at].value, "True");
    return false;
}

static void judge_hibernate(struct judging *judging)
{
    const struct target_dev_box_definition *box = &judging->target->consumers.dev_center.definition;

    if (box->hibernate && !is_hibernating(&judging->target->definition))
        judging_wrong(judging, place("consumers.dev_center.definition.hibernate"),
            "the feature IsHibernateSupported True in the image definition, or false",
            "the image definition does not say that the image can hibernate");
}

static void judge_detach(struct judging *judging)
{
    const struct target_dev_center *center = &judging->target->consumers.dev_center;

    if (center->action == TARGET_DETACH && center->definition.given)
        judging_wrong(judging, place("consumers.dev_center.definition"),
            "no definition, or action attach",
            "a gallery cannot be detached while a Dev Box definition uses it");
}

/* -- Windows 365 -- */

static void judge_windows365_image(struct judging *judging)
{
    if (judging->target->consumers.windows365.given)
        judge_image(judging, place("consumers.windows365"), "Windows 365");
}

static void judge_windows365_source(struct judging *judging)
{
    enum target_source_kind kind = judging->target->version.source.kind;

    if (judging->target->consumers.windows365.given && kind == TARGET_VERSION)
        judging_wrong(judging, place("consumers.windows365"),
            "a source of kind vhd, disk, snapshot, vm or managed-image",
            "no managed image can be made from a version, and Windows 365 takes a managed image");
}

static void judge_windows365_disks(struct judging *judging)
{
    if (judging->target->consumers.windows365.given &&
        judging->target->version.data_disks.count > 0)
        judging_wrong(judging, place("version.data_disks"), "no data disks",
            "Windows 365 takes no image with data disks");
}

static void judge_windows365_limit(struct judging *judging)
{
    const struct target_number *now = &judging->target->consumers.windows365.images_now;

    if (now->given && now->value >= 20)
        judging_wrong(judging, place("consumers.windows365.images_now"), "fewer than 20",
            "there are %lld custom images, and Windows 365 has named 20 as the most",
            (long long)now->value);
}

#define SOURCE_BOX_DEFINITION                                                                      \
    "https://learn.microsoft.com/azure/dev-box/how-to-configure-dev-box-hibernation"

const struct target_rule target_rules_consumers[] = {
    { .id = "target.image-unfit",
        .title = "The image meets what its consumer asks for",
        .why = "The consumer refuses it after the upload. An image that was prepared for another "
               "profile is judged once more by the facts in its manifest.",
        .source = SOURCE_DEVBOX,
        .judge = judge_fit },
    { .id = "target.dev-center-community",
        .title = "No community gallery is attached to a dev center",
        .why = "Dev Box does not take them.",
        .source = SOURCE_DEVBOX,
        .judge = judge_community },
    { .id = "target.dev-center-image",
        .title = "An image for Dev Box is generalized and of generation 2",
        .why = "Dev Box refuses others when it validates the image.",
        .source = SOURCE_DEVBOX,
        .judge = judge_dev_box_image },
    { .id = "target.dev-center-security",
        .title = "An image for Dev Box has trusted launch",
        .why = "Dev Box refuses others when it validates the image.",
        .source = SOURCE_DEVBOX,
        .judge = judge_dev_box_security },
    { .id = "target.dev-center-supported",
        .title = "A definition for Dev Box says TrustedLaunch",
        .why = "The page asks for trusted launch; later ones take TrustedLaunchSupported too.",
        .source = SOURCE_DEVBOX,
        .severity = PROBLEM_WARNING,
        .judge = judge_dev_box_supported },
    { .id = "target.dev-center-gallery-taken",
        .title = "No other gallery of the dev center has the name",
        .why = "Dev Box refuses a second one; the name inside may differ from the gallery's own.",
        .source = SOURCE_DEVBOX,
        .judge = judge_gallery_name },
    { .id = "target.dev-center-identity",
        .title = "A dev center that a gallery is attached to has an identity",
        .why = "Without its role on the gallery, attaching by command or template is refused.",
        .source = SOURCE_DEVBOX,
        .judge = judge_identity },
    { .id = "target.dev-center-hibernate",
        .title = "A Dev Box that hibernates has an image that can",
        .why = "Dev Box refuses the definition otherwise.",
        .source = SOURCE_BOX_DEFINITION,
        .judge = judge_hibernate },
    { .id = "target.dev-center-detach",
        .title = "A gallery that is detached is used by no definition",
        .why = "Dev Box refuses to detach it otherwise.",
        .source = SOURCE_DEVBOX,
        .judge = judge_detach },
    { .id = "target.windows365-image",
        .title = "An image for Windows 365 is generalized and of generation 2",
        .why = "Windows 365 refuses others after the upload.",
        .source = SOURCE_WINDOWS365,
        .judge = judge_windows365_image },
    { .id = "target.windows365-source",
        .title = "A managed image for Windows 365 can be made from the source",
        .why = "Windows 365 takes a managed image.",
        .source = SOURCE_WINDOWS365,
        .judge = judge_windows365_source },
    { .id = "target.windows365-data-disks",
        .title = "An image for Windows 365 has no data disks",
        .why = "Windows 365 refuses it otherwise.",
        .source = SOURCE_WINDOWS365,
        .judge = judge_windows365_disks },
    { .id = "target.windows365-limit",
        .title = "Windows 365 has room for another custom image",
        .why = "An older page names 20 as the most; newer ones name no number.",
        .source = SOURCE_WINDOWS365,
        .severity = PROBLEM_WARNING,
        .judge = judge_windows365_limit },
    { .id = NULL },
};
