/* SPDX-License-Identifier: MIT */
/* text.c - UTF-8 to UTF-16 and back; both ways refuse what is malformed. */
#include "win/win.h"

#include <limits.h>

bool win_widen(const char *text, wchar_t **wide, struct err *err)
{
    int count = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, NULL, 0);

    if (count == 0)
        return win_err(err, GetLastError(), "text is not UTF-8");

    AUTO_FREE wchar_t *buffer = calloc((size_t)count, sizeof *buffer);
    if (!buffer)
        return err_nomem(err);

    if (MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, buffer, count) == 0)
        return win_err(err, GetLastError(), "text is not UTF-8");

    *wide = TAKE(buffer);
    return true;
}

bool win_append(struct text *text, const wchar_t *wide, size_t wide_count, struct err *err)
{
    int len;

    if (wide_count == 0)
        return true;
    if (wide_count > INT_MAX / 4)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "text of %zu characters", wide_count);

    len = WideCharToMultiByte(
        CP_UTF8, WC_ERR_INVALID_CHARS, wide, (int)wide_count, NULL, 0, NULL, NULL);
    if (len == 0)
        return win_err(err, GetLastError(), "text from Windows is not valid UTF-16");

    AUTO_FREE char *buffer = calloc((size_t)len, 1);
    if (!buffer)
        return err_nomem(err);

    if (WideCharToMultiByte(
            CP_UTF8, WC_ERR_INVALID_CHARS, wide, (int)wide_count, buffer, len, NULL, NULL) == 0)
        return win_err(err, GetLastError(), "text from Windows is not valid UTF-16");

    text_append_bytes(text, buffer, (size_t)len);
    return text_ok(text, err);
}

bool win_narrow(const wchar_t *wide, char **text, struct err *err)
{
    AUTO(text) narrow = { 0 };

    if (!win_append(&narrow, wide, wcslen(wide), err))
        return false;
    if (narrow.len == 0)
        return text_copy("", text, err);

    *text = text_take(&narrow);
    return *text ? true : err_nomem(err);
}

bool win_split_texts(
    const wchar_t *wide, size_t wide_count, struct text_list *list, struct err *err)
{
    bool ends = wide_count > 0 && wide[wide_count - 1] == L'\0';

    /* A list of none is the list's terminator alone, or behind that of a string not there. */
    if (ends && (wide_count == 1 || (wide_count == 2 && wide[0] == L'\0')))
        return true;
    /* The last terminator ends the list, not a string. */
    if (ends && wide[wide_count - 2] == L'\0')
        wide_count--;

    for (size_t start = 0; start < wide_count;) {
        AUTO(text) item = { 0 };
        size_t len = wcsnlen(wide + start, wide_count - start);

        if (list->count >= GUEST_LIST_LIMIT)
            return err_set(
                err, ERR_AGENT, ERR_TOO_LARGE, "list of more than %d texts", GUEST_LIST_LIMIT);
        if (!win_append(&item, wide + start, len, err) ||
            !text_list_add(list, text_string(&item), err))
            return false;
        start += len + 1;
    }
    return true;
}
