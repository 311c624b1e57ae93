/* SPDX-License-Identifier: MIT */
/* diskpart.h - the second way to change a partition, for when the storage provider fails. */
#pragma once

#include "actions/system_disk.h"

/**
 * Selects a partition by the number it has at this moment, and gives diskpart one command about it.
 *
 * @param expected      the disk as it was last read: when it is not so any more, nothing is done
 *                      (ERR_CHANGED)
 * @param offset_bytes  of the partition; its number is read anew
 * @param command       "delete partition override"
 * @return              false when diskpart could not run or ended with a code other than 0
 * Source: learn.microsoft.com/windows-server/administration/windows-commands/
 *         diskpart-scripts-and-examples
 */
bool diskpart_run(struct action_context *context, const struct system_disk *expected,
    uint64_t offset_bytes, const char *command, struct err *err) MUST_CHECK;

/** May diskpart be tried after this failure of the provider? Not when it was refused for lack of
 * rights, or when goldprep was told to stop. */
bool diskpart_may_help(const struct err *why);
