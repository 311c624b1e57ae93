/* SPDX-License-Identifier: MIT */
/*
 * judge.h - what the rules share: taking a value out of a fact, and saying why there is none.
 *
 * A fact that is not known never becomes a verdict of "met" here: absent, unreadable, not collected
 * and of the wrong kind are VERDICT_UNKNOWN, not applicable is VERDICT_NOT_APPLICABLE. A rule for
 * which "not there" is an answer asks judge_absent first.
 */
#pragma once

#include "policy/policy.h"

/** More than any disk has; two of them can be added. */
#define JUDGE_BYTES_LIMIT ((int64_t)1 << 60)

/** Was it looked for, and is it not there? */
bool judge_absent(const struct facts *facts, const char *key);

/** The text of a fact; NULL when it is not known: then *verdict is set, and `seen` says why. */
const char *judge_text(
    const struct facts *facts, const char *key, enum verdict *verdict, struct text *seen);

/** The number of a fact. @return false: not known; *verdict is set, and `seen` says why */
bool judge_number(const struct facts *facts, const char *key, int64_t *number,
    enum verdict *verdict, struct text *seen) MUST_CHECK;

/** The same for a size or an offset: one below 0 or beyond JUDGE_BYTES_LIMIT is not known. */
bool judge_bytes(const struct facts *facts, const char *key, int64_t *bytes, enum verdict *verdict,
    struct text *seen) MUST_CHECK;

/** The rows of a fact; NULL when they are not known: then *verdict is set, and `seen` says why. */
const struct json *judge_rows(
    const struct facts *facts, const char *key, enum verdict *verdict, struct text *seen);

/** Has sysprep generalized this installation, so that its next start uses up the image? */
bool judge_is_sealed(const struct facts *facts);

/** VERDICT_MET or VERDICT_UNMET. */
enum verdict judge_met(bool met);

/** What a row must not have. */
struct row_condition {
    const char *member;
    const char *text; /* this one, whatever its case; NULL: a number that is not 0 */
};

/**
 * Judges rows: unmet when one of them has one of these, and `seen` names those that do.
 *
 * @param conditions  ended by a member of NULL
 * @param show        the member that names a row
 */
enum verdict judge_no_row_with(const struct facts *facts, const char *key,
    const struct row_condition *conditions, const char *show, struct text *seen);
