/* SPDX-License-Identifier: MIT */
/*
 * cms.c - signs by OpenSSL.
 *
 * Source: https://docs.openssl.org/3.0/man3/CMS_sign/,
 * https://docs.openssl.org/3.0/man3/PKCS12_parse/
 */
#include "base/cms.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pkcs12.h>

/** What signing takes. Zeroed is none. */
struct signing {
    PKCS12 *pfx;
    EVP_PKEY *key;
    X509 *certificate;
    STACK_OF(X509) * chain;
    BIO *input, *data, *output;
    CMS_ContentInfo *message;
};

static void signing_done(struct signing *signing)
{
    CMS_ContentInfo_free(signing->message);
    (void)BIO_free(signing->output); /* fails for NULL only */
    (void)BIO_free(signing->data);
    (void)BIO_free(signing->input);
    sk_X509_pop_free(signing->chain, X509_free);
    X509_free(signing->certificate);
    EVP_PKEY_free(signing->key);
    PKCS12_free(signing->pfx);
    *signing = (struct signing){ 0 };
}

/* What OpenSSL noted last says it best; the rest goes. */
static bool fail(const char *doing, struct err *err)
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());

    err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "%s: %s", doing, reason ? reason : "no reason given");
    ERR_clear_error();
    return false;
}

static bool open_pfx(struct signing *signing, const struct cms_key *key, struct err *err)
{
    signing->input = BIO_new_mem_buf(key->pfx->data, (int)key->pfx->len);
    signing->pfx = signing->input ? d2i_PKCS12_bio(signing->input, NULL) : NULL;
    if (!signing->pfx)
        return fail("the PFX cannot be read", err);
    if (PKCS12_parse(signing->pfx, key->password, &signing->key, &signing->certificate,
            &signing->chain) != 1)
        return fail("the PFX cannot be opened", err);
    if (!signing->key || !signing->certificate)
        return err_set(
            err, ERR_AGENT, ERR_MALFORMED, "the PFX has no certificate with a private key");
    return true;
}

static bool make_message(struct signing *signing, const void *data, size_t len, struct err *err)
{
    const unsigned flags = CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP | CMS_PARTIAL;

    signing->data = BIO_new_mem_buf(data, (int)len);
    signing->output = BIO_new(BIO_s_mem());
    signing->message =
        signing->data ? CMS_sign(NULL, NULL, signing->chain, signing->data, flags) : NULL;
    if (!signing->message || !signing->output ||
        !CMS_add1_signer(
            signing->message, signing->certificate, signing->key, EVP_sha256(), flags) ||
        CMS_final(signing->message, signing->data, NULL, flags) != 1 ||
        i2d_CMS_bio(signing->output, signing->message) != 1)
        return fail("cannot sign", err);
    return true;
}

bool cms_sign(const struct cms_key *key, const void *data, size_t len, struct bytes *signature,
    struct err *err)
{
    AUTO(signing) signing = { 0 };
    char *made = NULL;
    long made_len;

    if (!key->pfx)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED,
            "this is not Windows: there is no machine store, sign with a PFX");
    if (len > INT_MAX || key->pfx->len > CMS_PFX_SIZE_LIMIT)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "too large to be signed");
    if (!open_pfx(&signing, key, err) || !make_message(&signing, data, len, err))
        return false;
    made_len = BIO_get_mem_data(signing.output, &made);
    uint8_t *copy = malloc((size_t)made_len + 1);
    if (!copy)
        return err_nomem(err);
    memcpy(copy, made, (size_t)made_len);
    copy[made_len] = 0;
    *signature = (struct bytes){ copy, (size_t)made_len };
    return true;
}
