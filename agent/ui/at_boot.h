/* SPDX-License-Identifier: MIT */
/*
 * at_boot.h - whether the service starts with Windows: while it carries an unfinished run, and never
 * else. A service that is left so starts in every machine that is made of the image.
 */
#pragma once

#include "guest/guest.h"

#define AT_BOOT_SERVICE "goldprep" /* its name, for the service manager */

/** How it starts now. @param found  ABSENT: it is not installed, and start is left alone */
bool at_boot_read(const struct guest *guest, enum found *found, struct guest_service_start *start,
    struct err *err) MUST_CHECK;
/** Lets it start with Windows. Not being installed is success: then nothing does. */
bool at_boot_keep(const struct guest *guest, struct err *err) MUST_CHECK;
/** Lets it start as it did before. @param before  type 0: it cannot be told, then on demand */
bool at_boot_back(const struct guest *guest, const struct guest_service_start *before,
    struct err *err) MUST_CHECK;

/**
 * May a run go on in this boot, without anybody who has asked for it? Not in safe mode, and not
 * while Windows is being set up: then this is a machine made of an image.
 *
 * @param why  receives what stands against it
 */
bool at_boot_may_go_on(
    const struct guest *guest, bool *may, struct text *why, struct err *err) MUST_CHECK;
