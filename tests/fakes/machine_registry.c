/* SPDX-License-Identifier: MIT */
/* machine_registry.c - the fake machine's registry. */
#include "fakes/machine_parts.h"

#include <stdio.h>
#include <string.h>

/** RegGetValueW's answer when the value is of a type that was not asked for. */
enum { WIN32_UNSUPPORTED_TYPE = 1630 };

static void value_done(struct fake_value *value)
{
    free(value->key);
    free(value->name);
    free(value->text);
    bytes_done(&value->bytes);
    text_list_done(&value->texts);
    *value = (struct fake_value){ 0 };
}

void fake_registry_done(struct fake_machine *machine)
{
    for (size_t i = 0; i < machine->values.count; i++)
        value_done(&machine->values.items[i]);
    free(machine->values.items);
    text_list_done(&machine->keys);
    text_list_done(&machine->hives);
    text_list_done(&machine->mounted_hives);
    text_list_done(&machine->denied_keys);
}

/** Is `key` that key or one below it? */
static bool is_below(const char *key, const char *top)
{
    size_t len = strlen(top);

    return text_starts_same(key, top) && (key[len] == '\0' || key[len] == '\\');
}

void fake_reg_key(struct fake_machine *machine, const char *key)
{
    AUTO_FREE char *part = fake_copy(key);

    for (size_t i = 0;; i++) {
        if (key[i] != '\\' && key[i] != '\0')
            continue;
        part[i] = '\0';
        if (!text_list_has(&machine->keys, part))
            fake_list_add(&machine->keys, part);
        if (key[i] == '\0')
            return;
        part[i] = '\\';
    }
}

static size_t find_value(const struct fake_machine *machine, const char *key, const char *name)
{
    for (size_t i = 0; i < machine->values.count; i++)
        if (text_same(machine->values.items[i].key, key) &&
            text_same(machine->values.items[i].name, name))
            return i;
    return SIZE_MAX;
}

const struct fake_value *fake_reg_find(
    const struct fake_machine *machine, const char *key, const char *name)
{
    size_t index = find_value(machine, key, name);

    return index == SIZE_MAX ? NULL : &machine->values.items[index];
}

static void remove_value(struct fake_machine *machine, size_t index)
{
    value_done(&machine->values.items[index]);
    fake_array_remove(
        machine->values.items, &machine->values.count, index, sizeof machine->values.items[0]);
}

/** A fresh value in place of any that was there. */
static struct fake_value *set_value(
    struct fake_machine *machine, const char *key, const char *name, enum fake_type type)
{
    struct fake_value_list *values = &machine->values;
    size_t index = find_value(machine, key, name);

    if (index != SIZE_MAX)
        remove_value(machine, index);
    fake_reg_key(machine, key);
    if (values->count == values->capacity) {
        values->capacity = values->capacity ? values->capacity * 2 : 64;
        values->items = fake_grow(values->items, values->capacity * sizeof values->items[0]);
    }
    struct fake_value *value = &values->items[values->count++];
    *value = (struct fake_value){ .type = type, .key = fake_copy(key), .name = fake_copy(name) };
    return value;
}

void fake_reg_u32(struct fake_machine *machine, const char *key, const char *name, uint32_t value)
{
    set_value(machine, key, name, FAKE_U32)->number = value;
}

void fake_reg_text(
    struct fake_machine *machine, const char *key, const char *name, const char *value)
{
    AUTO_FREE char *copy = fake_copy(value); /* value may be the old one */

    set_value(machine, key, name, FAKE_TEXT)->text = TAKE(copy);
}

void fake_reg_texts(
    struct fake_machine *machine, const char *key, const char *name, const char *const *values)
{
    struct fake_value *value = set_value(machine, key, name, FAKE_TEXTS);

    for (size_t i = 0; values[i]; i++)
        fake_list_add(&value->texts, values[i]);
}

void fake_reg_bytes(struct fake_machine *machine, const char *key, const char *name, uint32_t type,
    const void *data, size_t len)
{
    struct fake_value *value = set_value(machine, key, name, FAKE_BYTES);

    value->number = type;
    value->bytes.data = fake_allocate(len + 1);
    value->bytes.len = len;
    if (len > 0)
        memcpy(value->bytes.data, data, len);
}

void fake_hive(struct fake_machine *machine, const char *sid)
{
    fake_list_add(&machine->hives, sid);
}

void fake_reg_remove(struct fake_machine *machine, const char *key, const char *name)
{
    for (size_t i = machine->values.count; i > 0; i--) {
        const struct fake_value *value = &machine->values.items[i - 1];
        bool goes = name ? text_same(value->key, key) && text_same(value->name, name)
                         : is_below(value->key, key);
        if (goes)
            remove_value(machine, i - 1);
    }
    for (size_t i = machine->keys.count; !name && i > 0; i--) {
        if (!is_below(machine->keys.items[i - 1], key))
            continue;
        free(machine->keys.items[i - 1]);
        fake_array_remove(machine->keys.items, &machine->keys.count, i - 1, sizeof(char *));
    }
}

void fake_reg_deny(struct fake_machine *machine, const char *key)
{
    fake_list_add(&machine->denied_keys, key);
}

/* -- the port's questions -- */

/** Is the key in a user's hive that nobody has mounted? Then it is as if it were not there. */
static bool is_in_unmounted_hive(const struct fake_machine *machine, const char *key)
{
    for (size_t i = 0; i < machine->hives.count; i++) {
        AUTO(text) top = { 0 };

        text_append(&top, GUEST_USERS "%s", machine->hives.items[i]);
        if (is_below(key, text_string(&top)))
            return !text_list_has(&machine->mounted_hives, machine->hives.items[i]);
    }
    return false;
}

/** Counts the call and asks whether the key may be read. */
static bool enter(
    struct fake_machine *machine, const char *member, const char *key, struct err *err)
{
    if (!fake_enter(machine, member, err))
        return false;
    for (size_t i = 0; i < machine->denied_keys.count; i++) {
        if (is_below(key, machine->denied_keys.items[i])) {
            return err_set(err, ERR_WIN32, 5, "cannot read 'HKLM\\%s': access denied", key);
        }
    }
    return true;
}

/** Finds a value of that type. @param value NULL when it is not there */
static bool read_value(struct fake_machine *machine, const char *member, const char *key,
    const char *name, enum fake_type type, const struct fake_value **value, struct err *err)
{
    if (!enter(machine, member, key, err))
        return false;
    *value = is_in_unmounted_hive(machine, key) ? NULL : fake_reg_find(machine, key, name);
    if (*value && (*value)->type != type)
        return err_set(err, ERR_WIN32, WIN32_UNSUPPORTED_TYPE,
            "cannot read 'HKLM\\%s\\%s': it is of another type", key, name);
    return true;
}

static bool reg_read_u32(void *state, const char *key, const char *name, enum found *found,
    uint32_t *number, struct err *err)
{
    const struct fake_value *value = NULL;

    if (!read_value(state, "reg_read_u32", key, name, FAKE_U32, &value, err))
        return false;
    *found = value ? FOUND : ABSENT;
    if (value)
        *number = value->number;
    return true;
}

static bool reg_read_text(void *state, const char *key, const char *name, enum found *found,
    struct text *text, struct err *err)
{
    const struct fake_value *value = NULL;

    if (!read_value(state, "reg_read_text", key, name, FAKE_TEXT, &value, err))
        return false;
    if (value)
        text_append(text, "%s", value->text);
    if (!text_ok(text, err))
        return false;
    *found = value ? FOUND : ABSENT;
    return true;
}

static bool reg_read_texts(void *state, const char *key, const char *name, enum found *found,
    struct text_list *texts, struct err *err)
{
    const struct fake_value *value = NULL;

    if (!read_value(state, "reg_read_texts", key, name, FAKE_TEXTS, &value, err))
        return false;
    for (size_t i = 0; value && i < value->texts.count; i++)
        if (!text_list_add(texts, value->texts.items[i], err))
            return false;
    *found = value ? FOUND : ABSENT;
    return true;
}

static bool has_key(const struct fake_machine *machine, const char *key)
{
    return text_list_has(&machine->keys, key) && !is_in_unmounted_hive(machine, key);
}

static bool reg_has_key(void *state, const char *key, enum found *found, struct err *err)
{
    struct fake_machine *machine = state;

    if (!enter(machine, "reg_has_key", key, err))
        return false;
    *found = has_key(machine, key) ? FOUND : ABSENT;
    return true;
}

static bool reg_has_value(
    void *state, const char *key, const char *name, enum found *found, struct err *err)
{
    struct fake_machine *machine = state;

    if (!enter(machine, "reg_has_value", key, err))
        return false;
    *found = has_key(machine, key) && fake_reg_find(machine, key, name) ? FOUND : ABSENT;
    return true;
}

static bool reg_list_keys(
    void *state, const char *key, enum found *found, struct text_list *names, struct err *err)
{
    struct fake_machine *machine = state;
    size_t len = strlen(key);
    AUTO_FREE char *top = NULL;

    if (len > 0 && key[len - 1] == '\\') { /* GUEST_USERS alone: the users */
        top = fake_copy(key);
        top[--len] = '\0';
        key = top;
    }
    if (!enter(machine, "reg_list_keys", key, err))
        return false;
    for (size_t i = 0; i < machine->keys.count; i++) {
        const char *other = machine->keys.items[i];
        if (!is_below(other, key) || other[len] == '\0' || strchr(other + len + 1, '\\') ||
            is_in_unmounted_hive(machine, other))
            continue;
        if (!text_list_add(names, other + len + 1, err))
            return false;
    }
    *found = has_key(machine, key) ? FOUND : ABSENT;
    return true;
}

static bool reg_list_values(
    void *state, const char *key, enum found *found, struct text_list *names, struct err *err)
{
    struct fake_machine *machine = state;

    if (!enter(machine, "reg_list_values", key, err))
        return false;
    *found = has_key(machine, key) ? FOUND : ABSENT;
    for (size_t i = 0; *found == FOUND && i < machine->values.count; i++) {
        const struct fake_value *value = &machine->values.items[i];

        if (text_same(value->key, key) && !text_list_add(names, value->name, err))
            return false;
    }
    return true;
}

/* REG_SZ and its kin, as Windows keeps them. ASCII is enough for a machine made of memory. */
static void add_wide(struct text *bytes, const char *string)
{
    for (size_t i = 0; i <= strlen(string); i++) {
        text_append_bytes(bytes, &string[i], 1);
        text_append_bytes(bytes, "", 1);
    }
}

static bool reg_read_bytes(void *state, const char *key, const char *name, enum found *found,
    uint32_t *type, struct bytes *bytes, struct err *err)
{
    enum { TYPE_SZ = 1, TYPE_DWORD = 4, TYPE_MULTI_SZ = 7 };
    struct fake_machine *machine = state;
    const struct fake_value *value = NULL;
    AUTO(text) copy = { 0 };

    if (!enter(machine, "reg_read_bytes", key, err))
        return false;
    value = has_key(machine, key) ? fake_reg_find(machine, key, name) : NULL;
    *found = value ? FOUND : ABSENT;
    if (!value)
        return true;
    switch (value->type) {
    case FAKE_U32:
        *type = TYPE_DWORD;
        text_append_bytes(&copy, (const char *)&value->number, sizeof value->number);
        break;
    case FAKE_TEXT:
        *type = TYPE_SZ;
        add_wide(&copy, value->text);
        break;
    case FAKE_TEXTS:
        *type = TYPE_MULTI_SZ;
        for (size_t i = 0; i < value->texts.count; i++)
            add_wide(&copy, value->texts.items[i]);
        add_wide(&copy, "");
        break;
    case FAKE_BYTES:
        *type = value->number;
        text_append_bytes(&copy, (const char *)value->bytes.data, value->bytes.len);
        break;
    }
    bytes->len = copy.len;
    bytes->data = fake_allocate(copy.len + 1);
    if (copy.len > 0)
        memcpy(bytes->data, copy.bytes, copy.len);
    return true;
}

static bool hive_mount(
    void *state, const char *sid, const char *path, bool *mounted, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "hive_mount", err))
        return false;
    *mounted = text_list_has(&machine->hives, sid) && !text_list_has(&machine->mounted_hives, sid);
    if (*mounted) {
        fake_list_add(&machine->mounted_hives, sid);
        return true;
    }
    AUTO(text) key = { 0 };
    text_append(&key, GUEST_USERS "%s", sid);
    return text_list_has(&machine->keys, text_string(&key))
               ? true
               : err_set(err, ERR_WIN32, 2, "cannot mount '%s': there is no such file", path);
}

static bool reg_write_u32(
    void *state, const char *key, const char *name, uint32_t value, struct err *err)
{
    if (!enter(state, "reg_write_u32", key, err))
        return false;
    fake_reg_u32(state, key, name, value);
    return true;
}

static bool reg_delete_value(void *state, const char *key, const char *name, struct err *err)
{
    if (!enter(state, "reg_delete_value", key, err))
        return false;
    fake_reg_remove(state, key, name);
    return true;
}

static bool hive_unmount(void *state, const char *sid, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "hive_unmount", err))
        return false;
    for (size_t i = 0; i < machine->mounted_hives.count; i++) {
        if (!text_same(machine->mounted_hives.items[i], sid))
            continue;
        free(machine->mounted_hives.items[i]);
        fake_array_remove(
            machine->mounted_hives.items, &machine->mounted_hives.count, i, sizeof(char *));
        return true;
    }
    return err_set(err, ERR_WIN32, 87, "the hive of '%s' was not mounted", sid);
}

size_t fake_mounted_hives(const struct fake_machine *machine)
{
    return machine->mounted_hives.count;
}

void fake_guest_registry(struct guest *guest)
{
    guest->reg_read_u32 = reg_read_u32;
    guest->reg_read_text = reg_read_text;
    guest->reg_read_texts = reg_read_texts;
    guest->reg_has_key = reg_has_key;
    guest->reg_has_value = reg_has_value;
    guest->reg_list_keys = reg_list_keys;
    guest->reg_list_values = reg_list_values;
    guest->reg_read_bytes = reg_read_bytes;
    guest->reg_write_u32 = reg_write_u32;
    guest->reg_delete_value = reg_delete_value;
    guest->hive_mount = hive_mount;
    guest->hive_unmount = hive_unmount;
}
