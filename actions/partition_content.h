/* SPDX-License-Identifier: MIT */
/*
 * partition_content.h - what lies in a partition, kept until the run is sealed or taken back.
 *
 * In the state folder:
 *   partition-<offset>.content  the blocks of it that are not all zeros: for each the place in the
 *                               partition (8 bytes), length (4) and CRC-32 (4), little-endian, and
 *                               the block itself
 *   partition-<offset>.json     how many there are, and the CRC-32 of their heads; or why nothing
 *                               was kept. Written last: without it there is no content
 */
#pragma once

#include "actions/system_disk.h"

/** A partition that is larger is not kept, and this much room has to stay on the volume of Windows. */
#define CONTENT_LIMIT_BYTES (4ULL * 1024 * 1024 * 1024)
#define CONTENT_ROOM_BYTES (256ULL * 1024 * 1024)

/**
 * Keeps the content anew; one that an earlier run has left goes. That it cannot be kept stops
 * nothing: it is said, and stands in the action's details and in the file.
 *
 * @return  false: told to stop, and nothing is kept
 */
bool partition_content_keep(struct action_context *context, const struct system_disk *disk,
    const struct disk_partition *partition, struct err *err) MUST_CHECK;

/** Why the content of that partition cannot be put back; "" when it can, or was.
 * @param is_lost  receives whether the entry was put back without it */
bool partition_content_why_not(struct action_context *context,
    const struct disk_partition *partition, struct text *why, bool *is_lost,
    struct err *err) MUST_CHECK;

/**
 * Writes the content into the place where the partition was, which nothing may use now, and reads it
 * again. What is there already is not written again.
 *
 * @param why  receives why it was not put back, before anything was written; "" when it was
 * @return     false: it could not be written, or is not there afterwards
 */
bool partition_content_put_back(struct action_context *context, const struct system_disk *disk,
    const struct disk_partition *partition, struct text *why, struct err *err) MUST_CHECK;

/** Removes all that was kept, by whichever run; that there is none is success. */
bool partition_content_forget(const char *state_folder, struct err *err) MUST_CHECK;
