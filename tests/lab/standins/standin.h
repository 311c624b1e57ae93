/* SPDX-License-Identifier: MIT */
/*
 * standin.h - what all stand-ins of the lab guest share: they say what they are, keep their state
 * in the guest's registry, and fail when a recipe asks for it.
 *
 * State and faults of the stand-in NAME are values below HKLM\SOFTWARE\LabGuest\NAME.
 */
#pragma once

#include <windows.h>

#include <stdbool.h>
#include <stdint.h>

/** Appends "NAME: lab stand-in for WHAT" and later lines to C:\LabGuest\standins.log. */
void standin_announce(const char *name, const char *what);
/** Appends one line "NAME: ..." to the same log. */
void standin_log(const char *name, const char *format, ...)
    __attribute__((format(gnu_printf, 2, 3)));

/** A number of HKLM\SOFTWARE\LabGuest\NAME, or the default. */
uint32_t standin_number(const char *name, const wchar_t *value, uint32_t otherwise);
void standin_set_number(const char *name, const wchar_t *value, uint32_t number);
/** A text of the same key, at most count-1 characters; "" when there is none. */
void standin_text(const char *name, const wchar_t *value, wchar_t *text, size_t count);
/** Takes one from a counter: true while it was above zero. For "fails N times, then works". */
bool standin_count_down(const char *name, const wchar_t *value);

/**
 * A place inside a change at which a test may have everything end: "before" anything is done, "half"
 * way, "after" all is done and before anybody is told. When the value `At` of LabGuest\\fault is
 * "NAME WHERE" (REG_SZ), it is deleted, so that this happens once, and its value `How` says what:
 *
 *   "die"    this process ends at once (inside goldprep, a DLL's process is goldprep)
 *   "kill"   goldprep ends at once, and this stand-in when goldprep's job takes it along
 *   "power"  C:\\LabGuest\\power-cut appears, at which the lab cuts the power; nothing goes on
 */
void standin_point(const char *name, const char *where);
/** Counts in LabGuest\\NAME how often that change was made: never twice, whatever happens. */
void standin_count(const char *name, const wchar_t *value);

/** Registry below HKLM, 64-bit view: reading and writing for what the real component would do. */
uint32_t standin_reg_number(const wchar_t *key, const wchar_t *value, uint32_t otherwise);
void standin_reg_set_number(const wchar_t *key, const wchar_t *value, uint32_t number);
void standin_reg_set_text(const wchar_t *key, const wchar_t *value, const wchar_t *text);

/** Entry point of a stand-in that is a program. */
int wmain(int count, wchar_t **words);
