/* SPDX-License-Identifier: MIT */
/*
 * signs.h - what the lines of a log are known by: the signatures of causes, and the marks of runs,
 * providers, ends and harmless errors.
 */
#pragma once

#include "sysprep/causes.h"
#include "sysprep/fold.h"
#include "sysprep/log_stream.h"

enum sign_kind {
    SIGN_CAUSE = 0,  /* a signature of a cause */
    SIGN_STOP,       /* a failure on its way up: the run has stopped */
    SIGN_STOP_LAST,  /* the last line of that */
    SIGN_PROVIDER,   /* a stop that names the provider */
    SIGN_BANNER,     /* a run begins */
    SIGN_BEGIN,      /* the first steps of a run, where the banner was left out */
    SIGN_END,        /* sysprep closes its log, or its dialog */
    SIGN_SUCCESS,    /* a run has sealed the image */
    SIGN_CALL,       /* a provider is called */
    SIGN_CALLED,     /* a provider has succeeded */
    SIGN_EXTERNAL,   /* the providers of other software are meant */
    SIGN_FIRST_BOOT, /* not a run, but the first boot of an image */
    SIGN_GOOD,       /* another tool has succeeded */
    SIGN_DECRYPTED,  /* a volume is not encrypted */
    SIGN_DELETED,    /* a partition is gone */
    SIGN_FREE,       /* there is free space behind a partition */
    SIGN_FAILED,     /* another tool says that it failed, and not why */
    SIGN_FAILED_RUN, /* the same of sysprep */
    SIGN_NOISE,      /* an error line that stops nothing */
    SIGN_KINDS,
};

struct sign_mark {
    const char *needle;
    enum sign_kind kind;
    const char *why; /* of noise: why it is harmless */
};

/** One that was found. */
struct sign_hit {
    enum sign_kind kind;
    const struct cause *cause;               /* SIGN_CAUSE */
    const struct cause_signature *signature; /* SIGN_CAUSE */
    const char *why;                         /* SIGN_NOISE */
    size_t from, to;                         /* in the record's text */
};

enum { SIGN_HITS_MOST = 96 }; /* of one record; a paragraph of 8 KiB has fewer that differ */

/** All signs, ready to be searched for, and room to do so. */
struct signs {
    struct fold_set set;
    const struct cause_signature **signatures; /* owned: in the order of their rows */
    const struct cause **causes;               /* owned: the same */
    size_t signature_count;
    struct sign_hit hits[SIGN_HITS_MOST];
    size_t hit_count;
    size_t folded_len;
    char folded[LOG_RECORD_MOST];
    uint16_t places[LOG_RECORD_MOST];
};

void signs_done(struct signs *signs);
bool signs_make(struct signs *signs, struct err *err) MUST_CHECK;
/** Fills hits with those of the record, in order; of two that overlap with one kind, the first. */
void signs_find(struct signs *signs, const struct log_record *record);
/** Is there a hit of that kind? */
bool signs_have(const struct signs *signs, enum sign_kind kind);

extern const struct sign_mark sign_marks[];
extern const size_t sign_marks_count;
