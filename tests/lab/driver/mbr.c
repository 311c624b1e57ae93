/* SPDX-License-Identifier: MIT */
/* mbr.c - the old partition table: four entries in the first sector, logical drives in a chain. */
#include "table_parts.h"

#include "bytes.h"

#include <string.h>

enum {
    AT_SIGNATURE = 440,
    AT_ENTRIES = 446,
    ENTRY_SIZE = 16,
    ENTRY_AT_TYPE = 4,
    ENTRY_AT_FIRST = 8,
    ENTRY_AT_COUNT = 12,
    TYPE_PROTECTIVE = 0xee,
    ACTIVE = 0x80,
};

bool mbr_is_container(uint8_t type)
{
    return type == 0x05 || type == 0x0f;
}

static const uint8_t *slot(const uint8_t *sector, size_t index)
{
    return sector + AT_ENTRIES + index * ENTRY_SIZE;
}

bool mbr_is_protective(const uint8_t *sector)
{
    for (size_t i = 0; i < TABLE_MBR_SLOTS; i++) {
        if (slot(sector, i)[ENTRY_AT_TYPE] == TYPE_PROTECTIVE)
            return true;
    }
    return false;
}

/* What `first` counts from: the sector itself for drives, the chain's first sector for links. */
static bool entry_parse(const struct table_disk *disk, const uint8_t *bytes, uint64_t drive_base,
    uint64_t link_base, struct table_entry *entry)
{
    uint64_t first = bytes_get32(bytes + ENTRY_AT_FIRST);
    uint64_t count = bytes_get32(bytes + ENTRY_AT_COUNT);

    *entry = (struct table_entry){ .mbr_type = bytes[ENTRY_AT_TYPE] };
    if (entry->mbr_type == 0)
        return true;
    entry->active = bytes[0] == ACTIVE;
    entry->hidden_sectors = (uint32_t)first;
    first += mbr_is_container(entry->mbr_type) ? link_base : drive_base;
    entry->offset = first * disk->sector_bytes;
    entry->length = count * disk->sector_bytes;
    return entry->offset <= disk->size_bytes && entry->length <= disk->size_bytes - entry->offset;
}

static const struct table_entry *find_container(const struct table_entry *entries)
{
    for (size_t i = 0; i < TABLE_MBR_SLOTS; i++) {
        if (mbr_is_container(entries[i].mbr_type))
            return &entries[i];
    }
    return NULL;
}

/* Reads the next sector of the chain into four more entries. */
static enum table_result chain_read(
    struct table_disk *disk, uint64_t base, uint64_t at, struct table *table)
{
    if (!disk->read(disk->state, at * disk->sector_bytes, disk->sector, disk->sector_bytes))
        return TABLE_FAILED;
    if (disk->sector[510] != 0x55 || disk->sector[511] != 0xaa)
        return TABLE_CORRUPT;
    for (size_t i = 0; i < TABLE_MBR_SLOTS; i++) {
        if (!entry_parse(disk, slot(disk->sector, i), at, base, &table->entries[table->count + i]))
            return TABLE_CORRUPT;
    }
    table->count += TABLE_MBR_SLOTS;
    return TABLE_OK;
}

enum table_result mbr_read(struct table_disk *disk, const uint8_t *sector, struct table *table)
{
    const struct table_entry *container;
    enum table_result result = TABLE_OK;
    uint64_t base;

    table->style = TABLE_MBR;
    table->signature = bytes_get32(sector + AT_SIGNATURE);
    for (size_t i = 0; i < TABLE_MBR_SLOTS; i++) {
        if (!entry_parse(disk, slot(sector, i), 0, 0, &table->entries[i]))
            return TABLE_CORRUPT;
    }
    table->count = TABLE_MBR_SLOTS;

    container = find_container(table->entries);
    base = container ? container->offset / disk->sector_bytes : 0;
    while (container && result == TABLE_OK) {
        if (table->count + TABLE_MBR_SLOTS > TABLE_LIMIT)
            return TABLE_CORRUPT; /* a chain without end */
        result = chain_read(disk, base, container->offset / disk->sector_bytes, table);
        container = find_container(&table->entries[table->count - TABLE_MBR_SLOTS]);
    }
    return result;
}

/* Leaves the old geometry bytes of an entry that stays where it is. */
static void entry_build(
    const struct table_disk *disk, const struct table_entry *entry, uint8_t *bytes)
{
    static const uint8_t beyond[3] = { 0xfe, 0xff, 0xff }; /* "see the sector numbers" */
    uint64_t first = entry->offset / disk->sector_bytes;
    uint64_t count = entry->length / disk->sector_bytes;

    if (entry->mbr_type == 0) {
        memset(bytes, 0, ENTRY_SIZE);
        return;
    }
    if (first != bytes_get32(bytes + ENTRY_AT_FIRST) || bytes[ENTRY_AT_TYPE] == 0)
        memcpy(bytes + 1, beyond, sizeof beyond);
    if (count != bytes_get32(bytes + ENTRY_AT_COUNT) || bytes[ENTRY_AT_TYPE] == 0)
        memcpy(bytes + 5, beyond, sizeof beyond);
    bytes[0] = entry->active ? ACTIVE : 0;
    bytes[ENTRY_AT_TYPE] = entry->mbr_type;
    bytes_put(bytes + ENTRY_AT_FIRST, 4, first);
    bytes_put(bytes + ENTRY_AT_COUNT, 4, count);
}

/* The entries that are not in the first sector must be what they were. */
static bool same_chain(const struct table *left, const struct table *right)
{
    if (left->count != right->count)
        return false;
    for (size_t i = TABLE_MBR_SLOTS; i < left->count; i++) {
        const struct table_entry *a = &left->entries[i];
        const struct table_entry *b = &right->entries[i];

        if (a->offset != b->offset || a->length != b->length || a->mbr_type != b->mbr_type ||
            a->active != b->active)
            return false;
    }
    return true;
}

static bool fits(const struct table_disk *disk, const struct table *table)
{
    for (size_t i = 0; i < TABLE_MBR_SLOTS; i++) {
        if (table->entries[i].offset / disk->sector_bytes > UINT32_MAX ||
            table->entries[i].length / disk->sector_bytes > UINT32_MAX)
            return false;
    }
    return true;
}

bool mbr_may_replace(
    const struct table_disk *disk, const struct table *before, const struct table *after)
{
    return same_chain(before, after) && fits(disk, after);
}

enum table_result mbr_write(struct table_disk *disk, const struct table *table)
{
    if (!disk->read(disk->state, 0, disk->sector, disk->sector_bytes))
        return TABLE_FAILED;
    bytes_put(disk->sector + AT_SIGNATURE, 4, table->signature);
    for (size_t i = 0; i < TABLE_MBR_SLOTS; i++)
        entry_build(disk, &table->entries[i], disk->sector + AT_ENTRIES + i * ENTRY_SIZE);
    return disk->write(disk->state, 0, disk->sector, disk->sector_bytes) ? TABLE_OK : TABLE_FAILED;
}
