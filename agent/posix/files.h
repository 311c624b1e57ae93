/* SPDX-License-Identifier: MIT */
/* files.h - what files.c and folders.c share. */
#pragma once

#include "base/err.h"

/** Sets err to errno's code: "cannot <what> '<path>': <reason>". @return false */
bool posix_fail(struct err *err, int code, const char *what, const char *path);

/** Flushes the folder that names the path, so that a new name survives too. */
bool posix_flush_folder_of(const char *path, struct err *err) MUST_CHECK;
