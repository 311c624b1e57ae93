/* SPDX-License-Identifier: MIT */
/*
 * update_agent.c - what the Windows Update agent itself says: does it wait for a restart, does it
 * install just now? By COM, on a thread of its own, since its service may take its time.
 *
 * Source: learn.microsoft.com/windows/win32/api/wuapi/nf-wuapi-isysteminformation-get_rebootrequired
 * Source: learn.microsoft.com/windows/win32/api/wuapi/nf-wuapi-iupdateinstaller-get_isbusy
 */
#define COBJMACROS
#include "win/task.h"

#include <initguid.h>
#include <objbase.h>
#include <wuapi.h>

enum { LIMIT_MS = 60 * 1000 };

struct question {
    struct win_task task; /* first: the one is the other */
    bool restart_required, busy;
};

static void release(struct win_task *task)
{
    free(task);
}

static bool ask_restart(const struct win_com *com, bool *restart_required, struct err *err)
{
    ISystemInformation *information = NULL;
    VARIANT_BOOL answer = VARIANT_FALSE;
    HRESULT result = com->co_create_instance(&CLSID_SystemInformation, NULL, CLSCTX_INPROC_SERVER,
        &IID_ISystemInformation, (void **)&information);

    if (SUCCEEDED(result)) {
        result = ISystemInformation_get_RebootRequired(information, &answer);
        ISystemInformation_Release(information);
    }
    if (FAILED(result))
        return win_hresult(err, result, "cannot ask whether a restart is required");
    *restart_required = answer != VARIANT_FALSE;
    return true;
}

static bool ask_busy(const struct win_com *com, bool *busy, struct err *err)
{
    IUpdateSession *session = NULL;
    IUpdateInstaller *installer = NULL;
    VARIANT_BOOL answer = VARIANT_FALSE;
    HRESULT result = com->co_create_instance(
        &CLSID_UpdateSession, NULL, CLSCTX_INPROC_SERVER, &IID_IUpdateSession, (void **)&session);

    if (SUCCEEDED(result)) {
        result = IUpdateSession_CreateUpdateInstaller(session, &installer);
        IUpdateSession_Release(session);
    }
    if (SUCCEEDED(result)) {
        result = IUpdateInstaller_get_IsBusy(installer, &answer);
        IUpdateInstaller_Release(installer);
    }
    if (FAILED(result))
        return win_hresult(err, result, "cannot ask whether it is busy");
    *busy = answer != VARIANT_FALSE;
    return true;
}

static bool ask(struct win_task *task, struct err *err)
{
    struct question *question = (struct question *)task;
    struct win_com com = { 0 };
    HRESULT result;
    bool answered;

    if (!win_com_find(&com, err))
        return false;
    result = com.co_initialize_ex(NULL, COINIT_MULTITHREADED);
    if (FAILED(result))
        return win_hresult(err, result, "cannot start COM");
    answered =
        ask_restart(&com, &question->restart_required, err) && ask_busy(&com, &question->busy, err);
    com.co_uninitialize();
    return answered;
}

bool win_update_agent(void *state, bool *restart_required, bool *busy, struct err *err)
{
    struct question *question = calloc(1, sizeof *question);
    bool answered;

    if (!question)
        return err_nomem(err);
    question->task.run = ask;
    question->task.release = release;
    answered = win_task_run(state, &question->task, LIMIT_MS, err);
    if (answered) {
        *restart_required = question->restart_required;
        *busy = question->busy;
    } else {
        (void)err_wrap(err, "Windows Update agent");
    }
    win_task_release(&question->task);
    return answered;
}
