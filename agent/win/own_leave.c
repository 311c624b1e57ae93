/* SPDX-License-Identifier: MIT */
/*
 * own_leave.c - the running program's file goes: when this process has ended, or else at the next
 * start of Windows.
 *
 * A running program cannot delete its own file. Windows' command interpreter tries once a second,
 * for two minutes, until the file is gone (ping is how it lets a second pass). It is the one place
 * where a shell is used, for want of another program of Windows that deletes a file; nothing of its
 * line comes from outside but the path, and one that it would read in another way is left to the
 * next start. Where goldprep is in a job that lets nobody leave it (a remote shell that ends with its
 * connection), the interpreter would be ended with it: the next start does it, too.
 *
 * Source: learn.microsoft.com/windows/win32/api/winbase/nf-winbase-movefileexw
 *         (MOVEFILE_DELAY_UNTIL_REBOOT: deleted before any program starts)
 * Source: learn.microsoft.com/windows/win32/procthread/process-creation-flags
 *         (CREATE_BREAKAWAY_FROM_JOB: ERROR_ACCESS_DENIED where the job does not allow it)
 * Source: learn.microsoft.com/windows-server/administration/windows-commands/cmd (/d, /e:on,
 *         /v:off, /s, /c)
 * Source: learn.microsoft.com/windows-server/administration/windows-commands/for (/l)
 */
#include "win/own.h"

enum { TRIES = 120 };

/* "%" is a variable's; a quote cannot be in a path, and nothing else counts between two. */
static bool is_plain(const char *path)
{
    return !strpbrk(path, "%\"\r\n");
}

static void append_line(const char *system, const char *path, const char *folder, struct text *line)
{
    /* ping.exe is found in the folder that it starts in, the system's */
    text_append(line,
        "\"%s\\cmd.exe\" /d /e:on /v:off /s /c \"(for /l %%i in (1,1,%d) do (del /f /q \"%s\" & "
        "if exist \"%s\" ping.exe -n 2 127.0.0.1 ))",
        system, TRIES, path, path);
    if (folder)
        text_append(line, " & rmdir \"%s\"", folder);
    text_append(line, "\"");
}

static bool start(const char *system, const char *line, struct err *err)
{
    AUTO(text) program = { 0 };
    AUTO_FREE wchar_t *wide_program = NULL;
    AUTO_FREE wchar_t *wide_line = NULL;
    AUTO_FREE wchar_t *wide_system = NULL;
    AUTO(win_handle) process = { 0 };
    AUTO(win_handle) thread = { 0 };
    STARTUPINFOW startup = { .cb = sizeof startup };
    PROCESS_INFORMATION made = { 0 };

    text_append(&program, "%s\\cmd.exe", system);
    if (!text_ok(&program, err) || !win_widen(text_string(&program), &wide_program, err) ||
        !win_widen(line, &wide_line, err) || !win_widen(system, &wide_system, err))
        return false;
    /* it inherits nothing, and holds no folder but the system's */
    if (!CreateProcessW(wide_program, wide_line, NULL, NULL, FALSE,
            CREATE_NO_WINDOW | CREATE_BREAKAWAY_FROM_JOB, NULL, wide_system, &startup, &made))
        return win_err(err, GetLastError(), "cannot start '%s'", text_string(&program));
    process.handle = made.hProcess;
    thread.handle = made.hThread;
    return true;
}

static bool leave_at_boot(const char *path, const char *folder, struct err *err)
{
    AUTO_FREE wchar_t *wide = NULL;
    AUTO_FREE wchar_t *wide_folder = NULL;

    if (!win_widen(path, &wide, err) || (folder && !win_widen(folder, &wide_folder, err)))
        return false;
    if (!MoveFileExW(wide, NULL, MOVEFILE_DELAY_UNTIL_REBOOT))
        return win_err(err, GetLastError(), "cannot have '%s' deleted at the next start", path);
    return !folder || MoveFileExW(wide_folder, NULL, MOVEFILE_DELAY_UNTIL_REBOOT) ||
           win_err(err, GetLastError(), "cannot have '%s' deleted at the next start", folder);
}

bool win_own_leave(
    void *state, const char *path, const char *folder, enum own_leaves *leaves, struct err *err)
{
    AUTO(text) system = { 0 };
    AUTO(text) line = { 0 };
    struct err why = { 0 };

    if (!win_folder(state, GUEST_SYSTEM, &system, err))
        return false;
    append_line(text_string(&system), path, folder, &line);
    if (!text_ok(&line, err))
        return false;
    if (is_plain(path) && (!folder || is_plain(folder)) &&
        start(text_string(&system), text_string(&line), &why)) {
        *leaves = OWN_LEAVES_AT_END;
        return true;
    }
    if (!leave_at_boot(path, folder, err))
        return false;
    *leaves = OWN_LEAVES_AT_BOOT;
    return true;
}
