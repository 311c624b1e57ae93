/* SPDX-License-Identifier: MIT */
/*
 * target_names.c - rules: what things may be called.
 *
 * Source: SOURCE_NAMES, SOURCE_TROUBLE, SOURCE_IMAGES; patterns of Microsoft.DevCenter and
 *         Microsoft.LabServices are those of https://github.com/Azure/bicep-types-az
 */
#include "upload/target_judge.h"

#define SOURCE_DEVCENTER                                                                           \
    "https://learn.microsoft.com/azure/templates/microsoft.devcenter/devcenters/galleries"
#define SOURCE_LABPLANS "https://learn.microsoft.com/azure/templates/microsoft.labservices/labplans"

/* Letters and digits are ASCII's. */
struct name_form {
    size_t least, most;       /* characters */
    const char *others;       /* that may stand beside letters and digits */
    const char *first, *last; /* of those: that may begin and end the name */
    const char *right;        /* all of it in words */
};

static bool is_plain(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9');
}

static bool is_one(char letter, const char *others)
{
    return is_plain(letter) || (letter != '\0' && strchr(others, letter) != NULL);
}

static bool fits(const char *name, const struct name_form *form)
{
    size_t len = strlen(name);

    if (len < form->least || len > form->most)
        return false;
    for (const char *at = name; *at; at++)
        if (!is_one(*at, form->others))
            return false;
    return is_one(name[0], form->first) && is_one(name[len - 1], form->last);
}

static void judge_name(
    struct judging *judging, const char *name, const struct name_form *form, struct place where)
{
    if (name && !fits(name, form))
        judging_wrong(judging, where, form->right, "'%s' is no such name", text_shown(name));
}

/* -- gallery, definition, version -- */

static void judge_gallery_dash(struct judging *judging)
{
    const char *name = judging->target->gallery.name;

    if (name && strchr(name, '-'))
        judging_wrong(judging, place("gallery.name"), "a dot or an underscore in its place",
            "'%s' holds a dash", text_shown(name));
}

static void judge_gallery(struct judging *judging)
{
    /* the dash has a rule of its own */
    static const struct name_form form = { 1, 80, "._-", "-", "-",
        "1 to 80 letters, digits, dots and underscores, with a letter or digit at both ends" };

    judge_name(judging, judging->target->gallery.name, &form, place("gallery.name"));
}

static void judge_definition(struct judging *judging)
{
    static const struct name_form form = { 1, 80, "._-", "", "",
        "1 to 80 letters, digits, dots, dashes and underscores, with a letter or digit at both "
        "ends" };

    judge_name(judging, judging->target->definition.name, &form, place("definition.name"));
}

static void judge_identifier(struct judging *judging)
{
    static const struct name_form publisher = { 1, 128, "._-", "._-", "_-",
        "1 to 128 letters, digits, dots, dashes and underscores, and no dot at the end" };
    static const struct name_form others = { 1, 64, "._-", "._-", "_-",
        "1 to 64 letters, digits, dots, dashes and underscores, and no dot at the end" };
    const struct target_definition *definition = &judging->target->definition;

    judge_name(judging, definition->publisher, &publisher, place("definition.publisher"));
    judge_name(judging, definition->offer, &others, place("definition.offer"));
    judge_name(judging, definition->sku, &others, place("definition.sku"));
}

/* Reads digits; *number stays at most a little over what it may be. @return where they end */
static const char *digits(const char *at, int64_t *number)
{
    for (*number = 0; *at >= '0' && *at <= '9'; at++)
        if (*number <= INT32_MAX)
            *number = *number * 10 + (*at - '0');
    return at;
}

/* @return false: it is no three numbers with dots between them */
static bool read_number(const char *number, int64_t parts[3])
{
    for (size_t part = 0; part < 3; part++) {
        const char *end = digits(number, &parts[part]);

        if (end == number || *end != (part < 2 ? '.' : '\0'))
            return false;
        number = end + 1;
    }
    return true;
}

static void judge_version(struct judging *judging)
{
    const char *number = judging->target->version.number;
    int64_t parts[3];

    if (number && !read_number(number, parts))
        judging_wrong(judging, place("version.number"),
            "three whole numbers with dots between them, like 1.0.0", "'%s' is no version",
            text_shown(number));
}

static void judge_version_range(struct judging *judging)
{
    const char *number = judging->target->version.number;
    int64_t parts[3];

    if (!number || !read_number(number, parts))
        return;
    for (size_t part = 0; part < 3; part++)
        if (parts[part] > INT32_MAX) {
            judging_wrong(judging, place("version.number"), "each number from 0 to 2147483647",
                "'%s' has a number that does not fit into 32 bits", text_shown(number));
            return;
        }
}

/* -- what it stands in -- */

/* Letters and digits of any language: their bytes are above ASCII. */
static bool is_group(const char *name)
{
    size_t len = strlen(name);

    for (const char *at = name; *at; at++)
        if ((unsigned char)*at < 0x80 && !is_one(*at, "_-.()"))
            return false;
    return len > 0 && len <= 90 && name[len - 1] != '.';
}

static void judge_group(struct judging *judging, const char *name, struct place where)
{
    if (name && !is_group(name))
        judging_wrong(judging, where,
            "1 to 90 letters, digits, underscores, dashes, dots and parentheses, and no dot at the "
            "end",
            "'%s' is no such name", text_shown(name));
}

static void judge_groups(struct judging *judging)
{
    const struct target *target = judging->target;
    const struct target_consumers *consumers = &target->consumers;

    judge_group(judging, target->resource_group, place("resource_group"));
    judge_group(judging, consumers->dev_center.resource_group,
        place("consumers.dev_center.resource_group"));
    judge_group(judging, consumers->dev_center.identity.resource_group,
        place("consumers.dev_center.identity.resource_group"));
    judge_group(judging, consumers->windows365.resource_group,
        place("consumers.windows365.resource_group"));
    judge_group(judging, consumers->lab.resource_group, place("consumers.lab.resource_group"));
    for (size_t at = 0; at < consumers->virtual_machines.count; at++)
        judge_group(judging, consumers->virtual_machines.items[at].resource_group,
            place("consumers.virtual_machines[%zu].resource_group", at));
    for (size_t at = 0; at < consumers->scale_sets.count; at++)
        judge_group(judging, consumers->scale_sets.items[at].resource_group,
            place("consumers.scale_sets[%zu].resource_group", at));
}

static void judge_prefix(struct judging *judging)
{
    static const struct name_form form = { 5, 16, "", "", "", "5 to 16 letters and digits" };

    judge_name(judging, judging->target->gallery.community.public_name_prefix, &form,
        place("gallery.community.public_name_prefix"));
}

/* -- consumers -- */

static void judge_dev_center(struct judging *judging)
{
    static const struct name_form form = { 3, 26, "-", "", "-",
        "3 to 26 letters, digits and dashes, beginning with a letter or digit" };

    judge_name(judging, judging->target->consumers.dev_center.name, &form,
        place("consumers.dev_center.name"));
}

static const struct name_form dev_center_child = { 3, 63, "-_.", "", "-_.",
    "3 to 63 letters, digits, dashes, underscores and dots, beginning with a letter or digit" };

static void judge_dev_center_gallery(struct judging *judging)
{
    const struct target_dev_center *center = &judging->target->consumers.dev_center;
    const char *name = target_dev_center_gallery(judging->target);

    if (center->given)
        judge_name(judging, name, &dev_center_child, place("consumers.dev_center.gallery_name"));
}

static void judge_dev_box_definition(struct judging *judging)
{
    judge_name(judging, judging->target->consumers.dev_center.definition.name, &dev_center_child,
        place("consumers.dev_center.definition.name"));
}

static void judge_identity(struct judging *judging)
{
    static const struct name_form form = { 3, 128, "-_", "", "-_",
        "3 to 128 letters, digits, dashes and underscores, beginning with a letter or digit" };

    judge_name(judging, judging->target->consumers.dev_center.identity.name, &form,
        place("consumers.dev_center.identity.name"));
}

static void judge_managed_image(struct judging *judging)
{
    static const struct name_form form = { 1, 80, "_.-", "", "_",
        "1 to 80 letters, digits, underscores, dots and dashes, beginning with a letter or digit "
        "and ending with one or an underscore" };

    judge_name(judging, judging->target->consumers.windows365.managed_image, &form,
        place("consumers.windows365.managed_image"));
}

static void judge_lab(struct judging *judging)
{
    static const struct name_form form = { 1, 100, "-._()", "-._()", "-._()",
        "1 to 100 letters, digits, dashes, dots, underscores and parentheses" };
    const struct target_lab *lab = &judging->target->consumers.lab;

    judge_name(judging, lab->name, &form, place("consumers.lab.name"));
    for (size_t at = 0; at < lab->images.count; at++)
        judge_name(judging, lab->images.items[at].name, &form,
            place("consumers.lab.images[%zu].name", at));
}

static void judge_machines(struct judging *judging)
{
    static const struct name_form form = { 1, 15, "-", "", "",
        "1 to 15 letters, digits and dashes, with a letter or digit at both ends: it is the "
        "computer's name too" };
    const struct target_consumers *consumers = &judging->target->consumers;

    for (size_t at = 0; at < consumers->virtual_machines.count; at++)
        judge_name(judging, consumers->virtual_machines.items[at].name, &form,
            place("consumers.virtual_machines[%zu].name", at));
    for (size_t at = 0; at < consumers->scale_sets.count; at++)
        judge_name(judging, consumers->scale_sets.items[at].name, &form,
            place("consumers.scale_sets[%zu].name", at));
}

const struct target_rule target_rules_names[] = {
    { .id = "target.gallery-name-dash",
        .title = "The name of the gallery has no dash",
        .why = "Azure refuses it, though other names may have one and its own schema lets it pass.",
        .source = SOURCE_TROUBLE,
        .judge = judge_gallery_dash },
    { .id = "target.gallery-name",
        .title = "The gallery's name is one that Azure takes",
        .why = "Azure refuses the gallery otherwise.",
        .source = SOURCE_TROUBLE,
        .judge = judge_gallery },
    { .id = "target.definition-name",
        .title = "The definition's name is one that Azure takes",
        .why = "Azure refuses the definition otherwise.",
        .source = SOURCE_NAMES,
        .judge = judge_definition },
    { .id = "target.identifier-form",
        .title = "Publisher, offer and SKU are texts that Azure takes",
        .why = "Azure refuses the definition otherwise.",
        .source = SOURCE_TROUBLE,
        .judge = judge_identifier },
    { .id = "target.version-number",
        .title = "The version is three whole numbers",
        .why = "Azure orders versions by them, and refuses any other name, 'latest' too.",
        .source = SOURCE_VERSION,
        .judge = judge_version },
    { .id = "target.version-number-range",
        .title = "Each number of the version fits into 32 bits",
        .why = "Azure refuses the version otherwise.",
        .source = SOURCE_TROUBLE,
        .judge = judge_version_range },
    { .id = "target.resource-group-name",
        .title = "Names of resource groups are ones that Azure takes",
        .why = "Azure refuses the group otherwise.",
        .source = SOURCE_NAMES,
        .judge = judge_groups },
    { .id = "target.public-name-prefix",
        .title = "The public name of a community gallery begins with 5 to 16 letters and digits",
        .why = "Azure refuses the gallery otherwise.",
        .source = "https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/"
                  "services/compute/validate/shared_image_gallery_public_name_prefix.go",
        .judge = judge_prefix },
    { .id = "target.dev-center-name",
        .title = "The dev center's name is one that Azure takes",
        .why = "There can be no such dev center otherwise.",
        .source = SOURCE_DEVCENTER,
        .judge = judge_dev_center },
    { .id = "target.dev-center-gallery-name",
        .title = "The gallery's name inside the dev center has 3 to 63 characters",
        .why = "A gallery may have a shorter or longer name than a dev center takes: then it needs "
               "another one there.",
        .source = SOURCE_DEVCENTER,
        .judge = judge_dev_center_gallery },
    { .id = "target.dev-box-definition-name",
        .title = "The Dev Box definition's name is one that Azure takes",
        .why = "Azure refuses the definition otherwise.",
        .source = "https://learn.microsoft.com/azure/templates/microsoft.devcenter/devcenters/"
                  "devboxdefinitions",
        .judge = judge_dev_box_definition },
    { .id = "target.identity-name",
        .title = "The managed identity's name is one that Azure takes",
        .why = "Azure refuses the identity otherwise.",
        .source = SOURCE_NAMES,
        .judge = judge_identity },
    { .id = "target.managed-image-name",
        .title = "The managed image's name is one that Azure takes",
        .why = "Azure refuses the image otherwise.",
        .source = SOURCE_NAMES,
        .judge = judge_managed_image },
    { .id = "target.lab-name",
        .title = "Names of a lab plan and its images are ones that Azure takes",
        .why = "There can be no such plan or image otherwise.",
        .source = SOURCE_LABPLANS,
        .judge = judge_lab },
    { .id = "target.machine-name",
        .title = "Names of machines and scale sets fit Windows",
        .why = "Azure refuses a Windows machine whose computer name is longer or has other "
               "characters.",
        .source = SOURCE_NAMES,
        .judge = judge_machines },
    { .id = NULL },
};
