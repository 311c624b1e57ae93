/* SPDX-License-Identifier: MIT */
/* machine_processes.c - programs that the fake machine has, and processes started from them. */
#include "fakes/machine_parts.h"

#include <stdio.h>
#include <string.h>

static void process_done(struct guest_process *process)
{
    text_list_done(&process->arguments);
    text_done(&process->output);
    free(process);
}

void fake_processes_done(struct fake_machine *machine)
{
    while (machine->processes) {
        struct guest_process *next = machine->processes->next;
        process_done(machine->processes);
        machine->processes = next;
    }
    for (size_t i = 0; i < machine->program_count; i++)
        free(machine->programs[i].image);
}

static struct fake_program_item *find_program(struct fake_machine *machine, const char *image)
{
    for (size_t i = 0; i < machine->program_count; i++)
        if (text_same(machine->programs[i].image, image))
            return &machine->programs[i];
    return NULL;
}

void fake_program(
    struct fake_machine *machine, const char *image, uint32_t duration_ms, fake_program_run run)
{
    struct fake_program_item *program = find_program(machine, image);

    if (!program) {
        if (machine->program_count == COUNT_OF(machine->programs))
            (void)fake_need(NULL);
        program = &machine->programs[machine->program_count++];
        *program = (struct fake_program_item){ .image = fake_copy(image) };
    }
    program->duration_ms = duration_ms;
    program->run = run;
}

static const char *file_name(const char *path)
{
    const char *last = strrchr(path, '\\');

    return last ? last + 1 : path;
}

/* -- the port -- */

static bool process_exists(void *state, const char *image, bool *exists, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "process_exists", err))
        return false;
    *exists = machine->hardware.running && text_same(machine->hardware.running, image);
    for (const struct guest_process *at = machine->processes; at; at = at->next)
        if (!at->ended && text_same(at->program->image, image))
            *exists = true;
    return true;
}

static bool process_start(void *state, const char *path, const char *const *arguments, bool keep,
    struct guest_process **process, struct err *err)
{
    struct fake_machine *machine = state;

    (void)keep; /* nothing here ends while goldprep runs */
    if (!fake_enter(machine, "process_start", err))
        return false;
    const struct fake_program_item *program = find_program(machine, file_name(path));
    if (!program)
        return err_set(err, ERR_WIN32, 2, "cannot start '%s': there is no such file", path);

    struct guest_process *started = fake_allocate(sizeof *started);
    started->program = program;
    started->started_ms = machine->hardware.tick_ms;
    for (size_t i = 0; arguments && arguments[i]; i++)
        fake_list_add(&started->arguments, arguments[i]);
    started->next = machine->processes;
    machine->processes = started;
    *process = started;
    return true;
}

/** What the program does happens now, all at once. */
static void run_program(struct fake_machine *machine, struct guest_process *process)
{
    /* One more place than arguments, for the NULL that ends them. */
    const char **arguments = fake_allocate((process->arguments.count + 1) * sizeof(char *));

    for (size_t i = 0; i < process->arguments.count; i++)
        arguments[i] = process->arguments.items[i];
    process->exit_code = process->program->run(machine, arguments, &process->output);
    process->ran = true;
    free(arguments);
}

static bool process_wait(void *state, struct guest_process *process, uint32_t limit_ms, bool *ended,
    uint32_t *exit_code, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "process_wait", err))
        return false;
    if (!process->ran && !process->ended)
        run_program(machine, process);
    if (!process->ended) {
        uint64_t end_ms = process->started_ms + process->program->duration_ms;
        uint64_t now_ms = machine->hardware.tick_ms;
        uint64_t left_ms = end_ms > now_ms ? end_ms - now_ms : 0;
        fake_advance(machine, left_ms < limit_ms ? left_ms : limit_ms);
        process->ended = left_ms <= limit_ms;
    }
    *ended = process->ended;
    if (*ended)
        *exit_code = process->exit_code;
    return true;
}

static bool process_output(
    void *state, struct guest_process *process, struct text *output, struct err *err)
{
    if (!fake_enter(state, "process_output", err))
        return false;
    text_append(output, "%s", text_string(&process->output));
    return text_ok(output, err);
}

static bool process_end(void *state, struct guest_process *process, struct err *err)
{
    if (!fake_enter(state, "process_end", err))
        return false;
    if (!process->ended)
        process->exit_code = 1; /* what TerminateProcess was given */
    process->ended = true;
    if (process->is_foreign)
        ((struct fake_machine *)state)->hardware.running = NULL;
    return true;
}

/* What somebody else has started runs until it is ended. */
static bool process_open(void *state, uint32_t id, const char *path, enum found *found,
    struct guest_process **process, struct err *err)
{
    static struct fake_program_item foreign = { .image = "", .duration_ms = UINT32_MAX };
    struct fake_machine *machine = state;

    (void)id; /* only one can run */
    if (!fake_enter(machine, "process_open", err))
        return false;
    if (!machine->hardware.running || !text_same(machine->hardware.running, file_name(path))) {
        *found = ABSENT;
        return true;
    }
    struct guest_process *opened = fake_allocate(sizeof *opened);
    *opened = (struct guest_process){ .program = &foreign,
        .started_ms = machine->hardware.tick_ms,
        .ran = true,
        .is_foreign = true,
        .next = machine->processes };
    machine->processes = opened;
    *process = opened;
    *found = FOUND;
    return true;
}

static void process_free(void *state, struct guest_process *process)
{
    struct fake_machine *machine = state;
    struct guest_process **link = &machine->processes;

    if (!process)
        return;
    while (*link && *link != process)
        link = &(*link)->next;
    if (*link)
        *link = process->next;
    process_done(process);
}

void fake_guest_processes(struct guest *guest)
{
    guest->process_exists = process_exists;
    guest->process_start = process_start;
    guest->process_wait = process_wait;
    guest->process_output = process_output;
    guest->process_end = process_end;
    guest->process_free = process_free;
    guest->process_open = process_open;
}
