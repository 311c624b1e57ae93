/* SPDX-License-Identifier: MIT */
/* cmd_assess.c - judges facts against what the consumers of an image ask for. */
#include "ui/assessment.h"
#include "ui/look.h"
#include "ui/render.h"

/* Findings of each profile. Zeroed is empty. */
struct judged {
    struct findings *items; /* owned */
    size_t count;
};

static void judged_done(struct judged *judged)
{
    for (size_t at = 0; at < judged->count; at++)
        findings_done(&judged->items[at]);
    free(judged->items);
    *judged = (struct judged){ 0 };
}

static bool judge_all(const struct look_profiles *profiles, const struct facts *facts,
    struct judged *judged, struct err *err)
{
    judged->items = calloc(profiles->count, sizeof *judged->items);
    if (!judged->items)
        return err_nomem(err);
    for (size_t at = 0; at < profiles->count; at++) {
        if (!policy_judge(profiles->items[at], facts, &judged->items[at], err))
            return false;
        judged->count++;
    }
    return true;
}

static bool append_document(const struct assessment *assessment, struct text *text, struct err *err)
{
    AUTO(json_value) document = { json_new_object() };

    return assessment_to_json(assessment, document.root, err) &&
           json_print(document.root, false, text, err);
}

/* The answer in the form that was asked for. */
static bool append_answer(const struct ui *ui, const struct options *options,
    const struct assessment *assessment, struct text *text, struct err *err)
{
    switch (options->format) {
    case FORMAT_JSON:
        return append_document(assessment, text, err);
    case FORMAT_JUNIT:
        return assessment_junit(assessment, text, err);
    case FORMAT_SARIF:
        return assessment_sarif(assessment, text, err);
    case FORMAT_MARKDOWN:
        return assessment_markdown(assessment, text, err);
    case FORMAT_TABLE:
        break;
    }
    return assessment_show(ui, assessment, text, err);
}

/* --output gets the same as stdout; where no form was asked for, the JSON document. */
static int answer(struct ui *ui, const struct options *options, const struct assessment *assessment)
{
    bool formed = options_has(options, OPTION_FORMAT) || options_has(options, OPTION_JSON);
    AUTO(text) text = { 0 };
    AUTO(text) document = { 0 };
    struct err err = { 0 };
    int code = EXIT_CODE_DONE;

    ui->color = ui->color && !formed;
    if (!append_answer(ui, options, assessment, &text, &err) ||
        (options->output && !formed && !append_document(assessment, &document, &err)))
        return say_failed(&err, NULL);
    if (!look_keep(options, formed ? &text : &document, &code))
        return code;
    say_answer(ui, &text);
    return EXIT_CODE_DONE;
}

/* Unmet in one profile weighs more than unknown in another. */
static int code_of_all(const struct judged *judged)
{
    int code = EXIT_CODE_DONE;

    for (size_t at = 0; at < judged->count; at++) {
        int one = findings_code(&judged->items[at]);

        if (one == EXIT_CODE_UNMET || code == EXIT_CODE_DONE)
            code = one;
    }
    return code;
}

static int run(struct ui *ui, const struct options *options)
{
    AUTO(look_profiles) profiles = { 0 };
    AUTO(look) look = { 0 };
    AUTO(judged) judged = { 0 };
    struct err err = { 0 };
    int code = EXIT_CODE_DONE;

    /* a wrong name is told before a minute of looking */
    if (!look_profiles(ui, options, &profiles, &code) ||
        !look_facts(ui, options, options_has(options, OPTION_DEEP), &look.facts, &code))
        return code;
    if (!judge_all(&profiles, look.facts, &judged, &err))
        return say_failed(&err, NULL);
    code = answer(ui, options, &(struct assessment){ look.facts, judged.items, judged.count });
    return code == EXIT_CODE_DONE ? code_of_all(&judged) : code;
}

const struct command command_assess = {
    .name = "assess",
    .group = COMMAND_LOOKS,
    .words = "",
    .summary = "compare this machine with what an image consumer asks for",
    .about =
        "Collects facts and judges them: one row a requirement, with what was seen where it is "
        "unmet or unknown, and what to do. A must that is unmet is written UNMET and means that "
        "the consumer would refuse the image; a should is a recommendation and stops nothing. "
        "Unknown is never taken for met.\n\nSeveral profiles, given as 'devbox,windows365' or with "
        "--profile again, are shown side by side; without --profile every built-in one is. With "
        "--facts it judges a file that 'goldprep facts --json' wrote, on any system, with the same "
        "answer.\n\nA name that ends in .json or holds a slash or backslash is a file: a profile "
        "of your own, "
        "which may extend a built-in one (docs/schema/profile.json).\n\n--format junit has a suite "
        "a "
        "profile: an unmet must is a failure, a must that is unknown an error, and what is "
        "recommended only is skipped with a message. --format sarif has a run a profile: error, "
        "warning and note in the same way. Neither they nor --format table are colored. --output "
        "keeps what --format or --json asks for, else JSON.",
    .example = "goldprep assess --profile devbox,windows365",
    .options = OPTION_PROFILE | OPTION_FACTS | OPTION_GUEST | OPTION_DEEP | OPTION_JSON |
               OPTION_OUTPUT | OPTION_FORMAT,
    .exits = (const int[]){ EXIT_CODE_DONE, EXIT_CODE_FAILED, EXIT_CODE_USAGE, EXIT_CODE_UNMET,
        EXIT_CODE_UNKNOWN, COMMAND_EXITS_END },
    .run = run,
};
