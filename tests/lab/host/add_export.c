/* SPDX-License-Identifier: MIT */
/*
 * add_export.c - gives a copy of a DLL of Wine's an export that the original of Windows has.
 *
 * usage: add_export IN OUT GIVEN_AWAY ADDED FORWARD     (FORWARD: "labguest.LabGuestGetFirmwareType")
 *
 * The names of exports are sorted and their tables are full, so that one cannot simply be appended:
 * the export GIVEN_AWAY loses its name and its number to ADDED, and the names between the two move
 * up or down by one place. An export that is given away to itself keeps both, and is forwarded. The
 * new texts go into the unused end of the section that has the exports.
 * Whatever is not as it must be for this ends the program with a message, and nothing is written.
 *
 * Source: learn.microsoft.com/windows/win32/debug/pe-format, "The .edata Section"
 */
#include "driver/bytes.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FILE_LIMIT = 32 * 1024 * 1024,
    MACHINE_AMD64 = 0x8664,
    PE32_PLUS = 0x20b,
    DIRECTORY_AT = 112, /* of the optional header: the export table's place */
    SECTION_SIZE = 40,
    SECTION_AT_VIRTUAL_SIZE = 8,
    NAME_SIZE = 256, /* longest name of an export that is looked at */
};

/* The file, and what was found in it: offsets in the file unless they are called rva. */
struct image {
    const char *path;
    uint8_t *bytes;
    size_t len;
    size_t directory; /* the export table's entry in the optional header */
    size_t section;   /* header of the section that holds the exports */
    uint32_t section_rva, section_raw, section_raw_size;
    uint32_t exports_rva, exports_size;
    uint32_t name_count, function_count;
    size_t functions, names, ordinals;
};

static bool fail(const struct image *image, const char *what)
{
    fprintf(stderr, "error: '%s' %s\n", image->path, what);
    return false;
}

static bool read_file(const char *path, struct image *image)
{
    FILE *file = fopen(path, "rb");

    image->path = path;
    if (!file) {
        fprintf(stderr, "error: cannot open '%s': %s\n", path, strerror(errno));
        return false;
    }
    image->bytes = malloc(FILE_LIMIT);
    if (image->bytes)
        image->len = fread(image->bytes, 1, FILE_LIMIT, file);
    (void)fclose(file);
    if (!image->bytes || image->len == 0 || image->len == FILE_LIMIT)
        return fail(image, "is empty, too large or cannot be read");
    return true;
}

static bool write_file(const char *path, const struct image *image)
{
    FILE *file = fopen(path, "wb");
    bool written;

    if (!file) {
        fprintf(stderr, "error: cannot create '%s': %s\n", path, strerror(errno));
        return false;
    }
    written = fwrite(image->bytes, 1, image->len, file) == image->len;
    if (fclose(file) != 0 || !written) {
        fprintf(stderr, "error: cannot write '%s': %s\n", path, strerror(errno));
        (void)remove(path);
        return false;
    }
    return true;
}

static bool is_inside(const struct image *image, size_t offset, size_t len)
{
    return offset <= image->len && len <= image->len - offset;
}

/* Where the bytes of the section's addresses are in the file. */
static bool locate(const struct image *image, uint32_t rva, size_t len, size_t *offset)
{
    if (rva < image->section_rva || rva - image->section_rva > image->section_raw_size ||
        len > image->section_raw_size - (rva - image->section_rva))
        return false;
    *offset = image->section_raw + (rva - image->section_rva);
    return is_inside(image, *offset, len);
}

/* Finds the section that holds the export table. */
static bool find_section(struct image *image, size_t table, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        size_t at = table + (size_t)i * SECTION_SIZE;
        size_t offset;

        if (!is_inside(image, at, SECTION_SIZE))
            return fail(image, "ends inside its section table");
        image->section = at;
        image->section_rva = bytes_get32(image->bytes + at + 12);
        image->section_raw_size = bytes_get32(image->bytes + at + 16);
        image->section_raw = bytes_get32(image->bytes + at + 20);
        if (locate(image, image->exports_rva, image->exports_size, &offset))
            return true;
    }
    return fail(image, "has no section that holds its whole export table");
}

static bool find_headers(struct image *image)
{
    size_t pe;
    size_t optional;

    if (!is_inside(image, 0, 64) || memcmp(image->bytes, "MZ", 2) != 0)
        return fail(image, "is not a Windows program");
    pe = bytes_get32(image->bytes + 60);
    optional = pe + 24;
    if (!is_inside(image, pe, 24 + DIRECTORY_AT + 8) ||
        memcmp(image->bytes + pe, "PE\0\0", 4) != 0 ||
        bytes_get16(image->bytes + pe + 4) != MACHINE_AMD64 ||
        bytes_get16(image->bytes + optional) != PE32_PLUS)
        return fail(image, "is not a 64-bit Windows program");
    image->directory = optional + DIRECTORY_AT;
    image->exports_rva = bytes_get32(image->bytes + image->directory);
    image->exports_size = bytes_get32(image->bytes + image->directory + 4);
    if (image->exports_rva == 0 || image->exports_size < SECTION_SIZE)
        return fail(image, "has no exports");
    return find_section(
        image, optional + bytes_get16(image->bytes + pe + 20), bytes_get16(image->bytes + pe + 6));
}

static bool find_tables(struct image *image)
{
    const uint8_t *bytes = image->bytes;
    size_t exports;

    if (!locate(image, image->exports_rva, SECTION_SIZE, &exports))
        return fail(image, "ends inside its export table");
    image->function_count = bytes_get32(bytes + exports + 20);
    image->name_count = bytes_get32(bytes + exports + 24);
    if (image->function_count > UINT16_MAX || image->name_count > UINT16_MAX ||
        !locate(image, bytes_get32(bytes + exports + 28), 4u * image->function_count,
            &image->functions) ||
        !locate(image, bytes_get32(bytes + exports + 32), 4u * image->name_count, &image->names) ||
        !locate(image, bytes_get32(bytes + exports + 36), 2u * image->name_count, &image->ordinals))
        return fail(image, "has export tables outside their section");
    return true;
}

/* The name of that place, or NULL. */
static const char *name_at(const struct image *image, uint32_t index)
{
    size_t offset;

    if (index >= image->name_count ||
        !locate(image, bytes_get32(image->bytes + image->names + 4u * index), 1, &offset))
        return NULL;
    return memchr(image->bytes + offset, 0,
               image->len - offset < NAME_SIZE ? image->len - offset : NAME_SIZE)
               ? (const char *)image->bytes + offset
               : NULL;
}

/* Finds the place that is given away, and the one where the added name sorts right once it is gone. */
static bool find_places(const struct image *image, const char *given_away, const char *added,
    uint32_t *from, uint32_t *to)
{
    uint32_t before = 0; /* names that sort in front of the added one */

    *from = UINT32_MAX;
    for (uint32_t index = 0; index < image->name_count; index++) {
        const char *name = name_at(image, index);

        if (!name)
            return fail(image, "has an export without a name in its section");
        if (strcmp(name, added) == 0 && strcmp(given_away, added) != 0)
            return fail(image, "has the export that is to be added");
        /* Places are found by their sorted order: check it, once, everywhere. */
        if (index > 0 && strcmp(name_at(image, index - 1), name) >= 0)
            return fail(image, "has export names that are not sorted");
        if (strcmp(name, given_away) == 0)
            *from = index;
        else if (strcmp(name, added) < 0)
            before++;
    }
    if (*from == UINT32_MAX)
        return fail(image, "does not have the export that is to be given away");
    *to = before;
    return true;
}

/* Puts a text behind the exports, where only zeros are, and counts it in. */
static bool put_text(struct image *image, const char *text, uint32_t *rva)
{
    size_t len = strlen(text) + 1;
    size_t offset;

    *rva = image->exports_rva + image->exports_size;
    if (!locate(image, *rva, len, &offset))
        return fail(image, "has no room behind its exports");
    for (size_t i = 0; i < len; i++) {
        if (image->bytes[offset + i] != 0)
            return fail(image, "has something else behind its exports");
    }
    memcpy(image->bytes + offset, text, len);
    image->exports_size += (uint32_t)len;
    return true;
}

/* Moves the entries of a table of names or ordinals between two places by one, over the place
 * `from`. */
static void move_between(uint8_t *table, size_t size, uint32_t from, uint32_t to)
{
    if (from < to)
        memmove(table + from * size, table + (from + 1) * size, (to - from) * size);
    else
        memmove(table + (to + 1) * size, table + to * size, (from - to) * size);
}

/* A forwarded export is one whose address is inside the export table: a text "dll.function". */
static bool add_export(
    struct image *image, uint32_t from, uint32_t to, const char *added, const char *forward)
{
    uint8_t *names = image->bytes + image->names;
    uint8_t *ordinals = image->bytes + image->ordinals;
    uint16_t free_ordinal = bytes_get16(ordinals + 2u * from);
    uint8_t *virtual_size = image->bytes + image->section + SECTION_AT_VIRTUAL_SIZE;
    uint32_t name_rva;
    uint32_t forward_rva;
    uint32_t used;

    if (free_ordinal >= image->function_count)
        return fail(image, "has an export whose number is beyond its table");
    name_rva = bytes_get32(names + 4u * from);
    if (strcmp(name_at(image, from), added) != 0 && !put_text(image, added, &name_rva))
        return false;
    if (!put_text(image, forward, &forward_rva))
        return false;
    move_between(names, 4, from, to);
    bytes_put(names + 4u * to, 4, name_rva);
    move_between(ordinals, 2, from, to);
    bytes_put(ordinals + 2u * to, 2, free_ordinal);
    bytes_put(image->bytes + image->functions + 4u * free_ordinal, 4, forward_rva);
    bytes_put(image->bytes + image->directory + 4, 4, image->exports_size);
    used = image->exports_rva + image->exports_size - image->section_rva;
    if (bytes_get32(virtual_size) < used)
        bytes_put(virtual_size, 4, used);
    return true;
}

int main(int argc, char **argv)
{
    struct image image = { 0 };
    uint32_t from = 0;
    uint32_t to = 0;
    bool done;

    if (argc != 6 || !strchr(argv[5], '.')) {
        fprintf(stderr, "usage: add_export IN OUT GIVEN_AWAY ADDED DLL.FUNCTION\n");
        return 2;
    }
    done = read_file(argv[1], &image) && find_headers(&image) && find_tables(&image) &&
           find_places(&image, argv[3], argv[4], &from, &to) &&
           add_export(&image, from, to, argv[4], argv[5]) && write_file(argv[2], &image);
    free(image.bytes);
    return done ? 0 : 1;
}
