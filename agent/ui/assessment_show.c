/* SPDX-License-Identifier: MIT */
/*
 * assessment_show.c - an assessment on a terminal.
 *
 * One profile is told at length. Several stand side by side, a short word a cell; where they do not
 * fit, they are put into blocks of columns that do. What is unmet or unknown is then told once a
 * requirement, for all profiles.
 */
#include "ui/assessment.h"
#include "ui/render.h"

enum { GAP = 2 }; /* columns between columns, and in front */

static size_t longer(size_t left, size_t right)
{
    return left > right ? left : right;
}

static size_t id_columns_of(const struct assessment_grid *grid)
{
    size_t columns = 0;

    for (size_t row = 0; row < grid->row_count; row++)
        columns = longer(columns, strlen(grid->rows[row]->id));
    return columns;
}

/* Columns of a block. */
struct block {
    size_t from, to;   /* place of the first, and behind the last */
    size_t id_columns; /* of the requirement in front */
};

/* As many columns as fit, but one at least: then the terminal wraps. */
static struct block next_block(const struct ui *ui, const struct assessment_grid *grid, size_t from)
{
    struct block block = { from, from, id_columns_of(grid) };
    size_t used = GAP + block.id_columns;

    while (block.to < grid->column_count) {
        used += GAP + grid->widths[block.to];
        if (used > ui->width && block.to > from)
            break;
        block.to++;
    }
    return block;
}

static void append_head(const struct ui *ui, const struct assessment *assessment,
    const struct assessment_grid *grid, const struct block *block, struct text *text)
{
    text_append(text, "%*s", (int)(GAP + block->id_columns), "");
    for (size_t column = block->from; column < block->to; column++) {
        bool last = column + 1 == block->to;

        text_append(text, "%*s", GAP, "");
        say_word(ui, text, SAY_PLAIN, assessment->items[column].profile->id,
            last ? 0 : grid->widths[column]);
    }
    text_append(text, "\n");
}

static void append_row(const struct ui *ui, const struct assessment_grid *grid,
    const struct block *block, size_t row, struct text *text)
{
    AUTO(text) cells = { 0 };
    bool asked = false;

    for (size_t column = block->from; column < block->to; column++) {
        const struct finding *cell = assessment_cell(grid, row, column);
        bool last = column + 1 == block->to;

        asked = asked || cell;
        text_append(&cells, "%*s", GAP, "");
        say_word(
            ui, &cells, finding_color(cell), finding_word(cell), last ? 0 : grid->widths[column]);
    }
    if (asked)
        text_append(text, "%*s%-*s%s\n", GAP, "", (int)block->id_columns, grid->rows[row]->id,
            text_string(&cells));
}

static void append_blocks(const struct ui *ui, const struct assessment *assessment,
    const struct assessment_grid *grid, struct text *text)
{
    struct block block = { 0 };

    while (block.to < grid->column_count) {
        block = next_block(ui, grid, block.to);
        text_append(text, "\n");
        append_head(ui, assessment, grid, &block, text);
        for (size_t row = 0; row < grid->row_count; row++)
            append_row(ui, grid, &block, row, text);
    }
}

/* -- what is said once for all profiles -- */

static bool same_word(const struct finding *like, const struct finding *other)
{
    return like->verdict == other->verdict && like->rule->level == other->rule->level;
}

static bool same_seen(const struct finding *like, const struct finding *other)
{
    return finding_is_open(other) && strcmp(like->seen, other->seen) == 0;
}

static bool is_answered(const struct finding *finding)
{
    return finding->verdict == VERDICT_UNMET && finding->rule->level == LEVEL_MUST &&
           finding->rule->error;
}

static bool same_answer(const struct finding *like, const struct finding *other)
{
    return is_answered(like) && is_answered(other) &&
           strcmp(like->rule->error, other->rule->error) == 0;
}

static bool is_open(const struct finding *like, const struct finding *other)
{
    (void)like;
    return finding_is_open(other);
}

/* Is this the first cell of its row that is told in this way? */
static bool is_first(const struct assessment_grid *grid, size_t row, size_t column,
    bool (*same)(const struct finding *like, const struct finding *other))
{
    const struct finding *cell = assessment_cell(grid, row, column);

    if (!finding_is_open(cell) || !same(cell, cell))
        return false;
    for (size_t before = 0; before < column; before++) {
        const struct finding *other = assessment_cell(grid, row, before);

        if (other && same(cell, other))
            return false;
    }
    return true;
}

/* "UNMET for devbox, windows365" */
static void append_words(const struct ui *ui, const struct assessment *assessment,
    const struct assessment_grid *grid, size_t row, struct text *text)
{
    for (size_t column = 0; column < grid->column_count; column++) {
        const struct finding *cell = assessment_cell(grid, row, column);
        AUTO(text) ids = { 0 };
        char label[48]; /* a word, "recommended only", and what joins them */

        if (!is_first(grid, row, column, same_word))
            continue;
        snprintf(label, sizeof label, "%s%s for ", finding_word(cell),
            cell->rule->level == LEVEL_SHOULD ? " (recommended only)" : "");
        (void)assessment_append_ids(assessment, grid, row, cell, same_word, &ids);
        say_wrapped(ui, text, 4, label, text_string(&ids));
    }
}

static void append_seen(const struct ui *ui, const struct assessment *assessment,
    const struct assessment_grid *grid, size_t row, struct text *text)
{
    for (size_t column = 0; column < grid->column_count; column++) {
        const struct finding *cell = assessment_cell(grid, row, column);
        AUTO(text) line = { 0 };
        AUTO(text) ids = { 0 };
        AUTO(text) all = { 0 };

        if (!is_first(grid, row, column, same_seen) || cell->seen[0] == '\0')
            continue;
        text_append(&line, "%s", cell->seen);
        if (assessment_append_ids(assessment, grid, row, cell, same_seen, &ids) <
            assessment_append_ids(assessment, grid, row, cell, is_open, &all))
            text_append(&line, " (%s)", text_string(&ids));
        say_wrapped(ui, text, 4, "seen: ", text_string(&line));
    }
}

static void append_answers(const struct ui *ui, const struct assessment *assessment,
    const struct assessment_grid *grid, size_t row, struct text *text)
{
    for (size_t column = 0; column < grid->column_count; column++) {
        const struct finding *cell = assessment_cell(grid, row, column);
        AUTO(text) line = { 0 };

        if (!is_first(grid, row, column, same_answer))
            continue;
        text_append(&line, "%s (", cell->rule->error);
        (void)assessment_append_ids(assessment, grid, row, cell, same_answer, &line);
        text_append(&line, ")");
        say_wrapped(ui, text, 4, "service answers: ", text_string(&line));
    }
}

static bool has_remedy(const struct assessment_grid *grid, size_t row)
{
    for (size_t column = 0; column < grid->column_count; column++) {
        const struct finding *cell = assessment_cell(grid, row, column);

        if (cell && finding_remedy(cell))
            return true;
    }
    return false;
}

static void append_details(const struct ui *ui, const struct assessment *assessment,
    const struct assessment_grid *grid, size_t row, struct text *text)
{
    const struct requirement *requirement = grid->rows[row];
    AUTO(text) label = { 0 };

    text_append(text, "\n");
    text_append(&label, "%s: ", requirement->id);
    say_wrapped(ui, text, 2, text_string(&label), requirement->title);
    append_words(ui, assessment, grid, row, text);
    append_seen(ui, assessment, grid, row, text);
    append_answers(ui, assessment, grid, row, text);
    if (has_remedy(grid, row))
        say_wrapped(ui, text, 4, "remedy: ", requirement->remedy);
    else if (requirement->advice)
        say_wrapped(ui, text, 4, "advice: ", requirement->advice);
}

static bool show_several(
    const struct ui *ui, const struct assessment *assessment, struct text *text, struct err *err)
{
    AUTO(assessment_grid) grid = { 0 };

    if (!assessment_turn(assessment, &grid, err))
        return false;
    append_blocks(ui, assessment, &grid, text);
    text_append(text, "\n");
    say_wrapped(ui, text, 2, "",
        "UNMET: the consumer refuses the image; unmet: recommended only; -: not asked");
    for (size_t row = 0; row < grid.row_count; row++)
        if (assessment_row_is_open(&grid, row))
            append_details(ui, assessment, &grid, row, text);
    text_append(text, "\n");
    for (size_t at = 0; at < assessment->count; at++)
        render_summary(ui, &assessment->items[at], text);
    return true;
}

bool assessment_show(
    const struct ui *ui, const struct assessment *assessment, struct text *text, struct err *err)
{
    render_origin(ui, assessment->facts, text);
    if (assessment->count != 1)
        return show_several(ui, assessment, text, err);
    text_append(text, "\n");
    render_findings(ui, &assessment->items[0], text);
    return true;
}
