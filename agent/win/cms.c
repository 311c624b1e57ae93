/* SPDX-License-Identifier: MIT */
/*
 * cms.c - signs by crypt32, which is loaded when something is signed.
 *
 * Source: https://learn.microsoft.com/windows/win32/api/wincrypt/nf-wincrypt-cryptsignmessage,
 * https://learn.microsoft.com/windows/win32/api/wincrypt/nf-wincrypt-pfximportcertstore
 */
#include "base/cms.h"

#include "win/win.h"

enum { ENCODING = X509_ASN_ENCODING | PKCS_7_ASN_ENCODING };

/** What signing takes. Zeroed is none. */
struct signing {
    struct win_crypt crypt;
    HCERTSTORE store;
    PCCERT_CONTEXT certificate;
};

static void signing_done(struct signing *signing)
{
    if (signing->certificate) /* both fail for bad handles only */
        (void)signing->crypt.free_certificate(signing->certificate);
    if (signing->store)
        (void)signing->crypt.close_store(signing->store, 0);
    win_crypt_done(&signing->crypt);
    *signing = (struct signing){ 0 };
}

/* A key that was imported without being kept, or one that a provider keeps. */
static bool has_key(const struct signing *signing, PCCERT_CONTEXT certificate)
{
    static const DWORD properties[] = { CERT_KEY_CONTEXT_PROP_ID, CERT_KEY_PROV_INFO_PROP_ID,
        CERT_NCRYPT_KEY_HANDLE_PROP_ID };
    DWORD bytes;

    for (size_t at = 0; at < COUNT_OF(properties); at++) {
        bytes = 0;
        if (signing->crypt.get_property(certificate, properties[at], NULL, &bytes))
            return true;
    }
    return false;
}

static bool open_pfx(struct signing *signing, const struct cms_key *key, struct err *err)
{
    CRYPT_DATA_BLOB blob = { (DWORD)key->pfx->len, key->pfx->data };
    AUTO_FREE wchar_t *password = NULL;
    PCCERT_CONTEXT certificate = NULL;
    DWORD failed;

    if (!win_widen(key->password, &password, err))
        return false;
    signing->store =
        signing->crypt.import_pfx(&blob, password, PKCS12_NO_PERSIST_KEY | PKCS12_PREFER_CNG_KSP);
    failed = GetLastError();
    SecureZeroMemory(password, wcslen(password) * sizeof *password);
    if (!signing->store)
        return win_err(err, failed, "the PFX cannot be opened");
    do { /* the one given in is released */
        certificate = signing->crypt.next_certificate(signing->store, certificate);
    } while (certificate && !has_key(signing, certificate));
    signing->certificate = certificate;
    if (!certificate)
        return err_set(
            err, ERR_AGENT, ERR_MALFORMED, "the PFX has no certificate with a private key");
    return true;
}

static bool read_thumbprint(const char *digits, BYTE *bytes)
{
    for (size_t at = 0; at < CMS_THUMBPRINT_DIGITS; at++) {
        char digit = digits[at];
        int value = digit >= '0' && digit <= '9'   ? digit - '0'
                    : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10
                    : digit >= 'A' && digit <= 'F' ? digit - 'A' + 10
                                                   : -1;

        if (value < 0)
            return false;
        bytes[at / 2] = (BYTE)(at % 2 == 0 ? value << 4 : bytes[at / 2] | value);
    }
    return digits[CMS_THUMBPRINT_DIGITS] == '\0';
}

static bool open_store(struct signing *signing, const char *thumbprint, struct err *err)
{
    BYTE bytes[CMS_THUMBPRINT_DIGITS / 2];
    CRYPT_HASH_BLOB blob = { sizeof bytes, bytes };

    if (!read_thumbprint(thumbprint, bytes))
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "a thumbprint is 40 hexadecimal digits");
    signing->store = signing->crypt.open_store(CERT_STORE_PROV_SYSTEM_W, 0, 0,
        CERT_SYSTEM_STORE_LOCAL_MACHINE | CERT_STORE_READONLY_FLAG | CERT_STORE_OPEN_EXISTING_FLAG,
        L"MY");
    if (!signing->store)
        return win_err(err, GetLastError(), "cannot open the machine's store of certificates");
    signing->certificate = signing->crypt.find_certificate(
        signing->store, ENCODING, 0, CERT_FIND_SHA1_HASH, &blob, NULL);
    if (!signing->certificate)
        return win_err(err, GetLastError(),
            "there is no certificate '%s' in the machine's store 'My'", thumbprint);
    return true;
}

bool cms_sign(const struct cms_key *key, const void *data, size_t len, struct bytes *signature,
    struct err *err)
{
    AUTO(signing) signing = { 0 };
    AUTO(bytes) made = { 0 };
    const BYTE *contents[] = { data };
    DWORD sizes[] = { (DWORD)len };
    DWORD bytes = 0;

    if (len > UINT32_MAX || (key->pfx && key->pfx->len > CMS_PFX_SIZE_LIMIT))
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "too large to be signed");
    if (!win_crypt_open(&signing.crypt, err))
        return false;
    if (!(key->pfx ? open_pfx(&signing, key, err) : open_store(&signing, key->thumbprint, err)))
        return false;

    CRYPT_SIGN_MESSAGE_PARA how = {
        .cbSize = sizeof how,
        .dwMsgEncodingType = ENCODING,
        .pSigningCert = signing.certificate,
        .HashAlgorithm.pszObjId = (char *)(uintptr_t)szOID_NIST_sha256, /* it is only read */
        .cMsgCert = 1,
        .rgpMsgCert = &signing.certificate,
    };

    if (!signing.crypt.sign_message(&how, TRUE, 1, contents, sizes, NULL, &bytes))
        return win_err(err, GetLastError(), "cannot sign");
    made.data = calloc((size_t)bytes + 1, 1);
    if (!made.data)
        return err_nomem(err);
    if (!signing.crypt.sign_message(&how, TRUE, 1, contents, sizes, made.data, &bytes))
        return win_err(err, GetLastError(), "cannot sign");
    made.data[bytes] = 0; /* it may be shorter than was said */
    *signature = (struct bytes){ TAKE(made.data), bytes };
    return true;
}
