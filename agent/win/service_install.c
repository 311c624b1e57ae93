/* SPDX-License-Identifier: MIT */
/*
 * service_install.c - makes goldprep's service and takes it away again, with its event source.
 *
 * The service runs as the system, so nobody else may be able to change its program: one that lies
 * where others may write is refused. The path is quoted, since "C:\Program Files\x.exe" without
 * quotes is also "C:\Program.exe".
 *
 * Source: learn.microsoft.com/windows/win32/api/winsvc/nf-winsvc-createservicew
 *         (lpBinaryPathName; 1073: it exists; 1072: marked for deletion)
 * Source: learn.microsoft.com/windows/win32/api/winsvc/nf-winsvc-changeserviceconfig2w
 * Source: learn.microsoft.com/windows/win32/api/winsvc/ns-winsvc-service_failure_actionsw
 * Source: learn.microsoft.com/windows/win32/api/winsvc/ns-winsvc-service_preshutdown_info (3 minutes
 *         unless set; it is set all the same, since some builds are reported to give 10 seconds)
 * Source: learn.microsoft.com/windows/win32/api/winsvc/ns-winsvc-service_sid_info
 */
#include "win/event_log.h"
#include "win/security.h"
#include "win/service.h"
#include "win/service_loop.h"

enum {
    RESTART_SOON_MS = 10 * 1000,  /* the first time it dies */
    RESTART_LATER_MS = 60 * 1000, /* the second time */
    FAILURES_FORGOTTEN_S = 24 * 60 * 60,
    PATH_COUNT = 32768, /* the longest path, and its end */
    ROOT_COUNT = 3,     /* "C:\\" */
};

/* The program's own path. The caller frees *path. */
static bool own_path(wchar_t **path, struct err *err)
{
    AUTO_FREE wchar_t *read = calloc(PATH_COUNT, sizeof *read);

    if (!read)
        return err_nomem(err);
    if (GetModuleFileNameW(NULL, read, PATH_COUNT) == 0)
        return win_err(err, GetLastError(), "cannot tell where this program lies");
    *path = TAKE(read);
    return true;
}

typedef bool check_place(const char *path, HANDLE handle, struct err *err);

/* A link is refused: what it leads to has other folders above it than those that are looked at. */
static bool check_one(const wchar_t *wide, check_place *check, struct err *err)
{
    AUTO_FREE char *path = NULL;
    AUTO(win_handle) opened = { 0 };

    if (!win_narrow(wide, &path, err))
        return false;
    DWORD attributes = GetFileAttributesW(wide);
    if (attributes == INVALID_FILE_ATTRIBUTES)
        return win_err(err, GetLastError(), "cannot tell what '%s' is", path);
    if (attributes & FILE_ATTRIBUTE_REPARSE_POINT)
        return err_set(err, ERR_AGENT, ERR_REFUSED, "'%s' leads elsewhere, it is a link", path);
    opened.handle = CreateFileW(wide, READ_CONTROL | FILE_READ_ATTRIBUTES,
        FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING,
        FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, NULL);
    if (!win_handle_is_open(&opened))
        return win_err(err, GetLastError(), "cannot look at '%s'", path);
    return check(path, opened.handle, err);
}

/* Cuts the last name off, so that its folder stays. false: it was the root, "C:\\". */
static bool cut_last_name(wchar_t *path)
{
    wchar_t *cut = wcsrchr(path + ROOT_COUNT, L'\\');

    if (path[ROOT_COUNT] == L'\0')
        return false;
    *(cut ? cut : path + ROOT_COUNT) = L'\0';
    return true;
}

/* The program and its folders: whoever can change or replace one runs as the system. */
static bool check_path(const wchar_t *path, struct err *err)
{
    AUTO_FREE wchar_t *folder = _wcsdup(path);

    if (!folder)
        return err_nomem(err);
    if (wcslen(path) <= ROOT_COUNT || path[1] != L':' || path[2] != L'\\')
        return err_set(err, ERR_AGENT, ERR_REFUSED,
            "this program does not lie on a drive: copy it to one of this machine");
    if (!check_one(path, win_check_program, err))
        return false;
    check_place *check = win_check_program; /* its own folder */
    while (cut_last_name(folder)) {
        if (!check_one(folder, check, err))
            return false;
        check = win_check_above_program;
    }
    return true;
}

static bool set_one(SC_HANDLE service, DWORD level, void *info, const char *what, struct err *err)
{
    return ChangeServiceConfig2W(service, level, info) ||
           win_err(err, GetLastError(), "cannot set the service's %s", what);
}

/* Nothing is granted to this SID yet; a service manager that does not know of it has no use for it. */
static bool set_sid(SC_HANDLE service, struct err *err)
{
    SERVICE_SID_INFO sid = { SERVICE_SID_TYPE_UNRESTRICTED };

    return set_one(service, SERVICE_CONFIG_SERVICE_SID_INFO, &sid, "SID", err) ||
           err->code == ERROR_INVALID_LEVEL;
}

static bool set_more(SC_HANDLE service, struct err *err)
{
    SERVICE_DESCRIPTIONW description = { (
        wchar_t *)L"Carries a run of goldprep through restarts. "
                  L"It is started while an image is prepared, and "
                  L"not else." };
    SC_ACTION actions[] = { { SC_ACTION_RESTART, RESTART_SOON_MS },
        { SC_ACTION_RESTART, RESTART_LATER_MS }, { SC_ACTION_NONE, 0 } };
    SERVICE_FAILURE_ACTIONSW failure = {
        .dwResetPeriod = FAILURES_FORGOTTEN_S, .cActions = COUNT_OF(actions), .lpsaActions = actions
    };
    SERVICE_PRESHUTDOWN_INFO preshutdown = { WIN_SERVICE_STOP_LIMIT_MS };

    return set_one(service, SERVICE_CONFIG_DESCRIPTION, &description, "description", err) &&
           set_one(service, SERVICE_CONFIG_FAILURE_ACTIONS, &failure, "recovery", err) &&
           set_one(
               service, SERVICE_CONFIG_PRESHUTDOWN_INFO, &preshutdown, "preshutdown time", err) &&
           set_sid(service, err);
}

bool win_service_settle(struct err *err)
{
    AUTO(win_service) service = { 0 };
    enum found found = ABSENT;

    if (!win_service_open(SERVICE_CHANGE_CONFIG | SERVICE_START, &found, &service, err))
        return false;
    return found == ABSENT || set_more(service.handle, err);
}

static bool command_line(const wchar_t *path, wchar_t **line, struct err *err)
{
    AUTO_FREE wchar_t *made = calloc(PATH_COUNT, sizeof *made);

    if (!made)
        return err_nomem(err);
    if (swprintf(made, PATH_COUNT, L"\"%ls\" service run", path) < 0)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "the path of this program is too long");
    *line = TAKE(made);
    return true;
}

static bool create(const wchar_t *path, struct win_service *service, struct err *err)
{
    AUTO(win_service)
    manager = { OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE) };
    AUTO_FREE wchar_t *line = NULL;

    if (!manager.handle)
        return win_err(err, GetLastError(), "cannot reach the service manager");
    if (!command_line(path, &line, err))
        return false;
    /* SERVICE_START: who sets that it is restarted must be one who may start it */
    service->handle =
        CreateServiceW(manager.handle, WIN_SERVICE_NAME, L"goldprep: golden image preparation",
            SERVICE_CHANGE_CONFIG | SERVICE_START | DELETE, SERVICE_WIN32_OWN_PROCESS,
            SERVICE_DEMAND_START, SERVICE_ERROR_NORMAL, line, NULL, NULL, NULL, NULL, NULL);
    return service->handle || win_err(err, GetLastError(), "cannot make the service 'goldprep'");
}

bool win_service_install(void *state, struct err *err)
{
    AUTO(win_service) service = { 0 };
    AUTO_FREE wchar_t *path = NULL;
    struct err ignored = { 0 };

    (void)state;
    if (!own_path(&path, err) || !check_path(path, err) || !create(path, &service, err))
        return false;
    if (set_more(service.handle, err) && win_event_source_add(path, err))
        return true;
    /* what is half made goes; the first error is the one to tell */
    (void)DeleteService(service.handle);
    (void)!win_event_source_remove(&ignored);
    return false;
}

static bool end_service(SC_HANDLE service, uint32_t limit_ms, struct err *err)
{
    SERVICE_STATUS status = { 0 };

    if (!ControlService(service, SERVICE_CONTROL_STOP, &status)) {
        DWORD code = GetLastError();

        if (code == ERROR_SERVICE_NOT_ACTIVE)
            return true;
        if (code != ERROR_SERVICE_CANNOT_ACCEPT_CTRL) /* it is on its way to its end */
            return win_err(err, code, "cannot stop the service 'goldprep'");
    }
    return win_service_wait(service, SERVICE_STOPPED, limit_ms, err);
}

bool win_service_remove(void *state, uint32_t limit_ms, struct err *err)
{
    AUTO(win_service) service = { 0 };
    enum found found = ABSENT;

    (void)state;
    if (!win_service_open(SERVICE_STOP | SERVICE_QUERY_STATUS | DELETE, &found, &service, err))
        return false;
    if (found == FOUND) {
        if (!end_service(service.handle, limit_ms, err))
            return false;
        if (!DeleteService(service.handle))
            return win_err(err, GetLastError(), "cannot remove the service 'goldprep'");
    }
    return win_event_source_remove(err);
}
