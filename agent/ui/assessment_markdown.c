/* SPDX-License-Identifier: MIT */
/* assessment_markdown.c - an assessment as Markdown, for a comment or a page. */
#include "ui/assessment.h"
#include "ui/render.h"

/* What was seen comes from outside: nothing in it may be read as Markdown, HTML or a line end. */
static void append_plain(struct text *text, const char *string)
{
    for (; *string; string++) {
        unsigned char byte = (unsigned char)*string;

        if (byte < 0x20 || byte == 0x7F)
            text_append(text, " ");
        else if (byte == '<' || byte == '>' || byte == '&')
            text_append(text, "&#%d;", byte);
        else if (strchr("\\`*_{}[]#|~$@", byte))
            text_append(text, "\\%c", byte);
        else
            text_append_bytes(text, string, 1);
    }
}

static void append_origin(const struct facts_header *header, struct text *text)
{
    text_append(text, "## goldprep assess");
    if (header->machine[0] != '\0') {
        text_append(text, ": ");
        append_plain(text, header->machine);
    }
    text_append(text, "\n\nFacts of ");
    append_plain(text, header->collected[0] ? header->collected : "an unknown day");
    text_append(text, ", judged by %s.\n\n", say_tool);
}

static void append_summary(const struct findings *findings, struct text *text)
{
    struct findings_summary count = findings_count(findings);

    text_append(text, "| `%s` | ", findings->profile->id);
    append_plain(text, findings->profile->title);
    text_append(text, " | %s | %zu | %zu | %zu | %zu |\n",
        findings_ready(findings) ? "ready" : "**not ready**", count.met, count.unmet, count.unknown,
        count.not_applicable);
}

static void append_verdicts(
    const struct assessment *assessment, const struct assessment_grid *grid, struct text *text)
{
    text_append(text, "\n| requirement | wanted |");
    for (size_t at = 0; at < assessment->count; at++)
        text_append(text, " %s |", assessment->items[at].profile->id);
    text_append(text, "\n| --- | --- |");
    for (size_t at = 0; at < assessment->count; at++)
        text_append(text, " --- |");
    text_append(text, "\n");
    for (size_t row = 0; row < grid->row_count; row++) {
        text_append(text, "| `%s` | ", grid->rows[row]->id);
        append_plain(text, grid->rows[row]->title);
        text_append(text, " |");
        for (size_t column = 0; column < grid->column_count; column++) {
            const struct finding *cell = assessment_cell(grid, row, column);
            bool stops = finding_is_open(cell) && cell->rule->level == LEVEL_MUST;

            text_append(text, stops ? " **%s** |" : " %s |", finding_word(cell));
        }
        text_append(text, "\n");
    }
}

static bool same_telling(const struct finding *like, const struct finding *other)
{
    return like->verdict == other->verdict && like->rule->level == other->rule->level &&
           strcmp(like->seen, other->seen) == 0 && !like->rule->error == !other->rule->error &&
           (!like->rule->error || strcmp(like->rule->error, other->rule->error) == 0);
}

static void append_advice(const struct finding *finding, struct text *text)
{
    if (finding_remedy(finding))
        text_append(text, "remedy: `%s`", finding->requirement->remedy);
    else if (finding->requirement->advice)
        append_plain(text, finding->requirement->advice);
    if (finding->verdict != VERDICT_UNMET || !finding->rule->error)
        return;
    text_append(text, " The service would answer: ");
    append_plain(text, finding->rule->error);
}

/* One line for each way in which a requirement is not met. */
static void append_open(const struct assessment *assessment, const struct assessment_grid *grid,
    size_t row, struct text *text)
{
    for (size_t column = 0; column < grid->column_count; column++) {
        const struct finding *cell = assessment_cell(grid, row, column);
        bool told = false;

        for (size_t before = 0; before < column && !told; before++) {
            const struct finding *other = assessment_cell(grid, row, before);

            told = cell && other && same_telling(cell, other);
        }
        if (!finding_is_open(cell) || told)
            continue;
        text_append(text, "| [`%s`](%s) | ", grid->rows[row]->id, grid->rows[row]->source);
        text_append(
            text, "%s, %s for ", verdict_name(cell->verdict), level_name(cell->rule->level));
        (void)assessment_append_ids(assessment, grid, row, cell, same_telling, text);
        text_append(text, " | ");
        append_plain(text, cell->seen);
        text_append(text, " | ");
        append_advice(cell, text);
        text_append(text, " |\n");
    }
}

static void append_all_open(
    const struct assessment *assessment, const struct assessment_grid *grid, struct text *text)
{
    bool any = false;

    for (size_t row = 0; row < grid->row_count; row++) {
        if (!assessment_row_is_open(grid, row))
            continue;
        if (!any)
            text_append(text,
                "\n### Unmet or unknown\n\n| requirement | verdict | seen | what to do "
                "|\n| --- | --- | --- | --- |\n");
        any = true;
        append_open(assessment, grid, row, text);
    }
}

bool assessment_markdown(const struct assessment *assessment, struct text *text, struct err *err)
{
    struct facts_header header = facts_header(assessment->facts);
    AUTO(assessment_grid) grid = { 0 };

    if (!assessment_turn(assessment, &grid, err))
        return false;
    append_origin(&header, text);
    text_append(text, "| profile | for | ready | met | unmet | unknown | not applicable |\n"
                      "| --- | --- | --- | --- | --- | --- | --- |\n");
    for (size_t at = 0; at < assessment->count; at++)
        append_summary(&assessment->items[at], text);
    append_all_open(assessment, &grid, text);
    text_append(text, "\n### Every requirement\n");
    append_verdicts(assessment, &grid, text);
    return text_ok(text, err);
}
