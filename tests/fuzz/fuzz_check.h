/* SPDX-License-Identifier: MIT */
/* fuzz_check.h - what every fuzz target asks of what it called. */
#pragma once

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/** Text that goes into JSON. */
static inline void fuzz_check_utf8(const char *text)
{
    if (!text_is_utf8(text, strlen(text)))
        abort();
}

/** Text that a terminal gets as it is: no control characters in it either. */
static inline void fuzz_check_text(const char *text)
{
    fuzz_check_utf8(text);
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f ||
            (text[0] == '\xC2' && (unsigned char)text[1] < 0xA0))
            abort();
}

/** A failure says why, and one for want of memory says that. */
static inline void fuzz_check_outcome(bool ok, bool no_memory, const struct err *err)
{
    if (ok)
        return;
    if (err->text[0] == '\0' || (no_memory && !err_is(err, ERR_NOMEM)))
        abort();
    fuzz_check_text(err->text);
}
