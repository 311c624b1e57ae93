/* SPDX-License-Identifier: MIT */
/*
 * powershell.c - powershell.exe of the lab guest, which knows one script: the one that asks for the
 * AppX packages of all users and writes them as JSON. The answer comes from where Windows keeps it,
 * Appx\AppxAllUserStore\<SID>\<package> in the registry.
 *
 * Which package is a framework, a resource or one that stays is told by values of its own key there:
 * IsFramework, IsResourcePackage, NonRemovable (REG_DWORD) and SignatureKind (REG_SZ, "Store").
 */
#include "standin.h"

#define NAME "powershell"
#define STORE L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Appx\\AppxAllUserStore"

enum {
    SCRIPT_SIZE = 64 * 1024,
    NAME_SIZE = 256, /* the longest name of a key */
    KIND_SIZE = 32,
};

/* The words behind -File: the script and its one argument. */
static bool find_words(int count, wchar_t **words, const wchar_t **script, const wchar_t **answer)
{
    for (int i = 1; i < count; i++) {
        if (_wcsicmp(words[i], L"-File") == 0 && i + 2 < count) {
            *script = words[i + 1];
            *answer = words[i + 2];
            return true;
        }
    }
    return false;
}

static bool is_known(const wchar_t *script)
{
    static char text[SCRIPT_SIZE];
    FILE *file = _wfopen(script, L"rb");
    size_t len;

    if (!file)
        return false;
    len = fread(text, 1, sizeof text - 1, file);
    (void)fclose(file);
    text[len] = '\0';
    return strstr(text, "Get-AppxPackage -AllUsers") != NULL;
}

static unsigned long number(HKEY key, const wchar_t *package, const wchar_t *value)
{
    DWORD data = 0;
    DWORD bytes = sizeof data;

    if (RegGetValueW(key, package, value, RRF_RT_REG_DWORD, NULL, &data, &bytes) != ERROR_SUCCESS)
        return 0;
    return data;
}

static void write_package(
    FILE *file, bool first, HKEY key, const wchar_t *sid, const wchar_t *package)
{
    wchar_t kind[KIND_SIZE];
    DWORD bytes = sizeof kind;

    if (RegGetValueW(key, package, L"SignatureKind", RRF_RT_REG_SZ, NULL, kind, &bytes) !=
        ERROR_SUCCESS)
        (void)wcscpy_s(kind, KIND_SIZE, L"Store");
    (void)fprintf(file,
        "%s{\"non_removable\":%lu,\"sid\":\"%ls\",\"signature\":\"%ls\",\"framework\":%lu,"
        "\"full_name\":\"%ls\",\"resource\":%lu}",
        first ? "" : ",", number(key, package, L"NonRemovable"), sid, kind,
        number(key, package, L"IsFramework"), package, number(key, package, L"IsResourcePackage"));
}

static size_t write_user(FILE *file, size_t written, HKEY store, const wchar_t *sid)
{
    wchar_t package[NAME_SIZE];
    HKEY key = NULL;

    if (RegOpenKeyExW(store, sid, 0, KEY_ENUMERATE_SUB_KEYS, &key) != ERROR_SUCCESS)
        return written;
    for (DWORD i = 0;; i++) {
        DWORD count = NAME_SIZE;

        if (RegEnumKeyExW(key, i, package, &count, NULL, NULL, NULL, NULL) != ERROR_SUCCESS)
            break;
        write_package(file, written++ == 0, key, sid, package);
    }
    (void)RegCloseKey(key);
    return written;
}

/* Every key of the store that is a SID is a user's. */
static size_t write_packages(FILE *file)
{
    wchar_t sid[NAME_SIZE];
    HKEY store = NULL;
    size_t written = 0;

    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, STORE, 0, KEY_ENUMERATE_SUB_KEYS | KEY_WOW64_64KEY,
            &store) != ERROR_SUCCESS)
        return 0;
    for (DWORD i = 0;; i++) {
        DWORD count = NAME_SIZE;

        if (RegEnumKeyExW(store, i, sid, &count, NULL, NULL, NULL, NULL) != ERROR_SUCCESS)
            break;
        if (wcsncmp(sid, L"S-1-", 4) == 0)
            written = write_user(file, written, store, sid);
    }
    (void)RegCloseKey(store);
    return written;
}

static int answer_script(const wchar_t *answer)
{
    FILE *file;
    size_t written;

    if (standin_number(NAME, L"NoAnswer", 0) == 1)
        return 0;
    file = _wfopen(answer, L"wb");
    if (!file)
        return 1;
    if (standin_number(NAME, L"OtherAnswer", 0) == 1) {
        (void)fprintf(file, "{}\r\n");
        return fclose(file) == 0 ? 0 : 1;
    }
    (void)fprintf(file, "[");
    written = write_packages(file);
    /* A recipe can have it cut off in the middle. */
    if (standin_number(NAME, L"CutAnswer", 0) == 0)
        (void)fprintf(file, "]\r\n");
    standin_log(NAME, "%zu packages", written);
    return fclose(file) == 0 ? 0 : 1;
}

int wmain(int count, wchar_t **words)
{
    const wchar_t *script = NULL;
    const wchar_t *answer = NULL;
    uint32_t code = standin_number(NAME, L"ExitCode", 0);

    standin_announce(NAME, "Windows PowerShell");
    Sleep(standin_number(NAME, L"DelayMs", 0)); /* INFINITE is 0xFFFFFFFF */
    if (code != 0) {
        printf("Get-AppxPackage : lab stand-in, fails as asked\n");
        return (int)code;
    }
    if (!find_words(count, words, &script, &answer) || !is_known(script)) {
        printf("lab stand-in for Windows PowerShell: knows one script, and this is not it\n");
        return 1;
    }
    return answer_script(answer);
}
