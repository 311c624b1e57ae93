/* SPDX-License-Identifier: MIT */
/*
 * sha256.c - SHA-256 by BCrypt, which is loaded when the first sum is wanted.
 *
 * Source: https://learn.microsoft.com/windows/win32/api/bcrypt/nf-bcrypt-bcryptcreatehash
 */
#include "base/sha256.h"

#include "win/win.h"

#include <bcrypt.h>

/** What a sum needs until it ends. */
struct hashing {
    struct win_bcrypt bcrypt;
    BCRYPT_ALG_HANDLE algorithm;
    BCRYPT_HASH_HANDLE hash;
};

static bool check(NTSTATUS status, const char *what, struct err *err)
{
    if (status >= 0)
        return true;
    return err_set(err, ERR_AGENT, ERR_UNSUPPORTED,
        "cannot compute SHA-256: %s gave NTSTATUS 0x%08lx", what, (unsigned long)status);
}

void sha256_done(struct sha256 *sha256)
{
    struct hashing *hashing = sha256->state;

    if (!hashing)
        return;
    if (hashing->hash)
        (void)hashing->bcrypt.destroy_hash(hashing->hash); /* fails for a bad handle only */
    if (hashing->algorithm)
        (void)hashing->bcrypt.close_algorithm(hashing->algorithm, 0); /* the same */
    win_bcrypt_done(&hashing->bcrypt);
    free(hashing);
    sha256->state = NULL;
}

bool sha256_begin(struct sha256 *sha256, struct err *err)
{
    struct hashing *hashing = calloc(1, sizeof *hashing);

    if (!hashing)
        return err_nomem(err);
    sha256->state = hashing;
    return win_bcrypt_open(&hashing->bcrypt, err) &&
           check(hashing->bcrypt.open_algorithm(
                     &hashing->algorithm, BCRYPT_SHA256_ALGORITHM, NULL, 0),
               "BCryptOpenAlgorithmProvider", err) &&
           check(
               hashing->bcrypt.create_hash(hashing->algorithm, &hashing->hash, NULL, 0, NULL, 0, 0),
               "BCryptCreateHash", err);
}

bool sha256_add(struct sha256 *sha256, const void *data, size_t len, struct err *err)
{
    struct hashing *hashing = sha256->state;
    const UCHAR *bytes = data;

    while (len > 0) {
        ULONG part = len < 1u << 30 ? (ULONG)len : 1u << 30; /* BCrypt counts in ULONG */

        /* its parameter has no const; the bytes are only read */
        if (!check(hashing->bcrypt.hash_data(hashing->hash, (UCHAR *)(uintptr_t)bytes, part, 0),
                "BCryptHashData", err))
            return false;
        bytes += part;
        len -= part;
    }
    return true;
}

bool sha256_end(struct sha256 *sha256, char hex[SHA256_HEX_SIZE], struct err *err)
{
    struct hashing *hashing = sha256->state;
    UCHAR sum[SHA256_BYTES];

    if (!check(hashing->bcrypt.finish_hash(hashing->hash, sum, sizeof sum, 0), "BCryptFinishHash",
            err))
        return false;
    for (size_t at = 0; at < SHA256_BYTES; at++)
        (void)snprintf(hex + 2 * at, 3, "%02x", sum[at]); /* two digits and the NUL */
    return true;
}
