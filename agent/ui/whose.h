/* SPDX-License-Identifier: MIT */
/* whose.h - is a run this machine's own? A folder may have come here with a copied disk. */
#pragma once

#include "base/json.h"
#include "guest/guest.h"

/**
 * Adds "machine", the computer's name, and "machine_id", the id that Windows keeps in the registry,
 * when it can be told, to a journal's header.
 */
bool whose_to_json(const struct guest *guest, const char *computer, struct json *header,
    struct err *err) MUST_CHECK;

/**
 * Is a header's machine this one? By the id, when both are known: a machine may be given another name
 * in the middle of a run. By the name, else.
 *
 * @param err  receives ERR_REFUSED, naming both, when it is another one (*ours is false then, and true
 *             is returned)
 * @return     false: this machine could not be asked
 */
bool whose_is_ours(
    const struct guest *guest, const struct json *header, bool *ours, struct err *err) MUST_CHECK;
