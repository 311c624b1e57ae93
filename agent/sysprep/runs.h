/* SPDX-License-Identifier: MIT */
/*
 * runs.h - sysprep's own lines: which run they belong to, and what stopped it.
 *
 * A run begins with its banner. Where that was left out, it begins behind the last line of the one
 * before ("WinMain:Hit failure", "Shutting down"), or behind a jump in time. The first boot of an image
 * writes lines of the same component and is no run.
 */
#pragma once

#include "sysprep/fault.h"
#include "sysprep/signs.h"

/** An error line on which nothing has stopped yet. */
struct run_error {
    bool is_set;
    struct fault fault; /* no cause; its line and codes */
};

struct run {
    uint64_t records;              /* of it that were looked at */
    int64_t first_time, last_time; /* LOG_TIME_NONE */
    bool by_rule;                  /* only the rule in front of a banner was seen */
    bool at_banner;                /* the last line was the banner: its closing rule may follow */
    bool begun;                    /* "Initialized" was seen */
    bool first_boot;
    bool stopped;        /* a line that stops it */
    bool stopped_last;   /* ... and that is the last of them */
    bool ended, sealed;  /* its log was closed; the image is sealed */
    bool called;         /* a provider was called, and no result of it was seen */
    bool succeeded_once; /* a provider was successful */
    bool external;       /* the stop names providers of other software */
    bool provider_is_inbox;
    char provider[CAPTURE_MOST];  /* file name of the DLL that failed */
    char last_call[CAPTURE_MOST]; /* of the one that was called last */
    bool certain;                 /* the fault's signature is a failure by itself */
    struct fault fault;           /* a candidate, until the run stops */
    struct run_error error;       /* in front of the stop */
};

/** How runs hand over lines that nothing stopped on. */
typedef void run_noise_fn(void *state, const struct fault *fault);

struct runs {
    uint64_t count;
    bool any;           /* now is one, be it the first boot */
    struct run now;     /* being read */
    struct run decided; /* the last one before it that had something to say */
    bool has_decided;
    run_noise_fn *noise;
    void *state;
};

/** Reads a record of sysprep's own, with its signs. */
void runs_read(struct runs *runs, const struct log_record *record, const struct signs *signs);
/** A line that consists of equal signs. */
bool runs_is_rule(const struct log_record *record);
/** Did it fail? */
bool run_failed(const struct run *run);
/** Fills in the cause, where no signature gave it. */
void run_conclude(struct run *run);
/** Concludes what is being read. @return the run that decides; NULL: there is none */
struct run *runs_end(struct runs *runs);
