/* SPDX-License-Identifier: MIT */
/* partition_json.h - one entry of a partition table in backups and in the journal. */
#pragma once

#include "base/json.h"
#include "guest/disk.h"

/** Appends an object to the array; a lack of memory shows when the document is printed. */
void partition_to_json(const struct disk_partition *partition, struct json *array);

/** Reads such an object. false: a member is missing, or cannot be true; what was read is of no use */
bool partition_from_json(const struct json *object, struct disk_partition *partition) MUST_CHECK;
