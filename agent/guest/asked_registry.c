/* SPDX-License-Identifier: MIT */
/* asked_registry.c - the registry of a guest that is recorded or replayed. */
#include "guest/asking.h"
#include "guest/redact.h"

static bool add_texts(const struct text_list *from, struct text_list *to, struct err *err)
{
    for (size_t i = 0; i < from->count; i++)
        if (!text_list_add(to, from->items[i], err))
            return false;
    return true;
}

static bool reg_read_u32(void *state, const char *key, const char *name, enum found *found,
    uint32_t *value, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "reg_read_u32", key, name);
    const struct guest *inner = &asking.memory->inner;
    uint32_t seen = 0;
    const struct part parts[] = { { "value", PART_U32, &seen, 0 } };
    struct reply reply = { .asks_found = true, .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(&asking,
            inner->reg_read_u32(inner->state, key, name, &reply.found, &seen, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *found = reply.found;
    if (reply.found == FOUND)
        *value = seen;
    return true;
}

static bool reg_read_text(void *state, const char *key, const char *name, enum found *found,
    struct text *value, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "reg_read_text", key, name);
    const struct guest *inner = &asking.memory->inner;
    AUTO(text) seen = { 0 };
    const struct part parts[] = { { "value", PART_TEXT, &seen, 0 } };
    struct reply reply = { .asks_found = true, .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking)) {
        bool told = inner->reg_read_text(inner->state, key, name, &reply.found, &seen, &reply.why);

        if (told && seen.bytes && redact_is_secret(key, name))
            redact_string(seen.bytes);
        asking_keep(&asking, told, &reply);
    }
    if (!asking_tell(&asking, &reply, err))
        return false;
    if (reply.found == FOUND)
        text_append_bytes(value, text_string(&seen), seen.len);
    *found = reply.found;
    return text_ok(value, err);
}

static bool reg_read_texts(void *state, const char *key, const char *name, enum found *found,
    struct text_list *values, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "reg_read_texts", key, name);
    const struct guest *inner = &asking.memory->inner;
    AUTO(text_list) seen = { 0 };
    const struct part parts[] = { { "values", PART_TEXTS, &seen, 0 } };
    struct reply reply = { .asks_found = true, .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking)) {
        bool told = inner->reg_read_texts(inner->state, key, name, &reply.found, &seen, &reply.why);

        for (size_t i = 0; told && redact_is_secret(key, name) && i < seen.count; i++)
            redact_string(seen.items[i]);
        asking_keep(&asking, told, &reply);
    }
    if (!asking_tell(&asking, &reply, err))
        return false;
    *found = reply.found;
    return reply.found == ABSENT || add_texts(&seen, values, err);
}

static bool reg_has_key(void *state, const char *key, enum found *found, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "reg_has_key", key, NULL);
    const struct guest *inner = &asking.memory->inner;
    struct reply reply = { .asks_found = true };

    if (asking_is_new(&asking))
        asking_keep(
            &asking, inner->reg_has_key(inner->state, key, &reply.found, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *found = reply.found;
    return true;
}

static bool reg_has_value(
    void *state, const char *key, const char *name, enum found *found, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "reg_has_value", key, name);
    const struct guest *inner = &asking.memory->inner;
    struct reply reply = { .asks_found = true };

    if (asking_is_new(&asking))
        asking_keep(&asking,
            inner->reg_has_value(inner->state, key, name, &reply.found, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *found = reply.found;
    return true;
}

/* Both lists of names have one form. */
static bool list_names(void *state, bool keys, const char *key, enum found *found,
    struct text_list *names, struct err *err)
{
    AUTO(asking) asking = asking_new(state, keys ? "reg_list_keys" : "reg_list_values", key, NULL);
    const struct guest *inner = &asking.memory->inner;
    AUTO(text_list) seen = { 0 };
    const struct part parts[] = { { "names", PART_TEXTS, &seen, 0 } };
    struct reply reply = { .asks_found = true, .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(&asking,
            (keys ? inner->reg_list_keys : inner->reg_list_values)(
                inner->state, key, &reply.found, &seen, &reply.why),
            &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *found = reply.found;
    return reply.found == ABSENT || add_texts(&seen, names, err);
}

static bool reg_list_keys(
    void *state, const char *key, enum found *found, struct text_list *names, struct err *err)
{
    return list_names(state, true, key, found, names, err);
}

static bool reg_list_values(
    void *state, const char *key, enum found *found, struct text_list *names, struct err *err)
{
    return list_names(state, false, key, found, names, err);
}

static bool reg_read_bytes(void *state, const char *key, const char *name, enum found *found,
    uint32_t *type, struct bytes *bytes, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "reg_read_bytes", key, name);
    const struct guest *inner = &asking.memory->inner;
    uint32_t seen_type = 0;
    AUTO(bytes) seen = { 0 };
    const struct part parts[] = { { "type", PART_U32, &seen_type, 0 },
        { "bytes", PART_BYTES, &seen, 0 } };
    struct reply reply = { .asks_found = true, .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking)) {
        bool told = inner->reg_read_bytes(
            inner->state, key, name, &reply.found, &seen_type, &seen, &reply.why);

        if (told && redact_is_secret(key, name))
            redact_registry_bytes(seen_type, &seen);
        asking_keep(&asking, told, &reply);
    }
    if (!asking_tell(&asking, &reply, err))
        return false;
    *found = reply.found;
    if (reply.found == FOUND) {
        *type = seen_type;
        *bytes = seen;
        seen = (struct bytes){ 0 };
    }
    return true;
}

/* -- hives: their state is the machine's, whatever is remembered -- */

static size_t find_mounted(const struct memory *memory, const char *sid)
{
    size_t at = 0;

    while (at < memory->mounted.count && !text_same(memory->mounted.items[at], sid))
        at++;
    return at;
}

static void forget_mounted(struct memory *memory, size_t at)
{
    struct text_list *mounted = &memory->mounted;

    free(mounted->items[at]);
    mounted->items[at] = mounted->items[--mounted->count];
}

/* Mounts for real, and notes it: whoever mounted must unmount, also when nobody is told so. */
static bool mount_now(
    struct memory *memory, const char *sid, const char *path, bool *mounted, struct err *err)
{
    size_t noted = memory->mounted.count;
    bool told;

    if (!text_list_add(&memory->mounted, sid, err)) /* first: then it cannot fail when it is done */
        return false;
    told = memory->inner.hive_mount(memory->inner.state, sid, path, mounted, err);
    if (!told || !*mounted)
        forget_mounted(memory, noted);
    return told;
}

static bool hive_mount(
    void *state, const char *sid, const char *path, bool *mounted, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "hive_mount", sid, path);
    struct memory *memory = asking.memory;
    bool seen = false;
    const struct part parts[] = { { "mounted", PART_BOOL, &seen, 0 } };
    struct reply reply = { .parts = parts, .count = COUNT_OF(parts) };
    bool is_new = asking_is_new(&asking);

    /* Also when the answer is known: new questions below the hive need it. */
    if (memory->is_live) {
        bool told = mount_now(memory, sid, path, &seen, &reply.why);

        if (is_new)
            asking_keep(&asking, told, &reply);
    }
    if (!asking_tell(&asking, &reply, err))
        return false;
    *mounted = seen;
    return true;
}

static bool hive_unmount(void *state, const char *sid, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "hive_unmount", sid, NULL);
    struct memory *memory = asking.memory;
    struct reply reply = { 0 };
    bool is_new = asking_is_new(&asking);
    size_t at = find_mounted(memory, sid);
    bool is_mounted = at < memory->mounted.count;

    if (is_new || is_mounted) {
        bool told = memory->inner.hive_unmount(memory->inner.state, sid, &reply.why);

        if (told && is_mounted)
            forget_mounted(memory, at);
        if (is_new)
            asking_keep(&asking, told, &reply);
    }
    return asking_tell(&asking, &reply, err);
}

void asked_registry(struct guest *guest)
{
    guest->reg_read_u32 = reg_read_u32;
    guest->reg_read_text = reg_read_text;
    guest->reg_read_texts = reg_read_texts;
    guest->reg_has_key = reg_has_key;
    guest->reg_has_value = reg_has_value;
    guest->reg_list_keys = reg_list_keys;
    guest->reg_list_values = reg_list_values;
    guest->reg_read_bytes = reg_read_bytes;
    guest->hive_mount = hive_mount;
    guest->hive_unmount = hive_unmount;
}
