/* SPDX-License-Identifier: MIT */
/*
 * events.c - the table of events.
 *
 * Source: learn.microsoft.com/windows/win32/eventlog/event-identifiers
 */
#include "service/events.h"

#include "base/attr.h"

const struct service_event_row service_event_rows[] = {
    { SERVICE_EVENT_STARTED, SERVICE_INFORMATION, "STARTED" },
    { SERVICE_EVENT_STOPPED, SERVICE_INFORMATION, "STOPPED" },
    { SERVICE_EVENT_FAILED, SERVICE_ERROR, "FAILED" },
    { SERVICE_EVENT_JOB_BEGUN, SERVICE_INFORMATION, "JOB_BEGUN" },
    { SERVICE_EVENT_JOB_ENDED, SERVICE_INFORMATION, "JOB_ENDED" },
    { SERVICE_EVENT_JOB_FAILED, SERVICE_ERROR, "JOB_FAILED" },
    { SERVICE_EVENT_JOB_STOPPING, SERVICE_WARNING, "JOB_STOPPING" },
    { SERVICE_EVENT_HANDED_OVER, SERVICE_WARNING, "HANDED_OVER" },
    { SERVICE_EVENT_RESTARTS, SERVICE_INFORMATION, "RESTARTS" },
    { SERVICE_EVENT_NO_RESTART, SERVICE_ERROR, "NO_RESTART" },
    { SERVICE_EVENT_CLIENT_REFUSED, SERVICE_WARNING, "CLIENT_REFUSED" },
    { SERVICE_EVENT_BAD_MESSAGE, SERVICE_WARNING, "BAD_MESSAGE" },
};
const size_t service_event_rows_count = COUNT_OF(service_event_rows);

uint32_t service_event_id(enum service_event event)
{
    for (size_t at = 0; at < service_event_rows_count; at++)
        if (service_event_rows[at].event == event)
            return (uint32_t)service_event_rows[at].severity << 30 | (uint32_t)event;
    return (uint32_t)SERVICE_ERROR << 30 | (uint32_t)event;
}
