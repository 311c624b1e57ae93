/* SPDX-License-Identifier: MIT */
/* wmi.h - asks a WMI namespace for rows and calls their methods: COM, as C has it. */
#pragma once

#include "win/win.h"

enum { WMI_WAIT_MS = 120 * 1000 }; /* for one row */

struct IWbemServices;
struct IWbemClassObject;
struct IEnumWbemClassObject;

/** A connection. Zeroed is none. It stays where it is while there are rows and objects of it. */
struct win_wmi {
    struct win_com com;
    struct IWbemServices *services;
    bool started; /* COM was initialized for it on this thread */
};

/** A row, a class or a method's parameters. Zeroed is none. */
struct win_wmi_object {
    const struct win_com *com; /* the connection's */
    struct IWbemClassObject *object;
};

/** Rows to come. Zeroed is none. */
struct win_wmi_rows {
    const struct win_com *com; /* the connection's */
    struct IEnumWbemClassObject *rows;
};

void win_wmi_done(struct win_wmi *wmi);
void win_wmi_object_done(struct win_wmi_object *object);
void win_wmi_rows_done(struct win_wmi_rows *rows);

/** Connects to a namespace of this machine. The connection belongs to the calling thread. */
bool win_wmi_open(const wchar_t *name_space, struct win_wmi *wmi, struct err *err) MUST_CHECK;

bool win_wmi_query(struct win_wmi *wmi, const wchar_t *query, struct win_wmi_rows *rows,
    struct err *err) MUST_CHECK;
/** The next row. @param found  ABSENT behind the last; ERR_TIME_LIMIT after WMI_WAIT_MS */
bool win_wmi_next(struct win_wmi_rows *rows, enum found *found, struct win_wmi_object *row,
    struct err *err) MUST_CHECK;

/** Reads a number of any integer kind, also one that travels as text as 64-bit numbers do; a truth
 * value is 0 or 1. @param found  ABSENT: no such property, or NULL */
bool win_wmi_get_number(const struct win_wmi_object *object, const wchar_t *name, enum found *found,
    uint64_t *number, struct err *err) MUST_CHECK;
/** Appends a text. @param found  ABSENT: no such property, or NULL */
bool win_wmi_get_text(const struct win_wmi_object *object, const wchar_t *name, enum found *found,
    struct text *text, struct err *err) MUST_CHECK;

/**
 * Adds a property to a row of JSON, under its own name: a number, a text, 0 and 1 for a truth value,
 * a text of digits for a number of 2^53 and above. NULL is left out; any other kind is an error
 * (ERR_UNSUPPORTED), and so is a property that the class does not have.
 */
bool win_wmi_add(const struct win_wmi_object *object, const char *name, struct json *row,
    struct err *err) MUST_CHECK;

/** One number that a method takes. */
struct win_wmi_argument {
    const wchar_t *name;
    uint64_t number; /* a CIM uint64 */
};

/**
 * Calls a method of a row.
 *
 * @param argument  NULL: the method takes none
 * @param answer    receives the output parameters, ReturnValue among them
 */
bool win_wmi_call(struct win_wmi *wmi, const struct win_wmi_object *row, const wchar_t *class_name,
    const wchar_t *method, const struct win_wmi_argument *argument, struct win_wmi_object *answer,
    struct err *err) MUST_CHECK;

/** Calls a method of a row whose input parameters, if it has any, all keep their defaults. */
bool win_wmi_call_as_declared(struct win_wmi *wmi, const struct win_wmi_object *row,
    const wchar_t *class_name, const wchar_t *method, struct win_wmi_object *answer,
    struct err *err) MUST_CHECK;

/** Calls a static method of a class, one that takes nothing. @param answer  as for win_wmi_call */
bool win_wmi_call_class(struct win_wmi *wmi, const wchar_t *class_name, const wchar_t *method,
    struct win_wmi_object *answer, struct err *err) MUST_CHECK;
