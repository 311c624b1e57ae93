/* SPDX-License-Identifier: MIT */
/* sha256.c - SHA-256 by OpenSSL. Source: https://docs.openssl.org/3.0/man3/EVP_DigestInit/ */
#include "base/sha256.h"

#include <openssl/evp.h>

static bool fail(struct err *err)
{
    return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "OpenSSL does not compute SHA-256");
}

void sha256_done(struct sha256 *sha256)
{
    EVP_MD_CTX_free(sha256->state);
    sha256->state = NULL;
}

bool sha256_begin(struct sha256 *sha256, struct err *err)
{
    sha256->state = EVP_MD_CTX_new();
    if (!sha256->state)
        return err_nomem(err);
    return EVP_DigestInit_ex(sha256->state, EVP_sha256(), NULL) == 1 ? true : fail(err);
}

bool sha256_add(struct sha256 *sha256, const void *data, size_t len, struct err *err)
{
    return EVP_DigestUpdate(sha256->state, data, len) == 1 ? true : fail(err);
}

bool sha256_end(struct sha256 *sha256, char hex[SHA256_HEX_SIZE], struct err *err)
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned int bytes = 0;

    if (EVP_DigestFinal_ex(sha256->state, sum, &bytes) != 1 || bytes != SHA256_BYTES)
        return fail(err);
    for (size_t at = 0; at < SHA256_BYTES; at++)
        (void)snprintf(hex + 2 * at, 3, "%02x", sum[at]); /* two digits and the NUL */
    return true;
}
