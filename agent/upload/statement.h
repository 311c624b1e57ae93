/* SPDX-License-Identifier: MIT */
/*
 * statement.h - pure: where an image comes from, as an in-toto statement.
 *
 * Source: https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md,
 * predicate https://slsa.dev/provenance/v1; docs/schema/provenance.json.
 */
#pragma once

#include "base/json.h"

/** What is stated about. */
struct statement_subject {
    const char *image;           /* name of the image's file; NULL: the manifest is the subject */
    const char *image_sha256;    /* of the whole file */
    const char *manifest;        /* name of the manifest's file */
    const char *manifest_sha256; /* of the whole file */
};

/**
 * Adds the statement's members.
 *
 * @param manifest  one that manifest_check has taken
 */
void statement_make(
    const struct json *manifest, const struct statement_subject *subject, struct json *root);
