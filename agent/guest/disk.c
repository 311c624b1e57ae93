/* SPDX-License-Identifier: MIT */
/*
 * disk.c - reads Windows' answer about a disk's partitions, and compares partitions.
 *
 * The bytes are taken as any bytes: every count and size is checked before it is used. Numbers are
 * little-endian, put together by hand, so that a recorded answer reads the same on any machine.
 *
 * Source: learn.microsoft.com/windows/win32/api/winioctl/ns-winioctl-drive_layout_information_ex
 *         learn.microsoft.com/windows/win32/api/winioctl/ns-winioctl-partition_information_ex
 */
#include "guest/disk.h"

#include "guest/disk_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static uint64_t read_little(const uint8_t *bytes, size_t size)
{
    uint64_t number = 0;

    for (size_t i = size; i > 0; i--)
        number = number << 8 | bytes[i - 1];
    return number;
}

static uint32_t read_u32(const uint8_t *bytes)
{
    return (uint32_t)read_little(bytes, 4);
}

static uint64_t read_u64(const uint8_t *bytes)
{
    return read_little(bytes, 8);
}

/** A GUID as text: its first three parts are little-endian numbers, the rest single bytes. */
static void read_guid(const uint8_t *bytes, char text[DISK_GUID_SIZE])
{
    (void)snprintf(text, DISK_GUID_SIZE,
        "%08" PRIx32 "-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x", read_u32(bytes),
        (unsigned)read_little(bytes + 4, 2), (unsigned)read_little(bytes + 6, 2), bytes[8],
        bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]); /* fits */
}

/** Appends one character as UTF-8. @return bytes written, up to 4 */
static size_t put_character(uint32_t character, char *text)
{
    static const uint8_t first_bits[5] = { 0, 0x00, 0xC0, 0xE0, 0xF0 };
    size_t len = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;

    for (size_t i = len - 1; i > 0; i--) {
        text[i] = (char)(uint8_t)(0x80 | (character & 0x3F));
        character >>= 6;
    }
    text[0] = (char)(uint8_t)(first_bits[len] | character);
    return len;
}

/** Reads the UTF-16 name up to its NUL or its full length. @return false: unpaired surrogate */
static bool read_name(const uint8_t *units, char name[DISK_NAME_SIZE])
{
    size_t len = 0;

    for (size_t i = 0; i < ENTRY_GPT_NAME_UNITS; i++) {
        uint32_t unit = (uint32_t)read_little(units + 2 * i, 2);
        if (unit == 0)
            break;
        if (unit >= 0xD800 && unit <= 0xDFFF) {
            uint32_t second =
                i + 1 < ENTRY_GPT_NAME_UNITS ? (uint32_t)read_little(units + 2 * (i + 1), 2) : 0;
            if (unit >= 0xDC00 || second < 0xDC00 || second > 0xDFFF)
                return false;
            unit = 0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00);
            i++;
        }
        len += put_character(unit, name + len); /* at most 3 bytes a unit: DISK_NAME_SIZE holds */
    }
    name[len] = '\0';
    return true;
}

static bool is_container(uint8_t type)
{
    return type == DISK_MBR_EXTENDED || type == DISK_MBR_EXTENDED_LBA;
}

static bool malformed(struct err *err, const char *what, uint64_t offset_bytes)
{
    return err_set(err, ERR_AGENT, ERR_MALFORMED,
        "the disk's layout cannot be true: partition at offset %" PRIu64 " %s", offset_bytes, what);
}

/** Is it an entry that describes no partition? */
static bool is_empty(const uint8_t *entry, enum disk_style style)
{
    static const uint8_t no_guid[16];

    if (style == DISK_GPT)
        return memcmp(entry + ENTRY_GPT_TYPE, no_guid, sizeof no_guid) == 0;
    return entry[ENTRY_MBR_TYPE] == DISK_MBR_UNUSED;
}

/** Reads place and size, which both styles have. */
static bool read_place(const uint8_t *entry, const struct disk_layout *layout,
    struct disk_partition *partition, struct err *err)
{
    uint64_t offset = read_u64(entry + ENTRY_OFFSET);
    uint64_t length = read_u64(entry + ENTRY_LENGTH);
    uint64_t usable_end = layout->usable_offset_bytes + layout->usable_length_bytes;

    if (offset == 0 || offset > INT64_MAX || length == 0 || length > INT64_MAX - offset)
        return malformed(err, "has an impossible offset or length", offset);
    if (layout->style == DISK_GPT &&
        (offset < layout->usable_offset_bytes || offset + length > usable_end))
        return malformed(err, "is outside of what partitions may use", offset);
    if (read_u32(entry + ENTRY_STYLE) != (layout->style == DISK_GPT ? STYLE_GPT : STYLE_MBR))
        return malformed(err, "is of another style than its disk", offset);

    *partition = (struct disk_partition){
        .offset_bytes = offset, .length_bytes = length, .number = read_u32(entry + ENTRY_NUMBER)
    };
    return true;
}

static bool read_entry(const uint8_t *entry, struct disk_layout *layout, struct err *err)
{
    struct disk_partition *partition = &layout->partitions[layout->count];

    if (is_empty(entry, layout->style))
        return true;
    if (layout->style == DISK_MBR && is_container(entry[ENTRY_MBR_TYPE])) {
        uint64_t offset = read_u64(entry + ENTRY_OFFSET);
        /* logical partitions have containers of their own, inside the first one */
        if (layout->container_offset_bytes == 0 || offset < layout->container_offset_bytes)
            layout->container_offset_bytes = offset;
        return true;
    }
    if (layout->count == DISK_PARTITION_LIMIT)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "the disk has more than %d partitions",
            (int)DISK_PARTITION_LIMIT);
    if (!read_place(entry, layout, partition, err))
        return false;

    if (layout->style == DISK_GPT) {
        read_guid(entry + ENTRY_GPT_TYPE, partition->type);
        read_guid(entry + ENTRY_GPT_ID, partition->id);
        partition->attributes = read_u64(entry + ENTRY_GPT_ATTRIBUTES);
        if (!read_name(entry + ENTRY_GPT_NAME, partition->name))
            return malformed(err, "has a name that is not UTF-16", partition->offset_bytes);
    } else {
        (void)snprintf(/* fits */
            partition->type, sizeof partition->type, "0x%02x", entry[ENTRY_MBR_TYPE]);
        partition->active = entry[ENTRY_MBR_BOOT] != 0;
    }
    layout->count++;
    return true;
}

/** Reads what the table says of the disk itself. */
static bool read_header(const uint8_t *bytes, struct disk_layout *layout, struct err *err)
{
    uint32_t style = read_u32(bytes + LAYOUT_STYLE);

    if (style == STYLE_RAW) {
        layout->style = DISK_RAW;
        return true;
    }
    if (style == STYLE_MBR) {
        layout->style = DISK_MBR;
        (void)snprintf(layout->id, sizeof layout->id, "0x%08" PRIx32,
            read_u32(bytes + LAYOUT_MBR_SIGNATURE)); /* fits */
        return true;
    }
    if (style != STYLE_GPT)
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "the disk's layout cannot be true: partition style %" PRIu32, style);

    layout->style = DISK_GPT;
    read_guid(bytes + LAYOUT_GPT_ID, layout->id);
    layout->usable_offset_bytes = read_u64(bytes + LAYOUT_GPT_USABLE_OFFSET);
    layout->usable_length_bytes = read_u64(bytes + LAYOUT_GPT_USABLE_LENGTH);
    if (layout->usable_offset_bytes > INT64_MAX ||
        layout->usable_length_bytes > INT64_MAX - layout->usable_offset_bytes)
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "the disk's layout cannot be true: its usable space ends nowhere");
    return true;
}

static int compare_offsets(const void *left, const void *right)
{
    const struct disk_partition *one = left;
    const struct disk_partition *other = right;

    return (one->offset_bytes > other->offset_bytes) - (one->offset_bytes < other->offset_bytes);
}

/** Sorts, and refuses partitions that share a byte. */
static bool order_partitions(struct disk_layout *layout, struct err *err)
{
    qsort(layout->partitions, layout->count, sizeof layout->partitions[0], compare_offsets);
    for (size_t i = 1; i < layout->count; i++) {
        const struct disk_partition *before = &layout->partitions[i - 1];
        if (before->offset_bytes + before->length_bytes > layout->partitions[i].offset_bytes)
            return malformed(err, "overlaps the one before it", layout->partitions[i].offset_bytes);
    }
    return true;
}

bool disk_layout_parse(const void *bytes, size_t len, struct disk_layout *layout, struct err *err)
{
    const uint8_t *header = bytes;

    if (len < LAYOUT_ENTRIES)
        return err_set(
            err, ERR_AGENT, ERR_MALFORMED, "the disk's layout is cut off: %zu bytes", len);

    AUTO_FREE struct disk_layout *parsed = calloc(1, sizeof *parsed); /* large for a stack */
    if (!parsed)
        return err_nomem(err);

    size_t count = read_u32(header + LAYOUT_COUNT);
    if (!read_header(header, parsed, err))
        return false;
    if (parsed->style == DISK_RAW) /* Windows may give an entry for the whole disk then */
        count = 0;
    if (count > (len - LAYOUT_ENTRIES) / ENTRY_SIZE)
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "the disk's layout is cut off: %zu entries in %zu bytes", count, len);
    for (size_t i = 0; i < count; i++)
        if (!read_entry(header + LAYOUT_ENTRIES + i * ENTRY_SIZE, parsed, err))
            return false;
    if (!order_partitions(parsed, err))
        return false;
    *layout = *parsed;
    return true;
}

const struct disk_partition *disk_partition_at(
    const struct disk_layout *layout, uint64_t offset_bytes)
{
    for (size_t i = 0; i < layout->count; i++)
        if (layout->partitions[i].offset_bytes == offset_bytes)
            return &layout->partitions[i];
    return NULL;
}

bool disk_is_recovery(const struct disk_layout *layout, const struct disk_partition *partition)
{
    switch (layout->style) {
    case DISK_GPT:
        return text_same(partition->type, DISK_TYPE_RECOVERY);
    case DISK_MBR:
        return text_same(partition->type, "0x27");
    case DISK_RAW:
        break;
    }
    return false;
}

const char *disk_type_name(const struct disk_layout *layout, const struct disk_partition *partition)
{
    static const struct {
        enum disk_style style;
        const char *type, *name;
    } names[] = {
        { DISK_GPT, DISK_TYPE_RECOVERY, "recovery" },
        { DISK_GPT, DISK_TYPE_ESP, "efi system" },
        { DISK_GPT, DISK_TYPE_MSR, "microsoft reserved" },
        { DISK_GPT, DISK_TYPE_BASIC_DATA, "basic data" },
        { DISK_GPT, DISK_TYPE_LDM_METADATA, "dynamic disk metadata" },
        { DISK_GPT, DISK_TYPE_LDM_DATA, "dynamic disk data" },
        { DISK_GPT, DISK_TYPE_STORAGE_SPACES, "storage spaces" },
        { DISK_MBR, "0x07", "basic data" },
        { DISK_MBR, "0x27", "recovery" },
        { DISK_MBR, "0x42", "dynamic disk data" },
        { DISK_MBR, "0xef", "efi system" },
    };

    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (names[i].style == layout->style && text_same(names[i].type, partition->type))
            return names[i].name;
    return partition->type;
}

bool disk_partition_equal(const struct disk_partition *left, const struct disk_partition *right)
{
    return left->offset_bytes == right->offset_bytes && left->length_bytes == right->length_bytes &&
           left->attributes == right->attributes && left->active == right->active &&
           text_same(left->type, right->type) && text_same(left->id, right->id) &&
           strcmp(left->name, right->name) == 0;
}

uint64_t disk_space_end(const struct disk_layout *layout, const struct disk_partition *partition,
    uint64_t disk_size_bytes)
{
    uint64_t end = layout->style == DISK_GPT
                       ? layout->usable_offset_bytes + layout->usable_length_bytes
                       : disk_size_bytes;

    for (size_t i = 0; i < layout->count; i++) {
        uint64_t offset = layout->partitions[i].offset_bytes;
        if (offset > partition->offset_bytes && offset < end)
            end = offset;
    }
    if (layout->container_offset_bytes > partition->offset_bytes &&
        layout->container_offset_bytes < end)
        end = layout->container_offset_bytes;
    return end;
}
