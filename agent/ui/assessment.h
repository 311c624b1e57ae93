/* SPDX-License-Identifier: MIT */
/* assessment.h - facts and what several profiles make of them, and each form it is handed out in. */
#pragma once

#include "policy/policy.h"
#include "ui/say.h"

/** Belongs to whoever made it. */
struct assessment {
    const struct facts *facts;
    const struct findings *items; /* one a profile */
    size_t count;
};

/**
 * The same, turned: a row a requirement that any profile asks for, in the order of the table of
 * requirements, and a cell a profile. Zeroed is empty.
 */
struct assessment_grid {
    const struct requirement **rows; /* owned */
    const struct finding **cells;    /* owned: rows times columns; NULL: not asked */
    size_t *widths;                  /* owned: of each column, its id and every word in it */
    size_t row_count, column_count;
};

void assessment_grid_done(struct assessment_grid *grid);
bool assessment_turn(
    const struct assessment *assessment, struct assessment_grid *grid, struct err *err) MUST_CHECK;
const struct finding *assessment_cell(
    const struct assessment_grid *grid, size_t row, size_t column);
/** Is it unmet or unknown for any profile? */
bool assessment_row_is_open(const struct assessment_grid *grid, size_t row);

/**
 * Appends the ids of the profiles that a row is told of in one way, with commas between them.
 *
 * @param like  a cell of the row
 * @param same  is the other cell told in the same way? Never called with NULL
 * @return      how many there are
 */
size_t assessment_append_ids(const struct assessment *assessment,
    const struct assessment_grid *grid, size_t row, const struct finding *like,
    bool (*same)(const struct finding *like, const struct finding *other), struct text *text);

/** Rows and columns for a terminal: one profile at length, several side by side. */
bool assessment_show(const struct ui *ui, const struct assessment *assessment, struct text *text,
    struct err *err) MUST_CHECK;
/** Adds the members of docs/schema/assessment.json. */
bool assessment_to_json(
    const struct assessment *assessment, struct json *root, struct err *err) MUST_CHECK;

/* Each appends a whole document. */

/**
 * JUnit XML: a suite a profile, a case a requirement. An unmet must is a failure, a must that could
 * not be told an error. What is recommended only is skipped with a message: it must not fail a build
 * that exit code 0 lets pass, and must not look met.
 */
bool assessment_junit(
    const struct assessment *assessment, struct text *text, struct err *err) MUST_CHECK;
/**
 * SARIF 2.1.0: a run a profile, a result for each requirement that is unmet or unknown. Level: error
 * for an unmet must, warning for a must that could not be told, note for what is recommended only.
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
bool assessment_sarif(
    const struct assessment *assessment, struct text *text, struct err *err) MUST_CHECK;
/** Markdown as GitHub reads it. Source: https://github.github.com/gfm/ */
bool assessment_markdown(
    const struct assessment *assessment, struct text *text, struct err *err) MUST_CHECK;
