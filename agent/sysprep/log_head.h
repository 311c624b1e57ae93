/* SPDX-License-Identifier: MIT */
/*
 * log_head.h - what stands in front of a log line's message: what other tools have put there, and
 * setupact.log's own time, level, message number and component.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum log_level {
    LOG_LEVEL_NONE = 0, /* no such word */
    LOG_LEVEL_INFO,
    LOG_LEVEL_WARNING,
    LOG_LEVEL_ERROR,
};

enum { LOG_TIME_NONE = -1 };

/** The front of a line. */
struct log_head {
    size_t len; /* bytes in front of the message */
    enum log_level level;
    bool is_record;  /* a record begins here: it has a level, a component or a log's time */
    bool is_sysprep; /* the component is SYSPRP */
    int64_t time;    /* seconds since some day; LOG_TIME_NONE */
};

/** Bytes that a tool has put in front: "==> azure-arm: ", "> ", a pipeline's time. */
size_t log_foreign_len(const char *line, size_t len);
/** Reads the head of a line without such. */
struct log_head log_read_head(const char *line, size_t len);
/** Does a record begin there, in the middle of a line? */
bool log_is_record_start(const char *line, size_t len, size_t at);
