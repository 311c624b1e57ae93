/* SPDX-License-Identifier: MIT */
/*
 * target_image.c - what the image is comes from its manifest, and a target cannot say otherwise.
 *
 * One value may be said in two ways: an image that has shown to work with Secure Boot and a TPM
 * (TrustedLaunch) may get a definition that allows such machines and does not ask for them
 * (TrustedLaunchSupported), which is what a disk without VM guest state needs.
 *
 * Source: https://learn.microsoft.com/azure/virtual-machines/shared-image-galleries
 *         https://learn.microsoft.com/azure/virtual-machines/trusted-launch
 */
#include "upload/target_image.h"

#include "upload/manifest.h"
#include "upload/target_judge.h"
#include "upload/target_words.h"

/* -- reading it -- */

/* One value of image_definition, as the manifest tells it; NULL: it does not. */
static const char *told(const struct json *manifest, const char *member)
{
    const struct json *definition = json_member(manifest, "image_definition");

    return json_string(json_member(json_member(definition, member), "value"));
}

static int told_word(
    const struct json *manifest, const char *member, const struct field_word *words)
{
    const char *word = told(manifest, member);

    return word ? field_word_value(words, word) : 0;
}

static int first_of(int told_value, int said_value)
{
    return told_value != 0 ? told_value : said_value;
}

/* A copy that belongs to the target; NULL: not told, or no memory. */
static const char *take_text(struct reading *reading, const struct json *value)
{
    const char *string = json_string(value);
    size_t len = string ? strlen(string) : 0;
    char *copy = string ? fields_room(reading, len + 1, 1) : NULL;

    if (copy)
        memcpy(copy, string, len);
    return copy;
}

static void take_machine(
    struct reading *reading, const struct json *guest, struct target_image *image)
{
    const char *name = take_text(reading, json_member(guest, "name"));

    image->machine = name ? name : "";
    if (!json_number(json_member(guest, "disk_size_bytes"), &image->disk_size_bytes))
        image->disk_size_bytes = 0;
}

static bool is_supported_form(int told_value, int said_value)
{
    return told_value == TARGET_TRUSTED_LAUNCH && said_value == TARGET_TRUSTED_LAUNCH_SUPPORTED;
}

void target_image_take(struct reading *reading, const struct json *manifest, struct target *target)
{
    const struct target_definition *said = &target->definition;
    struct target_image *image = &target->image;
    int security = told_word(manifest, "securityType", azure_securities);

    image->given = manifest != NULL;
    image->os_type = (enum target_os_type)first_of(
        told_word(manifest, "osType", azure_os_types), (int)said->os_type);
    image->os_state = (enum target_os_state)first_of(
        told_word(manifest, "osState", azure_os_states), (int)said->os_state);
    image->hyperv_generation = (enum target_generation)first_of(
        told_word(manifest, "hyperVGeneration", azure_generations), (int)said->hyperv_generation);
    image->architecture = (enum target_architecture)first_of(
        told_word(manifest, "architecture", azure_architectures), (int)said->architecture);
    image->security_type = is_supported_form(security, (int)said->security_type)
                               ? said->security_type
                               : (enum target_security)first_of(security, (int)said->security_type);
    take_machine(reading, json_member(manifest, "guest"), image);
    image->digest = take_text(reading, json_member(json_member(manifest, "digest"), "value"));
}

/* -- rules -- */

static void judge_ready(struct judging *judging)
{
    const struct json *manifest = judging->what->manifest;
    struct manifest_verdict verdict = { 0 };
    struct err err = { 0 };

    if (!manifest)
        return;
    if (!manifest_check(manifest, &verdict, &err)) {
        if (err_is(&err, ERR_NOMEM))
            judging->problems->broken = true;
        judging_wrong(
            judging, place("manifest"), "the manifest as goldprep wrote it", "%s", err.text);
    } else if (!verdict.ready) {
        judging_wrong(judging, place("manifest"),
            "a manifest that says ready: prepare the image again",
            "the image '%s' is not ready: %s", text_shown(verdict.machine), verdict.why);
    }
}

/* What both sides may say. */
static const struct aspect {
    const char *member;  /* of the manifest */
    const char *said_as; /* of the definition */
    size_t offset;       /* in struct target_definition: an enum */
    const struct field_word *words;
} aspects[] = {
    { "osType", "os_type", offsetof(struct target_definition, os_type), azure_os_types },
    { "osState", "os_state", offsetof(struct target_definition, os_state), azure_os_states },
    { "hyperVGeneration", "hyperv_generation",
        offsetof(struct target_definition, hyperv_generation), azure_generations },
    { "architecture", "architecture", offsetof(struct target_definition, architecture),
        azure_architectures },
    { "securityType", "security_type", offsetof(struct target_definition, security_type),
        azure_securities },
};

static int said_value(const struct target_definition *definition, const struct aspect *aspect)
{
    int value = 0;

    memcpy(&value, (const char *)definition + aspect->offset, sizeof value);
    return value;
}

static void judge_conflict(struct judging *judging)
{
    const struct json *definition = json_member(judging->what->manifest, "image_definition");

    for (size_t at = 0; at < COUNT_OF(aspects); at++) {
        const struct aspect *aspect = &aspects[at];
        int from_manifest = told_word(judging->what->manifest, aspect->member, aspect->words);
        int from_target = said_value(&judging->target->definition, aspect);
        const char *reason =
            json_string(json_member(json_member(definition, aspect->member), "reason"));
        AUTO(text) right = { 0 };

        if (from_manifest == 0 || from_target == 0 || from_manifest == from_target ||
            is_supported_form(from_manifest, from_target))
            continue;
        text_append(
            &right, "'%s', or no such member", field_word_name(aspect->words, from_manifest));
        judging_wrong(judging, place("definition.%s", aspect->said_as),
            judging_text(judging, &right), "the target says %s '%s', the manifest says '%s': %s",
            aspect->said_as, field_word_name(aspect->words, from_target),
            field_word_name(aspect->words, from_manifest), reason ? reason : "");
    }
}

static void judge_unknown(struct judging *judging)
{
    const struct json *manifest = judging->what->manifest;
    const struct json *definition = json_member(manifest, "image_definition");

    if (!manifest)
        return;
    for (size_t at = 0; at < COUNT_OF(aspects); at++) {
        const struct aspect *aspect = &aspects[at];
        const char *reason =
            json_string(json_member(json_member(definition, aspect->member), "reason"));

        if (told_word(manifest, aspect->member, aspect->words) == 0 &&
            said_value(&judging->target->definition, aspect) == 0)
            judging_wrong(judging, place("definition.%s", aspect->said_as),
                "say it here, if you know it from elsewhere",
                "neither the manifest nor the target tells it: %s",
                reason ? reason : "the manifest does not say why");
    }
}

const struct target_rule target_rules_image[] = {
    { .id = "target.image-not-ready",
        .title = "The manifest is whole and says that the image is ready",
        .why = "An image that is not ready is refused after hours of copying.",
        .source = "https://learn.microsoft.com/azure/virtual-machines/generalize",
        .judge = judge_ready },
    { .id = "target.image-conflict",
        .title = "The definition says of the image what its manifest says",
        .why =
            "A version whose source is of another system, state, generation or security type than "
            "its definition is refused, or does not start.",
        .source = SOURCE_IMAGES,
        .judge = judge_conflict },
    { .id = "target.image-unknown",
        .title = "What the image is, is known",
        .why = "None of it can be changed once the definition exists.",
        .source = SOURCE_IMAGES,
        .judge = judge_unknown },
    { .id = NULL },
};
