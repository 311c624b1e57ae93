/* SPDX-License-Identifier: MIT */
/* manifest_provenance.h - the in-toto statement of a manifest, or of an image that is named. */
#pragma once

#include "ui/manifest_file.h"

/**
 * Makes the statement; reads the image whole for its checksum.
 *
 * @param path   of the manifest
 * @param image  path of the image; NULL: the manifest is what is stated about
 * @param root   receives the members
 */
bool manifest_provenance(const struct manifest_file *file, const char *path, const char *image,
    struct json *root, struct err *err) MUST_CHECK;
