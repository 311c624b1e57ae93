/* SPDX-License-Identifier: MIT */
/* ui.h - the command line: what goldprep answers to a person or a script that calls it. */
#pragma once

#include "guest/guest.h"
#include "guest/own.h"
#include "service/manager.h"

/** What the program runs on. */
struct ui_machine {
    const struct guest *guest; /* NULL: this is not Windows, so only recorded facts can be judged */
    /** Default place of journal, backups and manifest; UTF-8. NULL: "goldprep" in the guest's folder
     * for programs' data */
    const char *state_folder;
    const struct service_manager *service; /* NULL: there are no services here */
    const struct own *own; /* NULL: there is nothing of goldprep's own here to be removed */
    /** This process is the service: it carries a run, and hands it over before it is sealed. */
    bool is_service;
    /** The plan that a person has seen and said yes to; the run is refused when the machine does not
     * lead to it. NULL: nobody has. */
    const struct json *approved;
    /** How time goes by where there is no guest to ask, as in guest.h. */
    bool (*wait)(void *state, uint32_t milliseconds, struct err *err);
    bool (*tick_ms)(void *state, uint64_t *milliseconds, struct err *err);
};

/**
 * Does what the arguments say.
 *
 * @param count      of arguments, with the program's own name in front, as main gets them
 * @param arguments  UTF-8
 * @return           one of the codes of ui/exit.h
 */
int ui_main(int count, char **arguments, const struct ui_machine *machine);
