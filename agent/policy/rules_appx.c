/* SPDX-License-Identifier: MIT */
/*
 * rules_appx.c - does every package that a person has come to every user of the image?
 *
 * Two witnesses: the registry, and with --deep the AppX deployment service, which outweighs it.
 */
#include "policy/judge.h"

#include <string.h>

enum { PACKAGES_SHOWN = 8 }; /* in `seen`; how many more there are is said */

static void append_package(const struct json *row, bool first, struct text *seen)
{
    const char *package = json_string(json_member(row, "package"));
    const char *sid = json_string(json_member(row, "sid"));
    const char *reason = json_string(json_member(row, "reason"));

    text_append(seen, "%s%s (%s, %s)", first ? "" : "; ",
        package && package[0] ? text_shown(package) : "(unnamed)",
        sid ? text_shown(sid) : "(nobody)", reason ? text_shown(reason) : "(no reason)");
}

/* Of names that are none nothing can be told; one real blocker is enough for "unmet". */
static enum verdict judge_blockers(const struct json *rows, struct text *seen)
{
    size_t count = json_count(rows), shown = 0, malformed = 0;

    for (const struct json *row = json_first(rows); row; row = json_next(row)) {
        const char *reason = json_string(json_member(row, "reason"));

        malformed += reason && strcmp(reason, "malformed") == 0;
        if (shown < PACKAGES_SHOWN) {
            append_package(row, shown == 0, seen);
            shown++;
        }
    }
    if (count > shown)
        text_append(seen, " and %zu more", count - shown);
    if (count == 0)
        text_append(seen, "none");
    if (count > 0 && malformed == count)
        return VERDICT_UNKNOWN;
    return judge_met(count == 0);
}

static enum verdict judge_provisioned(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    const struct fact *deep = facts_get(facts, "appx.deep_blockers");
    enum verdict verdict = VERDICT_UNKNOWN;

    (void)parameters;
    if (judge_is_sealed(facts)) {
        text_append(seen, "the guest is sealed");
        return VERDICT_NOT_APPLICABLE;
    }
    if (deep->state == FACT_KNOWN && deep->kind == FACT_ROWS)
        return judge_blockers(deep->rows, seen);
    if (judge_absent(facts, "appx.blockers")) {
        text_append(seen, "there is no AppX store");
        return VERDICT_MET;
    }
    const struct json *rows = judge_rows(facts, "appx.blockers", &verdict, seen);
    return rows ? judge_blockers(rows, seen) : verdict;
}

const struct requirement requirement_appx_all_provisioned = {
    .id = "appx.all-provisioned",
    .title = "Every AppX package of a person is provisioned for all users",
    .why = "Sysprep's validator refuses with 0x80073CF2 at the first one that is not.",
    .source = "https://learn.microsoft.com/troubleshoot/windows-client/setup-upgrade-and-drivers/"
              "sysprep-fails-remove-or-update-store-apps",
    .remedy = "remove-appx-packages",
    .judge = judge_provisioned,
};
