/* SPDX-License-Identifier: MIT */
/* text.h - UTF-8 strings, growing buffers, lists of strings and byte blocks. */
#pragma once

#include "base/attr.h"
#include "base/err.h"

#include <stdarg.h>
#include <stddef.h>

/**
 * A growing string. Zeroed is empty and valid. An allocation that fails makes it `broken`: it keeps
 * what it had, later appends do nothing, and whoever uses the whole asks text_ok once.
 */
struct text {
    char *bytes;     /* NUL-terminated, NULL while empty: use text_string */
    size_t len;      /* bytes, without the NUL */
    size_t capacity; /* bytes allocated */
    bool broken;     /* an append failed */
};

void text_done(struct text *text);

/** Appends formatted text. */
void text_append(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);
void text_append_list(struct text *text, const char *format, va_list arguments) PRINTF_LIKE(2, 0);
/** Appends len bytes as they are. */
void text_append_bytes(struct text *text, const char *bytes, size_t len);
/** Empties it; keeps the memory. */
void text_clear(struct text *text);
/** The string, "" while empty; belongs to text. */
const char *text_string(const struct text *text);
/** False, with err filled, when an append had failed. */
bool text_ok(const struct text *text, struct err *err) MUST_CHECK;
/** Takes the string out; the caller frees it; text is empty afterwards. NULL when broken. */
char *text_take(struct text *text) MUST_CHECK;

/** strdup with an err. The caller frees *copy. */
bool text_copy(const char *string, char **copy, struct err *err) MUST_CHECK;

/** ASCII letters compare without case; other bytes as they are. */
bool text_same(const char *left, const char *right);
bool text_starts(const char *string, const char *prefix);      /* case counts */
bool text_starts_same(const char *string, const char *prefix); /* ASCII case does not */
bool text_ends_same(const char *string, const char *suffix);   /* ASCII case does not */
/** Is it whole, valid UTF-8 (no surrogates, no overlong forms)? */
bool text_is_utf8(const char *bytes, size_t len);
/** How many bytes from the front on are; len when all. */
size_t text_utf8_len(const char *bytes, size_t len);
/** The string itself when a message can show it, else words in its place: names from outside may be
 * long, or hold bytes that a terminal obeys. */
const char *text_shown(const char *string);
/** Reads a whole decimal number; false when anything else stands there or it does not fit. */
bool text_to_int64(const char *string, int64_t *number) MUST_CHECK;

/** "68,719,476,736" is for machines; this appends "64 GiB", "700 MiB", "512 bytes": exact where it
 * can be, else one decimal. */
void text_append_size(struct text *text, uint64_t size_bytes);

/** A list of strings. Zeroed is empty. */
struct text_list {
    char **items;    /* each owned */
    size_t count;    /* items in use */
    size_t capacity; /* items allocated */
};

void text_list_done(struct text_list *list);
bool text_list_add(struct text_list *list, const char *string, struct err *err) MUST_CHECK;
bool text_list_has(const struct text_list *list, const char *string); /* ASCII case ignored */

/** A block of bytes. Zeroed is empty. Whoever fills it puts a NUL behind the last byte. */
struct bytes {
    uint8_t *data;
    size_t len; /* bytes, without the NUL */
};

void bytes_done(struct bytes *bytes);
