/* SPDX-License-Identifier: MIT */
/* manifest_file.h - a manifest that a command reads. */
#pragma once

#include "ui/look.h"
#include "upload/manifest.h"

/** A manifest that was found to be whole. Zeroed is empty. */
struct manifest_file {
    struct bytes bytes;
    struct json *document; /* owned */
    struct manifest_verdict verdict;
};

void manifest_file_done(struct manifest_file *file);
/** Reads and checks. @return false: it is not there, or is refused; err names it */
bool manifest_file_read(const char *path, struct manifest_file *file, struct err *err) MUST_CHECK;
/** Appends the path of the one in the state folder. */
void manifest_file_path(const struct ui *ui, struct text *path);
