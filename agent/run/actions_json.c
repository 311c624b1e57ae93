/* SPDX-License-Identifier: MIT */
/* actions_json.c - what a journal tells of its actions, for manifest and status. */
#include "run/executor.h"

static void copy_member(
    struct json *object, const char *name, const struct json *line, const char *member)
{
    const struct json *value = json_member(line, member);

    if (value)
        (void)json_add_copy(object, name, value);
    else
        (void)json_add_null(object, name);
}

static void add_action(struct json *array, const struct journal_step *step)
{
    const struct action *action = action_find(step->action);
    const struct json *end = step->done_line ? step->done_line : step->failed_line;
    struct json *object = json_add_object(array, NULL);

    (void)json_add_string(object, "id", step->action);
    (void)json_add_string(object, "title", action ? action->title : step->action);
    copy_member(object, "began", step->begin_line, "at");
    copy_member(object, "ended", end, "at");
    copy_member(object, "before", step->begin_line, "before");
    copy_member(object, "after", end, "after");
    copy_member(object, "duration_ms", end, "duration_ms");
    (void)json_add_number(object, "restarts", step->restarts);
    if (json_member(end, "details"))
        (void)json_add_copy(object, "details", json_member(end, "details"));
    else
        (void)json_add_array(object, "details");
    copy_member(object, "report", end, "report");
    copy_member(object, "error", step->failed_line, "error");
}

bool run_actions_to_json(const struct journal *journal, struct json *object, struct err *err)
{
    struct json *array = json_add_array(object, "actions");

    for (size_t i = 0; i < journal_step_count(journal); i++)
        add_action(array, journal_step(journal, i));
    return array ? true : err_nomem(err);
}
