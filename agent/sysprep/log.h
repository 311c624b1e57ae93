/* SPDX-License-Identifier: MIT */
/* log.h - pure: reads sysprep's setupact.log. */
#pragma once

#include "base/text.h"

enum {
    SYSPREP_EXCERPT_LIMIT = 64 * 1024,    /* bytes of an excerpt */
    SYSPREP_LINE_LIMIT = 2048,            /* bytes kept of one line of it */
    SYSPREP_LOG_LIMIT = 64 * 1024 * 1024, /* bytes of a log; of a larger one the end is read */
};

/** What the last run in a log tells. */
struct sysprep_log {
    size_t runs;   /* banners seen */
    bool ended;    /* "Shutting down SysPrep log" was seen after the last banner */
    bool stopped;  /* a line that stops the run was seen after the last banner */
    char *cause;   /* owned; the text of the specific error line before the first stopping
                               line, or that line itself; NULL when nothing stopped the run */
    char *excerpt; /* owned; lines of the last run: errors and what stands around them,
                               or the tail; "" when the log is empty */
    uint32_t code; /* the last HRESULT or Win32 code of the run's stopping lines; 0: none */
};

void sysprep_log_done(struct sysprep_log *log);
/** Reads a log of any encoding (UTF-8, UTF-16 with BOM, else taken as Latin-1). */
bool sysprep_log_read(
    const void *bytes, size_t len, struct sysprep_log *log, struct err *err) MUST_CHECK;
