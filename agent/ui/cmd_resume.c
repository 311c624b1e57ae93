/* SPDX-License-Identifier: MIT */
/* cmd_resume.c - goes on with a run that a restart or a crash interrupted. */
#include "ui/carry.h"
#include "ui/handover.h"
#include "ui/removal.h"

static int nothing_left(struct work *work)
{
    struct err err = { 0 };

    err_set(
        &err, ERR_AGENT, ERR_REFUSED, "there is no unfinished run in '%s'", work->ui->state_folder);
    return say_failed(&err, "'goldprep status' tells of the last one");
}

static int resume(struct work *work)
{
    int code = EXIT_CODE_DONE;

    if (!handover_is_usable(work->ui, work->options, &code) || !work_is_allowed(work, false, &code))
        return code;
    switch (work_look_back(work, NULL, &code)) {
    case WORK_LEFT_TO_GO_ON:
        return work_is_allowed(work, work->left_seals, &code) ? carry_go_on(work, NULL) : code;
    case WORK_LEFT_SEALED:
        return work_end_again(work);
    case WORK_LEFT_IN_THE_WAY:
        return code;
    case WORK_LEFT_TO_END: /* said to prepare alone */
    case WORK_LEFT_NOTHING:
        break;
    }
    return removal_take_up(work, &code) ? code : nothing_left(work);
}

static int run(struct ui *ui, const struct options *options)
{
    struct work work = { .ui = ui, .options = options };
    int code = resume(&work);

    work_done(&work);
    return code;
}

const struct command command_resume = {
    .name = "resume",
    .group = COMMAND_CHANGES,
    .words = "",
    .summary = "go on with an interrupted run",
    .about =
        "Goes on where the journal in the state folder says, with the options that the run was "
        "begun with; --limit, --no-shutdown, --no-restart, --manifest, --sign and --upload count "
        "anew when they are given. Of --upload the journal has no secret: give it again, or in "
        "GOLDPREP_UPLOAD_URL. "
        "Nothing is done twice: a step that had begun is asked first whether it holds. Where "
        "goldprep was removing itself and its journal is gone, --manifest names what it had "
        "handed over.",
    .example = "goldprep resume",
    .options = OPTION_NO_SHUTDOWN | OPTION_LIMIT | OPTION_RECOVERY_LIMIT | OPTION_MANIFEST |
               OPTION_STATE | OPTION_RUN_LIMIT | OPTION_ALONE | OPTION_NO_RESTART | OPTION_UPLOAD |
               OPTION_SIGN,
    .exits = (const int[]){ EXIT_CODE_DONE, EXIT_CODE_FAILED, EXIT_CODE_USAGE, EXIT_CODE_UNMET,
        EXIT_CODE_UNKNOWN, EXIT_CODE_REFUSED, EXIT_CODE_SYSPREP, EXIT_CODE_TIME_LIMIT,
        EXIT_CODE_HANDED_OVER, EXIT_CODE_RESTART, COMMAND_EXITS_END },
    .run = run,
};
