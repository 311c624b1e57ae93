/* SPDX-License-Identifier: MIT */
/* canonical.c - writes JSON as RFC 8785 says. */
#include "base/canonical.h"

#include <inttypes.h>

/* -- order of names: RFC 8785, 3.2.3 -- */

/* The character that begins there; the text is valid UTF-8. */
static uint32_t next_character(const unsigned char **at)
{
    const unsigned char *bytes = *at;
    int more = bytes[0] < 0x80 ? 0 : bytes[0] < 0xE0 ? 1 : bytes[0] < 0xF0 ? 2 : 3;
    uint32_t character = more == 0 ? bytes[0] : bytes[0] & (0x3Fu >> more);

    for (int i = 1; i <= more; i++)
        character = character << 6 | (bytes[i] & 0x3Fu);
    *at = bytes + 1 + more;
    return character;
}

/* The first of the units that the character has in UTF-16: of two that differ above U+FFFF the
 * characters themselves have the order of their pairs. */
static uint32_t first_unit(uint32_t character)
{
    return character < 0x10000 ? character : 0xD800 + ((character - 0x10000) >> 10);
}

static int compare_names(const char *left, const char *right)
{
    const unsigned char *one = (const unsigned char *)left;
    const unsigned char *other = (const unsigned char *)right;

    while (*one && *other) {
        uint32_t first = next_character(&one);
        uint32_t second = next_character(&other);

        if (first == second)
            continue;
        if (first_unit(first) != first_unit(second))
            return first_unit(first) < first_unit(second) ? -1 : 1;
        return first < second ? -1 : 1;
    }
    return (*one != 0) - (*other != 0);
}

static int compare_members(const void *left, const void *right)
{
    return compare_names(json_name(*(const struct json *const *)left),
        json_name(*(const struct json *const *)right));
}

/* -- writing -- */

/* RFC 8785, 3.2.2.2: what JSON makes one escape, and nothing else. */
static void print_escaped(unsigned char letter, struct text *text)
{
    static const char letters[] = "\b\t\n\f\r";
    static const char names[] = "btnfr";
    const char *at = strchr(letters, letter);

    if (letter == '"' || letter == '\\')
        text_append(text, "\\%c", letter);
    else if (at)
        text_append(text, "\\%c", names[at - letters]);
    else
        text_append(text, "\\u%04x", letter);
}

static void print_string(const char *string, struct text *text)
{
    text_append_bytes(text, "\"", 1);
    while (*string) {
        size_t plain = 0;

        while (
            (unsigned char)string[plain] >= 0x20 && string[plain] != '"' && string[plain] != '\\')
            plain++;
        text_append_bytes(text, string, plain);
        string += plain;
        if (*string)
            print_escaped((unsigned char)*string++, text);
    }
    text_append_bytes(text, "\"", 1);
}

static bool print_scalar(const struct json *value, struct text *text, struct err *err)
{
    const char *string = json_string(value);
    int64_t number = 0;
    bool flag = false;

    if (string) {
        print_string(string, text);
    } else if (json_is_null(value)) {
        text_append(text, "null");
    } else if (json_bool(value, &flag)) {
        text_append(text, "%s", flag ? "true" : "false");
    } else {
        if (!json_number(value, &number))
            return err_set(err, ERR_AGENT, ERR_MALFORMED,
                "a number is not whole, or not below 2^53: it has no canonical form here");
        text_append(text, "%" PRId64, number);
    }
    return true;
}

static bool print_value(
    const struct json *value, const char *without, struct text *text, struct err *err);

static bool print_array(const struct json *array, struct text *text, struct err *err)
{
    const struct json *first = json_first(array);

    text_append_bytes(text, "[", 1);
    for (const struct json *item = first; item; item = json_next(item)) {
        if (item != first)
            text_append_bytes(text, ",", 1);
        if (!print_value(item, NULL, text, err))
            return false;
    }
    text_append_bytes(text, "]", 1);
    return true;
}

static bool print_object(
    const struct json *object, const char *without, struct text *text, struct err *err)
{
    size_t count = json_count(object);
    AUTO_FREE const struct json **members = calloc(count + 1, sizeof(const struct json *));
    size_t filled = 0;

    if (!members)
        return err_nomem(err);
    for (const struct json *member = json_first(object); member; member = json_next(member))
        if (!without || strcmp(json_name(member), without) != 0)
            members[filled++] = member;
    if (filled > 1)
        qsort(members, filled, sizeof(const struct json *), compare_members);
    text_append_bytes(text, "{", 1);
    for (size_t at = 0; at < filled; at++) {
        if (at > 0)
            text_append_bytes(text, ",", 1);
        print_string(json_name(members[at]), text);
        text_append_bytes(text, ":", 1);
        if (!print_value(members[at], NULL, text, err))
            return err_wrap(err, "%s", text_shown(json_name(members[at])));
    }
    text_append_bytes(text, "}", 1);
    return true;
}

static bool print_value(
    const struct json *value, const char *without, struct text *text, struct err *err)
{
    if (json_is_object(value))
        return print_object(value, without, text, err);
    if (json_is_array(value))
        return print_array(value, text, err);
    return print_scalar(value, text, err);
}

bool canonical_print(
    const struct json *value, const char *without, struct text *text, struct err *err)
{
    AUTO(text) plain = { 0 };

    /* finds what could not be completed and what is not UTF-8 */
    return json_print(value, true, &plain, err) && print_value(value, without, text, err) &&
           text_ok(text, err);
}
