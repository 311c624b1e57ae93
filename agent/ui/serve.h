/* SPDX-License-Identifier: MIT */
/*
 * serve.h - what the service does for those who ask: the host of service/server.h.
 *
 * A job is the command that a console would have run, with the same arguments, in this process: it
 * looks afresh, makes the plan, and refuses when that is not the one a person has said yes to. What
 * it writes goes to those who watch; there is nobody to ask. The service starts with Windows from
 * the first change on until the run is over, is handed over, has failed or is told to stop by a
 * person; a service that ends in between (Windows restarts, its computer loses power) goes on when it
 * starts again.
 */
#pragma once

#include "service/server.h"
#include "ui/say.h"

enum { SERVE_ARGUMENTS_MOST = 32 }; /* of one job; a console never sends more */

/** The command that is the service. */
struct serve {
    struct ui *ui;
};

/** @param serve  must outlive the host */
struct service_host serve_host(struct serve *serve);
