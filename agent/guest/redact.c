/* SPDX-License-Identifier: MIT */
/*
 * redact.c - what counts as a secret in registry and WMI, and how it is made unreadable.
 *
 * Source: https://learn.microsoft.com/windows/win32/secauthn/msgina-dll-features (DefaultPassword)
 * Source: https://learn.microsoft.com/windows/win32/api/winreg/nf-winreg-regsetvalueexw (types)
 */
#include "guest/redact.h"

#include <string.h>

/** Types of registry values that are numbers. */
enum {
    TYPE_SZ = 1,
    TYPE_EXPAND_SZ = 2,
    TYPE_DWORD = 4,
    TYPE_DWORD_BIG_ENDIAN = 5,
    TYPE_LINK = 6,
    TYPE_MULTI_SZ = 7,
    TYPE_QWORD = 11,
};

static bool holds(const char *name, const char *part)
{
    for (; *name; name++)
        if (text_starts_same(name, part))
            return true;
    return false;
}

bool redact_is_secret_name(const char *name)
{
    /* "token" is in AVD's RegistrationToken, "onboarding" in the blob of Defender for Endpoint */
    static const char *const parts[] = { "password", "passwd", "passphrase", "secret", "token",
        "onboardinginfo", "digitalproductid", "backupproductkey", "privatekey", "sharedkey" };

    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (holds(name, parts[i]))
            return true;
    /* The last five letters of a product key are no secret: slmgr shows them to everybody. And
     * ProductKeyChannel, ProductKeyURL and the like are no key. */
    return text_ends_same(name, "ProductKey") && !text_same(name, "PartialProductKey");
}

bool redact_is_secret(const char *key, const char *name)
{
    /* hashes of passwords and the secrets of the local security authority, whatever their names */
    return text_starts_same(key, "SAM\\") || text_starts_same(key, "SECURITY\\") ||
           redact_is_secret_name(name);
}

void redact_string(char *string)
{
    memset(string, 'x', strlen(string));
}

/* UTF-16LE; a NUL stays, so that a list keeps its entries. An odd last byte is half a unit. */
static void redact_wide(struct bytes *bytes)
{
    for (size_t at = 0; at < bytes->len; at += 2) {
        bool is_half = at + 1 == bytes->len;

        if (bytes->data[at] == 0 && (is_half || bytes->data[at + 1] == 0))
            continue;
        bytes->data[at] = 'x';
        if (!is_half)
            bytes->data[at + 1] = 0;
    }
}

void redact_registry_bytes(uint32_t type, struct bytes *bytes)
{
    switch (type) {
    case TYPE_DWORD:
    case TYPE_DWORD_BIG_ENDIAN:
    case TYPE_QWORD:
        return;
    case TYPE_SZ:
    case TYPE_EXPAND_SZ:
    case TYPE_LINK:
    case TYPE_MULTI_SZ:
        redact_wide(bytes);
        return;
    default: /* any number may stand there */
        if (bytes->len > 0)
            memset(bytes->data, 'x', bytes->len);
    }
}

static bool is_secret_member(const struct json *member)
{
    return json_name(member) && json_string(member) && redact_is_secret_name(json_name(member));
}

static bool has_secret(const struct json *rows)
{
    for (const struct json *row = json_first(rows); row; row = json_next(row))
        for (const struct json *member = json_first(row); member; member = json_next(member))
            if (is_secret_member(member))
                return true;
    return false;
}

static bool copy_member(struct json *row, const struct json *member, struct err *err)
{
    AUTO_FREE char *secret = NULL;

    if (!is_secret_member(member))
        return json_add_copy(row, json_name(member), member) ? true : err_nomem(err);
    if (!text_copy(json_string(member), &secret, err))
        return false;
    redact_string(secret);
    return json_add_string(row, json_name(member), secret) ? true : err_nomem(err);
}

bool redact_rows(struct json **rows, struct err *err)
{
    AUTO(json_value) copy = { NULL };

    if (!has_secret(*rows))
        return true;
    copy.root = json_new_array();
    for (const struct json *row = json_first(*rows); row; row = json_next(row)) {
        struct json *added = json_add_object(copy.root, NULL);

        if (!added)
            return err_nomem(err);
        for (const struct json *member = json_first(row); member; member = json_next(member))
            if (!copy_member(added, member, err))
                return false;
    }
    json_free(*rows);
    *rows = TAKE(copy.root);
    return true;
}
