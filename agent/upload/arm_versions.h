/* SPDX-License-Identifier: MIT */
/* arm_versions.h - does a gallery's api version exist, and does it have what is asked of it? */
#pragma once

#include "upload/fields.h"

/** Reports what it does not have. @param place  of the resource: "resources[1]" */
void arm_check_version(
    struct reading *reading, const char *version, const struct json *properties, const char *place);
