/* SPDX-License-Identifier: MIT */
/*
 * sha256.h - SHA-256, by the system's own library.
 *
 * Done by agent/win/sha256.c (BCrypt) or agent/posix/sha256.c (OpenSSL).
 */
#pragma once

#include "base/text.h"

enum {
    SHA256_BYTES = 32,
    SHA256_HEX_SIZE = 2 * SHA256_BYTES + 1, /* lower case digits and the NUL */
};

/** A sum at work. Zeroed is none. */
struct sha256 {
    void *state; /* the platform's own */
};

void sha256_done(struct sha256 *sha256);
bool sha256_begin(struct sha256 *sha256, struct err *err) MUST_CHECK;
bool sha256_add(struct sha256 *sha256, const void *data, size_t len, struct err *err) MUST_CHECK;
/** Ends it. @param hex  receives the sum as lower case digits */
bool sha256_end(struct sha256 *sha256, char hex[SHA256_HEX_SIZE], struct err *err) MUST_CHECK;

/** The sum of bytes that are in memory. */
static inline MUST_CHECK bool sha256_of(
    const void *data, size_t len, char hex[SHA256_HEX_SIZE], struct err *err)
{
    AUTO(sha256) sum = { 0 };

    return sha256_begin(&sum, err) && sha256_add(&sum, data, len, err) &&
           sha256_end(&sum, hex, err);
}
