/* SPDX-License-Identifier: MIT */
/* policy.c - the tables of requirements and profiles, and judging facts by one of them. */
#include "policy/policy.h"

#include <assert.h>
#include <string.h>

#define REQUIREMENT(name) extern const struct requirement requirement_##name;
#define PROFILE(name) extern const struct profile profile_##name;
#include "policy/list.h"
#undef REQUIREMENT
#undef PROFILE

const struct requirement *const policy_requirements[] = {
#define REQUIREMENT(name) &requirement_##name,
#define PROFILE(name)
#include "policy/list.h"
#undef REQUIREMENT
#undef PROFILE
    NULL,
};

const struct profile *const policy_profiles[] = {
#define REQUIREMENT(name)
#define PROFILE(name) &profile_##name,
#include "policy/list.h"
#undef REQUIREMENT
#undef PROFILE
    NULL,
};

const struct requirement *policy_requirement(const char *id)
{
    for (const struct requirement *const *each = policy_requirements; *each; each++) {
        if (strcmp((*each)->id, id) == 0)
            return *each;
    }
    return NULL;
}

const struct profile *policy_profile(const char *id)
{
    for (const struct profile *const *each = policy_profiles; *each; each++) {
        if (strcmp((*each)->id, id) == 0)
            return *each;
    }
    return NULL;
}

int64_t parameter_value(const struct parameter *parameters, const char *name)
{
    for (; parameters && parameters->name; parameters++) {
        if (strcmp(parameters->name, name) == 0)
            return parameters->value;
    }
    assert(false && "the profile gives the parameter");
    return 0;
}

void findings_done(struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        free(findings->items[i].seen);
    free(findings->items);
    *findings = (struct findings){ 0 };
}

static bool judge_rule(const struct profile_rule *rule, const struct facts *facts,
    struct finding *finding, struct err *err)
{
    AUTO(text) seen = { 0 };
    const struct requirement *requirement = policy_requirement(rule->requirement);

    if (!requirement)
        return err_set(
            err, ERR_AGENT, ERR_MALFORMED, "there is no requirement '%s'", rule->requirement);

    finding->requirement = requirement;
    finding->rule = rule;
    finding->verdict = requirement_judge(requirement, facts, rule->parameters, &seen);
    if (!text_ok(&seen, err))
        return false;
    return text_copy(text_string(&seen), &finding->seen, err);
}

bool policy_judge(const struct profile *profile, const struct facts *facts,
    struct findings *findings, struct err *err)
{
    AUTO(findings) judged = { .profile = profile };
    size_t count = 0;

    while (profile->rules[count].requirement)
        count++;
    judged.items = calloc(count ? count : 1, sizeof *judged.items);
    if (!judged.items)
        return err_nomem(err);

    while (judged.count < count) {
        struct finding *finding = &judged.items[judged.count];

        if (!judge_rule(&profile->rules[judged.count], facts, finding, err))
            return err_wrap(err, "judging for '%s'", profile->id);
        judged.count++;
    }
    *findings = judged;
    judged = (struct findings){ 0 };
    return true;
}
