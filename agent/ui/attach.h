/* SPDX-License-Identifier: MIT */
/*
 * attach.h - a console that lets the service do the work, and shows what it does.
 *
 * The service may outlive the console, and the console the service: whoever comes later, or comes
 * back, watches the same job. Ctrl-C asks whether the run shall stop; without an answer, and without
 * anybody who could answer, the console leaves and the run goes on.
 */
#pragma once

#include "service/protocol.h"
#include "ui/options.h"
#include "ui/say.h"

/** What became of it. */
enum attach_end {
    ATTACH_ALONE = 0,   /* no service, or --alone: the command does its work itself */
    ATTACH_ENDED,       /* the exit code says how */
    ATTACH_HANDED_OVER, /* what is left, this console must do: the seal */
};

/**
 * Lets the service do a job, and shows it to its end. A service that does not run is started. Where
 * it is at work already, `resume` shows that.
 *
 * @param kind  MESSAGE_BEGIN or MESSAGE_RESUME
 * @param plan  the plan document that a person has said yes to, for MESSAGE_BEGIN; else NULL
 * @param code  receives the exit code with ATTACH_ENDED; it has been said why
 */
enum attach_end attach_run(struct ui *ui, const struct options *options, enum service_kind kind,
    const struct json *plan, int *code);

/** What the service says of itself. */
struct attach_service {
    bool is_installed, runs;
    struct text state;   /* as service_state_name has it; "" while it does not run */
    struct text command; /* at work; "" where there is none */
};
void attach_service_done(struct attach_service *service);

/** Asks the service without starting it.
 * @param found  ABSENT: there is none, or none can be here */
bool attach_look(const struct ui *ui, enum found *found, struct attach_service *service,
    struct err *err) MUST_CHECK;
