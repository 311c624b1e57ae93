/* SPDX-License-Identifier: MIT */
/* assessment_junit.c - an assessment as JUnit XML, for what shows test results of a build. */
#include "base/xml.h"
#include "ui/assessment.h"
#include "ui/render.h"

/* What a case is, in the words of JUnit. */
enum outcome {
    OUTCOME_PASSED = 0,
    OUTCOME_FAILURE,
    OUTCOME_ERROR,
    OUTCOME_SKIPPED,
};

struct tally {
    size_t cases, failures, errors, skipped;
};

static enum outcome outcome_of(const struct finding *finding)
{
    bool must = finding->rule->level == LEVEL_MUST;

    switch (finding->verdict) {
    case VERDICT_MET:
        return OUTCOME_PASSED;
    case VERDICT_UNMET:
        return must ? OUTCOME_FAILURE : OUTCOME_SKIPPED;
    case VERDICT_UNKNOWN:
        return must ? OUTCOME_ERROR : OUTCOME_SKIPPED;
    case VERDICT_NOT_APPLICABLE:
        break;
    }
    return OUTCOME_SKIPPED;
}

static void count(const struct findings *findings, struct tally *tally)
{
    tally->cases += findings->count;
    for (size_t at = 0; at < findings->count; at++) {
        switch (outcome_of(&findings->items[at])) {
        case OUTCOME_FAILURE:
            tally->failures++;
            break;
        case OUTCOME_ERROR:
            tally->errors++;
            break;
        case OUTCOME_SKIPPED:
            tally->skipped++;
            break;
        case OUTCOME_PASSED:
            break;
        }
    }
}

static void write_tally(struct xml_writer *writer, const struct tally *tally)
{
    xml_write_attribute_number(writer, "tests", tally->cases);
    xml_write_attribute_number(writer, "failures", tally->failures);
    xml_write_attribute_number(writer, "errors", tally->errors);
    xml_write_attribute_number(writer, "skipped", tally->skipped);
    xml_write_attribute(writer, "time", "0");
}

/* One line for lists of results. */
static void append_message(const struct finding *finding, struct text *text)
{
    if (finding->rule->level == LEVEL_SHOULD && finding_is_open(finding))
        text_append(text, "recommended only, %s: ", verdict_name(finding->verdict));
    if (finding->verdict == VERDICT_NOT_APPLICABLE)
        text_append(text, "not applicable: ");
    text_append(text, "%s: %s", finding->requirement->title, finding->seen);
}

/* All of it, for who opens the case. */
static void append_body(const struct finding *finding, struct text *text)
{
    const struct requirement *requirement = finding->requirement;

    text_append(text, "wanted: %s\nseen: %s\nwhy: %s\n", requirement->title, finding->seen,
        requirement->why);
    if (finding->rule->error && finding->verdict == VERDICT_UNMET)
        text_append(text, "the service would answer: %s\n", finding->rule->error);
    if (finding_remedy(finding))
        text_append(text, "remedy: %s\n", requirement->remedy);
    if (requirement->advice)
        text_append(text, "advice: %s\n", requirement->advice);
    text_append(text, "source: %s\n", requirement->source);
}

static void write_outcome(struct xml_writer *writer, const struct finding *finding)
{
    static const char *const elements[] = { "", "failure", "error", "skipped" };
    enum outcome outcome = outcome_of(finding);
    AUTO(text) message = { 0 };
    AUTO(text) body = { 0 };

    if (outcome == OUTCOME_PASSED)
        return;
    append_message(finding, &message);
    append_body(finding, &body);
    writer->failed = writer->failed || message.broken || body.broken;
    xml_write_open(writer, elements[outcome]);
    xml_write_attribute(writer, "message", text_string(&message));
    if (outcome != OUTCOME_SKIPPED) { /* the form has neither for what was skipped */
        xml_write_attribute(writer, "type", verdict_name(finding->verdict));
        xml_write_text(writer, text_string(&body));
    }
    xml_write_close(writer);
}

static void write_case(
    struct xml_writer *writer, const struct profile *profile, const struct finding *finding)
{
    AUTO(text) class = { 0 };

    text_append(&class, "goldprep.%s", profile->id);
    writer->failed = writer->failed || class.broken;
    xml_write_open(writer, "testcase");
    xml_write_attribute(writer, "classname", text_string(&class));
    xml_write_attribute(writer, "name", finding->requirement->id);
    xml_write_attribute(writer, "time", "0");
    write_outcome(writer, finding);
    xml_write_close(writer);
}

static void write_property(struct xml_writer *writer, const char *name, const char *value)
{
    xml_write_open(writer, "property");
    xml_write_attribute(writer, "name", name);
    xml_write_attribute(writer, "value", value);
    xml_write_close(writer);
}

/* The form's times have no zone: "2026-11-22T06:30:00". */
static void write_time(struct xml_writer *writer, const char *collected)
{
    size_t len = strlen(collected);
    AUTO(text) time = { 0 };

    if (len == 0 || collected[len - 1] != 'Z')
        return;
    text_append_bytes(&time, collected, len - 1);
    writer->failed = writer->failed || time.broken;
    xml_write_attribute(writer, "timestamp", text_string(&time));
}

static void write_suite(
    struct xml_writer *writer, const struct facts_header *header, const struct findings *findings)
{
    struct tally tally = { 0 };

    count(findings, &tally);
    xml_write_open(writer, "testsuite");
    xml_write_attribute(writer, "name", findings->profile->id);
    write_tally(writer, &tally);
    write_time(writer, header->collected);
    if (header->machine[0] != '\0')
        xml_write_attribute(writer, "hostname", header->machine);
    xml_write_open(writer, "properties");
    write_property(writer, "title", findings->profile->title);
    write_property(writer, "dated", findings->profile->dated);
    write_property(writer, "source", findings->profile->source);
    write_property(writer, "tool", say_tool);
    xml_write_close(writer);
    for (size_t at = 0; at < findings->count; at++)
        write_case(writer, findings->profile, &findings->items[at]);
    xml_write_close(writer);
}

bool assessment_junit(const struct assessment *assessment, struct text *text, struct err *err)
{
    struct facts_header header = facts_header(assessment->facts);
    AUTO(xml_writer) writer = { 0 };
    struct tally tally = { 0 };

    if (!xml_write_begin(&writer, err))
        return false;
    for (size_t at = 0; at < assessment->count; at++)
        count(&assessment->items[at], &tally);
    xml_write_open(&writer, "testsuites");
    xml_write_attribute(&writer, "name", "goldprep assess");
    write_tally(&writer, &tally);
    for (size_t at = 0; at < assessment->count; at++)
        write_suite(&writer, &header, &assessment->items[at]);
    return xml_write_end(&writer, text, err);
}
