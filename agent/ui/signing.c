/* SPDX-License-Identifier: MIT */
/* signing.c - finds key and password, and signs. */
#include "ui/signing.h"

#include "base/cms.h"
#include "base/file.h"
#include "ui/look.h"

static bool is_thumbprint(const char *with)
{
    return strlen(with) == CMS_THUMBPRINT_DIGITS &&
           strspn(with, "0123456789abcdefABCDEF") == CMS_THUMBPRINT_DIGITS;
}

bool signing_append_name(const char *with, struct text *name, struct err *err)
{
    if (!is_thumbprint(with))
        return file_absolute(with, name, err);
    text_append(name, "%s", with);
    return text_ok(name, err);
}

/* The first line of a file; the secret itself is in the environment seldom enough. */
static bool read_password_file(const char *path, char **password, struct err *err)
{
    AUTO(bytes) bytes = { 0 };

    if (!look_read(path, CMS_PASSWORD_SIZE_LIMIT, &bytes, err))
        return err_wrap(err, "the file that " SIGNING_PASSWORD_FILE_VARIABLE " names");
    bytes.data[strcspn((const char *)bytes.data, "\r\n")] = '\0';
    return text_copy((const char *)bytes.data, password, err);
}

static bool find_password(char **password, struct err *err)
{
    const char *given = getenv(SIGNING_PASSWORD_VARIABLE);
    const char *path = getenv(SIGNING_PASSWORD_FILE_VARIABLE);

    if (!given && path && path[0] != '\0')
        return read_password_file(path, password, err);
    return text_copy(given ? given : "", password, err);
}

bool signing_sign(
    const char *with, const void *data, size_t len, struct bytes *signature, struct err *err)
{
    AUTO(bytes) pfx = { 0 };
    AUTO_FREE char *password = NULL;

    if (is_thumbprint(with)) {
        const struct cms_key key = { .thumbprint = with };

        return cms_sign(&key, data, len, signature, err);
    }
    if (!look_read(with, CMS_PFX_SIZE_LIMIT, &pfx, err) || !find_password(&password, err))
        return false;

    const struct cms_key key = { .pfx = &pfx, .password = password };

    return cms_sign(&key, data, len, signature, err) ? true
                                                     : err_wrap(err, "signing with '%s'", with);
}

bool signing_write(const char *with, const char *path, const struct bytes *bytes, struct err *err)
{
    AUTO(bytes) signature = { 0 };
    AUTO(text) beside = { 0 };

    text_append(&beside, "%s.p7s", path);
    return text_ok(&beside, err) && signing_sign(with, bytes->data, bytes->len, &signature, err) &&
           file_replace(text_string(&beside), signature.data, signature.len, err);
}
