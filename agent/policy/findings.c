/* SPDX-License-Identifier: MIT */
/* findings.c - findings as numbers and as JSON. */
#include "policy/policy.h"

const char *verdict_name(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_UNKNOWN:
        break;
    case VERDICT_MET:
        return "met";
    case VERDICT_UNMET:
        return "unmet";
    case VERDICT_NOT_APPLICABLE:
        return "not-applicable";
    }
    return "unknown";
}

const char *level_name(enum level level)
{
    return level == LEVEL_MUST ? "must" : "should";
}

static void count_one(const struct finding *finding, struct findings_summary *summary)
{
    bool must = finding->rule->level == LEVEL_MUST;

    switch (finding->verdict) {
    case VERDICT_MET:
        summary->met++;
        break;
    case VERDICT_UNMET:
        summary->unmet++;
        ++*(must ? &summary->must_unmet : &summary->should_unmet);
        break;
    case VERDICT_NOT_APPLICABLE:
        summary->not_applicable++;
        break;
    case VERDICT_UNKNOWN:
        summary->unknown++;
        ++*(must ? &summary->must_unknown : &summary->should_unknown);
        break;
    }
}

struct findings_summary findings_count(const struct findings *findings)
{
    struct findings_summary summary = { 0 };

    for (size_t i = 0; i < findings->count; i++)
        count_one(&findings->items[i], &summary);
    return summary;
}

static void add_summary(const struct findings_summary *summary, struct json *object)
{
    struct json *child = json_add_object(object, "summary");

    json_add_number(child, "met", (int64_t)summary->met);
    json_add_number(child, "unmet", (int64_t)summary->unmet);
    json_add_number(child, "unknown", (int64_t)summary->unknown);
    json_add_number(child, "not_applicable", (int64_t)summary->not_applicable);
    json_add_number(child, "must_unmet", (int64_t)summary->must_unmet);
    json_add_number(child, "must_unknown", (int64_t)summary->must_unknown);
    json_add_number(child, "should_unmet", (int64_t)summary->should_unmet);
    json_add_number(child, "should_unknown", (int64_t)summary->should_unknown);
}

static void add_text(struct json *object, const char *name, const char *text)
{
    if (text)
        json_add_string(object, name, text);
    else
        json_add_null(object, name);
}

static void add_finding(const struct finding *finding, struct json *list)
{
    const struct requirement *requirement = finding->requirement;
    struct json *object = json_add_object(list, NULL);

    json_add_string(object, "id", requirement->id);
    json_add_string(object, "title", requirement->title);
    json_add_string(object, "level", level_name(finding->rule->level));
    json_add_string(object, "verdict", verdict_name(finding->verdict));
    json_add_string(object, "seen", finding->seen);
    json_add_string(object, "why", requirement->why);
    json_add_string(object, "source", requirement->source);
    add_text(object, "remedy", requirement->remedy);
    add_text(object, "advice", requirement->advice);
    add_text(object, "error", finding->rule->error);
}

bool findings_to_json(const struct findings *findings, struct json *object, struct err *err)
{
    struct findings_summary summary = findings_count(findings);

    json_add_string(object, "profile", findings->profile->id);
    json_add_string(object, "title", findings->profile->title);
    json_add_string(object, "dated", findings->profile->dated);
    json_add_string(object, "source", findings->profile->source);
    json_add_bool(object, "ready", summary.must_unmet == 0 && summary.must_unknown == 0);
    add_summary(&summary, object);

    struct json *list = json_add_array(object, "findings");
    for (size_t i = 0; i < findings->count; i++)
        add_finding(&findings->items[i], list);
    return list ? true : err_nomem(err);
}
