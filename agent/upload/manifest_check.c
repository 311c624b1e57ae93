/* SPDX-License-Identifier: MIT */
/* manifest_check.c - is this a manifest, and does it say what its own findings say? */
#include "upload/manifest_form.h"
#include "upload/manifest_match.h"
#include "upload/shape.h"

static const char schema[] = "goldprep.manifest/1";

static const struct shape guest[] = {
    { .name = "name", .kind = SHAPE_TEXT },
    { .name = "edition", .kind = SHAPE_TEXT, .may_be_null = true },
    { .name = "display_version", .kind = SHAPE_TEXT, .may_be_null = true },
    { .name = "build", .kind = SHAPE_NUMBER, .may_be_null = true },
    { .name = "revision", .kind = SHAPE_NUMBER, .may_be_null = true },
    { .name = "architecture", .kind = SHAPE_TEXT, .may_be_null = true },
    { .name = "session", .kind = SHAPE_TEXT, .may_be_null = true },
    { .name = "firmware", .kind = SHAPE_TEXT, .may_be_null = true },
    { .name = "disk_size_bytes", .kind = SHAPE_NUMBER, .may_be_null = true },
    { .name = NULL },
};

static const struct shape answer[] = {
    { .name = "value", .kind = SHAPE_TEXT, .may_be_null = true },
    { .name = "reason", .kind = SHAPE_TEXT },
    { .name = NULL },
};

static const struct shape definition[] = {
    { .name = "osType", .kind = SHAPE_OBJECT, .inside = answer },
    { .name = "osState", .kind = SHAPE_OBJECT, .inside = answer },
    { .name = "hyperVGeneration", .kind = SHAPE_OBJECT, .inside = answer },
    { .name = "architecture", .kind = SHAPE_OBJECT, .inside = answer },
    { .name = "securityType", .kind = SHAPE_OBJECT, .inside = answer },
    { .name = NULL },
};

static const struct shape service[] = {
    { .name = "state", .kind = SHAPE_TEXT, .may_be_null = true },
    { .name = "start", .kind = SHAPE_TEXT, .may_be_null = true },
    { .name = NULL },
};

static const struct shape sysprep[] = {
    { .name = "sealed", .kind = SHAPE_BOOL },
    { .name = "command", .kind = SHAPE_TEXT, .may_be_null = true },
    { .name = "tag_file", .kind = SHAPE_NUMBER, .may_be_null = true },
    { .name = "image_state", .kind = SHAPE_TEXT, .may_be_null = true },
    { .name = "setup_type", .kind = SHAPE_NUMBER, .may_be_null = true },
    { .name = "setup_command", .kind = SHAPE_TEXT, .may_be_null = true },
    { .name = "setup_armed", .kind = SHAPE_BOOL, .may_be_null = true },
    { .name = "service", .kind = SHAPE_OBJECT, .inside = service },
    { .name = "boot", .kind = SHAPE_TEXT, .may_be_null = true },
    { .name = "restarted", .kind = SHAPE_BOOL, .may_be_null = true },
    { .name = "log_excerpt", .kind = SHAPE_TEXT },
    { .name = NULL },
};

static const struct shape summary[] = {
    { .name = "met", .kind = SHAPE_NUMBER },
    { .name = "unmet", .kind = SHAPE_NUMBER },
    { .name = "unknown", .kind = SHAPE_NUMBER },
    { .name = "not_applicable", .kind = SHAPE_NUMBER },
    { .name = "must_unmet", .kind = SHAPE_NUMBER },
    { .name = "must_unknown", .kind = SHAPE_NUMBER },
    { .name = "should_unmet", .kind = SHAPE_NUMBER },
    { .name = "should_unknown", .kind = SHAPE_NUMBER },
    { .name = NULL },
};

static const struct shape finding[] = {
    { .name = "id", .kind = SHAPE_TEXT },
    { .name = "title", .kind = SHAPE_TEXT },
    { .name = "level", .kind = SHAPE_TEXT },
    { .name = "verdict", .kind = SHAPE_TEXT },
    { .name = "seen", .kind = SHAPE_TEXT },
    { .name = "why", .kind = SHAPE_TEXT },
    { .name = "source", .kind = SHAPE_TEXT },
    { .name = "remedy", .kind = SHAPE_TEXT, .may_be_null = true },
    { .name = "advice", .kind = SHAPE_TEXT, .may_be_null = true },
    { .name = "error", .kind = SHAPE_TEXT, .may_be_null = true },
    { .name = NULL },
};

static const struct shape findings[] = {
    { .name = "profile", .kind = SHAPE_TEXT },
    { .name = "title", .kind = SHAPE_TEXT },
    { .name = "dated", .kind = SHAPE_TEXT },
    { .name = "source", .kind = SHAPE_TEXT },
    { .name = "ready", .kind = SHAPE_BOOL },
    { .name = "summary", .kind = SHAPE_OBJECT, .inside = summary },
    { .name = "findings", .kind = SHAPE_LIST, .inside = finding },
    { .name = NULL },
};

static const struct shape action_error[] = {
    { .name = "domain", .kind = SHAPE_TEXT },
    { .name = "code", .kind = SHAPE_NUMBER },
    { .name = "text", .kind = SHAPE_TEXT },
    { .name = NULL },
};

static const struct shape action[] = {
    { .name = "id", .kind = SHAPE_TEXT },
    { .name = "title", .kind = SHAPE_TEXT },
    { .name = "began", .kind = SHAPE_TEXT, .may_be_null = true },
    { .name = "ended", .kind = SHAPE_TEXT, .may_be_null = true },
    { .name = "before", .kind = SHAPE_TEXT, .may_be_null = true },
    { .name = "after", .kind = SHAPE_TEXT, .may_be_null = true },
    { .name = "duration_ms", .kind = SHAPE_NUMBER, .may_be_null = true },
    { .name = "restarts", .kind = SHAPE_NUMBER },
    { .name = "details", .kind = SHAPE_LIST, .may_be_null = true },
    { .name = "report", .kind = SHAPE_OBJECT, .may_be_null = true },
    { .name = "error", .kind = SHAPE_OBJECT, .may_be_null = true, .inside = action_error },
    { .name = NULL },
};

static const struct shape partition[] = {
    { .name = "number", .kind = SHAPE_NUMBER },
    { .name = "offset_bytes", .kind = SHAPE_NUMBER },
    { .name = "length_bytes", .kind = SHAPE_NUMBER },
    { .name = "type", .kind = SHAPE_TEXT },
    { .name = "type_name", .kind = SHAPE_TEXT },
    { .name = "id", .kind = SHAPE_TEXT },
    { .name = "attributes", .kind = SHAPE_TEXT },
    { .name = "name", .kind = SHAPE_TEXT },
    { .name = NULL },
};

static const struct shape layout[] = {
    { .name = "style", .kind = SHAPE_TEXT },
    { .name = "id", .kind = SHAPE_TEXT },
    { .name = "partitions", .kind = SHAPE_LIST, .inside = partition },
    { .name = NULL },
};

static const struct shape agent_removed[] = {
    { .name = "what", .kind = SHAPE_TEXT },
    { .name = "where", .kind = SHAPE_TEXT },
    { .name = NULL },
};

static const struct shape agent_leaves[] = {
    { .name = "what", .kind = SHAPE_TEXT },
    { .name = "where", .kind = SHAPE_TEXT },
    { .name = "when", .kind = SHAPE_TEXT },
    { .name = NULL },
};

static const struct shape agent_left[] = {
    { .name = "what", .kind = SHAPE_TEXT },
    { .name = "where", .kind = SHAPE_TEXT },
    { .name = "why", .kind = SHAPE_TEXT },
    { .name = NULL },
};

static const struct shape agent[] = {
    { .name = "removed", .kind = SHAPE_LIST, .inside = agent_removed },
    { .name = "leaves", .kind = SHAPE_LIST, .inside = agent_leaves },
    { .name = "left", .kind = SHAPE_LIST, .inside = agent_left },
    { .name = NULL },
};

static const struct shape digest[] = {
    { .name = "algorithm", .kind = SHAPE_TEXT },
    { .name = "value", .kind = SHAPE_TEXT },
    { .name = NULL },
};

static const struct shape manifest[] = {
    { .name = "schema", .kind = SHAPE_TEXT },
    { .name = "tool", .kind = SHAPE_TEXT },
    { .name = "version", .kind = SHAPE_TEXT },
    { .name = "ready", .kind = SHAPE_BOOL },
    { .name = "started", .kind = SHAPE_TEXT },
    { .name = "finished", .kind = SHAPE_TEXT },
    { .name = "guest", .kind = SHAPE_OBJECT, .inside = guest },
    { .name = "image_definition", .kind = SHAPE_OBJECT, .inside = definition },
    { .name = "sysprep", .kind = SHAPE_OBJECT, .inside = sysprep },
    { .name = "findings", .kind = SHAPE_LIST, .inside = findings },
    { .name = "actions", .kind = SHAPE_LIST, .inside = action },
    { .name = "layout_before", .kind = SHAPE_OBJECT, .may_be_null = true, .inside = layout },
    { .name = "layout_after", .kind = SHAPE_OBJECT, .may_be_null = true, .inside = layout },
    { .name = "agent", .kind = SHAPE_OBJECT, .may_be_null = true, .inside = agent },
    { .name = "facts", .kind = SHAPE_OBJECT },
    { .name = "digest", .kind = SHAPE_OBJECT, .inside = digest },
    { .name = NULL },
};

static bool is_schema(const struct json *document, struct err *err)
{
    const char *tag = json_string(json_member(document, "schema"));

    if (!json_is_object(document))
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "the document is not an object");
    if (tag && strcmp(tag, schema) == 0)
        return true;
    if (!tag)
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "member 'schema' is missing or no text: that of a manifest is '%s'", schema);
    return err_set(
        err, ERR_AGENT, ERR_MALFORMED, "member 'schema' is '%.60s', not '%s'", tag, schema);
}

/* A verdict or level that is none of ours must not count as met. */
static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(*words, word) == 0)
            return true;
    return false;
}

static bool stops(const struct json *one, bool *yes, struct err *err)
{
    static const char *const levels[] = { "must", "should", NULL };
    static const char *const verdicts[] = { "met", "unmet", "unknown", "not-applicable", NULL };
    const char *id = json_string(json_member(one, "id"));
    const char *level = json_string(json_member(one, "level"));
    const char *verdict = json_string(json_member(one, "verdict"));

    if (!is_one_of(level, levels) || !is_one_of(verdict, verdicts))
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "finding '%.60s' has the level '%.20s' and the verdict '%.20s'", id, level, verdict);
    *yes = strcmp(level, "must") == 0 &&
           (strcmp(verdict, "unmet") == 0 || strcmp(verdict, "unknown") == 0);
    return true;
}

static void say_why(struct manifest_verdict *verdict, const char *subject, const char *what)
{
    if (verdict->why[0] == '\0')
        snprintf(verdict->why, sizeof verdict->why, "%.100s %.100s", subject, what);
}

static bool read_profile(
    const struct json *profile, struct manifest_verdict *verdict, struct err *err)
{
    const struct json *list = json_member(profile, "findings");
    bool told = false;
    bool ready = true;

    for (size_t at = 0; at < json_count(list); at++) {
        const struct json *one = json_at(list, at);
        bool yes = false;

        if (!stops(one, &yes, err))
            return false;
        if (!yes)
            continue;
        ready = false;
        say_why(
            verdict, json_string(json_member(one, "id")), json_string(json_member(one, "verdict")));
    }
    if (json_bool(json_member(profile, "ready"), &told) && told == ready)
        return true;
    return err_set(err, ERR_AGENT, ERR_MALFORMED,
        "profile '%.60s' says ready %s, its findings do not",
        json_string(json_member(profile, "profile")), told ? "true" : "false");
}

static bool read_verdict(
    const struct json *document, struct manifest_verdict *verdict, struct err *err)
{
    const struct json *profiles = json_member(document, "findings");
    const struct json *sysprep_said = json_member(document, "sysprep");
    bool sealed = false;
    bool restarted = false;

    verdict->machine = json_string(json_member(json_member(document, "guest"), "name"));
    verdict->profiles = json_count(profiles);
    for (size_t at = 0; at < verdict->profiles; at++)
        if (!read_profile(json_at(profiles, at), verdict, err))
            return false;
    if (!json_bool(json_member(sysprep_said, "sealed"), &sealed) || !sealed)
        say_why(verdict, "sysprep", "has not sealed the image");
    if (json_bool(json_member(sysprep_said, "restarted"), &restarted) && restarted)
        say_why(verdict, "Windows", "was started again after it was sealed");
    if (verdict->profiles == 0)
        say_why(verdict, "no profile", "was judged");
    if (!json_bool(json_member(document, "ready"), &verdict->ready))
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "member 'ready' is missing");
    if (verdict->ready == (verdict->why[0] == '\0'))
        return true;
    return err_set(err, ERR_AGENT, ERR_MALFORMED, "member 'ready' is %s, but %s",
        verdict->ready ? "true" : "false", verdict->ready ? verdict->why : "nothing is missing");
}

bool manifest_check(const struct json *document, struct manifest_verdict *verdict, struct err *err)
{
    struct facts *facts = NULL;
    struct manifest_verdict read = { 0 };

    if (!is_schema(document, err) || !shape_check(document, manifest, "", err))
        return false;
    if (!facts_from_json(json_member(document, "facts"), &facts, err))
        return err_wrap(err, "member 'facts'");
    bool right = read_verdict(document, &read, err) && manifest_match(document, facts, err) &&
                 manifest_check_digest(document, &read.digest, err);
    facts_free(facts);
    if (!right)
        return false;
    *verdict = read;
    return true;
}

bool manifest_parse(const char *bytes, size_t len, struct json **document,
    struct manifest_verdict *verdict, struct err *err)
{
    AUTO(json_value) parsed = { 0 };

    if (len > MANIFEST_SIZE_LIMIT)
        return err_set(
            err, ERR_AGENT, ERR_TOO_LARGE, "a manifest has at most %d bytes", MANIFEST_SIZE_LIMIT);
    if (!json_parse(bytes, len, &parsed.root, err) || !manifest_check(parsed.root, verdict, err) ||
        !manifest_check_form(parsed.root, bytes, len, err))
        return false;
    *document = parsed.root;
    parsed.root = NULL;
    return true;
}
