/* SPDX-License-Identifier: MIT */
/*
 * event_log.c - the writing end of the event log, in labguest.dll, behind three exports of the guest's
 * advapi32.dll that are stubs in Wine.
 *
 * Each event becomes a line of C:\LabGuest\events.log: "error 102 goldprep TEXT". The text is made as
 * the Event Viewer makes it: of the message table in the source's EventMessageFile, with the strings
 * of the event in it. Where that does not work, the line says "(no message)" and the first string.
 *
 * Source: learn.microsoft.com/windows/win32/eventlog/event-sources
 * Source: learn.microsoft.com/windows/win32/api/winbase/nf-winbase-reporteventw
 * Source: learn.microsoft.com/windows/win32/api/winbase/nf-winbase-formatmessagew
 */
#include "standin.h"

HANDLE WINAPI LabGuestRegisterEventSourceW(const wchar_t *server, const wchar_t *source);
BOOL WINAPI LabGuestDeregisterEventSource(HANDLE handle);
BOOL WINAPI LabGuestReportEventW(HANDLE handle, WORD type, WORD category, DWORD id, PSID user,
    WORD string_count, DWORD data_size, const wchar_t **strings, void *data);

enum {
    SOURCES_MOST = 64,
    NAME_COUNT = 64,
    PATH_COUNT = MAX_PATH * 2,
    TEXT_COUNT = 4096,
    FIRST_HANDLE = 0x4c00,
};

static struct {
    LONG taken;
    wchar_t name[NAME_COUNT];
} sources[SOURCES_MOST];

static const wchar_t key_begin[] = L"SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\";

HANDLE WINAPI LabGuestRegisterEventSourceW(const wchar_t *server, const wchar_t *source)
{
    standin_announce("labguest", "advapi32!RegisterEventSourceW");
    if (server && server[0] != L'\0') {
        SetLastError(RPC_S_SERVER_UNAVAILABLE);
        return NULL;
    }
    for (LONG_PTR at = 0; source && at < SOURCES_MOST; at++) {
        if (InterlockedCompareExchange(&sources[at].taken, 1, 0) != 0)
            continue;
        (void)swprintf(sources[at].name, NAME_COUNT, L"%ls", source);
        return (HANDLE)(FIRST_HANDLE + at);
    }
    SetLastError(ERROR_INVALID_PARAMETER);
    return NULL;
}

static LONG_PTR place_of(HANDLE handle)
{
    LONG_PTR at = (LONG_PTR)handle - FIRST_HANDLE;

    return at >= 0 && at < SOURCES_MOST && sources[at].taken ? at : -1;
}

BOOL WINAPI LabGuestDeregisterEventSource(HANDLE handle)
{
    LONG_PTR at = place_of(handle);

    if (at < 0) {
        SetLastError(ERROR_INVALID_HANDLE);
        return FALSE;
    }
    (void)InterlockedExchange(&sources[at].taken, 0);
    return TRUE;
}

static BOOL find_file(const wchar_t *source, wchar_t path[PATH_COUNT])
{
    wchar_t key[(sizeof key_begin / sizeof *key_begin) + NAME_COUNT];
    wchar_t stored[PATH_COUNT];
    DWORD bytes = sizeof stored;
    DWORD count;

    (void)swprintf(key, sizeof key / sizeof *key, L"%ls%ls", key_begin, source);
    if (RegGetValueW(HKEY_LOCAL_MACHINE, key, L"EventMessageFile",
            RRF_RT_REG_EXPAND_SZ | RRF_RT_REG_SZ | RRF_NOEXPAND | RRF_SUBKEY_WOW6464KEY, NULL,
            stored, &bytes) != ERROR_SUCCESS)
        return FALSE;
    count = ExpandEnvironmentStringsW(stored, path, PATH_COUNT);
    return count > 0 && count <= PATH_COUNT;
}

static BOOL render(
    const wchar_t *source, DWORD id, const wchar_t **strings, wchar_t text[TEXT_COUNT])
{
    wchar_t path[PATH_COUNT];
    HMODULE module;
    DWORD count;

    if (!find_file(source, path))
        return FALSE;
    module = LoadLibraryExW(path, NULL, LOAD_LIBRARY_AS_DATAFILE);
    if (!module)
        return FALSE;
    count = FormatMessageW(FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_ARGUMENT_ARRAY, module, id,
        0x409, text, TEXT_COUNT, (va_list *)(void *)strings);
    (void)FreeLibrary(module);
    while (count > 0 && (text[count - 1] == L'\n' || text[count - 1] == L'\r'))
        text[--count] = L'\0';
    return count > 0;
}

static const char *level_of(WORD type)
{
    switch (type) {
    case EVENTLOG_ERROR_TYPE:
        return "error";
    case EVENTLOG_WARNING_TYPE:
        return "warning";
    case EVENTLOG_INFORMATION_TYPE:
        return "information";
    default:
        return "other";
    }
}

static void append(const wchar_t *line)
{
    char bytes[TEXT_COUNT * 3];
    int len = WideCharToMultiByte(CP_UTF8, 0, line, -1, bytes, sizeof bytes, NULL, NULL);
    HANDLE file = CreateFileW(L"C:\\LabGuest\\events.log", FILE_APPEND_DATA,
        FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    DWORD written;

    if (file == INVALID_HANDLE_VALUE)
        return;
    if (len > 1)
        (void)WriteFile(file, bytes, (DWORD)len - 1, &written, NULL);
    (void)CloseHandle(file);
}

BOOL WINAPI LabGuestReportEventW(HANDLE handle, WORD type, WORD category, DWORD id, PSID user,
    WORD string_count, DWORD data_size, const wchar_t **strings, void *data)
{
    LONG_PTR at = place_of(handle);
    wchar_t text[TEXT_COUNT] = L"";
    wchar_t line[TEXT_COUNT];

    (void)category, (void)user, (void)data_size, (void)data;
    if (at < 0) {
        SetLastError(ERROR_INVALID_HANDLE);
        return FALSE;
    }
    if (!render(sources[at].name, id, strings, text))
        (void)swprintf(text, TEXT_COUNT, L"(no message) %ls", string_count > 0 ? strings[0] : L"");
    /* longer than a line: cut, as the event itself would be refused */
    (void)swprintf(line, TEXT_COUNT - 64, L"%hs %lu %ls %ls\r\n", level_of(type), id & 0xffff,
        sources[at].name, text);
    append(line);
    return TRUE;
}
