/* SPDX-License-Identifier: MIT */
/*
 * service_manager.c - asks the service manager about goldprep's service, starts it, reaches it.
 *
 * Source: learn.microsoft.com/windows/win32/api/winsvc/nf-winsvc-queryserviceconfigw (at most 8 KiB)
 * Source: learn.microsoft.com/windows/win32/api/winsvc/nf-winsvc-queryservicestatusex
 * Source: learn.microsoft.com/windows/win32/api/winsvc/nf-winsvc-startservicew
 * Source: learn.microsoft.com/windows/win32/services/starting-a-service (one that ends is waited for
 *         before it is started)
 */
#include "win/pipe.h"
#include "win/pipe_security.h"
#include "win/program.h"
#include "win/service.h"

enum {
    CONFIG_BYTES = 8 * 1024,
    POLL_MS = 100,
};

bool win_service_open(DWORD access, enum found *found, struct win_service *service, struct err *err)
{
    AUTO(win_service) manager = { OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT) };
    DWORD code;

    if (!manager.handle)
        return win_err(err, GetLastError(), "cannot reach the service manager");
    service->handle = OpenServiceW(manager.handle, WIN_SERVICE_NAME, access);
    *found = service->handle ? FOUND : ABSENT;
    if (*found == FOUND)
        return true;
    code = GetLastError();
    return code == ERROR_SERVICE_DOES_NOT_EXIST ||
           win_err(err, code, "cannot open the service 'goldprep'");
}

static bool read_status(SC_HANDLE service, SERVICE_STATUS_PROCESS *status, struct err *err)
{
    DWORD needed = 0;

    return QueryServiceStatusEx(
               service, SC_STATUS_PROCESS_INFO, (BYTE *)status, sizeof *status, &needed) ||
           win_err(err, GetLastError(), "cannot tell whether the service 'goldprep' runs");
}

/* A service that stops on the way to running says why by its exit code. */
static bool fail_stopped(const SERVICE_STATUS_PROCESS *status, struct err *err)
{
    return win_err(err, status->dwWin32ExitCode,
        "the service 'goldprep' has ended at once; the event log says why");
}

/* There is nothing to wait on: the service manager has no event for this. */
static bool wait_a_little(struct err *err)
{
    HANDLE stop = NULL;

    if (!win_stop_event(&stop, err))
        return false;
    return WaitForSingleObject(stop, POLL_MS) != WAIT_OBJECT_0 ||
           err_set(err, ERR_AGENT, ERR_CANCELLED, "told to stop while waiting");
}

bool win_service_wait(SC_HANDLE service, DWORD wanted, uint32_t limit_ms, struct err *err)
{
    SERVICE_STATUS_PROCESS status = { 0 };
    ULONGLONG until = GetTickCount64() + limit_ms;

    for (;;) {
        if (!read_status(service, &status, err))
            return false;
        if (status.dwCurrentState == wanted)
            return true;
        if (wanted == SERVICE_RUNNING && status.dwCurrentState == SERVICE_STOPPED)
            return fail_stopped(&status, err);
        if (GetTickCount64() >= until)
            return err_set(err, ERR_AGENT, ERR_TIME_LIMIT,
                "the service 'goldprep' has not %s within %u s",
                wanted == SERVICE_RUNNING ? "started" : "ended", limit_ms / 1000);
        if (!wait_a_little(err))
            return false;
    }
}

/* A service that was removed while somebody held it open stays until they let go. */
static bool is_going(bool *yes, struct err *err)
{
    DWORD flag = 0;
    DWORD size_bytes = sizeof flag;
    LSTATUS status =
        RegGetValueW(HKEY_LOCAL_MACHINE, L"SYSTEM\\CurrentControlSet\\Services\\" WIN_SERVICE_NAME,
            L"DeleteFlag", RRF_RT_REG_DWORD, NULL, &flag, &size_bytes);

    if (status != ERROR_SUCCESS && !win_is_absent((DWORD)status))
        return win_err(err, (DWORD)status, "cannot tell whether the service 'goldprep' goes");
    *yes = status == ERROR_SUCCESS && flag != 0;
    return true;
}

static bool fill_config(SC_HANDLE service, struct service_seen *seen, struct err *err)
{
    AUTO_FREE QUERY_SERVICE_CONFIGW *config = malloc(CONFIG_BYTES);
    DWORD needed = 0;

    if (!config)
        return err_nomem(err);
    if (!QueryServiceConfigW(service, config, CONFIG_BYTES, &needed))
        return win_err(err, GetLastError(), "cannot read how the service 'goldprep' is set");
    seen->starts_at_boot = config->dwStartType == SERVICE_AUTO_START;
    return win_append(
               &seen->program, config->lpBinaryPathName, wcslen(config->lpBinaryPathName), err) &&
           text_ok(&seen->program, err);
}

static bool look(void *state, enum found *found, struct service_seen *seen, struct err *err)
{
    AUTO(win_service) service = { 0 };
    AUTO(service_seen) read = { 0 };
    SERVICE_STATUS_PROCESS status = { 0 };

    (void)state;
    if (!win_service_open(SERVICE_QUERY_CONFIG | SERVICE_QUERY_STATUS, found, &service, err))
        return false;
    if (*found == ABSENT)
        return true;
    if (!read_status(service.handle, &status, err) || !fill_config(service.handle, &read, err) ||
        !is_going(&read.goes, err))
        return false;
    read.runs =
        status.dwCurrentState == SERVICE_RUNNING || status.dwCurrentState == SERVICE_START_PENDING;
    read.process_id = status.dwProcessId;
    *seen = read;
    read = (struct service_seen){ 0 };
    return true;
}

static bool need_service(DWORD access, struct win_service *service, struct err *err)
{
    enum found found = ABSENT;

    if (!win_service_open(access, &found, service, err))
        return false;
    return found == FOUND ||
           win_err(err, ERROR_SERVICE_DOES_NOT_EXIST, "the service 'goldprep' is not installed");
}

/* ends: it has not ended yet, and has to be started again behind that */
static bool start_once(SC_HANDLE service, bool *ends, struct err *err)
{
    SERVICE_STATUS_PROCESS status = { 0 };
    DWORD code;

    *ends = false;
    if (StartServiceW(service, 0, NULL))
        return true;
    code = GetLastError();
    if (code != ERROR_SERVICE_ALREADY_RUNNING)
        return win_err(err, code, "cannot start the service 'goldprep'");
    if (!read_status(service, &status, err))
        return false;
    *ends = status.dwCurrentState == SERVICE_STOP_PENDING ||
            status.dwCurrentState == SERVICE_STOPPED; /* it has ended meanwhile */
    return true;
}

static uint32_t left_ms(ULONGLONG until)
{
    ULONGLONG now = GetTickCount64();

    return now < until ? (uint32_t)(until - now) : 0;
}

static bool start(void *state, uint32_t limit_ms, struct err *err)
{
    AUTO(win_service) service = { 0 };
    ULONGLONG until = GetTickCount64() + limit_ms;
    bool ends = true;

    (void)state;
    if (!need_service(SERVICE_START | SERVICE_QUERY_STATUS, &service, err) ||
        !start_once(service.handle, &ends, err))
        return false;
    while (ends) {
        /* Its process may be there a little longer than its state says. */
        if (!win_service_wait(service.handle, SERVICE_STOPPED, left_ms(until), err) ||
            !wait_a_little(err) || !start_once(service.handle, &ends, err))
            return false;
        if (ends && left_ms(until) == 0)
            return err_set(err, ERR_AGENT, ERR_TIME_LIMIT,
                "the service 'goldprep' has not ended within %u s", limit_ms / 1000);
    }
    return win_service_wait(service.handle, SERVICE_RUNNING, left_ms(until), err);
}

static bool start_at_boot(void *state, bool yes, struct err *err)
{
    AUTO(win_service) service = { 0 };

    (void)state;
    if (!need_service(SERVICE_CHANGE_CONFIG, &service, err))
        return false;
    return ChangeServiceConfigW(service.handle, SERVICE_NO_CHANGE,
               yes ? SERVICE_AUTO_START : SERVICE_DEMAND_START, SERVICE_NO_CHANGE, NULL, NULL, NULL,
               NULL, NULL, NULL, NULL) ||
           win_err(err, GetLastError(), "cannot change how the service 'goldprep' starts");
}

/* The service that the service manager started, or else one in an administrator's console. */
static bool connect(void *state, enum found *found, struct service_link *link, struct err *err)
{
    AUTO(service_seen) seen = { 0 };
    enum found installed = ABSENT;

    if (!look(state, &installed, &seen, err))
        return false;
    return win_pipe_connect(
        WIN_PIPE_NAME, installed == FOUND ? seen.process_id : 0, found, link, err);
}

const struct service_manager *win_service_manager(void)
{
    static const struct service_manager manager = {
        .look = look,
        .install = win_service_install,
        .remove = win_service_remove,
        .start = start,
        .start_at_boot = start_at_boot,
        .connect = connect,
        .run = win_service_run,
    };

    return &manager;
}
