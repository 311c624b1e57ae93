/* SPDX-License-Identifier: MIT */
/*
 * dismapi.c - dismapi.dll of the lab guest: sessions and the state of reserved storage.
 *
 * Sources: learn.microsoft.com/windows-hardware/manufacture/desktop/dism/dism-api-functions,
 * dismsetreservedstoragestate-function and dism-api-constants; the registry values and the lines
 * of the log as seen in public reports
 */
#include "standin.h"

#include <dismapi.h>

#define NAME "dismapi"
#define RESERVE_MANAGER L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\ReserveManager"

enum {
    SESSION_LIMIT = 8,
    FIRST_SESSION = 1,
    STATE_DISABLED = 0,
    STATE_ENABLED = 1,
    STATE_NONE = 2, /* no change waits for a restart */
    TEXT_SIZE = 256,
};

/* The last one but one is the answer while a servicing operation holds the reserve; the last one
 * asks for a restart and is no failure. 0xc0040000 goes by the place of its neighbours. */
static const HRESULT already_initialized = (HRESULT)0xc0040000;
static const HRESULT not_initialized = (HRESULT)0xc0040001;
static const HRESULT open_sessions = (HRESULT)0xc0040003;
static const HRESULT invalid_session = (HRESULT)0xc0040004;
static const HRESULT in_use = (HRESULT)0x800f0975;
static const HRESULT restart_required = 0x00000bc2;

/* Not in mingw's dismapi.h. */
HRESULT WINAPI DismGetReservedStorageState(DismSession session, UINT *state);
HRESULT WINAPI DismSetReservedStorageState(DismSession session, DWORD state);

/* What the API keeps for its process: it has no handle that could carry it. */
static struct {
    bool is_initialized;
    HANDLE log;
    bool is_open[SESSION_LIMIT];
    wchar_t message[TEXT_SIZE];
} process;

static void log_line(const char *level, const char *text)
{
    char line[TEXT_SIZE * 2];
    SYSTEMTIME now;
    DWORD written;
    int len;

    if (!process.log)
        return;
    GetLocalTime(&now);
    len = snprintf(line, sizeof line,
        "%04d-%02d-%02d %02d:%02d:%02d, %-7s               DISM   API: PID=%lu TID=%lu "
        "DismApi.dll:                                            - %s\r\n",
        now.wYear, now.wMonth, now.wDay, now.wHour, now.wMinute, now.wSecond, level,
        (unsigned long)GetCurrentProcessId(), (unsigned long)GetCurrentThreadId(), text);
    if (len > 0 && (size_t)len < sizeof line)
        (void)WriteFile(process.log, line, (DWORD)len, &written, NULL);
}

/* Logs how a call ended and keeps its message for DismGetLastErrorMessage. */
static HRESULT end(const char *call, HRESULT result)
{
    char text[TEXT_SIZE];

    (void)snprintf(text, sizeof text, "%s, hr:0x%lx", call, (unsigned long)result);
    log_line(FAILED(result) ? "Error" : "Info", text);
    standin_log(NAME, "%s", text);
    process.message[0] = L'\0';
    if (result == in_use)
        (void)swprintf(process.message, TEXT_SIZE,
            L"This operation is not supported when reserved storage is in use. Please wait for any "
            L"servicing operations to complete and then try again later.");
    else if (FAILED(result))
        (void)swprintf(
            process.message, TEXT_SIZE, L"The operation failed: 0x%08lX", (unsigned long)result);
    return result;
}

/* What the recipe wants the call to answer; S_OK: nothing. */
static HRESULT fault(const wchar_t *name)
{
    wchar_t times[TEXT_SIZE];
    HRESULT result = (HRESULT)standin_number(NAME, name, 0);

    (void)swprintf(times, TEXT_SIZE, L"%lsTimes", name);
    if (result != S_OK && standin_number(NAME, times, UINT32_MAX) != UINT32_MAX &&
        !standin_count_down(NAME, times))
        return S_OK;
    return result;
}

HRESULT WINAPI DismInitialize(DismLogLevel level, PCWSTR log_path, PCWSTR scratch)
{
    HRESULT result = fault(L"InitializeCode");

    (void)level;
    (void)scratch;
    if (process.is_initialized)
        return end("DismInitialize", already_initialized);
    standin_announce(NAME, "the DISM API");
    if (FAILED(result))
        return end("DismInitialize", result);
    if (log_path)
        process.log = CreateFileW(log_path, FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE,
            NULL, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    if (process.log == INVALID_HANDLE_VALUE) {
        process.log = NULL;
        return end("DismInitialize", HRESULT_FROM_WIN32(GetLastError()));
    }
    process.is_initialized = true;
    return end("DismInitialize", S_OK);
}

static bool has_sessions(void)
{
    for (size_t i = 0; i < SESSION_LIMIT; i++) {
        if (process.is_open[i])
            return true;
    }
    return false;
}

HRESULT WINAPI DismShutdown(void)
{
    if (!process.is_initialized)
        return end("DismShutdown", not_initialized);
    if (has_sessions())
        return end("DismShutdown", open_sessions);
    (void)end("DismShutdown", S_OK);
    if (process.log)
        (void)CloseHandle(process.log);
    process.log = NULL;
    process.is_initialized = false;
    return S_OK;
}

/* Only the running Windows can be opened here: the lab has no other image. */
HRESULT WINAPI DismOpenSession(
    PCWSTR image_path, PCWSTR windows_folder, PCWSTR system_drive, DismSession *session)
{
    HRESULT result;

    if (!process.is_initialized)
        return end("DismOpenSession", not_initialized);
    if (!image_path || !session)
        return end("DismOpenSession", E_INVALIDARG);
    if (wcscmp(image_path, DISM_ONLINE_IMAGE) != 0 || windows_folder || system_drive)
        return end("DismOpenSession", E_NOTIMPL);
    Sleep(standin_number(NAME, L"DelayMs", 0));
    result = fault(L"OpenSessionCode");
    if (FAILED(result))
        return end("DismOpenSession", result);
    for (UINT i = 0; i < SESSION_LIMIT; i++) {
        if (!process.is_open[i]) {
            process.is_open[i] = true;
            *session = FIRST_SESSION + i;
            return end("DismOpenSession", S_OK);
        }
    }
    return end("DismOpenSession", E_OUTOFMEMORY);
}

static HRESULT check_session(DismSession session)
{
    if (!process.is_initialized)
        return not_initialized;
    if (session < FIRST_SESSION || session >= FIRST_SESSION + SESSION_LIMIT ||
        !process.is_open[session - FIRST_SESSION])
        return invalid_session;
    return S_OK;
}

HRESULT WINAPI DismCloseSession(DismSession session)
{
    HRESULT result = check_session(session);

    if (SUCCEEDED(result))
        process.is_open[session - FIRST_SESSION] = false;
    return end("DismCloseSession", result);
}

HRESULT WINAPI DismGetReservedStorageState(DismSession session, UINT *state)
{
    HRESULT result = check_session(session);

    if (SUCCEEDED(result) && !state)
        result = E_INVALIDARG;
    if (SUCCEEDED(result))
        result = fault(L"GetCode");
    if (SUCCEEDED(result))
        *state = standin_reg_number(RESERVE_MANAGER, L"ShippedWithReserves", STATE_DISABLED) == 0
                     ? STATE_DISABLED
                     : STATE_ENABLED;
    return end("DismGetReservedStorageState", result);
}

/* A scenario that is counted ends with its last count. */
static bool is_in_use(void)
{
    if (standin_count_down(NAME, L"BusyTries")) {
        if (standin_number(NAME, L"BusyTries", 0) == 0)
            standin_reg_set_number(RESERVE_MANAGER, L"ActiveScenario", 0);
        return true;
    }
    return standin_reg_number(RESERVE_MANAGER, L"ActiveScenario", 0) != 0;
}

static HRESULT set_state(DWORD state)
{
    DWORD now = standin_reg_number(RESERVE_MANAGER, L"ShippedWithReserves", STATE_DISABLED);
    DWORD pending = standin_number(NAME, L"PendingState", STATE_NONE);
    HRESULT result;

    if (state != STATE_DISABLED && state != STATE_ENABLED)
        return E_INVALIDARG;
    if (is_in_use())
        return in_use;
    result = fault(L"SetCode");
    if (result != S_OK)
        return result;
    if (now == state || standin_number(NAME, L"SaysDoneButDoesNot", 0) == 1)
        return S_OK;
    if (pending == state)
        return restart_required;
    if (standin_number(NAME, L"RestartNeeded", 0) == 1) {
        standin_set_number(NAME, L"PendingState", state);
        standin_count(NAME, L"Changes");
        return restart_required;
    }
    standin_reg_set_number(RESERVE_MANAGER, L"ShippedWithReserves", state);
    standin_count(NAME, L"Changes");
    return S_OK;
}

HRESULT WINAPI DismSetReservedStorageState(DismSession session, DWORD state)
{
    HRESULT result = check_session(session);

    standin_point(NAME, "before");
    if (SUCCEEDED(result))
        result = set_state(state);
    standin_point(NAME, "after");
    return end("DismSetReservedStorageState", result);
}

HRESULT WINAPI DismDelete(VOID *buffer)
{
    free(buffer);
    return S_OK;
}

/* One block, so that one DismDelete frees it. */
HRESULT WINAPI DismGetLastErrorMessage(DismString **out)
{
    struct {
        DismString string;
        wchar_t text[TEXT_SIZE];
    } * message;

    if (!out)
        return E_INVALIDARG;
    message = calloc(1, sizeof *message);
    if (!message)
        return E_OUTOFMEMORY;
    memcpy(message->text, process.message, sizeof process.message);
    message->string.Value = message->text;
    *out = &message->string;
    return S_OK;
}
