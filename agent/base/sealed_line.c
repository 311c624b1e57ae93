/* SPDX-License-Identifier: MIT */
/* sealed_line.c - one line as bytes: JSON, and a CRC over the whole file so far. */
#include "base/sealed_line.h"

#include "base/crc32.h"

/* What every line ends with; the zeros stand for the CRC. */
static const char tail[] = ",\"crc32\":\"00000000\"}";

enum {
    TAIL_LEN = sizeof tail - 1,
    DIGITS_AT = sizeof ",\"crc32\":\"" - 1, /* where the CRC's digits begin in it */
    DIGITS = 8,
};

static void print_tail(uint32_t crc, char printed[sizeof tail])
{
    static const char digits[] = "0123456789abcdef";

    memcpy(printed, tail, sizeof tail);
    for (unsigned i = 0; i < DIGITS; i++)
        printed[DIGITS_AT + i] = digits[crc >> (28 - 4 * i) & 0xf];
}

bool sealed_line_print(const struct json *object, uint32_t *crc, struct text *line, struct err *err)
{
    AUTO(text) json = { 0 };
    char printed[sizeof tail];

    if (!json_print(object, true, &json, err))
        return false;

    /* The CRC is a member like the others: it takes the place of the closing brace. */
    size_t len = json.len - 1;
    uint32_t sum = crc32_add(*crc, text_string(&json), len);
    print_tail(sum, printed);
    text_append_bytes(line, text_string(&json), len);
    text_append_bytes(line, printed, TAIL_LEN);
    text_append_bytes(line, "\n", 1);
    if (!text_ok(line, err))
        return false;

    sum = crc32_add(sum, printed, TAIL_LEN);
    *crc = crc32_add(sum, "\n", 1);
    return true;
}

bool sealed_line_is_whole(const char *line, size_t len, uint32_t *crc)
{
    char printed[sizeof tail];

    if (len <= TAIL_LEN)
        return false;
    uint32_t sum = crc32_add(*crc, line, len - TAIL_LEN);
    print_tail(sum, printed);
    if (memcmp(line + len - TAIL_LEN, printed, TAIL_LEN) != 0)
        return false;
    sum = crc32_add(sum, printed, TAIL_LEN);
    *crc = crc32_add(sum, "\n", 1);
    return true;
}

bool sealed_line_is_foreign(
    const char *line, size_t len, const char *family, const char *schema, struct text *version)
{
    AUTO(json_value) object = { 0 };
    struct err ignored = { 0 };

    if (!json_parse(line, len, &object.root, &ignored))
        return false;
    const char *named = json_string(json_member(object.root, "schema"));
    if (!named || !text_starts(named, family) || strcmp(named, schema) == 0)
        return false;
    text_append(version, "%.64s", named);
    return true;
}
