/* SPDX-License-Identifier: MIT */
/* world.h - a fake Windows, a state folder, and a console that remembers: for tests of commands. */
#pragma once

#include "fakes/machine.h"
#include "ui/ui.h"

/** Zeroed is empty: world_new fills it. */
struct world {
    struct fake_machine *machine; /* NULL: this is not Windows */
    struct guest guest;
    const struct service_manager *service; /* NULL unless a test gives one */
    struct own own;  /* goldprep itself on that machine; NULL members: it cannot be removed */
    char folder[64]; /* a new one below the system's place for such */
    char state[96];  /* the state folder, inside; made by whoever needs it */
};

/** How the console answers a question. */
enum world_answer {
    WORLD_NOBODY = 0, /* not a terminal: there is nobody to ask */
    WORLD_NO,
    WORLD_YES,
};

/** A sound Windows 11 as fake_machine_new makes it, and an empty folder. */
struct world world_new(void);
/** The same, but the program does not run on Windows. */
struct world world_without_windows(void);
/** Removes the folder and all in it. */
void world_free(struct world *world);

/** Runs "goldprep ARGUMENT..."; the arguments end with NULL. @return the exit code */
int world_run(struct world *world, ...) __attribute__((sentinel));
/** What the last run wrote. */
const char *world_out(void);
const char *world_err(void);
void world_answers(enum world_answer answer);
/** Is stdout a terminal? Not unless a test says so. */
void world_has_terminal(bool terminal);
/** stdout takes nothing any more. */
void world_out_is_full(bool full);
/** How often a Ctrl-C was answered, and so forgotten. */
int world_forgotten_stops(void);

/** Path of a file in the folder; belongs to a ring of four. */
const char *world_path(const struct world *world, const char *name);
/** Path of a file in the state folder; the same. */
const char *world_state_path(const struct world *world, const char *name);
void world_write(const char *path, const char *text);
/** The file's content, which the caller frees; NULL when there is no such file. */
char *world_read(const char *path);
bool world_has(const char *path);
/** The longest line of a text, in columns. */
size_t world_longest_line(const char *text);

/** Fails, with all that was written, when the exit code is another one. */
void world_expects(int code, int wanted);
/** Fails when part does not stand in text. */
void world_said(const char *text, const char *part);

/** Makes the machine meet everything but the seal: no recovery partition, nothing reserved. */
void world_is_ready(struct world *world);
