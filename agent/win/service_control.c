/* SPDX-License-Identifier: MIT */
/*
 * service_control.c - changes how a service is started, and stops one.
 *
 * Source: learn.microsoft.com/windows/win32/api/winsvc/nf-winsvc-changeserviceconfigw
 * Source: learn.microsoft.com/windows/win32/api/winsvc/ns-winsvc-service_delayed_auto_start_info
 * Source: learn.microsoft.com/windows/win32/api/winsvc/nf-winsvc-controlservice
 */
#include "win/win.h"

enum { POLL_MS = 250 };

static bool open_service(
    const char *name, DWORD access, struct win_service *service, struct err *err)
{
    AUTO(win_service) manager = { OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT) };
    AUTO_FREE wchar_t *wide = NULL;

    if (!manager.handle)
        return win_err(err, GetLastError(), "cannot reach the service manager");
    if (!win_widen(name, &wide, err))
        return false;
    service->handle = OpenServiceW(manager.handle, wide, access);
    return service->handle || win_err(err, GetLastError(), "cannot open service '%s'", name);
}

bool win_service_set_start(
    void *state, const char *name, const struct guest_service_start *start, struct err *err)
{
    AUTO(win_service) service = { 0 };
    SERVICE_DELAYED_AUTO_START_INFO delayed = { start->delayed };

    (void)state;
    if (!open_service(name, SERVICE_CHANGE_CONFIG, &service, err))
        return false;
    if (!ChangeServiceConfigW(service.handle, SERVICE_NO_CHANGE, start->type, SERVICE_NO_CHANGE,
            NULL, NULL, NULL, NULL, NULL, NULL, NULL))
        return win_err(err, GetLastError(), "cannot change how service '%s' starts", name);
    /* Only of one that starts by itself may this be set. A service manager that does not know of
     * delayed starts has none to take back. */
    if (start->type != SERVICE_AUTO_START ||
        ChangeServiceConfig2W(service.handle, SERVICE_CONFIG_DELAYED_AUTO_START_INFO, &delayed))
        return true;
    DWORD code = GetLastError();

    return (code == ERROR_INVALID_LEVEL && !start->delayed) ||
           win_err(err, code, "cannot change when service '%s' starts", name);
}

static bool read_state(SC_HANDLE service, const char *name, DWORD *now, struct err *err)
{
    SERVICE_STATUS status;

    if (!QueryServiceStatus(service, &status))
        return win_err(err, GetLastError(), "cannot tell whether service '%s' runs", name);
    *now = status.dwCurrentState;
    return true;
}

/* One that is on its way to another state takes no control: it is asked when it has come there. */
static bool ask_to_stop(
    SC_HANDLE service, const char *name, DWORD now, bool *asked, struct err *err)
{
    SERVICE_STATUS status;
    DWORD code;

    if (*asked || now == SERVICE_STOPPED || now == SERVICE_STOP_PENDING ||
        now == SERVICE_START_PENDING)
        return true;
    *asked = ControlService(service, SERVICE_CONTROL_STOP, &status);
    if (*asked)
        return true;
    code = GetLastError();
    /* it has just ended by itself, or begun to */
    return code == ERROR_SERVICE_NOT_ACTIVE || code == ERROR_SERVICE_CANNOT_ACCEPT_CTRL ||
           win_err(err, code, "cannot stop service '%s'", name);
}

bool win_service_stop(
    void *state, const char *name, uint32_t limit_ms, bool *stopped, struct err *err)
{
    AUTO(win_service) service = { 0 };
    DWORD now = SERVICE_STOPPED;
    bool asked = false;

    if (!open_service(name, SERVICE_STOP | SERVICE_QUERY_STATUS, &service, err))
        return false;
    for (uint32_t waited_ms = 0;; waited_ms += POLL_MS) {
        if (!read_state(service.handle, name, &now, err) ||
            !ask_to_stop(service.handle, name, now, &asked, err))
            return false;
        if (now == SERVICE_STOPPED || waited_ms >= limit_ms)
            break;
        if (!win_wait(state, POLL_MS, err))
            return false;
    }
    *stopped = now == SERVICE_STOPPED;
    return true;
}
