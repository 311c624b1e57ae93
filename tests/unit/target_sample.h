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

/** The manifest of such a guest. The caller calls json_free. */
static inline struct json *target_manifest(const struct target_guest *guest, enum verdict must)
{
    struct sample sample;
    AUTO(text) text = { 0 };
    struct json *document = NULL;
    struct err err = { 0 };

    sample_new(&sample, must, VERDICT_MET, guest->sealed);
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
