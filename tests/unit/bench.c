/* SPDX-License-Identifier: MIT */
/* bench.c - one action on a fake machine. */
#include "bench.h"

#include "check_main.h"

static bool (*start_program)(void *state, const char *path, const char *const *arguments, bool keep,
    struct guest_process **process, struct err *err);

bool bench_start(void *state, const char *path, const char *const *arguments, bool keep,
    struct guest_process **process, struct err *err)
{
    size_t len = 0;
    const char *script =
        arguments[0] && arguments[1] ? fake_disk_content(arguments[1], &len) : NULL;

    if (script)
        fake_file(state, arguments[1], script, len);
    return start_program(state, path, arguments, keep, process, err);
}

static void clear(struct bench *bench)
{
    action_context_done(&bench->context);
    json_value_done(&bench->report);
    text_clear(&bench->said);
}

void bench_done(struct bench *bench)
{
    clear(bench);
    text_done(&bench->said);
    fake_machine_free(bench->machine);
    memset(bench, 0, sizeof *bench);
}

static void hear(void *state, const char *line)
{
    struct bench *bench = state;

    text_append(&bench->said, "%s\n", line);
}

void bench_set(struct bench *bench, const char *action)
{
    struct disk_partition *partitions;

    bench_done(bench);
    fake_disk_reset();
    bench->machine = fake_machine_new();
    bench->guest = fake_guest(bench->machine);
    start_program = bench->guest.process_start;
    bench->guest.process_start = bench_start;
    bench->action = action_find(action);
    ck_assert_msg(bench->action != NULL, "%s", action);
    bench->context = (struct action_context){ .guest = &bench->guest,
        .state_folder = "state",
        .limit_ms = 30 * 60 * 1000,
        .progress = hear,
        .progress_state = bench };
    /* Small, since their ends are read and compared. */
    partitions = fake_hardware(bench->machine)->layout.partitions;
    partitions[0].length_bytes = partitions[1].length_bytes = 65536;
}

bool bench_holds(struct bench *bench)
{
    struct err err = { 0 };
    bool yes = false;

    ck_assert_msg(
        bench->action->holds(&bench->context, &yes, &err), "%s: %s", bench->action->id, err.text);
    return yes;
}

bool bench_apply(struct bench *bench, struct err *err)
{
    clear(bench);
    bench->context.restart_wanted = false;
    bench->report.root = json_new_object();
    bench->context.report = bench->report.root;
    return bench->action->apply(&bench->context, err);
}

const char *bench_observe(struct bench *bench, struct text *text)
{
    struct err err = { 0 };

    text_clear(text);
    ck_assert_msg(
        bench->action->observe(&bench->context, text, &err), "%s: %s", bench->action->id, err.text);
    return text_string(text);
}
