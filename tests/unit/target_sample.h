/* SPDX-License-Identifier: MIT */
/* target_sample.h - a target, the manifest of an image that it fits, and changes to both. */
#pragma once

#include "manifest_sample.h"
#include "upload/target_rules.h"

#include "base/clock.h"

/** 2026-11-26T00:00:00Z: the day that the tests live in. */
enum { TARGET_TODAY = 1795651200 };

/** What the facts say of the image in tests; NULL: not told. */
struct target_guest {
    const char *firmware, *disk_style, *architecture;
    int64_t secure_boot, tpm; /* -1: not told */
    bool sealed;
};

static const struct target_guest target_trusted = { "uefi", "gpt", "x64", 1, 2, true };
static const struct target_guest target_bios = { "bios", "mbr", "x64", -1, -1, true };

/* Rules of another day, so that the facts of the sample need not tell what they ask. */
static const struct profile target_profiles[] = {
    { "devbox", "Dev Box", "2026-01-02", "https://learn.microsoft.com/sample", sample_rules },
    { "windows365", "Windows 365", "2026-01-02", "https://learn.microsoft.com/sample",
        sample_rules },
    { "lab-services", "Labs", "2026-01-02", "https://learn.microsoft.com/sample", sample_rules },
};

/** The manifest of such a guest, prepared for every consumer. The caller calls json_free. */
static inline struct json *target_manifest(const struct target_guest *guest, enum verdict must)
{
    struct findings findings[COUNT_OF(target_profiles)];
    struct sample sample;
    AUTO(text) text = { 0 };
    struct json *document = NULL;
    struct err err = { 0 };

    sample_new(&sample, must, VERDICT_MET, guest->sealed);
    for (size_t at = 0; at < COUNT_OF(findings); at++) {
        findings[at] = sample.findings;
        findings[at].profile = &target_profiles[at];
    }
    sample.parts.findings = findings;
    sample.parts.findings_count = COUNT_OF(findings);
    if (guest->firmware)
        ck_assert(facts_set_text(sample.facts, "firmware.type", guest->firmware, &err));
    if (guest->disk_style)
        ck_assert(facts_set_text(sample.facts, "disk.style", guest->disk_style, &err));
    if (guest->architecture)
        ck_assert(facts_set_text(sample.facts, "os.architecture", guest->architecture, &err));
    if (guest->secure_boot >= 0)
        ck_assert(facts_set_number(sample.facts, "secure_boot.enabled", guest->secure_boot, &err));
    if (guest->tpm >= 0)
        ck_assert(facts_set_number(sample.facts, "tpm.version", guest->tpm, &err));
    ck_assert_msg(manifest_print(&sample.parts, &text, &err), "%s", err.text);
    ck_assert_msg(json_parse(text_string(&text), text.len, &document, &err), "%s", err.text);
    sample_done(&sample);
    return document;
}

/** Is that rule broken, there? NULL: anywhere. */
static inline const struct problem *target_problem(
    const struct problems *problems, const char *rule, const char *where)
{
    for (size_t at = 0; at < problems->count; at++)
        if (strcmp(problems->items[at].rule, rule) == 0 &&
            (!where || strcmp(problems->items[at].where, where) == 0))
            return &problems->items[at];
    return NULL;
}

/** Every problem, for the message of a failed test. The caller frees it. */
static inline char *target_told(const struct problems *problems)
{
    AUTO(text) text = { 0 };

    text_append(&text, "%zu errors", problems->errors);
    for (size_t at = 0; at < problems->count; at++)
        text_append(&text, "; %s at '%s': %s", problems->items[at].rule, problems->items[at].where,
            problems->items[at].what);
    return text_take(&text);
}

/** Appends the value as a merge patch leaves it: members of objects one by one, null takes a member
 * out, everything else takes the place of what was there. (RFC 7396) */
static inline void target_merge(
    const struct json *value, const struct json *patch, struct json *parent, const char *name)
{
    struct json *object;

    if (!json_is_object(patch)) {
        json_add_copy(parent, name, patch);
        return;
    }
    object = json_add_object(parent, name);
    for (const struct json *each = json_first(value); each; each = json_next(each)) {
        const struct json *change = json_member(patch, json_name(each));

        if (!change)
            json_add_copy(object, json_name(each), each);
        else if (!json_is_null(change))
            target_merge(json_is_object(each) ? each : NULL, change, object, json_name(each));
    }
    for (const struct json *each = json_first(patch); each; each = json_next(each))
        if (!json_member(value, json_name(each)) && !json_is_null(each))
            target_merge(NULL, each, object, json_name(each));
}

/** JSON from text in which apostrophes stand for quotes. The caller calls json_free. */
static inline struct json *target_json(const char *text)
{
    AUTO(text) quoted = { 0 };
    struct json *value = NULL;
    struct err err = { 0 };

    for (; *text; text++)
        text_append_bytes(&quoted, *text == '\'' ? "\"" : text, 1);
    ck_assert_msg(json_parse(text_string(&quoted), quoted.len, &value, &err), "%s: %s", err.text,
        text_string(&quoted));
    return value;
}

/** The example without consumers and without what is known, changed by a merge patch; as text. */
static inline void target_patched(const char *patch, struct text *text)
{
    AUTO(json_value) example = { target_json(target_example) };
    AUTO(json_value) bare = { json_new_object() };
    AUTO(json_value) change = { target_json(patch) };
    AUTO(json_value) changed = { json_new_object() };
    AUTO(json_value) less = { target_json("{'consumers':null,'known':null}") };
    struct err err = { 0 };

    target_merge(example.root, less.root, bare.root, "target");
    target_merge(json_member(bare.root, "target"), change.root, changed.root, "target");
    ck_assert_msg(
        json_print(json_member(changed.root, "target"), false, text, &err), "%s", err.text);
}
