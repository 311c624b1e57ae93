/* SPDX-License-Identifier: MIT */
/* target_known.c - rules: what is there already, when the target says so. */
#include "upload/target_judge.h"

static void judge_limit(struct judging *judging, const struct target_number *there, int64_t most,
    const char *name, const char *what)
{
    AUTO(text) right = { 0 };

    if (!there->given || there->value < most)
        return;
    text_append(&right, "fewer than %lld: take some away, or another region or subscription",
        (long long)most);
    judging_wrong(judging, place("known.%s", name), judging_text(judging, &right),
        "there are %lld other %s in subscription and region, and one more is not taken",
        (long long)there->value, what);
}

static void judge_galleries(struct judging *judging)
{
    judge_limit(judging, &judging->target->known.galleries, 100, "galleries", "galleries");
}

static void judge_definitions(struct judging *judging)
{
    judge_limit(
        judging, &judging->target->known.definitions, 1000, "definitions", "image definitions");
}

static void judge_versions(struct judging *judging)
{
    judge_limit(judging, &judging->target->known.versions, 10000, "versions", "image versions");
}

static void judge_gallery_taken(struct judging *judging)
{
    const struct target_texts *names = &judging->target->known.gallery_names;
    const char *name = judging->target->gallery.name;

    for (size_t at = 0; name && at < names->count; at++)
        if (text_same(names->items[at], name))
            judging_wrong(judging, place("gallery.name"), "another name",
                "another gallery of the subscription is called '%s'", text_shown(name));
}

static bool is_same(const char *left, const char *right)
{
    return left && right && text_same(left, right);
}

static void judge_identifier_taken(struct judging *judging)
{
    const struct target_identifiers *list = &judging->target->known.identifiers;
    const struct target_definition *definition = &judging->target->definition;

    for (size_t at = 0; at < list->count; at++) {
        const struct target_identifier *one = &list->items[at];

        if (!is_same(one->definition, definition->name) &&
            is_same(one->publisher, definition->publisher) &&
            is_same(one->offer, definition->offer) && is_same(one->sku, definition->sku))
            judging_wrong(judging, place("definition.sku"), "another publisher, offer or SKU",
                "the definition '%s' of this gallery has the same publisher, offer and SKU",
                text_shown(one->definition ? one->definition : ""));
    }
}

static void judge_version_taken(struct judging *judging)
{
    const struct target_texts *numbers = &judging->target->known.version_numbers;
    const char *number = judging->target->version.number;

    for (size_t at = 0; number && at < numbers->count; at++)
        if (text_same(numbers->items[at], number))
            judging_wrong(judging, place("version.number"), "a number that there is none of yet",
                "the definition has a version '%s'", text_shown(number));
}

const struct target_rule target_rules_known[] = {
    { .id = "target.limit-galleries",
        .title = "A subscription has at most 100 galleries in a region",
        .why = "Azure refuses more. Judged when known.galleries says how many there are.",
        .source = SOURCE_OVERVIEW,
        .judge = judge_galleries },
    { .id = "target.limit-definitions",
        .title = "A subscription has at most 1,000 image definitions in a region",
        .why = "Azure refuses more. Judged when known.definitions says how many there are.",
        .source = SOURCE_OVERVIEW,
        .judge = judge_definitions },
    { .id = "target.limit-versions",
        .title = "A subscription has at most 10,000 image versions in a region",
        .why = "Azure refuses more. Judged when known.versions says how many there are.",
        .source = SOURCE_OVERVIEW,
        .judge = judge_versions },
    { .id = "target.gallery-taken",
        .title = "No other gallery of the subscription has the name",
        .why = "Azure refuses a second one. Judged when known.gallery_names names the others.",
        .source = "https://learn.microsoft.com/azure/virtual-machines/create-gallery",
        .judge = judge_gallery_taken },
    { .id = "target.identifier-taken",
        .title = "Publisher, offer and SKU together are one definition's alone in a gallery",
        .why = "Azure refuses a second one. Judged when known.identifiers names the others.",
        .source = SOURCE_IMAGES,
        .judge = judge_identifier_taken },
    { .id = "target.version-taken",
        .title = "The version is a new one",
        .why = "Source, disks and replication of a version cannot be changed. Judged when "
               "known.version_numbers names those that there are.",
        .source = SOURCE_IMAGES,
        .judge = judge_version_taken },
    { .id = NULL },
};
