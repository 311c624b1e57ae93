/* SPDX-License-Identifier: MIT */
/* watch.c - the lines of a run at work. */
#include "ui/watch.h"

#include <inttypes.h>

void watch_append_duration(struct text *text, uint64_t duration_ms)
{
    uint64_t seconds = duration_ms / 1000;

    if (duration_ms < 10000)
        text_append(text, "%" PRIu64 ".%" PRIu64 " s", seconds, duration_ms % 1000 / 100);
    else if (seconds < 120)
        text_append(text, "%" PRIu64 " s", seconds);
    else
        text_append(text, "%" PRIu64 " min %" PRIu64 " s", seconds / 60, seconds % 60);
}

static void begins(void *state, const struct action *action, size_t index, size_t count)
{
    struct ui *ui = state;
    AUTO(text) text = { 0 };
    char label[32];

    snprintf(label, sizeof label, "[%zu/%zu] ", index, count);
    say_wrapped(ui, &text, 0, label, action->title);
    say_answer(ui, &text);
}

static void says(void *state, const char *line)
{
    struct ui *ui = state;
    AUTO(text) text = { 0 };

    say_wrapped(ui, &text, 6, "", line);
    say_answer(ui, &text);
}

static void ended(void *state, const struct action *action, const char *before, const char *after,
    uint64_t duration_ms)
{
    struct ui *ui = state;
    AUTO(text) line = { 0 };
    AUTO(text) text = { 0 };

    (void)action; /* its title stands above */
    text_append(&line, "done in ");
    watch_append_duration(&line, duration_ms);
    if (before && after && strcmp(before, after) != 0)
        text_append(&line, "\nbefore: %s\nafter: %s", before, after);
    else if (after)
        text_append(&line, "\nas it was: %s", after);
    say_wrapped(ui, &text, 6, "", text_string(&line));
    say_answer(ui, &text);
}

struct run_watcher watch_begin(struct ui *ui)
{
    return (struct run_watcher){ .state = ui, .begins = begins, .says = says, .ended = ended };
}
