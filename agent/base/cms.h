/* SPDX-License-Identifier: MIT */
/*
 * cms.h - a detached CMS signature (PKCS #7), DER, with SHA-256.
 *
 * Done by agent/win/cms.c (crypt32) or agent/posix/cms.c (OpenSSL).
 * Source: https://www.rfc-editor.org/rfc/rfc5652 section 5
 */
#pragma once

#include "base/text.h"

enum {
    CMS_THUMBPRINT_DIGITS = 40,         /* SHA-1 of the certificate, as Windows shows it */
    CMS_PFX_SIZE_LIMIT = 1024 * 1024,   /* bytes */
    CMS_PASSWORD_SIZE_LIMIT = 4 * 1024, /* bytes of a file that holds one */
};

/** What is signed with: one of the two. */
struct cms_key {
    const struct bytes *pfx; /* certificate, key and chain; PKCS #12 */
    const char *password;    /* of it; "" when there is none */
    const char *thumbprint;  /* or: of a certificate in the machine's store "My" (Windows alone) */
};

/**
 * Signs.
 *
 * @param signature  receives it, with the certificate inside; the caller releases it
 * @return           false: there is no such certificate, the password is wrong, the key cannot be
 *                   used; err never shows the password
 */
bool cms_sign(const struct cms_key *key, const void *data, size_t len, struct bytes *signature,
    struct err *err) MUST_CHECK;
