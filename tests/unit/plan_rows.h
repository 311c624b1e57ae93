/* SPDX-License-Identifier: MIT */
/* plan_rows.h - findings made by hand, for the tests of the planner. */
#pragma once

#include "plan/plan.h"

#include "check_main.h"

/** One finding: a requirement with this remedy, and how it was judged. */
struct row {
    const char *id, *remedy;
    enum level level;
    enum verdict verdict;
};

enum { ROWS = 8 };

/** Findings and what they point to. Zeroed but for rows is the beginning; ends at an id of NULL. */
struct rows {
    const struct row *rows;
    struct requirement requirements[ROWS];
    struct profile_rule rules[ROWS];
    struct finding items[ROWS];
    struct findings findings; /* of the profile "devbox" */
    struct facts *facts;
};

static inline void rows_done(struct rows *rows)
{
    facts_free(rows->facts);
    rows->facts = NULL;
}

static inline void rows_fill(struct rows *rows)
{
    const struct facts_header header = {
        .tool = "goldprep test", .collected = "2026-11-22T06:30:00Z", .machine = "GOLDEN-01"
    };
    struct err err = { 0 };

    rows->findings = (struct findings){ .profile = policy_profile("devbox"), .items = rows->items };
    for (size_t i = 0; i < ROWS && rows->rows[i].id; i++) {
        const struct row *row = &rows->rows[i];

        rows->requirements[i] = (struct requirement){ .id = row->id,
            .title = "A title",
            .remedy = row->remedy,
            .advice = row->remedy ? NULL : "do it yourself" };
        rows->rules[i] = (struct profile_rule){ .requirement = row->id, .level = row->level };
        rows->items[i] = (struct finding){
            .requirement = &rows->requirements[i], .rule = &rows->rules[i], .verdict = row->verdict
        };
        rows->findings.count++;
    }
    rows->facts = facts_new();
    ck_assert_ptr_nonnull(rows->facts);
    ck_assert(facts_set_header(rows->facts, &header, &err));
}
