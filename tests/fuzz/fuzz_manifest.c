/* SPDX-License-Identifier: MIT */
/*
 * fuzz_manifest.c - manifests of any bytes: what is taken is whole, and can be compared.
 *
 * A digest keeps nearly every change from being looked at any further; so half of the inputs are given
 * the digest that fits them, as somebody who forges a manifest would.
 */
#include "upload/diff.h"
#include "upload/manifest.h"

#include "fakes/alloc.h"
#include "fuzz_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* @return false: there is no document to close */
static bool close_again(const char *bytes, size_t size, struct text *closed)
{
    AUTO(json_value) document = { 0 };
    struct err err = { 0 };

    return json_parse(bytes, size, &document.root, &err) && json_is_object(document.root) &&
           manifest_print_again(document.root, json_member(document.root, "agent"), closed, &err);
}

static void check(const struct json *document, const struct manifest_verdict *verdict)
{
    AUTO(json_value) same = { json_new_object() };
    struct err err = { 0 };

    fuzz_check_text(verdict->why);
    if (verdict->ready != (verdict->why[0] == '\0') || strlen(verdict->digest) != 64)
        abort();
    if (!diff_manifests(document, document, same.root, &err))
        fuzz_check_outcome(false, false, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(text) closed = { 0 };
    AUTO(json_value) document = { 0 };
    struct manifest_verdict verdict = { 0 };
    struct err err = { 0 };

    if (size < 3)
        return 0;
    const char *bytes = (const char *)data + 3;
    size -= 3;
    if ((data[2] & 1) != 0) {
        if (!close_again(bytes, size, &closed))
            return 0;
        bytes = text_string(&closed);
        size = closed.len;
    }
    /* The first two bytes choose which allocation fails, 0 lets all succeed. */
    fake_alloc_fail_nth((unsigned)(data[0] | data[1] << 8));
    bool ok = manifest_parse(bytes, size, &document.root, &verdict, &err);
    bool no_memory = fake_alloc_has_failed();
    fake_alloc_fail_nth(0);
    fuzz_check_outcome(ok, no_memory, &err);
    if (ok && no_memory)
        abort(); /* something was taken without having been looked at */
    if (ok)
        check(document.root, &verdict);
    return 0;
}
