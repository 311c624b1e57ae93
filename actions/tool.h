/* SPDX-License-Identifier: MIT */
/*
 * tool.h - runs a program of Windows and keeps what it printed as evidence, never for a
 * decision.
 */
#pragma once

#include "actions/action.h"

enum { TOOL_OUTPUT_LIMIT = 16 * 1024 }; /* bytes of the output that are kept */

struct tool_result {
    uint32_t exit_code;
    struct text output; /* UTF-8; what is not is replaced by '?' */
};

void tool_result_done(struct tool_result *result);

/**
 * Runs a program of the system folder and waits for its end. Its output goes into the context's
 * report under `name`, with the command and the exit code. Told to stop, it starts none
 * (ERR_CANCELLED); one that runs already is waited for, so that none is cut off in the middle of a
 * change, and whoever asks wait() next is told.
 *
 * @param image      file name, "ReAgentc.exe"
 * @param arguments  NULL-terminated
 * @param limit_ms   at most the context's own limit; a program that runs on is ended
 * @return           false when it cannot be started, or not within the limit (ERR_TIME_LIMIT): any
 *                   exit code is an answer
 */
bool tool_run(struct action_context *context, const char *image, const char *const *arguments,
    uint32_t limit_ms, struct tool_result *result, struct err *err) MUST_CHECK;

/** The first line of the output that is not blank, for a message; at most 160 bytes. */
void tool_first_line(const struct tool_result *result, struct text *line);
