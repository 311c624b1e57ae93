/* SPDX-License-Identifier: MIT */
/* manager.c - gives back what was told about the service. */
#include "service/manager.h"

void service_seen_done(struct service_seen *seen)
{
    text_done(&seen->program);
    *seen = (struct service_seen){ 0 };
}
