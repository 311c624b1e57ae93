/* SPDX-License-Identifier: MIT */
/*
 * labboot.c - what the lab runs inside the guest when it boots, and what keeps the guest running.
 *
 * usage: labboot.exe boot              imports C:\LabGuest\guest.reg at the first boot, does what
 *                                      Windows does at a restart at later ones; starts the disk;
 *                                      says "ready" or "failed" and stays until the guest ends
 *        labboot.exe settle MS STATE   waits and writes ImageState: for the stand-in for sysprep
 *
 * What a restart settles: pending servicing and updates
 * (https://learn.microsoft.com/windows/win32/api/winbase/nf-winbase-movefileexw for the renames;
 * the keys of servicing and Windows Update as public pending-restart scripts read them; unverified
 * on a real Windows that each goes at the first restart), and what DISM had put off.
 */
#include "standin.h"

#include <wchar.h>

#define NAME "labboot"
#define FIRST_REGISTRY L"C:\\LabGuest\\guest.reg"
#define WINDOWS_KEY L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\"
#define RESERVES WINDOWS_KEY L"ReserveManager"
#define STATE WINDOWS_KEY L"Setup\\State"
#define SESSION_MANAGER L"SYSTEM\\CurrentControlSet\\Control\\Session Manager"
#define COMPUTER_NAME L"SYSTEM\\CurrentControlSet\\Control\\ComputerName\\"

enum {
    IMPORT_LIMIT_MS = 60000,
    RENAMES_LIMIT = 64 * 1024, /* characters of PendingFileRenameOperations */
    START_TRIES = 50,
    START_WAIT_MS = 100,
};

static const wchar_t *const cleared_by_restart[] = {
    WINDOWS_KEY L"Component Based Servicing\\RebootPending",
    WINDOWS_KEY L"Component Based Servicing\\RebootInProgress",
    WINDOWS_KEY L"Component Based Servicing\\PackagesPending",
    WINDOWS_KEY L"WindowsUpdate\\Auto Update\\RebootRequired",
    WINDOWS_KEY L"WindowsUpdate\\Auto Update\\PostRebootReporting",
};

static bool run(wchar_t *line)
{
    STARTUPINFOW startup = { .cb = sizeof startup };
    PROCESS_INFORMATION child;
    DWORD code = 1;

    if (!CreateProcessW(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &child))
        return false;
    if (WaitForSingleObject(child.hProcess, IMPORT_LIMIT_MS) == WAIT_OBJECT_0)
        (void)GetExitCodeProcess(child.hProcess, &code);
    (void)CloseHandle(child.hThread);
    (void)CloseHandle(child.hProcess);
    return code == 0;
}

static bool import_registry(void)
{
    wchar_t line[] = L"C:\\windows\\system32\\reg.exe import " FIRST_REGISTRY;

    if (!run(line)) {
        standin_log(NAME, "cannot import %ls", FIRST_REGISTRY);
        return false;
    }
    standin_log(NAME, "first boot: registry imported");
    return DeleteFileW(FIRST_REGISTRY);
}

/**
 * The name is the guest's own: Wine takes the one of the machine it runs on. One that waits for a
 * restart is the active one from the second boot on.
 */
static void set_computer_name(bool first_boot)
{
    wchar_t name[MAX_COMPUTERNAME_LENGTH + 1];
    wchar_t pending[MAX_COMPUTERNAME_LENGTH + 1];
    const wchar_t *next = name;

    standin_text(NAME, L"ComputerName", name, sizeof name / sizeof *name);
    standin_text(NAME, L"PendingComputerName", pending, sizeof pending / sizeof *pending);
    if (name[0] == L'\0')
        return;
    if (pending[0] != L'\0')
        next = pending;
    standin_reg_set_text(COMPUTER_NAME L"ComputerName", L"ComputerName", next);
    standin_reg_set_text(
        COMPUTER_NAME L"ActiveComputerName", L"ComputerName", first_boot ? name : next);
    standin_reg_set_text(L"SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters", L"Hostname",
        first_boot ? name : next);
}

static const wchar_t *native_to_path(const wchar_t *name)
{
    if (*name == L'!')
        name++;
    return wcsncmp(name, L"\\??\\", 4) == 0 ? name + 4 : name;
}

/** Pairs of texts: from, to; an empty `to` deletes. So the list has empty texts inside. */
static void perform_renames(const wchar_t *renames, size_t count)
{
    const wchar_t *at = renames;
    const wchar_t *end = renames + count;

    while (at < end && *at != L'\0') {
        const wchar_t *from = at;
        const wchar_t *to = from + wcslen(from) + 1;

        if (to >= end)
            return;
        at = to + wcslen(to) + 1;
        if (*to == L'\0')
            (void)DeleteFileW(native_to_path(from));
        else
            (void)MoveFileExW(native_to_path(from), native_to_path(to),
                *to == L'!' ? MOVEFILE_REPLACE_EXISTING : 0);
    }
}

static void perform_pending_renames(void)
{
    static wchar_t renames[RENAMES_LIMIT + 2];
    DWORD bytes = RENAMES_LIMIT * sizeof *renames;
    HKEY key = NULL;

    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, SESSION_MANAGER, 0, KEY_QUERY_VALUE | KEY_SET_VALUE,
            &key) != ERROR_SUCCESS)
        return;
    if (RegQueryValueExW(key, L"PendingFileRenameOperations", NULL, NULL, (BYTE *)renames,
            &bytes) == ERROR_SUCCESS) {
        renames[bytes / sizeof *renames] = L'\0';
        perform_renames(renames, bytes / sizeof *renames);
        (void)RegDeleteValueW(key, L"PendingFileRenameOperations");
        standin_log(NAME, "restart: pending renames performed");
    }
    (void)RegCloseKey(key);
}

static void apply_pending_reserves(void)
{
    uint32_t pending = standin_number("dismapi", L"PendingState", UINT32_MAX);

    if (pending == UINT32_MAX)
        return;
    standin_reg_set_number(RESERVES, L"ShippedWithReserves", pending);
    (void)RegDeleteKeyValueW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\LabGuest\\dismapi", L"PendingState");
    standin_log(NAME, "restart: reserved storage is %lu now", (unsigned long)pending);
}

static void settle_restart(void)
{
    for (size_t i = 0; i < sizeof cleared_by_restart / sizeof *cleared_by_restart; i++)
        if (RegDeleteTreeW(HKEY_LOCAL_MACHINE, cleared_by_restart[i]) == ERROR_SUCCESS)
            standin_log(NAME, "restart: '%ls' is gone", cleared_by_restart[i]);
    perform_pending_renames();
    apply_pending_reserves();
}

static bool start_service(SC_HANDLE service)
{
    for (int tries = 0; tries < START_TRIES; tries++) {
        if (StartServiceW(service, 0, NULL) || GetLastError() == ERROR_SERVICE_ALREADY_RUNNING)
            return true;
        /* Wine's service manager may still be at the start of its own. */
        Sleep(START_WAIT_MS);
    }
    return false;
}

static bool start_disk(void)
{
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
    SC_HANDLE service =
        manager ? OpenServiceW(manager, L"labdisk", SERVICE_START | SERVICE_QUERY_STATUS) : NULL;
    bool running = service && start_service(service);

    if (!running)
        standin_log(NAME, "the disk does not start: Win32 error %lu", GetLastError());
    if (service)
        (void)CloseServiceHandle(service);
    if (manager)
        (void)CloseServiceHandle(manager);
    return running;
}

/**
 * A service that starts with Windows does so when the above is done; Wine's service manager is there
 * before. lab.sh has held it while the guest was off.
 */
static void release_service(const wchar_t *name)
{
    SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
    SC_HANDLE service =
        manager ? OpenServiceW(manager, name, SERVICE_CHANGE_CONFIG | SERVICE_START) : NULL;
    wchar_t key[128];
    DWORD held = 0;
    DWORD bytes = sizeof held;

    swprintf(key, sizeof key / sizeof *key, L"SYSTEM\\CurrentControlSet\\Services\\%ls", name);
    if (service && RegGetValueW(HKEY_LOCAL_MACHINE, key, L"LabHeld", RRF_RT_REG_DWORD, NULL, &held,
                       &bytes) == ERROR_SUCCESS) {
        (void)RegDeleteKeyValueW(HKEY_LOCAL_MACHINE, key, L"LabHeld");
        if (!ChangeServiceConfigW(service, SERVICE_NO_CHANGE, SERVICE_AUTO_START, SERVICE_NO_CHANGE,
                NULL, NULL, NULL, NULL, NULL, NULL, NULL) ||
            !StartServiceW(service, 0, NULL))
            standin_log(NAME, "'%ls' does not start: Win32 error %lu", name, GetLastError());
        else
            standin_log(NAME, "restart: '%ls' starts with Windows", name);
    }
    if (service)
        (void)CloseServiceHandle(service);
    if (manager)
        (void)CloseServiceHandle(manager);
}

static int boot(void)
{
    bool first_boot = GetFileAttributesW(FIRST_REGISTRY) != INVALID_FILE_ATTRIBUTES;
    bool sound = true;

    standin_announce(NAME, "what Windows does when it starts");
    if (first_boot)
        sound = import_registry();
    else
        settle_restart();
    set_computer_name(first_boot);
    sound = start_disk() && sound;
    if (sound)
        release_service(L"goldprep");
    printf("%s\n", sound ? "ready" : "failed");
    (void)fflush(stdout);
    if (!sound)
        return 1;
    /* The last process of a guest takes its services along: this one stays. */
    Sleep(INFINITE);
    return 0;
}

static int settle(const wchar_t *delay_ms, const wchar_t *state)
{
    Sleep(wcstoul(delay_ms, NULL, 10));
    standin_reg_set_text(STATE, L"ImageState", state);
    (void)WritePrivateProfileStringW(
        L"State", L"ImageState", state, L"C:\\Windows\\Setup\\State\\State.ini");
    return 0;
}

int wmain(int count, wchar_t **words)
{
    if (count == 2 && wcscmp(words[1], L"boot") == 0)
        return boot();
    if (count == 4 && wcscmp(words[1], L"settle") == 0)
        return settle(words[2], words[3]);
    fprintf(stderr, "usage: labboot boot | settle MS STATE\n");
    return 2;
}
