/* SPDX-License-Identifier: MIT */
/* cmd_plan.c - shows the steps that apply would take, in order, with reasons. */
#include "ui/look.h"
#include "ui/render.h"

static void show(struct ui *ui, const struct look *look, const struct plan *plan)
{
    AUTO(text) text = { 0 };

    render_origin(ui, look->facts, &text);
    text_append(&text, "\n");
    render_plan(ui, plan, &text);
    render_stopped_by(ui, plan, &look->findings, &text);
    say_answer(ui, &text);
}

static int answer(
    struct ui *ui, const struct options *options, const struct look *look, const struct plan *plan)
{
    AUTO(json_value) document = { json_new_object() };
    struct err err = { 0 };
    int code = EXIT_CODE_DONE;

    if (!plan_to_json(plan, &look->findings, say_tool, document.root, &err))
        return say_failed(&err, NULL);
    if (!look_hand_out(ui, options, document.root, &code))
        return code;
    if (!options_has(options, OPTION_JSON))
        show(ui, look, plan);
    return plan_code(plan, &look->findings);
}

static int run(struct ui *ui, const struct options *options)
{
    const struct plan_choice choice = { .operations = options->operations };
    AUTO(look_profiles) profiles = { 0 };
    AUTO(look) look = { 0 };
    AUTO(plan) plan = { 0 };
    struct err err = { 0 };
    int code = EXIT_CODE_DONE;

    if (!look_one_profile(ui, options, &profiles, &code) || !look_operations(ui, options, &code) ||
        !look_facts(ui, options, options_has(options, OPTION_DEEP), &look.facts, &code))
        return code;
    if (!policy_judge(profiles.items[0], look.facts, &look.findings, &err))
        return say_failed(&err, NULL);
    if (!plan_make(&look.findings, look.facts, &choice, &plan, &err))
        return say_failed(&err, NULL);
    return answer(ui, options, &look, &plan);
}

const struct command command_plan = {
    .name = "plan",
    .group = COMMAND_LOOKS,
    .words = "",
    .summary = "show what apply would do, in order, and why",
    .about =
        "Judges the facts and orders the actions that would meet what is unmet: for each what "
        "it does, which requirements ask for it, risk, cost, what it leaves behind and how to "
        "undo it, and whether Windows may want a restart. Changes nothing. --output keeps the "
        "plan for 'goldprep apply --plan FILE'; give apply the same --operations. A plan for a "
        "profile of your own (a file) is for reading: apply takes built-in ones.",
    .example = "goldprep plan --profile devbox --output plan.json",
    .options = OPTION_PROFILE | OPTION_FACTS | OPTION_GUEST | OPTION_DEEP | OPTION_OPERATIONS |
               OPTION_JSON | OPTION_OUTPUT,
    .needs = OPTION_PROFILE,
    .exits = (const int[]){ EXIT_CODE_DONE, EXIT_CODE_FAILED, EXIT_CODE_USAGE, EXIT_CODE_UNMET,
        EXIT_CODE_UNKNOWN, COMMAND_EXITS_END },
    .run = run,
};
