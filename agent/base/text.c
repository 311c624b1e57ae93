/* SPDX-License-Identifier: MIT */
/* text.c - UTF-8 strings, growing buffers, lists of strings and byte blocks. */
#include "base/text.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

void text_done(struct text *text)
{
    free(text->bytes);
    *text = (struct text){ 0 };
}

/** Makes room for len more bytes and the NUL. */
static bool reserve(struct text *text, size_t len)
{
    if (text->broken)
        return false;
    if (len < text->capacity - text->len) /* also when both are 0: then nothing fits */
        return true;
    if (len >= SIZE_MAX / 2 - text->len) {
        text->broken = true;
        return false;
    }

    size_t wanted = text->len + len + 1;
    size_t capacity = text->capacity < 64 ? 64 : text->capacity * 2;
    if (capacity < wanted)
        capacity = wanted;
    char *grown = realloc(text->bytes, capacity);
    if (!grown) {
        text->broken = true;
        return false;
    }
    text->bytes = grown;
    text->capacity = capacity;
    text->bytes[text->len] = '\0';
    return true;
}

void text_append_list(struct text *text, const char *format, va_list arguments)
{
    va_list measured;

    va_copy(measured, arguments);
    int len = vsnprintf(NULL, 0, format, measured);
    va_end(measured);
    if (len < 0) {
        text->broken = true;
        return;
    }
    if (!reserve(text, (size_t)len))
        return;
    (void)vsnprintf(text->bytes + text->len, (size_t)len + 1, format, arguments); /* measured */
    text->len += (size_t)len;
}

void text_append(struct text *text, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    text_append_list(text, format, arguments);
    va_end(arguments);
}

void text_append_bytes(struct text *text, const char *bytes, size_t len)
{
    if (!reserve(text, len))
        return;
    if (len > 0)
        memcpy(text->bytes + text->len, bytes, len);
    text->len += len;
    text->bytes[text->len] = '\0';
}

void text_clear(struct text *text)
{
    text->len = 0;
    text->broken = false;
    if (text->bytes)
        text->bytes[0] = '\0';
}

const char *text_string(const struct text *text)
{
    return text->bytes ? text->bytes : "";
}

bool text_ok(const struct text *text, struct err *err)
{
    return text->broken ? err_nomem(err) : true;
}

char *text_take(struct text *text)
{
    if (!reserve(text, 0)) {
        text_done(text);
        return NULL;
    }

    char *taken = text->bytes;
    *text = (struct text){ 0 };
    return taken;
}

bool text_copy(const char *string, char **copy, struct err *err)
{
    size_t size = strlen(string) + 1;
    char *made = malloc(size);

    if (!made)
        return err_nomem(err);
    memcpy(made, string, size);
    *copy = made;
    return true;
}

static char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

bool text_same(const char *left, const char *right)
{
    while (*left && lower(*left) == lower(*right)) {
        left++;
        right++;
    }
    return lower(*left) == lower(*right);
}

bool text_starts(const char *string, const char *prefix)
{
    return strncmp(string, prefix, strlen(prefix)) == 0;
}

bool text_starts_same(const char *string, const char *prefix)
{
    while (*prefix && lower(*string) == lower(*prefix)) {
        string++;
        prefix++;
    }
    return *prefix == '\0';
}

bool text_ends_same(const char *string, const char *suffix)
{
    size_t len = strlen(string);
    size_t suffix_len = strlen(suffix);

    return len >= suffix_len && text_same(string + len - suffix_len, suffix);
}

/** Length of the well-formed character at the front; 0 when there is none. Unicode table 3-7. */
static size_t character_len(const unsigned char *bytes, size_t len)
{
    static const struct {
        unsigned char first, last;   /* of the first byte */
        unsigned char second, bound; /* least and most of the second byte */
        size_t len;
    } forms[] = {
        { 0x00, 0x7F, 0x00, 0x00, 1 }, { 0xC2, 0xDF, 0x80, 0xBF, 2 },
        { 0xE0, 0xE0, 0xA0, 0xBF, 3 }, /* shorter forms exist below */
        { 0xE1, 0xEC, 0x80, 0xBF, 3 }, { 0xED, 0xED, 0x80, 0x9F, 3 }, /* surrogates above */
        { 0xEE, 0xEF, 0x80, 0xBF, 3 }, { 0xF0, 0xF0, 0x90, 0xBF, 4 }, { 0xF1, 0xF3, 0x80, 0xBF, 4 },
        { 0xF4, 0xF4, 0x80, 0x8F, 4 }, /* U+10FFFF is the last */
    };

    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        if (bytes[0] < forms[i].first || bytes[0] > forms[i].last)
            continue;
        if (forms[i].len > len)
            return 0;
        if (forms[i].len > 1 && (bytes[1] < forms[i].second || bytes[1] > forms[i].bound))
            return 0;
        for (size_t at = 2; at < forms[i].len; at++)
            if ((bytes[at] & 0xC0) != 0x80)
                return 0;
        return forms[i].len;
    }
    return 0;
}

size_t text_utf8_len(const char *bytes, size_t len)
{
    size_t at = 0;

    while (at < len) {
        if ((unsigned char)bytes[at] < 0x80) { /* most of any text */
            at++;
            continue;
        }
        size_t step = character_len((const unsigned char *)bytes + at, len - at);
        if (step == 0)
            break;
        at += step;
    }
    return at;
}

bool text_is_utf8(const char *bytes, size_t len)
{
    return text_utf8_len(bytes, len) == len;
}

const char *text_shown(const char *string)
{
    enum { LONGEST = 120 };
    size_t len = strlen(string);

    if (len > LONGEST || !text_is_utf8(string, len))
        return "(a long or unprintable name)";
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)string[i];
        bool is_control = byte < 0x20 || byte == 0x7F;
        /* U+0080 to U+009F are controls too; terminals obey some of them */
        if (byte == 0xC2 && (unsigned char)string[i + 1] < 0xA0)
            is_control = true;
        if (is_control)
            return "(a long or unprintable name)";
    }
    return string;
}

bool text_to_int64(const char *string, int64_t *number)
{
    bool negative = *string == '-';
    /* Counted below zero: that side reaches one further. */
    int64_t value = 0;

    string += negative ? 1 : 0;
    if (*string == '\0')
        return false;
    for (; *string; string++) {
        if (*string < '0' || *string > '9')
            return false;
        int digit = *string - '0';
        if (value < (INT64_MIN + digit) / 10)
            return false;
        value = value * 10 - digit;
    }
    if (!negative && value == INT64_MIN)
        return false;
    *number = negative ? value : -value;
    return true;
}

void text_append_size(struct text *text, uint64_t size_bytes)
{
    static const char *const units[] = { "bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
    size_t unit = 0;

    while (unit + 1 < COUNT_OF(units) && size_bytes >> (10 * (unit + 1)) != 0)
        unit++;

    uint64_t one = (uint64_t)1 << (10 * unit);
    uint64_t whole = size_bytes / one;
    uint64_t rest = size_bytes % one;
    if (rest == 0) {
        text_append(text, "%" PRIu64 " %s", whole, units[unit]);
        return;
    }
    /* In steps of 1/1024 the product fits; nearest tenth, "64.0" where it is not quite whole. */
    uint64_t tenths = ((rest >> (10 * (unit - 1))) * 10 + 512) / 1024;
    if (tenths == 10) {
        whole++;
        tenths = 0;
    }
    text_append(text, "%" PRIu64 ".%" PRIu64 " %s", whole, tenths, units[unit]);
}

void text_list_done(struct text_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->items[i]);
    free(list->items);
    *list = (struct text_list){ 0 };
}

bool text_list_add(struct text_list *list, const char *string, struct err *err)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity < 8 ? 8 : list->capacity * 2;
        if (capacity > SIZE_MAX / sizeof *list->items)
            return err_nomem(err);
        char **grown = realloc(list->items, capacity * sizeof *list->items);
        if (!grown)
            return err_nomem(err);
        list->items = grown;
        list->capacity = capacity;
    }
    if (!text_copy(string, &list->items[list->count], err))
        return false;
    list->count++;
    return true;
}

bool text_list_has(const struct text_list *list, const char *string)
{
    for (size_t i = 0; i < list->count; i++)
        if (text_same(list->items[i], string))
            return true;
    return false;
}

void bytes_done(struct bytes *bytes)
{
    free(bytes->data);
    *bytes = (struct bytes){ 0 };
}
