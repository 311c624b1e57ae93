/* SPDX-License-Identifier: MIT */
/* world.c - stands in for the console; the state folder is a real one. */
#include "world.h"

#include "base/console.h"
#include "base/file.h"

#include <check.h>
#include <ftw.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ARGUMENT_LIMIT = 24 };

static struct {
    struct text out, err;
    enum world_answer answer;
    bool terminal, full;
    int forgotten_stops;
} console;

/* -- what base/console.h promises -- */

static _Thread_local const struct console_sink *diverted;

void console_divert(const struct console_sink *sink)
{
    diverted = sink;
}

bool console_write(enum console_stream stream, const char *bytes, size_t len)
{
    if (diverted)
        return diverted->write(diverted->state, stream, bytes, len);
    if (stream == CONSOLE_OUT && console.full)
        return false;
    text_append_bytes(stream == CONSOLE_OUT ? &console.out : &console.err, bytes, len);
    return true;
}

bool console_is_terminal(enum console_stream stream)
{
    (void)stream; /* both or none */
    return console.terminal && !diverted;
}

int console_width(enum console_stream stream)
{
    (void)stream;
    return CONSOLE_WIDTH_UNKNOWN;
}

bool console_ask(const char *question, bool *yes, struct err *err)
{
    if (diverted || console.answer == WORLD_NOBODY)
        return err_set(err, ERR_AGENT, ERR_REFUSED, "nobody is there");
    console_write(CONSOLE_ERR, question, strlen(question));
    *yes = console.answer == WORLD_YES;
    return true;
}

void console_forget_stop(void)
{
    console.forgotten_stops++;
}

/* -- the world -- */

struct world world_without_windows(void)
{
    struct world world = { .folder = "/tmp/goldprep-test-XXXXXX" };

    ck_assert_ptr_nonnull(mkdtemp(world.folder));
    snprintf(world.state, sizeof world.state, "%s/state", world.folder);
    world_answers(WORLD_NOBODY);
    world_has_terminal(false);
    world_out_is_full(false);
    console.forgotten_stops = 0;
    return world;
}

struct world world_new(void)
{
    struct world world = world_without_windows();

    world.machine = fake_machine_new();
    ck_assert_ptr_nonnull(world.machine);
    world.guest = fake_guest(world.machine);
    return world;
}

static int remove_one(const char *path, const struct stat *stat, int kind, struct FTW *place)
{
    (void)stat;
    (void)kind;
    (void)place;
    return remove(path);
}

void world_free(struct world *world)
{
    enum { FOLDERS_OPEN = 8 };

    fake_machine_free(world->machine);
    world->machine = NULL;
    nftw(world->folder, remove_one, FOLDERS_OPEN, FTW_DEPTH | FTW_PHYS);
    text_done(&console.out);
    text_done(&console.err);
}

/* Where there is no guest time goes by in waits alone. */
static uint64_t passed_ms;

static bool pass(void *state, uint32_t milliseconds, struct err *err)
{
    (void)state;
    (void)err;
    passed_ms += milliseconds;
    return true;
}

static bool tick(void *state, uint64_t *milliseconds, struct err *err)
{
    (void)state;
    (void)err;
    *milliseconds = passed_ms;
    return true;
}

int world_run(struct world *world, ...)
{
    static char program[] = "goldprep";
    char *arguments[ARGUMENT_LIMIT] = { program };
    const struct ui_machine machine = {
        .wait = pass,
        .tick_ms = tick,
        .guest = world->machine ? &world->guest : NULL,
        .state_folder = world->state,
        .service = world->service,
        .own = world->own.program ? &world->own : NULL,
    };
    int count = 1;
    va_list list;

    va_start(list, world);
    for (char *next = va_arg(list, char *); next; next = va_arg(list, char *)) {
        ck_assert_int_lt(count, ARGUMENT_LIMIT);
        arguments[count++] = next;
    }
    va_end(list);
    text_clear(&console.out);
    text_clear(&console.err);
    return ui_main(count, arguments, &machine);
}

const char *world_out(void)
{
    return text_string(&console.out);
}

const char *world_err(void)
{
    return text_string(&console.err);
}

void world_answers(enum world_answer answer)
{
    console.answer = answer;
}

void world_has_terminal(bool terminal)
{
    console.terminal = terminal;
}

void world_out_is_full(bool full)
{
    console.full = full;
}

int world_forgotten_stops(void)
{
    return console.forgotten_stops;
}

static const char *join(const char *folder, const char *name)
{
    static char ring[4][160];
    static size_t next;
    char *path = ring[next++ % 4];

    snprintf(path, sizeof ring[0], "%s/%s", folder, name);
    return path;
}

const char *world_path(const struct world *world, const char *name)
{
    return join(world->folder, name);
}

const char *world_state_path(const struct world *world, const char *name)
{
    return join(world->state, name);
}

void world_write(const char *path, const char *text)
{
    struct err err = { 0 };

    ck_assert_msg(file_replace(path, text, strlen(text), &err), "%s", err.text);
}

char *world_read(const char *path)
{
    enum { LIMIT = 16 * 1024 * 1024 };
    struct bytes bytes = { 0 };
    enum found found = ABSENT;
    struct err err = { 0 };

    ck_assert_msg(file_read(path, LIMIT, &found, &bytes, &err), "%s", err.text);
    return found == FOUND ? (char *)bytes.data : NULL;
}

bool world_has(const char *path)
{
    return access(path, F_OK) == 0;
}

size_t world_longest_line(const char *text)
{
    size_t longest = 0;
    size_t columns = 0;

    for (; *text; text++) {
        if (*text == '\n')
            columns = 0;
        else if (((unsigned char)*text & 0xc0) != 0x80)
            columns++;
        if (columns > longest)
            longest = columns;
    }
    return longest;
}

void world_expects(int code, int wanted)
{
    ck_assert_msg(code == wanted, "exit %d, not %d\n%s%s", code, wanted, world_out(), world_err());
}

void world_said(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "'%s' is not in\n%s", part, text);
}

void world_is_ready(struct world *world)
{
    world_expects(world_run(world, "apply", "--profile", "devbox", "--yes", NULL), 0);
}
