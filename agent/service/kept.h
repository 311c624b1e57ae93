/* SPDX-License-Identifier: MIT */
/* kept.h - what a job has said so far, for those who come to watch later: the newest of it. */
#pragma once

#include "base/text.h"

enum { SERVICE_KEPT_BYTES_MOST = 1024 * 1024 }; /* of messages; the oldest ones go */

/** Zeroed is empty. */
struct service_kept {
    struct service_kept_message *messages; /* the oldest first */
    size_t count, capacity;
    size_t bytes;          /* of all messages */
    uint64_t missed_bytes; /* of the job's output that is not kept */
};

struct service_kept_message {
    struct bytes bytes;
    size_t text_bytes; /* of the job's output in it */
};

void service_kept_done(struct service_kept *kept);
/** Forgets everything, as for a new job. */
void service_kept_forget(struct service_kept *kept);
/** Takes a message over; without memory for it, it counts as missed. */
void service_kept_add(struct service_kept *kept, struct bytes *message, size_t text_bytes);
