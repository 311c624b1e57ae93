/* SPDX-License-Identifier: MIT */
/*
 * manifest_match.c - does a manifest say what its own facts lead to?
 *
 * Guest, definition and findings are made of the facts, so they are made again and compared. A
 * profile that this goldprep does not have, or has of another day, cannot be judged again.
 */
#include "upload/manifest_match.h"

#include "base/canonical.h"

static bool is_same(const struct json *left, const struct json *right, bool *same, struct err *err)
{
    AUTO(text) one = { 0 };
    AUTO(text) other = { 0 };

    if (!canonical_print(left, NULL, &one, err) || !canonical_print(right, NULL, &other, err))
        return false;
    *same = strcmp(text_string(&one), text_string(&other)) == 0;
    return true;
}

/* What memory did not suffice for would be no difference. */
static bool is_complete(const struct json *wanted, struct err *err)
{
    AUTO(text) whole = { 0 };

    return canonical_print(wanted, NULL, &whole, err);
}

static bool differs(struct err *err, const char *member, const char *name)
{
    return err_set(err, ERR_AGENT, ERR_MALFORMED,
        "member '%s' is not what the facts lead to: '%.80s' differs", member, name);
}

/* Values only: reasons are words, and words are improved. */
static bool match_definition(
    const struct json *definition, const struct facts *facts, bool sealed, struct err *err)
{
    AUTO(json_value) wanted = { json_new_object() };

    if (!manifest_definition(facts, sealed, wanted.root, err) || !is_complete(wanted.root, err))
        return false;
    for (size_t at = 0; at < json_count(wanted.root); at++) {
        const struct json *one = json_at(wanted.root, at);
        bool same = false;

        if (!is_same(json_member(one, "value"),
                json_member(json_member(definition, json_name(one)), "value"), &same, err))
            return false;
        if (!same)
            return differs(err, "image_definition", json_name(one));
    }
    return true;
}

static bool match_finding(
    const struct json *told, const struct json *wanted, const char *profile, struct err *err)
{
    static const char *const members[] = { "id", "level", "verdict" };

    for (size_t i = 0; i < COUNT_OF(members); i++) {
        const char *one = json_string(json_member(told, members[i]));
        const char *other = json_string(json_member(wanted, members[i]));

        if (!one || !other || strcmp(one, other) != 0)
            return err_set(err, ERR_AGENT, ERR_MALFORMED,
                "findings of profile '%.60s' are not what the facts lead to: '%.80s' is missing or "
                "has another verdict",
                profile, json_string(json_member(wanted, "id")));
    }
    return true;
}

static bool match_profile(const struct json *told, const struct facts *facts, struct err *err)
{
    const char *id = json_string(json_member(told, "profile"));
    const char *dated = json_string(json_member(told, "dated"));
    const struct profile *profile = id ? policy_profile(id) : NULL;
    AUTO(findings) findings = { 0 };
    AUTO(json_value) wanted = { json_new_object() };

    if (!profile || !dated || strcmp(profile->dated, dated) != 0)
        return true;
    if (!policy_judge(profile, facts, &findings, err) ||
        !findings_to_json(&findings, wanted.root, err))
        return false;
    const struct json *list = json_member(wanted.root, "findings");
    const struct json *given = json_member(told, "findings");
    for (size_t at = 0; at < json_count(list); at++)
        if (!match_finding(json_at(given, at), json_at(list, at), id, err))
            return false;
    return json_count(given) == json_count(list) ? true : differs(err, "findings", id);
}

bool manifest_match(const struct json *document, const struct facts *facts, struct err *err)
{
    const struct json *profiles = json_member(document, "findings");
    AUTO(json_value) wanted = { json_new_object() };
    bool sealed = false;
    bool same = false;

    manifest_add_guest(facts, wanted.root);
    if (!is_complete(wanted.root, err) ||
        !is_same(json_member(wanted.root, "guest"), json_member(document, "guest"), &same, err))
        return false;
    if (!same)
        return differs(err, "guest", facts_header(facts).machine);
    if (!json_bool(json_member(json_member(document, "sysprep"), "sealed"), &sealed))
        sealed = false;
    if (!match_definition(json_member(document, "image_definition"), facts, sealed, err))
        return false;
    for (size_t at = 0; at < json_count(profiles); at++)
        if (!match_profile(json_at(profiles, at), facts, err))
            return false;
    return true;
}
