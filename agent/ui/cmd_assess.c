/* SPDX-License-Identifier: MIT */
/* cmd_assess.c - judges facts against what the consumers of an image ask for. */
#include "ui/look.h"
#include "ui/render.h"

/* Every profile that was asked for; without --profile, all there are. */
static bool judge_all(const struct ui *ui, const struct options *options, const struct facts *facts,
    struct findings *all, size_t *count, int *code)
{
    bool named = options->profile_count > 0;

    *count = 0;
    for (size_t at = 0; named ? at < options->profile_count : policy_profiles[at] != NULL; at++) {
        const struct profile *profile = named ? NULL : policy_profiles[at];
        struct err err = { 0 };

        if (at == OPTIONS_PROFILE_LIMIT)
            break;
        if (named && !look_profile_named(ui, options->profiles[at], &profile, code))
            return false;
        if (!policy_judge(profile, facts, &all[at], &err)) {
            *code = say_failed(&err, NULL);
            return false;
        }
        *count = at + 1;
    }
    return true;
}

static bool build(const struct facts *facts, const struct findings *all, size_t count,
    struct json *root, struct err *err)
{
    struct facts_header header = facts_header(facts);
    struct json *profiles;

    json_add_string(root, "schema", "goldprep.assessment/1");
    json_add_string(root, "tool", say_tool);
    json_add_string(root, "facts_collected", header.collected);
    json_add_string(root, "machine", header.machine);
    json_add_bool(root, "deep", header.deep);
    profiles = json_add_array(root, "profiles");
    for (size_t at = 0; at < count; at++)
        if (!findings_to_json(&all[at], json_add_object(profiles, NULL), err))
            return false;
    return true;
}

static bool hand_out(struct ui *ui, const struct options *options, const struct facts *facts,
    const struct findings *all, size_t count, int *code)
{
    AUTO(json_value) document = { json_new_object() };
    struct err err = { 0 };

    if (!build(facts, all, count, document.root, &err)) {
        *code = say_failed(&err, NULL);
        return false;
    }
    return look_hand_out(ui, options, document.root, code);
}

static void show(struct ui *ui, const struct facts *facts, const struct findings *all, size_t count)
{
    AUTO(text) text = { 0 };

    render_origin(ui, facts, &text);
    for (size_t at = 0; at < count; at++) {
        text_append(&text, "\n");
        render_findings(ui, &all[at], &text);
    }
    say_answer(ui, &text);
}

/* Unmet in one profile weighs more than unknown in another. */
static int code_of_all(const struct findings *all, size_t count)
{
    int code = EXIT_CODE_DONE;

    for (size_t at = 0; at < count; at++) {
        int one = findings_code(&all[at]);

        if (one == EXIT_CODE_UNMET || code == EXIT_CODE_DONE)
            code = one;
    }
    return code;
}

static int assess(struct ui *ui, const struct options *options, struct findings *all, size_t *count)
{
    AUTO(look) look = { 0 };
    int code = EXIT_CODE_DONE;

    for (size_t at = 0; at < options->profile_count; at++) {
        const struct profile *profile;

        /* a wrong name is told before a minute of looking */
        if (!look_profile_named(ui, options->profiles[at], &profile, &code))
            return code;
    }
    if (!look_facts(ui, options, options_has(options, OPTION_DEEP), &look.facts, &code) ||
        !judge_all(ui, options, look.facts, all, count, &code) ||
        !hand_out(ui, options, look.facts, all, *count, &code))
        return code;
    if (!options_has(options, OPTION_JSON))
        show(ui, look.facts, all, *count);
    return code_of_all(all, *count);
}

static int run(struct ui *ui, const struct options *options)
{
    struct findings all[OPTIONS_PROFILE_LIMIT] = { 0 };
    size_t count = 0;
    int code = assess(ui, options, all, &count);

    for (size_t at = 0; at < count; at++)
        findings_done(&all[at]);
    return code;
}

const struct command command_assess = {
    .name = "assess",
    .group = COMMAND_LOOKS,
    .words = "",
    .summary = "compare this machine with what an image consumer asks for",
    .about = "Collects facts and judges them: one row a requirement, with what was seen where it "
             "is unmet or unknown, and what to do. A must that is unmet is written UNMET and means "
             "that the consumer would refuse the image; a should is a recommendation and stops "
             "nothing. Unknown is never taken for met.\n\nWithout --profile every profile is "
             "judged. With --facts it judges a file that 'goldprep facts --json' wrote, on any "
             "system, with the same answer.",
    .example = "goldprep assess --profile devbox",
    .options = OPTION_PROFILE | OPTION_FACTS | OPTION_DEEP | OPTION_JSON | OPTION_OUTPUT,
    .exits = (const int[]){ EXIT_CODE_DONE, EXIT_CODE_FAILED, EXIT_CODE_USAGE, EXIT_CODE_UNMET,
        EXIT_CODE_UNKNOWN, COMMAND_EXITS_END },
    .run = run,
};
