/* SPDX-License-Identifier: MIT */
/* manifest_provenance.c - sums files up for the statement. */
#include "ui/manifest_provenance.h"

#include "base/file.h"
#include "base/sha256.h"
#include "upload/statement.h"

enum { PART_BYTES = 1024 * 1024 };

/* An image is larger than memory. */
static bool sum_file(const char *path, char hex[SHA256_HEX_SIZE], struct err *err)
{
    AUTO(file_stream) stream = { 0 };
    AUTO(sha256) sum = { 0 };
    AUTO_FREE uint8_t *part = malloc(PART_BYTES);
    enum found found = ABSENT;
    size_t len = 0;

    if (!part)
        return err_nomem(err);
    if (!file_stream_open(path, &found, &stream, err))
        return false;
    if (found == ABSENT)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "there is no file '%s'", path);
    if (!sha256_begin(&sum, err))
        return false;
    do {
        if (!file_stream_read(&stream, part, PART_BYTES, &len, err))
            return err_wrap(err, "reading '%s'", path);
        if (!sha256_add(&sum, part, len, err))
            return false;
    } while (len > 0);
    return sha256_end(&sum, hex, err);
}

static const char *name_of(const char *path)
{
    const char *name = path;

    for (const char *at = path; *at; at++)
        if (*at == '/' || *at == '\\')
            name = at + 1;
    return name;
}

bool manifest_provenance(const struct manifest_file *file, const char *path, const char *image,
    struct json *root, struct err *err)
{
    char manifest_sum[SHA256_HEX_SIZE];
    char image_sum[SHA256_HEX_SIZE];

    if (!file->verdict.ready)
        return err_set(
            err, ERR_AGENT, ERR_REFUSED, "the manifest is not ready: %.200s", file->verdict.why);
    if (!sha256_of(file->bytes.data, file->bytes.len, manifest_sum, err) ||
        (image && !sum_file(image, image_sum, err)))
        return false;

    const struct statement_subject subject = {
        .image = image ? name_of(image) : NULL,
        .image_sha256 = image_sum,
        .manifest = name_of(path),
        .manifest_sha256 = manifest_sum,
    };

    statement_make(file->document, &subject, root);
    return true;
}
