/* SPDX-License-Identifier: MIT */
/* assessment.c - findings of several profiles turned into rows, and as the JSON document. */
#include "ui/assessment.h"
#include "ui/render.h"

void assessment_grid_done(struct assessment_grid *grid)
{
    free(grid->rows);
    free(grid->cells);
    free(grid->widths);
    *grid = (struct assessment_grid){ 0 };
}

const struct finding *assessment_cell(const struct assessment_grid *grid, size_t row, size_t column)
{
    return grid->cells[row * grid->column_count + column];
}

bool assessment_row_is_open(const struct assessment_grid *grid, size_t row)
{
    for (size_t column = 0; column < grid->column_count; column++) {
        const struct finding *cell = assessment_cell(grid, row, column);

        if (cell && (cell->verdict == VERDICT_UNMET || cell->verdict == VERDICT_UNKNOWN))
            return true;
    }
    return false;
}

static const struct finding *find(
    const struct findings *findings, const struct requirement *requirement)
{
    for (size_t at = 0; at < findings->count; at++)
        if (findings->items[at].requirement == requirement)
            return &findings->items[at];
    return NULL;
}

/* Fills the next row in. @return is it asked for by any profile? */
static bool fill_row(const struct assessment *assessment, const struct requirement *requirement,
    struct assessment_grid *grid)
{
    bool asked = false;

    for (size_t column = 0; column < assessment->count; column++) {
        const struct finding *cell = find(&assessment->items[column], requirement);

        grid->cells[grid->row_count * grid->column_count + column] = cell;
        asked = asked || cell;
    }
    grid->rows[grid->row_count] = requirement;
    return asked;
}

static size_t width_of(
    const struct assessment *assessment, const struct assessment_grid *grid, size_t column)
{
    size_t width = strlen(assessment->items[column].profile->id);

    for (size_t row = 0; row < grid->row_count; row++) {
        size_t word = strlen(finding_word(assessment_cell(grid, row, column)));

        if (word > width)
            width = word;
    }
    return width;
}

bool assessment_turn(
    const struct assessment *assessment, struct assessment_grid *grid, struct err *err)
{
    size_t most = 0;

    while (policy_requirements[most])
        most++;
    *grid = (struct assessment_grid){
        .rows = calloc(most, sizeof *grid->rows),
        .cells = calloc(most * (assessment->count ? assessment->count : 1), sizeof *grid->cells),
        .widths = calloc(assessment->count + 1, sizeof *grid->widths),
        .column_count = assessment->count,
    };
    if (!grid->rows || !grid->cells || !grid->widths) {
        assessment_grid_done(grid);
        return err_nomem(err);
    }
    for (size_t at = 0; at < most; at++)
        if (fill_row(assessment, policy_requirements[at], grid))
            grid->row_count++;
    for (size_t column = 0; column < grid->column_count; column++)
        grid->widths[column] = width_of(assessment, grid, column);
    return true;
}

size_t assessment_append_ids(const struct assessment *assessment,
    const struct assessment_grid *grid, size_t row, const struct finding *like,
    bool (*same)(const struct finding *like, const struct finding *other), struct text *text)
{
    size_t count = 0;

    for (size_t column = 0; column < grid->column_count; column++) {
        const struct finding *cell = assessment_cell(grid, row, column);

        if (!cell || !same(like, cell))
            continue;
        text_append(text, "%s%s", count > 0 ? ", " : "", assessment->items[column].profile->id);
        count++;
    }
    return count;
}

bool assessment_to_json(const struct assessment *assessment, struct json *root, struct err *err)
{
    struct facts_header header = facts_header(assessment->facts);
    struct json *profiles;

    json_add_string(root, "schema", "goldprep.assessment/1");
    json_add_string(root, "tool", say_tool);
    json_add_string(root, "facts_collected", header.collected);
    json_add_string(root, "machine", header.machine);
    json_add_bool(root, "deep", header.deep);
    profiles = json_add_array(root, "profiles");
    for (size_t at = 0; at < assessment->count; at++)
        if (!findings_to_json(&assessment->items[at], json_add_object(profiles, NULL), err))
            return false;
    return true;
}
