/* SPDX-License-Identifier: MIT */
/*
 * diagnose.h - what a log says about why sysprep, or a step around it, failed.
 *
 * Bytes go in, in chunks of any size and in any encoding; one diagnosis comes out. Memory is fixed: of
 * evidence and noise the first lines are kept, and how many there were.
 */
#pragma once

#include "sysprep/fault.h"

enum {
    DIAGNOSIS_NOISE_MOST =
        16, /* kinds of noise that are told apart; the rest is counted together */
};

enum diagnosis_end {
    DIAGNOSIS_NONE = 0, /* no run, or its end is not shown */
    DIAGNOSIS_FAILED,
    DIAGNOSIS_SUCCEEDED,
};

enum diagnosis_confidence {
    DIAGNOSIS_AMBIGUOUS = 0, /* another reading is as good */
    DIAGNOSIS_LIKELY,
    DIAGNOSIS_SURE,
};

/** Lines that look like errors and did not stop anything. */
struct diagnosis_noise {
    struct fault_line first;
    uint64_t count;  /* lines of this kind */
    const char *why; /* why they are taken for noise */
};

struct diagnosis {
    struct fault fault; /* cause (never NULL), item ("" when there is none), codes, evidence */
    enum diagnosis_confidence confidence;
    bool runs_told; /* false: runs cannot be told */
    uint64_t runs;
    enum diagnosis_end last_run;
    struct diagnosis_noise noise[DIAGNOSIS_NOISE_MOST];
    size_t noise_count;
    uint64_t noise_lines; /* of all kinds, those that found no place included */
};

struct diagnoser;

/** The caller calls diagnoser_free. */
bool diagnoser_new(struct diagnoser **diagnoser, struct err *err) MUST_CHECK;
void diagnoser_free(struct diagnoser *diagnoser);
void diagnoser_feed(struct diagnoser *diagnoser, const void *bytes, size_t len);
/** Nothing may be fed behind it. */
void diagnoser_end(struct diagnoser *diagnoser, struct diagnosis *diagnosis);

/** "failed", "succeeded", "none" */
const char *diagnosis_end_name(enum diagnosis_end end);
/** "sure", "likely", "ambiguous" */
const char *diagnosis_confidence_name(enum diagnosis_confidence confidence);
