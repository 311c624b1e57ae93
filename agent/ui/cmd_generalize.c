/* SPDX-License-Identifier: MIT */
/* cmd_generalize.c - the last gate, sysprep, proof that it took, power off. */
#include "ui/handover.h"
#include "ui/render.h"
#include "ui/trial.h"
#include "ui/work.h"

/* What a plan would do beside generalizing (recommendations) is left out here. */
static bool make_plan(struct work *work, struct err *err)
{
    struct plan_choice choice = { .generalize = true };
    AUTO(text) without = { 0 };
    AUTO(plan) full = { 0 };

    if (!plan_make(&work->look.findings, work->look.facts, &choice, &full, err))
        return false;
    for (size_t at = 0; at < full.count; at++)
        if (strcmp(full.steps[at].action->id, "generalize") != 0)
            text_append(&without, "%s-%s", without.len > 0 ? "," : "", full.steps[at].action->id);
    choice.operations = text_string(&without);
    return text_ok(&without, err) &&
           plan_make(&work->look.findings, work->look.facts, &choice, &work->plan, err);
}

static int start(struct work *work, const struct profile *profile)
{
    AUTO(text) text = { 0 };
    struct err err = { 0 };
    int code = EXIT_CODE_DONE;

    if (!work_look(work, profile, &code))
        return code;
    render_findings(work->ui, &work->look.findings, &text);
    text_append(&text, "\n");
    say_answer(work->ui, &text);
    if (!findings_ready(&work->look.findings)) {
        err_set(&err, ERR_AGENT, ERR_REFUSED, "not ready for %s; nothing was changed", profile->id);
        say_error(&err, "'goldprep plan' shows what would make it ready");
        return findings_code(&work->look.findings);
    }
    if (!make_plan(work, &err))
        return say_failed(&err, NULL);
    if (!work_read_answer(work, &code))
        return code;
    if (!work_ask(work, "Seal this machine with sysprep? [y/N] ", &code))
        return code;
    if (!handover_check(work->options, work->options->sign, false, &err))
        return say_failed(&err, NULL);
    return work_start(work);
}

static int seal(struct work *work)
{
    const struct profile *profile = NULL;
    int code = EXIT_CODE_DONE;

    if (!look_profile(work->ui, work->options, &profile, &code) ||
        !handover_is_usable(work->ui, work->options, &code))
        return code;
    if (options_has(work->options, OPTION_TRIAL))
        return trial_run(work, profile, NULL);
    if (!work_is_allowed(work, true, &code))
        return code;
    switch (work_look_back(work, profile, &code)) {
    case WORK_LEFT_TO_GO_ON:
        return work_go_on(work);
    case WORK_LEFT_SEALED:
        return work_ask_again(work, &code) ? work_end_again(work) : code;
    case WORK_LEFT_IN_THE_WAY:
        return code;
    case WORK_LEFT_TO_END: /* said to prepare alone */
    case WORK_LEFT_NOTHING:
        break;
    }
    return start(work, profile);
}

static int run(struct ui *ui, const struct options *options)
{
    struct work work = { .ui = ui, .options = options };
    int code = seal(&work);

    work_done(&work);
    return code;
}

const struct command command_generalize = {
    .name = "generalize",
    .group = COMMAND_CHANGES,
    .words = "",
    .summary = "seal this machine with sysprep, and nothing else",
    .about =
        "Looks once more and refuses while a must is unmet or unknown. Runs sysprep with "
        "/generalize /oobe /mode:vm /quiet /quit, waits for it with a limit, proves the seal, "
        "writes manifest.json into the state folder, and switches the machine off. LocalSystem "
        "is refused: sysprep must be run by an administrator.\n\n"
        "--unattend gives sysprep a checked copy of an answer file, together with what the one "
        "says "
        "that it would have taken by itself; a file with errors is refused.\n\n"
        "--trial goes as far as can be gone without sealing, names everything that would stop it, "
        "shows sysprep's command line, and ends with the exit code that the command itself would "
        "end with before it changes anything; 0 says that it would seal.",
    .example = "goldprep generalize --profile devbox --yes",
    .options = OPTION_PROFILE | OPTION_YES | OPTION_NO_SHUTDOWN | OPTION_LIMIT | OPTION_MANIFEST |
               OPTION_STATE | OPTION_UNATTEND | OPTION_TRIAL | OPTION_UPLOAD | OPTION_SIGN,
    .needs = OPTION_PROFILE,
    .exits = (const int[]){ EXIT_CODE_DONE, EXIT_CODE_FAILED, EXIT_CODE_USAGE, EXIT_CODE_UNMET,
        EXIT_CODE_UNKNOWN, EXIT_CODE_REFUSED, EXIT_CODE_SYSPREP, EXIT_CODE_TIME_LIMIT,
        COMMAND_EXITS_END },
    .run = run,
};
