/* SPDX-License-Identifier: MIT */
/*
 * own.c - goldprep's own program, service and keys, and how they are taken away.
 *
 * The file of a running program can be renamed, and not deleted: its image keeps it open.
 *
 * Source: learn.microsoft.com/windows/win32/api/libloaderapi/nf-libloaderapi-getmodulefilenamew
 * Source: learn.microsoft.com/windows/win32/api/winsvc/nf-winsvc-deleteservice (marked for deletion;
 *         gone when its process has ended and the last handle is closed)
 * Source: learn.microsoft.com/windows/win32/api/winreg/nf-winreg-regdeletetreew
 */
#include "win/own.h"

enum { PATH_COUNT = 32768 }; /* the longest path, and its end */

#define SERVICE_NAME "goldprep"

static bool program(void *state, struct text *path, struct err *err)
{
    AUTO_FREE wchar_t *read = calloc(PATH_COUNT, sizeof *read);
    AUTO_FREE char *narrow = NULL;
    DWORD count;

    (void)state;
    if (!read)
        return err_nomem(err);
    count = GetModuleFileNameW(NULL, read, PATH_COUNT);
    if (count == 0 || count == PATH_COUNT)
        return win_err(err, count == 0 ? GetLastError() : ERROR_INSUFFICIENT_BUFFER,
            "cannot tell where this program lies");
    if (!win_narrow(read, &narrow, err))
        return err_wrap(err, "the path of this program");
    text_append(path, "%s", narrow);
    return text_ok(path, err);
}

static bool step_aside(void *state, struct text *path, struct err *err)
{
    AUTO(text) from = { 0 };
    AUTO(text) to = { 0 };
    AUTO_FREE wchar_t *wide_from = NULL;
    AUTO_FREE wchar_t *wide_to = NULL;
    const char *cut;

    if (!program(state, &from, err))
        return false;
    cut = strrchr(text_string(&from), '\\');
    text_append_bytes(&to, text_string(&from), cut ? (size_t)(cut + 1 - text_string(&from)) : 0);
    text_append(&to, OWN_ASIDE_NAME);
    if (!text_ok(&to, err) || !win_widen(text_string(&from), &wide_from, err) ||
        !win_widen(text_string(&to), &wide_to, err))
        return false;
    if (!MoveFileExW(wide_from, wide_to, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH))
        return win_err(err, GetLastError(), "cannot rename '%s'", text_string(&from));
    text_append(path, "%s", text_string(&to));
    return text_ok(path, err);
}

static bool delete_service(SC_HANDLE service, struct err *err)
{
    DWORD code;

    if (DeleteService(service))
        return true;
    code = GetLastError();
    return code == ERROR_SERVICE_MARKED_FOR_DELETE ||
           win_err(err, code, "cannot remove the service '" SERVICE_NAME "'");
}

static bool service_remove(void *state, uint32_t limit_ms, struct err *err)
{
    AUTO(win_service) manager = { OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT) };
    AUTO(win_service) service = { 0 };
    bool stopped = false;
    DWORD code;

    if (!manager.handle)
        return win_err(err, GetLastError(), "cannot reach the service manager");
    service.handle = OpenServiceW(manager.handle, L"" SERVICE_NAME, DELETE);
    if (!service.handle) {
        code = GetLastError();
        return code == ERROR_SERVICE_DOES_NOT_EXIST ||
               win_err(err, code, "cannot open the service '" SERVICE_NAME "'");
    }
    if (!win_service_stop(state, SERVICE_NAME, limit_ms, &stopped, err))
        return false;
    if (!stopped)
        return err_set(err, ERR_AGENT, ERR_TIME_LIMIT,
            "the service '" SERVICE_NAME "' has not ended within %lu s",
            (unsigned long)(limit_ms / 1000));
    return delete_service(service.handle, err);
}

static bool key_remove(void *state, const char *key, struct err *err)
{
    AUTO_FREE wchar_t *wide = NULL;
    AUTO(win_key) parent = { 0 };
    const wchar_t *name;
    wchar_t *cut;
    LSTATUS status;

    (void)state;
    if (!win_widen(key, &wide, err))
        return err_wrap(err, "key '%s'", key);
    cut = wcsrchr(wide, L'\\');
    if (!cut)
        return err_set(err, ERR_AGENT, ERR_REFUSED, "'HKLM\\%s' is not a key of goldprep's", key);
    *cut = L'\0';
    name = cut + 1;
    /* the parent is opened in the 64-bit view; the tree below takes that over */
    status = RegOpenKeyExW(HKEY_LOCAL_MACHINE, wide, 0,
        DELETE | KEY_ENUMERATE_SUB_KEYS | KEY_QUERY_VALUE | KEY_SET_VALUE | KEY_WOW64_64KEY,
        &parent.handle);
    if (status == ERROR_SUCCESS)
        status = RegDeleteTreeW(parent.handle, name);
    return status == ERROR_SUCCESS || win_is_absent((DWORD)status) ||
           win_err(err, (DWORD)status, "cannot remove 'HKLM\\%s'", key);
}

static bool remove_file(void *state, const char *path, struct err *err)
{
    (void)state;
    return file_remove(path, err);
}

static bool power_off(void *state, uint32_t seconds, struct err *err)
{
    (void)state;
    return win_power_off_after(seconds, err);
}

struct own win_own(const struct guest *guest)
{
    return (struct own){
        .state = guest->state,
        .program = program,
        .step_aside = step_aside,
        .service_remove = service_remove,
        .key_remove = key_remove,
        .file_remove = remove_file,
        .leave = win_own_leave,
        .power_off = power_off,
    };
}
