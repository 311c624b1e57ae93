/* SPDX-License-Identifier: MIT */
/* err.h - what went wrong: one value, owned by the caller, filled by whoever failed. */
#pragma once

#include "base/attr.h"

#include <stdbool.h>
#include <stdint.h>

/** Whose number `code` is. */
enum err_domain {
    ERR_NONE = 0, /* nothing went wrong */
    ERR_AGENT,    /* enum err_agent */
    ERR_ERRNO,    /* errno of the C library */
    ERR_WIN32,    /* GetLastError() and its kin */
    ERR_HRESULT,  /* COM, DISM */
    ERR_WMI,      /* ReturnValue of a storage management method */
    ERR_HTTP,     /* status of a server's answer; 0: there was no answer */
};

/** Our own codes. Never renumbered: journals hold them. */
enum err_agent {
    ERR_NOMEM = 1,       /* out of memory */
    ERR_MALFORMED = 2,   /* bytes from outside are not what they should be */
    ERR_TOO_LARGE = 3,   /* over a limit that the header names */
    ERR_NO_EFFECT = 4,   /* a change was made and does not show */
    ERR_REFUSED = 5,     /* a guard said no */
    ERR_BUSY = 6,        /* somebody else holds it */
    ERR_TIME_LIMIT = 7,  /* it took longer than allowed */
    ERR_UNSUPPORTED = 8, /* this kind of guest cannot be asked that */
    ERR_SYSPREP = 9,     /* sysprep did not seal the image */
    ERR_DAMAGED = 10,    /* a journal was altered or torn in the middle */
    ERR_CANCELLED = 11,  /* a person or a signal said stop */
    ERR_CHANGED = 12,    /* facts no longer lead to the plan */
};

struct err {
    enum err_domain domain;
    uint32_t code; /* the number the failing call gave, as it was */
    /* UTF-8 without control characters, outermost context first: "reading 'x': access denied" */
    char text[384];
};

/**
 * Fills err. Allocates nothing. Text that does not fit is cut at a character.
 *
 * @return  false, so that a failure is one line
 */
bool err_set(struct err *err, enum err_domain domain, uint32_t code, const char *format, ...)
    PRINTF_LIKE(4, 5);

/**
 * Puts context in front of the text: "context: text". When both do not fit, the context is dropped.
 *
 * @return  false
 */
bool err_wrap(struct err *err, const char *format, ...) PRINTF_LIKE(2, 3);

/** Fills err with ERR_NOMEM. @return false */
bool err_nomem(struct err *err);

/** Is it this code of our own? */
bool err_is(const struct err *err, enum err_agent code);

/** "agent", "errno", "win32", "hresult", "wmi", "http" or "none": the word used in JSON. */
const char *err_domain_name(enum err_domain domain);
