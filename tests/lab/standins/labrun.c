/* SPDX-License-Identifier: MIT */
/*
 * labrun.c - runs a program inside the guest and writes its whole exit code to a file.
 *
 * usage: labrun.exe FILE PROGRAM [ARGUMENT ...]
 *
 * The loader on the Linux side gives only the low eight bits of an exit code. The program has our
 * console, so that what it prints goes where it went.
 */
#include <windows.h>

#include <stdbool.h>
#include <wchar.h>

int wmain(int count, wchar_t **words);

static const wchar_t *skip_word(const wchar_t *line)
{
    bool quoted = false;

    for (; *line != L'\0' && (quoted || (*line != L' ' && *line != L'\t')); line++)
        if (*line == L'"')
            quoted = !quoted;
    return line + wcsspn(line, L" \t");
}

static int fail(const char *what)
{
    fprintf(stderr, "labrun: cannot %s: Win32 error %lu\n", what, GetLastError());
    return 125;
}

int wmain(int count, wchar_t **words)
{
    STARTUPINFOW startup = { .cb = sizeof startup };
    PROCESS_INFORMATION child;
    wchar_t *line;
    DWORD code;
    FILE *file;

    if (count < 3) {
        fprintf(stderr, "usage: labrun FILE PROGRAM [ARGUMENT ...]\n");
        return 125;
    }
    /* The rest of our own command line, as it was quoted. */
    line = _wcsdup(skip_word(skip_word(GetCommandLineW())));
    if (!line || !CreateProcessW(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &child))
        return fail("start the program");
    if (WaitForSingleObject(child.hProcess, INFINITE) != WAIT_OBJECT_0 ||
        !GetExitCodeProcess(child.hProcess, &code))
        return fail("wait for the program");
    file = _wfopen(words[1], L"w");
    if (!file || fprintf(file, "%lu\n", code) < 0 || fclose(file) != 0)
        return fail("write the exit code");
    return 0;
}
