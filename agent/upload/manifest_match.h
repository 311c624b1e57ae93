/* SPDX-License-Identifier: MIT */
/* manifest_match.h - does a manifest say what its own facts lead to? */
#pragma once

#include "upload/manifest.h"

/**
 * Makes guest, image_definition and the findings of known profiles again from the facts.
 *
 * @param document  a manifest of the right shape
 * @param facts     its member "facts", read
 * @return          false (ERR_MALFORMED): one of them differs; err names it
 */
bool manifest_match(
    const struct json *document, const struct facts *facts, struct err *err) MUST_CHECK;

/** Adds the member "guest", as manifest.c writes it. */
void manifest_add_guest(const struct facts *facts, struct json *root);
