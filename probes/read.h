/* SPDX-License-Identifier: MIT */
/* read.h - what most probes do: one registry value becomes one fact. */
#pragma once

#include "probes/probe.h"

/** What a registry value holds. */
enum probe_value_kind {
    PROBE_TEXT = 0, /* REG_SZ */
    PROBE_NUMBER,   /* REG_DWORD */
    PROBE_DECIMAL,  /* REG_SZ of decimal digits, as a number */
    PROBE_TEXTS,    /* REG_MULTI_SZ, as a list */
};

/** A registry value and the fact that it becomes. */
struct probe_value {
    const char *fact; /* "os.edition" */
    const char *key;  /* below HKEY_LOCAL_MACHINE, as in guest.h */
    const char *name; /* of the value */
    enum probe_value_kind kind;
};

/** Sets the fact of each value: known, absent or unreadable.
 * @param values  ended by a fact of NULL */
bool probe_read_values(const struct guest *guest, const struct probe_value *values,
    struct facts *facts, struct err *err) MUST_CHECK;

/** Where Windows keeps its services and drivers. */
#define PROBE_SERVICES "SYSTEM\\CurrentControlSet\\Services\\"

/* clang-format off */
/** For a table of probe_value and one of probe_key: how a service or driver starts. */
#define PROBE_START(fact, service) { fact, PROBE_SERVICES service, "Start", PROBE_NUMBER }
#define PROBE_START_KEY(fact, service) { fact, \
    "number: 0 boot, 1 system, 2 automatic, 3 manual, 4 disabled; absent: no such service", \
    "HKLM\\" PROBE_SERVICES service ", Start" }
/* clang-format on */

/** Sets several facts unreadable for one cause. @param keys ended by NULL */
bool probe_unreadable(struct facts *facts, const char *const *keys, const struct err *why,
    struct err *err) MUST_CHECK;

/** Sets several facts absent. @param keys ended by NULL */
bool probe_absent(struct facts *facts, const char *const *keys, struct err *err) MUST_CHECK;

/** A number and its fact. */
struct probe_number {
    const char *fact;
    int64_t value;
};

/** Sets numbers. @param numbers ended by a fact of NULL */
bool probe_set_numbers(
    struct facts *facts, const struct probe_number *numbers, struct err *err) MUST_CHECK;
