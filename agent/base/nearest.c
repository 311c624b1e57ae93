/* SPDX-License-Identifier: MIT */
/* nearest.c - distance between words: letters added, left out, changed, swapped with the next. */
#include "base/nearest.h"

enum { WORD_LIMIT = 48 }; /* longer words are not compared: no name of ours is that long */

static size_t least(size_t left, size_t right)
{
    return left < right ? left : right;
}

/* Optimal string alignment, three rows at a time. */
static size_t distance(const char *left, size_t left_len, const char *right, size_t right_len)
{
    size_t rows[3][WORD_LIMIT + 1] = { 0 };

    for (size_t column = 0; column <= right_len; column++)
        rows[0][column] = column;
    for (size_t line = 1; line <= left_len; line++) {
        size_t *now = rows[line % 3];
        const size_t *last = rows[(line + 2) % 3];
        const size_t *before = rows[(line + 1) % 3];

        now[0] = line;
        for (size_t column = 1; column <= right_len; column++) {
            size_t same = left[line - 1] == right[column - 1] ? 0 : 1;

            now[column] =
                least(least(last[column] + 1, now[column - 1] + 1), last[column - 1] + same);
            if (line > 1 && column > 1 && left[line - 1] == right[column - 2] &&
                left[line - 2] == right[column - 1])
                now[column] = least(now[column], before[column - 2] + 1);
        }
    }
    return rows[left_len % 3][right_len];
}

void nearest_try(struct nearest *nearest, const char *typed, const char *candidate)
{
    size_t typed_len = strlen(typed);
    size_t candidate_len = strlen(candidate);
    size_t apart;

    if (typed_len == 0 || typed_len > WORD_LIMIT || candidate_len > WORD_LIMIT)
        return;
    apart = distance(typed, typed_len, candidate, candidate_len);
    /* a third of the word may be wrong; beyond that a guess would only confuse */
    if (apart > (candidate_len + 2) / 3 || (nearest->name && apart >= nearest->distance))
        return;
    nearest->name = candidate;
    nearest->distance = apart;
}
