/* SPDX-License-Identifier: MIT */
/*
 * program.c - what the process does before anything else.
 *
 * Source: learn.microsoft.com/windows/win32/api/libloaderapi, SetDefaultDllDirectories
 * Source: learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-terminateprocess
 * Source: learn.microsoft.com/windows/win32/api/heapapi/nf-heapapi-heapsetinformation
 */
#include "win/program.h"

#include "win/win.h"

#include <stdio.h>
#include <stdlib.h>

void win_program_start(void)
{
    /* None of these can fail on a Windows that this program runs on, and without them it would
     * still do the same things: they narrow what somebody else could make it do. */
    (void)SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32);
    (void)SetDllDirectoryW(L"");
    (void)HeapSetInformation(NULL, HeapEnableTerminationOnCorruption, NULL, 0);
    (void)SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX);
    win_console_start();
}

void win_program_end(int code)
{
    (void)fflush(NULL); /* what was written is checked where it is written */
    (void)TerminateProcess(GetCurrentProcess(), (UINT)code);
    abort(); /* it cannot come back */
}

bool win_program_arguments(int count, wchar_t **wide, struct text_list *arguments, struct err *err)
{
    for (int i = 0; i < count; i++) {
        AUTO_FREE char *narrow = NULL;

        if (!win_narrow(wide[i], &narrow, err) || !text_list_add(arguments, narrow, err))
            return err_wrap(err, "argument %d", i);
    }
    return true;
}
