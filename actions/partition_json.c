/* SPDX-License-Identifier: MIT */
/* partition_json.c - one entry of a partition table in backups and in the journal. */
#include "actions/partition_json.h"

#include <stdio.h>
#include <string.h>

void partition_to_json(const struct disk_partition *partition, struct json *array)
{
    struct json *object = json_add_object(array, NULL);
    char attributes[19]; /* "0x" and 16 digits */

    snprintf(attributes, sizeof attributes, "0x%016llx", (unsigned long long)partition->attributes);
    (void)json_add_number(object, "number", partition->number);
    (void)json_add_number(object, "offset_bytes", (int64_t)partition->offset_bytes);
    (void)json_add_number(object, "length_bytes", (int64_t)partition->length_bytes);
    (void)json_add_string(object, "type", partition->type);
    (void)json_add_string(object, "id", partition->id);
    (void)json_add_string(object, "attributes", attributes);
    (void)json_add_bool(object, "active", partition->active);
    (void)json_add_string(object, "name", partition->name);
}

static bool read_bytes(const struct json *object, const char *name, uint64_t *bytes)
{
    int64_t number = 0;

    if (!json_number(json_member(object, name), &number) || number <= 0)
        return false;
    *bytes = (uint64_t)number;
    return true;
}

static bool read_text(const struct json *object, const char *name, char *text, size_t size)
{
    const char *found = json_string(json_member(object, name));
    size_t len = found ? strlen(found) : size;

    if (len >= size)
        return false;
    memcpy(text, found, len + 1);
    return true;
}

/* "0x" and 16 digits. */
static bool read_attributes(const struct json *object, uint64_t *attributes)
{
    const char *found = json_string(json_member(object, "attributes"));
    unsigned long long number = 0;
    int used = 0;

    if (!found || sscanf(found, "0x%16llx%n", &number, &used) != 1 || found[used] != '\0')
        return false;
    *attributes = number;
    return true;
}

bool partition_from_json(const struct json *object, struct disk_partition *partition)
{
    int64_t number = 0;

    memset(partition, 0, sizeof *partition);
    if (!json_number(json_member(object, "number"), &number) || number < 0 || number > UINT32_MAX)
        return false;
    partition->number = (uint32_t)number;
    return read_bytes(object, "offset_bytes", &partition->offset_bytes) &&
           read_bytes(object, "length_bytes", &partition->length_bytes) &&
           read_text(object, "type", partition->type, sizeof partition->type) &&
           read_text(object, "id", partition->id, sizeof partition->id) &&
           read_text(object, "name", partition->name, sizeof partition->name) &&
           read_attributes(object, &partition->attributes) &&
           json_bool(json_member(object, "active"), &partition->active);
}
