/* SPDX-License-Identifier: MIT */
/* vhd.h - pure: would Azure take this file as a disk? */
#pragma once

#include "base/text.h"

enum {
    VHD_FOOTER_BYTES = 512,
    VHD_ALIGNMENT_BYTES = 1024 * 1024, /* of the disk that is in the file */
};

/** What makes a file that Azure takes, on Linux and on Windows: the cure for most refusals. */
#define VHD_CONVERT_LINUX                                                                          \
    "qemu-img convert -O vpc -o subformat=fixed,force_size=on disk.vhdx disk.vhd"
#define VHD_CONVERT_WINDOWS "Convert-VHD -Path disk.vhdx -DestinationPath disk.vhd -VHDType Fixed"

/**
 * Judges a file by its size and its last 512 bytes.
 *
 * @param size_bytes  of the file
 * @param footer      its last VHD_FOOTER_BYTES; not read when the file is shorter
 * @param disk_bytes  receives the size of the disk in it
 * @return            false (ERR_MALFORMED): Azure refuses it; err says what it is instead
 *
 * Source: https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image
 *         https://learn.microsoft.com/azure/virtual-machines/linux/disks-upload-vhd-to-managed-disk-cli
 */
bool vhd_check(uint64_t size_bytes, const uint8_t footer[VHD_FOOTER_BYTES], uint64_t *disk_bytes,
    struct err *err) MUST_CHECK;
