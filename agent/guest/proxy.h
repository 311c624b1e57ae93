/* SPDX-License-Identifier: MIT */
/*
 * proxy.h - the proxy of WinHTTP, as "netsh winhttp set proxy" keeps it in the registry.
 *
 * Little-endian: a size or version, a counter, flags; then length and bytes of the proxy, length
 * and bytes of the list of addresses that go around it. Known from public tools and from Wine's
 * winhttp: unverified on a real Windows. What the command does:
 * https://learn.microsoft.com/windows/win32/winhttp/netsh-exe-commands
 */
#pragma once

#include "base/text.h"

struct proxy {
    bool in_use;        /* false: direct access */
    struct text server; /* "proxy.example:8080"; "" when not in use */
    struct text bypass; /* "<local>;168.63.129.16" */
};

void proxy_done(struct proxy *proxy);

/** Reads the value WinHttpSettings. Lengths beyond its end and text that is not UTF-8 are
 * ERR_MALFORMED. */
bool proxy_parse(const void *bytes, size_t len, struct proxy *proxy, struct err *err) MUST_CHECK;
