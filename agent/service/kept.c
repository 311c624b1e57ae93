/* SPDX-License-Identifier: MIT */
/* kept.c - keeps messages up to a limit. */
#include "service/kept.h"

#include <string.h>

void service_kept_forget(struct service_kept *kept)
{
    for (size_t at = 0; at < kept->count; at++)
        bytes_done(&kept->messages[at].bytes);
    kept->count = 0;
    kept->bytes = 0;
    kept->missed_bytes = 0;
}

void service_kept_done(struct service_kept *kept)
{
    service_kept_forget(kept);
    free(kept->messages);
    *kept = (struct service_kept){ 0 };
}

/* Lets the oldest go until there is room: more than that one, so that it is seldom done. */
static void make_room(struct service_kept *kept, size_t len)
{
    size_t drop = 0;

    if (kept->bytes + len <= SERVICE_KEPT_BYTES_MOST)
        return;
    while (drop < kept->count &&
           kept->bytes + len > SERVICE_KEPT_BYTES_MOST - SERVICE_KEPT_BYTES_MOST / 8) {
        kept->bytes -= kept->messages[drop].bytes.len;
        kept->missed_bytes += kept->messages[drop].text_bytes;
        bytes_done(&kept->messages[drop].bytes);
        drop++;
    }
    kept->count -= drop;
    memmove(kept->messages, kept->messages + drop, kept->count * sizeof *kept->messages);
}

static bool grow(struct service_kept *kept)
{
    size_t capacity = kept->capacity ? kept->capacity * 2 : 64;
    struct service_kept_message *grown;

    if (kept->count < kept->capacity)
        return true;
    grown = realloc(kept->messages, capacity * sizeof *grown);
    if (!grown)
        return false;
    kept->messages = grown;
    kept->capacity = capacity;
    return true;
}

void service_kept_add(struct service_kept *kept, struct bytes *message, size_t text_bytes)
{
    make_room(kept, message->len);
    if (!grow(kept)) {
        kept->missed_bytes += text_bytes;
        bytes_done(message);
        return;
    }
    kept->bytes += message->len;
    kept->messages[kept->count++] = (struct service_kept_message){ *message, text_bytes };
    *message = (struct bytes){ 0 };
}
