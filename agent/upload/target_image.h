/* SPDX-License-Identifier: MIT */
/* target_image.h - what the image is, from its manifest. */
#pragma once

#include "upload/fields.h"
#include "upload/target.h"

/** Fills target->image: from the manifest; where it does not tell, or is NULL, from the definition. */
void target_image_take(struct reading *reading, const struct json *manifest, struct target *target);
