/* SPDX-License-Identifier: MIT */
/* actions.c - the table of all actions, and what they share with whoever runs them. */
#include "actions/action.h"

#define ACTION(name) extern const struct action action_##name;
#include "actions/list.h"
#undef ACTION

const struct action *const actions_all[] = {
#define ACTION(name) &action_##name,
#include "actions/list.h"
#undef ACTION
    NULL,
};

const struct action *action_find(const char *id)
{
    for (size_t i = 0; actions_all[i]; i++) {
        if (strcmp(actions_all[i]->id, id) == 0)
            return actions_all[i];
    }
    return NULL;
}

void action_context_done(struct action_context *context)
{
    text_done(&context->details);
    text_done(&context->stays);
}

void action_say(struct action_context *context, const char *format, ...)
{
    AUTO(text) line = { 0 };
    va_list arguments;

    if (!context->progress)
        return;
    va_start(arguments, format);
    text_append_list(&line, format, arguments);
    va_end(arguments);
    context->progress(context->progress_state, text_string(&line));
}

static bool has_line(const char *lines, const char *line)
{
    size_t len = strlen(line);

    for (const char *at = lines; *at != '\0'; at += strcspn(at, "\n"), at += *at == '\n')
        if (strncmp(at, line, len) == 0 && at[len] == '\n')
            return true;
    return false;
}

void action_stays(struct action_context *context, const char *format, ...)
{
    AUTO(text) line = { 0 };
    va_list arguments;

    va_start(arguments, format);
    text_append_list(&line, format, arguments);
    va_end(arguments);
    if (!has_line(text_string(&context->stays), text_string(&line)))
        text_append(&context->stays, "%s\n", text_string(&line));
}
