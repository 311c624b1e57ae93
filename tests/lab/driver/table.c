/* SPDX-License-Identifier: MIT */
/* table.c - which kind of table a disk has, and which changes of it may be. */
#include "table.h"

#include "table_parts.h"

#include <string.h>

enum table_result table_read(struct table_disk *disk, struct table *table)
{
    uint8_t first[TABLE_MBR_SLOTS * 128]; /* 512 bytes, of whatever a sector has */

    memset(table, 0, sizeof *table);
    if (!disk->read(disk->state, 0, disk->sector, disk->sector_bytes))
        return TABLE_FAILED;
    memcpy(first, disk->sector, sizeof first);
    table->usable_length = disk->size_bytes;
    if (first[510] != 0x55 || first[511] != 0xaa)
        return TABLE_OK; /* nothing there: raw */
    if (mbr_is_protective(first))
        return gpt_read(disk, table);
    return mbr_read(disk, first, table);
}

enum table_result table_write(struct table_disk *disk, const struct table *table)
{
    switch (table->style) {
    case TABLE_GPT:
        return gpt_write(disk, table);
    case TABLE_MBR:
        return mbr_write(disk, table);
    case TABLE_RAW:
        break;
    }
    return TABLE_INVALID;
}

bool table_is_partition(const struct table *table, const struct table_entry *entry)
{
    if (entry->length == 0)
        return false;
    return table->style == TABLE_GPT ||
           (entry->mbr_type != 0 && !mbr_is_container(entry->mbr_type));
}

uint32_t table_number(const struct table *table, const struct table_entry *entry)
{
    uint32_t number = 1;

    if (!table_is_partition(table, entry))
        return 0;
    for (size_t i = 0; i < table->count; i++) {
        const struct table_entry *other = &table->entries[i];

        if (table_is_partition(table, other) && other->offset < entry->offset)
            number++;
    }
    return number;
}

struct table_entry *table_at(struct table *table, uint64_t offset)
{
    for (size_t i = 0; i < table->count; i++) {
        struct table_entry *entry = &table->entries[i];

        if (table_is_partition(table, entry) && entry->offset == offset)
            return entry;
    }
    return NULL;
}

struct table_entry *table_numbered(struct table *table, uint32_t number)
{
    for (size_t i = 0; number > 0 && i < table->count; i++) {
        if (table_number(table, &table->entries[i]) == number)
            return &table->entries[i];
    }
    return NULL;
}

static bool is_inside(
    const struct table_disk *disk, const struct table *limits, const struct table_entry *entry)
{
    uint64_t end = limits->usable_offset + limits->usable_length;

    return entry->offset % disk->sector_bytes == 0 && entry->length % disk->sector_bytes == 0 &&
           entry->offset >= limits->usable_offset && entry->offset > 0 && entry->offset <= end &&
           entry->length <= end - entry->offset;
}

/* Two entries that may not share a sector: all but a container and the drives inside it. */
static bool collide(const struct table *table, size_t first, size_t second)
{
    const struct table_entry *left = &table->entries[first];
    const struct table_entry *right = &table->entries[second];
    bool nested = second >= TABLE_MBR_SLOTS &&
                  (mbr_is_container(left->mbr_type) || mbr_is_container(right->mbr_type));

    if (left->length == 0 || right->length == 0 || nested)
        return false;
    if (table->style == TABLE_GPT && memcmp(left->id, right->id, sizeof left->id) == 0)
        return true;
    /* Both are inside the disk, so the sums do not wrap. */
    return left->offset < right->offset + right->length &&
           right->offset < left->offset + left->length;
}

static bool is_sound(
    const struct table_disk *disk, const struct table *before, const struct table *after)
{
    for (size_t i = 0; i < after->count; i++) {
        const struct table_entry *entry = &after->entries[i];
        bool is_empty = after->style == TABLE_MBR && entry->mbr_type == 0;

        if (!is_empty && (entry->length == 0 || !is_inside(disk, before, entry)))
            return false;
        for (size_t other = 0; !is_empty && other < i; other++) {
            if (collide(after, other, i))
                return false;
        }
    }
    return true;
}

static bool keeps_system(const struct table *before, const struct table *after,
    uint64_t system_offset, uint64_t system_least)
{
    const struct table_entry *old = table_at((struct table *)before, system_offset);
    const struct table_entry *new = table_at((struct table *)after, system_offset);

    if (!old)
        return true;
    return new &&new->length >= (system_least > 0 ? system_least : old->length) &&
           new->mbr_type == old->mbr_type &&memcmp(new->type, old->type, sizeof new->type) == 0 &&
           memcmp(new->id, old->id, sizeof new->id) == 0;
}

enum table_result table_check(const struct table_disk *disk, const struct table *before,
    const struct table *after, uint64_t system_offset, uint64_t system_least)
{
    if (after->style != before->style || after->style == TABLE_RAW || after->count > TABLE_LIMIT)
        return TABLE_INVALID;
    if (!is_sound(disk, before, after))
        return TABLE_INVALID;
    if (after->style == TABLE_MBR && !mbr_may_replace(disk, before, after))
        return TABLE_INVALID;
    return keeps_system(before, after, system_offset, system_least) ? TABLE_OK : TABLE_REFUSED;
}
