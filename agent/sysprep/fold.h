/* SPDX-License-Identifier: MIT */
/*
 * fold.h - finds many needles in a text whatever its case, blanks, line breaks and quotation marks.
 *
 * A log that was wrapped, quoted, translated into another encoding or typed from a picture still has its
 * letters and digits. So only those are compared: in lower case, the look-alikes l, i, 1 and o, 0 being
 * one. What this loses is told apart by the length of the needles.
 */
#pragma once

#include "base/text.h"

enum { FOLD_NEEDLE_LEAST = 4 }; /* letters and digits; shorter ones are refused */

/** What a byte becomes; 0: it is left out. */
unsigned char fold_byte(char byte);
/**
 * Folds a text.
 *
 * @param folded  receives at most len bytes
 * @param places  receives, for each of them, where in the text it stood
 * @return        how many
 */
size_t fold_text(const char *text, size_t len, char *folded, uint16_t *places);

/** The first place of a word, ASCII case not counting; NULL: there is none. */
const char *fold_find(const char *from, const char *end, const char *word);

/** A set of needles. Zeroed is empty. */
struct fold_set {
    struct fold_needle *needles; /* owned */
    size_t count, capacity;
    uint16_t heads[256]; /* by hash of the first bytes: 1 + index of the first needle; 0: none */
};

struct fold_needle {
    char *folded;   /* owned */
    uint32_t first; /* its first bytes, compared before the rest */
    uint16_t len;   /* bytes of folded */
    uint16_t next;  /* 1 + index of the next one with the same hash; 0: none */
    uint16_t kind;  /* the caller's own */
    uint16_t row;   /* the caller's own */
};

void fold_set_done(struct fold_set *set);
/** Adds one; what kind and row mean is the caller's. */
bool fold_set_add(struct fold_set *set, const char *needle, uint16_t kind, uint16_t row,
    struct err *err) MUST_CHECK;
/**
 * The needles that begin at a place of a folded text, one after the other.
 *
 * @param last  the one given before; NULL: the first
 * @return      NULL: no more
 */
const struct fold_needle *fold_set_at(const struct fold_set *set, const char *folded, size_t len,
    size_t at, const struct fold_needle *last);
