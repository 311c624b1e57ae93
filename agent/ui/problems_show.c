/* SPDX-License-Identifier: MIT */
/* problems_show.c - each problem with its place, its rule, and what would be right. */
#include "ui/problems_show.h"

#include "base/json.h"

static void show(const struct ui *ui, const struct problem *problem, struct text *text)
{
    enum { SEVERITY_COLUMNS = 9 };

    say_word(ui, text, problem->severity == PROBLEM_ERROR ? SAY_BAD : SAY_DOUBTFUL,
        problem_severity_name(problem->severity), SEVERITY_COLUMNS);
    text_append(text, "%s (%s)\n", problem->where[0] ? problem->where : "the whole document",
        problem->rule);
    say_wrapped(ui, text, 2, "", problem->what);
    say_wrapped(ui, text, 2, "right:  ", problem->right);
    say_wrapped(ui, text, 2, "source: ", problem->source);
}

void problems_show(const struct ui *ui, const struct problems_of *of,
    const struct problems *problems, struct text *text)
{
    for (size_t at = 0; at < problems->count; at++)
        show(ui, &problems->items[at], text);
    if (problems->errors + problems->warnings > problems->count)
        text_append(
            text, "... and %zu more\n", problems->errors + problems->warnings - problems->count);
    text_append(text, "%s: %zu error%s, %zu warning%s", of->file, problems->errors,
        problems->errors == 1 ? "" : "s", problems->warnings, problems->warnings == 1 ? "" : "s");
    if (of->expressions > 0)
        text_append(text, "; %zu value%s not judged: only the deployment knows them",
            of->expressions, of->expressions == 1 ? "" : "s");
    if (of->others > 0)
        text_append(text, "; %zu resource%s of other types not judged", of->others,
            of->others == 1 ? "" : "s");
    if (!of->manifest)
        text_append(text, "; not held against a manifest");
    text_append(text, "\n");
}

void problems_to_json(
    const struct problems_of *of, const struct problems *problems, struct json *document)
{
    struct json *list;

    json_add_string(document, "schema", "goldprep.problems/1");
    json_add_string(document, "tool", say_tool);
    json_add_string(document, "file", of->file);
    json_add_string(document, "kind", of->kind);
    if (of->manifest)
        json_add_string(document, "manifest", of->manifest);
    else
        json_add_null(document, "manifest");
    json_add_number(document, "errors", (int64_t)problems->errors);
    json_add_number(document, "warnings", (int64_t)problems->warnings);
    json_add_number(document, "expressions_not_judged", (int64_t)of->expressions);
    json_add_number(document, "resources_not_judged", (int64_t)of->others);
    list = json_add_array(document, "problems");
    for (size_t at = 0; at < problems->count; at++) {
        const struct problem *problem = &problems->items[at];
        struct json *object = json_add_object(list, NULL);

        json_add_string(object, "severity", problem_severity_name(problem->severity));
        json_add_string(object, "where", problem->where);
        json_add_string(object, "rule", problem->rule);
        json_add_string(object, "what", problem->what);
        json_add_string(object, "right", problem->right);
        json_add_string(object, "source", problem->source);
    }
}
