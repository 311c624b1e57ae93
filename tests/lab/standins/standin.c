/* SPDX-License-Identifier: MIT */
/* standin.c - what all stand-ins share: their log, their state and their faults in the registry. */
#include "standin.h"

#include <stdarg.h>
#include <tlhelp32.h>

enum {
    LINE_SIZE = 2048, /* a longer line of the log is cut */
    KEY_SIZE = 256,   /* "SOFTWARE\LabGuest\" and the name of a stand-in */
    POINT_SIZE = 64,  /* "dismapi before" */
    JOB_MS = 3000,    /* in which goldprep's end takes along what it has started */
    KILLED = 0xdead,  /* exit code of whoever is ended here */
};

/* Open for as long as the program or library is there: what a stand-in writes down should cost what
 * it stands for next to nothing. */
static struct {
    SRWLOCK lock;
    HANDLE log; /* NULL: not opened yet */
    HKEY key;   /* of the stand-in that was asked for last; NULL: none */
    wchar_t path[KEY_SIZE];
} keeps = { .lock = SRWLOCK_INIT };

/* Under the lock. INVALID_HANDLE_VALUE: it cannot be opened. */
static HANDLE open_log(void)
{
    if (!keeps.log || keeps.log == INVALID_HANDLE_VALUE)
        keeps.log = CreateFileW(L"C:\\LabGuest\\standins.log", FILE_APPEND_DATA,
            FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    return keeps.log;
}

static void append(const char *line)
{
    DWORD written;
    HANDLE file;

    AcquireSRWLockExclusive(&keeps.lock);
    file = open_log();
    /* One call a line: lines of two stand-ins do not mix. */
    if (file != INVALID_HANDLE_VALUE)
        (void)WriteFile(file, line, (DWORD)strlen(line), &written, NULL);
    ReleaseSRWLockExclusive(&keeps.lock);
}

void standin_announce(const char *name, const char *what)
{
    standin_log(name, "lab stand-in for %s", what);
}

void standin_log(const char *name, const char *format, ...)
{
    char line[LINE_SIZE + sizeof "\r\n"];
    int start = snprintf(line, LINE_SIZE, "%s: ", name);
    va_list arguments;

    if (start < 0 || start >= LINE_SIZE)
        return;
    va_start(arguments, format);
    (void)vsnprintf(line + start, LINE_SIZE - (size_t)start, format, arguments);
    va_end(arguments);
    memcpy(line + strlen(line), "\r\n", sizeof "\r\n");
    append(line);
}

static void own_key(const char *name, wchar_t key[KEY_SIZE])
{
    (void)swprintf(key, KEY_SIZE, L"SOFTWARE\\LabGuest\\%hs", name);
}

/* Under the lock. The key stays open for the next question; one that was deleted is opened anew. */
static LSTATUS read_kept(
    const wchar_t *path, const wchar_t *value, DWORD types, void *data, DWORD *bytes)
{
    DWORD room = *bytes;
    LSTATUS status = ERROR_KEY_DELETED;

    if (keeps.key && wcscmp(keeps.path, path) == 0)
        status = RegGetValueW(keeps.key, NULL, value, types, NULL, data, bytes);
    if (status != ERROR_KEY_DELETED)
        return status;
    if (keeps.key)
        (void)RegCloseKey(keeps.key);
    keeps.key = NULL;
    (void)swprintf(keeps.path, KEY_SIZE, L"%ls", path);
    status =
        RegOpenKeyExW(HKEY_LOCAL_MACHINE, path, 0, KEY_QUERY_VALUE | KEY_WOW64_64KEY, &keeps.key);
    if (status != ERROR_SUCCESS) {
        keeps.key = NULL;
        return status;
    }
    *bytes = room;
    return RegGetValueW(keeps.key, NULL, value, types, NULL, data, bytes);
}

static LSTATUS read_own(
    const char *name, const wchar_t *value, DWORD types, void *data, DWORD *bytes)
{
    wchar_t key[KEY_SIZE];
    LSTATUS status;

    own_key(name, key);
    AcquireSRWLockExclusive(&keeps.lock);
    status = read_kept(key, value, types, data, bytes);
    ReleaseSRWLockExclusive(&keeps.lock);
    return status;
}

uint32_t standin_number(const char *name, const wchar_t *value, uint32_t otherwise)
{
    DWORD number = 0;
    DWORD bytes = sizeof number;

    return read_own(name, value, RRF_RT_REG_DWORD, &number, &bytes) == ERROR_SUCCESS ? number
                                                                                     : otherwise;
}

void standin_set_number(const char *name, const wchar_t *value, uint32_t number)
{
    wchar_t key[KEY_SIZE];

    own_key(name, key);
    standin_reg_set_number(key, value, number);
}

void standin_text(const char *name, const wchar_t *value, wchar_t *text, size_t count)
{
    DWORD bytes = (DWORD)(count * sizeof *text);

    if (read_own(name, value, RRF_RT_REG_SZ, text, &bytes) != ERROR_SUCCESS)
        text[0] = L'\0';
}

bool standin_count_down(const char *name, const wchar_t *value)
{
    uint32_t left = standin_number(name, value, 0);

    if (left == 0)
        return false;
    standin_set_number(name, value, left - 1);
    return true;
}

uint32_t standin_reg_number(const wchar_t *key, const wchar_t *value, uint32_t otherwise)
{
    DWORD number = 0;
    DWORD bytes = sizeof number;

    if (RegGetValueW(HKEY_LOCAL_MACHINE, key, value, RRF_RT_REG_DWORD | RRF_SUBKEY_WOW6464KEY, NULL,
            &number, &bytes) != ERROR_SUCCESS)
        return otherwise;
    return number;
}

static void set_value(
    const wchar_t *key, const wchar_t *value, DWORD type, const void *data, size_t bytes)
{
    HKEY opened = NULL;
    LSTATUS status = RegCreateKeyExW(
        HKEY_LOCAL_MACHINE, key, 0, NULL, 0, KEY_SET_VALUE | KEY_WOW64_64KEY, NULL, &opened, NULL);

    if (status == ERROR_SUCCESS) {
        status = RegSetValueExW(opened, value, 0, type, data, (DWORD)bytes);
        (void)RegCloseKey(opened);
    }
    if (status != ERROR_SUCCESS)
        standin_log("standin", "cannot set HKLM\\%ls\\%ls: %ld", key, value, (long)status);
}

void standin_reg_set_number(const wchar_t *key, const wchar_t *value, uint32_t number)
{
    DWORD data = number;

    set_value(key, value, REG_DWORD, &data, sizeof data);
}

void standin_reg_set_text(const wchar_t *key, const wchar_t *value, const wchar_t *text)
{
    set_value(key, value, REG_SZ, text, (wcslen(text) + 1) * sizeof *text);
}

void standin_count(const char *name, const wchar_t *value)
{
    standin_set_number(name, value, standin_number(name, value, 0) + 1);
}

/* -- ends -- */

static void end_goldprep(void)
{
    HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    PROCESSENTRY32W entry = { .dwSize = sizeof entry };

    if (all == INVALID_HANDLE_VALUE)
        return;
    for (BOOL more = Process32FirstW(all, &entry); more; more = Process32NextW(all, &entry)) {
        HANDLE process;

        if (_wcsicmp(entry.szExeFile, L"goldprep.exe") != 0)
            continue;
        process = OpenProcess(PROCESS_TERMINATE, FALSE, entry.th32ProcessID);
        if (process) {
            (void)TerminateProcess(process, KILLED);
            (void)CloseHandle(process);
        }
    }
    (void)CloseHandle(all);
}

/* The one at which everything is to end? It is so once. */
static bool take_point(const wchar_t *point)
{
    wchar_t wanted[POINT_SIZE];
    HKEY key = NULL;

    standin_text("fault", L"At", wanted, POINT_SIZE);
    if (_wcsicmp(wanted, point) != 0)
        return false;
    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\LabGuest\\fault", 0,
            KEY_SET_VALUE | KEY_WOW64_64KEY, &key) != ERROR_SUCCESS)
        return false;
    (void)RegDeleteValueW(key, L"At");
    (void)RegCloseKey(key);
    return true;
}

void standin_point(const char *name, const char *where)
{
    wchar_t point[POINT_SIZE];
    wchar_t how[POINT_SIZE];

    (void)swprintf(point, POINT_SIZE, L"%hs %hs", name, where);
    if (!take_point(point))
        return;
    standin_text("fault", L"How", how, POINT_SIZE);
    standin_log("fault", "%ls: %ls", point, how);
    if (_wcsicmp(how, L"kill") == 0) {
        end_goldprep();
        Sleep(JOB_MS);
    } else if (_wcsicmp(how, L"power") == 0) {
        (void)CloseHandle(CreateFileW(L"C:\\LabGuest\\power-cut", GENERIC_WRITE, 0, NULL,
            CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL));
        Sleep(INFINITE);
    } else {
        (void)TerminateProcess(GetCurrentProcess(), KILLED);
    }
}
