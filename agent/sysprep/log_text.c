/* SPDX-License-Identifier: MIT */
/* log_text.c - a log's bytes as lines: setupact.log is ANSI, UTF-8 or, where copied by tools,
 * UTF-16. */
#include "sysprep/log_text.h"

static void append_code_point(struct text *text, uint32_t point)
{
    char bytes[4];
    size_t len = 0;

    if (point < 0x80) {
        bytes[len++] = (char)point;
    } else if (point < 0x800) {
        bytes[len++] = (char)(0xc0 | point >> 6);
    } else if (point < 0x10000) {
        bytes[len++] = (char)(0xe0 | point >> 12);
        bytes[len++] = (char)(0x80 | (point >> 6 & 0x3f));
    } else {
        bytes[len++] = (char)(0xf0 | point >> 18);
        bytes[len++] = (char)(0x80 | (point >> 12 & 0x3f));
        bytes[len++] = (char)(0x80 | (point >> 6 & 0x3f));
    }
    if (point >= 0x80)
        bytes[len++] = (char)(0x80 | (point & 0x3f));
    text_append_bytes(text, bytes, len);
}

/* A surrogate without its pair becomes U+FFFD, an odd last byte is dropped: a log may be cut. */
static void decode_utf16(const uint8_t *bytes, size_t len, bool big_endian, struct text *decoded)
{
    size_t low = big_endian ? 1 : 0;
    size_t high = 1 - low;

    for (size_t i = 0; i + 1 < len; i += 2) {
        uint32_t unit = (uint32_t)bytes[i + high] << 8 | bytes[i + low];
        uint32_t next = 0;

        if (i + 3 < len)
            next = (uint32_t)bytes[i + 2 + high] << 8 | bytes[i + 2 + low];
        if (unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
            append_code_point(decoded, 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00));
            i += 2;
        } else {
            append_code_point(decoded, unit >= 0xd800 && unit < 0xe000 ? 0xfffd : unit);
        }
    }
}

bool log_decode(
    const void *bytes, size_t len, struct text *decoded, struct log_line *all, struct err *err)
{
    const uint8_t *data = bytes;

    if (len >= 2 &&
        ((data[0] == 0xff && data[1] == 0xfe) || (data[0] == 0xfe && data[1] == 0xff))) {
        decode_utf16(data + 2, len - 2, data[0] == 0xfe, decoded);
        if (!text_ok(decoded, err))
            return false;
        *all = (struct log_line){ text_string(decoded), decoded->len };
        return true;
    }
    if (len >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0) {
        data += 3;
        len -= 3;
    }
    *all = (struct log_line){ (const char *)data, len };
    return true;
}

bool log_next(struct log_line *left, struct log_line *line)
{
    if (left->len == 0)
        return false;

    const char *end = memchr(left->start, '\n', left->len);
    size_t len = end ? (size_t)(end - left->start) : left->len;
    size_t taken = end ? len + 1 : len;

    *line = (struct log_line){ left->start, len };
    while (line->len > 0 && line->start[line->len - 1] == '\r')
        line->len--;
    left->start += taken;
    left->len -= taken;
    return true;
}

const char *log_find(const struct log_line *line, const char *needle)
{
    size_t len = strlen(needle);
    const char *at = line->start;
    size_t left = line->len;

    while (left >= len) {
        const char *hit = memchr(at, needle[0], left - len + 1);

        if (!hit)
            return NULL;
        if (memcmp(hit, needle, len) == 0)
            return hit;
        left -= (size_t)(hit + 1 - at);
        at = hit + 1;
    }
    return NULL;
}

void log_append(const struct log_line *line, size_t limit, struct text *text)
{
    size_t len = line->len < limit ? line->len : limit;
    size_t whole = len;

    /* The limit may have cut a character; up to three bytes of it are left over. */
    while (len < line->len && whole > 0 && len - whole < 3 && !text_is_utf8(line->start, whole))
        whole--;
    bool is_utf8 = text_is_utf8(line->start, whole);

    for (size_t i = 0; i < (is_utf8 ? whole : len); i++) {
        unsigned char byte = (unsigned char)line->start[i];

        if (byte < 0x20 || byte == 0x7f)
            text_append_bytes(text, " ", 1);
        else if (is_utf8)
            text_append_bytes(text, line->start + i, 1);
        else
            append_code_point(text, byte);
    }
}
