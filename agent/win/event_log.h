/* SPDX-License-Identifier: MIT */
/*
 * event_log.h - writes to the event log of Windows, under goldprep's own source.
 *
 * The event's text is in its first insertion string, whole: when the program, which holds the
 * message table, is gone, Event Viewer still shows it.
 */
#pragma once

#include "service/events.h"
#include "win/win.h"

/** Makes the event source, with that program as its message file. */
bool win_event_source_add(const wchar_t *program, struct err *err) MUST_CHECK;
/** Not being there is success. */
bool win_event_source_remove(struct err *err) MUST_CHECK;

/** Writes an event. false: it could not be; there is nobody else to tell. */
bool win_event_write(enum service_event event, const char *text, struct err *err) MUST_CHECK;
