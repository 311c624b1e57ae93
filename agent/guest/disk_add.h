/* SPDX-License-Identifier: MIT */
/* disk_add.h - a partition that is put into a table again, and the space that nobody uses. */
#pragma once

#include "guest/disk.h"

/** Same style, same disk, same entries; numbers do not count. */
bool disk_layout_equal(const struct disk_layout *left, const struct disk_layout *right);

/**
 * Refuses (ERR_REFUSED) a place that is not free: it is outside of what partitions may use, or a
 * partition lies on any byte of it. Only a GPT tells where partitions may be, so that any other
 * disk is refused as well.
 */
bool disk_is_unused(const struct disk_layout *layout, uint64_t offset_bytes, uint64_t length_bytes,
    struct err *err) MUST_CHECK;

/**
 * Makes what IOCTL_DISK_SET_DRIVE_LAYOUT_EX wants: a GPT with one entry more.
 *
 * @param bytes      what IOCTL_DISK_GET_DRIVE_LAYOUT_EX has answered; its entries are taken over to
 *                   the byte, but for RewritePartition, which is set in all of them
 * @param partition  the entry that comes in, by its place
 * @param made       receives the bytes; the caller releases them
 * @return           false (ERR_REFUSED): no GPT, or the space or the id is in use
 */
bool disk_layout_add(const void *bytes, size_t len, const struct disk_partition *partition,
    struct bytes *made, struct err *err) MUST_CHECK;
