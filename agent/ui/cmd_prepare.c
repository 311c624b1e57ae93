/* SPDX-License-Identifier: MIT */
/* cmd_prepare.c - from a machine as it is to a sealed image with its manifest. */
#include "ui/carry.h"
#include "ui/handover.h"
#include "ui/removal.h"
#include "ui/render.h"
#include "ui/trial.h"

static void show_plan(struct work *work)
{
    AUTO(text) text = { 0 };

    render_findings(work->ui, &work->look.findings, &text);
    text_append(&text, "\n");
    render_plan(work->ui, &work->plan, &text);
    say_answer(work->ui, &text);
}

static bool make_plan(struct work *work, int *code)
{
    const struct plan_choice choice = {
        .operations = work->options->operations,
        .generalize = true,
    };
    struct err err = { 0 };

    if (!plan_make(&work->look.findings, work->look.facts, &choice, &work->plan, &err)) {
        *code = say_failed(&err, NULL);
        return false;
    }
    if (!work_seals_as_wanted(work, true, code))
        return false;
    if (!work_is_approved(work, &err)) {
        *code = say_failed(&err, "give the command again: it shows what this machine needs now");
        return false;
    }
    if (!work->ui->machine->approved) /* who has said yes to it has seen it */
        show_plan(work);
    return true;
}

static int start(struct work *work, const struct profile *profile)
{
    AUTO(text) blank = { 0 };
    int code = EXIT_CODE_DONE;

    if (!work_look(work, profile, &code) || !make_plan(work, &code) ||
        !work_can_be_met(work, &code) || !work_read_answer(work, &code) ||
        !work_ask(work, "Change this machine and seal it? [y/N] ", &code))
        return code;
    text_append(&blank, "\n");
    say_answer(work->ui, &blank);
    return carry_start(work, profile);
}

static int prepare(struct work *work)
{
    const struct profile *profile = NULL;
    int code = EXIT_CODE_DONE;

    if (!look_profile(work->ui, work->options, &profile, &code) ||
        !look_operations(work->ui, work->options, &code) ||
        !handover_is_usable(work->ui, work->options, &code))
        return code;
    if (!removal_is_possible(work, &code))
        return code;
    if (options_has(work->options, OPTION_TRIAL))
        return trial_run(work, profile, make_plan);
    if (!work_is_allowed(work, true, &code))
        return code;
    switch (work_look_back(work, profile, &code)) {
    case WORK_LEFT_TO_GO_ON:
        return carry_go_on(work, profile);
    case WORK_LEFT_TO_END:
        code = carry_go_on(work, profile);
        if (code != EXIT_CODE_DONE)
            return code;
        work_done(work);
        *work = (struct work){ .ui = work->ui, .options = work->options };
        break;
    case WORK_LEFT_SEALED:
        return work_ask_again(work, &code) ? work_end_again(work) : code;
    case WORK_LEFT_IN_THE_WAY:
        return code;
    case WORK_LEFT_NOTHING:
        if (removal_take_up(work, &code))
            return code;
        break;
    }
    return start(work, profile);
}

static int run(struct ui *ui, const struct options *options)
{
    struct work work = { .ui = ui, .options = options };
    int code = prepare(&work);

    work_done(&work);
    return code;
}

const struct command command_prepare = {
    .name = "prepare",
    .group = COMMAND_CHANGES,
    .words = "",
    .summary = "assess, apply, generalize and write the manifest in one go",
    .about =
        "Collects facts, judges them, shows the plan and asks. Then it carries the plan out, "
        "looks once more, runs sysprep, proves that it sealed the image, writes manifest.json "
        "into the state folder, and switches the machine off.\n\n"
        "When a must cannot be met by any action it says so and changes nothing. When Windows "
        "wants a restart it ends with 3010: restart and give the same command again. Given "
        "again after a crash it goes on where it was; an unfinished apply is ended first.\n\n"
        "--trial shows all this and changes nothing; --unattend gives sysprep a checked copy of "
        "an answer file. --sign and --upload hand the manifest on when the image is sealed; when "
        "that fails the machine is left running, and the same command tries again.\n\n"
        "--remove-agent takes goldprep away when all is done, down to its own program, and says so "
        "in the manifest of --manifest. An installation with BUILD=1 does so unless --keep-agent "
        "is said.",
    .example = "goldprep prepare --profile devbox --yes --no-shutdown",
    .options = OPTION_PROFILE | OPTION_OPERATIONS | OPTION_YES | OPTION_NO_SHUTDOWN | OPTION_LIMIT |
               OPTION_RECOVERY_LIMIT | OPTION_MANIFEST | OPTION_STATE | OPTION_UNATTEND |
               OPTION_TRIAL | OPTION_RUN_LIMIT | OPTION_ALONE | OPTION_NO_RESTART |
               OPTION_REMOVE_AGENT | OPTION_KEEP_AGENT | OPTION_UPLOAD | OPTION_SIGN,
    .needs = OPTION_PROFILE,
    .exits = (const int[]){ EXIT_CODE_DONE, EXIT_CODE_FAILED, EXIT_CODE_USAGE, EXIT_CODE_UNMET,
        EXIT_CODE_UNKNOWN, EXIT_CODE_REFUSED, EXIT_CODE_SYSPREP, EXIT_CODE_TIME_LIMIT,
        EXIT_CODE_HANDED_OVER, EXIT_CODE_RESTART, COMMAND_EXITS_END },
    .run = run,
};
