/* SPDX-License-Identifier: MIT */
/*
 * link.h - a way from a console to the service, over which whole messages go.
 *
 * Done by agent/win/pipe_client.c over the named pipe; tests have one made of memory.
 */
#pragma once

#include "base/text.h"

struct service_link {
    void *state;
    /** Sends one message, whole or not at all. */
    bool (*send)(void *state, const void *bytes, size_t len, struct err *err) MUST_CHECK;
    /**
     * Waits for one message.
     *
     * @param limit_ms  0: only what is there already
     * @param found     receives ABSENT when nothing came within the limit
     * @param message   receives the message when found; the caller releases it
     * @return          false: the service is gone (ERR_WIN32, 109), or the wait was cancelled
     *                  (ERR_CANCELLED)
     */
    bool (*receive)(void *state, uint32_t limit_ms, enum found *found, struct bytes *message,
        struct err *err) MUST_CHECK;
    void (*close)(void *state);
};
