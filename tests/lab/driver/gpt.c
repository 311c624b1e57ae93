/* SPDX-License-Identifier: MIT */
/* gpt.c - the GUID partition table: both copies, with their checksums. */
#include "table_parts.h"

#include "base/crc32.h"
#include "bytes.h"

#include <string.h>

/* Places of the fields in a header and in an entry: UEFI specification, tables "GPT Header" and
 * "GPT Partition Entry". */
enum {
    HEADER_SIZE = 92,
    HEADER_AT_SIZE = 12,
    HEADER_AT_CRC = 16,
    HEADER_AT_SELF = 24,
    HEADER_AT_OTHER = 32,
    HEADER_AT_FIRST = 40,
    HEADER_AT_LAST = 48,
    HEADER_AT_DISK = 56,
    HEADER_AT_ARRAY = 72,
    HEADER_AT_COUNT = 80,
    HEADER_AT_ENTRY = 84,
    HEADER_AT_ARRAY_CRC = 88,
    ENTRY_AT_ID = 16,
    ENTRY_AT_FIRST = 32,
    ENTRY_AT_LAST = 40,
    ENTRY_AT_ATTRIBUTES = 48,
    ENTRY_AT_NAME = 56,
    PRIMARY_LBA = 1,
};

/* "EFI PART", then revision 1.0 */
static const uint8_t header_start[12] = { 'E', 'F', 'I', ' ', 'P', 'A', 'R', 'T', 0, 0, 1, 0 };

struct header {
    uint64_t other_lba, first_lba, last_lba, array_lba;
    uint8_t disk_id[16];
    uint32_t array_crc;
};

static uint64_t sectors_of(const struct table_disk *disk)
{
    return disk->size_bytes / disk->sector_bytes;
}

static uint64_t array_sectors(const struct table_disk *disk)
{
    return sizeof disk->array / disk->sector_bytes;
}

static bool is_zero(const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] != 0)
            return false;
    }
    return true;
}

/* Does the sector hold a header that was written for this place? */
static bool header_parse(
    const struct table_disk *disk, uint8_t *sector, uint64_t lba, struct header *header)
{
    uint32_t size = bytes_get32(sector + HEADER_AT_SIZE);
    uint32_t crc = bytes_get32(sector + HEADER_AT_CRC);

    if (memcmp(sector, header_start, sizeof header_start) != 0 || size < HEADER_SIZE ||
        size > disk->sector_bytes)
        return false;
    bytes_put(sector + HEADER_AT_CRC, 4, 0);
    if (crc32_add(0, sector, size) != crc || bytes_get64(sector + HEADER_AT_SELF) != lba)
        return false;
    if (bytes_get32(sector + HEADER_AT_COUNT) != TABLE_LIMIT ||
        bytes_get32(sector + HEADER_AT_ENTRY) != TABLE_GPT_ENTRY)
        return false;

    header->other_lba = bytes_get64(sector + HEADER_AT_OTHER);
    header->first_lba = bytes_get64(sector + HEADER_AT_FIRST);
    header->last_lba = bytes_get64(sector + HEADER_AT_LAST);
    header->array_lba = bytes_get64(sector + HEADER_AT_ARRAY);
    header->array_crc = bytes_get32(sector + HEADER_AT_ARRAY_CRC);
    memcpy(header->disk_id, sector + HEADER_AT_DISK, sizeof header->disk_id);
    return header->first_lba <= header->last_lba && header->last_lba < sectors_of(disk) &&
           header->other_lba < sectors_of(disk) &&
           header->array_lba <= sectors_of(disk) - array_sectors(disk);
}

/* Reads one copy into disk->array. @param holds false when it is damaged; @return false: no read */
static bool copy_read(struct table_disk *disk, uint64_t lba, struct header *header, bool *holds)
{
    *holds = false;
    if (lba >= sectors_of(disk))
        return true;
    if (!disk->read(disk->state, lba * disk->sector_bytes, disk->sector, disk->sector_bytes))
        return false;
    if (!header_parse(disk, disk->sector, lba, header))
        return true;
    if (!disk->read(
            disk->state, header->array_lba * disk->sector_bytes, disk->array, sizeof disk->array))
        return false;
    *holds = crc32_add(0, disk->array, sizeof disk->array) == header->array_crc;
    return true;
}

static bool entry_parse(
    const struct table_disk *disk, const uint8_t *bytes, struct table_entry *entry)
{
    uint64_t first = bytes_get64(bytes + ENTRY_AT_FIRST);
    uint64_t last = bytes_get64(bytes + ENTRY_AT_LAST);

    if (last < first || last >= sectors_of(disk))
        return false;
    memcpy(entry->type, bytes, sizeof entry->type);
    memcpy(entry->id, bytes + ENTRY_AT_ID, sizeof entry->id);
    entry->offset = first * disk->sector_bytes;
    entry->length = (last - first + 1) * disk->sector_bytes;
    entry->attributes = bytes_get64(bytes + ENTRY_AT_ATTRIBUTES);
    for (size_t i = 0; i < sizeof entry->name / sizeof *entry->name; i++)
        entry->name[i] = bytes_get16(bytes + ENTRY_AT_NAME + 2 * i);
    return true;
}

static enum table_result array_parse(const struct table_disk *disk, struct table *table)
{
    for (size_t i = 0; i < TABLE_LIMIT; i++) {
        const uint8_t *bytes = disk->array + i * TABLE_GPT_ENTRY;

        if (is_zero(bytes, 16))
            continue;
        if (!entry_parse(disk, bytes, &table->entries[table->count]))
            return TABLE_CORRUPT;
        table->count++;
    }
    return TABLE_OK;
}

enum table_result gpt_read(struct table_disk *disk, struct table *table)
{
    struct header primary = { 0 };
    struct header backup = { 0 };
    const struct header *used;

    table->style = TABLE_GPT;
    if (!copy_read(disk, PRIMARY_LBA, &primary, &table->primary_holds))
        return TABLE_FAILED;
    table->backup_lba = table->primary_holds ? primary.other_lba : sectors_of(disk) - 1;
    if (!copy_read(disk, table->backup_lba, &backup, &table->backup_holds))
        return TABLE_FAILED;
    if (!table->primary_holds && !table->backup_holds)
        return TABLE_CORRUPT;

    used = table->primary_holds ? &primary : &backup;
    table->primary_array_lba = table->primary_holds ? primary.array_lba : PRIMARY_LBA + 1;
    table->backup_array_lba =
        table->backup_holds ? backup.array_lba : table->backup_lba - array_sectors(disk);
    table->usable_offset = used->first_lba * disk->sector_bytes;
    table->usable_length = (used->last_lba - used->first_lba + 1) * disk->sector_bytes;
    memcpy(table->disk_id, used->disk_id, sizeof table->disk_id);
    /* disk->array holds the copy that was read last. */
    if (table->primary_holds && !disk->read(disk->state, primary.array_lba * disk->sector_bytes,
                                    disk->array, sizeof disk->array))
        return TABLE_FAILED;
    return array_parse(disk, table);
}

static void entry_build(
    const struct table_disk *disk, const struct table_entry *entry, uint8_t *bytes)
{
    memcpy(bytes, entry->type, sizeof entry->type);
    memcpy(bytes + ENTRY_AT_ID, entry->id, sizeof entry->id);
    bytes_put(bytes + ENTRY_AT_FIRST, 8, entry->offset / disk->sector_bytes);
    bytes_put(bytes + ENTRY_AT_LAST, 8, (entry->offset + entry->length) / disk->sector_bytes - 1);
    bytes_put(bytes + ENTRY_AT_ATTRIBUTES, 8, entry->attributes);
    for (size_t i = 0; i < sizeof entry->name / sizeof *entry->name; i++)
        bytes_put(bytes + ENTRY_AT_NAME + 2 * i, 2, entry->name[i]);
}

static void header_build(struct table_disk *disk, const struct table *table, bool is_backup)
{
    uint8_t *sector = disk->sector;
    uint64_t self = is_backup ? table->backup_lba : PRIMARY_LBA;
    uint64_t other = is_backup ? PRIMARY_LBA : table->backup_lba;
    uint64_t first = table->usable_offset / disk->sector_bytes;
    uint64_t array = is_backup ? table->backup_array_lba : table->primary_array_lba;

    memset(sector, 0, sizeof disk->sector);
    memcpy(sector, header_start, sizeof header_start);
    bytes_put(sector + HEADER_AT_SIZE, 4, HEADER_SIZE);
    bytes_put(sector + HEADER_AT_SELF, 8, self);
    bytes_put(sector + HEADER_AT_OTHER, 8, other);
    bytes_put(sector + HEADER_AT_FIRST, 8, first);
    bytes_put(sector + HEADER_AT_LAST, 8, first + table->usable_length / disk->sector_bytes - 1);
    memcpy(sector + HEADER_AT_DISK, table->disk_id, sizeof table->disk_id);
    bytes_put(sector + HEADER_AT_ARRAY, 8, array);
    bytes_put(sector + HEADER_AT_COUNT, 4, TABLE_LIMIT);
    bytes_put(sector + HEADER_AT_ENTRY, 4, TABLE_GPT_ENTRY);
    bytes_put(sector + HEADER_AT_ARRAY_CRC, 4, crc32_add(0, disk->array, sizeof disk->array));
    bytes_put(sector + HEADER_AT_CRC, 4, crc32_add(0, sector, HEADER_SIZE));
}

static bool copy_write(struct table_disk *disk, const struct table *table, bool is_backup)
{
    uint64_t array = is_backup ? table->backup_array_lba : table->primary_array_lba;
    uint64_t self = is_backup ? table->backup_lba : PRIMARY_LBA;

    header_build(disk, table, is_backup);
    return disk->write(disk->state, array * disk->sector_bytes, disk->array, sizeof disk->array) &&
           disk->write(disk->state, self * disk->sector_bytes, disk->sector, disk->sector_bytes);
}

enum table_result gpt_write(struct table_disk *disk, const struct table *table)
{
    memset(disk->array, 0, sizeof disk->array);
    for (size_t i = 0; i < table->count; i++)
        entry_build(disk, &table->entries[i], disk->array + i * TABLE_GPT_ENTRY);
    /* Whenever the power fails, one of the two copies holds. */
    if (!copy_write(disk, table, true) || !copy_write(disk, table, false))
        return TABLE_FAILED;
    return TABLE_OK;
}
