/* SPDX-License-Identifier: MIT */
/*
 * partition_proof.h - shows after a change of the partition table that every other partition is
 * what and where it was.
 */
#pragma once

#include "actions/system_disk.h"

enum { PROOF_EDGE_BYTES = 1024 * 1024 }; /* read of each end of a partition */

/** What one partition held at its ends. */
struct proof_edges {
    bool taken;           /* its content is compared, not only its table entry */
    uint32_t first, last; /* CRC-32 of its first and last PROOF_EDGE_BYTES */
    uint32_t boot_sector; /* CRC-32 of its first sector, without FAT's "dirty" flags */
};

/** Partitions before the change, in the layout's order. */
struct partition_proof {
    struct system_disk before;
    uint64_t target_offset; /* the partition that the change is about; it may come or go */
    struct proof_edges edges[DISK_PARTITION_LIMIT];
};

/** Takes down what must still be so afterwards. */
bool partition_proof_take(const struct guest *guest, const struct system_disk *disk,
    const struct disk_partition *target, struct partition_proof *proof, struct err *err) MUST_CHECK;

/**
 * Compares: every partition but the target has the same table entry and the same bytes at its ends,
 * and no other partition is there that was not. What became of the target is the caller's question.
 *
 * @param after    the disk as it is now
 * @param remarks  receives what changed and may change, for people
 * @return         false (ERR_DAMAGED): err names the partition and what differs
 */
bool partition_proof_check(const struct guest *guest, const struct partition_proof *proof,
    const struct system_disk *after, struct text *remarks, struct err *err) MUST_CHECK;
