/* SPDX-License-Identifier: MIT */
/* explain_show.c - an explanation as a person reads it: the document's members, a label in front. */
#include "ui/explain.h"

enum { LABEL_COLUMNS = 11 }; /* "disagrees: " */

/* In front of a member; a member that is not here is not shown. */
static const struct {
    const char *member, *label;
} labels[] = {
    { "name", "is:" },
    { "what", "is:" },
    { "meaning", "means:" },
    { "why", "why:" },
    { "expects", "met when:" },
    { "read_from", "read from:" },
    { "probe", "probe:" },
    { "deep", "deep:" },
    { "facts", "facts:" },
    { "remedy", "remedy:" },
    { "advice", "advice:" },
    { "codes", "codes:" },
    { "meets", "meets:" },
    { "changes", "changes:" },
    { "leaves", "leaves:" },
    { "risk", "risk:" },
    { "cost", "cost:" },
    { "may_restart", "restart:" },
    { "one_way", "one way:" },
    { "needs_ready", "ready:" },
    { "powers_off", "power:" },
    { "after", "after:" },
    { "brings", "brings:" },
    { "commands", "from:" },
    { "dated", "rules of:" },
    { "severity", "severity:" },
    { "fix", "--fix:" },
    { "source", "source:" },
    { "disagrees", "disagrees:" },
};

/* What a yes or no means for people. */
static const struct {
    const char *member, *yes, *no;
} answers[] = {
    { "deep", "asked with --deep only", NULL },
    { "may_restart", "Windows may ask for one", "no" },
    { "one_way", "goldprep cannot take it back, so it goes last", NULL },
    { "needs_ready", "refused while a must is unmet or unknown", NULL },
    { "powers_off", "the machine is switched off after it, unless --no-shutdown", NULL },
};

static const char *answer_of(const struct json *member)
{
    bool yes = false;

    if (!json_bool(member, &yes))
        return NULL;
    for (size_t at = 0; at < COUNT_OF(answers); at++)
        if (strcmp(answers[at].member, json_name(member)) == 0)
            return yes ? answers[at].yes : answers[at].no;
    return NULL;
}

static void append_list(const struct json *list, struct text *line)
{
    for (const struct json *each = json_first(list); each; each = json_next(each))
        if (json_string(each))
            text_append(line, "%s%s", line->len > 0 ? ", " : "", json_string(each));
}

static const char *label_of(const char *kind, const char *member)
{
    if (strcmp(member, "title") == 0)
        return strcmp(kind, "requirement") == 0 || strcmp(kind, "target-rule") == 0 ? "wanted:"
               : strcmp(kind, "action") == 0                                        ? "does:"
                                                                                    : "is:";
    for (size_t at = 0; at < COUNT_OF(labels); at++)
        if (strcmp(labels[at].member, member) == 0)
            return labels[at].label;
    return NULL;
}

static void show_member(
    const struct ui *ui, const char *kind, const struct json *member, struct text *text)
{
    const char *name = json_name(member);
    const char *word = label_of(kind, name);
    char label[LABEL_COLUMNS + 1];
    AUTO(text) line = { 0 };

    if (json_string(member)) /* of ours, and never of a machine */
        text_append(&line, "%s", json_string(member));
    else if (json_is_array(member))
        append_list(member, &line);
    else if (answer_of(member))
        text_append(&line, "%s", answer_of(member));
    else if (strcmp(name, "expects") == 0)
        text_append(&line, "the wanted condition holds; it is weighed from several facts");
    if (!word || line.len == 0)
        return;
    if (strcmp(name, "disagrees") == 0) {
        say_wrapped(ui, text, 2, "sources disagree: ", text_string(&line));
        return;
    }
    snprintf(label, sizeof label, "%-*s", LABEL_COLUMNS, word);
    say_wrapped(ui, text, 2, label, text_string(&line));
}

/* "must; os_disk_bytes 68719476736; the service answers: ..." */
static void show_rule(
    const struct ui *ui, const struct json *rule, size_t columns, struct text *text)
{
    const struct json *parameters = json_member(rule, "parameters");
    const char *error = json_string(json_member(rule, "error"));
    AUTO(text) label = { 0 };
    AUTO(text) line = { 0 };

    text_append(&label, "%-*s  ", (int)columns, json_string(json_first(rule)));
    text_append(&line, "%s", json_string(json_member(rule, "level")));
    for (const struct json *each = json_first(parameters); each; each = json_next(each)) {
        int64_t value = 0;

        if (json_number(each, &value))
            text_append(&line, "; %s %lld", json_name(each), (long long)value);
    }
    if (error)
        text_append(&line, "; the service answers: %s", error);
    say_wrapped(ui, text, 4, text_string(&label), text_string(&line));
}

static void show_rules(
    const struct ui *ui, const char *head, const struct json *rules, struct text *text)
{
    size_t columns = 0;

    if (json_count(rules) == 0)
        return;
    text_append(text, "  %s\n", head);
    for (const struct json *rule = json_first(rules); rule; rule = json_next(rule)) {
        size_t len = strlen(json_string(json_first(rule)));

        columns = len > columns ? len : columns;
    }
    for (const struct json *rule = json_first(rules); rule; rule = json_next(rule))
        show_rule(ui, rule, columns, text);
}

void explain_show(const struct ui *ui, const struct json *explanation, struct text *text)
{
    const char *kind = json_string(json_member(explanation, "kind"));
    const struct json *rules = json_member(explanation, "rules");
    int64_t musts = 0, shoulds = 0;
    char head[64]; /* two numbers of 20 digits at most, and the words */

    text_append(text, "%s (%s)\n", json_string(json_member(explanation, "id")), kind);
    for (const struct json *member = json_first(explanation); member; member = json_next(member))
        show_member(ui, kind, member, text);
    show_rules(ui, "asked for by", json_member(explanation, "profiles"), text);
    if (rules && json_number(json_member(explanation, "musts"), &musts) &&
        json_number(json_member(explanation, "shoulds"), &shoulds)) {
        snprintf(head, sizeof head, "asks for (%lld must, %lld should)", (long long)musts,
            (long long)shoulds);
        show_rules(ui, head, rules, text);
    }
}
