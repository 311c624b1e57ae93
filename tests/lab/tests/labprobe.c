/* SPDX-License-Identifier: MIT */
/*
 * labprobe.c - asks a guest what it is, by the calls that any Windows program would use: for the
 * tests of the lab itself, so that they need nothing of goldprep.
 *
 * usage: labprobe.exe machine | disk | exit CODE | journal FILE COUNT | shutdown
 */
#include <windows.h>
#include <winioctl.h>

#include <wchar.h>

int wmain(int count, wchar_t **words);

enum { LAYOUT_SIZE = 48 + 128 * 144 };

struct tpm_info {
    UINT32 struct_version, version, interface_type, revision;
};

typedef LONG(WINAPI *get_version_call)(OSVERSIONINFOEXW *);
typedef BOOL(WINAPI *get_firmware_call)(int *);
typedef UINT32(WINAPI *get_tpm_call)(UINT32, void *);

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

int wmain(int count, wchar_t **words)
{
    const wchar_t *question = count > 1 ? words[1] : L"";

    if (wcscmp(question, L"machine") == 0)
        return show_machine();
    if (wcscmp(question, L"disk") == 0)
        return show_disk();
    if (wcscmp(question, L"exit") == 0 && count == 3)
        return (int)wcstoul(words[2], NULL, 10);
    if (wcscmp(question, L"journal") == 0 && count == 4)
        return write_lines(words[2], wcstoul(words[3], NULL, 10));
    if (wcscmp(question, L"shutdown") == 0)
        return InitiateSystemShutdownExW(NULL, NULL, 0, TRUE, FALSE, 0x80020004) ? 0 : 1;
    fprintf(stderr, "usage: labprobe machine | disk | exit CODE | journal FILE COUNT | shutdown\n");
    return 2;
}
