/* SPDX-License-Identifier: MIT */
/* asked_disks.c - disks and volumes of a guest that is recorded or replayed. */
#include "guest/asking.h"

#include <string.h>

static bool get_system_volume(void *state, struct guest_volume *volume, struct err *err)
{
    AUTO(asking) asking = asking_new(state, "system_volume", NULL, NULL);
    const struct guest *inner = &asking.memory->inner;
    struct guest_volume seen = { 0 };
    const struct part parts[] = {
        { "disk_number", PART_U32, &seen.disk_number, 0 },
        { "offset_bytes", PART_U64, &seen.offset_bytes, 0 },
        { "length_bytes", PART_U64, &seen.length_bytes, 0 },
        { "size_bytes", PART_U64, &seen.size_bytes, 0 },
        { "free_bytes", PART_U64, &seen.free_bytes, 0 },
    };
    struct reply reply = { .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(&asking, inner->system_volume(inner->state, &seen, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *volume = seen;
    return true;
}

/* A question about one disk. */
static struct asking asking_disk(void *state, const char *ask, uint32_t disk_number)
{
    struct asking asking = asking_new(state, ask, NULL, NULL);

    asking_number(&asking, disk_number);
    return asking;
}

static bool get_disk(void *state, uint32_t disk_number, struct guest_disk *disk, struct err *err)
{
    AUTO(asking) asking = asking_disk(state, "disk", disk_number);
    const struct guest *inner = &asking.memory->inner;
    struct guest_disk seen = { 0 };
    const struct part parts[] = { { "size_bytes", PART_U64, &seen.size_bytes, 0 },
        { "sector_bytes", PART_U32, &seen.sector_bytes, 0 } };
    struct reply reply = { .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(&asking, inner->disk(inner->state, disk_number, &seen, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *disk = seen;
    return true;
}

static bool get_layout(
    void *state, uint32_t disk_number, struct disk_layout *layout, struct err *err)
{
    AUTO(asking) asking = asking_disk(state, "disk_layout", disk_number);
    const struct guest *inner = &asking.memory->inner;
    AUTO_FREE struct disk_layout *seen = calloc(1, sizeof *seen); /* large for a stack */

    if (!seen)
        return err_nomem(err);

    const struct part parts[] = {
        { "style", PART_ENUM, &seen->style, DISK_GPT },
        { "id", PART_CHARS, seen->id, sizeof seen->id },
        { "usable_offset_bytes", PART_U64, &seen->usable_offset_bytes, 0 },
        { "usable_length_bytes", PART_U64, &seen->usable_length_bytes, 0 },
        { "container_offset_bytes", PART_U64, &seen->container_offset_bytes, 0 },
        { "partitions", PART_PARTITIONS, seen, 0 },
    };
    struct reply reply = { .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(
            &asking, inner->disk_layout(inner->state, disk_number, seen, &reply.why), &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *layout = *seen;
    return true;
}

static bool disk_read(void *state, uint32_t disk_number, uint64_t offset_bytes, void *buffer,
    size_t len, struct err *err)
{
    AUTO(asking) asking = asking_disk(state, "disk_read", disk_number);
    const struct guest *inner = &asking.memory->inner;
    AUTO_FREE uint8_t *seen = calloc(1, len + 1); /* never of no bytes: that may give NULL */

    if (!seen)
        return err_nomem(err);

    const struct part parts[] = { { "bytes", PART_BUFFER, seen, len } };
    struct reply reply = { .parts = parts, .count = COUNT_OF(parts) };

    asking_number(&asking, offset_bytes);
    asking_number(&asking, len);
    if (asking_is_new(&asking))
        asking_keep(&asking,
            inner->disk_read(inner->state, disk_number, offset_bytes, seen, len, &reply.why),
            &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    if (len > 0)
        memcpy(buffer, seen, len);
    return true;
}

static bool disk_backing(void *state, uint32_t disk_number, enum found *found,
    struct guest_backing *backing, struct err *err)
{
    AUTO(asking) asking = asking_disk(state, "disk_backing", disk_number);
    const struct guest *inner = &asking.memory->inner;
    struct guest_backing seen = { 0 };
    const struct part parts[] = { { "path", PART_CHARS, seen.path, sizeof seen.path },
        { "is_native_boot", PART_BOOL, &seen.is_native_boot, 0 } };
    struct reply reply = { .asks_found = true, .parts = parts, .count = COUNT_OF(parts) };

    if (asking_is_new(&asking))
        asking_keep(&asking,
            inner->disk_backing(inner->state, disk_number, &reply.found, &seen, &reply.why),
            &reply);
    if (!asking_tell(&asking, &reply, err))
        return false;
    *found = reply.found;
    if (reply.found == FOUND)
        *backing = seen;
    return true;
}

void asked_disks(struct guest *guest)
{
    guest->system_volume = get_system_volume;
    guest->disk = get_disk;
    guest->disk_layout = get_layout;
    guest->disk_read = disk_read;
    guest->disk_backing = disk_backing;
}
