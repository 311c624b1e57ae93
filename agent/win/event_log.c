/* SPDX-License-Identifier: MIT */
/*
 * event_log.c - the event source, and what is written under it.
 *
 * Source: learn.microsoft.com/windows/win32/eventlog/event-sources
 * Source: learn.microsoft.com/windows/win32/api/winbase/nf-winbase-reporteventw (no "%n" in a
 *         string)
 * Source: learn.microsoft.com/windows/win32/eventlog/message-text-files
 */
#include "win/event_log.h"

#define SOURCE L"goldprep"
#define KEY L"SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\" SOURCE

static bool set_value(
    HKEY key, const wchar_t *name, DWORD type, const void *data, size_t size_bytes, struct err *err)
{
    LSTATUS status = RegSetValueExW(key, name, 0, type, data, (DWORD)size_bytes);

    return status == ERROR_SUCCESS ||
           win_err(err, (DWORD)status, "cannot make the event source, '%ls'", name);
}

bool win_event_source_add(const wchar_t *program, struct err *err)
{
    AUTO(win_key) key = { 0 };
    DWORD types = EVENTLOG_ERROR_TYPE | EVENTLOG_WARNING_TYPE | EVENTLOG_INFORMATION_TYPE;
    LSTATUS status = RegCreateKeyExW(HKEY_LOCAL_MACHINE, KEY, 0, NULL, REG_OPTION_NON_VOLATILE,
        KEY_SET_VALUE | KEY_WOW64_64KEY, NULL, &key.handle, NULL);

    if (status != ERROR_SUCCESS)
        return win_err(err, (DWORD)status, "cannot make the event source");
    return set_value(key.handle, L"EventMessageFile", REG_EXPAND_SZ, program,
               (wcslen(program) + 1) * sizeof *program, err) &&
           set_value(key.handle, L"TypesSupported", REG_DWORD, &types, sizeof types, err);
}

bool win_event_source_remove(struct err *err)
{
    LSTATUS status = RegDeleteKeyExW(HKEY_LOCAL_MACHINE, KEY, KEY_WOW64_64KEY, 0);

    return status == ERROR_SUCCESS || win_is_absent((DWORD)status) ||
           win_err(err, (DWORD)status, "cannot remove the event source");
}

static WORD type_of(uint32_t id)
{
    switch (id >> 30) {
    case SERVICE_ERROR:
        return EVENTLOG_ERROR_TYPE;
    case SERVICE_WARNING:
        return EVENTLOG_WARNING_TYPE;
    default:
        return EVENTLOG_INFORMATION_TYPE;
    }
}

/* "%1" within a string would be taken for a place of insertion: a space comes between. */
static void append_safe(struct text *safe, const char *text)
{
    for (const char *at = text; *at; at++)
        text_append(safe, *at == '%' && at[1] >= '0' && at[1] <= '9' ? "%c " : "%c", *at);
}

bool win_event_write(enum service_event event, const char *text, struct err *err)
{
    AUTO(text) safe = { 0 };
    AUTO_FREE wchar_t *wide = NULL;
    uint32_t id = service_event_id(event);
    HANDLE source;
    DWORD code = ERROR_SUCCESS;

    append_safe(&safe, text);
    if (!text_ok(&safe, err) || !win_widen(text_string(&safe), &wide, err))
        return false;
    source = RegisterEventSourceW(NULL, SOURCE);
    if (!source)
        return win_err(err, GetLastError(), "cannot write to the event log");
    if (!ReportEventW(source, type_of(id), 0, id, NULL, 1, 0, (const wchar_t *[]){ wide }, NULL))
        code = GetLastError();
    (void)DeregisterEventSource(source); /* it fails for a bad handle only */
    return code == ERROR_SUCCESS || win_err(err, code, "cannot write to the event log");
}
