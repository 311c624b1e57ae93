/* SPDX-License-Identifier: MIT */
/* manifest_show.h - a manifest as a page for people. */
#pragma once

#include "ui/manifest_file.h"

/** Appends it. */
void manifest_show(const struct ui *ui, const struct manifest_file *file, struct text *text);
