/* SPDX-License-Identifier: MIT */
/*
 * manifest.h - pure: the document that says an image is ready, and for what gallery definition.
 *
 * schema "goldprep.manifest/1", docs/schema/manifest.json; docs/manifest.md. The file is canonical
 * JSON and one line end, and its member `digest` is the checksum of all the others: every byte of
 * it counts.
 */
#pragma once

#include "guest/disk.h"
#include "policy/policy.h"

enum { MANIFEST_SIZE_LIMIT = 32 * 1024 * 1024 }; /* bytes; larger documents are refused */

/** Everything the manifest is made of; nothing is owned. */
struct manifest_parts {
    const char *tool;                /* "goldprep" */
    const char *version;             /* "0.1.0" */
    const char *started, *finished;  /* UTC */
    const struct facts *facts;       /* as the last gate saw them */
    const struct findings *findings; /* one a profile */
    size_t findings_count;
    const struct json *actions;                      /* array, from run_actions_to_json */
    const struct json *layout_before, *layout_after; /* from manifest_layout; NULL: not told */
    const struct json *sysprep; /* command, sealed, what the seal shows, log excerpt */
};

/** Appends the layout as an object: style, id, partitions with number, offset_bytes, length_bytes,
 * type, type_name, id, attributes, name. */
bool manifest_layout(const struct disk_layout *layout, struct json *parent, const char *name,
    struct err *err) MUST_CHECK;

/** Appends the whole manifest as the file has it. */
bool manifest_print(
    const struct manifest_parts *parts, struct text *text, struct err *err) MUST_CHECK;

/** Appends a manifest that was read, with another word of what became of goldprep. */
bool manifest_print_again(const struct json *document, const struct json *agent, struct text *text,
    struct err *err) MUST_CHECK;

/** The gallery image definition this guest fits: osType, osState, hyperVGeneration, architecture,
 * security type, each with its reason; a value that the facts do not tell is null with the reason.
 *
 * @param sealed  sysprep has generalized the guest */
bool manifest_definition(
    const struct facts *facts, bool sealed, struct json *object, struct err *err) MUST_CHECK;

/** What a manifest that was read says. Strings belong to the document. */
struct manifest_verdict {
    bool ready;          /* every must of every profile is met, and sysprep has sealed the image */
    const char *machine; /* its name; "" when not told */
    const char *digest;  /* SHA-256 of the document without its member `digest`, hexadecimal */
    size_t profiles;     /* how many it was judged for */
    char why[256];       /* not ready: what is missing, for people */
};

/**
 * Checks a manifest: schema tag, members (a missing or an unknown one is refused, by its path),
 * types, that `ready` says what its findings and its seal say, and its digest.
 */
bool manifest_check(
    const struct json *document, struct manifest_verdict *verdict, struct err *err) MUST_CHECK;
/** The same from the bytes of a file, which must be in the canonical form.
 * @param document  receives it; the caller calls json_free */
bool manifest_parse(const char *bytes, size_t len, struct json **document,
    struct manifest_verdict *verdict, struct err *err) MUST_CHECK;
