/* SPDX-License-Identifier: MIT */
/* sysprep_traces.h - what sysprep leaves on a machine: the witnesses of a seal, and its logs. */
#pragma once

#include "actions/action.h"
#include "sysprep/log.h"
#include "sysprep/seal.h"

/** Appends the path of a file below %windir%\System32\Sysprep; "" is the folder itself. */
bool sysprep_path(
    const struct guest *guest, const char *name, struct text *path, struct err *err) MUST_CHECK;

/** Reads tag file, ImageState and what setup is armed with. */
bool sysprep_seal_read(const struct guest *guest, struct seal *seal, struct err *err) MUST_CHECK;

/** Reads setupact.log; found: ABSENT when there is none. */
bool sysprep_log_bytes(
    const struct guest *guest, enum found *found, struct bytes *bytes, struct err *err) MUST_CHECK;

/**
 * Reads the part of setupact.log that is newer than what was there before.
 *
 * @param before  the log as it was; sysprep may have written a new one or gone on with it
 * @param since   receives the bytes; left alone when there is no log
 */
bool sysprep_log_since(const struct guest *guest, const struct bytes *before, struct bytes *since,
    struct err *err) MUST_CHECK;
