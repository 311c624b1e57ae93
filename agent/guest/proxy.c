/* SPDX-License-Identifier: MIT */
/* proxy.c - the proxy of WinHTTP, as "netsh winhttp set proxy" keeps it in the registry. */
#include "guest/proxy.h"

enum {
    FLAGS_AT = 8,        /* bytes before the flags */
    HEADER_SIZE = 12,    /* bytes before the first length */
    FLAG_USES_PROXY = 2, /* PROXY_TYPE_PROXY; 1 is direct access */
};

static uint32_t read_u32(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static bool malformed(struct err *err, const char *what)
{
    return err_set(err, ERR_AGENT, ERR_MALFORMED, "proxy settings of WinHTTP: %s", what);
}

/* Reads length and bytes. @param at  where; moved behind them */
static bool read_string(
    const uint8_t *bytes, size_t len, size_t *at, struct text *text, struct err *err)
{
    if (len - *at < sizeof(uint32_t))
        return malformed(err, "cut short");
    uint32_t string_len = read_u32(bytes + *at);
    *at += sizeof(uint32_t);
    if (string_len > len - *at)
        return malformed(err, "a length goes beyond the end");
    if (!text_is_utf8((const char *)bytes + *at, string_len))
        return malformed(err, "not UTF-8");
    text_append_bytes(text, (const char *)bytes + *at, string_len);
    *at += string_len;
    return text_ok(text, err);
}

void proxy_done(struct proxy *proxy)
{
    text_done(&proxy->server);
    text_done(&proxy->bypass);
    proxy->in_use = false;
}

bool proxy_parse(const void *bytes, size_t len, struct proxy *proxy, struct err *err)
{
    AUTO(proxy) read = { 0 };
    size_t at = HEADER_SIZE;

    if (len < HEADER_SIZE)
        return malformed(err, "cut short");
    read.in_use = (read_u32((const uint8_t *)bytes + FLAGS_AT) & FLAG_USES_PROXY) != 0;
    if (read.in_use && (!read_string(bytes, len, &at, &read.server, err) ||
                           !read_string(bytes, len, &at, &read.bypass, err)))
        return false;
    *proxy = read;
    read = (struct proxy){ 0 };
    return true;
}
