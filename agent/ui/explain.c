/* SPDX-License-Identifier: MIT */
/* explain.c - what an id means, as a document. */
#include "ui/explain.h"

#include "actions/action.h"
#include "base/nearest.h"
#include "policy/policy.h"
#include "probes/probe.h"
#include "sysprep/diagnose.h"
#include "sysprep/stuck.h"
#include "sysprep/unattend.h"
#include "ui/commands.h"
#include "upload/target_rules.h"

static struct json *add_thing(struct json *list, const char *kind, const char *id)
{
    struct json *object = json_add_object(list, NULL);

    json_add_string(object, "kind", kind);
    json_add_string(object, "id", id);
    return object;
}

static void add_text(struct json *object, const char *name, const char *text)
{
    if (text)
        json_add_string(object, name, text);
    else
        json_add_null(object, name);
}

static void add_texts(struct json *object, const char *name, const char *const *texts)
{
    struct json *list = json_add_array(object, name);

    for (; texts && *texts; texts++)
        json_add_string(list, NULL, *texts);
}

/* -- facts and probes -- */

static const struct probe_key *find_key(const char *key, const struct probe **probe)
{
    for (size_t at = 0; probes_all[at]; at++)
        for (const struct probe_key *each = probes_all[at]->keys; each->key; each++) {
            *probe = probes_all[at];
            if (text_same(each->key, key))
                return each;
        }
    return NULL;
}

static size_t add_fact(const char *id, struct json *list)
{
    const struct probe *probe = NULL;
    const struct probe_key *key = find_key(id, &probe);
    struct json *object;

    if (!key)
        return 0;
    object = add_thing(list, "fact", key->key);
    json_add_string(object, "what", key->what);
    json_add_string(object, "read_from", key->from);
    json_add_string(object, "probe", probe->id);
    json_add_bool(object, "deep", probe->deep);
    json_add_string(object, "source", probe->source);
    return 1;
}

static size_t add_probe(const char *id, struct json *list)
{
    for (size_t at = 0; probes_all[at]; at++) {
        const struct probe *probe = probes_all[at];
        struct json *object, *facts;

        if (!text_same(probe->id, id))
            continue;
        object = add_thing(list, "probe", probe->id);
        json_add_string(object, "title", probe->title);
        json_add_bool(object, "deep", probe->deep);
        facts = json_add_array(object, "facts");
        for (const struct probe_key *key = probe->keys; key->key; key++)
            json_add_string(facts, NULL, key->key);
        json_add_string(object, "source", probe->source);
        return 1;
    }
    return 0;
}

/* -- requirements and profiles -- */

static void append_number(const struct expectation *expects, struct text *words)
{
    if (expects->parameter)
        text_append(words, "what the profile gives as '%s'", expects->parameter);
    else
        text_append(words, "%lld", (long long)expects->number);
}

static void append_choices(const char *texts, struct text *words)
{
    text_append(words, " is one of '");
    for (; *texts; texts++)
        text_append_bytes(words, *texts == '|' ? "', '" : texts, *texts == '|' ? 4 : 1);
    text_append(words, "'");
}

static void append_wanted(const struct expectation *expects, struct text *words)
{
    switch (expects->kind) {
    case EXPECTS_NUMBER:
    case EXPECTS_AT_LEAST:
    case EXPECTS_AT_MOST:
        text_append(words, " is ");
        append_number(expects, words);
        break;
    case EXPECTS_NOT_NUMBER:
        text_append(words, " is another number than ");
        append_number(expects, words);
        break;
    case EXPECTS_TEXT:
        text_append(words, " is '%s'", expects->text);
        break;
    case EXPECTS_ONE_OF:
        append_choices(expects->text, words);
        break;
    case EXPECTS_NO_ROWS:
        text_append(words, " is known and has no entry");
        break;
    case EXPECTS_ABSENT:
        text_append(words, " is not there");
        break;
    }
    if (expects->kind == EXPECTS_AT_LEAST)
        text_append(words, " or more");
    if (expects->kind == EXPECTS_AT_MOST)
        text_append(words, " or less");
}

static void append_when_absent(const struct expectation *expects, struct text *words)
{
    switch (expects->when_absent) {
    case VERDICT_MET:
        text_append(words, ", or is not there");
        break;
    case VERDICT_UNMET:
        text_append(words, "; not there is unmet");
        break;
    case VERDICT_NOT_APPLICABLE:
        text_append(words, "; where it is not there, it is not applicable");
        break;
    case VERDICT_UNKNOWN:
        text_append(words, "; where it is not there, that is unknown");
        break;
    }
}

void explain_append_expectation(const struct expectation *expects, struct text *words)
{
    text_append(words, "%s", expects->fact);
    append_wanted(expects, words);
    if (expects->kind != EXPECTS_ABSENT)
        append_when_absent(expects, words);
    if (expects->not_when_sealed)
        text_append(words, "; not asked of a sealed guest");
}

static void add_expectation(const struct requirement *requirement, struct json *object)
{
    const struct probe *probe = NULL;
    const struct probe_key *key = NULL;
    AUTO(text) words = { 0 };

    if (requirement->judge) { /* it weighs several facts: the title says what is wanted */
        json_add_null(object, "expects");
        json_add_null(object, "read_from");
        json_add_null(object, "deep");
        return;
    }
    explain_append_expectation(&requirement->expects, &words);
    key = find_key(requirement->expects.fact, &probe);
    json_add_string(object, "expects", text_string(&words));
    add_text(object, "read_from", key ? key->from : NULL);
    json_add_bool(object, "deep", key && probe->deep);
}

/* @param of  what the rule is named by: its profile, or its requirement */
static void add_rule(
    struct json *list, const char *name, const char *of, const struct profile_rule *rule)
{
    struct json *object = json_add_object(list, NULL);
    struct json *parameters;

    json_add_string(object, name, of);
    json_add_string(object, "level", level_name(rule->level));
    parameters = json_add_object(object, "parameters");
    for (const struct parameter *each = rule->parameters; each && each->name; each++)
        json_add_number(parameters, each->name, each->value);
    add_text(object, "error", rule->error);
}

static size_t add_requirement(const char *id, struct json *list)
{
    for (size_t at = 0; policy_requirements[at]; at++) {
        const struct requirement *requirement = policy_requirements[at];
        struct json *object, *profiles;

        if (!text_same(requirement->id, id))
            continue;
        object = add_thing(list, "requirement", requirement->id);
        json_add_string(object, "title", requirement->title);
        json_add_string(object, "why", requirement->why);
        add_expectation(requirement, object);
        add_text(object, "remedy", requirement->remedy);
        add_text(object, "advice", requirement->advice);
        json_add_string(object, "source", requirement->source);
        add_text(object, "disagrees", requirement->disagrees);
        profiles = json_add_array(object, "profiles");
        for (size_t i = 0; policy_profiles[i]; i++)
            for (const struct profile_rule *rule = policy_profiles[i]->rules; rule->requirement;
                 rule++)
                if (strcmp(rule->requirement, requirement->id) == 0)
                    add_rule(profiles, "profile", policy_profiles[i]->id, rule);
        return 1;
    }
    return 0;
}

void explain_add_counts(const struct profile *profile, struct json *object)
{
    int64_t musts = 0, shoulds = 0;

    for (const struct profile_rule *rule = profile->rules; rule->requirement; rule++)
        ++*(rule->level == LEVEL_MUST ? &musts : &shoulds);
    json_add_number(object, "musts", musts);
    json_add_number(object, "shoulds", shoulds);
}

static size_t add_profile(const char *id, struct json *list)
{
    for (size_t at = 0; policy_profiles[at]; at++) {
        const struct profile *profile = policy_profiles[at];
        struct json *object, *rules;

        if (!text_same(profile->id, id))
            continue;
        object = add_thing(list, "profile", profile->id);
        json_add_string(object, "title", profile->title);
        json_add_string(object, "dated", profile->dated);
        json_add_string(object, "source", profile->source);
        explain_add_counts(profile, object);
        rules = json_add_array(object, "rules");
        for (const struct profile_rule *rule = profile->rules; rule->requirement; rule++)
            add_rule(rules, "requirement", rule->requirement, rule);
        return 1;
    }
    return 0;
}

/* -- actions and exit codes -- */

static void add_met_by(const struct action *action, struct json *object)
{
    struct json *list = json_add_array(object, "meets");

    for (size_t at = 0; policy_requirements[at]; at++)
        if (policy_requirements[at]->remedy &&
            strcmp(policy_requirements[at]->remedy, action->id) == 0)
            json_add_string(list, NULL, policy_requirements[at]->id);
}

static size_t add_action(const char *id, struct json *list)
{
    for (size_t at = 0; actions_all[at]; at++) {
        const struct action *action = actions_all[at];
        struct json *object;

        if (!text_same(action->id, id))
            continue;
        object = add_thing(list, "action", action->id);
        json_add_string(object, "title", action->title);
        add_met_by(action, object);
        json_add_string(object, "changes", action->changes);
        json_add_string(object, "leaves", action->leaves);
        json_add_string(object, "risk", action->risk);
        json_add_string(object, "cost", action->cost);
        json_add_bool(object, "may_restart", (action->traits & ACTION_NEEDS_REBOOT) != 0);
        json_add_bool(object, "one_way", (action->traits & ACTION_ONE_WAY) != 0);
        json_add_bool(object, "needs_ready", (action->traits & ACTION_NEEDS_READY) != 0);
        json_add_bool(object, "powers_off", (action->traits & ACTION_POWERS_OFF) != 0);
        add_texts(object, "after", action->after);
        add_texts(object, "brings", action->brings);
        json_add_string(object, "source", action->source);
        return 1;
    }
    return 0;
}

/* "wrong-usage" is as good as "wrong usage", which needs quotes. */
static bool is_exit_name(const char *typed, const char *name)
{
    AUTO(text) joined = { 0 };

    for (; *name; name++)
        text_append_bytes(&joined, *name == ' ' ? "-" : name, 1);
    return text_same(typed, text_string(&joined));
}

static void add_commands(const struct exit_row *row, struct json *object)
{
    struct json *list = json_add_array(object, "commands");

    for (size_t at = 0; commands_all[at]; at++)
        for (const int *code = commands_all[at]->exits; *code != COMMAND_EXITS_END; code++)
            if (*code == (int)row->code)
                json_add_string(list, NULL, commands_all[at]->name);
}

static size_t add_exit_code(const char *id, struct json *list)
{
    int64_t number = -1;
    bool numbered = text_to_int64(id, &number);

    for (size_t at = 0; at < exit_rows_count; at++) {
        const struct exit_row *row = &exit_rows[at];
        char digits[16]; /* 3010 is the longest */
        struct json *object;

        if (numbered ? number != (int64_t)row->code
                     : !text_same(id, row->name) && !is_exit_name(id, row->name))
            continue;
        snprintf(digits, sizeof digits, "%d", (int)row->code);
        object = add_thing(list, "exit-code", digits);
        json_add_string(object, "name", row->name);
        json_add_string(object, "meaning", row->meaning);
        add_commands(row, object);
        return 1;
    }
    return 0;
}

/* -- causes of failures -- */

static size_t add_cause(const char *id, struct json *list)
{
    const struct cause *cause = cause_find(id);
    struct json *object, *codes, *signatures;

    if (!cause)
        cause = stuck_find(id);
    if (!cause)
        return 0;
    object = add_thing(list, "cause", cause->id);
    json_add_string(object, "title", cause->title);
    json_add_string(object, "meaning", cause->meaning);
    json_add_string(object, "remedy", cause->remedy);
    codes = json_add_array(object, "codes");
    for (const uint32_t *code = cause->codes; code && *code; code++) {
        char digits[16]; /* "0x80073CF2" */

        snprintf(digits, sizeof digits, "0x%08X", *code);
        json_add_string(codes, NULL, digits);
    }
    signatures = json_add_array(object, "signatures");
    for (const struct cause_signature *each = cause->signatures; each && each->needle; each++)
        json_add_string(signatures, NULL, each->needle);
    json_add_string(object, "source", cause->source);
    return 1;
}

/* -- what can be wrong with an answer file -- */

static size_t add_unattend_check(const char *id, struct json *list)
{
    for (size_t at = 0; at < UNATTEND_CHECKS; at++) {
        const struct unattend_check *check = &unattend_checks[at];
        struct json *object;

        if (!text_same(check->id, id))
            continue;
        object = add_thing(list, "answer-file-check", check->id);
        json_add_string(object, "title", check->title);
        json_add_string(object, "severity", unattend_severity_name(check->severity));
        json_add_string(object, "why", check->why);
        json_add_string(object, "advice", check->advice);
        add_text(object, "fix", check->fix);
        json_add_string(object, "source", check->source);
        return 1;
    }
    return 0;
}

/* -- what can be wrong with a target -- */

static size_t add_target_rule(const char *id, struct json *list)
{
    const struct target_rule *rule = target_rule_find(id);
    struct json *object;

    if (!rule)
        return 0;
    object = add_thing(list, "target-rule", rule->id);
    json_add_string(object, "title", rule->title);
    json_add_string(object, "severity", problem_severity_name(rule->severity));
    json_add_string(object, "why", rule->why);
    json_add_string(object, "source", rule->source);
    return 1;
}

size_t explain_add(const char *id, struct json *list)
{
    return add_requirement(id, list) + add_fact(id, list) + add_probe(id, list) +
           add_action(id, list) + add_profile(id, list) + add_exit_code(id, list) +
           add_cause(id, list) + add_unattend_check(id, list) + add_target_rule(id, list);
}

/* -- what may have been meant -- */

/* Calls for every id there is. */
static void each_id(void (*call)(void *state, const char *id), void *state)
{
    for (size_t at = 0; policy_requirements[at]; at++)
        call(state, policy_requirements[at]->id);
    for (size_t at = 0; probes_all[at]; at++)
        for (const struct probe_key *key = probes_all[at]->keys; key->key; key++)
            call(state, key->key);
    for (size_t at = 0; probes_all[at]; at++)
        call(state, probes_all[at]->id);
    for (size_t at = 0; actions_all[at]; at++)
        call(state, actions_all[at]->id);
    for (size_t at = 0; policy_profiles[at]; at++)
        call(state, policy_profiles[at]->id);
    for (size_t at = 0; at < UNATTEND_CHECKS; at++)
        call(state, unattend_checks[at].id);
    for (size_t at = 0; target_rule_at(at); at++)
        call(state, target_rule_at(at)->id);
    for (size_t at = 0; at < exit_rows_count; at++)
        call(state, exit_rows[at].name);
    for (size_t at = 0; at < causes_count; at++)
        call(state, causes_all[at].id);
    for (size_t at = 0; at < stuck_count; at++)
        call(state, stuck_all[at].id);
}

struct search {
    const char *typed;
    struct nearest nearest;
    struct text *within; /* ids that have the word in them */
    size_t count;
};

static void try_id(void *state, const char *id)
{
    enum { SHOWN = 6 };
    struct search *search = state;

    nearest_try(&search->nearest, search->typed, id);
    if (strlen(search->typed) < 2 || !strstr(id, search->typed))
        return;
    if (search->count++ < SHOWN)
        text_append(search->within, "%s%s", search->count > 1 ? ", " : "", id);
    else if (search->count == SHOWN + 1)
        text_append(search->within, ", ...");
}

void explain_append_hint(const char *id, struct text *hint)
{
    AUTO(text) within = { 0 };
    struct search search = { .typed = id, .within = &within };

    each_id(try_id, &search);
    if (search.nearest.name)
        text_append(hint, "did you mean '%s'?", search.nearest.name);
    if (search.count > 0)
        text_append(
            hint, "%s'%.40s' is in: %s", hint->len > 0 ? " " : "", id, text_string(&within));
}
