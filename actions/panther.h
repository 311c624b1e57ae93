/* SPDX-License-Identifier: MIT */
/* panther.h - dated copies of the logs that setup and sysprep keep in their Panther folders. */
#pragma once

#include "actions/action.h"

enum {
    PANTHER_BYTES_MOST = 64 * 1024 * 1024, /* of one copy, all files together */
    PANTHER_FILES_MOST = 64,               /* of one copy */
};

/**
 * Copies the logs of System32\Sysprep\Panther and Windows\Panther, with one level of folders below
 * them, to <state folder>/panther-<UTC>-<word>/sysprep and /windows. Answer files stay where they
 * are: they may hold passwords. Nothing is deleted. What cannot be copied, or is too much, is told
 * and stops nothing.
 */
void panther_keep(struct action_context *context, const char *word);
