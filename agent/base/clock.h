/* SPDX-License-Identifier: MIT */
/* clock.h - UTC times as text. What time it is, the guest says (guest.h). */
#pragma once

#include "base/text.h"

/** Appends "2026-11-22T06:27:33Z". @param seconds since 1970-01-01T00:00:00Z, 0 to 253402300799 */
void clock_append_utc(struct text *text, int64_t seconds);

/** Reads what clock_append_utc writes, and nothing else. @return false: it is no such time */
bool clock_read_utc(const char *string, int64_t *seconds) MUST_CHECK;
