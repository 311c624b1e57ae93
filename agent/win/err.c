/* SPDX-License-Identifier: MIT */
/* err.c - what Windows says about a failure, with its number as it was. */
#include "win/win.h"

#include <ctype.h>

/* Longest text of Windows that is kept; err.text has 384 bytes for context, this and the number. */
enum { WORDS_SIZE = 200 };

/* Windows speaks in sentences; a cause behind a colon starts small and has no full stop. */
static void trim(char *words)
{
    size_t len = strlen(words);

    while (len > 0 && (isspace((unsigned char)words[len - 1]) || words[len - 1] == '.'))
        words[--len] = '\0';
    if (len > 1 && words[0] >= 'A' && words[0] <= 'Z' && words[1] >= 'a' && words[1] <= 'z')
        words[0] = (char)(words[0] - 'A' + 'a');
}

/* English where it is installed, so that a report can be searched for; else as Windows speaks. */
static void say(DWORD code, char words[WORDS_SIZE])
{
    const DWORD flags =
        FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK;
    wchar_t wide[512]; /* FormatMessageW fails rather than cut; Windows' texts are shorter */
    char whole[sizeof wide / sizeof wide[0] * 3]; /* a unit takes up to 3 bytes of UTF-8 */
    int len = 0;
    DWORD count = FormatMessageW(flags, NULL, code, MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US),
        wide, (DWORD)COUNT_OF(wide), NULL);

    if (count == 0)
        count = FormatMessageW(flags, NULL, code, 0, wide, (DWORD)COUNT_OF(wide), NULL);
    if (count > 0)
        len = WideCharToMultiByte(CP_UTF8, 0, wide, (int)count, whole, sizeof whole, NULL, NULL);
    if (len <= 0) {
        (void)snprintf(words, WORDS_SIZE, "no text for this code");
        return;
    }
    if (len > WORDS_SIZE - 1)
        len = WORDS_SIZE - 1;
    while (len > 0 && len == WORDS_SIZE - 1 && ((unsigned char)whole[len] & 0xC0) == 0x80)
        len--; /* not in the middle of a character */
    memcpy(words, whole, (size_t)len);
    words[len] = '\0';
    trim(words);
}

static void wrap(struct err *err, const char *format, va_list arguments)
{
    char context[sizeof err->text]; /* longer context would be dropped by err_wrap anyway */

    (void)vsnprintf(context, sizeof context, format, arguments); /* cut is good enough */
    (void)err_wrap(err, "%s", context);                          /* returns false, always */
}

bool win_err(struct err *err, DWORD code, const char *format, ...)
{
    char words[WORDS_SIZE];
    va_list arguments;

    say(code, words);
    (void)err_set(err, ERR_WIN32, code, "%s (Win32 error %lu)", words, code);
    va_start(arguments, format);
    wrap(err, format, arguments);
    va_end(arguments);
    return false;
}

bool win_hresult(struct err *err, HRESULT result, const char *format, ...)
{
    char words[WORDS_SIZE];
    DWORD code = (DWORD)result;
    va_list arguments;

    /* 0x8007xxxx carries a Win32 code, whose text is always there. */
    say(HRESULT_FACILITY(result) == FACILITY_WIN32 ? code & 0xffff : code, words);
    (void)err_set(err, ERR_HRESULT, code, "%s (HRESULT 0x%08lX)", words, code);
    va_start(arguments, format);
    wrap(err, format, arguments);
    va_end(arguments);
    return false;
}

bool win_is_absent(DWORD code)
{
    return code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND;
}
