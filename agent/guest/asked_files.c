/* SPDX-License-Identifier: MIT */
/* asked_files.c - files and folders of a guest that is recorded or replayed. */
#include "guest/asking.h"
#include "guest/redact.h"

static bool file_read(void *state, const char *path, size_t limit_bytes, enum found *found,
    struct bytes *bytes, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "file_read", path, NULL);
    const struct guest *inner = &asking.memory->inner;
    AUTO(bytes) seen = { 0 };
    const struct part parts[] = { { "bytes", PART_BYTES, &seen, 0 } };
    struct reply reply = { .asks_found = true, .parts = parts, .count = COUNT_OF(parts) };

    asking_number(&asking, limit_bytes);
    if (asking_is_new(&asking)) {
        bool told =
            inner->file_read(inner->state, path, limit_bytes, &reply.found, &seen, &reply.why);

        if (told && seen.data)
            redact_answer_file(&seen);
        asking_keep(&asking, told, &reply);
    }
    if (!asking_tell(&asking, &reply, err))
        return false;
    *found = reply.found;
    if (reply.found == FOUND) {
        *bytes = seen;
        seen = (struct bytes){ 0 };
    }
    return true;
}

static bool file_stat(
    void *state, const char *path, enum found *found, struct guest_file *file, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "file_stat", path, NULL);
    const struct guest *inner = &asking.memory->inner;
    struct guest_file seen = { 0 };
    const struct part parts[] = { { "size_bytes", PART_U64, &seen.size_bytes, 0 },
        { "attributes", PART_U32, &seen.attributes, 0 } };
    struct reply reply = { .asks_found = true, .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(
            &asking, inner->file_stat(inner->state, path, &reply.found, &seen, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *found = reply.found;
    if (reply.found == FOUND)
        *file = seen;
    return true;
}

static bool file_list(
    void *state, const char *folder, enum found *found, struct json **rows, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "file_list", folder, NULL);
    const struct guest *inner = &asking.memory->inner;
    AUTO(json_value) seen = { NULL };
    const struct part parts[] = { { "rows", PART_ROWS, &seen.root, 0 } };
    struct reply reply = { .asks_found = true, .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(&asking,
            inner->file_list(inner->state, folder, &reply.found, &seen.root, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *found = reply.found;
    if (reply.found == FOUND)
        *rows = TAKE(seen.root);
    return true;
}

static const char *folder_name(enum guest_folder which)
{
    switch (which) {
    case GUEST_WINDOWS:
        return "windows";
    case GUEST_SYSTEM:
        return "system";
    case GUEST_PROGRAM_DATA:
        return "program-data";
    }
    return "no folder";
}

static bool folder_path(void *state, enum guest_folder which, struct text *path, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "folder", folder_name(which), NULL);
    const struct guest *inner = &asking.memory->inner;
    AUTO(text) seen = { 0 };
    const struct part parts[] = { { "path", PART_TEXT, &seen, 0 } };
    struct reply reply = { .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(&asking, inner->folder(inner->state, which, &seen, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    text_append_bytes(path, text_string(&seen), seen.len);
    return text_ok(path, err);
}

void asked_files(struct guest *guest)
{
    guest->file_read = file_read;
    guest->file_stat = file_stat;
    guest->file_list = file_list;
    guest->folder = folder_path;
}
