/* SPDX-License-Identifier: MIT */
/* custom.c - reads a profile of the user's own, on top of a built-in one or of none. */
#include "policy/custom.h"

#include "base/nearest.h"

#include <string.h>

struct custom_profile {
    struct profile profile; /* its strings and rules are those below */
    char *id, *title, *dated, *source;
    struct profile_rule *rules; /* one place more than count; the last names no requirement */
    size_t count, capacity;     /* each rule owns its parameters; names and errors are built in */
};

void custom_profile_free(struct custom_profile *profile)
{
    if (!profile)
        return;
    for (size_t at = 0; at < profile->count; at++)
        free((void *)(uintptr_t)profile->rules[at].parameters);
    free(profile->rules);
    free(profile->id);
    free(profile->title);
    free(profile->dated);
    free(profile->source);
    free(profile);
}

struct custom_owner {
    struct custom_profile *profile;
};

static void custom_owner_done(struct custom_owner *owner)
{
    custom_profile_free(owner->profile);
    owner->profile = NULL;
}

const struct profile *custom_profile_rules(const struct custom_profile *profile)
{
    return &profile->profile;
}

/* -- what went wrong, and where -- */

static bool wrong(struct err *err, const char *format, ...) PRINTF_LIKE(2, 3);

static bool wrong(struct err *err, const char *format, ...)
{
    AUTO(text) text = { 0 };
    va_list arguments;

    va_start(arguments, format);
    text_append_list(&text, format, arguments);
    va_end(arguments);
    return err_set(err, ERR_AGENT, ERR_MALFORMED, "%s", text_string(&text));
}

/* "; did you mean 'x'?" or nothing. */
static const char *append_nearest(const struct nearest *nearest, struct text *hint)
{
    if (nearest->name)
        text_append(hint, "; did you mean '%s'?", nearest->name);
    return text_string(hint);
}

/* Every member of an object is one of these. @param at  "rules[3]"; "" for the document */
static bool check_members(
    const struct json *object, const char *at, const char *const *known, struct err *err)
{
    for (const struct json *member = json_first(object); member; member = json_next(member)) {
        const char *name = json_name(member);
        struct nearest nearest = { 0 };
        AUTO(text) hint = { 0 };
        bool found = false;

        for (size_t i = 0; known[i] && !found; i++) {
            found = strcmp(known[i], name) == 0;
            nearest_try(&nearest, name, known[i]);
        }
        if (!found)
            return wrong(err, "%s%smember '%s' is not known%s", at, at[0] ? ": " : "",
                text_shown(name), append_nearest(&nearest, &hint));
    }
    return true;
}

/* -- parameters -- */

static const struct profile_rule *rule_in(const struct profile *profile, const char *requirement)
{
    for (const struct profile_rule *rule = profile->rules; rule->requirement; rule++)
        if (strcmp(rule->requirement, requirement) == 0)
            return rule;
    return NULL;
}

/* Parameters that this requirement takes: of the first built-in profile that gives any. */
static const struct parameter *defaults_of(const char *requirement)
{
    for (size_t at = 0; policy_profiles[at]; at++) {
        const struct profile_rule *rule = rule_in(policy_profiles[at], requirement);

        if (rule && rule->parameters)
            return rule->parameters;
    }
    return NULL;
}

static bool copy_parameters(const struct parameter *from, struct parameter **copy, struct err *err)
{
    size_t count = 0;

    while (from && from[count].name)
        count++;
    if (count == 0)
        return true;
    *copy = calloc(count + 1, sizeof **copy);
    if (!*copy)
        return err_nomem(err);
    memcpy(*copy, from, count * sizeof **copy);
    return true;
}

static bool set_parameter(struct parameter *parameters, const struct json *member, const char *at,
    const char *requirement, struct err *err)
{
    const char *name = json_name(member);
    struct nearest nearest = { 0 };
    AUTO(text) hint = { 0 };
    int64_t value = 0;

    for (struct parameter *each = parameters; each && each->name; each++) {
        nearest_try(&nearest, name, each->name);
        if (strcmp(each->name, name) != 0)
            continue;
        if (json_string(member) || !json_number(member, &value) || value < 0)
            return wrong(err, "%s.parameters.%s: not a whole number from 0 to 2^53 - 1", at, name);
        each->value = value;
        return true;
    }
    if (!parameters)
        return wrong(err, "%s.parameters: '%s' takes none", at, requirement);
    return wrong(err, "%s.parameters: '%s' takes no '%s'%s", at, requirement, text_shown(name),
        append_nearest(&nearest, &hint));
}

static bool set_parameters(
    struct profile_rule *rule, const struct json *object, const char *at, struct err *err)
{
    struct parameter *parameters = (struct parameter *)(uintptr_t)rule->parameters;

    if (!json_is_object(object) || json_count(object) == 0)
        return wrong(err, "%s.parameters: not an object with a member", at);
    for (const struct json *member = json_first(object); member; member = json_next(member))
        if (!set_parameter(parameters, member, at, rule->requirement, err))
            return false;
    return true;
}

/* -- rules -- */

static bool add_rule(
    struct custom_profile *profile, const struct profile_rule *from, struct err *err)
{
    struct parameter *parameters = NULL;

    if (!copy_parameters(from->parameters, &parameters, err))
        return false;
    profile->rules[profile->count] = *from;
    profile->rules[profile->count].parameters = parameters;
    profile->count++;
    return true;
}

static struct profile_rule *find_rule(struct custom_profile *profile, const char *requirement)
{
    for (size_t at = 0; at < profile->count; at++)
        if (strcmp(profile->rules[at].requirement, requirement) == 0)
            return &profile->rules[at];
    return NULL;
}

static void drop_rule(struct custom_profile *profile, struct profile_rule *rule)
{
    size_t behind = profile->count - (size_t)(rule - profile->rules) - 1;

    free((void *)(uintptr_t)rule->parameters);
    memmove(rule, rule + 1, behind * sizeof *rule);
    profile->count--;
    profile->rules[profile->count] = (struct profile_rule){ 0 };
}

static bool read_requirement(const struct json *object, const char *at,
    const struct requirement **requirement, struct err *err)
{
    const char *id = json_string(json_member(object, "requirement"));
    struct nearest nearest = { 0 };
    AUTO(text) hint = { 0 };

    if (!id)
        return wrong(err, "%s.requirement: not there, or not a text", at);
    *requirement = policy_requirement(id);
    if (*requirement)
        return true;
    for (size_t i = 0; policy_requirements[i]; i++)
        nearest_try(&nearest, id, policy_requirements[i]->id);
    return wrong(err, "%s.requirement: there is no requirement '%s'%s", at, text_shown(id),
        append_nearest(&nearest, &hint));
}

static bool read_level(
    const struct json *level, const char *at, struct profile_rule *rule, struct err *err)
{
    const char *word = json_string(level);

    if (!word || (strcmp(word, "must") != 0 && strcmp(word, "should") != 0))
        return wrong(err, "%s.level: neither 'must' nor 'should'", at);
    rule->level = strcmp(word, "must") == 0 ? LEVEL_MUST : LEVEL_SHOULD;
    return true;
}

static bool read_drop(struct custom_profile *profile, const struct json *object,
    struct profile_rule *rule, const char *at, struct err *err)
{
    bool drop = false;

    if (!json_bool(json_member(object, "drop"), &drop) || !drop)
        return wrong(err, "%s.drop: only true has a meaning", at);
    if (json_count(object) != 2)
        return wrong(err, "%s.drop: a rule that is dropped has nothing else to say", at);
    if (!rule)
        return wrong(err, "%s.drop: '%s' is not among the rules", at,
            json_string(json_member(object, "requirement")));
    drop_rule(profile, rule);
    return true;
}

/* A rule that the base has not: the level must be said. */
static bool add_new(struct custom_profile *profile, const struct requirement *requirement,
    const char *at, struct profile_rule **rule, struct err *err)
{
    const struct profile_rule added = { requirement->id, LEVEL_SHOULD, defaults_of(requirement->id),
        NULL };

    if (!add_rule(profile, &added, err))
        return err_wrap(err, "%s", at);
    *rule = &profile->rules[profile->count - 1];
    return true;
}

static bool read_rule(
    struct custom_profile *profile, const struct json *object, const char *at, struct err *err)
{
    static const char *const members[] = { "requirement", "level", "parameters", "drop", NULL };
    const struct json *level = json_member(object, "level");
    const struct json *parameters = json_member(object, "parameters");
    const struct requirement *requirement = NULL;
    struct profile_rule *rule;

    if (!json_is_object(object))
        return wrong(err, "%s: not an object", at);
    if (!check_members(object, at, members, err) ||
        !read_requirement(object, at, &requirement, err))
        return false;
    rule = find_rule(profile, requirement->id);
    if (json_member(object, "drop"))
        return read_drop(profile, object, rule, at, err);
    if (!level && !rule)
        return wrong(
            err, "%s.level: '%s' is new here: say 'must' or 'should'", at, requirement->id);
    if (!level && !parameters)
        return wrong(err, "%s: changes nothing of '%s'", at, requirement->id);
    if (!rule && !add_new(profile, requirement, at, &rule, err))
        return false;
    if (level && !read_level(level, at, rule, err))
        return false;
    return !parameters || set_parameters(rule, parameters, at, err);
}

/* Two rules of one file about the same requirement would hide each other. */
static bool is_new(
    const struct json *list, const struct json *object, const char *at, struct err *err)
{
    const char *id = json_string(json_member(object, "requirement"));

    for (const struct json *each = json_first(list); id && each != object; each = json_next(each)) {
        const char *other = json_string(json_member(each, "requirement"));

        if (other && strcmp(other, id) == 0)
            return wrong(
                err, "%s.requirement: '%s' stands in a rule above already", at, text_shown(id));
    }
    return true;
}

static bool read_rules(struct custom_profile *profile, const struct json *list, struct err *err)
{
    size_t index = 0;

    if (!json_is_array(list))
        return wrong(err, "rules: not there, or not a list");
    for (const struct json *object = json_first(list); object; object = json_next(object)) {
        char at[32]; /* "rules[", 20 digits and "]" */

        (void)snprintf(at, sizeof at, "rules[%zu]", index++);
        if (!is_new(list, object, at, err) || !read_rule(profile, object, at, err))
            return false;
    }
    return profile->count > 0 || wrong(err, "rules: none is left to judge by");
}

/* -- the head of the document -- */

static bool is_id(const char *id)
{
    size_t len = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789.-");

    if (len == 0 || id[len] != '\0' || len > CUSTOM_PROFILE_ID_LIMIT)
        return false;
    for (size_t at = 0; at < len; at++) {
        bool mark = id[at] == '.' || id[at] == '-';

        if (mark && (at == 0 || at + 1 == len || id[at + 1] == '.' || id[at + 1] == '-'))
            return false;
    }
    return true;
}

static bool read_id(struct custom_profile *profile, const struct json *root, struct err *err)
{
    const char *id = json_string(json_member(root, "id"));

    if (!id || !is_id(id))
        return wrong(err,
            "id: not 1 to %d lower-case letters, digits, and single hyphens or dots between them",
            (int)CUSTOM_PROFILE_ID_LIMIT);
    if (policy_profile(id))
        return wrong(err,
            "id: '%s' is a built-in profile; take another id, and \"extends\": \"%s\"", id, id);
    return text_copy(id, &profile->id, err);
}

static bool read_title(struct custom_profile *profile, const struct json *root, struct err *err)
{
    const char *title = json_string(json_member(root, "title"));

    if (!title || !title[0] || text_shown(title) != title)
        return wrong(err, "title: not a text of 1 to 120 bytes without control characters");
    return text_copy(title, &profile->title, err);
}

static bool is_day(const char *day)
{
    static const char form[] = "0000-00-00";

    for (size_t at = 0; at < sizeof form; at++) {
        bool digit = day[at] >= '0' && day[at] <= '9';

        if (form[at] == '0' ? !digit : day[at] != form[at])
            return false;
    }
    return true;
}

/* Which text it follows: its own words, else the base's. */
static bool read_origin(struct custom_profile *profile, const struct json *root,
    const struct profile *base, struct err *err)
{
    const struct json *dated = json_member(root, "dated");
    const struct json *source = json_member(root, "source");

    if (dated && (!json_string(dated) || !is_day(json_string(dated))))
        return wrong(err, "dated: not a day like '2026-03-18'");
    if (source && (!json_string(source) || !text_starts(json_string(source), "https://") ||
                      text_shown(json_string(source)) != json_string(source)))
        return wrong(
            err, "source: not an address of 120 bytes at most that begins with 'https://'");
    return text_copy(dated  ? json_string(dated)
                     : base ? base->dated
                            : "",
               &profile->dated, err) &&
           text_copy(source ? json_string(source)
                     : base ? base->source
                            : "",
               &profile->source, err);
}

static bool read_base(const struct json *root, const struct profile **base, struct err *err)
{
    const struct json *extends = json_member(root, "extends");
    struct nearest nearest = { 0 };
    AUTO(text) hint = { 0 };

    if (!extends)
        return true;
    if (!json_string(extends))
        return wrong(err, "extends: not a text");
    *base = policy_profile(json_string(extends));
    if (*base)
        return true;
    for (size_t at = 0; policy_profiles[at]; at++)
        nearest_try(&nearest, json_string(extends), policy_profiles[at]->id);
    return wrong(err, "extends: there is no built-in profile '%s'%s",
        text_shown(json_string(extends)), append_nearest(&nearest, &hint));
}

/* Room for every requirement there is; the base's rules in front. */
static bool take_base(struct custom_profile *profile, const struct profile *base, struct err *err)
{
    while (policy_requirements[profile->capacity])
        profile->capacity++;
    profile->rules = calloc(profile->capacity + 1, sizeof *profile->rules);
    if (!profile->rules)
        return err_nomem(err);
    for (const struct profile_rule *rule = base ? base->rules : NULL; rule && rule->requirement;
         rule++)
        if (!add_rule(profile, rule, err))
            return false;
    return true;
}

static bool read_document(struct custom_profile *profile, const struct json *root, struct err *err)
{
    static const char *const members[] = { "$schema", "schema", "id", "title", "dated", "source",
        "extends", "rules", NULL };
    const char *schema = json_string(json_member(root, "schema"));
    const struct profile *base = NULL;

    if (!json_is_object(root))
        return wrong(err, "not an object");
    if (!schema || strcmp(schema, "goldprep.profile/1") != 0)
        return wrong(err, "schema: not 'goldprep.profile/1'");
    if (!check_members(root, "", members, err) || !read_id(profile, root, err) ||
        !read_title(profile, root, err) || !read_base(root, &base, err) ||
        !read_origin(profile, root, base, err) || !take_base(profile, base, err) ||
        !read_rules(profile, json_member(root, "rules"), err))
        return false;
    profile->profile = (struct profile){ profile->id, profile->title, profile->dated,
        profile->source, profile->rules };
    return true;
}

bool custom_profile_parse(
    const char *bytes, size_t len, struct custom_profile **profile, struct err *err)
{
    AUTO(json_value) document = { 0 };
    AUTO(custom_owner) made = { calloc(1, sizeof *made.profile) };

    if (!made.profile)
        return err_nomem(err);
    if (!json_parse(bytes, len, &document.root, err) ||
        !read_document(made.profile, document.root, err))
        return false;
    *profile = TAKE(made.profile);
    return true;
}
