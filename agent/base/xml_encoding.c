/* SPDX-License-Identifier: MIT */
/*
 * xml_encoding.c - a document in UTF-8, whatever of the common encodings it is in.
 *
 * Source: https://www.w3.org/TR/xml/#sec-guessing (marks and first bytes)
 *         https://encoding.spec.whatwg.org/#windows-1252 (its characters from 0x80 to 0x9F)
 */
#include "base/xml_encoding.h"

#include "base/xml_source.h"

static const uint32_t NO_CHARACTER = UINT32_MAX;

/* What is no character: a byte that stands nowhere in UTF-8. */
static void append_character(uint32_t character, struct text *text)
{
    char bytes[4];
    size_t len = 0;

    if (character == NO_CHARACTER) {
        bytes[len++] = '\xFF';
    } else if (character < 0x80) {
        bytes[len++] = (char)character;
    } else if (character < 0x800) {
        bytes[len++] = (char)(0xC0 | character >> 6);
        bytes[len++] = (char)(0x80 | (character & 0x3F));
    } else if (character < 0x10000) {
        bytes[len++] = (char)(0xE0 | character >> 12);
        bytes[len++] = (char)(0x80 | (character >> 6 & 0x3F));
        bytes[len++] = (char)(0x80 | (character & 0x3F));
    } else {
        bytes[len++] = (char)(0xF0 | character >> 18);
        bytes[len++] = (char)(0x80 | (character >> 12 & 0x3F));
        bytes[len++] = (char)(0x80 | (character >> 6 & 0x3F));
        bytes[len++] = (char)(0x80 | (character & 0x3F));
    }
    text_append_bytes(text, bytes, len);
}

/* -- UTF-16 -- */

static bool begins_utf16(const uint8_t *bytes, size_t len, bool *big_endian, size_t *mark_len)
{
    static const struct {
        char begin[4];
        size_t len, mark_len;
        bool big_endian;
    } rows[] = {
        { "\xFF\xFE", 2, 2, false },
        { "\xFE\xFF", 2, 2, true },
        { { '<', 0, '?', 0 }, 4, 0, false },
        { { 0, '<', 0, '?' }, 4, 0, true },
    };

    for (size_t at = 0; at < COUNT_OF(rows); at++) {
        if (len < rows[at].len || memcmp(bytes, rows[at].begin, rows[at].len) != 0)
            continue;
        *big_endian = rows[at].big_endian;
        *mark_len = rows[at].mark_len;
        return true;
    }
    return false;
}

static uint32_t unit_at(const uint8_t *bytes, bool big_endian)
{
    return big_endian ? (uint32_t)(bytes[0] << 8 | bytes[1]) : (uint32_t)(bytes[1] << 8 | bytes[0]);
}

static void convert_utf16(const uint8_t *bytes, size_t len, bool big_endian, struct text *text)
{
    for (size_t at = 0; at < len; at += 2) {
        uint32_t first, second;

        if (len - at < 2) {
            append_character(NO_CHARACTER, text);
            return;
        }
        first = unit_at(bytes + at, big_endian);
        second = len - at >= 4 ? unit_at(bytes + at + 2, big_endian) : 0;
        if (first < 0xD800 || first > 0xDFFF) {
            append_character(first, text);
        } else if (first > 0xDBFF || second < 0xDC00 || second > 0xDFFF) {
            append_character(NO_CHARACTER, text); /* half of a pair */
        } else {
            append_character(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00), text);
            at += 2;
        }
    }
}

/* -- one byte a character -- */

/* Characters of the bytes from 0x80 to 0x9F; 0: none is defined. */
static const uint16_t windows_1252[] = { 0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178 };
_Static_assert(COUNT_OF(windows_1252) == 0x20, "one for each byte");

static uint32_t of_ascii(uint8_t byte)
{
    return byte < 0x80 ? byte : NO_CHARACTER;
}

static uint32_t of_latin1(uint8_t byte)
{
    return byte;
}

static uint32_t of_windows_1252(uint8_t byte)
{
    if (byte < 0x80 || byte > 0x9F)
        return byte;
    return windows_1252[byte - 0x80] ? windows_1252[byte - 0x80] : NO_CHARACTER;
}

static const struct encoding {
    const char *name;                    /* ASCII case does not count */
    uint32_t (*character)(uint8_t byte); /* NULL: UTF-8 */
} encodings[] = {
    { "UTF-8", NULL },
    { "UTF8", NULL },
    { "US-ASCII", of_ascii },
    { "ASCII", of_ascii },
    { "ISO-8859-1", of_latin1 },
    { "latin1", of_latin1 },
    { "windows-1252", of_windows_1252 },
};

/* What the XML declaration names. @return  false: there is no declaration, or it names nothing */
static bool find_declared(const uint8_t *bytes, size_t len, struct xml_span *name)
{
    struct xml_source source = { .bytes = bytes, .len = len, .width = 1 };
    size_t begin = len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    struct xml_tag tag = { .name_end = begin + strlen("<?xml") };

    if (len < tag.name_end || memcmp(bytes + begin, "<?xml", strlen("<?xml")) != 0)
        return false;
    const uint8_t *end = memchr(bytes + begin, '>', len - begin);
    if (!end)
        return false;
    tag.open_end = (size_t)(end - bytes) + 1;
    return xml_source_attribute(&source, &tag, "encoding", NULL, name);
}

/* NULL: none of those */
static const struct encoding *find_encoding(const uint8_t *bytes, const struct xml_span *name)
{
    size_t len = name->end - name->begin;

    for (size_t at = 0; at < COUNT_OF(encodings); at++)
        if (strlen(encodings[at].name) == len &&
            text_starts_same((const char *)bytes + name->begin, encodings[at].name))
            return &encodings[at];
    return NULL;
}

/* Would libxml2 take the first bytes for an encoding of two or four bytes, or for EBCDIC? */
static bool begins_otherwise(const uint8_t *bytes, size_t len)
{
    size_t first = len < 4 ? len : 4;

    return memchr(bytes, 0, first) != NULL || (first == 4 && memcmp(bytes, "Lo\xA7\x94", 4) == 0);
}

bool xml_encoding_convert(const void *document, size_t len, struct text *converted, struct err *err)
{
    const uint8_t *bytes = document;
    const struct encoding *encoding = &encodings[0];
    struct xml_span name = { 0, 0 };
    bool big_endian = false;
    size_t mark_len = 0;

    if (begins_utf16(bytes, len, &big_endian, &mark_len)) {
        convert_utf16(bytes + mark_len, len - mark_len, big_endian, converted);
        return text_ok(converted, err);
    }
    if (find_declared(bytes, len, &name))
        encoding = find_encoding(bytes, &name);
    if (!encoding || begins_otherwise(bytes, len))
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "in another encoding than UTF-8, UTF-16, ISO-8859-1 and windows-1252");
    for (size_t at = 0; encoding->character && at < len; at++)
        append_character(encoding->character(bytes[at]), converted);
    return text_ok(converted, err);
}

bool xml_encoding_is_utf8(const void *document, size_t len)
{
    struct xml_span name = { 0, 0 };

    if (!text_is_utf8(document, len) || begins_otherwise(document, len))
        return false;
    if (!find_declared(document, len, &name))
        return true;
    const struct encoding *encoding = find_encoding(document, &name);
    return encoding && !encoding->character;
}
