/* SPDX-License-Identifier: MIT */
/* disk.h - opens a physical disk by its number. */
#pragma once

#include "win/win.h"

/**
 * Opens \\.\PhysicalDriveN.
 *
 * @param access  GENERIC_READ takes an elevated administrator; 0 asks for no more than descriptions
 * @return        false: err holds the code of CreateFileW, win_is_absent tells that there is none
 */
bool win_disk_open(
    uint32_t number, DWORD access, struct win_handle *disk, struct err *err) MUST_CHECK;

/** Asks an open disk for its layout, as IOCTL_DISK_GET_DRIVE_LAYOUT_EX gives it.
 * @param bytes  the caller frees them */
bool win_disk_read_layout(
    HANDLE device, uint32_t disk_number, void **bytes, size_t *len, struct err *err) MUST_CHECK;
