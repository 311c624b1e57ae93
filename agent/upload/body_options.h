/* SPDX-License-Identifier: MIT */
/*
 * body_options.h - pure: the body of a request as options of a command, where that says all of it.
 *
 * A command line tool has an option for many members of a body, not for all. A table says which; a
 * body with one member that no row has is sent as JSON instead, so that nothing is left out.
 */
#pragma once

#include "base/json.h"

/** What a row's value looks like on the command line; each renderer knows how to write it. */
enum body_value {
    BODY_TEXT = 0,
    BODY_NUMBER,
    BODY_FLAG,       /* true; false is never in a body */
    BODY_TEXTS,      /* array of texts */
    BODY_TAGS,       /* object of texts */
    BODY_FEATURES,   /* array of name and value */
    BODY_REGIONS,    /* targetRegions */
    BODY_DATA_DISKS, /* dataDiskImages */
    BODY_DATE,
    BODY_UPLOAD_TYPE, /* creationData.createOption of an upload */
    BODY_OS_DISK,     /* osDiskImage, whole */
};

/** A table ends with a path of NULL. */
struct body_option {
    const char *path;   /* "properties.osState": names with dots between */
    const char *option; /* "--os-state" */
    enum body_value kind;
};

/** The member at the path, or NULL. */
const struct json *body_at(const struct json *body, const char *path);
/** Is every member of the body one of the table's, or inside one? */
bool body_is_covered(const struct json *body, const struct body_option *table);
