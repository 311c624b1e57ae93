/* SPDX-License-Identifier: MIT */
/* markdown.h - the pages of docs/ that are made from the program's tables. */
#pragma once

#include "ui/commands.h"

/** Appends the page of that name ("facts", "exit-codes", ...). @return false: no such page */
bool markdown_append(const char *name, struct text *text) MUST_CHECK;
/** Appends "facts, probes, ...". */
void markdown_append_names(struct text *text);
