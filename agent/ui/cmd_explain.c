/* SPDX-License-Identifier: MIT */
/* cmd_explain.c - says what an id means, why, how it is read, and what would make it met. */
#include "ui/explain.h"
#include "ui/look.h"

static int answer(struct ui *ui, const struct options *options, const struct json *document)
{
    const struct json *list = json_member(document, "explanations");
    AUTO(text) text = { 0 };
    struct err err = { 0 };

    if (options_has(options, OPTION_JSON)) {
        if (!json_print(document, false, &text, &err))
            return say_failed(&err, NULL);
    } else {
        for (const struct json *each = json_first(list); each; each = json_next(each)) {
            text_append(&text, "%s", text.len > 0 ? "\n" : "");
            explain_show(ui, each, &text);
        }
    }
    say_answer(ui, &text);
    return EXIT_CODE_DONE;
}

static int run(struct ui *ui, const struct options *options)
{
    AUTO(json_value) document = { json_new_object() };
    AUTO(text) hint = { 0 };

    if (options->word_count == 0)
        return say_usage(ui,
            "'goldprep assess' shows requirements, 'goldprep facts' facts, 'goldprep plan' actions",
            "'explain' needs an id");
    json_add_string(document.root, "schema", "goldprep.explanation/1");
    json_add_string(document.root, "tool", say_tool);
    if (explain_add(options->words[0], json_add_array(document.root, "explanations")) > 0)
        return answer(ui, options, document.root);
    explain_append_hint(options->words[0], &hint);
    return say_usage(ui, text_string(&hint),
        "there is no fact, probe, requirement, action, profile, exit code, cause or rule '%.80s'",
        options->words[0]);
}

const struct command command_explain = {
    .name = "explain",
    .group = COMMAND_ABOUT,
    .words = "ID",
    .word_count = 1,
    .summary = "say what an id or exit code means, and where it comes from",
    .about =
        "For a requirement: why it is asked, what the fact must be, where that is read, what "
        "meets it, which profiles ask for it and how strictly, what their service answers "
        "otherwise, where the rule is published, and where published sources disagree. For a "
        "fact: what it is and where it is read. For a probe, an action, a profile and an exit "
        "code (by number or name): what the tables say of it. For a cause that 'goldprep diagnose' "
        "names: what it means and what to do. For a rule of 'goldprep render check' and a check of "
        "'goldprep unattend': what is wanted and why. Needs no machine.",
    .example = "goldprep explain os.edition-enterprise",
    .options = OPTION_JSON,
    .exits = (const int[]){ EXIT_CODE_DONE, EXIT_CODE_FAILED, EXIT_CODE_USAGE, COMMAND_EXITS_END },
    .run = run,
};
