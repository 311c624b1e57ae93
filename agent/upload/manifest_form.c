/* SPDX-License-Identifier: MIT */
/* manifest_form.c - writes and checks the form of a manifest's file. */
#include "upload/manifest_form.h"

#include "base/canonical.h"
#include "base/sha256.h"

static const char digest[] = "digest";
static const char algorithm[] = "sha-256";

static bool sum_up(const struct json *document, char hex[SHA256_HEX_SIZE], struct err *err)
{
    AUTO(text) text = { 0 };

    return canonical_print(document, digest, &text, err) &&
           sha256_of(text_string(&text), text.len, hex, err);
}

bool manifest_close(const struct json *root, struct text *file, struct err *err)
{
    AUTO(json_value) whole = { json_new_object() };
    char hex[SHA256_HEX_SIZE];
    struct json *object;

    if (!sum_up(root, hex, err))
        return false;
    for (const struct json *member = json_first(root); member; member = json_next(member))
        if (strcmp(json_name(member), digest) != 0)
            json_add_copy(whole.root, json_name(member), member);
    object = json_add_object(whole.root, digest);
    json_add_string(object, "algorithm", algorithm);
    json_add_string(object, "value", hex);
    if (!canonical_print(whole.root, NULL, file, err))
        return false;
    text_append_bytes(file, "\n", 1);
    return text_ok(file, err);
}

bool manifest_check_digest(const struct json *document, const char **value, struct err *err)
{
    const struct json *told = json_member(document, digest);
    const char *how = json_string(json_member(told, "algorithm"));
    const char *sum = json_string(json_member(told, "value"));
    char hex[SHA256_HEX_SIZE];

    if (!how || strcmp(how, algorithm) != 0)
        return err_set(
            err, ERR_AGENT, ERR_MALFORMED, "member 'digest.algorithm' is not '%s'", algorithm);
    if (!sum_up(document, hex, err))
        return false;
    if (!sum || strcmp(sum, hex) != 0)
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "the document was altered: its SHA-256 is %s, and member 'digest.value' is another",
            hex);
    *value = sum;
    return true;
}

bool manifest_check_form(
    const struct json *document, const char *bytes, size_t len, struct err *err)
{
    AUTO(text) wanted = { 0 };

    if (!canonical_print(document, NULL, &wanted, err))
        return false;
    text_append_bytes(&wanted, "\n", 1);
    if (!text_ok(&wanted, err))
        return false;
    if (wanted.len == len && memcmp(text_string(&wanted), bytes, len) == 0)
        return true;
    return err_set(err, ERR_AGENT, ERR_MALFORMED,
        "the file was written anew: it is not canonical JSON (RFC 8785) and one line end");
}
