/* SPDX-License-Identifier: MIT */
/* manifest_diff.h - how the difference of two manifests is shown: a page, or Markdown. */
#pragma once

#include "base/json.h"
#include "ui/say.h"

/** Appends it for a terminal or a log. @param document  of upload/diff.h */
void manifest_diff_show(const struct ui *ui, const struct json *document, struct text *text);
/** Appends it as Markdown: a heading, and a list a group. */
void manifest_diff_markdown(const struct json *document, struct text *text);
