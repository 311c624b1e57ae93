/* SPDX-License-Identifier: MIT */
/* parts.c - what a guest answers, written to JSON and read back. */
#include "guest/parts.h"

#include "base/base64.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PARTITION_PARTS = 8 };

/* Numbers with 64 bits that are flags: as people write them. */
struct flags {
    char text[sizeof "0x0123456789abcdef"];
};

/* The members of one partition. @param flags stands for its attributes */
static void partition_parts(
    struct disk_partition *partition, struct flags *flags, struct part parts[PARTITION_PARTS])
{
    const struct part all[PARTITION_PARTS] = {
        { "number", PART_U32, &partition->number, 0 },
        { "offset_bytes", PART_U64, &partition->offset_bytes, 0 },
        { "length_bytes", PART_U64, &partition->length_bytes, 0 },
        { "type", PART_CHARS, partition->type, sizeof partition->type },
        { "id", PART_CHARS, partition->id, sizeof partition->id },
        { "attributes", PART_CHARS, flags->text, sizeof flags->text },
        { "active", PART_BOOL, &partition->active, 0 },
        { "name", PART_CHARS, partition->name, sizeof partition->name },
    };

    memcpy(parts, all, sizeof all);
}

/* -- writing -- */

static bool check_text(const char *name, const char *text, size_t len, struct err *err)
{
    if (text_is_utf8(text, len) && !memchr(text, 0, len))
        return true;
    return err_set(err, ERR_AGENT, ERR_MALFORMED, "the answer's '%s' is not UTF-8", name);
}

/* A text that fills its array has no end. */
static bool check_chars(const struct part *part, struct err *err)
{
    size_t len = strnlen(part->place, part->size);

    if (len == part->size)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "the answer's '%s' does not end", part->name);
    return check_text(part->name, part->place, len, err);
}

static bool check_texts(const char *name, const struct text_list *list, struct err *err)
{
    for (size_t i = 0; i < list->count; i++)
        if (!check_text(name, list->items[i], strlen(list->items[i]), err))
            return false;
    return true;
}

static bool check_rows(const char *name, const struct json *rows, struct err *err)
{
    for (const struct json *row = json_first(rows); row; row = json_next(row))
        for (const struct json *member = json_first(row); member; member = json_next(member)) {
            const char *string = json_string(member);

            if (string && !check_text(name, string, strlen(string), err))
                return false;
        }
    return true;
}

static bool check_partitions(const struct disk_layout *layout, struct err *err)
{
    for (size_t i = 0; i < layout->count; i++) {
        const struct disk_partition *partition = &layout->partitions[i];

        if (!check_text("type", partition->type, strlen(partition->type), err) ||
            !check_text("id", partition->id, strlen(partition->id), err) ||
            !check_text("name", partition->name, strlen(partition->name), err))
            return false;
    }
    return true;
}

bool parts_can_be_written(const struct part *parts, size_t count, struct err *err)
{
    bool can = true;

    for (size_t i = 0; can && i < count; i++) {
        const struct part *part = &parts[i];
        const struct text *text = part->place;

        switch (part->kind) {
        case PART_CHARS:
            can = check_chars(part, err);
            break;
        case PART_TEXT:
            can = text_ok(text, err) && check_text(part->name, text_string(text), text->len, err);
            break;
        case PART_TEXTS:
            can = check_texts(part->name, part->place, err);
            break;
        case PART_ROWS:
            can = check_rows(part->name, *(struct json **)part->place, err);
            break;
        case PART_PARTITIONS:
            can = check_partitions(part->place, err);
            break;
        case PART_U32:
        case PART_ENUM:
        case PART_U64:
        case PART_I64:
        case PART_BOOL:
        case PART_BYTES:
        case PART_BUFFER:
            break;
        }
    }
    return can;
}

static bool write_u64(struct json *object, const char *name, uint64_t number)
{
    char digits[24]; /* UINT64_MAX has 20 */

    if (number <= INT64_MAX)
        return json_add_number(object, name, (int64_t)number) != NULL;
    (void)snprintf(digits, sizeof digits, "%" PRIu64, number); /* fits */
    return json_add_string(object, name, digits) != NULL;
}

static bool write_bytes(struct json *object, const char *name, const void *data, size_t len)
{
    AUTO(text) text = { 0 };
    struct err ignored = { 0 }; /* only its being there counts */

    if (!memchr(data, 0, len) && text_is_utf8(data, len)) {
        text_append_bytes(&text, data, len);
        return text_ok(&text, &ignored) && json_add_string(object, name, text_string(&text));
    }
    base64_append(&text, data, len);
    return text_ok(&text, &ignored) &&
           json_add_string(json_add_object(object, name), "base64", text_string(&text));
}

static bool write_texts(struct json *object, const char *name, const struct text_list *list)
{
    struct json *array = json_add_array(object, name);

    for (size_t i = 0; i < list->count; i++)
        if (!json_add_string(array, NULL, list->items[i]))
            return false;
    return array != NULL;
}

static bool write_partitions(
    struct json *object, const char *name, struct disk_layout *layout, struct err *err)
{
    struct json *array = json_add_array(object, name);

    for (size_t i = 0; i < layout->count; i++) {
        struct part parts[PARTITION_PARTS];
        struct flags flags;

        (void)snprintf(flags.text, sizeof flags.text, "0x%016" PRIx64, /* fits */
            layout->partitions[i].attributes);
        partition_parts(&layout->partitions[i], &flags, parts);
        if (!parts_write(parts, PARTITION_PARTS, json_add_object(array, NULL), err))
            return false;
    }
    return array != NULL;
}

static bool write_part(const struct part *part, struct json *object, struct err *err)
{
    const char *name = part->name;
    const struct bytes *bytes = part->place;

    switch (part->kind) {
    case PART_U32:
        return json_add_number(object, name, *(uint32_t *)part->place) != NULL;
    case PART_ENUM:
        return json_add_number(object, name, *(unsigned *)part->place) != NULL;
    case PART_U64:
        return write_u64(object, name, *(uint64_t *)part->place);
    case PART_I64:
        return json_add_number(object, name, *(int64_t *)part->place) != NULL;
    case PART_BOOL:
        return json_add_bool(object, name, *(bool *)part->place) != NULL;
    case PART_CHARS:
        return json_add_string(object, name, part->place) != NULL;
    case PART_TEXT:
        return json_add_string(object, name, text_string(part->place)) != NULL;
    case PART_TEXTS:
        return write_texts(object, name, part->place);
    case PART_BYTES:
        return write_bytes(
            object, name, bytes->data ? bytes->data : (const uint8_t *)"", bytes->len);
    case PART_BUFFER:
        return write_bytes(object, name, part->place, part->size);
    case PART_ROWS:
        return json_add_copy(object, name, *(struct json **)part->place) != NULL;
    case PART_PARTITIONS:
        return write_partitions(object, name, part->place, err);
    }
    return false;
}

bool parts_write(const struct part *parts, size_t count, struct json *object, struct err *err)
{
    for (size_t i = 0; i < count; i++)
        if (!write_part(&parts[i], object, err))
            return err_nomem(err); /* all else was found out by parts_can_be_written */
    return true;
}

/* -- reading -- */

/* All of these return ERR_MALFORMED without a text of their own, or ERR_NOMEM. */
static bool malformed(struct err *err)
{
    return err_set(err, ERR_AGENT, ERR_MALFORMED, "malformed");
}

static bool read_unsigned(
    const struct json *value, uint64_t most, uint64_t *number, struct err *err)
{
    const char *digits = json_string(value);
    int64_t small = 0;
    uint64_t sum = 0;

    if (json_number(value, &small) && small >= 0) {
        sum = (uint64_t)small;
    } else {
        if (!digits || !*digits)
            return malformed(err);
        for (; *digits; digits++) {
            unsigned digit = (unsigned)*digits - '0';

            if (digit > 9 || sum > (UINT64_MAX - digit) / 10)
                return malformed(err);
            sum = sum * 10 + digit;
        }
    }
    if (sum > most)
        return malformed(err);
    *number = sum;
    return true;
}

static bool read_chars(const struct json *value, char *chars, size_t size, struct err *err)
{
    const char *string = json_string(value);

    if (!string || strlen(string) >= size)
        return malformed(err);
    memset(chars, 0, size);
    memcpy(chars, string, strlen(string));
    return true;
}

static bool read_text(const struct json *value, struct text *text, struct err *err)
{
    const char *string = json_string(value);

    if (!string)
        return malformed(err);
    text_clear(text);
    text_append_bytes(text, string, strlen(string));
    return text_ok(text, err);
}

static bool read_texts(const struct json *value, struct text_list *list, struct err *err)
{
    if (!json_is_array(value))
        return malformed(err);
    text_list_done(list);
    for (const struct json *item = json_first(value); item; item = json_next(item)) {
        if (!json_string(item))
            return malformed(err);
        if (!text_list_add(list, json_string(item), err))
            return false;
    }
    return true;
}

static bool read_bytes(const struct json *value, struct bytes *bytes, struct err *err)
{
    const char *string = json_string(value);
    const char *encoded = json_string(json_member(value, "base64"));
    char *copy = NULL;

    bytes_done(bytes);
    if (encoded)
        return base64_read(encoded, bytes, err);
    if (!string)
        return malformed(err);
    if (!text_copy(string, &copy, err))
        return false;
    *bytes = (struct bytes){ .data = (uint8_t *)copy, .len = strlen(copy) };
    return true;
}

static bool read_buffer(const struct json *value, void *buffer, size_t size, struct err *err)
{
    AUTO(bytes) bytes = { 0 };

    if (!read_bytes(value, &bytes, err))
        return false;
    if (bytes.len != size)
        return malformed(err);
    if (size > 0)
        memcpy(buffer, bytes.data, size);
    return true;
}

/* Objects whose members are numbers and texts, as guest.h promises: nothing else gets in. */
static bool is_row(const struct json *row)
{
    if (!json_is_object(row))
        return false;
    for (const struct json *member = json_first(row); member; member = json_next(member))
        if (json_is_object(member) || json_is_array(member))
            return false;
    return true;
}

static bool read_rows(const struct json *value, struct json **rows, struct err *err)
{
    AUTO(json_value) copy = { NULL };

    if (!json_is_array(value))
        return malformed(err);
    copy.root = json_new_array();
    if (!copy.root)
        return err_nomem(err);
    for (const struct json *row = json_first(value); row; row = json_next(row)) {
        if (!is_row(row))
            return malformed(err);
        if (!json_add_copy(copy.root, NULL, row))
            return err_nomem(err);
    }
    json_free(*rows);
    *rows = TAKE(copy.root);
    return true;
}

static bool read_flags(const struct flags *flags, uint64_t *number, struct err *err)
{
    const char *digits = flags->text + 2;

    if (!text_starts(flags->text, "0x") || strlen(digits) != 16 ||
        strspn(digits, "0123456789abcdef") != 16)
        return malformed(err);
    *number = strtoull(digits, NULL, 16);
    return true;
}

static bool read_partitions(const struct json *value, struct disk_layout *layout, struct err *err)
{
    if (!json_is_array(value))
        return malformed(err);
    layout->count = 0;
    for (const struct json *row = json_first(value); row; row = json_next(row)) {
        struct disk_partition *partition = &layout->partitions[layout->count];
        struct part parts[PARTITION_PARTS];
        struct flags flags = { 0 };

        if (layout->count == DISK_PARTITION_LIMIT)
            return malformed(err);
        partition_parts(partition, &flags, parts);
        if (!parts_read(parts, PARTITION_PARTS, row, err) ||
            !read_flags(&flags, &partition->attributes, err))
            return false;
        layout->count++;
    }
    return true;
}

static bool read_part(const struct part *part, const struct json *value, struct err *err)
{
    uint64_t number = 0;

    switch (part->kind) {
    case PART_U32:
        if (!read_unsigned(value, UINT32_MAX, &number, err))
            return false;
        *(uint32_t *)part->place = (uint32_t)number;
        return true;
    case PART_ENUM:
        if (!read_unsigned(value, part->size, &number, err))
            return false;
        *(unsigned *)part->place = (unsigned)number;
        return true;
    case PART_U64:
        return read_unsigned(value, UINT64_MAX, part->place, err);
    case PART_I64:
        return json_number(value, part->place) || malformed(err);
    case PART_BOOL:
        return json_bool(value, part->place) || malformed(err);
    case PART_CHARS:
        return read_chars(value, part->place, part->size, err);
    case PART_TEXT:
        return read_text(value, part->place, err);
    case PART_TEXTS:
        return read_texts(value, part->place, err);
    case PART_BYTES:
        return read_bytes(value, part->place, err);
    case PART_BUFFER:
        return read_buffer(value, part->place, part->size, err);
    case PART_ROWS:
        return read_rows(value, part->place, err);
    case PART_PARTITIONS:
        return read_partitions(value, part->place, err);
    }
    return malformed(err);
}

bool parts_read(const struct part *parts, size_t count, const struct json *object, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (read_part(&parts[i], json_member(object, parts[i].name), err))
            continue;
        if (err_is(err, ERR_NOMEM))
            return false;
        return err_set(
            err, ERR_AGENT, ERR_MALFORMED, "'%s' is missing or malformed", parts[i].name);
    }
    return true;
}
