/* SPDX-License-Identifier: MIT */
/*
 * setup_log.h - log lines in the form that Windows Setup, sysprep and reagentc share:
 * "YYYY-MM-DD HH:MM:SS, Info       [0x0f004d] SYSPRP text", local time, CR LF.
 *
 * Form: public sysprep and reagent logs; Microsoft documents the files, not the form:
 * learn.microsoft.com/windows-hardware/manufacture/desktop/windows-setup-log-files-and-event-logs
 */
#pragma once

#include <windows.h>

#include <stdint.h>

struct setup_log {
    HANDLE file;        /* NULL: not open */
    HANDLE errors;      /* gets a copy of every Error line; NULL: there is none */
    const char *writer; /* "SYSPRP", "[ReAgentc.exe]" */
};

/** Opens for appending. cleared: what was in it goes. Not being able to is not told to anyone. */
HANDLE setup_log_open(const wchar_t *path, BOOL cleared);
void setup_log_close(struct setup_log *log);

/**
 * Appends one line.
 *
 * @param level  "Info", "Warning", "Error"
 * @param id     number of the message, written as [0x0f004d]; 0: none
 */
void setup_log_line(struct setup_log *log, const char *level, uint32_t id, const char *format, ...)
    __attribute__((format(gnu_printf, 4, 5)));
