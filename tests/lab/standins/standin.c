/* SPDX-License-Identifier: MIT */
/* standin.c - what all stand-ins share: their log, their state and their faults in the registry. */
#include "standin.h"

#include <stdarg.h>

enum {
    LINE_SIZE = 2048, /* a longer line of the log is cut */
    KEY_SIZE = 256,   /* "SOFTWARE\LabGuest\" and the name of a stand-in */
};

static void append(const char *line)
{
    HANDLE file = CreateFileW(L"C:\\LabGuest\\standins.log", FILE_APPEND_DATA,
        FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    DWORD written;

    if (file == INVALID_HANDLE_VALUE)
        return;
    /* One call a line: lines of two stand-ins do not mix. */
    (void)WriteFile(file, line, (DWORD)strlen(line), &written, NULL);
    (void)CloseHandle(file);
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

uint32_t standin_number(const char *name, const wchar_t *value, uint32_t otherwise)
{
    wchar_t key[KEY_SIZE];

    own_key(name, key);
    return standin_reg_number(key, value, otherwise);
}

void standin_set_number(const char *name, const wchar_t *value, uint32_t number)
{
    wchar_t key[KEY_SIZE];

    own_key(name, key);
    standin_reg_set_number(key, value, number);
}

void standin_text(const char *name, const wchar_t *value, wchar_t *text, size_t count)
{
    wchar_t key[KEY_SIZE];
    DWORD bytes = (DWORD)(count * sizeof *text);

    own_key(name, key);
    if (RegGetValueW(HKEY_LOCAL_MACHINE, key, value, RRF_RT_REG_SZ | RRF_SUBKEY_WOW6464KEY, NULL,
            text, &bytes) != ERROR_SUCCESS)
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
