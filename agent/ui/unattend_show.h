/* SPDX-License-Identifier: MIT */
/* unattend_show.h - what was found in answer files, as a person reads it and as a document. */
#pragma once

#include "sysprep/unattend.h"
#include "ui/say.h"

/** One file that was looked at. Zeroed is empty. */
struct unattend_file {
    char *path;  /* owned */
    char *place; /* owned; why Windows looks there: "panther"; NULL: somebody named the file */
    bool taken;  /* sysprep would take this one by itself */
    struct unattend_report report;
};

/** All that were. Zeroed is empty. */
struct unattend_files {
    struct unattend_file *items; /* owned */
    size_t count;
    struct unattend_image image;
    const char *fixed; /* where the corrected copy of the only one is; NULL: there is none */
};

void unattend_files_done(struct unattend_files *files);
/** Appends the answer for people. */
void unattend_show(const struct ui *ui, const struct unattend_files *files, struct text *text);
/** Fills the document of docs/schema/unattend.json. */
void unattend_to_json(const struct unattend_files *files, struct json *document);
