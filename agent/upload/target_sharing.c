/* SPDX-License-Identifier: MIT */
/* target_sharing.c - rules: who may use the gallery. */
#include "upload/target_forms.h"
#include "upload/target_judge.h"

#define SOURCE_ROLES "https://learn.microsoft.com/azure/role-based-access-control/built-in-roles"
#define SOURCE_ASSIGN                                                                              \
    "https://learn.microsoft.com/azure/role-based-access-control/role-assignments-cli"

/* -- kinds of sharing -- */

static void judge_community_fields(struct judging *judging)
{
    const struct target_gallery *gallery = &judging->target->gallery;
    const struct target_community *community = &gallery->community;
    const struct {
        const char *name, *value;
    } fields[] = {
        { "publisher_uri", community->publisher_uri },
        { "publisher_contact", community->publisher_contact },
        { "eula", community->eula },
        { "public_name_prefix", community->public_name_prefix },
    };

    if (gallery->sharing != TARGET_COMMUNITY || community->given)
        return; /* given: the reader has asked for each of them */
    for (size_t at = 0; at < COUNT_OF(fields); at++)
        judging_wrong(judging, place("gallery.community.%s", fields[at].name),
            "a text that everybody may read", "a community gallery needs it");
}

static void judge_community_unasked(struct judging *judging)
{
    const struct target_gallery *gallery = &judging->target->gallery;

    if (gallery->community.given && gallery->sharing != TARGET_COMMUNITY &&
        gallery->sharing != TARGET_SHARING_NOT_SAID)
        judging_wrong(judging, place("gallery.community"), "sharing community, or no such member",
            "the gallery is shared by %s", target_sharing_word(gallery->sharing));
}

static void judge_enable(struct judging *judging)
{
    if (judging->target->sharing.enable_community &&
        judging->target->gallery.sharing != TARGET_COMMUNITY)
        judging_wrong(judging, place("sharing.enable_community"),
            "false, or a gallery whose sharing is community", "the gallery is shared by %s",
            target_sharing_word(judging->target->gallery.sharing));
    if (judging->target->sharing.enable_community && judging->target->sharing.reset)
        judging_wrong(judging, place("sharing.reset"), "one of both",
            "sharing cannot be enabled and ended at once");
}

static bool has_anybody(const struct target_audience *audience)
{
    return audience->subscriptions.count > 0 || audience->tenants.count > 0;
}

static void judge_direct_unasked(struct judging *judging)
{
    const struct target_sharing *sharing = &judging->target->sharing;

    if (judging->target->gallery.sharing == TARGET_DIRECT)
        return;
    if (has_anybody(&sharing->add))
        judging_wrong(judging, place("sharing.add"), "a gallery whose sharing is direct",
            "only a direct shared gallery is shared with subscriptions and tenants");
    if (has_anybody(&sharing->remove))
        judging_wrong(judging, place("sharing.remove"), "a gallery whose sharing is direct",
            "only a direct shared gallery is shared with subscriptions and tenants");
}

static void judge_change(struct judging *judging)
{
    enum target_sharing_kind is = judging->target->known.gallery_sharing;
    enum target_sharing_kind wanted = judging->target->gallery.sharing;

    if (is && wanted && is != wanted)
        judging_wrong(judging, place("gallery.sharing"), "another gallery, made for it",
            "the gallery is there and %s: it cannot become %s", target_sharing_word(is),
            target_sharing_word(wanted));
}

/* -- limits of direct sharing -- */

static void judge_most(struct judging *judging, const struct target_number *known, size_t added,
    int64_t most, struct place where, const char *what)
{
    int64_t there = known->given && known->value > 0 ? known->value : 0;
    AUTO(text) right = { 0 };

    if (added == 0 || (there <= most && (int64_t)added <= most - there))
        return;
    text_append(&right, "at most %lld %s", (long long)most, what);
    judging_wrong(judging, where, judging_text(judging, &right), "%zu %s would be added to %lld",
        added, what, (long long)there);
}

static void judge_limits(struct judging *judging)
{
    const struct target *target = judging->target;

    judge_most(judging, &target->known.shared_subscriptions,
        target->sharing.add.subscriptions.count, 30, place("sharing.add.subscriptions"),
        "subscriptions");
    judge_most(judging, &target->known.shared_tenants, target->sharing.add.tenants.count, 5,
        place("sharing.add.tenants"), "tenants");
}

static size_t times(const struct target_texts *list, size_t until, const char *text)
{
    size_t count = 0;

    for (size_t at = 0; at < until; at++)
        if (text_same(list->items[at], text))
            count++;
    return count;
}

static void judge_twice_in(struct judging *judging, const struct target_texts *add,
    const struct target_texts *remove, const char *what)
{
    for (size_t at = 0; at < add->count; at++)
        if (times(add, at, add->items[at]) > 0)
            judging_wrong(judging, place("sharing.add.%s[%zu]", what, at), "each of them once",
                "'%s' is there twice", text_shown(add->items[at]));
    for (size_t at = 0; at < remove->count; at++)
        if (times(add, add->count, remove->items[at]) > 0)
            judging_wrong(judging, place("sharing.remove.%s[%zu]", what, at),
                "either in add or in remove", "'%s' is in add too", text_shown(remove->items[at]));
}

static void judge_twice(struct judging *judging)
{
    const struct target_sharing *sharing = &judging->target->sharing;

    judge_twice_in(
        judging, &sharing->add.subscriptions, &sharing->remove.subscriptions, "subscriptions");
    judge_twice_in(judging, &sharing->add.tenants, &sharing->remove.tenants, "tenants");
}

/* -- where -- */

static bool is_government(const struct target *target)
{
    return target->cloud == TARGET_US_GOVERNMENT || target->cloud == TARGET_CHINA ||
           (target->region && (text_starts_same(target->region, "usgov") ||
                                  text_starts_same(target->region, "usdod") ||
                                  text_starts_same(target->region, "china")));
}

static void judge_cloud(struct judging *judging)
{
    const struct target *target = judging->target;

    if (target->gallery.sharing > TARGET_PRIVATE && is_government(target))
        judging_wrong(judging, place("gallery.sharing"), "private, and roles",
            "clouds of governments and China have no galleries that are shared by %s",
            target_sharing_word(target->gallery.sharing));
}

static void judge_home(struct judging *judging)
{
    const struct target *target = judging->target;
    const char *region = target_version_region(target);
    AUTO(text) right = { 0 };

    if (target->gallery.sharing <= TARGET_PRIVATE || !region || !target->region ||
        target_region_same(region, target->region))
        return;
    text_append(&right, "'%s', the region of gallery and definition", text_shown(target->region));
    judging_wrong(judging, place("version.region"), judging_text(judging, &right),
        "the version is made in '%s', and the gallery is shared by %s", text_shown(region),
        target_sharing_word(target->gallery.sharing));
}

static void judge_partner(struct judging *judging)
{
    const struct target *target = judging->target;

    if (target->gallery.sharing == TARGET_COMMUNITY && target->version.source.partner_image)
        judging_wrong(judging, place("version.source.partner_image"),
            "an image of your own, or of Microsoft's",
            "a community gallery holds no images that descend from a partner's");
}

/* -- roles -- */

static void judge_roles(struct judging *judging)
{
    const struct target_assignments *list = &judging->target->sharing.assignments;

    for (size_t at = 0; at < list->count; at++) {
        const char *role = list->items[at].role;

        if (role && !target_role(role) && !form_guid(role))
            judging_wrong(judging, place("sharing.assignments[%zu].role", at),
                "Reader, Contributor, Owner, Compute Gallery Sharing Admin, Compute Gallery Image "
                "Reader, Compute Gallery Artifacts Publisher, Data Operator for Managed Disks, or "
                "the id of a role",
                "goldprep knows no id of the role '%s'", text_shown(role));
    }
}

static void judge_principals(struct judging *judging)
{
    const struct target_assignments *list = &judging->target->sharing.assignments;

    for (size_t at = 0; at < list->count; at++) {
        const struct target_assignment *one = &list->items[at];
        int count = (one->object_id ? 1 : 0) + (one->application_id ? 1 : 0) + (one->email ? 1 : 0);

        if (count != 1)
            judging_wrong(judging, place("sharing.assignments[%zu]", at),
                "exactly one of object_id, application_id and email",
                count == 0 ? "nobody is named" : "it is named in more than one way");
        else if ((one->email && one->kind != TARGET_USER) ||
                 (one->application_id && one->kind != TARGET_SERVICE_PRINCIPAL))
            judging_wrong(judging, place("sharing.assignments[%zu].kind", at),
                one->email ? "user" : "service-principal",
                one->email ? "an e-mail address is a user's"
                           : "an application id is a service principal's");
    }
}

static bool is_same(const char *left, const char *right)
{
    return left && right && text_same(left, right);
}

static void judge_assignment_twice(struct judging *judging)
{
    const struct target_assignments *list = &judging->target->sharing.assignments;

    for (size_t at = 0; at < list->count; at++)
        for (size_t before = 0; before < at; before++) {
            const struct target_assignment *one = &list->items[at], *other = &list->items[before];

            if (is_same(one->role, other->role) &&
                (is_same(one->object_id, other->object_id) ||
                    is_same(one->application_id, other->application_id) ||
                    is_same(one->email, other->email)))
                judging_wrong(judging, place("sharing.assignments[%zu]", at), "each of them once",
                    "the same principal gets the same role twice");
        }
}

const struct target_rule target_rules_sharing[] = {
    { .id = "target.community-fields",
        .title = "A community gallery has its four public fields",
        .why = "Azure refuses it without publisher URI, contact, EULA and the prefix of its name.",
        .source = SOURCE_COMMUNITY,
        .judge = judge_community_fields },
    { .id = "target.community-unasked",
        .title = "Public fields are there for a community gallery alone",
        .why = "They say that everybody was meant, and the gallery says something else.",
        .source = SOURCE_COMMUNITY,
        .judge = judge_community_unasked },
    { .id = "target.community-enable",
        .title = "The community is let in to a community gallery, and not shut out at once",
        .why = "Azure refuses it for others: a private gallery cannot be converted.",
        .source = SOURCE_COMMUNITY,
        .judge = judge_enable },
    { .id = "target.direct-unasked",
        .title = "Subscriptions and tenants are named for a direct shared gallery alone",
        .why = "Azure refuses to share another one with them.",
        .source = SOURCE_DIRECT,
        .judge = judge_direct_unasked },
    { .id = "target.sharing-change",
        .title = "A gallery that is there keeps its kind of sharing",
        .why =
            "It is chosen when the gallery is made. Judged when known.gallery_sharing says what it "
            "is.",
        .source = SOURCE_DIRECT,
        .judge = judge_change },
    { .id = "target.direct-limit",
        .title = "Direct sharing is with at most 30 subscriptions and 5 tenants",
        .why = "Azure refuses more.",
        .source = SOURCE_DIRECT,
        .judge = judge_limits },
    { .id = "target.share-twice",
        .title = "Nobody is added twice, or added and removed",
        .why = "What holds in the end would be left to chance.",
        .source = SOURCE_DIRECT,
        .judge = judge_twice },
    { .id = "target.sharing-cloud",
        .title = "Direct and community galleries are in the public cloud",
        .why = "Clouds of governments do not have them.",
        .source = SOURCE_DIRECT,
        .judge = judge_cloud },
    { .id = "target.sharing-region",
        .title = "The version of a direct or community gallery is made in the gallery's region",
        .why = "It is not shared otherwise.",
        .source = SOURCE_COMMUNITY,
        .judge = judge_home },
    { .id = "target.community-partner",
        .title = "No partner's image is given to the community",
        .why = "Azure refuses images that descend from a partner's marketplace image.",
        .source = SOURCE_COMMUNITY,
        .judge = judge_partner },
    { .id = "target.role-unknown",
        .title = "A role is one whose id is known",
        .why = "Roles are assigned by id.",
        .source = SOURCE_ROLES,
        .judge = judge_roles },
    { .id = "target.principal-named",
        .title = "A principal is named in one way that fits its kind",
        .why = "It could not be found otherwise, or another one could be.",
        .source = SOURCE_ASSIGN,
        .judge = judge_principals },
    { .id = "target.assignment-twice",
        .title = "Nobody gets the same role twice",
        .why = "Azure answers that it exists and a script stops there.",
        .source = SOURCE_ASSIGN,
        .judge = judge_assignment_twice },
    { .id = NULL },
};
