/* SPDX-License-Identifier: MIT */
/* markdown.c - facts.md, probes.md, actions.md, requirements.md, commands.md, exit-codes.md,
 * causes.md, unattend.md, gallery-rules.md. */
#include "ui/markdown.h"

#include "actions/action.h"
#include "policy/policy.h"
#include "probes/probe.h"
#include "sysprep/signs.h"
#include "sysprep/stuck.h"
#include "sysprep/unattend.h"
#include "upload/target_rules.h"

static void append_head(struct text *text, const char *page, const char *title)
{
    text_append(text,
        "<!-- SPDX-License-Identifier: MIT -->\n"
        "<!-- Made by 'goldprep help --markdown %s': do not edit. -->\n\n# %s\n\n",
        page, title);
}

/* A cell of a table: a bar would end it. */
static void append_cell(struct text *text, const char *string)
{
    for (; *string; string++) {
        if (*string == '|')
            text_append_bytes(text, "\\", 1);
        text_append_bytes(text, *string == '\n' ? " " : string, 1);
    }
}

static void append_row(struct text *text, const char *first, const char *second, const char *third)
{
    text_append(text, "| `");
    append_cell(text, first);
    text_append(text, "` | ");
    append_cell(text, second);
    text_append(text, " | ");
    append_cell(text, third);
    text_append(text, " |\n");
}

static void append_facts(struct text *text)
{
    text_append(text,
        "What the probes can write into a facts document. Each fact is known, absent, unreadable "
        "(with the reason), not applicable (with the reason) or not collected; only known facts "
        "have a value.\n");
    for (size_t at = 0; probes_all[at]; at++) {
        text_append(text,
            "\n## %s\n\n%s.%s\n\n| key | what it is | read from |\n| --- | --- | --- |\n",
            probes_all[at]->id, probes_all[at]->title,
            probes_all[at]->deep ? " Asked with `--deep` only." : "");
        for (const struct probe_key *key = probes_all[at]->keys; key->key; key++)
            append_row(text, key->key, key->what, key->from);
    }
}

static void append_probes(struct text *text)
{
    text_append(text, "Each probe looks at one subject, changes nothing and judges nothing.\n");
    for (size_t at = 0; probes_all[at]; at++) {
        const struct probe *probe = probes_all[at];

        text_append(text,
            "\n## %s\n\n%s.\n\n- source: <%s>\n- slow, asked with `--deep` only: %s\n- facts:",
            probe->id, probe->title, probe->source, probe->deep ? "yes" : "no");
        for (const struct probe_key *key = probe->keys; key->key; key++)
            text_append(text, "%s `%s`", key == probe->keys ? "" : ",", key->key);
        text_append(text, "\n");
    }
}

static void append_actions(struct text *text)
{
    text_append(text, "Each action makes one change. `goldprep plan` says which of them a machine "
                      "needs and why.\n");
    for (size_t at = 0; actions_all[at]; at++) {
        const struct action *action = actions_all[at];

        text_append(text, "\n## %s\n\n%s.\n\n- changes: %s\n- risk: %s\n- cost: %s\n", action->id,
            action->title, action->changes, action->risk, action->cost);
        text_append(text, "- leaves behind, undo: %s\n- restart: %s\n", action->leaves,
            action->traits & ACTION_NEEDS_REBOOT ? "Windows may ask for one" : "no");
        text_append(text, "- `goldprep undo`: %s%s%s\n", action->revert ? "takes it back" : "no",
            action->irreversible ? "; what stays: " : "",
            action->irreversible ? action->irreversible : "");
        if (action->traits & ACTION_ONE_WAY)
            text_append(text, "- one way: goldprep cannot take it back, so it goes last\n");
        if (action->traits & ACTION_NEEDS_READY)
            text_append(text, "- refused while a must is unmet or unknown\n");
        if (action->traits & ACTION_POWERS_OFF)
            text_append(text, "- the machine is switched off after it, unless `--no-shutdown`\n");
        for (const char *const *after = action->after; after && *after; after++)
            text_append(text, "- after: `%s`\n", *after);
        for (const char *const *brings = action->brings; brings && *brings; brings++)
            text_append(text, "- brings: `%s`, unless `--operations` takes it out\n", *brings);
        text_append(text, "- source: <%s>\n", action->source);
    }
}

static void append_requirement(struct text *text, const struct requirement *requirement)
{
    text_append(text, "\n## %s\n\n%s. %s\n\n- source: <%s>\n", requirement->id, requirement->title,
        requirement->why, requirement->source);
    if (requirement->remedy)
        text_append(text, "- remedy: `%s`\n", requirement->remedy);
    if (requirement->advice)
        text_append(text, "- advice: %s\n", requirement->advice);
    if (requirement->disagrees)
        text_append(text, "- sources disagree: %s\n", requirement->disagrees);
    for (size_t at = 0; policy_profiles[at]; at++)
        for (const struct profile_rule *rule = policy_profiles[at]->rules; rule->requirement;
             rule++) {
            if (strcmp(rule->requirement, requirement->id) != 0)
                continue;
            text_append(text, "- `%s`: %s", policy_profiles[at]->id, level_name(rule->level));
            for (const struct parameter *value = rule->parameters; value && value->name; value++)
                text_append(text, ", `%s` %lld", value->name, (long long)value->value);
            text_append(text, "%s%s\n", rule->error ? "; when unmet the service answers: " : "",
                rule->error ? rule->error : "");
        }
}

static void append_requirements(struct text *text)
{
    text_append(text, "What can be asked of a machine. A profile says which of these, and whether "
                      "as a must (the consumer refuses the image) or a should (recommended).\n\n"
                      "| profile | for | rules of |\n| --- | --- | --- |\n");
    for (size_t at = 0; policy_profiles[at]; at++)
        text_append(text, "| `%s` | %s | [%s](%s) |\n", policy_profiles[at]->id,
            policy_profiles[at]->title, policy_profiles[at]->dated, policy_profiles[at]->source);
    for (size_t at = 0; policy_requirements[at]; at++)
        append_requirement(text, policy_requirements[at]);
}

static void append_commands(struct text *text)
{
    const struct ui ui = { .width = 80 };

    text_append(text, "```\n");
    command_append_overview(&ui, text);
    text_append(text, "```\n");
    for (size_t at = 0; commands_all[at]; at++) {
        text_append(text, "\n## %s\n\n```\n", commands_all[at]->name);
        command_append_help(&ui, commands_all[at], text);
        text_append(text, "```\n");
    }
}

static void append_exit_codes(struct text *text)
{
    text_append(text, "| code | name | meaning |\n| --- | --- | --- |\n");
    for (size_t at = 0; at < exit_rows_count; at++) {
        char code[16];

        snprintf(code, sizeof code, "%d", (int)exit_rows[at].code);
        append_row(text, code, exit_rows[at].name, exit_rows[at].meaning);
    }
}

static void append_cause(struct text *text, const struct cause *cause)
{
    text_append(text, "\n## %s\n\n%s. %s\n\n**Remedy.** %s\n\n[Source](%s)\n", cause->id,
        cause->title, cause->meaning, cause->remedy, cause->source);
    if (cause->codes)
        text_append(text, "\nTold by the codes");
    for (const uint32_t *code = cause->codes; code && *code; code++)
        text_append(text, " `0x%08X`", *code);
    text_append(text, "%s", cause->codes ? "\n" : "");
    for (const struct cause_signature *each = cause->signatures; each && each->needle; each++)
        text_append(text, "%s- `%s`\n", each == cause->signatures ? "\n" : "", each->needle);
}

static void append_causes(struct text *text)
{
    text_append(text,
        "What `goldprep diagnose` can name, and by which fragments of a log's lines. Case, blanks, "
        "line breaks and punctuation do not count. [diagnose.md](diagnose.md) says how it is "
        "decided. Messages that no source documents were observed by public tools: unverified on a "
        "real Windows.\n");
    for (size_t at = 0; at < causes_count; at++)
        append_cause(text, &causes_all[at]);
    text_append(text,
        "\nThe following are read off the machine when `goldprep generalize` has waited, and are "
        "in no log.\n");
    for (size_t at = 0; at < stuck_count; at++)
        append_cause(text, &stuck_all[at]);
    text_append(
        text, "\n## Other signs\n\nRuns, providers, ends, and errors that are harmless.\n\n");
    for (size_t at = 0; at < sign_marks_count; at++)
        text_append(text, "- `%s`%s%s\n", sign_marks[at].needle,
            sign_marks[at].why ? " harmless: " : "", sign_marks[at].why ? sign_marks[at].why : "");
}

static void append_unattend(struct text *text)
{
    text_append(text,
        "What `goldprep unattend FILE` finds in an answer file. An error: Windows refuses the "
        "file, "
        "or does not do what it says. A warning: it makes a worse image, or one that tells "
        "secrets. "
        "A note: good to know. `--fix OUT` writes a copy in which only what the column says is "
        "changed; every other byte stays, comments, order, white space, line ends and encoding "
        "included.\n\n| id | severity | what is wrong | `--fix` |\n| --- | --- | --- | --- |\n");
    for (size_t at = 0; at < UNATTEND_CHECKS; at++) {
        const struct unattend_check *check = &unattend_checks[at];

        text_append(text, "| [`%s`](#%s) | %s | ", check->id, check->id + strlen("unattend."),
            unattend_severity_name(check->severity));
        append_cell(text, check->title);
        text_append(text, " | ");
        append_cell(text, check->fix ? check->fix : "-");
        text_append(text, " |\n");
    }
    for (size_t at = 0; at < UNATTEND_CHECKS; at++) {
        const struct unattend_check *check = &unattend_checks[at];

        text_append(text, "\n## %s\n\n", check->id + strlen("unattend."));
        append_cell(text, check->title);
        text_append(text, ". ");
        text_append(
            text, "%s\n\n- advice: %s\n- source: <%s>\n", check->why, check->advice, check->source);
    }
}

static void append_gallery_rules(struct text *text)
{
    const struct target_rule *rule;

    text_append(text,
        "What `goldprep render check` asks of a target or of an ARM template, beside the members "
        "that "
        "[target.json](schema/target.json) allows. A target with an error is not rendered.\n\n"
        "| id | severity | what is wanted |\n| --- | --- | --- |\n");
    for (size_t at = 0; (rule = target_rule_at(at)) != NULL; at++) {
        text_append(text, "| [`%s`](#%s) | %s | ", rule->id, rule->id + strlen("target."),
            problem_severity_name(rule->severity));
        append_cell(text, rule->title);
        text_append(text, " |\n");
    }
    for (size_t at = 0; (rule = target_rule_at(at)) != NULL; at++)
        text_append(text, "\n## %s\n\n%s. %s\n\n- source: <%s>\n", rule->id + strlen("target."),
            rule->title, rule->why, rule->source);
}

static const struct {
    const char *name;
    const char *title;
    void (*append)(struct text *text);
} pages[] = {
    { "facts", "Facts", append_facts },
    { "probes", "Probes", append_probes },
    { "actions", "Actions", append_actions },
    { "requirements", "Requirements", append_requirements },
    { "commands", "Commands", append_commands },
    { "exit-codes", "Exit codes", append_exit_codes },
    { "causes", "Causes", append_causes },
    { "unattend", "Answer files", append_unattend },
    { "gallery-rules", "Rules of a target", append_gallery_rules },
};

bool markdown_append(const char *name, struct text *text)
{
    for (size_t at = 0; at < COUNT_OF(pages); at++) {
        if (strcmp(pages[at].name, name) != 0)
            continue;
        append_head(text, pages[at].name, pages[at].title);
        pages[at].append(text);
        return true;
    }
    return false;
}

void markdown_append_names(struct text *text)
{
    for (size_t at = 0; at < COUNT_OF(pages); at++)
        text_append(text, "%s%s", at > 0 ? ", " : "", pages[at].name);
}
