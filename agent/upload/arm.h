/* SPDX-License-Identifier: MIT */
/*
 * arm.h - pure: an ARM template that somebody has, judged by the rules of a target.
 *
 * What a template says of galleries, image definitions, versions, dev center galleries, lab plans, disks
 * for an upload, managed images and roles is read back into a target, and problems name their places in
 * the template. Template expressions, which only a deployment can tell, are judged by nobody, and
 * counted; so are resources of other types.
 */
#pragma once

#include "upload/target_rules.h"

enum { ARM_SIZE_LIMIT = 4 * 1024 * 1024 }; /* bytes: Azure's own limit for a template */

/** What was looked at. */
struct arm_seen {
    size_t judged;      /* resources */
    size_t expressions; /* values */
    size_t others;      /* resources of types that there are no rules for */
};

/** Is it a template, rather than a target? By its $schema, or by having resources and no schema. */
bool arm_is_template(const struct json *document);

/**
 * Judges a template.
 *
 * @param manifest  the manifest of the image that its definitions are for; NULL: none
 * @param now       seconds since 1970 UTC
 * @return          false: out of memory, or over ARM_SIZE_LIMIT. What is wrong is in problems
 */
bool arm_judge(const char *bytes, size_t len, const struct json *manifest, int64_t now,
    struct arm_seen *seen, struct problems *problems, struct err *err) MUST_CHECK;
