/* SPDX-License-Identifier: MIT */
/* watch.h - a run as a person follows it: one line an event, and on a terminal one that moves. */
#pragma once

#include "run/executor.h"
#include "ui/say.h"

/** Lines to stdout. @param ui stays the caller's and must outlive the run */
struct run_watcher watch_begin(struct ui *ui);
/** Appends "0.4 s", "12 s", "3 min 5 s". */
void watch_append_duration(struct text *text, uint64_t duration_ms);
