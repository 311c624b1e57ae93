/* SPDX-License-Identifier: MIT */
/*
 * parts.h - what a guest answers, as members of a JSON object and back.
 *
 * An answer is an array of parts, each a variable and the member that it becomes. One array serves
 * both ways, so that what is written is what is read.
 */
#pragma once

#include "guest/guest.h"

enum part_kind {
    PART_U32 = 0,    /* uint32_t */
    PART_ENUM,       /* an enum from 0 to `size` */
    PART_U64,        /* uint64_t */
    PART_I64,        /* int64_t */
    PART_BOOL,       /* bool */
    PART_CHARS,      /* char[size], UTF-8 */
    PART_TEXT,       /* struct text */
    PART_TEXTS,      /* struct text_list */
    PART_BYTES,      /* struct bytes: a string where they are UTF-8 without NUL, else
                        {"base64":...} */
    PART_BUFFER,     /* uint8_t[size], the same way */
    PART_ROWS,       /* struct json *: an array of objects */
    PART_PARTITIONS, /* struct disk_layout: its partitions */
};

struct part {
    const char *name;    /* of the member */
    enum part_kind kind; /* of the variable */
    void *place;         /* the variable */
    size_t size;         /* where the kind says so */
};

/** Can all of it be written? A text from outside may not be UTF-8. @return false: ERR_MALFORMED */
bool parts_can_be_written(const struct part *parts, size_t count, struct err *err) MUST_CHECK;
/** Adds the members. @return false: out of memory */
bool parts_write(
    const struct part *parts, size_t count, struct json *object, struct err *err) MUST_CHECK;
/**
 * Reads the members into the variables; what was in them is released.
 *
 * @return  false: ERR_MALFORMED names the member; some of the variables may have been read
 */
bool parts_read(
    const struct part *parts, size_t count, const struct json *object, struct err *err) MUST_CHECK;
