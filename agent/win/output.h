/* SPDX-License-Identifier: MIT */
/* output.h - takes in what a process prints, on a thread, so that it never waits for us. */
#pragma once

#include "win/win.h"

struct win_output; /* output being taken in */

/** Makes a pipe. @param sink    receives the end that a child inherits
 *                 @param output  receives the rest; the caller calls win_output_free */
bool win_output_open(
    struct win_output **output, struct win_handle *sink, struct err *err) MUST_CHECK;
/** Starts taking in. The sink must be closed here once the child has it. */
bool win_output_drain(struct win_output *output, struct err *err) MUST_CHECK;
/** Waits until everybody who could print has ended, at most that long. NULL is allowed. */
void win_output_settle(struct win_output *output, uint32_t limit_ms);
/** Appends what has come so far, as UTF-8. NULL is allowed and has nothing. */
bool win_output_append(struct win_output *output, struct text *text, struct err *err) MUST_CHECK;
/** Stops taking in and releases. NULL is allowed. */
void win_output_free(struct win_output *output);

/**
 * Appends a program's output as UTF-8, whatever it was written in: UTF-8 as it is; UTF-16 with or
 * without a mark; else the system's OEM code page, which console programs use. What has no
 * character becomes U+FFFD: this is evidence for people, never input.
 *
 * @param oem_code_page  of the system, not of this process, whose manifest makes it UTF-8
 */
bool win_output_decode(const char *bytes, size_t len, unsigned oem_code_page, struct text *text,
    struct err *err) MUST_CHECK;
