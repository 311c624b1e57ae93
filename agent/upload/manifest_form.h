/* SPDX-License-Identifier: MIT */
/* manifest_form.h - the form of a manifest's file: canonical JSON, checksum, one line end. */
#pragma once

#include "base/json.h"

/**
 * Appends the file of a manifest that is complete but for its digest.
 *
 * @param root  gets the member `digest`; one that is there already is replaced in the file
 */
bool manifest_close(const struct json *root, struct text *file, struct err *err) MUST_CHECK;

/** Is the digest that of the other members? @param value  receives it; belongs to document */
bool manifest_check_digest(
    const struct json *document, const char **value, struct err *err) MUST_CHECK;

/** Are the bytes the canonical form of the document, and one line end, and nothing else? */
bool manifest_check_form(
    const struct json *document, const char *bytes, size_t len, struct err *err) MUST_CHECK;
