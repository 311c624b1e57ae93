/* SPDX-License-Identifier: MIT */
/* cmd_apply.c - carries a plan out. */
#include "base/file.h"
#include "ui/carry.h"
#include "ui/render.h"

static bool read_plan(const char *path, struct plan *plan, struct err *err)
{
    AUTO(bytes) bytes = { 0 };

    if (!look_read(path, PLAN_SIZE_LIMIT, &bytes, err))
        return false;
    if (!plan_parse((const char *)bytes.data, bytes.len, plan, err))
        return err_wrap(err, "plan file '%s'", path);
    return true;
}

/* What --operations leaves out is the person's choice; what no action can meet is not. */
static bool is_chosen(const struct work *work)
{
    const struct findings *findings = &work->look.findings;

    for (size_t at = 0; at < findings->count; at++) {
        const struct finding *one = &findings->items[at];

        if (text_list_has(&work->plan.stopped_by, one->requirement->id) &&
            (one->verdict != VERDICT_UNMET || !one->requirement->remedy))
            return false;
    }
    return work->options->operations != NULL;
}

static int go(struct work *work, const struct profile *profile, const struct plan *given)
{
    AUTO(text) text = { 0 };
    struct err err = { 0 };
    int code = EXIT_CODE_DONE;

    if (!work->ui->machine->approved) { /* who has said yes to it has seen it */
        render_plan(work->ui, &work->plan, &text);
        say_answer(work->ui, &text);
    }
    if (given && !work_is_plan(work, given, &err))
        return say_failed(&err, "make a new plan, look at it, and give it the same --operations");
    if (!is_chosen(work) && !work_can_be_met(work, &code))
        return code;
    if (work->plan.count == 0)
        return EXIT_CODE_DONE;
    if (!work_ask(work, "Change this machine? [y/N] ", &code))
        return code;
    return carry_start(work, profile);
}

static int start(struct work *work, const struct profile *profile, const struct plan *given)
{
    const struct plan_choice choice = { .operations = work->options->operations };
    struct err err = { 0 };
    int code = EXIT_CODE_DONE;

    if (!work_look(work, profile, &code))
        return code;
    if (!plan_make(&work->look.findings, work->look.facts, &choice, &work->plan, &err))
        return say_failed(&err, NULL);
    return work_seals_as_wanted(work, false, &code) ? go(work, profile, given) : code;
}

static bool has_plan(const struct work *work)
{
    return work->options->plan || work->ui->machine->approved;
}

static bool find_profile(
    struct work *work, struct plan *given, const struct profile **profile, int *code)
{
    struct err err = { 0 };

    if (!has_plan(work))
        return look_profile(work->ui, work->options, profile, code);
    if (!(work->options->plan ? read_plan(work->options->plan, given, &err)
                              : plan_from_json(work->ui->machine->approved, given, &err))) {
        *code = say_failed(&err, NULL);
        return false;
    }
    *profile = given->profile;
    if (work->options->profiles.count == 0 ||
        (work->options->profiles.count == 1 &&
            strcmp(work->options->profiles.items[0], given->profile->id) == 0))
        return true;
    *code = say_usage(work->ui, NULL, "the plan is for %s", given->profile->id);
    return false;
}

static int apply(struct work *work, struct plan *given)
{
    const struct profile *profile = NULL;
    int code = EXIT_CODE_DONE;

    if (!find_profile(work, given, &profile, &code) ||
        !look_operations(work->ui, work->options, &code) || !work_is_allowed(work, false, &code))
        return code;
    switch (work_look_back(work, profile, &code)) {
    case WORK_LEFT_TO_GO_ON:
        return carry_go_on(work, profile);
    case WORK_LEFT_IN_THE_WAY:
        return code;
    case WORK_LEFT_SEALED: /* then the facts say that there is nothing to be done any more */
    case WORK_LEFT_TO_END: /* said to prepare alone */
    case WORK_LEFT_NOTHING:
        break;
    }
    return start(work, profile, has_plan(work) ? given : NULL);
}

static int run(struct ui *ui, const struct options *options)
{
    struct work work = { .ui = ui, .options = options };
    AUTO(plan) given = { 0 };
    int code = apply(&work, &given);

    work_done(&work);
    return code;
}

const struct command command_apply = {
    .name = "apply",
    .group = COMMAND_CHANGES,
    .words = "",
    .summary = "carry out a plan; asks first",
    .about = "Collects fresh facts, makes the plan, shows it and asks. With --plan it refuses when "
             "the machine no longer leads to that plan. Every change is written down before it is "
             "made; a step that holds already is not made again. It does not generalize. When a "
             "must cannot be met by any action it says so and changes nothing.",
    .example = "goldprep apply --plan plan.json --yes",
    .options = OPTION_PROFILE | OPTION_PLAN | OPTION_OPERATIONS | OPTION_YES | OPTION_LIMIT |
               OPTION_RECOVERY_LIMIT | OPTION_STATE | OPTION_RUN_LIMIT | OPTION_ALONE |
               OPTION_NO_RESTART,
    .exits = (const int[]){ EXIT_CODE_DONE, EXIT_CODE_FAILED, EXIT_CODE_USAGE, EXIT_CODE_UNMET,
        EXIT_CODE_UNKNOWN, EXIT_CODE_REFUSED, EXIT_CODE_TIME_LIMIT, EXIT_CODE_RESTART,
        COMMAND_EXITS_END },
    .run = run,
};
