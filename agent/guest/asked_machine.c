/* SPDX-License-Identifier: MIT */
/* asked_machine.c - the machine itself, for a guest that is recorded or replayed. */
#include "guest/asking.h"

static bool get_version(void *state, struct guest_version *version, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "version", NULL, NULL);
    const struct guest *inner = &asking.memory->inner;
    struct guest_version seen = { 0 };
    const struct part parts[] = {
        { "major", PART_U32, &seen.major, 0 },
        { "minor", PART_U32, &seen.minor, 0 },
        { "build", PART_U32, &seen.build, 0 },
        { "product_type", PART_U32, &seen.product_type, 0 },
        { "suite_mask", PART_U32, &seen.suite_mask, 0 },
        { "product_info", PART_U32, &seen.product_info, 0 },
        { "architecture", PART_U32, &seen.architecture, 0 },
    };
    struct reply reply = { .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(&asking, inner->version(inner->state, &seen, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *version = seen;
    return true;
}

static bool get_firmware(void *state, enum guest_firmware *firmware, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "firmware", NULL, NULL);
    const struct guest *inner = &asking.memory->inner;
    enum guest_firmware seen = GUEST_FIRMWARE_UNKNOWN;
    const struct part parts[] = { { "firmware", PART_ENUM, &seen, GUEST_FIRMWARE_UEFI } };
    struct reply reply = { .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(&asking, inner->firmware(inner->state, &seen, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *firmware = seen;
    return true;
}

static bool get_tpm(void *state, enum found *found, uint32_t *major, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "tpm", NULL, NULL);
    const struct guest *inner = &asking.memory->inner;
    uint32_t seen = 0;
    const struct part parts[] = { { "major", PART_U32, &seen, 0 } };
    struct reply reply = { .asks_found = true, .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(&asking, inner->tpm(inner->state, &reply.found, &seen, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *found = reply.found;
    if (reply.found == FOUND)
        *major = seen;
    return true;
}

static bool get_hypervisor(void *state, struct guest_hypervisor *hypervisor, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "hypervisor", NULL, NULL);
    const struct guest *inner = &asking.memory->inner;
    struct guest_hypervisor seen = { 0 };
    const struct part parts[] = {
        { "present", PART_BOOL, &seen.present, 0 },
        { "signature", PART_CHARS, seen.signature, sizeof seen.signature },
        { "is_root", PART_BOOL, &seen.is_root, 0 },
    };
    struct reply reply = { .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(&asking, inner->hypervisor(inner->state, &seen, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *hypervisor = seen;
    return true;
}

static bool get_token(void *state, struct guest_token *token, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "token", NULL, NULL);
    const struct guest *inner = &asking.memory->inner;
    struct guest_token seen = { 0 };
    const struct part parts[] = {
        { "is_administrator", PART_BOOL, &seen.is_administrator, 0 },
        { "is_local_system", PART_BOOL, &seen.is_local_system, 0 },
        { "session_id", PART_U32, &seen.session_id, 0 },
        { "user", PART_CHARS, seen.user, sizeof seen.user },
        { "sid", PART_CHARS, seen.sid, sizeof seen.sid },
    };
    struct reply reply = { .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(&asking, inner->token(inner->state, &seen, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *token = seen;
    return true;
}

static bool get_computer_name(void *state, struct text *name, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "computer_name", NULL, NULL);
    const struct guest *inner = &asking.memory->inner;
    AUTO(text) seen = { 0 };
    const struct part parts[] = { { "name", PART_TEXT, &seen, 0 } };
    struct reply reply = { .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(&asking, inner->computer_name(inner->state, &seen, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    text_append_bytes(name, text_string(&seen), seen.len);
    return text_ok(name, err);
}

static bool get_boot_time(void *state, int64_t *seconds, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "boot_time", NULL, NULL);
    const struct guest *inner = &asking.memory->inner;
    int64_t seen = 0;
    const struct part parts[] = { { "seconds", PART_I64, &seen, 0 } };
    struct reply reply = { .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(&asking, inner->boot_time(inner->state, &seen, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *seconds = seen;
    return true;
}

static bool get_now(void *state, int64_t *seconds, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "now", NULL, NULL);
    const struct guest *inner = &asking.memory->inner;
    int64_t seen = 0;
    const struct part parts[] = { { "seconds", PART_I64, &seen, 0 } };
    struct reply reply = { .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(&asking, inner->now(inner->state, &seen, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *seconds = seen;
    return true;
}

static bool get_tick_ms(void *state, uint64_t *milliseconds, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "tick_ms", NULL, NULL);
    const struct guest *inner = &asking.memory->inner;
    uint64_t seen = 0;
    const struct part parts[] = { { "milliseconds", PART_U64, &seen, 0 } };
    struct reply reply = { .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(&asking, inner->tick_ms(inner->state, &seen, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *milliseconds = seen;
    return true;
}

static bool process_exists(void *state, const char *image, bool *exists, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "process_exists", image, NULL);
    const struct guest *inner = &asking.memory->inner;
    bool seen = false;
    const struct part parts[] = { { "exists", PART_BOOL, &seen, 0 } };
    struct reply reply = { .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(&asking, inner->process_exists(inner->state, image, &seen, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *exists = seen;
    return true;
}

static bool get_reserved_storage(
    void *state, enum guest_reserved_storage *reserved_storage, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "reserved_storage", NULL, NULL);
    const struct guest *inner = &asking.memory->inner;
    enum guest_reserved_storage seen = GUEST_RESERVED_STORAGE_DISABLED;
    const struct part parts[] = { { "state", PART_ENUM, &seen, GUEST_RESERVED_STORAGE_ENABLED } };
    struct reply reply = { .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(&asking, inner->reserved_storage(inner->state, &seen, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *reserved_storage = seen;
    return true;
}

void asked_machine(struct guest *guest)
{
    guest->version = get_version;
    guest->firmware = get_firmware;
    guest->tpm = get_tpm;
    guest->hypervisor = get_hypervisor;
    guest->token = get_token;
    guest->computer_name = get_computer_name;
    guest->boot_time = get_boot_time;
    guest->now = get_now;
    guest->tick_ms = get_tick_ms;
    guest->process_exists = process_exists;
    guest->reserved_storage = get_reserved_storage;
}
