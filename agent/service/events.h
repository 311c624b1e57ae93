/* SPDX-License-Identifier: MIT */
/*
 * events.h - what the service writes to the event log, one row an event.
 *
 * agent/win/events.mc gives the same ids to Windows' Event Viewer, docs/events.md explains them to
 * people; a test compares the three. Ids are never renumbered: people filter by them.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum service_event {
    SERVICE_EVENT_STARTED = 100,
    SERVICE_EVENT_STOPPED = 101,
    SERVICE_EVENT_FAILED = 102,
    SERVICE_EVENT_JOB_BEGUN = 200,
    SERVICE_EVENT_JOB_ENDED = 201,
    SERVICE_EVENT_JOB_FAILED = 202,
    SERVICE_EVENT_JOB_STOPPING = 203,
    SERVICE_EVENT_HANDED_OVER = 204,
    SERVICE_EVENT_RESTARTS = 205,
    SERVICE_EVENT_NO_RESTART = 206,
    SERVICE_EVENT_CLIENT_REFUSED = 300,
    SERVICE_EVENT_BAD_MESSAGE = 301,
};

/** As in an event's id, where it stands in the two highest bits. */
enum service_severity {
    SERVICE_INFORMATION = 1,
    SERVICE_WARNING = 2,
    SERVICE_ERROR = 3,
};

struct service_event_row {
    enum service_event event;
    enum service_severity severity;
    const char *name; /* its symbol in events.mc */
};

extern const struct service_event_row service_event_rows[];
extern const size_t service_event_rows_count;
/** The id as Windows wants it: severity and number. */
uint32_t service_event_id(enum service_event event);
