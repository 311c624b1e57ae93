/* SPDX-License-Identifier: MIT */
/* base64.c - three bytes as four letters. */
#include "base/base64.h"

#include <string.h>

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_append(struct text *text, const void *data, size_t len)
{
    const uint8_t *bytes = data;

    for (size_t at = 0; at < len; at += 3) {
        size_t count = len - at < 3 ? len - at : 3;
        uint32_t bits = 0;
        char four[4];

        for (size_t i = 0; i < 3; i++)
            bits = bits << 8 | (i < count ? bytes[at + i] : 0);
        for (size_t i = 0; i < 4; i++)
            four[i] = i <= count ? letters[bits >> (18 - 6 * i) & 63] : '=';
        text_append_bytes(text, four, sizeof four);
    }
}

static int value_of(char letter)
{
    if (letter >= 'A' && letter <= 'Z')
        return letter - 'A';
    if (letter >= 'a' && letter <= 'z')
        return letter - 'a' + 26;
    if (letter >= '0' && letter <= '9')
        return letter - '0' + 52;
    return letter == '+' ? 62 : letter == '/' ? 63 : -1;
}

/* Four letters as up to three bytes. @param count  how many bytes they stand for */
static bool read_four(const char *four, size_t count, uint8_t *bytes)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < 4; i++) {
        int value = i <= count ? value_of(four[i]) : four[i] == '=' ? 0 : -1;

        if (value < 0)
            return false;
        bits = bits << 6 | (uint32_t)value;
    }
    for (size_t i = 0; i < 3; i++) {
        uint8_t byte = (uint8_t)(bits >> (16 - 8 * i));

        if (i < count)
            bytes[i] = byte;
        else if (byte != 0)
            return false;
    }
    return true;
}

bool base64_read(const char *text, struct bytes *bytes, struct err *err)
{
    size_t len = strlen(text);
    size_t padding = 0;

    while (padding < 2 && padding < len && text[len - 1 - padding] == '=')
        padding++;
    size_t byte_len = len / 4 * 3 - (len >= 4 ? padding : 0);
    AUTO_FREE uint8_t *data = malloc(byte_len + 1);
    if (!data)
        return err_nomem(err);
    for (size_t at = 0; at < len; at += 4) {
        size_t count = at + 4 < len ? 3 : 3 - padding;

        if (len % 4 != 0 || !read_four(text + at, count, data + at / 4 * 3))
            return err_set(err, ERR_AGENT, ERR_MALFORMED, "not base64");
    }
    data[byte_len] = 0;
    *bytes = (struct bytes){ .data = TAKE(data), .len = byte_len };
    return true;
}
