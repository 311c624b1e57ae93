/* SPDX-License-Identifier: MIT */
/* patience.c - waiting within an action's limit. */
#include "actions/patience.h"

bool patience_begin(
    struct patience *patience, const struct guest *guest, uint32_t limit_ms, struct err *err)
{
    *patience = (struct patience){ .guest = guest, .limit_ms = limit_ms };
    return guest->tick_ms(guest->state, &patience->started_ms, err);
}

bool patience_spent(const struct patience *patience, uint64_t *spent_ms, struct err *err)
{
    uint64_t now_ms;

    if (!patience->guest->tick_ms(patience->guest->state, &now_ms, err))
        return false;
    *spent_ms = now_ms > patience->started_ms ? now_ms - patience->started_ms : 0;
    return true;
}

bool patience_left(const struct patience *patience, uint32_t *left_ms, struct err *err)
{
    uint64_t spent_ms;

    if (!patience_spent(patience, &spent_ms, err))
        return false;
    *left_ms = spent_ms < patience->limit_ms ? patience->limit_ms - (uint32_t)spent_ms : 0;
    return true;
}

void patience_append(struct text *text, uint64_t milliseconds)
{
    unsigned long long seconds = (milliseconds + 500) / 1000;

    if (seconds < 60)
        text_append(text, "%llu s", seconds);
    else if (seconds % 60 == 0)
        text_append(text, "%llu min", seconds / 60);
    else
        text_append(text, "%llu min %llu s", seconds / 60, seconds % 60);
}
