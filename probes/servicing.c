/* SPDX-License-Identifier: MIT */
/*
 * servicing.c - is anything being installed or updated right now?
 *
 * Services and processes are named that run only while they work. UsoSvc is not among them: it
 * runs always. What runs makes its list known even when the other witness could not be asked;
 * else its list is unreadable.
 *
 * Source: https://learn.microsoft.com/windows/deployment/update/how-windows-update-works
 *         https://learn.microsoft.com/windows/win32/api/winsvc/ns-winsvc-service_status_process
 * That these programs are the ones at work is known from public tools: unverified on a real
 * Windows.
 */
#include "probes/read.h"

#define INSTALLER "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Installer\\InProgress"

enum { SERVICE_IS_STOPPED = 1 }; /* SERVICE_STOPPED */

static const struct probe_key keys[] = {
    { "servicing.active",
        "rows: name, what (service or process) of what installs or removes parts of Windows now",
        "EnumServicesStatusEx, Toolhelp32, Installer\\InProgress" },
    { "updater.active",
        "rows: name, what (service or process) of what fetches or installs updates now",
        "EnumServicesStatusEx, Toolhelp32" },
    { NULL, NULL, NULL },
};

/** Names that belong to one fact; lists end with NULL. */
struct subject {
    const char *fact;
    const char *const *services;
    const char *const *processes;
    const char *installer; /* a process that counts while an installation is noted; NULL: none */
};

static const char *const servicing_services[] = { "TrustedInstaller", NULL };
static const char *const servicing_processes[] = { "TiWorker.exe", "TrustedInstaller.exe",
    "DismHost.exe", "Dism.exe", NULL };
static const char *const updater_services[] = { "edgeupdate", "edgeupdatem", "InstallService",
    "wuauserv", "OneDrive Updater Service", NULL };
static const char *const updater_processes[] = { "MicrosoftEdgeUpdate.exe", "MoUsoCoreWorker.exe",
    "OneDriveSetup.exe", "OneDriveStandaloneUpdater.exe", "FileSyncHelper.exe", "wusa.exe", NULL };

static const struct subject subjects[] = {
    { "servicing.active", servicing_services, servicing_processes, "msiexec.exe" },
    { "updater.active", updater_services, updater_processes, NULL },
};

/** What runs, as the guest told it; a witness that could not be asked is NULL. */
struct witnesses {
    struct json *services, *processes;
    bool installing; /* Windows Installer notes an installation */
    struct err why;  /* of the last that could not be asked */
};

static void witnesses_done(struct witnesses *witnesses)
{
    json_free(witnesses->services);
    json_free(witnesses->processes);
}

static bool ask(const struct guest *guest, struct witnesses *witnesses)
{
    enum found installer = ABSENT;
    bool all = true;

    if (!guest->list(guest->state, GUEST_LIST_SERVICES, &witnesses->services, &witnesses->why))
        all = false;
    if (!guest->list(guest->state, GUEST_LIST_PROCESSES, &witnesses->processes, &witnesses->why))
        all = false;
    if (!guest->reg_has_key(guest->state, INSTALLER, &installer, &witnesses->why))
        all = false;
    witnesses->installing = installer == FOUND;
    return all;
}

/* Is there a row of that name? A service must run as well. */
static bool runs(const struct json *rows, const char *member, const char *name)
{
    for (const struct json *row = json_first(rows); row; row = json_next(row)) {
        const char *here = json_string(json_member(row, member));
        int64_t state = 0;

        if (!here || !text_same(here, name))
            continue;
        if (!json_number(json_member(row, "state"), &state) || state != SERVICE_IS_STOPPED)
            return true;
    }
    return false;
}

static bool add(struct json *rows, const char *name, const char *what, struct err *err)
{
    struct json *row = json_add_object(rows, NULL);

    json_add_string(row, "name", name);
    return json_add_string(row, "what", what) ? true : err_nomem(err);
}

static bool set_subject(const struct subject *subject, const struct witnesses *witnesses, bool all,
    struct facts *facts, struct err *err)
{
    AUTO(json_value) rows = { json_new_array() };

    if (!rows.root)
        return err_nomem(err);
    for (const char *const *name = subject->services; *name; name++) {
        if (runs(witnesses->services, "name", *name) && !add(rows.root, *name, "service", err))
            return false;
    }
    for (const char *const *name = subject->processes; *name; name++) {
        if (runs(witnesses->processes, "image", *name) && !add(rows.root, *name, "process", err))
            return false;
    }
    if (subject->installer && witnesses->installing &&
        runs(witnesses->processes, "image", subject->installer) &&
        !add(rows.root, subject->installer, "process", err))
        return false;
    if (!all && json_count(rows.root) == 0)
        return facts_set_unreadable(facts, subject->fact, &witnesses->why, err);
    return facts_set_rows(facts, subject->fact, rows.root, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    AUTO(witnesses) witnesses = { 0 };
    bool all = ask(guest, &witnesses);

    for (size_t i = 0; i < COUNT_OF(subjects); i++) {
        if (!set_subject(&subjects[i], &witnesses, all, facts, err))
            return false;
    }
    return true;
}

const struct probe probe_servicing = {
    .id = "servicing",
    .title = "What installs or updates something right now",
    .source = "https://learn.microsoft.com/windows/deployment/update/how-windows-update-works",
    .keys = keys,
    .collect = collect,
};
