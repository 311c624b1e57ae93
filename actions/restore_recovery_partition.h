/* SPDX-License-Identifier: MIT */
/* restore_recovery_partition.h - puts deleted recovery partitions back, as an undo does. */
#pragma once

#include "actions/system_disk.h"

/** Keeps every recovery partition's entry: "partitions", an array as partition_json.h has it; and that
 * of every other one: "others". */
bool recovery_partitions_remember(
    struct action_context *context, struct json *kept, struct err *err) MUST_CHECK;

/** Are all others still in the table as they were? @return  false (ERR_DAMAGED): err names the first
 * one that is not */
bool recovery_partitions_check_others(const struct action_context *context,
    const struct system_disk *disk, struct err *err) MUST_CHECK;

/* As in struct action. */

bool recovery_partitions_are_back(
    struct action_context *context, bool *yes, struct err *err) MUST_CHECK;
bool recovery_partitions_put_back(struct action_context *context, struct err *err) MUST_CHECK;
