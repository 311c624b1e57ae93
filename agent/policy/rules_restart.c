/* SPDX-License-Identifier: MIT */
/* rules_restart.c - nothing may wait for a restart when an image is made. */
#include "policy/judge.h"

static void append_names(const struct json *rows, struct text *seen)
{
    for (size_t i = 0; i < json_count(rows); i++) {
        const char *name = json_string(json_member(json_at(rows, i), "name"));

        text_append(seen, "%s%s", i > 0 ? ", " : "", name ? name : "(unnamed)");
    }
}

static enum verdict judge_pending(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;

    (void)parameters;
    if (judge_is_sealed(facts)) {
        text_append(seen, "the guest is sealed: a restart would use the image up");
        return VERDICT_NOT_APPLICABLE;
    }
    const struct json *rows = judge_rows(facts, "restart.pending", &verdict, seen);
    if (!rows)
        return verdict;
    if (json_count(rows) == 0) {
        text_append(seen, "nothing waits");
        return VERDICT_MET;
    }
    append_names(rows, seen);
    return VERDICT_UNMET;
}

const struct requirement requirement_restart_none_pending = {
    .id = "restart.none-pending",
    .title = "No restart is pending",
    .why = "Work that waits for a restart is sealed into the image half done.",
    .source =
        "https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image",
    .remedy = "restart-windows",
    .judge = judge_pending,
};
