/* SPDX-License-Identifier: MIT */
/* disk.h - a disk's partitions, as Windows tells them, and how to read them from its own answer. */
#pragma once

#include "base/text.h"

/**
 * Partition types by GUID, lower case, without braces.
 *
 * Source: learn.microsoft.com/windows/win32/api/winioctl/ns-winioctl-partition_information_gpt
 */
#define DISK_TYPE_RECOVERY "de94bba4-06d1-4d40-a16a-bfd50179d6ac"
#define DISK_TYPE_ESP "c12a7328-f81f-11d2-ba4b-00a0c93ec93b"
#define DISK_TYPE_MSR "e3c9e316-0b5c-4db8-817d-f92df00215ae"
#define DISK_TYPE_BASIC_DATA "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7"
#define DISK_TYPE_LDM_METADATA "5808c8aa-7e8f-42e0-85d2-e1e90434cfb3"
#define DISK_TYPE_LDM_DATA "af9b60a0-1431-4f62-bc68-3311714a69ad"
#define DISK_TYPE_STORAGE_SPACES "e75caf8f-f680-4cee-afa3-b001e56efc2d"

/**
 * Partition types by number.
 *
 * Source: learn.microsoft.com/windows/win32/api/winioctl/ns-winioctl-partition_information_mbr
 */
enum {
    DISK_MBR_UNUSED = 0x00,
    DISK_MBR_EXTENDED = 0x05,
    DISK_MBR_NTFS = 0x07,
    DISK_MBR_EXTENDED_LBA = 0x0f,
    DISK_MBR_RECOVERY = 0x27,
    DISK_MBR_LDM = 0x42,
};

enum {
    DISK_PARTITION_LIMIT = 128, /* more than that is refused */
    DISK_GUID_SIZE = 37,        /* 36 characters and the NUL */
    DISK_NAME_SIZE =
        36 * 4 + 1, /* a GPT name has 36 UTF-16 units; UTF-8 takes up to 3 bytes each */
};

enum disk_style {
    DISK_RAW = 0, /* no partition table */
    DISK_MBR,
    DISK_GPT,
};

struct disk_partition {
    uint32_t number;       /* Windows' own; changes when others are deleted: not an identity */
    uint64_t offset_bytes; /* from the start of the disk: the identity */
    uint64_t length_bytes;
    char type[DISK_GUID_SIZE]; /* GPT: lower case GUID; MBR: "0x27" */
    char id[DISK_GUID_SIZE];   /* GPT: unique partition GUID; MBR: "" */
    uint64_t attributes;       /* GPT attribute bits; MBR: 0 */
    bool active;               /* MBR boot indicator */
    char name[DISK_NAME_SIZE]; /* GPT name, UTF-8 */
};

struct disk_layout {
    enum disk_style style;
    char id[DISK_GUID_SIZE];         /* GPT disk GUID; MBR: signature as "0x1234abcd"; RAW: "" */
    uint64_t usable_offset_bytes;    /* GPT: first byte a partition may use; else 0 */
    uint64_t usable_length_bytes;    /* GPT: how many from there; MBR and RAW: 0 */
    uint64_t container_offset_bytes; /* MBR: where the extended container starts; 0: none */
    size_t count;                    /* used entries; MBR containers and empty entries left out */
    struct disk_partition partitions[DISK_PARTITION_LIMIT]; /* by offset, rising */
};

/**
 * Reads the bytes that IOCTL_DISK_GET_DRIVE_LAYOUT_EX answers (DRIVE_LAYOUT_INFORMATION_EX).
 *
 * @return  false (ERR_MALFORMED, ERR_TOO_LARGE): counts, offsets or sizes cannot be true, or
 *          partitions overlap
 * Source: learn.microsoft.com/windows/win32/api/winioctl/ns-winioctl-drive_layout_information_ex
 */
bool disk_layout_parse(
    const void *bytes, size_t len, struct disk_layout *layout, struct err *err) MUST_CHECK;

/** The partition that starts there, or NULL. */
const struct disk_partition *disk_partition_at(
    const struct disk_layout *layout, uint64_t offset_bytes);

/** Exactly the recovery type, GPT or MBR: a data partition that holds \Recovery is not one. */
bool disk_is_recovery(const struct disk_layout *layout, const struct disk_partition *partition);

/** A short word for the type: "recovery", "efi system", "microsoft reserved", "basic data", ... or
 * the type itself. */
const char *disk_type_name(
    const struct disk_layout *layout, const struct disk_partition *partition);

/** Same type, id, attributes, name, active flag, offset and length; the number does not count. */
bool disk_partition_equal(const struct disk_partition *left, const struct disk_partition *right);

/**
 * First byte behind the partition that belongs to something else: the next partition, or the end
 * of what partitions may use.
 *
 * @param disk_size_bytes  size of the disk; used where the table does not tell the end (MBR)
 */
uint64_t disk_space_end(const struct disk_layout *layout, const struct disk_partition *partition,
    uint64_t disk_size_bytes);
