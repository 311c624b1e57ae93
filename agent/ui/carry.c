/* SPDX-License-Identifier: MIT */
/*
 * carry.c - who does the work of a command: the service, where there is one, else this process.
 *
 * What the service must not do comes back to the console: the seal.
 */
#include "ui/carry.h"

#include "ui/attach.h"
#include "ui/handover.h"

/* The service's part is done and its lock free: this console goes on as `resume` does. */
static int seal_here(struct work *work, const struct profile *profile)
{
    struct ui *ui = work->ui;
    const struct options *options = work->options;
    struct err err = { 0 };
    int code = EXIT_CODE_DONE;

    work_done(work);
    *work = (struct work){ .ui = ui, .options = options };
    switch (work_look_back(work, profile, &code)) {
    case WORK_LEFT_TO_GO_ON:
        return work_is_allowed(work, work->left_seals, &code) ? work_go_on(work) : code;
    case WORK_LEFT_SEALED: /* another console was faster */
        return work_end_again(work);
    case WORK_LEFT_IN_THE_WAY:
        return code;
    case WORK_LEFT_TO_END:
    case WORK_LEFT_NOTHING:
        break;
    }
    err_set(&err, ERR_AGENT, ERR_BUSY, "the run in '%s' was ended by somebody else meanwhile",
        ui->state_folder);
    return say_failed(&err, "'goldprep status' tells of it");
}

static int carry(struct work *work, const struct profile *profile, enum service_kind kind,
    const struct json *plan, int (*alone)(struct work *work))
{
    int code = EXIT_CODE_DONE;

    switch (attach_run(work->ui, work->options, kind, plan, &code)) {
    case ATTACH_ALONE:
        return alone(work);
    case ATTACH_HANDED_OVER:
        return seal_here(work, profile);
    case ATTACH_ENDED:
        break;
    }
    return code;
}

/* What stands in the way of handing over is found before anything is changed. The service seals nothing:
 * it has no use for the key, and not the address. */
static bool can_hand_over(const struct work *work, struct err *err)
{
    return work->ui->machine->is_service ||
           handover_check(work->options, work->options->sign, false, err);
}

int carry_start(struct work *work, const struct profile *profile)
{
    AUTO(json_value) plan = { json_new_object() };
    struct err err = { 0 };

    if (!can_hand_over(work, &err))
        return say_failed(&err, NULL);
    if (!plan_to_json(&work->plan, &work->look.findings, say_tool, plan.root, &err))
        return say_failed(&err, NULL);
    return carry(work, profile, MESSAGE_BEGIN, plan.root, work_start);
}

int carry_go_on(struct work *work, const struct profile *profile)
{
    struct err err = { 0 };

    if (!can_hand_over(work, &err))
        return say_failed(&err, NULL);
    /* its journal has not how the service started, so nothing could put that back */
    if (work->settings.is_carried)
        return carry(work, profile, MESSAGE_RESUME, NULL, work_go_on);
    if (!work->ui->machine->is_service)
        return work_go_on(work);
    err_set(&err, ERR_AGENT, ERR_REFUSED, "the run in '%s' was begun without the service",
        work->ui->state_folder);
    return say_failed(&err, "'goldprep resume' in a console goes on with it");
}
