/* SPDX-License-Identifier: MIT */
/*
 * custom.h - a profile of the user's own, from JSON.
 *
 * {"schema":"goldprep.profile/1","id":"contoso","title":"...","extends":"devbox","rules":[
 *   {"requirement":"disk.size-default","level":"must"},
 *   {"requirement":"os.release-supported","parameters":{"min_build_windows_11":26100}},
 *   {"requirement":"security.tpm-2","drop":true}]}
 *
 * The schema is docs/schema/profile.json. With "extends" the rules of a built-in profile come first,
 * in its order; each rule of the file changes one of them, takes it out, or adds one. A parameter
 * must be one that a built-in profile gives to the same requirement; what is not said keeps the base's
 * value, or that of the first built-in profile that asks for the requirement. "dated" and "source"
 * say which text the rules follow; not said, they are the base's, and without a base empty.
 */
#pragma once

#include "policy/policy.h"

enum {
    CUSTOM_PROFILE_SIZE_LIMIT = 1024 * 1024, /* bytes of the file */
    CUSTOM_PROFILE_ID_LIMIT = 32,            /* bytes of its id: it is a column's head */
};

struct custom_profile;

/**
 * Reads one. Unknown members, and whatever would change nothing, are refused.
 *
 * @param profile  receives it; the caller calls custom_profile_free
 * @return         false (ERR_MALFORMED): err names line and column, or the place: "rules[3].level"
 */
bool custom_profile_parse(
    const char *bytes, size_t len, struct custom_profile **profile, struct err *err) MUST_CHECK;
void custom_profile_free(struct custom_profile *profile);
/** What policy_judge takes; belongs to the custom profile. */
const struct profile *custom_profile_rules(const struct custom_profile *profile);
