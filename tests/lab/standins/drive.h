/* SPDX-License-Identifier: MIT */
/* drive.h - the system disk as the stand-ins see it: \\.\PhysicalDrive0 by documented IOCTLs. */
#pragma once

#include <windows.h>
#include <winioctl.h>

#include <stdbool.h>
#include <stdint.h>

enum {
    DRIVE_ENTRY_LIMIT = 128,
    DRIVE_LAYOUT_SIZE = 48 + DRIVE_ENTRY_LIMIT * 144, /* DRIVE_LAYOUT_INFORMATION_EX, that many */
};

/** An open disk and its partition table. Zeroed is closed. */
struct drive {
    HANDLE handle;
    DRIVE_LAYOUT_INFORMATION_EX *layout; /* DRIVE_LAYOUT_SIZE bytes */
};

/** false: no such disk, or it cannot be opened; GetLastError() says why. */
bool drive_open(unsigned number, struct drive *drive);
void drive_close(struct drive *drive);

/** Used entries have a length; MBR tables carry empty ones as well. NULL: no such partition. */
PARTITION_INFORMATION_EX *drive_partition(const struct drive *drive, uint32_t number);
PARTITION_INFORMATION_EX *drive_partition_at(const struct drive *drive, uint64_t offset);
/** Recovery, ESP, MSR: what diskpart deletes with `override` only. */
bool drive_is_protected(const struct drive *drive, const PARTITION_INFORMATION_EX *partition);

/** Takes the entry out and writes the table. */
bool drive_delete(struct drive *drive, PARTITION_INFORMATION_EX *partition);
/** Grows the partition up to its neighbour or the end of the disk, and its volume when it is C:.
 * false with ERROR_DISK_FULL: there is no room behind it. */
bool drive_extend(struct drive *drive, PARTITION_INFORMATION_EX *partition);
/** Grows the file system alone, up to the end of its partition: that of C:, others have none here. */
bool drive_extend_file_system(const PARTITION_INFORMATION_EX *partition);
/** Takes that many bytes off the volume of C: and its partition. */
bool drive_shrink(struct drive *drive, PARTITION_INFORMATION_EX *partition, uint64_t less);
