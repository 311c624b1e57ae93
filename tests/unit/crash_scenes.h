/* SPDX-License-Identifier: MIT */
/* crash_scenes.h - runs that crash tests disturb at every point, and how they must end all the same. */
#pragma once

#include "stage.h"

struct crash_scene {
    const char *name;
    void (*prepare)(struct fake_machine *machine);
    const char *const *actions;
    int deletions;     /* of partitions by the provider, tried */
    int programs;      /* started */
    int storage_calls; /* changes of reserved storage asked for */
    int again;         /* calls that may be made once more: they failed, or wait for a restart */
};

extern const struct crash_scene crash_scenes[];
extern const size_t crash_scenes_count;

/** What must be the same in the end, however often the power failed. */
struct crash_ending {
    struct disk_layout layout;
    struct guest_volume volume;
    enum guest_reserved_storage storage;
    int deletions, programs, storage_calls, backups, panther;
    char image_state[64];
    uint32_t starts[4]; /* of updaters; 10 more: delayed */
};

/** A fresh machine and disk, as the scene wants them. */
void crash_set_scene(struct stage *stage, const struct crash_scene *scene);
/** @param flushes  receives how many there are in the run */
void crash_run_undisturbed(
    const struct crash_scene *scene, struct crash_ending *ending, int *flushes);
void crash_take_ending(struct stage *stage, struct crash_ending *ending);
/** The journal says so, and the manifest is there. */
void crash_check_finished(const char *what);
/** Is the machine the same, however often something was tried? */
void crash_check_machine(
    const struct crash_ending *expected, const struct crash_ending *seen, const char *what);
/** The same, and nothing was done twice. @param again  calls that may be made once more */
void crash_check_same(const struct crash_ending *expected, const struct crash_ending *seen,
    int again, const char *what);

/**
 * For ./dev bench faults: a line "scene <tab> kind <tab> 0 or 1" in the file that
 * GOLDPREP_FAULTS_REPORT names, once when a point is tried (0) and once when all was well (1).
 */
void crash_report(const char *scene, const char *kind, bool ended);
