/* SPDX-License-Identifier: MIT */
/*
 * vhd.c - the footer of a virtual hard disk.
 *
 * Its numbers are big-endian. At 0 stands the cookie, at 48 the size of the disk in bytes, at 60 its
 * type (2 fixed, 3 dynamic, 4 differencing), at 64 the ones' complement of the sum of all its other
 * bytes.
 *
 * Source: Virtual Hard Disk Image Format Specification, version 1.0 (Microsoft, 2006)
 */
#include "upload/vhd.h"

#include <inttypes.h>
#include <string.h>

enum { CURRENT_SIZE_AT = 48, TYPE_AT = 60, CHECKSUM_AT = 64 };
enum { TYPE_FIXED = 2, TYPE_DYNAMIC = 3, TYPE_DIFFERENCING = 4 };

/** The smallest disk that can be uploaded. */
#define SMALLEST_BYTES ((uint64_t)20 * 1024 * 1024)

static uint32_t read_u32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static uint32_t checksum(const uint8_t footer[VHD_FOOTER_BYTES])
{
    uint32_t sum = 0;

    for (size_t at = 0; at < VHD_FOOTER_BYTES; at++)
        if (at < CHECKSUM_AT || at >= CHECKSUM_AT + 4)
            sum += footer[at];
    return ~sum;
}

static bool check_type(uint32_t type, struct err *err)
{
    switch (type) {
    case TYPE_FIXED:
        return true;
    case TYPE_DYNAMIC:
        return err_set(
            err, ERR_AGENT, ERR_MALFORMED, "it is a dynamic VHD, and Azure takes a fixed one");
    case TYPE_DIFFERENCING:
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "it is a differencing VHD, and Azure takes a fixed one: merge it with its parent "
            "first");
    default:
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "its footer says disk type %" PRIu32 ", and a fixed VHD has 2", type);
    }
}

static bool check_size(uint64_t disk_bytes, struct err *err)
{
    if (disk_bytes % VHD_ALIGNMENT_BYTES != 0)
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "its disk of %" PRIu64 " bytes is no whole number of MiB: resize it to %" PRIu64
            " MiB before it is converted (qemu-img resize, or Resize-VHD)",
            disk_bytes, disk_bytes / VHD_ALIGNMENT_BYTES + 1);
    if (disk_bytes < SMALLEST_BYTES)
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "its disk of %" PRIu64 " bytes is smaller than the 20 MiB that Azure asks for",
            disk_bytes);
    return true;
}

bool vhd_check(uint64_t size_bytes, const uint8_t footer[VHD_FOOTER_BYTES], uint64_t *disk_bytes,
    struct err *err)
{
    uint64_t disk;

    if (size_bytes < VHD_FOOTER_BYTES || memcmp(footer, "conectix", 8) != 0)
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "it has no VHD footer in its last 512 bytes: a VHDX, a raw image or a file that was "
            "cut");
    if (read_u32(footer + CHECKSUM_AT) != checksum(footer))
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "its VHD footer is damaged: the checksum is 0x%08" PRIx32 " and should be 0x%08" PRIx32,
            read_u32(footer + CHECKSUM_AT), checksum(footer));
    if (!check_type(read_u32(footer + TYPE_AT), err))
        return false;
    disk =
        (uint64_t)read_u32(footer + CURRENT_SIZE_AT) << 32 | read_u32(footer + CURRENT_SIZE_AT + 4);
    if (disk > UINT64_MAX - VHD_FOOTER_BYTES || disk + VHD_FOOTER_BYTES != size_bytes)
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "it holds %" PRIu64 " bytes, and its footer asks for a disk of %" PRIu64
            " and 512: it was cut, or made without force_size",
            size_bytes, disk);
    if (!check_size(disk, err))
        return false;
    *disk_bytes = disk;
    return true;
}
