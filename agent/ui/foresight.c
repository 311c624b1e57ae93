/* SPDX-License-Identifier: MIT */
/* foresight.c - after a sysprep that failed: had the gate in front of it said so? */
#include "ui/foresight.h"

#include "sysprep/foreseen.h"
#include "ui/sealing.h"

/* Unknown counts as seen: the gate said that it could not tell. */
static bool is_unmet(void *state, const char *requirement)
{
    const struct findings *findings = state;

    for (size_t at = 0; at < findings->count; at++)
        if (strcmp(findings->items[at].requirement->id, requirement) == 0)
            return findings->items[at].verdict == VERDICT_UNMET ||
                   findings->items[at].verdict == VERDICT_UNKNOWN;
    return false;
}

static bool is_asked(const struct findings *findings, const char *requirement)
{
    for (size_t at = 0; at < findings->count; at++)
        if (strcmp(findings->items[at].requirement->id, requirement) == 0)
            return true;
    return false;
}

/* Rules of the cause, those that the profile asks for in front. */
static void append_rules(const struct findings *findings, const char *cause, struct text *rules)
{
    for (size_t row = 0; row < foreseen_rows_count; row++) {
        const char *id = foreseen_rows[row].requirement;

        if (text_same(foreseen_rows[row].cause, cause))
            text_append(rules, "%s%s%s", rules->len > 0 ? ", " : "", id,
                is_asked(findings, id) ? "" : " (not asked by this profile)");
    }
}

static void show_missed(
    const struct findings *findings, const char *cause, bool has_rule, const struct json *diagnosis)
{
    AUTO(text) rules = { 0 };

    append_rules(findings, cause, &rules);
    if (has_rule)
        say_note("missed: goldprep looks for '%s', and saw nothing of it: %s", cause,
            text_string(&rules));
    else
        say_note("missed: goldprep has no rule that looks for '%s'", cause);
    say_note(
        "this is a defect of goldprep. Please report it, with facts.json of the state folder and "
        "these lines of the log:");
    for (const struct json *line = json_first(json_member(diagnosis, "evidence")); line;
         line = json_next(line))
        say_note("  %s", json_string(line) ? json_string(line) : "");
}

static void show_invented(struct findings *findings, const char *cause)
{
    for (size_t row = 0; row < foreseen_rows_count; row++) {
        const struct foreseen_row *each = &foreseen_rows[row];
        bool is_told = false; /* a requirement may have several rows */

        for (size_t before = 0; before < row; before++)
            is_told = is_told || strcmp(foreseen_rows[before].requirement, each->requirement) == 0;
        if (!is_told && foreseen_is_invented(each, cause, is_unmet, findings))
            say_note("not confirmed: '%s' was not met, and sysprep did not stop on it",
                each->requirement);
    }
}

void foresight_show(struct work *work)
{
    const struct json *diagnosis = json_member(sealing_report(work->run.journal), "diagnosis");
    const char *cause = json_string(json_member(diagnosis, "cause"));
    struct findings *findings = &work->look.findings;
    struct err err = { 0 };

    if (!cause)
        return;
    if (!sealing_find_facts(work, &err)) {
        say_note("what the last look said cannot be compared: %s", err.text);
        return;
    }
    enum foreseen foreseen = foreseen_judge(cause, is_unmet, findings);

    switch (foreseen) {
    case FORESEEN_PREDICTED:
        say_note("predicted: '%s' was among what was not met", cause);
        break;
    case FORESEEN_MISSED:
    case FORESEEN_NO_RULE:
        show_missed(findings, cause, foreseen == FORESEEN_MISSED, diagnosis);
        break;
    case FORESEEN_NOTHING:
        return;
    }
    show_invented(findings, cause);
}
