/* SPDX-License-Identifier: MIT */
/* evidence.h - what shows that something is installed: places, each of which becomes a row. */
#pragma once

#include "probes/probe.h"

/** What kind of place it is. */
enum probe_evidence_kind {
    EVIDENCE_SERVICE = 0,  /* a service or driver of that name is installed */
    EVIDENCE_KEY,          /* a key below HKEY_LOCAL_MACHINE */
    EVIDENCE_TEXT,         /* a REG_SZ that is not empty; what it says is not kept */
    EVIDENCE_VALUE,        /* a value, whatever its type */
    EVIDENCE_WINDOWS_FILE, /* a file or folder below %windir% */
};

/** One place. */
struct probe_evidence {
    const char *name; /* for people: "service CcmExec"; never renamed */
    enum probe_evidence_kind kind;
    const char *place; /* service name, key, or path below %windir% */
    const char *value; /* of EVIDENCE_TEXT and EVIDENCE_VALUE; else NULL */
};

/**
 * Sets a fact of rows: name and place of each that is there. A place that could not be read makes
 * the fact unreadable, unless another one is there.
 *
 * @param places  ended by a name of NULL
 */
bool probe_set_evidence(const struct guest *guest, const char *fact,
    const struct probe_evidence *places, struct facts *facts, struct err *err) MUST_CHECK;

/** Rows, unless there is none and something could not be read: then the fact is unreadable.
 * @param why  the first failure; its domain is ERR_NONE when there was none */
bool probe_set_rows_or_why(struct facts *facts, const char *fact, const struct json *rows,
    const struct err *why, struct err *err) MUST_CHECK;
