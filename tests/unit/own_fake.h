/* SPDX-License-Identifier: MIT */
/* own_fake.h - goldprep itself on a fake machine: its program, service, keys and installer. */
#pragma once

#include "world.h"

#define OWN_KEY "SOFTWARE\\goldprep"
#define SERVICE_KEY "SYSTEM\\CurrentControlSet\\Services\\goldprep"
#define EVENT_KEY "SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\goldprep"
#define PRODUCT "{2838D334-0541-5977-810F-292F43A741FC}"
#define UNINSTALL "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\" PRODUCT
#define INSTALLED "C:\\Program Files\\goldprep\\goldprep.exe"
#define ASIDE "C:\\Program Files\\goldprep\\goldprep.leaving.exe"
#define PREFETCH "C:\\Windows\\Prefetch\\GOLDPREP.EXE-1A2B3C4D.pf"

/** Zeroed is a program that was never asked for anything. */
struct own_fake {
    struct world *world;
    char program[64]; /* its file, as it is named now; "": gone */
    int calls;        /* of what changes something */
    int fails_at;     /* that call of it fails; 0: none */
    int dies_at;      /* the process ends right before that call; 0: never */
    int tells; /* where to write what was changed, for the process that goes on; 0: nowhere */
    enum own_leaves leaves;
    char folder[64];         /* that goes with it */
    uint32_t installer_code; /* what msiexec.exe ends with; anything but 0: it has done nothing */
};
extern struct own_fake own_fake;

/** For struct world. */
extern const struct own own_fake_table;

/** What a process that died has told: 'k' and a key that went, 'f' and a file, 'p' and the program's
 * new path. */
void own_fake_change(char kind, const char *what);

/** Windows Installer, as it is told to: what product.wxs has put there goes. */
uint32_t own_fake_msiexec(
    struct fake_machine *machine, const char *const *arguments, struct text *output);
