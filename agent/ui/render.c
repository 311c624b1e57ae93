/* SPDX-License-Identifier: MIT */
/* render.c - rows and columns; words before colors. */
#include "ui/render.h"

enum {
    VERDICT_COLUMNS = 9, /* "unknown" and two spaces */
    ID_COLUMNS_MOST = 34,
};

bool findings_ready(const struct findings *findings)
{
    struct findings_summary summary = findings_count(findings);

    return summary.must_unmet == 0 && summary.must_unknown == 0;
}

int findings_code(const struct findings *findings)
{
    struct findings_summary summary = findings_count(findings);

    if (summary.must_unmet > 0)
        return EXIT_CODE_UNMET;
    return summary.must_unknown > 0 ? EXIT_CODE_UNKNOWN : EXIT_CODE_DONE;
}

int plan_code(const struct plan *plan, const struct findings *findings)
{
    bool unknown = false;

    for (size_t at = 0; at < findings->count; at++) {
        if (!text_list_has(&plan->stopped_by, findings->items[at].requirement->id))
            continue;
        if (findings->items[at].verdict == VERDICT_UNMET)
            return EXIT_CODE_UNMET;
        unknown = true;
    }
    return unknown ? EXIT_CODE_UNKNOWN : EXIT_CODE_DONE;
}

enum say_color finding_color(const struct finding *finding)
{
    switch (finding ? finding->verdict : VERDICT_NOT_APPLICABLE) {
    case VERDICT_MET:
        return SAY_GOOD;
    case VERDICT_UNMET:
        return finding->rule->level == LEVEL_MUST ? SAY_BAD : SAY_DOUBTFUL;
    case VERDICT_UNKNOWN:
        return SAY_DOUBTFUL;
    case VERDICT_NOT_APPLICABLE:
        break;
    }
    return SAY_PLAIN;
}

const char *finding_word(const struct finding *finding)
{
    if (!finding)
        return "-";
    switch (finding->verdict) {
    case VERDICT_UNMET: /* in capitals where it stops a run */
        return finding->rule->level == LEVEL_MUST ? "UNMET" : "unmet";
    case VERDICT_NOT_APPLICABLE:
        return "n/a";
    case VERDICT_MET:
    case VERDICT_UNKNOWN:
        break;
    }
    return verdict_name(finding->verdict);
}

bool finding_is_open(const struct finding *finding)
{
    return finding && (finding->verdict == VERDICT_UNMET || finding->verdict == VERDICT_UNKNOWN);
}

const char *finding_remedy(const struct finding *finding)
{
    return finding->verdict == VERDICT_UNMET ? finding->requirement->remedy : NULL;
}

static void append_title(
    const struct ui *ui, const char *id, const char *title, size_t id_columns, struct text *text)
{
    char label[96];
    AUTO(text) wrapped = { 0 };
    size_t indent = VERDICT_COLUMNS + 2;

    snprintf(label, sizeof label, "%-*s  ", (int)id_columns, id);
    say_wrapped(ui, &wrapped, indent, label, title);
    /* the verdict stands where the indent of the first line would be */
    text_append(text, "%s", text_string(&wrapped) + indent);
}

static void append_finding(
    const struct ui *ui, const struct finding *finding, size_t id_columns, struct text *text)
{
    const struct requirement *requirement = finding->requirement;
    size_t indent = VERDICT_COLUMNS + 2;

    text_append(text, "  ");
    say_word(ui, text, finding_color(finding), finding_word(finding), VERDICT_COLUMNS);
    append_title(ui, requirement->id, requirement->title, id_columns, text);
    if (!finding_is_open(finding))
        return;
    if (finding->seen && finding->seen[0] != '\0')
        say_wrapped(ui, text, indent, "seen: ", finding->seen);
    if (finding->rule->level == LEVEL_SHOULD)
        say_wrapped(ui, text, indent, "", "recommended only: does not stop a run");
    else if (finding->verdict == VERDICT_UNMET && finding->rule->error)
        say_wrapped(ui, text, indent, "the service would answer: ", finding->rule->error);
    if (finding_remedy(finding))
        say_wrapped(ui, text, indent, "remedy: ", requirement->remedy);
    else if (requirement->advice)
        say_wrapped(ui, text, indent, "advice: ", requirement->advice);
}

static size_t id_columns_of(const struct findings *findings)
{
    size_t columns = 0;

    for (size_t at = 0; at < findings->count; at++) {
        size_t len = strlen(findings->items[at].requirement->id);

        if (len > columns && len <= ID_COLUMNS_MOST)
            columns = len;
    }
    return columns;
}

void render_origin(const struct ui *ui, const struct facts *facts, struct text *text)
{
    struct facts_header header = facts_header(facts);
    AUTO(text) line = { 0 };

    text_append(&line, "%s as seen on %s by %s", header.machine[0] ? header.machine : "a machine",
        header.collected[0] ? header.collected : "an unknown day",
        header.tool[0] ? header.tool : "an unknown tool");
    if (header.deep)
        text_append(&line, ", slow witnesses too");
    say_wrapped(ui, text, 0, "", text_string(&line));
}

void render_summary(const struct ui *ui, const struct findings *findings, struct text *text)
{
    struct findings_summary count = findings_count(findings);
    bool ready = findings_ready(findings);
    AUTO(text) line = { 0 };

    text_append(&line, "%zu met, %zu unmet, %zu unknown", count.met, count.unmet, count.unknown);
    if (count.not_applicable > 0)
        text_append(&line, ", %zu not applicable", count.not_applicable);
    text_append(text, "%s: ", text_string(&line));
    say_word(ui, text, ready ? SAY_GOOD : SAY_BAD, ready ? "ready" : "not ready", 0);
    text_append(text, " for %s\n", findings->profile->id);
}

void render_profile(const struct profile *profile, struct text *text)
{
    text_append(text, "%s", profile->title);
    if (profile->dated[0] != '\0')
        text_append(text, " (rules of %s)", profile->dated);
}

void render_findings(const struct ui *ui, const struct findings *findings, struct text *text)
{
    size_t id_columns = id_columns_of(findings);
    struct findings_summary count;

    render_profile(findings->profile, text);
    text_append(text, "\n\n");
    for (size_t at = 0; at < findings->count; at++)
        append_finding(ui, &findings->items[at], id_columns, text);
    text_append(text, "\n");
    render_summary(ui, findings, text);
    count = findings_count(findings);
    if (count.should_unmet + count.should_unknown > 0)
        text_append(text, "(%zu of these recommended only: they do not stop a run)\n",
            count.should_unmet + count.should_unknown);
}

static void append_reasons(const struct ui *ui, const struct plan_step *step, struct text *text)
{
    for (size_t at = 0; at < step->reasons.count; at++) {
        const struct requirement *requirement = policy_requirement(step->reasons.items[at]);
        AUTO(text) line = { 0 };

        text_append(&line, "%s", step->reasons.items[at]);
        if (requirement)
            text_append(&line, ": %s", requirement->title);
        say_wrapped(ui, text, 4, at == 0 ? "why:     " : "         ", text_string(&line));
    }
    if (step->reasons.count == 0)
        say_wrapped(ui, text, 4, "why:     ", "asked for");
}

static void append_step(
    const struct ui *ui, const struct plan_step *step, size_t number, struct text *text)
{
    const struct action *action = step->action;

    text_append(text, "\n%2zu. %s\n", number, action->id);
    say_wrapped(ui, text, 4, "what:    ", action->title);
    append_reasons(ui, step, text);
    say_wrapped(ui, text, 4, "changes: ", action->changes);
    say_wrapped(ui, text, 4, "risk:    ", action->risk);
    say_wrapped(ui, text, 4, "cost:    ", action->cost);
    say_wrapped(ui, text, 4, "leaves:  ", action->leaves);
    if (action->traits & ACTION_ONE_WAY)
        say_wrapped(ui, text, 4, "one way: ", "goldprep cannot take it back");
    if (action->traits & ACTION_POWERS_OFF)
        say_wrapped(ui, text, 4, "after:   ", "the machine is switched off, unless --no-shutdown");
    say_wrapped(ui, text, 4,
        "restart: ", action->traits & ACTION_NEEDS_REBOOT ? "Windows may ask for one" : "no");
}

void render_plan(const struct ui *ui, const struct plan *plan, struct text *text)
{
    if (plan->count == 0)
        text_append(text, "Plan for %s: nothing to do.\n", plan->profile->id);
    else
        text_append(text, "Plan for %s: %zu step%s\n", plan->profile->id, plan->count,
            plan->count == 1 ? "" : "s");
    for (size_t at = 0; at < plan->count; at++)
        append_step(ui, &plan->steps[at], at + 1, text);
}

void render_stopped_by(const struct ui *ui, const struct plan *plan,
    const struct findings *findings, struct text *text)
{
    size_t id_columns = id_columns_of(findings);

    if (plan->stopped_by.count == 0)
        return;
    text_append(text, "\nNo action can meet these:\n\n");
    for (size_t at = 0; at < findings->count; at++)
        if (text_list_has(&plan->stopped_by, findings->items[at].requirement->id))
            append_finding(ui, &findings->items[at], id_columns, text);
}
