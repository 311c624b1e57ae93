/* SPDX-License-Identifier: MIT */
/*
 * service.c - goldprep under the service manager: its states, and the controls it is given.
 *
 * STOP and PRESHUTDOWN are one: the job is told to stop, and while it comes to its next safe point
 * the service says that it is at work on it (checkpoints), until WIN_SERVICE_STOP_LIMIT_MS is over. The
 * same time is its preshutdown timeout, which is written down at the installation.
 *
 * Source: learn.microsoft.com/windows/win32/services/service-control-handler-function
 * Source: learn.microsoft.com/windows/win32/api/winsvc/nf-winsvc-startservicectrldispatcherw
 *         (ERROR_FAILED_SERVICE_CONTROLLER_CONNECT: started from a console)
 * Source: learn.microsoft.com/windows/win32/api/winsvc/ns-winsvc-service_status
 */
#include "win/service.h"

#include "win/pipe_security.h"
#include "win/service_loop.h"

enum { WAIT_HINT_MS = 3 * WIN_SERVICE_CHECKPOINT_MS };

/* The service manager calls without anything but a name: what belongs to the call is kept here. */
static struct {
    const struct service_host *host;
    SERVICE_STATUS_HANDLE handle;
    HANDLE leave;
    SRWLOCK lock; /* for status: two threads report */
    SERVICE_STATUS status;
    struct err err; /* why it did not run */
    bool failed;
} service = { .lock = SRWLOCK_INIT };

/* Once it has said that it is stopped, it must not say anything else. */
static void report(DWORD state, DWORD exit_code)
{
    AcquireSRWLockExclusive(&service.lock);
    if (service.status.dwCurrentState != SERVICE_STOPPED || state == SERVICE_START_PENDING) {
        bool pending = state == SERVICE_START_PENDING || state == SERVICE_STOP_PENDING;

        service.status.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
        service.status.dwCheckPoint = pending ? service.status.dwCheckPoint + 1 : 0;
        service.status.dwWaitHint = pending ? WAIT_HINT_MS : 0;
        service.status.dwCurrentState = state;
        service.status.dwControlsAccepted =
            state == SERVICE_RUNNING ? SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_PRESHUTDOWN : 0;
        service.status.dwWin32ExitCode = exit_code;
        /* it fails for a bad handle or state only, and there is nobody to tell */
        (void)SetServiceStatus(service.handle, &service.status);
    }
    ReleaseSRWLockExclusive(&service.lock);
}

static DWORD WINAPI on_control(DWORD control, DWORD type, void *data, void *context)
{
    (void)type, (void)data, (void)context;
    switch (control) {
    case SERVICE_CONTROL_STOP:
    case SERVICE_CONTROL_PRESHUTDOWN:
        report(SERVICE_STOP_PENDING, NO_ERROR);
        (void)SetEvent(service.leave); /* it fails for a bad handle only */
        return NO_ERROR;
    case SERVICE_CONTROL_INTERROGATE:
        return NO_ERROR;
    default:
        return ERROR_CALL_NOT_IMPLEMENTED;
    }
}

static void listens(void *state)
{
    (void)state;
    report(SERVICE_RUNNING, NO_ERROR);
    win_service_note(
        false, SERVICE_EVENT_STARTED, "goldprep " GOLDPREP_VERSION " waits for consoles.");
}

static void ends(void *state)
{
    static ULONGLONG last;
    ULONGLONG now = GetTickCount64();

    (void)state;
    if (now - last < WIN_SERVICE_CHECKPOINT_MS)
        return;
    last = now;
    report(SERVICE_STOP_PENDING, NO_ERROR);
}

static void WINAPI service_main(DWORD count, wchar_t **arguments)
{
    const struct win_loop_needs needs = { .leave = service.leave,
        .pipe_name = WIN_PIPE_NAME,
        .stop_limit_ms = WIN_SERVICE_STOP_LIMIT_MS,
        .silence_ms = WIN_SERVICE_SILENCE_MS,
        .idle_ms = WIN_SERVICE_IDLE_MS,
        .listens = listens,
        .ends = ends };
    struct err unsettled = { 0 };

    (void)count, (void)arguments;
    service.handle = RegisterServiceCtrlHandlerExW(WIN_SERVICE_NAME, on_control, NULL);
    if (!service.handle) {
        service.failed = !win_err(&service.err, GetLastError(), "cannot listen for controls");
        return;
    }
    report(SERVICE_START_PENDING, NO_ERROR);
    if (!win_service_settle(&unsettled)) /* it works without, and says so */
        win_service_note(false, SERVICE_EVENT_FAILED, unsettled.text);
    if (service.host->refuses) {
        win_service_note(false, SERVICE_EVENT_STOPPED, service.host->refuses->text);
    } else if (win_service_loop(service.host, &needs, &service.err)) {
        win_service_note(false, SERVICE_EVENT_STOPPED, "goldprep has ended.");
    } else {
        service.failed = true;
        win_service_note(false, SERVICE_EVENT_FAILED, service.err.text);
    }
    if (!service.failed)
        report(SERVICE_STOPPED, NO_ERROR);
    else
        report(SERVICE_STOPPED, service.err.domain == ERR_WIN32 && service.err.code != NO_ERROR
                                    ? service.err.code
                                    : ERROR_SERVICE_SPECIFIC_ERROR);
}

static void says_so(void *state)
{
    static const char line[] = "goldprep serves in this console; Ctrl-C ends it\n";

    (void)state;
    (void)console_write(CONSOLE_ERR, line, sizeof line - 1);
}

static void nothing(void *state)
{
    (void)state;
}

bool win_service_run(void *state, const struct service_host *host, bool in_console, struct err *err)
{
    static const SERVICE_TABLE_ENTRYW table[] = { { (wchar_t *)WIN_SERVICE_NAME, service_main },
        { NULL, NULL } };
    AUTO(win_handle) leave = { CreateEventW(NULL, TRUE, FALSE, NULL) };

    (void)state;
    if (!leave.handle)
        return win_err(err, GetLastError(), "cannot make an event");
    if (in_console) {
        const struct win_loop_needs needs = { .leave = leave.handle,
            .in_console = true,
            .pipe_name = WIN_PIPE_NAME,
            .stop_limit_ms = WIN_SERVICE_STOP_LIMIT_MS,
            .silence_ms = WIN_SERVICE_SILENCE_MS,
            .listens = says_so,
            .ends = nothing };

        return win_service_loop(host, &needs, err);
    }
    service.host = host;
    service.leave = leave.handle;
    if (!StartServiceCtrlDispatcherW(table))
        return win_err(err, GetLastError(), "cannot reach the service manager");
    if (service.failed)
        *err = service.err;
    return !service.failed;
}
