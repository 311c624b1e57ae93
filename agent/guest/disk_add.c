/* SPDX-License-Identifier: MIT */
/* disk_add.c - a partition that is put into a table again, and the space that nobody uses. */
#include "guest/disk_add.h"

#include "guest/disk_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

bool disk_layout_equal(const struct disk_layout *left, const struct disk_layout *right)
{
    if (left->style != right->style || strcmp(left->id, right->id) != 0 ||
        left->count != right->count || left->usable_offset_bytes != right->usable_offset_bytes ||
        left->usable_length_bytes != right->usable_length_bytes)
        return false;
    for (size_t i = 0; i < left->count; i++)
        if (!disk_partition_equal(&left->partitions[i], &right->partitions[i]))
            return false;
    return true;
}

bool disk_is_unused(
    const struct disk_layout *layout, uint64_t offset_bytes, uint64_t length_bytes, struct err *err)
{
    uint64_t usable_end = layout->usable_offset_bytes + layout->usable_length_bytes;

    if (layout->style != DISK_GPT)
        return err_set(err, ERR_AGENT, ERR_REFUSED,
            "only a GPT tells where its partitions may be, and this disk has none");
    if (length_bytes == 0 || offset_bytes < layout->usable_offset_bytes ||
        offset_bytes > usable_end || length_bytes > usable_end - offset_bytes)
        return err_set(err, ERR_AGENT, ERR_REFUSED,
            "%" PRIu64 " bytes at byte %" PRIu64 " are outside of what partitions may use",
            length_bytes, offset_bytes);
    for (size_t i = 0; i < layout->count; i++) {
        const struct disk_partition *other = &layout->partitions[i];

        if (other->offset_bytes < offset_bytes + length_bytes &&
            offset_bytes < other->offset_bytes + other->length_bytes)
            return err_set(err, ERR_AGENT, ERR_REFUSED,
                "%" PRIu64 " bytes at byte %" PRIu64 " are used by the partition at byte %" PRIu64,
                length_bytes, offset_bytes, other->offset_bytes);
    }
    return true;
}

static void write_little(uint8_t *bytes, size_t size, uint64_t number)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(number >> (8 * i));
}

static bool read_hex(const char *text, size_t digits, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < digits; i++) {
        static const char known[] = "0123456789abcdef";
        char digit = text[i] >= 'A' && text[i] <= 'F' ? (char)(text[i] - 'A' + 'a') : text[i];
        const char *at = digit != '\0' ? strchr(known, digit) : NULL;

        if (!at)
            return false;
        *number = *number << 4 | (uint64_t)(at - known);
    }
    return true;
}

/* Text as disk.c makes it: three numbers, little-endian, then single bytes. */
static bool write_guid(const char *text, uint8_t bytes[16], struct err *err)
{
    static const struct {
        size_t at, digits, to, size;
    } parts[] = { { 0, 8, 0, 4 }, { 9, 4, 4, 2 }, { 14, 4, 6, 2 } };
    uint64_t number;
    bool holds = strlen(text) == DISK_GUID_SIZE - 1 && text[8] == '-' && text[13] == '-' &&
                 text[18] == '-' && text[23] == '-';

    for (size_t i = 0; holds && i < COUNT_OF(parts); i++) {
        holds = read_hex(text + parts[i].at, parts[i].digits, &number);
        write_little(bytes + parts[i].to, parts[i].size, number);
    }
    for (size_t i = 0; holds && i < 8; i++) {
        holds = read_hex(text + (i < 2 ? 19 : 20) + 2 * i, 2, &number);
        bytes[8 + i] = (uint8_t)number;
    }
    return holds || err_set(err, ERR_AGENT, ERR_MALFORMED, "'%.40s' is no GUID", text);
}

/* One character of text that is known to be UTF-8. */
static uint32_t next_character(const char **at)
{
    const unsigned char *bytes = (const unsigned char *)*at;
    size_t more = bytes[0] < 0x80 ? 0 : bytes[0] < 0xE0 ? 1 : bytes[0] < 0xF0 ? 2 : 3;
    uint32_t character = more == 0 ? bytes[0] : bytes[0] & (0x3Fu >> more);

    for (size_t i = 1; i <= more; i++)
        character = character << 6 | (bytes[i] & 0x3Fu);
    *at += more + 1;
    return character;
}

static bool write_name(const char *name, uint8_t *units, struct err *err)
{
    size_t count = 0;

    if (!text_is_utf8(name, strlen(name)))
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "a partition's name is not UTF-8");
    while (*name != '\0') {
        uint32_t character = next_character(&name);
        bool is_pair = character >= 0x10000;

        if (count + is_pair >= ENTRY_GPT_NAME_UNITS)
            return err_set(err, ERR_AGENT, ERR_MALFORMED, "a partition's name is too long");
        if (is_pair) {
            character -= 0x10000;
            write_little(units + 2 * count++, 2, 0xD800 + (character >> 10));
            character = 0xDC00 + (character & 0x3FF);
        }
        write_little(units + 2 * count++, 2, character);
    }
    return true;
}

static bool write_entry(
    const struct disk_partition *partition, uint8_t entry[ENTRY_SIZE], struct err *err)
{
    memset(entry, 0, ENTRY_SIZE);
    write_little(entry + ENTRY_STYLE, 4, STYLE_GPT);
    write_little(entry + ENTRY_OFFSET, 8, partition->offset_bytes);
    write_little(entry + ENTRY_LENGTH, 8, partition->length_bytes);
    write_little(entry + ENTRY_GPT_ATTRIBUTES, 8, partition->attributes);
    return write_guid(partition->type, entry + ENTRY_GPT_TYPE, err) &&
           write_guid(partition->id, entry + ENTRY_GPT_ID, err) &&
           write_name(partition->name, entry + ENTRY_GPT_NAME, err);
}

static bool check_addition(
    const struct disk_layout *layout, const struct disk_partition *partition, struct err *err)
{
    if (!disk_is_unused(layout, partition->offset_bytes, partition->length_bytes, err))
        return false;
    if (layout->count == DISK_PARTITION_LIMIT)
        return err_set(err, ERR_AGENT, ERR_REFUSED, "the table has no entry left");
    for (size_t i = 0; i < layout->count; i++)
        if (text_same(layout->partitions[i].id, partition->id))
            return err_set(err, ERR_AGENT, ERR_REFUSED,
                "the partition at byte %" PRIu64 " has the id '%.40s' already",
                layout->partitions[i].offset_bytes, partition->id);
    return true;
}

static uint64_t read_little(const uint8_t *bytes, size_t size)
{
    uint64_t number = 0;

    for (size_t i = size; i > 0; i--)
        number = number << 8 | bytes[i - 1];
    return number;
}

/* How many entries have a place in front of that one. */
static size_t place_of(const uint8_t *table, size_t count, uint64_t offset_bytes)
{
    size_t place = 0;

    while (place < count && read_little(table + LAYOUT_ENTRIES + place * ENTRY_SIZE + ENTRY_OFFSET,
                                8) < offset_bytes)
        place++;
    return place;
}

bool disk_layout_add(const void *bytes, size_t len, const struct disk_partition *partition,
    struct bytes *made, struct err *err)
{
    AUTO_FREE struct disk_layout *layout = calloc(1, sizeof *layout); /* large for a stack */
    AUTO_FREE uint8_t *table = NULL;
    const uint8_t *old = bytes;

    if (!layout)
        return err_nomem(err);
    if (!disk_layout_parse(bytes, len, layout, err) || !check_addition(layout, partition, err))
        return false;

    size_t count = layout->count;
    size_t all = LAYOUT_ENTRIES + (count + 1) * ENTRY_SIZE;
    /* Of a GPT Windows tells the entries that are used and no others. */
    if (read_little(old + LAYOUT_COUNT, 4) != count)
        return err_set(err, ERR_AGENT, ERR_REFUSED, "the table has entries that are empty");
    table = calloc(1, all);
    if (!table)
        return err_nomem(err);

    size_t place = place_of(old, count, partition->offset_bytes);
    size_t before = LAYOUT_ENTRIES + place * ENTRY_SIZE;
    memcpy(table, old, before);
    memcpy(table + before + ENTRY_SIZE, old + before, (count - place) * ENTRY_SIZE);
    if (!write_entry(partition, table + before, err))
        return false;
    write_little(table + LAYOUT_COUNT, 4, count + 1);
    for (size_t i = 0; i <= count; i++)
        table[LAYOUT_ENTRIES + i * ENTRY_SIZE + ENTRY_REWRITE] = 1;
    *made = (struct bytes){ .data = TAKE(table), .len = all };
    return true;
}
