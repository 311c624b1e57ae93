/* SPDX-License-Identifier: MIT */
/* manifest_file.c - reads a manifest for a command. */
#include "ui/manifest_file.h"

#include "base/file.h"

void manifest_file_done(struct manifest_file *file)
{
    bytes_done(&file->bytes);
    json_free(file->document);
    *file = (struct manifest_file){ 0 };
}

bool manifest_file_read(const char *path, struct manifest_file *file, struct err *err)
{
    if (!look_read(path, MANIFEST_SIZE_LIMIT, &file->bytes, err))
        return false;
    if (!manifest_parse(
            (const char *)file->bytes.data, file->bytes.len, &file->document, &file->verdict, err))
        return err_wrap(err, "manifest '%s'", path);
    return true;
}

void manifest_file_path(const struct ui *ui, struct text *path)
{
    file_join(path, ui->state_folder, "manifest.json");
}
