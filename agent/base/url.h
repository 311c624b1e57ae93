/* SPDX-License-Identifier: MIT */
/*
 * url.h - addresses that a document may be sent to, and how they are shown.
 *
 * An address may be a secret: a shared access signature is its query. Nothing shows a query or a
 * user; what a message says about an address is what url_show or url_hide leave of it.
 */
#pragma once

#include "base/text.h"

enum { URL_LEN_LIMIT = 4096 }; /* bytes; longer ones are refused */

/** An address that was checked. Nothing is owned. */
struct url {
    const char *whole;
    const char *path; /* path and query, behind the host; begins with '/' */
    char host[256];   /* without the brackets of an IPv6 address */
    uint16_t port;
    bool secure;   /* https; else http, and then loopback is true */
    bool loopback; /* this machine itself: no proxy is asked */
};

/**
 * Takes an address apart: https, or http to this machine itself; a host, a path; no user, no
 * fragment, printable ASCII alone.
 *
 * @return  false (ERR_REFUSED): err says what is wrong and never shows the address itself
 */
bool url_check(const char *string, struct url *url, struct err *err) MUST_CHECK;

/** Appends "https://host:port/path", the query being named and not shown. */
void url_show(const struct url *url, struct text *text);

/** Appends a message with each address in it cut down: no user, no query, no fragment; and nothing
 * behind "sig=" anywhere. */
void url_hide(const char *message, struct text *text);
