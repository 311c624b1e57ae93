/* SPDX-License-Identifier: MIT */
/* answers.h - answers by their questions, in the order they were first asked. */
#pragma once

#include "base/json.h"

/** One question and what was answered. */
struct answer {
    char *question;    /* "reg_read_u32[\"SYSTEM\\\\Setup\",\"SetupType\"]"; owned */
    struct json *line; /* as docs/recording.md says, without its checksum; owned */
};

/** A table of them. Zeroed is empty. */
struct answers {
    struct answer *items;
    size_t count, capacity;
    size_t *slots; /* by hash: place in items, from 1 on; 0 is free */
    size_t slot_count;
};

/** Says that there is none. */
#define ANSWERS_NONE SIZE_MAX

void answers_done(struct answers *answers);
/** Its place in items, or ANSWERS_NONE. */
size_t answers_find(const struct answers *answers, const char *question);
/**
 * Adds one that is not there yet.
 *
 * @param question  owned by the table on success
 * @param line      the same
 */
bool answers_add(
    struct answers *answers, char *question, struct json *line, struct err *err) MUST_CHECK;
