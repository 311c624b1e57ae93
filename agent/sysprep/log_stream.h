/* SPDX-License-Identifier: MIT */
/*
 * log_stream.h - a log's bytes, cut anywhere, as records: what belongs together, whatever has been put
 * in front of it, however it was wrapped, quoted or escaped. Fixed memory, however long the log is.
 *
 * A record begins with a line that has setupact.log's time, level or component. Lines without one
 * belong to the record before them, until an empty one; a text that has none at all is given in
 * paragraphs. JSON's escapes are undone, and several records on one line are told apart.
 */
#pragma once

#include "base/err.h"
#include "sysprep/log_head.h"

enum {
    LOG_RECORD_MOST = 8192,      /* bytes of a record; a longer one is given in parts */
    LOG_RECORD_LINES_MOST = 512, /* lines of a record; the same */
};

/** A line of a record. */
struct log_record_line {
    uint32_t at;   /* where it begins in the text */
    uint64_t line; /* its number in the log, from 1 */
};

struct log_record {
    const char *text; /* without heads; lines with a line feed between them; NUL-terminated */
    size_t len;
    const struct log_record_line *lines;
    size_t line_count;
    enum log_level level;
    bool is_record;       /* it began with a head; false: a paragraph */
    bool is_sysprep;      /* of the component SYSPRP */
    int64_t time;         /* LOG_TIME_NONE */
    int64_t skipped_time; /* of the last ordinary line in front of it; LOG_TIME_NONE */
};

struct log_stream;

/** Makes a stream; the caller calls log_stream_free. */
bool log_stream_new(void (*take)(void *state, const struct log_record *record), void *state,
    struct log_stream **stream, struct err *err) MUST_CHECK;
void log_stream_free(struct log_stream *stream);
/** Takes the next bytes; gives the records that are whole. */
void log_stream_feed(struct log_stream *stream, const void *bytes, size_t len);
/** Gives what is left. */
void log_stream_end(struct log_stream *stream);

/** The number of the line in which a place of the record's text stands. */
uint64_t log_record_line(const struct log_record *record, size_t at);
