/* SPDX-License-Identifier: MIT */
/* machine_files.c - the fake machine's files. A folder is there when something is in it. */
#include "fakes/machine_parts.h"

#include <stdio.h>
#include <string.h>

/** FILE_ATTRIBUTE_* of Windows. */
enum {
    ATTRIBUTE_DIRECTORY = 0x10,
    ATTRIBUTE_ARCHIVE = 0x20,
};

static void item_done(struct fake_file_item *item)
{
    free(item->path);
    bytes_done(&item->bytes);
}

void fake_files_done(struct fake_machine *machine)
{
    for (size_t i = 0; i < machine->files.count; i++)
        item_done(&machine->files.items[i]);
    free(machine->files.items);
    text_list_done(&machine->denied_files);
}

const struct fake_file_item *fake_file_find(const struct fake_machine *machine, const char *path)
{
    for (size_t i = 0; i < machine->files.count; i++)
        if (text_same(machine->files.items[i].path, path))
            return &machine->files.items[i];
    return NULL;
}

void fake_file_remove(struct fake_machine *machine, const char *path)
{
    for (size_t i = 0; i < machine->files.count; i++) {
        if (!text_same(machine->files.items[i].path, path))
            continue;
        item_done(&machine->files.items[i]);
        fake_array_remove(
            machine->files.items, &machine->files.count, i, sizeof machine->files.items[0]);
        return;
    }
}

/** A copy with a NUL behind it. */
static void copy_bytes(struct bytes *bytes, const void *data, size_t len)
{
    bytes->data = fake_allocate(len + 1);
    if (len > 0)
        memcpy(bytes->data, data, len);
    bytes->data[len] = 0;
    bytes->len = len;
}

void fake_file(struct fake_machine *machine, const char *path, const void *data, size_t len)
{
    struct fake_file_list *files = &machine->files;
    struct fake_file_item item = { .path = fake_copy(path), .attributes = ATTRIBUTE_ARCHIVE };

    copy_bytes(&item.bytes, data, len); /* before the old one goes: data may lie in it */
    fake_file_remove(machine, path);
    if (files->count == files->capacity) {
        files->capacity = files->capacity ? files->capacity * 2 : 16;
        files->items = fake_grow(files->items, files->capacity * sizeof files->items[0]);
    }
    files->items[files->count++] = item;
}

void fake_file_text(struct fake_machine *machine, const char *path, const char *text)
{
    fake_file(machine, path, text, strlen(text));
}

void fake_file_attributes(struct fake_machine *machine, const char *path, uint32_t attributes)
{
    for (size_t i = 0; i < machine->files.count; i++)
        if (text_same(machine->files.items[i].path, path))
            machine->files.items[i].attributes = attributes;
}

void fake_file_deny(struct fake_machine *machine, const char *path)
{
    fake_list_add(&machine->denied_files, path);
}

/* -- the port's questions -- */

static bool enter(
    struct fake_machine *machine, const char *member, const char *path, struct err *err)
{
    if (!fake_enter(machine, member, err))
        return false;
    return text_list_has(&machine->denied_files, path) ? fake_denied(err, path) : true;
}

static bool file_read(void *state, const char *path, size_t limit_bytes, enum found *found,
    struct bytes *bytes, struct err *err)
{
    struct fake_machine *machine = state;

    if (!enter(machine, "file_read", path, err))
        return false;
    const struct fake_file_item *item = fake_file_find(machine, path);
    if (item && item->bytes.len > limit_bytes)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "'%s' has %zu bytes; the limit is %zu", path,
            item->bytes.len, limit_bytes);
    *found = item ? FOUND : ABSENT;
    if (item)
        copy_bytes(bytes, item->bytes.data, item->bytes.len);
    return true;
}

static bool is_folder(const struct fake_machine *machine, const char *path)
{
    size_t len = strlen(path);

    for (size_t i = 0; i < machine->files.count; i++)
        if (text_starts_same(machine->files.items[i].path, path) &&
            machine->files.items[i].path[len] == '\\')
            return true;
    return false;
}

static bool file_stat(
    void *state, const char *path, enum found *found, struct guest_file *file, struct err *err)
{
    struct fake_machine *machine = state;

    if (!enter(machine, "file_stat", path, err))
        return false;
    const struct fake_file_item *item = fake_file_find(machine, path);
    bool folder = !item && is_folder(machine, path);
    *found = item || folder ? FOUND : ABSENT;
    if (item)
        *file =
            (struct guest_file){ .size_bytes = item->bytes.len, .attributes = item->attributes };
    else if (folder)
        *file = (struct guest_file){ .attributes = ATTRIBUTE_DIRECTORY };
    return true;
}

/* Adds a row for the part of a path behind the folder: a file, or once a folder of files. */
static bool add_entry(const struct fake_file_item *item, const char *rest,
    struct text_list *folders, struct json *rows)
{
    const char *end = strchr(rest, '\\');
    AUTO(text) name = { 0 };

    text_append_bytes(&name, rest, end ? (size_t)(end - rest) : strlen(rest));
    if (end && text_list_has(folders, text_string(&name)))
        return true;
    if (end)
        fake_list_add(folders, text_string(&name));
    struct json *row = json_add_object(rows, NULL);
    json_add_string(row, "name", text_string(&name));
    json_add_number(row, "attributes", end ? ATTRIBUTE_DIRECTORY : item->attributes);
    return json_add_number(row, "size_bytes", end ? 0 : (int64_t)item->bytes.len) != NULL;
}

static bool file_list(
    void *state, const char *folder, enum found *found, struct json **rows, struct err *err)
{
    struct fake_machine *machine = state;
    AUTO(text_list) folders = { 0 };
    AUTO(json_value) list = { json_new_array() };
    size_t len = strlen(folder);

    if (!enter(machine, "file_list", folder, err))
        return false;
    if (len > 0 && folder[len - 1] == '\\')
        len--;
    *found = ABSENT;
    for (size_t i = 0; i < machine->files.count; i++) {
        const struct fake_file_item *item = &machine->files.items[i];

        if (strncasecmp(item->path, folder, len) != 0 || item->path[len] != '\\')
            continue;
        *found = FOUND;
        if (!add_entry(item, item->path + len + 1, &folders, list.root))
            return err_nomem(err);
    }
    if (*found == FOUND)
        *rows = TAKE(list.root);
    return true;
}

static bool folder_path(void *state, enum guest_folder which, struct text *path, struct err *err)
{
    if (!fake_enter(state, "folder", err))
        return false;
    switch (which) {
    case GUEST_WINDOWS:
        text_append(path, FAKE_WINDOWS);
        break;
    case GUEST_SYSTEM:
        text_append(path, FAKE_SYSTEM);
        break;
    case GUEST_PROGRAM_DATA:
        text_append(path, "C:\\ProgramData");
        break;
    }
    return text_ok(path, err);
}

void fake_guest_files(struct guest *guest)
{
    guest->file_read = file_read;
    guest->file_stat = file_stat;
    guest->file_list = file_list;
    guest->folder = folder_path;
}
