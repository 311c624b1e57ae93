/* SPDX-License-Identifier: MIT */
/*
 * bcd.h - boot configuration data, as the registry shows the store that this Windows started from.
 *
 * HKLM\BCD00000000\Objects\{id}\Elements\<number>, Element. A boolean is one byte, an integer
 * eight, little-endian: known from public tools, unverified on a real Windows. The numbers are
 * documented:
 * https://learn.microsoft.com/previous-versions/windows/desktop/bcd/bcdlibraryelementtypes
 * https://learn.microsoft.com/previous-versions/windows/desktop/bcd/bcdosloaderelementtypes
 * https://learn.microsoft.com/previous-versions/windows/desktop/bcd/bcdbootmgrelementtypes
 */
#pragma once

#include "guest/guest.h"

#define BCD_STORE "BCD00000000"
#define BCD_BOOT_MANAGER "{9dea862c-5cdd-4e70-acc1-f32b344d4795}"

enum bcd_element {
    BCD_AUTO_RECOVERY_ENABLED = 0x16000009,       /* recoveryenabled */
    BCD_LIBRARY_EMS_ENABLED = 0x16000020,         /* bootems */
    BCD_DISABLE_INTEGRITY_CHECKS = 0x16000048,    /* nointegritychecks */
    BCD_ALLOW_PRERELEASE_SIGNATURES = 0x16000049, /* testsigning */
    BCD_DEFAULT_OBJECT = 0x23000003,              /* of the boot manager: default */
    BCD_TIMEOUT = 0x25000004,                     /* of the boot manager: timeout */
    BCD_BOOT_STATUS_POLICY = 0x250000e0,          /* bootstatuspolicy */
    BCD_DISPLAY_BOOT_MENU = 0x26000020,           /* of the boot manager: displaybootmenu */
    BCD_EMS_ENABLED = 0x260000b0,                 /* ems */
};

/** Reads a boolean or an integer. Another type or length is ERR_MALFORMED. */
bool bcd_parse_number(
    uint32_t type, const struct bytes *bytes, int64_t *number, struct err *err) MUST_CHECK;

/** A number of one object ("{guid}"). */
bool bcd_read_number(const struct guest *guest, const char *object, enum bcd_element element,
    enum found *found, int64_t *number, struct err *err) MUST_CHECK;

/** Appends the id of the entry that starts when nobody chooses. */
bool bcd_read_default(
    const struct guest *guest, enum found *found, struct text *object, struct err *err) MUST_CHECK;
