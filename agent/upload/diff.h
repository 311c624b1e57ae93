/* SPDX-License-Identifier: MIT */
/*
 * diff.h - pure: what changed from one manifest to the next, in words.
 *
 * schema "goldprep.manifest-diff/1", docs/schema/manifest_diff.json: groups in a fixed order, each
 * with its changes; a group without any is there, too. A change is `added`, `removed` or `changed`.
 * What differs from run to run and says nothing about the image (who ran it and when, free space,
 * how large a log is) is no change.
 */
#pragma once

#include "base/json.h"

/**
 * Compares two manifests that manifest_check has taken.
 *
 * @param root  receives the members of the document
 */
bool diff_manifests(const struct json *before, const struct json *after, struct json *root,
    struct err *err) MUST_CHECK;
