/* SPDX-License-Identifier: MIT */
/*
 * own.h - what goldprep itself is on a machine, and how it goes: its program, its service, its keys.
 *
 * One table, filled by agent/win/own.c; there is none where there is no Windows. Everything named
 * here is goldprep's own: the machine is changed through guest.h.
 */
#pragma once

#include "base/text.h"

/** What the running program is named when it has stepped aside. */
#define OWN_ASIDE_NAME "goldprep.leaving.exe"

/** When the program's file goes, since a running one cannot be deleted. */
enum own_leaves {
    OWN_STAYS = 0,
    OWN_LEAVES_AT_END,  /* once this process has ended */
    OWN_LEAVES_AT_BOOT, /* when Windows starts next: at the first start of a clone */
};

struct own {
    void *state; /* the first argument of every call */

    /** Appends the path of the running program. */
    bool (*program)(void *state, struct text *path, struct err *err) MUST_CHECK;
    /** Renames the running program within its folder, so that its name is free: an installer can
     * then remove it without a restart. Appends the new path. */
    bool (*step_aside)(void *state, struct text *path, struct err *err) MUST_CHECK;
    /** Stops the service `goldprep` and removes it; not being there is success. */
    bool (*service_remove)(void *state, uint32_t limit_ms, struct err *err) MUST_CHECK;
    /** Removes a key of HKEY_LOCAL_MACHINE and all below it; not being there is success. */
    bool (*key_remove)(void *state, const char *key, struct err *err) MUST_CHECK;
    /** Removes a file; not being there is success. */
    bool (*file_remove)(void *state, const char *path, struct err *err) MUST_CHECK;
    /**
     * Sees to it that the running program's file goes.
     *
     * @param path    of the file as it is named now
     * @param folder  goes as well when it is empty then; NULL: none
     * @param leaves  receives when
     */
    bool (*leave)(void *state, const char *path, const char *folder, enum own_leaves *leaves,
        struct err *err) MUST_CHECK;
    /** Powers the machine off after some seconds; returns when Windows has accepted that. */
    bool (*power_off)(void *state, uint32_t seconds, struct err *err) MUST_CHECK;
};
