/* SPDX-License-Identifier: MIT */
/*
 * output.c - what a process prints: taken in by a thread, bounded, and made readable.
 *
 * Source: learn.microsoft.com/windows/win32/procthread,
 *         Creating a Child Process with Redirected Input and Output
 * Source: learn.microsoft.com/windows/apps/design/globalizing/use-utf8-code-page
 */
#include "win/output.h"

enum {
    STOP_WAIT_MS = 5000, /* for the thread to notice that its read was cancelled */
    READ_STEP_BYTES = 16 * 1024,
    CODE_PAGE_US = 437, /* console text of an English Windows */
};

struct win_output {
    SRWLOCK lock;             /* of what is kept */
    struct win_handle source; /* the pipe's end that is read */
    struct win_handle thread;
    char *kept; /* the first GUEST_OUTPUT_LIMIT bytes, as they came */
    size_t len;
};

void win_output_free(struct win_output *output)
{
    bool ended = true;

    if (!output)
        return;
    if (win_handle_is_open(&output->thread)) {
        ended = WaitForSingleObject(output->thread.handle, 0) == WAIT_OBJECT_0;
        if (!ended && CancelSynchronousIo(output->thread.handle))
            ended = WaitForSingleObject(output->thread.handle, STOP_WAIT_MS) == WAIT_OBJECT_0;
    }
    /* A thread that still reads must find its memory and its pipe: then they are left to it. */
    if (!ended)
        return;
    win_handle_done(&output->thread);
    win_handle_done(&output->source);
    free(output->kept);
    free(output);
}

static bool make_pipe(struct win_output *output, struct win_handle *sink, struct err *err)
{
    SECURITY_ATTRIBUTES inherited = { sizeof inherited, NULL, TRUE };

    InitializeSRWLock(&output->lock);
    output->kept = malloc(GUEST_OUTPUT_LIMIT);
    if (!output->kept)
        return err_nomem(err);
    if (!CreatePipe(&output->source.handle, &sink->handle, &inherited, 0))
        return win_err(err, GetLastError(), "cannot make a pipe");
    if (!SetHandleInformation(output->source.handle, HANDLE_FLAG_INHERIT, 0))
        return win_err(err, GetLastError(), "cannot keep a pipe from the child");
    return true;
}

bool win_output_open(struct win_output **output, struct win_handle *sink, struct err *err)
{
    struct win_output *made = calloc(1, sizeof *made);

    if (!made)
        return err_nomem(err);
    if (make_pipe(made, sink, err)) {
        *output = made;
        return true;
    }
    win_output_free(made);
    return false;
}

static void keep(struct win_output *output, const char *bytes, size_t len)
{
    AcquireSRWLockExclusive(&output->lock);
    if (len > GUEST_OUTPUT_LIMIT - output->len)
        len = GUEST_OUTPUT_LIMIT - output->len; /* the rest is dropped, but read all the same */
    memcpy(output->kept + output->len, bytes, len);
    output->len += len;
    ReleaseSRWLockExclusive(&output->lock);
}

static DWORD WINAPI drain(void *argument)
{
    struct win_output *output = argument;
    char bytes[READ_STEP_BYTES];
    DWORD got;

    /* It fails when the last writer has gone, or when it is cancelled: both are the end. */
    while (ReadFile(output->source.handle, bytes, sizeof bytes, &got, NULL))
        keep(output, bytes, got);
    return 0;
}

bool win_output_drain(struct win_output *output, struct err *err)
{
    output->thread.handle = CreateThread(NULL, 0, drain, output, 0, NULL);
    return output->thread.handle ||
           win_err(err, GetLastError(), "cannot start a thread to read output");
}

void win_output_settle(struct win_output *output, uint32_t limit_ms)
{
    if (output && win_handle_is_open(&output->thread))
        (void)WaitForSingleObject(output->thread.handle, limit_ms); /* late output is lost output */
}

/* Of this process it would be UTF-8, by its manifest; the system's own is in the registry. */
static unsigned system_oem_code_page(void)
{
    wchar_t digits[8] = L""; /* a code page has five at most */
    DWORD bytes = sizeof digits;
    unsigned long number;

    /* Without an answer the most common one must do: this is for people. */
    if (RegGetValueW(HKEY_LOCAL_MACHINE, L"SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage",
            L"OEMCP", RRF_RT_REG_SZ, NULL, digits, &bytes) != ERROR_SUCCESS)
        return CODE_PAGE_US;
    number = wcstoul(digits, NULL, 10);
    return number > 0 && number <= 65001 && IsValidCodePage((UINT)number) ? (unsigned)number
                                                                          : CODE_PAGE_US;
}

bool win_output_append(struct win_output *output, struct text *text, struct err *err)
{
    AUTO_FREE char *copy = NULL;
    size_t len;

    if (!output)
        return true;
    AcquireSRWLockShared(&output->lock);
    len = output->len;
    copy = malloc(len + 1);
    if (copy)
        memcpy(copy, output->kept, len);
    ReleaseSRWLockShared(&output->lock);

    if (!copy)
        return err_nomem(err);
    return win_output_decode(copy, len, system_oem_code_page(), text, err);
}

/* Every other byte NUL, as in UTF-16 of Latin letters: no code page has that. */
static bool looks_wide(const char *bytes, size_t len)
{
    size_t nuls = 0;

    if (len < 2)
        return false;
    if (memcmp(bytes, "\xff\xfe", 2) == 0)
        return true;
    for (size_t i = 1; i < len; i += 2)
        nuls += bytes[i] == '\0';
    return nuls > len / 4;
}

/* Appends what may hold unpaired surrogates, which become U+FFFD. */
static bool append_lossy(struct text *text, const wchar_t *wide, size_t wide_count, struct err *err)
{
    int len;

    if (wide_count == 0)
        return true;
    len = WideCharToMultiByte(CP_UTF8, 0, wide, (int)wide_count, NULL, 0, NULL, NULL);

    AUTO_FREE char *narrow = calloc((size_t)len + 1, 1);
    if (!narrow)
        return err_nomem(err);
    if (len <= 0 ||
        WideCharToMultiByte(CP_UTF8, 0, wide, (int)wide_count, narrow, len, NULL, NULL) != len)
        return win_err(err, GetLastError(), "output cannot be written as UTF-8");
    text_append_bytes(text, narrow, (size_t)len);
    return text_ok(text, err);
}

bool win_output_decode(
    const char *bytes, size_t len, unsigned oem_code_page, struct text *text, struct err *err)
{
    size_t wide_count = len / sizeof(wchar_t);
    size_t mark = 0;
    AUTO_FREE wchar_t *wide = calloc(len + 1, sizeof *wide); /* enough for either way */

    if (!wide)
        return err_nomem(err);
    if (looks_wide(bytes, len)) {
        memcpy(wide, bytes, wide_count * sizeof *wide);
        mark = wide[0] == 0xfeff ? 1 : 0;
        return append_lossy(text, wide + mark, wide_count - mark, err);
    }
    if (text_is_utf8(bytes, len)) {
        text_append_bytes(text, bytes, len);
        return text_ok(text, err);
    }
    wide_count = (size_t)MultiByteToWideChar(oem_code_page, 0, bytes, (int)len, wide, (int)len + 1);
    if (wide_count == 0)
        return win_err(err, GetLastError(), "output is not in code page %u", oem_code_page);
    return append_lossy(text, wide, wide_count, err);
}
