/* SPDX-License-Identifier: MIT */
/*
 * http.h - puts a document to a server: one attempt.
 *
 * Done by agent/win/http.c (WinHTTP) or agent/posix/http.c (libcurl). The server's certificate is
 * always verified; a redirect is an answer and never followed; no credentials of the machine or its
 * user are sent. The proxy is the system's own (Windows: its settings; elsewhere: HTTPS_PROXY and
 * NO_PROXY), and none for this machine itself.
 */
#pragma once

#include "base/url.h"

struct http_put {
    const struct url *url;
    const char *content_type;
    const char *header; /* one more, "name: value" */
    const void *body;
    size_t len;
    uint32_t
        limit_ms; /* of the whole attempt; what the system waits for in parts may take longer */
};

/** What the server answered; its body is not looked at. */
struct http_answer {
    uint32_t status;        /* 201 */
    uint32_t retry_after_s; /* 0: not told */
    char error_code[64];    /* x-ms-error-code, letters and digits alone; "" when there is none */
    char location[URL_LEN_LIMIT + 1]; /* where a redirect leads; may be a secret */
};

/**
 * Sends it once.
 *
 * @param again  on failure: the same may succeed another time (dropped, refused, too slow)
 * @return       false: there was no answer (ERR_HTTP, ERR_WIN32, ERR_TIME_LIMIT); err does not show
 *               the address
 */
bool http_put(const struct http_put *put, struct http_answer *answer, bool *again,
    struct err *err) MUST_CHECK;

/** Keeps a header of an answer, if it is one of those above. Both without line end. */
void http_keep_header(struct http_answer *answer, const char *name, const char *value);
