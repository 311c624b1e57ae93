/* SPDX-License-Identifier: MIT */
/* setup_log.c - log lines in the form that Windows Setup, sysprep and reagentc share. */
#include "setup_log.h"

#include <stdarg.h>

enum {
    TEXT_SIZE = 1024, /* a longer message is cut */
    HEAD_SIZE = 64,   /* date, level, number */
};

HANDLE setup_log_open(const wchar_t *path, BOOL cleared)
{
    HANDLE file =
        CreateFileW(path, FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
            NULL, cleared ? CREATE_ALWAYS : OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);

    return file == INVALID_HANDLE_VALUE ? NULL : file;
}

void setup_log_close(struct setup_log *log)
{
    if (log->file)
        (void)CloseHandle(log->file);
    if (log->errors)
        (void)CloseHandle(log->errors);
    log->file = NULL;
    log->errors = NULL;
}

static void put(HANDLE file, const char *line)
{
    DWORD written;

    if (file)
        (void)WriteFile(file, line, (DWORD)strlen(line), &written, NULL);
}

void setup_log_line(struct setup_log *log, const char *level, uint32_t id, const char *format, ...)
{
    char text[TEXT_SIZE];
    char number[16] = "";
    char line[HEAD_SIZE + TEXT_SIZE + HEAD_SIZE];
    SYSTEMTIME now;
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);

    GetLocalTime(&now);
    if (id != 0)
        (void)snprintf(number, sizeof number, "[0x%06x]", (unsigned)id);
    (void)snprintf(line, sizeof line, "%04u-%02u-%02u %02u:%02u:%02u, %-10s %-10s %s %s\r\n",
        now.wYear, now.wMonth, now.wDay, now.wHour, now.wMinute, now.wSecond, level, number,
        log->writer, text);
    put(log->file, line);
    if (strcmp(level, "Error") == 0)
        put(log->errors, line);
}
