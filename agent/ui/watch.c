/* SPDX-License-Identifier: MIT */
/* watch.c - the lines of a run at work. */
#include "ui/watch.h"

#include "base/console.h"

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

/* Writes whole lines, in the place of the line that moved. */
static void answer(struct ui *ui, const struct text *text)
{
    AUTO(text) all = { 0 };

    text_append(&all, "%s%s", ui->moving ? "\r\033[K" : "", text_string(text));
    ui->moving = false;
    say_answer(ui, &all);
}

/* Cut at the width: a line that wraps could not be taken back. */
static void moves(void *state, const char *line)
{
    enum { INDENT = 6 };
    struct ui *ui = state;
    AUTO(text) text = { 0 };
    size_t len = strlen(line);

    if (ui->width > INDENT + 1 && len > ui->width - INDENT - 1)
        len = ui->width - INDENT - 1;
    while (len > 0 && !text_is_utf8(line, len))
        len--;
    text_append(&text, "\r\033[K%*s", INDENT, "");
    text_append_bytes(&text, line, len);
    ui->moving = true;
    say_answer(ui, &text);
}

static void begins(void *state, const struct action *action, size_t index, size_t count)
{
    struct ui *ui = state;
    AUTO(text) text = { 0 };
    char label[32];

    snprintf(label, sizeof label, "[%zu/%zu] ", index, count);
    say_wrapped(ui, &text, 0, label, action->title);
    answer(ui, &text);
}

static void says(void *state, const char *line)
{
    struct ui *ui = state;
    AUTO(text) text = { 0 };

    say_wrapped(ui, &text, 6, "", line);
    answer(ui, &text);
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
    answer(ui, &text);
}

struct run_watcher watch_begin(struct ui *ui)
{
    return (struct run_watcher){ .state = ui,
        .begins = begins,
        .says = says,
        .moving = console_is_terminal(CONSOLE_OUT) ? moves : NULL,
        .ended = ended };
}
