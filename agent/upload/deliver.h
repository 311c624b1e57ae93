/* SPDX-License-Identifier: MIT */
/*
 * deliver.h - pure: brings a document to a server, however often that takes, within a limit.
 *
 * The same bytes are put to the same place until the server says that it has them (2xx): one whose
 * answer was lost and the next one leave one document. What may pass is tried again after a pause of
 * 1, 2, 4, ... 30 seconds, or as long as the server asks for: no answer, 408, 429, and 5xx but 501.
 * Everything else ends it at once.
 *
 * Source: https://learn.microsoft.com/rest/api/storageservices/put-blob (201; x-ms-blob-type),
 * https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes (500, 503: again)
 */
#pragma once

#include "base/http.h"

enum {
    DELIVER_ATTEMPT_LIMIT_MS = 60 * 1000, /* one attempt */
    DELIVER_PAUSE_MOST_MS = 30 * 1000,    /* unless the server asks for more */
};

/** What a delivery needs of the world. wait and tick_ms are as in guest.h. */
struct deliver_port {
    void *state;
    bool (*put)(const struct http_put *put, struct http_answer *answer, bool *again,
        struct err *err) MUST_CHECK;
    bool (*wait)(void *state, uint32_t milliseconds, struct err *err) MUST_CHECK;
    bool (*tick_ms)(void *state, uint64_t *milliseconds, struct err *err) MUST_CHECK;
    /** Hears why an attempt did not do it and when the next one is, without line end. */
    void (*tell)(const char *line);
};

struct delivery {
    const struct url *url;
    const char *content_type;
    const void *body;
    size_t len;
    uint32_t limit_ms; /* of the whole; no attempt begins later */
};

/** How it went. */
struct delivered {
    uint32_t attempts;
    uint32_t status; /* of the last answer; 0: none */
};

/**
 * Delivers.
 *
 * @param delivered  receives how it went, on failure too
 * @return           false: ERR_HTTP the server does not take it, or cannot be trusted;
 *                   ERR_TIME_LIMIT the limit was reached; what wait failed of
 */
bool deliver(const struct delivery *delivery, const struct deliver_port *port,
    struct delivered *delivered, struct err *err) MUST_CHECK;
