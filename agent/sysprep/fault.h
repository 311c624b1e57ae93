/* SPDX-License-Identifier: MIT */
/* fault.h - one failure as it was read: its cause, item, codes, and the lines that it stands on. */
#pragma once

#include "sysprep/capture.h"
#include "sysprep/codes.h"

enum {
    FAULT_LINES_MOST = 6,  /* lines that are kept of one failure */
    FAULT_TEXT_MOST = 400, /* bytes of one that are kept, with its NUL */
};

/** A line of the log, as it can be shown. */
struct fault_line {
    uint64_t line;
    char text[FAULT_TEXT_MOST]; /* UTF-8 without control characters */
};

/** Zeroed is none. */
struct fault {
    const struct cause *cause;
    char item[CAPTURE_MOST];
    struct code_list codes;
    struct fault_line lines[FAULT_LINES_MOST];
    size_t line_count;
    unsigned seen; /* lines that were to be added */
};

/** Copies what a terminal may be shown: no control characters, no marks that turn the direction of
 * text, valid UTF-8; cut at a character, one blank for several. */
void fault_show(const char *text, size_t len, char *shown, size_t size);
/** Keeps the line of the record in which a place stands, with what it was wrapped into. */
void fault_add_line(struct fault *fault, const struct log_record *record, size_t at);
/** Was so much of it read that more tells no more? */
bool fault_is_full(const struct fault *fault);
/** Adds the codes of the lines from one place to another; where there are none, of the next line. */
void fault_add_codes(struct fault *fault, const struct log_record *record, size_t from, size_t to);
/** Takes an item when it has none yet. */
void fault_set_item(struct fault *fault, const char *item);

/** From where to where the line of a place goes; all of a record that began with a head. */
void fault_span(const struct log_record *record, size_t at, size_t *from, size_t *to);
