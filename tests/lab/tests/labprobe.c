/* SPDX-License-Identifier: MIT */
/*
 * labprobe.c - asks a guest what it is, by the calls that any Windows program would use: for the
 * tests of the lab itself, so that they need nothing of goldprep.
 *
 * usage: labprobe.exe machine | disk | joins | accounts | exit CODE | journal FILE COUNT | shutdown
 *        labprobe.exe deny KEY | allow KEY
 */
#include <windows.h>
#include <winioctl.h>

#include <aclapi.h>
#include <lmaccess.h>
#include <sddl.h>
#include <virtdisk.h>

#include <wchar.h>

int wmain(int count, wchar_t **words);

enum { LAYOUT_SIZE = 48 + 128 * 144 };

struct tpm_info {
    UINT32 struct_version, version, interface_type, revision;
};

typedef LONG(WINAPI *get_version_call)(OSVERSIONINFOEXW *);
typedef BOOL(WINAPI *get_firmware_call)(int *);
typedef UINT32(WINAPI *get_tpm_call)(UINT32, void *);
typedef BOOL(WINAPI *get_native_call)(BOOL *);
typedef DWORD(WINAPI *get_dependency_call)(
    HANDLE, ULONG, ULONG, STORAGE_DEPENDENCY_INFO *, ULONG *);
typedef DWORD(WINAPI *get_join_call)(const wchar_t *, wchar_t **, int *);
typedef HRESULT(WINAPI *get_entra_call)(const wchar_t *, void **);
typedef HRESULT(WINAPI *get_managed_call)(BOOL *, DWORD, wchar_t *);
typedef DWORD(WINAPI *get_users_call)(
    const wchar_t *, DWORD, DWORD, BYTE **, DWORD, DWORD *, DWORD *, DWORD *);

static FARPROC find(const wchar_t *library, const char *name)
{
    HMODULE module = LoadLibraryExW(library, NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);

    return module ? GetProcAddress(module, name) : NULL;
}

static int show_machine(void)
{
    /* Through void: the types of the functions are not the one of FARPROC. */
    get_version_call get_version = (get_version_call)(void *)find(L"ntdll.dll", "RtlGetVersion");
    get_firmware_call get_firmware =
        (get_firmware_call)(void *)find(L"kernel32.dll", "GetFirmwareType");
    get_tpm_call get_tpm = (get_tpm_call)(void *)find(L"tbs.dll", "Tbsi_GetDeviceInfo");
    OSVERSIONINFOEXW version = { .dwOSVersionInfoSize = sizeof version };
    struct tpm_info tpm = { .struct_version = 1 };
    int firmware = 0;

    if (get_version && get_version(&version) == 0)
        printf("version %lu.%lu.%lu type %u\n", version.dwMajorVersion, version.dwMinorVersion,
            version.dwBuildNumber, version.wProductType);
    if (get_firmware && get_firmware(&firmware))
        printf("firmware %d\n", firmware);
    if (get_tpm && get_tpm(sizeof tpm, &tpm) == 0)
        printf("tpm %u\n", tpm.version);
    return 0;
}

static int show_disk(void)
{
    static union {
        DRIVE_LAYOUT_INFORMATION_EX layout;
        BYTE room[LAYOUT_SIZE];
    } answer;
    HANDLE disk = CreateFileW(L"\\\\.\\PhysicalDrive0", GENERIC_READ,
        FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    DWORD bytes;

    if (!DeviceIoControl(
            disk, IOCTL_DISK_GET_DRIVE_LAYOUT_EX, NULL, 0, &answer, sizeof answer, &bytes, NULL)) {
        fprintf(stderr, "no layout: Win32 error %lu\n", GetLastError());
        return 1;
    }
    for (DWORD i = 0; i < answer.layout.PartitionCount; i++) {
        const PARTITION_INFORMATION_EX *partition = &answer.layout.PartitionEntry[i];

        if (partition->PartitionLength.QuadPart != 0)
            printf("partition %lu at %lld length %lld\n", partition->PartitionNumber,
                partition->StartingOffset.QuadPart, partition->PartitionLength.QuadPart);
    }
    (void)CloseHandle(disk);
    return 0;
}

/** In which file the disk lies, and whether Windows was started from it. */
static int show_backing(void)
{
    static union {
        STORAGE_DEPENDENCY_INFO info;
        BYTE room[4096];
    } answer = { .info.Version = STORAGE_DEPENDENCY_INFO_VERSION_2 };
    get_dependency_call get_dependency =
        (get_dependency_call)(void *)find(L"virtdisk.dll", "GetStorageDependencyInformation");
    get_native_call get_native = (get_native_call)(void *)find(L"kernel32.dll", "IsNativeVhdBoot");
    HANDLE disk =
        CreateFileW(L"\\\\.\\PhysicalDrive0", 0, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    BOOL native = FALSE;
    DWORD code = get_dependency ? get_dependency(disk, GET_STORAGE_DEPENDENCY_FLAG_DISK_HANDLE,
                                      sizeof answer, &answer.info, NULL)
                                : ERROR_PROC_NOT_FOUND;

    if (code == 0)
        printf("backing %ls\n", answer.info.Version2Entries[0].DependentVolumeRelativePath);
    else
        printf("backing 0x%08lx\n", code);
    if (get_native && get_native(&native))
        printf("native boot %d\n", native);
    (void)CloseHandle(disk);
    return 0;
}

static int show_joins(void)
{
    get_join_call get_join = (get_join_call)(void *)find(L"netapi32.dll", "NetGetJoinInformation");
    get_entra_call get_entra =
        (get_entra_call)(void *)find(L"netapi32.dll", "NetGetAadJoinInformation");
    get_managed_call get_managed =
        (get_managed_call)(void *)find(L"mdmregistration.dll", "IsDeviceRegisteredWithManagement");
    wchar_t *name = NULL;
    int status = 0;
    void *entra = NULL;
    BOOL managed = FALSE;

    if (get_join && get_join(NULL, &name, &status) == 0)
        printf("join %d %ls\n", status, name);
    /* DSREG_JOIN_INFO: the type is its first member, the tenant its fifth pointer. */
    if (get_entra && SUCCEEDED(get_entra(NULL, &entra)))
        printf("entra %d %ls\n", entra ? *(int *)entra : 0, entra ? ((wchar_t **)entra)[4] : L"");
    if (get_managed && SUCCEEDED(get_managed(&managed, 0, NULL)))
        printf("managed %d\n", managed);
    return show_backing();
}

/** One account an answer, so that coming again is tried, too. */
static int show_accounts(void)
{
    get_users_call get_users = (get_users_call)(void *)find(L"netapi32.dll", "NetUserEnum");
    DWORD resume = 0;
    DWORD code = get_users ? ERROR_MORE_DATA : ERROR_PROC_NOT_FOUND;

    while (code == ERROR_MORE_DATA) {
        BYTE *buffer = NULL;
        DWORD count = 0;
        DWORD total;

        code = get_users(NULL, 20, FILTER_NORMAL_ACCOUNT, &buffer, MAX_PREFERRED_LENGTH, &count,
            &total, &resume);
        for (DWORD i = 0; (code == 0 || code == ERROR_MORE_DATA) && i < count; i++) {
            const USER_INFO_20 *user = (const USER_INFO_20 *)(const void *)buffer + i;

            printf("account %ls %lu 0x%lx\n", user->usri20_name, user->usri20_user_id,
                user->usri20_flags);
        }
    }
    return (int)code;
}

/** Appends lines to a file, each flushed before the next: what a journal does. */
static int write_lines(const wchar_t *path, unsigned long count)
{
    HANDLE file = CreateFileW(
        path, FILE_APPEND_DATA, FILE_SHARE_READ, NULL, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    char line[64];
    DWORD written;

    for (unsigned long i = 1; i <= count; i++) {
        int len = snprintf(line, sizeof line, "line %lu of a journal\n", i);

        if (!WriteFile(file, line, (DWORD)len, &written, NULL) || !FlushFileBuffers(file))
            return (int)GetLastError();
    }
    (void)CloseHandle(file);
    return 0;
}

/** Who may use a key below HKEY_LOCAL_MACHINE, until the guest starts anew. */
static int set_rights(const wchar_t *path, const wchar_t *sddl)
{
    PSECURITY_DESCRIPTOR descriptor = NULL;
    HKEY key = NULL;
    LSTATUS status = RegOpenKeyExW(
        HKEY_LOCAL_MACHINE, path, 0, WRITE_DAC | READ_CONTROL | KEY_WOW64_64KEY, &key);

    if (status != ERROR_SUCCESS)
        return (int)status;
    if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(
            sddl, SDDL_REVISION_1, &descriptor, NULL))
        return (int)GetLastError();
    status = RegSetKeySecurity(key, DACL_SECURITY_INFORMATION, descriptor);
    (void)LocalFree(descriptor);
    (void)RegCloseKey(key);
    return (int)status;
}

int wmain(int count, wchar_t **words)
{
    const wchar_t *question = count > 1 ? words[1] : L"";

    if (wcscmp(question, L"machine") == 0)
        return show_machine();
    if (wcscmp(question, L"disk") == 0)
        return show_disk();
    if (wcscmp(question, L"joins") == 0)
        return show_joins();
    if (wcscmp(question, L"accounts") == 0)
        return show_accounts();
    if (wcscmp(question, L"exit") == 0 && count == 3)
        return (int)wcstoul(words[2], NULL, 10);
    if (wcscmp(question, L"journal") == 0 && count == 4)
        return write_lines(words[2], wcstoul(words[3], NULL, 10));
    if (wcscmp(question, L"deny") == 0 &&
        count == 3) /* everybody reads, and may change the rights */
        return set_rights(words[2], L"D:P(A;;KRWDRC;;;WD)");
    if (wcscmp(question, L"allow") == 0 && count == 3)
        return set_rights(words[2], L"D:P(A;;KA;;;WD)");
    if (wcscmp(question, L"shutdown") == 0)
        return InitiateSystemShutdownExW(NULL, NULL, 0, TRUE, FALSE, 0x80020004) ? 0 : 1;
    fprintf(stderr, "usage: labprobe machine | disk | joins | accounts | exit CODE | "
                    "journal FILE COUNT | deny KEY | allow KEY | shutdown\n");
    return 2;
}
