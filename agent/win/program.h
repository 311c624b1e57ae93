/* SPDX-License-Identifier: MIT */
/* program.h - what main.c needs of Windows, without its headers. */
#pragma once

#include "guest/guest.h"
#include "guest/own.h"
#include "service/manager.h"

#include <wchar.h>

/** Makes the process safe to go on with: libraries come from System32 alone, a damaged heap ends
 * it, nobody is asked by a hard-error dialog. The first statement of wmain. */
void win_program_start(void);

/** Converts the program's arguments to UTF-8; the first is its own name.
 * @return  false: an argument is not valid UTF-16; err says which */
bool win_program_arguments(
    int count, wchar_t **wide, struct text_list *arguments, struct err *err) MUST_CHECK;

/**
 * Fills the port with this machine. Ctrl-C and its kin make waiting calls fail with ERR_CANCELLED
 * from then on; pressed twice, they end the process.
 *
 * @param guest  receives the table; win_guest_close, or the end of the process, releases it
 */
bool win_guest_open(struct guest *guest, struct err *err) MUST_CHECK;
void win_guest_close(struct guest *guest);

/** goldprep's own service on this machine. */
const struct service_manager *win_service_manager(void);
/** What goldprep itself is on this machine. @param guest  open; outlives it */
struct own win_own(const struct guest *guest);

/** Ends the process with that exit code, at once: everything of goldprep's own is closed by then, and
 * the libraries that were loaded are not asked to clean up memory that goes away with the process.
 * COM, RPC and the management libraries take long for that. */
_Noreturn void win_program_end(int code);
