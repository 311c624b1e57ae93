/* SPDX-License-Identifier: MIT */
/*
 * log_lines.h - a log's bytes, in any encoding and cut anywhere, as lines; ordinary ones are left out.
 *
 * UTF-8 and ANSI go through as they are; UTF-16 of either order, with a mark or without, becomes UTF-8.
 * A line ends with LF, CR LF or CR. What is ordinary: an Info line of setupact.log, whole and in its
 * columns, whose message is none of those that tell runs, providers or ends apart. Of a large log
 * nearly all are, so that they are looked at by their first bytes only.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LOG_PIECE_MOST = 4096, /* bytes of a line that are handed over at once */
    LOG_TIME_LEN = 19,     /* "2026-03-20 15:17:23" */
};

/** A line, or a piece of a long one. */
struct log_piece {
    const char *bytes;   /* without its line end */
    size_t len;          /* at most LOG_PIECE_MOST */
    uint64_t line;       /* number of the line, from 1 */
    bool begins, ends;   /* the line begins and ends with it */
    const char *skipped; /* time of the last ordinary line, when there were any since the last
                             piece: LOG_TIME_LEN bytes; NULL: none were */
};

enum log_encoding {
    LOG_UNTOLD = 0, /* not enough bytes yet */
    LOG_BYTES,      /* UTF-8 or ANSI */
    LOG_UTF16_LITTLE,
    LOG_UTF16_BIG,
};

/** The state between two chunks. Set take and state, leave the rest zeroed. */
struct log_lines {
    void (*take)(void *state, const struct log_piece *piece);
    void *state;
    enum log_encoding encoding;
    char first[4]; /* bytes seen before the encoding is told */
    size_t first_len;
    uint64_t line;    /* ended so far */
    bool within;      /* a piece of a line was handed over, its end was not */
    bool after_cr;    /* a LF would belong to the CR before it */
    bool was_skipped; /* skipped is filled */
    char skipped[LOG_TIME_LEN];
    uint8_t odd; /* UTF-16: half a unit */
    bool has_odd;
    uint16_t high; /* UTF-16: half a pair; 0: none */
    size_t kept_len;
    char kept[LOG_PIECE_MOST]; /* begin of a line whose end is not there yet */
};

/** Takes the next bytes. */
void log_lines_feed(struct log_lines *lines, const void *bytes, size_t len);
/** Hands over what is left. */
void log_lines_end(struct log_lines *lines);
/** Is the line that begins here ordinary? Looks at LOG_ORDINARY_LEAST bytes, which must be there. */
bool log_is_ordinary(const char *line);
enum { LOG_ORDINARY_LEAST = 96 };
