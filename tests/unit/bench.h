/* SPDX-License-Identifier: MIT */
/* bench.h - one action on a fake machine, for tests of actions. */
#pragma once

#include "actions/action.h"

#include "fakes/disk.h"
#include "fakes/machine.h"

/** Zeroed is empty; bench_set makes it. */
struct bench {
    struct fake_machine *machine;
    struct guest guest; /* a test may put a function of its own in */
    const struct action *action;
    struct action_context context;
    struct json_value report;
    struct text said; /* lines of progress */
};

void bench_done(struct bench *bench);
/** A fresh machine and disk, and the action of that id. */
void bench_set(struct bench *bench, const char *action);
/** Asks holds(), and asserts that it can tell. */
bool bench_holds(struct bench *bench);
/** Applies with fresh details, report and progress. */
bool bench_apply(struct bench *bench, struct err *err);
/** observe()'s answer; belongs to the caller's text. */
const char *bench_observe(struct bench *bench, struct text *text);
/** For guest.process_start: hands diskpart's script from the disk of memory to the machine. */
bool bench_start(void *state, const char *path, const char *const *arguments, bool keep,
    struct guest_process **process, struct err *err);
