/* SPDX-License-Identifier: MIT */
/*
 * guid.c - SHA-1 of a namespace and a name, as a GUID.
 *
 * SHA-1 protects nothing here: it is what version 5 of RFC 9562 is made of.
 *
 * Source: RFC 9562 section 5.5, RFC 3174
 */
#include "upload/guid.h"

#include <string.h>

/** The namespace that guid() of a template uses. */
static const uint8_t namespace[16] = { 0x11, 0xfb, 0x06, 0xfb, 0x71, 0x2d, 0x4d, 0xdd, 0x98, 0xc7,
    0xe7, 0x1b, 0xbd, 0x58, 0x88, 0x30 };

static uint32_t rotate(uint32_t value, unsigned by)
{
    return value << by | value >> (32 - by);
}

static void mix(uint32_t state[5], const uint8_t block[64])
{
    uint32_t words[80];
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];

    for (size_t at = 0; at < 16; at++)
        words[at] = (uint32_t)block[4 * at] << 24 | (uint32_t)block[4 * at + 1] << 16 |
                    (uint32_t)block[4 * at + 2] << 8 | block[4 * at + 3];
    for (size_t at = 16; at < 80; at++)
        words[at] = rotate(words[at - 3] ^ words[at - 8] ^ words[at - 14] ^ words[at - 16], 1);
    for (size_t at = 0; at < 80; at++) {
        uint32_t f = at < 20   ? ((b & c) | (~b & d)) + 0x5a827999u
                     : at < 40 ? (b ^ c ^ d) + 0x6ed9eba1u
                     : at < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdcu
                               : (b ^ c ^ d) + 0xca62c1d6u;
        uint32_t next = rotate(a, 5) + f + e + words[at];

        e = d;
        d = c;
        c = rotate(b, 30);
        b = a;
        a = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
}

/** The bytes are padded in place: text must hold room for it, which text_append gives. */
static void hash(struct text *bytes, uint32_t state[5])
{
    uint64_t bits = (uint64_t)bytes->len * 8;
    static const char zero[64] = { 0 };
    uint8_t length[8];

    text_append_bytes(bytes, "\x80", 1);
    text_append_bytes(bytes, zero, (64 + 56 - bytes->len % 64) % 64);
    for (size_t at = 0; at < 8; at++)
        length[at] = (uint8_t)(bits >> (56 - 8 * at));
    text_append_bytes(bytes, (const char *)length, 8);
    if (bytes->broken)
        return;
    for (size_t at = 0; at < bytes->len; at += 64)
        mix(state, (const uint8_t *)bytes->bytes + at);
}

bool guid_of(const char *const *parts, size_t count, char guid[GUID_LEN + 1], struct err *err)
{
    uint32_t state[5] = { 0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u, 0xc3d2e1f0u };
    AUTO(text) bytes = { 0 };

    text_append_bytes(&bytes, (const char *)namespace, sizeof namespace);
    for (size_t at = 0; at < count; at++)
        text_append(&bytes, "%s%s", at > 0 ? "-" : "", parts[at]);
    hash(&bytes, state);
    if (!text_ok(&bytes, err))
        return false;
    snprintf(guid, GUID_LEN + 1, "%08x-%04x-%04x-%04x-%04x%08x", state[0], state[1] >> 16,
        (state[1] & 0x0fffu) | 0x5000u, (state[2] >> 16 & 0x3fffu) | 0x8000u, state[2] & 0xffffu,
        state[3]);
    return true;
}
