/* SPDX-License-Identifier: MIT */
/* rights.h - may this process change the machine, and may it seal it? */
#pragma once

#include "guest/guest.h"

/** What the token of this process allows. */
enum rights {
    RIGHTS_NOT_TOLD = 0,     /* err says why */
    RIGHTS_NOT_ELEVATED,     /* the Administrators group is not enabled in it */
    RIGHTS_OF_LOCAL_SYSTEM,  /* may do everything, but must not seal */
    RIGHTS_OF_ADMINISTRATOR, /* may change and seal */
};

/**
 * Looks at the token.
 *
 * @param seals  is the machine to be sealed? Without it LocalSystem is as good as an administrator
 * @param err    receives what stands against it, with every answer but the last
 */
enum rights rights_look(
    const struct guest *guest, const char *command, bool seals, struct err *err) MUST_CHECK;
/** What to do about it: lines, NULL-terminated; the first one is for everybody. */
const char *const *rights_advice(enum rights rights);
