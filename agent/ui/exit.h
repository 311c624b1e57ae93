/* SPDX-License-Identifier: MIT */
/* exit.h - the exit codes: what a script learns without reading a word. */
#pragma once

#include <stddef.h>

/** Under 256 but for Windows' own 3010, because some shells hand on eight bits only. */
enum exit_code {
    EXIT_CODE_DONE = 0,
    EXIT_CODE_FAILED = 1,
    EXIT_CODE_USAGE = 2,
    EXIT_CODE_UNMET = 3,
    EXIT_CODE_UNKNOWN = 4,
    EXIT_CODE_REFUSED = 5,
    EXIT_CODE_SYSPREP = 6,
    EXIT_CODE_TIME_LIMIT = 7,
    EXIT_CODE_HANDED_OVER = 8,
    EXIT_CODE_RESTART = 3010, /* ERROR_SUCCESS_REBOOT_REQUIRED */
};

struct exit_row {
    enum exit_code code;
    const char *name;    /* a word for people */
    const char *meaning; /* for help and docs/exit-codes.md */
};

/** Every code, rising. */
extern const struct exit_row exit_rows[];
extern const size_t exit_rows_count;
