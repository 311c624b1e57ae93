/* SPDX-License-Identifier: MIT */
/* system_disk.h - the disk that holds Windows, as it is at this moment, read by IOCTL alone. */
#pragma once

#include "actions/action.h"

struct system_disk {
    uint32_t number;            /* N of \\.\PhysicalDriveN */
    struct guest_volume volume; /* the volume that holds Windows */
    struct guest_disk disk;
    struct disk_layout layout;
};

/** Reads it anew. Fails when no partition starts where the volume that holds Windows does. */
bool system_disk_read(
    const struct guest *guest, struct system_disk *disk, struct err *err) MUST_CHECK;

/** The partition that holds Windows. */
const struct disk_partition *system_disk_windows(const struct system_disk *disk);

/**
 * Refuses a disk whose partition table does not tell what lies on it: a dynamic disk (LDM), a
 * member of a storage pool, or no table at all.
 */
bool system_disk_is_plain(const struct system_disk *disk, struct err *err) MUST_CHECK;

/**
 * Refuses a disk whose Windows partition is encrypted, by the first sector of the partition itself
 * ("-FVE-FS-" where NTFS has its name): sysprep refuses it later, after everything was changed.
 *
 * Source: the BitLocker volume header as libbde documents it (github.com/libyal/libbde)
 */
bool system_disk_is_decrypted(
    const struct guest *guest, const struct system_disk *disk, struct err *err) MUST_CHECK;

/** Are the tables equal: same disk, same partitions? difference: what is not, for people. */
bool system_disk_same(
    const struct system_disk *left, const struct system_disk *right, struct text *difference);

/** Appends "partition 4 (recovery, 750 MiB at byte 67,930,947,584 of disk 0)", digits ungrouped. */
void system_disk_describe(
    const struct system_disk *disk, const struct disk_partition *partition, struct text *text);
