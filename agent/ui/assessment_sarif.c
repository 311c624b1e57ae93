/* SPDX-License-Identifier: MIT */
/* assessment_sarif.c - an assessment as SARIF 2.1.0, for what collects the results of analyses. */
#include "ui/assessment.h"
#include "ui/render.h"

static void add_text(struct json *parent, const char *name, const char *text)
{
    json_add_string(json_add_object(parent, name), "text", text);
}

static const char *level_of(const struct finding *finding)
{
    if (finding->rule->level == LEVEL_SHOULD)
        return "note";
    return finding->verdict == VERDICT_UNMET ? "error" : "warning";
}

static void append_help(const struct finding *finding, struct text *text)
{
    const struct requirement *requirement = finding->requirement;

    text_append(text, "%s", requirement->why);
    if (requirement->remedy)
        text_append(text, " Remedy: goldprep action %s.", requirement->remedy);
    if (requirement->advice)
        text_append(text, " Advice: %s", requirement->advice);
    if (requirement->disagrees)
        text_append(text, " Sources disagree: %s", requirement->disagrees);
}

static bool add_rule(const struct finding *finding, struct json *rules, struct err *err)
{
    const struct requirement *requirement = finding->requirement;
    struct json *rule = json_add_object(rules, NULL);
    AUTO(text) help = { 0 };

    append_help(finding, &help);
    json_add_string(rule, "id", requirement->id);
    add_text(rule, "shortDescription", requirement->title);
    add_text(rule, "fullDescription", requirement->why);
    add_text(rule, "help", text_string(&help));
    json_add_string(rule, "helpUri", requirement->source);
    json_add_string(json_add_object(rule, "defaultConfiguration"), "level",
        finding->rule->level == LEVEL_MUST ? "error" : "note");
    return text_ok(&help, err);
}

static void append_message(const struct finding *finding, struct text *text)
{
    const struct requirement *requirement = finding->requirement;

    text_append(text, "%s: %s. Seen: %s.", finding->verdict == VERDICT_UNMET ? "Unmet" : "Unknown",
        requirement->title, finding->seen[0] ? finding->seen : "nothing");
    if (finding->verdict == VERDICT_UNMET && finding->rule->error)
        text_append(text, " The service would answer: %s.", finding->rule->error);
    if (finding_remedy(finding))
        text_append(text, " Remedy: goldprep action %s.", requirement->remedy);
    if (requirement->advice)
        text_append(text, " Advice: %s", requirement->advice);
}

static bool add_result(const struct facts_header *header, const struct findings *findings,
    size_t at, struct json *results, struct err *err)
{
    const struct finding *finding = &findings->items[at];
    struct json *result = json_add_object(results, NULL);
    struct json *properties;
    AUTO(text) message = { 0 };
    AUTO(text) print = { 0 };

    append_message(finding, &message);
    text_append(&print, "%s/%s", findings->profile->id, finding->requirement->id);
    json_add_string(result, "ruleId", finding->requirement->id);
    json_add_number(result, "ruleIndex", (int64_t)at);
    json_add_string(result, "level", level_of(finding));
    add_text(result, "message", text_string(&message));
    if (header->machine[0] != '\0') { /* a machine is the place: there is no file to point to */
        struct json *location = json_add_object(json_add_array(result, "locations"), NULL);

        json_add_string(json_add_object(json_add_array(location, "logicalLocations"), NULL),
            "fullyQualifiedName", header->machine);
    }
    /* the same finding of two runs is told to be the same by this */
    json_add_string(
        json_add_object(result, "partialFingerprints"), "goldprep/v1", text_string(&print));
    properties = json_add_object(result, "properties");
    json_add_string(properties, "verdict", verdict_name(finding->verdict));
    json_add_string(properties, "requirementLevel", level_name(finding->rule->level));
    return text_ok(&message, err) && text_ok(&print, err);
}

static bool add_run(const struct facts_header *header, const struct findings *findings,
    struct json *runs, struct err *err)
{
    struct json *run = json_add_object(runs, NULL);
    struct json *driver = json_add_object(json_add_object(run, "tool"), "driver");
    struct json *rules, *results, *properties;
    AUTO(text) id = { 0 };

    json_add_string(driver, "name", "goldprep");
    json_add_string(driver, "version", GOLDPREP_VERSION);
    rules = json_add_array(driver, "rules");
    for (size_t at = 0; at < findings->count; at++)
        if (!add_rule(&findings->items[at], rules, err))
            return false;
    text_append(&id, "goldprep/%s/", findings->profile->id);
    json_add_string(json_add_object(run, "automationDetails"), "id", text_string(&id));
    results = json_add_array(run, "results");
    for (size_t at = 0; at < findings->count; at++)
        if (finding_is_open(&findings->items[at]) &&
            !add_result(header, findings, at, results, err))
            return false;
    properties = json_add_object(run, "properties");
    json_add_string(properties, "profile", findings->profile->id);
    json_add_string(properties, "machine", header->machine);
    json_add_string(properties, "factsCollected", header->collected);
    return text_ok(&id, err);
}

bool assessment_sarif(const struct assessment *assessment, struct text *text, struct err *err)
{
    struct facts_header header = facts_header(assessment->facts);
    AUTO(json_value) log = { json_new_object() };
    struct json *runs;

    json_add_string(log.root, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json_add_string(log.root, "version", "2.1.0");
    runs = json_add_array(log.root, "runs");
    for (size_t at = 0; at < assessment->count; at++)
        if (!add_run(&header, &assessment->items[at], runs, err))
            return false;
    return json_print(log.root, false, text, err);
}
