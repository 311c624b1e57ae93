/* SPDX-License-Identifier: MIT */
/* waiting.h - time, where there is no guest to ask for it; both are as in guest.h. */
#pragma once

#include "base/err.h"

bool posix_wait(void *state, uint32_t milliseconds, struct err *err) MUST_CHECK;
bool posix_tick_ms(void *state, uint64_t *milliseconds, struct err *err) MUST_CHECK;
