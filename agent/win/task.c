/* SPDX-License-Identifier: MIT */
/*
 * task.c - runs work on a thread of its own, for a limited time; see task.h.
 *
 * Source: learn.microsoft.com/windows/win32/api/processthreadsapi, TerminateThread (why it is never
 *         called: the thread may hold the heap's lock)
 */
#include "win/task.h"

static DWORD WINAPI work(void *argument)
{
    struct win_task *task = argument;

    task->succeeded = task->run(task, &task->err);
    win_task_release(task);
    return 0;
}

static bool wait_for(
    const struct win_guest *guest, HANDLE thread, uint32_t limit_ms, struct err *err)
{
    const HANDLE handles[] = { thread, guest->stop };
    DWORD result = WaitForMultipleObjects(COUNT_OF(handles), handles, FALSE, limit_ms);

    if (result == WAIT_OBJECT_0)
        return true;
    if (result == WAIT_OBJECT_0 + 1)
        return err_set(err, ERR_AGENT, ERR_CANCELLED, "told to stop while waiting");
    if (result != WAIT_TIMEOUT)
        return win_err(err, GetLastError(), "cannot wait");
    return err_set(
        err, ERR_AGENT, ERR_TIME_LIMIT, "no answer within %lu ms", (unsigned long)limit_ms);
}

bool win_task_start(struct win_task *task, struct err *err)
{
    task->holders = 2;
    /* Suspended until its handle is kept: the thread may be the one that closes it. */
    task->thread.handle = CreateThread(NULL, 0, work, task, CREATE_SUSPENDED, NULL);
    if (!task->thread.handle) {
        task->holders = 1;
        return win_err(err, GetLastError(), "cannot start a thread");
    }
    (void)ResumeThread(task->thread.handle); /* it fails for a bad handle only */
    return true;
}

bool win_task_wait(
    const struct win_guest *guest, struct win_task *task, uint32_t limit_ms, struct err *err)
{
    if (!wait_for(guest, task->thread.handle, limit_ms, err))
        return false;
    if (!task->succeeded)
        *err = task->err;
    return task->succeeded;
}

bool win_task_run(
    const struct win_guest *guest, struct win_task *task, uint32_t limit_ms, struct err *err)
{
    return win_task_start(task, err) && win_task_wait(guest, task, limit_ms, err);
}

void win_task_release(struct win_task *task)
{
    /* A task that was never run has no holder but its maker. */
    if (task && InterlockedDecrement(&task->holders) <= 0) {
        win_handle_done(&task->thread);
        task->release(task);
    }
}
