/* SPDX-License-Identifier: MIT */
/* boot_sector.h - whose first sector the Windows partition has, as it lies on the disk. */
#pragma once

#include "guest/guest.h"

/**
 * Reads the sector from the disk itself: the volume shows it decrypted.
 *
 * @param whose  receives "bitlocker", "bitlocker-to-go", "ntfs", "refs" or "other"; a constant
 */
bool boot_sector_read(const struct guest *guest, const char **whose, struct err *err) MUST_CHECK;
