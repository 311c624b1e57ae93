/* SPDX-License-Identifier: MIT */
/*
 * services.c - every service and driver with its state, by asking the service manager for the list.
 *
 * The whole buffer travels between the two processes, however little of it is filled: some smaller
 * ones are faster than a large one.
 *
 * Source: learn.microsoft.com/windows/win32/api/winsvc/nf-winsvc-enumservicesstatusexw
 * Source: learn.microsoft.com/openspecs/windows_protocols/ms-scmr (lpBuffer, size_is cbBufSize)
 */
#include "win/win.h"

enum { BUFFER_BYTES = 32 * 1024 }; /* some hundred entries */

static bool add_rows(struct json_value *rows, const ENUM_SERVICE_STATUS_PROCESSW *entries,
    DWORD count, struct err *err)
{
    for (DWORD i = 0; i < count; i++) {
        const wchar_t *name = entries[i].lpServiceName;
        struct json *row = NULL;

        if (!win_rows_add(rows, &row, err) || !win_row_text(row, "name", name, wcslen(name), err) ||
            !win_row_number(row, "state", entries[i].ServiceStatusProcess.dwCurrentState, err))
            return false;
    }
    return true;
}

bool win_list_services(struct json **rows, struct err *err)
{
    AUTO(win_service) manager = { OpenSCManagerW(NULL, NULL, SC_MANAGER_ENUMERATE_SERVICE) };
    AUTO(json_value) made = { 0 };
    DWORD resume = 0;
    DWORD code = ERROR_MORE_DATA;

    if (!manager.handle)
        return win_err(err, GetLastError(), "cannot reach the service manager");
    AUTO_FREE void *buffer = malloc(BUFFER_BYTES);
    if (!buffer)
        return err_nomem(err);
    if (!win_rows_new(&made, err))
        return false;

    while (code == ERROR_MORE_DATA) {
        DWORD needed = 0;
        DWORD count = 0;

        code = EnumServicesStatusExW(manager.handle, SC_ENUM_PROCESS_INFO,
                   SERVICE_WIN32 | SERVICE_DRIVER, SERVICE_STATE_ALL, buffer, BUFFER_BYTES, &needed,
                   &count, &resume, NULL)
                   ? ERROR_SUCCESS
                   : GetLastError();
        if (code != ERROR_SUCCESS && code != ERROR_MORE_DATA)
            return win_err(err, code, "the service manager does not tell");
        if (code == ERROR_MORE_DATA && count == 0)
            return err_set(
                err, ERR_AGENT, ERR_TOO_LARGE, "one entry is over %d bytes", BUFFER_BYTES);
        if (!add_rows(&made, buffer, count, err))
            return false;
    }
    *rows = win_rows_take(&made);
    return true;
}
