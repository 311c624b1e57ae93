/* SPDX-License-Identifier: MIT */
/*
 * recording.h - the file that holds a guest's answers.
 *
 * Lines as base/sealed_line.h has them: a header, one line for each question in the order they were
 * first asked, and an end line that counts them. docs/recording.md has it all.
 */
#pragma once

#include "base/text.h"

/** The form of the file that is written and read, and what every version begins with. */
#define RECORDING_FAMILY "goldprep.recording/"
#define RECORDING_SCHEMA RECORDING_FAMILY "1"

/** What is over a limit is neither written nor read: ERR_TOO_LARGE. A line nests no deeper than
 * JSON_DEPTH_LIMIT, as any JSON here; what is written nests up to 4. */
enum {
    RECORDING_SIZE_LIMIT = 128 * 1024 * 1024, /* bytes of the file */
    RECORDING_LINE_LIMIT = 32 * 1024 * 1024,  /* bytes of one line */
    RECORDING_COUNT_LIMIT = 256 * 1024,       /* questions */
};

/** Who recorded what. */
struct recording_header {
    const char *tool;      /* "goldprep 0.1.0" */
    const char *machine;   /* computer name; "" when it could not be told */
    const char *collected; /* UTC time as clock.h writes it; "" when it could not be told */
    bool deep;             /* slow witnesses were asked too */
};
