/* SPDX-License-Identifier: MIT */
/*
 * registry.c - reads HKEY_LOCAL_MACHINE, the 64-bit view, and HKEY_USERS; registry_write.c writes.
 *
 * A value is read as bytes, in one call where it is small; what its type promises is checked here,
 * because Windows keeps whatever a program has stored.
 *
 * Source: learn.microsoft.com/windows/win32/api/winreg/nf-winreg-regqueryvalueexw (texts may lack
 *         their terminators; ERROR_MORE_DATA tells the size)
 * Source: learn.microsoft.com/windows/win32/sysinfo/registry-element-size-limits
 */
#include "win/win.h"

enum {
    SMALL_COUNT = 512,        /* most values are shorter */
    KEY_NAME_COUNT = 256,     /* longest name of a key, and the terminator */
    VALUE_NAME_COUNT = 16384, /* longest name of a value, and the terminator */
};

/* A value as it is stored. */
struct value {
    const wchar_t *name;
    DWORD type;
    DWORD size_bytes;
    void *large; /* NULL: it lies in small */
    wchar_t small[SMALL_COUNT];
};

static void value_done(struct value *value)
{
    free(value->large);
    value->large = NULL;
}

static const void *value_data(const struct value *value)
{
    return value->large ? value->large : value->small;
}

static size_t value_count(const struct value *value)
{
    return value->size_bytes / sizeof(wchar_t);
}

/* Reads into what is there, then into as much as it takes; it may grow meanwhile. */
static LSTATUS ask_value(HKEY key, void *about)
{
    struct value *value = about;
    LSTATUS status;

    value->size_bytes = sizeof value->small;
    status = RegQueryValueExW(
        key, value->name, NULL, &value->type, (BYTE *)value->small, &value->size_bytes);
    while (status == ERROR_MORE_DATA && value->size_bytes <= GUEST_TEXT_LIMIT) {
        free(value->large);
        value->large = malloc(value->size_bytes);
        if (!value->large)
            return ERROR_OUTOFMEMORY;
        status = RegQueryValueExW(
            key, value->name, NULL, &value->type, value->large, &value->size_bytes);
    }
    return status;
}

static bool read_value(void *state, const char *key, const char *name, enum found *found,
    struct value *value, struct err *err)
{
    AUTO_FREE wchar_t *wide = NULL;
    LSTATUS status = ERROR_SUCCESS;

    if (!win_widen(name, &wide, err))
        return err_wrap(err, "value '%s'", name);
    value->name = wide;
    if (!win_keys_ask(&((struct win_guest *)state)->keys, key, KEY_QUERY_VALUE, ask_value, value,
            found, &status, err))
        return false;
    value->name = NULL;
    if (*found == ABSENT)
        return true;

    if (win_is_absent((DWORD)status)) {
        *found = ABSENT;
        return true;
    }
    if (status == ERROR_MORE_DATA)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE,
            "cannot read '%s%s\\%s': %lu bytes, over the limit of %d", win_key_root(key), key, name,
            value->size_bytes, GUEST_TEXT_LIMIT);
    if (status != ERROR_SUCCESS)
        return win_err(err, (DWORD)status, "cannot read '%s%s\\%s'", win_key_root(key), key, name);
    return true;
}

/* Is it of that type, and are there whole characters in it? */
static bool check_texts(
    const struct value *value, const char *key, const char *name, bool of_type, struct err *err)
{
    if (!of_type)
        return win_err(err, ERROR_UNSUPPORTED_TYPE, "cannot read '%s%s\\%s': type %lu",
            win_key_root(key), key, name, value->type);
    if (value->size_bytes % sizeof(wchar_t) != 0)
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "cannot read '%s%s\\%s': a text of %lu bytes, half a character too many",
            win_key_root(key), key, name, value->size_bytes);
    return true;
}

bool win_reg_read_u32(void *state, const char *key, const char *name, enum found *found,
    uint32_t *value, struct err *err)
{
    AUTO(value) read = { 0 };
    enum found is_there = ABSENT;
    bool of_type, of_size;

    if (!read_value(state, key, name, &is_there, &read, err))
        return false;
    of_type = read.type == REG_DWORD;
    of_size = read.size_bytes == sizeof *value;
    if (is_there == FOUND && (!of_type || !of_size))
        return win_err(err, of_type ? ERROR_INVALID_DATA : ERROR_UNSUPPORTED_TYPE,
            "cannot read '%s%s\\%s': type %lu, %lu bytes", win_key_root(key), key, name, read.type,
            read.size_bytes);

    if (is_there == FOUND)
        memcpy(value, value_data(&read), sizeof *value);
    *found = is_there;
    return true;
}

bool win_reg_read_text(void *state, const char *key, const char *name, enum found *found,
    struct text *value, struct err *err)
{
    AUTO(value) read = { 0 };
    enum found is_there = ABSENT;

    if (!read_value(state, key, name, &is_there, &read, err))
        return false;
    if (is_there == FOUND) {
        const wchar_t *wide = value_data(&read);

        if (!check_texts(&read, key, name, read.type == REG_SZ || read.type == REG_EXPAND_SZ, err))
            return false;
        if (!win_append(value, wide, wcsnlen(wide, value_count(&read)), err))
            return err_wrap(err, "cannot read '%s%s\\%s'", win_key_root(key), key, name);
    }
    *found = is_there;
    return true;
}

static bool add_all(struct text_list *list, const struct text_list *read, struct err *err)
{
    for (size_t i = 0; i < read->count; i++)
        if (!text_list_add(list, read->items[i], err))
            return false;
    return true;
}

bool win_reg_read_texts(void *state, const char *key, const char *name, enum found *found,
    struct text_list *values, struct err *err)
{
    AUTO(value) read = { 0 };
    AUTO(text_list) list = { 0 };
    enum found is_there = ABSENT;

    if (!read_value(state, key, name, &is_there, &read, err))
        return false;
    if (is_there == FOUND) {
        if (!check_texts(&read, key, name, read.type == REG_MULTI_SZ, err))
            return false;
        if (!win_split_texts(value_data(&read), value_count(&read), &list, err))
            return err_wrap(err, "cannot read '%s%s\\%s'", win_key_root(key), key, name);
    }
    if (!add_all(values, &list, err))
        return false;
    *found = is_there;
    return true;
}

bool win_reg_read_bytes(void *state, const char *key, const char *name, enum found *found,
    uint32_t *type, struct bytes *bytes, struct err *err)
{
    AUTO(value) read = { 0 };
    enum found is_there = ABSENT;

    if (!read_value(state, key, name, &is_there, &read, err))
        return false;
    if (is_there == FOUND) {
        uint8_t *data = malloc((size_t)read.size_bytes + 1);

        if (!data)
            return err_nomem(err);
        memcpy(data, value_data(&read), read.size_bytes);
        data[read.size_bytes] = '\0';
        *bytes = (struct bytes){ .data = data, .len = read.size_bytes };
        *type = read.type;
    }
    *found = is_there;
    return true;
}

bool win_reg_has_key(void *state, const char *key, enum found *found, struct err *err)
{
    return win_keys_check(&((struct win_guest *)state)->keys, key, found, err);
}

static LSTATUS ask_presence(HKEY key, void *about)
{
    return RegQueryValueExW(key, about, NULL, NULL, NULL, NULL);
}

bool win_reg_has_value(
    void *state, const char *key, const char *name, enum found *found, struct err *err)
{
    AUTO_FREE wchar_t *wide = NULL;
    enum found is_there = ABSENT;
    LSTATUS status = ERROR_SUCCESS;

    if (!win_widen(name, &wide, err))
        return err_wrap(err, "value '%s'", name);
    if (!win_keys_ask(&((struct win_guest *)state)->keys, key, KEY_QUERY_VALUE, ask_presence, wide,
            &is_there, &status, err))
        return false;
    if (is_there == FOUND && win_is_absent((DWORD)status))
        is_there = ABSENT;
    else if (is_there == FOUND && status != ERROR_SUCCESS)
        return win_err(err, (DWORD)status, "cannot read '%s%s\\%s'", win_key_root(key), key, name);
    *found = is_there;
    return true;
}

/* -- lists of names -- */

typedef LSTATUS name_by_index(HKEY key, DWORD index, wchar_t *name, DWORD *count);

static LSTATUS key_by_index(HKEY key, DWORD index, wchar_t *name, DWORD *count)
{
    return RegEnumKeyExW(key, index, name, count, NULL, NULL, NULL, NULL);
}

static LSTATUS value_by_index(HKEY key, DWORD index, wchar_t *name, DWORD *count)
{
    return RegEnumValueW(key, index, name, count, NULL, NULL, NULL, NULL);
}

struct names {
    name_by_index *by_index;
    DWORD room_count;
    struct text_list list;
    bool failed; /* err has it */
    struct err *err;
};

static void names_done(struct names *names)
{
    text_list_done(&names->list);
}

/* A name that is not text, or holds a NUL, cannot be asked for again: it is refused. */
static bool add_name(struct names *names, const wchar_t *wide, size_t count)
{
    AUTO(text) name = { 0 };

    if (names->list.count >= GUEST_LIST_LIMIT)
        return err_set(
            names->err, ERR_AGENT, ERR_TOO_LARGE, "more than %d names", GUEST_LIST_LIMIT);
    if (wcsnlen(wide, count) < count)
        return err_set(names->err, ERR_AGENT, ERR_MALFORMED, "a name holds a NUL");
    return win_append(&name, wide, count, names->err) &&
           text_list_add(&names->list, text_string(&name), names->err);
}

static LSTATUS ask_names(HKEY key, void *about)
{
    struct names *names = about;
    AUTO_FREE wchar_t *wide = calloc(names->room_count, sizeof *wide);

    if (!wide)
        return ERROR_OUTOFMEMORY;
    text_list_done(&names->list);
    for (DWORD index = 0;; index++) {
        DWORD count = names->room_count;
        LSTATUS status = names->by_index(key, index, wide, &count);

        if (status != ERROR_SUCCESS)
            return status;
        if (!add_name(names, wide, count)) {
            names->failed = true;
            return ERROR_SUCCESS;
        }
    }
}

static bool list_names(void *state, const char *key, REGSAM access, struct names *names,
    enum found *found, struct text_list *list, struct err *err)
{
    enum found is_there = ABSENT;
    LSTATUS status = ERROR_NO_MORE_ITEMS;

    names->err = err;
    if (!win_keys_ask(&((struct win_guest *)state)->keys, key, access, ask_names, names, &is_there,
            &status, err))
        return false;
    if (names->failed)
        return err_wrap(err, "cannot list '%s%s'", win_key_root(key), key);
    if (is_there == FOUND && status != ERROR_NO_MORE_ITEMS)
        return win_err(err, (DWORD)status, "cannot list '%s%s'", win_key_root(key), key);
    if (!add_all(list, &names->list, err))
        return false;
    *found = is_there;
    return true;
}

bool win_reg_list_keys(
    void *state, const char *key, enum found *found, struct text_list *names, struct err *err)
{
    AUTO(names) read = { .by_index = key_by_index, .room_count = KEY_NAME_COUNT };

    return list_names(state, key, KEY_ENUMERATE_SUB_KEYS, &read, found, names, err);
}

bool win_reg_list_values(
    void *state, const char *key, enum found *found, struct text_list *names, struct err *err)
{
    AUTO(names) read = { .by_index = value_by_index, .room_count = VALUE_NAME_COUNT };

    return list_names(state, key, KEY_QUERY_VALUE, &read, found, names, err);
}
