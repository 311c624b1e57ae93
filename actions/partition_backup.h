/* SPDX-License-Identifier: MIT */
/*
 * partition_backup.h - what a partition table was, kept on the disk before it is changed.
 *
 * In <state folder>/backup-<offset of the target>/:
 *   first-sectors.bin  the first 34 sectors of the disk: protective MBR, GPT header and entries
 *   last-sectors.bin   the last 34 sectors: the GPT's second copy
 *   layout.json        the partitions as Windows tells them; written last, so that its being there
 *                      says that the backup is whole
 */
#pragma once

#include "actions/system_disk.h"

enum { BACKUP_SECTORS = 34 }; /* 1 MBR, 1 GPT header, 32 for 128 entries of 128 bytes each */

/**
 * Writes and flushes the backup. One that is whole already is never written over: the same content
 * is taken as it is, and another content gets a folder of its own, backup-<offset>-2 and so on.
 *
 * @param target  the partition that will be changed
 * @param folder  receives the path of the folder
 */
bool partition_backup(struct action_context *context, const struct system_disk *disk,
    const struct disk_partition *target, struct text *folder, struct err *err) MUST_CHECK;
