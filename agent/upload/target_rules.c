/* SPDX-License-Identifier: MIT */
/* target_rules.c - the table of rules, and how they are asked. */
#include "upload/target_judge.h"

#define SCHEMA "https://json-schema.org/draft/2020-12/schema"

/* What fields.c and target.c find while they read. */
const struct target_rule target_rules_reading[] = {
    { .id = "target.not-json",
        .title = "The document is well-formed JSON",
        .why = "Nothing else can be told of it otherwise.",
        .source = "https://www.rfc-editor.org/rfc/rfc8259" },
    { .id = "target.schema-unknown",
        .title = "The document says that it is a goldprep.target/1",
        .why =
            "Another kind of document, or a later one, means something else by the same members.",
        .source = SCHEMA },
    { .id = "target.member-unknown",
        .title = "Every member is known",
        .why = "A member that is written wrong would be left out without a word.",
        .source = SCHEMA },
    { .id = "target.member-missing",
        .title = "Every member that is needed is there",
        .why = "There is nothing to take in its place.",
        .source = SCHEMA },
    { .id = "target.member-type",
        .title = "Every member is of its kind",
        .why = "Azure refuses a number that is written as a text, and the like.",
        .source = SCHEMA },
    { .id = "target.word-unknown",
        .title = "A member that takes words has one of them",
        .why = "Azure refuses other words.",
        .source = SCHEMA },
    { .id = "target.text-empty",
        .title = "A text that is given is not empty",
        .why = "An empty value is refused by Azure or, worse, taken.",
        .source = SCHEMA },
    { .id = "target.text-long",
        .title = "A text has at most 8,192 bytes",
        .why = "Command lines end at about that length on Windows.",
        .source = "https://learn.microsoft.com/troubleshoot/windows-client/shell-experience/"
                  "command-line-string-limitation" },
    { .id = "target.text-control",
        .title = "A text is one line of printable characters",
        .why = "A line end would end a line of the script that the text is written into.",
        .source = SCHEMA },
    { .id = "target.list-long",
        .title = "A list has at most 1,000 elements",
        .why = "No list of a gallery is that long.",
        .source = SCHEMA },
    { .id = "target.api-version",
        .title = "The api version of a gallery in a template is one that there is",
        .why = "Azure refuses the template otherwise.",
        .source =
            "https://learn.microsoft.com/azure/templates/microsoft.compute/change-log/galleries" },
    { .id = "target.api-version-old",
        .title = "The api version of a gallery in a template has what the template asks of it",
        .why = "Azure leaves out, or refuses, what came with a later version.",
        .source = "https://github.com/Azure/azure-resource-manager-schemas" },
    { .id = NULL },
};

/* In the order of the page. */
static const struct target_rule *const groups[] = {
    target_rules_reading,
    target_rules_image,
    target_rules_names,
    target_rules_texts,
    target_rules_definition,
    target_rules_version,
    target_rules_source,
    target_rules_sharing,
    target_rules_consumers,
    target_rules_machines,
    target_rules_known,
};

const struct target_rule *target_rule_at(size_t at)
{
    for (size_t group = 0; group < COUNT_OF(groups); group++)
        for (const struct target_rule *rule = groups[group]; rule->id; rule++)
            if (at-- == 0)
                return rule;
    return NULL;
}

const struct target_rule *target_rule_find(const char *id)
{
    const struct target_rule *rule;

    for (size_t at = 0; (rule = target_rule_at(at)) != NULL; at++)
        if (text_same(rule->id, id))
            return rule;
    return NULL;
}

void target_rules_judge(const struct target_case *what, struct problems *problems)
{
    struct judging judging = { .target = what->target, .what = what, .problems = problems };

    for (size_t at = 0; (judging.rule = target_rule_at(at)) != NULL; at++)
        if (judging.rule->judge)
            judging.rule->judge(&judging);
}

struct place place(const char *format, ...)
{
    struct place where;
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(where.text, sizeof where.text, format, arguments); /* cut, as the header says */
    va_end(arguments);
    return where;
}

const char *judging_text(struct judging *judging, const struct text *text)
{
    if (text->broken)
        judging->problems->broken = true;
    return text_string(text);
}

void judging_wrong(
    struct judging *judging, struct place where, const char *right, const char *format, ...)
{
    const struct problem like = { .severity = judging->rule->severity,
        .rule = judging->rule->id,
        .source = judging->rule->source };
    AUTO(text) there = { 0 };
    va_list arguments;

    if (judging->what->append_place)
        judging->what->append_place(judging->what->state, where.text, &there);
    else
        text_append(&there, "%s", where.text);
    va_start(arguments, format);
    problems_report(
        judging->problems, &like, judging_text(judging, &there), right, format, arguments);
    va_end(arguments);
}
