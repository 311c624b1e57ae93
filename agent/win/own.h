/* SPDX-License-Identifier: MIT */
/* own.h - the parts of agent/win/own*.c. */
#pragma once

#include "base/file.h"
#include "guest/own.h"
#include "win/program.h"
#include "win/win.h"

/** For struct own. */
bool win_own_leave(void *state, const char *path, const char *folder, enum own_leaves *leaves,
    struct err *err) MUST_CHECK;
