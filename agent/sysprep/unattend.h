/* SPDX-License-Identifier: MIT */
/*
 * unattend.h - pure: what is wrong with an answer file (unattend.xml), and a corrected copy of it.
 *
 * agent/guest/answer_file.h counts what a probe tells of files that lie about; this goes through one
 * file in full, with the place of each finding. No text of a password or key gets into a finding.
 */
#pragma once

#include "base/xml_source.h"

enum {
    UNATTEND_SIZE_LIMIT = XML_SIZE_LIMIT, /* bytes of a file */
    UNATTEND_FINDING_LIMIT = 1000,        /* findings kept; the rest is counted */
    UNATTEND_DEPTH_LIMIT = 64,            /* elements inside each other; real files have about 8 */
};

enum unattend_severity {
    UNATTEND_NOTE = 0, /* good to know */
    UNATTEND_WARNING,  /* makes a worse image, or one that tells secrets */
    UNATTEND_ERROR,    /* Windows refuses the file, or does not do what it says */
};

/** "error", "warning", "note" */
const char *unattend_severity_name(enum unattend_severity severity);

/** One thing that can be wrong: a row of unattend_checks. */
struct unattend_check {
    const char *id; /* "unattend.pass-unknown": never renamed */
    enum unattend_severity severity;
    const char *title; /* what is wrong */
    const char *why;   /* what breaks */
    const char *advice;
    const char *source; /* where that is published */
    const char *fix;    /* what --fix does about it; NULL: it leaves it to a person */
};

/** Indices of unattend_checks. */
enum unattend_id {
#define CHECK(name) UNATTEND_##name,
#include "sysprep/unattend_list.h"
#undef CHECK
    UNATTEND_CHECKS,
};

extern const struct unattend_check unattend_checks[];

/** What is known of the image that the file is for. */
struct unattend_image {
    const char *architecture; /* "amd64", "arm64", "x86"; NULL: not known */
    const char *profile;      /* id of whom the image is for; NULL: not known */
};

struct unattend_finding {
    const struct unattend_check *check;
    enum unattend_severity severity;
    struct xml_spot spot;
    char *what;         /* owned; UTF-8, nothing secret */
    const char *advice; /* the check's, or the one for the profile */
    bool fixable;       /* --fix puts this one right */
};

/** Findings in the order of the file. Zeroed is empty. */
struct unattend_report {
    struct unattend_finding *findings; /* owned */
    size_t count, capacity;
    size_t left_out;                        /* over UNATTEND_FINDING_LIMIT */
    size_t by_severity[UNATTEND_ERROR + 1]; /* left out ones too */
    struct xml_edit *edits;                 /* owned; what would be put right */
    size_t edit_count, edit_capacity;
    bool is_xml; /* well-formed: there is something to correct */
};

void unattend_report_done(struct unattend_report *report);

/**
 * Goes through a file. Whatever is wrong with its content is a finding.
 *
 * @return  false: larger than UNATTEND_SIZE_LIMIT, or no memory
 */
bool unattend_read(const void *bytes, size_t len, const struct unattend_image *image,
    struct unattend_report *report, struct err *err) MUST_CHECK;

/** Appends the corrected copy: the bytes with the report's edits made. */
bool unattend_fix(const void *bytes, size_t len, const struct unattend_report *report,
    struct text *text, struct err *err) MUST_CHECK;

/** The architectures that components name; NULL-terminated. */
extern const char *const unattend_architectures[];
