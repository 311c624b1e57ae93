/* SPDX-License-Identifier: MIT */
/*
 * powershell.c - powershell.exe of the lab guest, which knows two scripts: the one that asks for the
 * AppX packages of all users and writes them as JSON, and the one that removes those of a list. The
 * packages are where Windows keeps them, Appx\AppxAllUserStore\<SID>\<package> in the registry.
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

/* The words behind -File: the script and what it is given. */
struct words {
    const wchar_t *script, *first, *second; /* the last one NULL when there is none */
};

static bool find_words(int count, wchar_t **words, struct words *found)
{
    for (int i = 1; i < count; i++) {
        if (_wcsicmp(words[i], L"-File") == 0 && i + 2 < count) {
            *found =
                (struct words){ words[i + 1], words[i + 2], i + 3 < count ? words[i + 3] : NULL };
            return true;
        }
    }
    return false;
}

static bool read_file(const wchar_t *path, char *text, size_t size)
{
    FILE *file = _wfopen(path, L"rb");
    size_t len;

    if (!file)
        return false;
    len = fread(text, 1, size - 1, file);
    (void)fclose(file);
    text[len] = '\0';
    return true;
}

static bool script_has(const wchar_t *script, const char *cmdlet)
{
    static char text[SCRIPT_SIZE];

    return read_file(script, text, sizeof text) && strstr(text, cmdlet) != NULL;
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

/* -- removal -- */

/* How the deployment service answers; what is 0 went well. */
enum {
    DEPLOYMENT_FAILED = (int)0x80073CFA,
    NOT_FOUND = (int)0x80073CF1,
};

/* What is in front of the next quotation mark; moves behind it. */
static bool next_text(const char **at, wchar_t *text, size_t size)
{
    const char *begin = strchr(*at, '"');
    const char *end = begin ? strchr(begin + 1, '"') : NULL;

    if (!end || (size_t)(end - begin) > size)
        return false;
    for (const char *from = begin + 1; from < end; from++)
        *text++ = (wchar_t)(unsigned char)*from;
    *text = L'\0';
    *at = end + 1;
    return true;
}

/* false: this user has no such package. */
static bool remove_for(HKEY store, const wchar_t *sid, const wchar_t *package)
{
    HKEY key = NULL;
    bool removed;

    if (RegOpenKeyExW(store, sid, 0, KEY_ALL_ACCESS, &key) != ERROR_SUCCESS)
        return false;
    removed = RegDeleteTreeW(key, package) == ERROR_SUCCESS;
    (void)RegCloseKey(key);
    if (removed) {
        standin_log(NAME, "removed %ls of %ls", package, sid);
        standin_count(NAME, L"Removed");
        standin_point(NAME, "half");
    }
    return removed;
}

static bool remove_for_all(HKEY store, const wchar_t *package)
{
    wchar_t sid[NAME_SIZE];
    bool removed = false;

    for (DWORD i = 0;; i++) {
        DWORD count = NAME_SIZE;

        if (RegEnumKeyExW(store, i, sid, &count, NULL, NULL, NULL, NULL) != ERROR_SUCCESS)
            return removed;
        if (wcsncmp(sid, L"S-1-", 4) == 0)
            removed |= remove_for(store, sid, package);
    }
}

/* Is it, of anybody, what Windows does not let go? */
static bool is_protected(HKEY store, const wchar_t *sid, const wchar_t *package)
{
    wchar_t kind[KIND_SIZE] = L"";
    DWORD bytes = sizeof kind;
    HKEY key = NULL;
    bool is;

    if (RegOpenKeyExW(store, sid, 0, KEY_READ, &key) != ERROR_SUCCESS)
        return false;
    (void)RegGetValueW(key, package, L"SignatureKind", RRF_RT_REG_SZ, NULL, kind, &bytes);
    is = number(key, package, L"IsFramework") || number(key, package, L"IsResourcePackage") ||
         number(key, package, L"NonRemovable") || _wcsicmp(kind, L"System") == 0;
    (void)RegCloseKey(key);
    return is;
}

static void answer_item(
    FILE *file, bool first, const wchar_t *package, const char *result, uint32_t code)
{
    (void)fprintf(file, "%s{\"package\":\"%ls\",\"text\":\"%s\",\"result\":\"%s\",\"code\":\"",
        first ? "" : ",", package, code ? "Deployment failed with HRESULT" : "", result);
    if (code)
        (void)fprintf(file, "0x%08lX", (unsigned long)code);
    (void)fprintf(file, "\"}");
    standin_log(NAME, "Remove-AppxPackage %ls: %s 0x%lx", package, result, (unsigned long)code);
}

/* One {"package":"...","everyone":true,"users":["..."]} of the list; false: there is no other. */
static bool remove_item(FILE *file, bool first, HKEY store, const char **at)
{
    wchar_t package[NAME_SIZE], sid[NAME_SIZE], stubborn[NAME_SIZE];
    const char *item = strstr(*at, "\"package\":");
    uint32_t code = standin_number(NAME, L"RemoveCode", 0);
    const char *end;
    bool everyone, is_kept = false, removed = false;

    if (!item)
        return false;
    *at = item + sizeof "\"package\":" - 1;
    if (!next_text(at, package, NAME_SIZE) || !(end = strchr(*at, ']')))
        return false;
    everyone = strncmp(*at, ",\"everyone\":true", sizeof ",\"everyone\":true" - 1) == 0;
    standin_text(NAME, L"RemoveFailsOf", stubborn, NAME_SIZE);
    if (_wcsicmp(stubborn, package) == 0)
        code = (uint32_t)DEPLOYMENT_FAILED;
    if (standin_number(NAME, L"RemoveLies", 0) == 0 && code == 0) {
        *at = strchr(*at, '[');
        while (*at && *at < end && next_text(at, sid, NAME_SIZE) && *at <= end) {
            is_kept |= is_protected(store, sid, package);
            removed |= !is_kept && !everyone && remove_for(store, sid, package);
            if (*at == end)
                break;
        }
        removed |= !is_kept && everyone && remove_for_all(store, package);
        code = removed || is_kept ? 0 : (uint32_t)NOT_FOUND;
    }
    answer_item(file, first, package, is_kept ? "protected" : code ? "failed" : "removed", code);
    *at = end + 1;
    return true;
}

static int remove_script(const wchar_t *wanted, const wchar_t *answer)
{
    static char list[SCRIPT_SIZE];
    const char *at = list;
    HKEY store = NULL;
    FILE *file;

    Sleep(standin_number(NAME, L"RemoveDelayMs", 0)); /* INFINITE is 0xFFFFFFFF */
    if (!read_file(wanted, list, sizeof list) ||
        RegOpenKeyExW(HKEY_LOCAL_MACHINE, STORE, 0, KEY_ENUMERATE_SUB_KEYS | KEY_WOW64_64KEY,
            &store) != ERROR_SUCCESS)
        return 1;
    file = _wfopen(answer, L"wb");
    if (!file) {
        (void)RegCloseKey(store);
        return 1;
    }
    standin_point(NAME, "before");
    (void)fprintf(file, "[");
    for (bool first = true; remove_item(file, first, store, &at); first = false)
        ;
    /* A recipe can have it cut off in the middle. */
    if (standin_number(NAME, L"CutAnswer", 0) == 0)
        (void)fprintf(file, "]\r\n");
    (void)RegCloseKey(store);
    if (fclose(file) != 0)
        return 1;
    standin_point(NAME, "after");
    return 0;
}

int wmain(int count, wchar_t **words)
{
    struct words found = { 0 };
    uint32_t code = standin_number(NAME, L"ExitCode", 0);

    standin_announce(NAME, "Windows PowerShell");
    Sleep(standin_number(NAME, L"DelayMs", 0)); /* INFINITE is 0xFFFFFFFF */
    if (code != 0) {
        printf("Get-AppxPackage : lab stand-in, fails as asked\n");
        return (int)code;
    }
    if (find_words(count, words, &found)) {
        if (found.second && script_has(found.script, "Remove-AppxPackage"))
            return remove_script(found.first, found.second);
        if (!found.second && script_has(found.script, "Get-AppxPackage -AllUsers"))
            return answer_script(found.first);
    }
    printf("lab stand-in for Windows PowerShell: knows two scripts, and this is neither\n");
    return 1;
}
