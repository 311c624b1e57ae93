/* SPDX-License-Identifier: MIT */
/*
 * registry.c - reads HKEY_LOCAL_MACHINE, the 64-bit view, and never writes to it.
 *
 * Types are asked for, so that RegGetValueW vouches for type and terminator.
 * Source: learn.microsoft.com/windows/win32/api/winreg/nf-winreg-reggetvaluew
 */
#include "win/win.h"

static bool open_key(
    const char *key, REGSAM access, enum found *found, struct win_key *opened, struct err *err)
{
    AUTO_FREE wchar_t *wide = NULL;
    LSTATUS status;

    if (!win_widen(key, &wide, err))
        return err_wrap(err, "key '%s'", key);

    status = RegOpenKeyExW(HKEY_LOCAL_MACHINE, wide, 0, access | KEY_WOW64_64KEY, &opened->handle);
    if (status != ERROR_SUCCESS && !win_is_absent((DWORD)status))
        return win_err(err, (DWORD)status, "cannot read 'HKLM\\%s'", key);

    *found = status == ERROR_SUCCESS ? FOUND : ABSENT;
    return true;
}

/* Asks for one value; ABSENT when the key or the value is not there. */
static bool get(const char *key, const char *name, DWORD flags, enum found *found, void *data,
    DWORD *size_bytes, LSTATUS *status, struct err *err)
{
    AUTO_FREE wchar_t *wide_name = NULL;
    AUTO(win_key) opened = { 0 };

    if (!win_widen(name, &wide_name, err))
        return err_wrap(err, "value '%s'", name);
    if (!open_key(key, KEY_QUERY_VALUE, found, &opened, err))
        return false;
    if (*found == ABSENT)
        return true;

    *status = RegGetValueW(opened.handle, NULL, wide_name, flags, NULL, data, size_bytes);
    if (win_is_absent((DWORD)*status)) {
        *found = ABSENT;
        return true;
    }
    if (*status != ERROR_SUCCESS && *status != ERROR_MORE_DATA)
        return win_err(err, (DWORD)*status, "cannot read 'HKLM\\%s\\%s'", key, name);
    return true;
}

/* Reads a value of unknown size; it may grow between asking for the size and reading. */
static bool get_wide(const char *key, const char *name, DWORD flags, enum found *found,
    wchar_t **wide, size_t *wide_count, struct err *err)
{
    AUTO_FREE wchar_t *buffer = NULL;
    DWORD size_bytes = 0;
    LSTATUS status = ERROR_SUCCESS;

    do {
        DWORD room_bytes;

        if (!get(key, name, flags, found, NULL, &size_bytes, &status, err))
            return false;
        if (*found == ABSENT)
            return true;
        if (size_bytes > GUEST_TEXT_LIMIT)
            return err_set(err, ERR_AGENT, ERR_TOO_LARGE,
                "cannot read 'HKLM\\%s\\%s': %lu bytes, over the limit of %d", key, name,
                size_bytes, GUEST_TEXT_LIMIT);

        free(buffer);
        /* two more units: for the terminators that RegGetValueW adds where they are missing */
        room_bytes = size_bytes + 2 * sizeof *buffer;
        buffer = calloc(1, room_bytes);
        if (!buffer)
            return err_nomem(err);
        size_bytes = room_bytes;
        if (!get(key, name, flags, found, buffer, &size_bytes, &status, err))
            return false;
        if (*found == ABSENT)
            return true;
    } while (status == ERROR_MORE_DATA);

    *wide = TAKE(buffer);
    *wide_count = size_bytes / sizeof **wide;
    return true;
}

bool win_reg_read_u32(void *state, const char *key, const char *name, enum found *found,
    uint32_t *value, struct err *err)
{
    enum found is_there = ABSENT;
    DWORD number = 0;
    DWORD size_bytes = sizeof number;
    LSTATUS status = ERROR_SUCCESS;

    (void)state;
    if (!get(key, name, RRF_RT_REG_DWORD, &is_there, &number, &size_bytes, &status, err))
        return false;
    if (is_there == FOUND && status != ERROR_SUCCESS)
        return win_err(err, (DWORD)status, "cannot read 'HKLM\\%s\\%s'", key, name);

    if (is_there == FOUND)
        *value = number;
    *found = is_there;
    return true;
}

bool win_reg_read_text(void *state, const char *key, const char *name, enum found *found,
    struct text *value, struct err *err)
{
    AUTO_FREE wchar_t *wide = NULL;
    size_t wide_count = 0;
    enum found is_there = ABSENT;

    (void)state;
    if (!get_wide(key, name, RRF_RT_REG_SZ | RRF_RT_REG_EXPAND_SZ | RRF_NOEXPAND, &is_there, &wide,
            &wide_count, err))
        return false;
    if (is_there == FOUND && !win_append(value, wide, wcsnlen(wide, wide_count), err))
        return err_wrap(err, "cannot read 'HKLM\\%s\\%s'", key, name);

    *found = is_there;
    return true;
}

bool win_reg_read_texts(void *state, const char *key, const char *name, enum found *found,
    struct text_list *values, struct err *err)
{
    AUTO_FREE wchar_t *wide = NULL;
    AUTO(text_list) read = { 0 };
    size_t wide_count = 0;
    enum found is_there = ABSENT;

    (void)state;
    if (!get_wide(key, name, RRF_RT_REG_MULTI_SZ, &is_there, &wide, &wide_count, err))
        return false;
    if (is_there == FOUND && !win_split_texts(wide, wide_count, &read, err))
        return err_wrap(err, "cannot read 'HKLM\\%s\\%s'", key, name);

    for (size_t i = 0; i < read.count; i++)
        if (!text_list_add(values, read.items[i], err))
            return false;
    *found = is_there;
    return true;
}

bool win_reg_has_key(void *state, const char *key, enum found *found, struct err *err)
{
    AUTO(win_key) opened = { 0 };

    (void)state;
    return open_key(key, KEY_QUERY_VALUE, found, &opened, err);
}

bool win_reg_has_value(
    void *state, const char *key, const char *name, enum found *found, struct err *err)
{
    enum found is_there = ABSENT;
    DWORD size_bytes = 0;
    LSTATUS status = ERROR_SUCCESS;

    (void)state;
    if (!get(key, name, RRF_RT_ANY | RRF_NOEXPAND, &is_there, NULL, &size_bytes, &status, err))
        return false;
    *found = is_there;
    return true;
}

bool win_reg_list_keys(
    void *state, const char *key, enum found *found, struct text_list *names, struct err *err)
{
    AUTO(win_key) opened = { 0 };
    AUTO(text_list) read = { 0 };
    enum found is_there = ABSENT;

    (void)state;
    if (!open_key(key, KEY_ENUMERATE_SUB_KEYS, &is_there, &opened, err))
        return false;

    for (DWORD index = 0; is_there == FOUND; index++) {
        wchar_t wide[256]; /* a key's name has at most 255 characters */
        DWORD count = COUNT_OF(wide);
        AUTO(text) name = { 0 };
        LSTATUS status = RegEnumKeyExW(opened.handle, index, wide, &count, NULL, NULL, NULL, NULL);

        if (status == ERROR_NO_MORE_ITEMS)
            break;
        if (status != ERROR_SUCCESS)
            return win_err(err, (DWORD)status, "cannot list 'HKLM\\%s'", key);
        if (index >= GUEST_LIST_LIMIT)
            return err_set(err, ERR_AGENT, ERR_TOO_LARGE,
                "cannot list 'HKLM\\%s': more than %d keys", key, GUEST_LIST_LIMIT);
        if (!win_append(&name, wide, count, err) || !text_list_add(&read, text_string(&name), err))
            return err_wrap(err, "cannot list 'HKLM\\%s'", key);
    }

    for (size_t i = 0; i < read.count; i++)
        if (!text_list_add(names, read.items[i], err))
            return false;
    *found = is_there;
    return true;
}
