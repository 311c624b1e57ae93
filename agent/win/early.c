/* SPDX-License-Identifier: MIT */
/*
 * early.c - asks what takes long on threads of its own, beside the registry questions of the same
 * collection: services, processes, drives, disks, accounts, devices on one, each question to WMI on
 * another.
 *
 * Nothing here touches the guest's own state but the lists, each of which is made once: by the
 * thread, or by who asks for it before the thread has come to it.
 *
 * Source: learn.microsoft.com/windows/win32/api/synchapi/nf-synchapi-initonceexecuteonce
 */
#include "win/task.h"

/* Those that need no library come first: while one loads no other can, and COM, which WMI needs,
 * brings many along. */
static const enum guest_list early_lists[] = { GUEST_LIST_SERVICES, GUEST_LIST_PROCESSES,
    GUEST_LIST_DISKS, GUEST_LIST_DRIVES, GUEST_LIST_ACCOUNTS, GUEST_LIST_DEVICES };

/** What one call of make_once is about. */
struct making {
    enum guest_list which;
    struct win_early_list *list;
};

static BOOL CALLBACK make_once(INIT_ONCE *once, void *parameter, void **context)
{
    const struct making *making = parameter;

    (void)once;
    (void)context;
    if (!win_list_make(making->which, &making->list->rows, &making->list->why))
        making->list->rows = NULL;
    return TRUE; /* that it could not be made is an answer, too */
}

static void make(struct win_early *early, enum guest_list which)
{
    struct making making = { which, &early->lists[which] };

    (void)InitOnceExecuteOnce(&making.list->made, make_once, &making, NULL); /* never FALSE */
}

static DWORD WINAPI work(void *argument)
{
    struct win_early *early = argument;

    for (size_t i = 0; i < COUNT_OF(early_lists); i++)
        make(early, early_lists[i]);
    return 0;
}

void win_early_done(struct win_early *early)
{
    /* It ends by itself: what it asks are local calls, the same that would be made without it. */
    if (win_handle_is_open(&early->thread))
        (void)WaitForSingleObject(early->thread.handle, INFINITE);
    win_handle_done(&early->thread);
    for (size_t i = 0; i < COUNT_OF(early->lists); i++)
        json_free(early->lists[i].rows);
    for (size_t i = 0; i < COUNT_OF(early->wmi); i++)
        win_task_release(early->wmi[i].task); /* one still at work is left to itself */
    *early = (struct win_early){ 0 };
}

void win_early_begin(struct win_early *early, const struct guest_wmi_query *const *wmi)
{
    struct err ignored = { 0 }; /* who wants the answer asks again, and gets the error then */

    early->collects = true;
    for (size_t i = 0; i < COUNT_OF(early->wmi) && wmi[i]; i++) {
        early->wmi[i].query = wmi[i];
        early->wmi[i].task = win_wmi_begin(wmi[i], &ignored);
    }
    early->thread.handle = CreateThread(NULL, 0, work, early, 0, NULL);
}

struct win_task *win_early_wmi(struct win_early *early, const struct guest_wmi_query *query)
{
    for (size_t i = 0; i < COUNT_OF(early->wmi); i++) {
        struct win_task *task = early->wmi[i].task;

        if (early->wmi[i].query != query || !task)
            continue;
        early->wmi[i].task = NULL;
        return task;
    }
    return NULL;
}

bool win_early_list(
    struct win_early *early, enum guest_list which, struct json **rows, struct err *err)
{
    struct win_early_list *list = &early->lists[which];

    if (!early->collects)
        return win_list_make(which, rows, err);
    make(early, which);
    if (!list->rows) {
        *err = list->why;
        return false;
    }
    *rows = json_copy(list->rows);
    return *rows || err_nomem(err);
}
