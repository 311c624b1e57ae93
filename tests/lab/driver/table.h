/* SPDX-License-Identifier: MIT */
/*
 * table.h - a disk's partition table as the lab's disk keeps it: read from the disk, checked,
 * written.
 *
 * Knows no Windows: the driver calls it with reads and writes of the disk image, the tests with
 * memory.
 * Source: UEFI specification, chapters "GUID Partition Table (GPT) Disk Layout" and "LBA 0 Format"
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TABLE_LIMIT = 128,         /* entries of a table; a GPT of another size is not understood */
    TABLE_SECTOR_LIMIT = 4096, /* largest sector */
    TABLE_GPT_ENTRY = 128,     /* bytes of one GPT entry */
    TABLE_MBR_SLOTS = 4,       /* entries of one MBR sector */
};

enum table_result {
    TABLE_FAILED = 0, /* the disk could not be read or written */
    TABLE_OK,
    TABLE_CORRUPT, /* neither copy of the table holds */
    TABLE_INVALID, /* the table asked for can not be: overlap, outside, not on a sector */
    TABLE_REFUSED, /* it would take space from the Windows partition */
};

enum table_style {
    TABLE_RAW = 0, /* no table */
    TABLE_MBR,
    TABLE_GPT,
};

/** A disk to read and write. The caller fills all but the two buffers, which are for table_*. */
struct table_disk {
    void *state;
    uint64_t size_bytes;
    uint32_t sector_bytes;
    bool (*read)(void *state, uint64_t offset, void *buffer, size_t len);
    bool (*write)(void *state, uint64_t offset, const void *buffer, size_t len);
    uint8_t sector[TABLE_SECTOR_LIMIT];
    uint8_t array[TABLE_LIMIT * TABLE_GPT_ENTRY];
};

struct table_entry {
    uint64_t offset;  /* bytes from the start of the disk */
    uint64_t length;  /* bytes */
    uint8_t type[16]; /* GPT, as on the disk */
    uint8_t id[16];
    uint64_t attributes;
    uint16_t name[36];
    uint8_t mbr_type; /* MBR */
    bool active;
    uint32_t hidden_sectors;
};

struct table {
    enum table_style style;
    uint8_t disk_id[16];    /* GPT */
    uint32_t signature;     /* MBR */
    uint64_t usable_offset; /* GPT: bytes that partitions may use; else the whole disk */
    uint64_t usable_length;
    uint64_t primary_array_lba, backup_lba, backup_array_lba; /* GPT: where its parts are */
    bool primary_holds, backup_holds;                         /* GPT: the copy was found good */
    /** GPT: used entries. MBR: all, empty ones and containers too, so a multiple of four. */
    size_t count;
    struct table_entry entries[TABLE_LIMIT];
};

/** Reads the disk's table. From a GPT's backup when the primary copy does not hold. */
enum table_result table_read(struct table_disk *disk, struct table *table);

/**
 * Writes the table: for a GPT both copies, the backup first, the MBR as it was; for an MBR the
 * first sector. Only for a table that table_check has found good.
 */
enum table_result table_write(struct table_disk *disk, const struct table *table);

/**
 * May the table replace the one that is there? Logical drives of an MBR can not be changed.
 *
 * @param system_offset  where the Windows partition starts: it must stay
 * @param system_least   how long it must be at least; 0: as long as it is
 */
enum table_result table_check(const struct table_disk *disk, const struct table *before,
    const struct table *after, uint64_t system_offset, uint64_t system_least);

/** An entry that is a partition: not empty, not a container of logical drives. */
bool table_is_partition(const struct table *table, const struct table_entry *entry);

/**
 * Windows' number of the partition: its place by offset, from 1; 0 when it is none.
 * Source: learn.microsoft.com/windows-hardware/drivers/storage/msft-partition, PartitionNumber
 */
uint32_t table_number(const struct table *table, const struct table_entry *entry);

/** The partition that starts there, or NULL. */
struct table_entry *table_at(struct table *table, uint64_t offset);

/** The partition of that number, or NULL. */
struct table_entry *table_numbered(struct table *table, uint32_t number);
