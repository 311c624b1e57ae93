/* SPDX-License-Identifier: MIT */
/*
 * test_cms.c - signs with a certificate of the machine's store, and Windows verifies it.
 *
 * The certificate is made here and taken out again. Wine finds it and does not sign with it: there
 * the test shows no more than that it was found and asked for. A PFX is opened through the same
 * calls, but for PFXImportCertStore; docs/windows-evidence.md says what has been seen of that.
 */
#include "windows_test.h"

#include "base/cms.h"

static const wchar_t container[] = L"goldprep test";

/** A certificate in the store, and its key. */
struct made {
    HCRYPTPROV provider;
    HCRYPTKEY key;
    HCERTSTORE store;
    PCCERT_CONTEXT certificate;
    char thumbprint[CMS_THUMBPRINT_DIGITS + 1];
};

static void make_key(struct made *made)
{
    const DWORD flags = CRYPT_MACHINE_KEYSET | CRYPT_SILENT;

    (void)CryptAcquireContextW(&made->provider, container, MS_ENH_RSA_AES_PROV_W, PROV_RSA_AES,
        flags | CRYPT_DELETEKEYSET); /* one that an earlier run has left */
    ck_assert_msg(CryptAcquireContextW(&made->provider, container, MS_ENH_RSA_AES_PROV_W,
                      PROV_RSA_AES, flags | CRYPT_NEWKEYSET),
        "%lu", GetLastError());
    ck_assert_msg(
        CryptGenKey(made->provider, AT_SIGNATURE, 2048u << 16, &made->key), "%lu", GetLastError());
}

static void make_certificate(struct made *made)
{
    wchar_t container_name[COUNT_OF(container)];
    wchar_t provider_name[] = MS_ENH_RSA_AES_PROV_W;
    CRYPT_KEY_PROV_INFO info = { container_name, provider_name, PROV_RSA_AES, CRYPT_MACHINE_KEYSET,
        0, NULL, AT_SIGNATURE };
    BYTE name[128];
    CERT_NAME_BLOB subject = { sizeof name, name };
    PCCERT_CONTEXT certificate;
    BYTE hash[CMS_THUMBPRINT_DIGITS / 2];
    DWORD bytes = sizeof hash;

    memcpy(container_name, container, sizeof container);
    ck_assert(CertStrToNameW(X509_ASN_ENCODING, L"CN=goldprep test", CERT_X500_NAME_STR, NULL, name,
        &subject.cbData, NULL));
    certificate =
        CertCreateSelfSignCertificate(made->provider, &subject, 0, &info, NULL, NULL, NULL, NULL);
    ck_assert_msg(certificate != NULL, "%lu", GetLastError());
    made->store =
        CertOpenStore(CERT_STORE_PROV_SYSTEM_W, 0, 0, CERT_SYSTEM_STORE_LOCAL_MACHINE, L"MY");
    ck_assert_msg(made->store != NULL, "%lu", GetLastError());
    ck_assert(CertAddCertificateContextToStore(
        made->store, certificate, CERT_STORE_ADD_REPLACE_EXISTING, &made->certificate));
    ck_assert(
        CertSetCertificateContextProperty(made->certificate, CERT_KEY_PROV_INFO_PROP_ID, 0, &info));
    ck_assert_msg(
        CertControlStore(made->store, 0, CERT_STORE_CTRL_COMMIT, NULL), "%lu", GetLastError());
    (void)CertFreeCertificateContext(certificate); /* fails for a bad handle only */
    ck_assert(
        CertGetCertificateContextProperty(made->certificate, CERT_SHA1_HASH_PROP_ID, hash, &bytes));
    for (size_t at = 0; at < sizeof hash; at++)
        snprintf(made->thumbprint + 2 * at, 3, "%02X", hash[at]);
}

static void unmake(struct made *made)
{
    ck_assert(CertDeleteCertificateFromStore(made->certificate));
    ck_assert(CertCloseStore(made->store, 0));
    ck_assert(CryptDestroyKey(made->key));
    ck_assert(CryptReleaseContext(made->provider, 0));
    ck_assert(CryptAcquireContextW(&made->provider, container, MS_ENH_RSA_AES_PROV_W, PROV_RSA_AES,
        CRYPT_MACHINE_KEYSET | CRYPT_SILENT | CRYPT_DELETEKEYSET));
}

static bool verifies(const struct bytes *signature, const char *signed_text)
{
    CRYPT_VERIFY_MESSAGE_PARA how = { .cbSize = sizeof how,
        .dwMsgAndCertEncodingType = X509_ASN_ENCODING | PKCS_7_ASN_ENCODING };
    const BYTE *contents[] = { (const BYTE *)signed_text };
    DWORD sizes[] = { (DWORD)strlen(signed_text) };

    return CryptVerifyDetachedMessageSignature(
        &how, 0, signature->data, (DWORD)signature->len, 1, contents, sizes, NULL);
}

static bool is_wine(void)
{
    return GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != NULL;
}

START_TEST(a_signature_of_the_store_verifies)
{
    struct made made = { 0 };
    AUTO(bytes) signature = { 0 };
    struct err err = { 0 };

    make_key(&made);
    make_certificate(&made);
    const struct cms_key key = { .thumbprint = made.thumbprint };
    bool right = cms_sign(&key, "a manifest", 10, &signature, &err);
    unmake(&made);
    if (is_wine()) {
        ck_assert_msg(!right && err.code == (uint32_t)CRYPT_E_NO_KEY_PROPERTY, "%s", err.text);
        return;
    }
    ck_assert_msg(right, "%s", err.text);
    ck_assert_uint_gt(signature.len, 256);
    ck_assert_msg(verifies(&signature, "a manifest"), "%lu", GetLastError());
    ck_assert(!verifies(&signature, "a Manifest"));
}
END_TEST

static const char *const thumbprints[] = { "0123456789012345678901234567890123456789", "", "12",
    "01234567890123456789012345678901234567890", "012345678901234567890123456789012345678x" };

START_TEST(one_that_is_not_there_is_named)
{
    const struct cms_key key = { .thumbprint = thumbprints[_i] };
    AUTO(bytes) signature = { 0 };
    struct err err = { 0 };

    ck_assert_msg(!cms_sign(&key, "x", 1, &signature, &err), "'%s'", thumbprints[_i]);
    ck_assert(!signature.data);
    ck_assert_msg(err.text[0] != '\0', "'%s'", thumbprints[_i]);
}
END_TEST

START_TEST(what_is_no_pfx_is_refused)
{
    uint8_t no_pfx[] = "no PFX";
    const struct bytes pfx = { no_pfx, sizeof no_pfx - 1 };
    const struct cms_key key = { .pfx = &pfx, .password = "secret of mine" };
    AUTO(bytes) signature = { 0 };
    struct err err = { 0 };

    ck_assert(!cms_sign(&key, "x", 1, &signature, &err));
    ck_assert_msg(strstr(err.text, "the PFX cannot be opened"), "%s", err.text);
    ck_assert_msg(!strstr(err.text, "secret of mine"), "%s", err.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("win.cms");

    check_add(suite, a_signature_of_the_store_verifies, 1);
    check_add(suite, one_that_is_not_there_is_named, COUNT_OF(thumbprints));
    check_add(suite, what_is_no_pfx_is_refused, 1);
    return check_main(suite);
}
