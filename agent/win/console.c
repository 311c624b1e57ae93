/* SPDX-License-Identifier: MIT */
/*
 * console.c - the streams a person or a script sees, and the keys by which a person says stop.
 *
 * A real console gets UTF-16 by WriteConsoleW, so that no code page has a say; a file or a pipe
 * gets the bytes as they are.
 *
 * Source: learn.microsoft.com/windows/console/writeconsole
 * Source: learn.microsoft.com/windows/console/handlerroutine
 * Source: learn.microsoft.com/windows/console/console-virtual-terminal-sequences
 */
#include "base/console.h"
#include "win/win.h"

enum {
    CHARACTER_SIZE = 4,        /* bytes of the longest UTF-8 character */
    CONSOLE_STEP_COUNT = 1024, /* UTF-16 units of one WriteConsoleW: never too many for a console */
};

/*
 * What Windows leaves no other place for: its handler is called with nothing but the key, and a
 * character cut between two writes has to wait somewhere for its rest.
 */
static HANDLE stop_event;
static struct {
    char bytes[CHARACTER_SIZE];
    size_t len;
} pending[2];

/* Of the thread, because the service writes for its job and for itself. */
static _Thread_local const struct console_sink *diverted;

void console_divert(const struct console_sink *sink)
{
    diverted = sink;
}

/* The first time, whoever waits is told; the second time, the process ends at once. Both are safe:
 * the journal is made for it. Somebody who signs out is told to services alone, and no matter to the
 * one of goldprep: its run goes on without anybody. */
static BOOL WINAPI on_stop(DWORD key)
{
    bool again = WaitForSingleObject(stop_event, 0) == WAIT_OBJECT_0;

    if (key == CTRL_LOGOFF_EVENT)
        return TRUE;
    (void)SetEvent(stop_event); /* it fails for a bad handle only */
    return (key == CTRL_C_EVENT || key == CTRL_BREAK_EVENT) && !again;
}

bool win_stop_event(HANDLE *event, struct err *err)
{
    if (!stop_event) {
        HANDLE made = CreateEventW(NULL, TRUE, FALSE, NULL);

        if (!made)
            return win_err(err, GetLastError(), "cannot make an event");
        stop_event = made;
        if (!SetConsoleCtrlHandler(on_stop, TRUE))
            return win_err(err, GetLastError(), "cannot listen for Ctrl-C");
    }
    *event = stop_event;
    return true;
}

static HANDLE handle_of(enum console_stream stream)
{
    return GetStdHandle(stream == CONSOLE_OUT ? STD_OUTPUT_HANDLE : STD_ERROR_HANDLE);
}

static bool is_console(HANDLE handle)
{
    DWORD mode;

    return handle && handle != INVALID_HANDLE_VALUE && GetConsoleMode(handle, &mode);
}

void win_console_start(void)
{
    const HANDLE handles[] = { handle_of(CONSOLE_OUT), handle_of(CONSOLE_ERR) };
    DWORD mode;

    /* A console that does not know colours says no, and console_is_terminal sees it. */
    for (size_t i = 0; i < COUNT_OF(handles); i++)
        if (is_console(handles[i]) && GetConsoleMode(handles[i], &mode))
            (void)SetConsoleMode(handles[i], mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
}

/* A console in its legacy mode counts as a file: it would show escape sequences as rubbish. */
bool console_is_terminal(enum console_stream stream)
{
    HANDLE handle = handle_of(stream);
    DWORD mode;

    return !diverted && is_console(handle) && GetConsoleMode(handle, &mode) &&
           (mode & ENABLE_VIRTUAL_TERMINAL_PROCESSING);
}

int console_width(enum console_stream stream)
{
    CONSOLE_SCREEN_BUFFER_INFO info;

    if (diverted || !GetConsoleScreenBufferInfo(handle_of(stream), &info) ||
        info.srWindow.Right < info.srWindow.Left)
        return CONSOLE_WIDTH_UNKNOWN;
    return info.srWindow.Right - info.srWindow.Left + 1;
}

static bool write_bytes(HANDLE handle, const char *bytes, size_t len)
{
    while (len > 0) {
        DWORD written = 0;
        DWORD step = len < MAXDWORD ? (DWORD)len : MAXDWORD;

        if (!WriteFile(handle, bytes, step, &written, NULL) || written == 0)
            return false;
        bytes += written;
        len -= written;
    }
    return true;
}

static bool write_wide(HANDLE handle, const wchar_t *wide, size_t count)
{
    while (count > 0) {
        DWORD written = 0;
        DWORD step = count < CONSOLE_STEP_COUNT ? (DWORD)count : CONSOLE_STEP_COUNT;

        if (!WriteConsoleW(handle, wide, step, &written, NULL) || written == 0)
            return false;
        wide += written;
        count -= written;
    }
    return true;
}

/* Whole characters only; what is malformed shows as U+FFFD rather than being lost. */
static bool write_characters(HANDLE handle, const char *bytes, size_t len)
{
    while (len > 0) {
        wchar_t wide[CONSOLE_STEP_COUNT];
        /* A byte makes at most one unit, so this many always fit; no character is cut. */
        size_t step = len < COUNT_OF(wide) ? len : COUNT_OF(wide);
        int count;

        while (step < len && step > 1 && ((unsigned char)bytes[step] & 0xc0) == 0x80)
            step--;
        count = MultiByteToWideChar(CP_UTF8, 0, bytes, (int)step, wide, COUNT_OF(wide));
        if (count <= 0 || !write_wide(handle, wide, (size_t)count))
            return false;
        bytes += step;
        len -= step;
    }
    return true;
}

/* How many bytes a character has that begins like this; 1 for what begins none. */
static size_t character_len(unsigned char first)
{
    return first >= 0xf0 && first <= 0xf4 ? 4
           : first >= 0xe0                ? (first <= 0xef ? 3 : 1)
           : first >= 0xc2                ? 2
                                          : 1;
}

/* Bytes at the end that begin a character and do not finish it. */
static size_t cut_off(const char *bytes, size_t len)
{
    for (size_t back = 1; back < CHARACTER_SIZE && back <= len; back++) {
        unsigned char byte = (unsigned char)bytes[len - back];

        if ((byte & 0xc0) != 0x80)
            return character_len(byte) > back ? back : 0;
    }
    return 0;
}

bool console_write(enum console_stream stream, const char *bytes, size_t len)
{
    if (diverted)
        return diverted->write(diverted->state, stream, bytes, len);

    HANDLE handle = handle_of(stream);
    AUTO(text) whole = { 0 };
    size_t rest;

    if (!is_console(handle))
        return write_bytes(handle, bytes, len);

    text_append_bytes(&whole, pending[stream].bytes, pending[stream].len);
    text_append_bytes(&whole, bytes, len);
    if (whole.broken)
        return false;
    if (whole.len == 0)
        return true;
    rest = cut_off(whole.bytes, whole.len);
    memcpy(pending[stream].bytes, whole.bytes + whole.len - rest, rest);
    pending[stream].len = rest;
    return write_characters(handle, whole.bytes, whole.len - rest);
}

bool console_ask(const char *question, bool *yes, struct err *err)
{
    HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
    wchar_t wide[256]; /* longer lines are no "yes" */
    DWORD count = 0;
    AUTO(text) answer = { 0 };
    struct err ignored; /* what cannot be read is no "yes" either */

    if (diverted || !is_console(input))
        return err_set(err, ERR_AGENT, ERR_REFUSED, "there is no terminal to ask '%s'", question);

    console_write(CONSOLE_ERR, question, strlen(question));
    if (!ReadConsoleW(input, wide, COUNT_OF(wide), &count, NULL))
        return win_err(err, GetLastError(), "cannot read the answer to '%s'", question);

    while (count > 0 && (wide[count - 1] == L'\n' || wide[count - 1] == L'\r'))
        count--;
    *yes = win_append(&answer, wide, count, &ignored) &&
           (text_same(text_string(&answer), "y") || text_same(text_string(&answer), "yes"));
    return true;
}

void console_forget_stop(void)
{
    if (stop_event)
        (void)ResetEvent(stop_event); /* it fails for a bad handle only */
}
