/* SPDX-License-Identifier: MIT */
/* probe_rows.h - rows for tests of probes: what is changed on a machine, and the facts expected. */
#pragma once

#include "check_main.h"
#include "fakes/machine.h"
#include "probes/probe.h"

#include <stdio.h>
#include <string.h>

/** A fact that a row expects. */
struct expected {
    const char *key;
    enum fact_state state;
    enum fact_kind kind; /* when known */
    const char *text;    /* exactly; rows: as compact JSON; unreadable: a part of `why` */
    int64_t number;
};

/* clang-format off */
#define IS_TEXT(key, text) { key, FACT_KNOWN, FACT_TEXT, text, 0 }
#define IS_NUMBER(key, number) { key, FACT_KNOWN, FACT_NUMBER, NULL, number }
#define IS_ROWS(key, json) { key, FACT_KNOWN, FACT_ROWS, json, 0 }
#define IS_LIST(key, json) { key, FACT_KNOWN, FACT_LIST, json, 0 }
#define IS_ABSENT(key) { key, FACT_ABSENT, FACT_NUMBER, NULL, 0 }
#define IS_UNREADABLE(key, why) { key, FACT_UNREADABLE, FACT_NUMBER, why, 0 }
#define IS_UNFIT(key, why) { key, FACT_NOT_APPLICABLE, FACT_NUMBER, why, 0 }
/* clang-format on */

enum { EXPECTED_LIMIT = 12 };

struct probe_row {
    const char *name;
    void (*change)(struct fake_machine *machine); /* NULL: nothing */
    struct expected expected[EXPECTED_LIMIT];     /* ended by a key of NULL */
};

static inline void check_rows(
    const char *row, const struct fact *fact, const struct expected *expected)
{
    AUTO(text) printed = { 0 };
    struct err err = { 0 };

    ck_assert_msg(json_print(fact->rows, true, &printed, &err), "%s", err.text);
    ck_assert_msg(strcmp(text_string(&printed), expected->text) == 0, "%s: %s is %s", row,
        expected->key, text_string(&printed));
}

static inline void check_value(
    const char *row, const struct fact *fact, const struct expected *expected)
{
    ck_assert_msg(
        fact->kind == expected->kind, "%s: %s is of kind %d", row, expected->key, (int)fact->kind);
    switch (expected->kind) {
    case FACT_NUMBER:
        ck_assert_msg(fact->number == expected->number, "%s: %s is %lld", row, expected->key,
            (long long)fact->number);
        break;
    case FACT_TEXT:
        ck_assert_msg(strcmp(fact->text, expected->text) == 0, "%s: %s is '%s'", row, expected->key,
            fact->text);
        break;
    case FACT_LIST:
    case FACT_ROWS:
        check_rows(row, fact, expected);
        break;
    }
}

static inline void check_expected(
    const char *row, const struct facts *facts, const struct expected *expected)
{
    const struct fact *fact = facts_get(facts, expected->key);

    ck_assert_msg(fact->state == expected->state, "%s: %s is in state %d (%s)", row, expected->key,
        (int)fact->state, fact->why ? fact->why : "");
    if (fact->state == FACT_KNOWN)
        check_value(row, fact, expected);
    if (fact->state == FACT_UNREADABLE || fact->state == FACT_NOT_APPLICABLE)
        ck_assert_msg(fact->why && strstr(fact->why, expected->text), "%s: %s says '%s'", row,
            expected->key, fact->why ? fact->why : "");
}

/** Runs one probe over fake_machine_new with the row's change, and compares. */
static inline void check_probe_row(const struct probe *probe, const struct probe_row *row)
{
    struct fake_machine *machine = fake_machine_new();
    struct facts *facts = facts_new();
    struct err err = { 0 };

    ck_assert_ptr_nonnull(facts);
    if (row->change)
        row->change(machine);
    struct guest guest = fake_guest(machine);
    ck_assert_msg(probe->collect(&guest, facts, &err), "%s: %s", row->name, err.text);
    for (const struct expected *expected = row->expected; expected->key; expected++)
        check_expected(row->name, facts, expected);
    ck_assert_msg(fake_mounted_hives(machine) == 0 || fake_calls(machine, "hive_unmount") > 0,
        "%s: a hive stays mounted", row->name);
    facts_free(facts);
    fake_machine_free(machine);
}

/** What rows show of a probe; a test must have all four. */
enum row_kind {
    ROW_THERE = 1 << 0,     /* something is known */
    ROW_ABSENT = 1 << 1,    /* something is not there, or does not apply */
    ROW_DENIED = 1 << 2,    /* something could not be told: access denied */
    ROW_MALFORMED = 1 << 3, /* something could not be told: it is not what it should be */
};

static const struct {
    enum row_kind kind;
    const char *name;
} row_kinds[] = {
    { ROW_THERE, "there" },
    { ROW_ABSENT, "absent" },
    { ROW_DENIED, "denied" },
    { ROW_MALFORMED, "malformed" },
};

static inline unsigned kinds_of_fact(const struct fact *fact)
{
    switch (fact->state) {
    case FACT_KNOWN:
        return (fact->kind == FACT_ROWS || fact->kind == FACT_LIST) && json_count(fact->rows) == 0
                   ? ROW_ABSENT
                   : ROW_THERE;
    case FACT_ABSENT:
    case FACT_NOT_APPLICABLE:
        return ROW_ABSENT;
    case FACT_UNREADABLE:
        return fact->why && strstr(fact->why, "denied") ? ROW_DENIED : ROW_MALFORMED;
    case FACT_NOT_COLLECTED:
        break;
    }
    return 0;
}

static inline unsigned kinds_of_row(const struct probe *probe, const struct probe_row *row)
{
    struct fake_machine *machine = fake_machine_new();
    struct facts *facts = facts_new();
    struct err err = { 0 };
    unsigned kinds = 0;

    /* A row may say in front of its name what it shows: a count of 0 is "absent", too. */
    for (size_t kind = 0; kind < COUNT_OF(row_kinds); kind++)
        if (text_starts(row->name, row_kinds[kind].name))
            kinds |= (unsigned)row_kinds[kind].kind;
    if (row->change)
        row->change(machine);
    struct guest guest = fake_guest(machine);
    if (facts && probe->collect(&guest, facts, &err))
        for (const struct probe_key *key = probe->keys; key->key; key++)
            kinds |= kinds_of_fact(facts_get(facts, key->key));
    facts_free(facts);
    fake_machine_free(machine);
    return kinds;
}

/** Counts the rows of each kind, says so, and fails when one is missing that could be there. */
static inline bool rows_are_complete(const struct probe *probe, const struct probe_row *rows,
    size_t count, unsigned cannot_be, const char *why)
{
    bool complete = true;

    for (size_t kind = 0; kind < COUNT_OF(row_kinds); kind++) {
        bool excused = (cannot_be & (unsigned)row_kinds[kind].kind) != 0;
        size_t seen = 0;

        for (size_t at = 0; at < count; at++)
            seen += (kinds_of_row(probe, &rows[at]) & (unsigned)row_kinds[kind].kind) != 0;
        printf("%s: %zu rows %s%s%s\n", probe->id, seen, row_kinds[kind].name, excused ? ": " : "",
            excused ? why : "");
        complete = complete && (seen > 0) != excused;
    }
    return complete;
}

/** A suite of one loop over rows and more tests, ended by NULL; then the rows are counted. */
static inline int probe_main(const struct probe *probe, const TTest *test, const TTest *const *more,
    const struct probe_row *rows, size_t count, unsigned cannot_be, const char *why)
{
    Suite *suite = suite_create(probe->id);

    check_add(suite, test, count);
    for (; *more; more++)
        check_add(suite, *more, 1);
    int result = check_main(suite);
    return rows_are_complete(probe, rows, count, cannot_be, why) ? result : EXIT_FAILURE;
}

/** The whole of a probe's main: its rows must show it there, absent, denied and malformed; more
 * tests may follow. */
#define PROBE_MAIN_AND(probe, test, rows, ...)                                                     \
    int main(void)                                                                                 \
    {                                                                                              \
        const TTest *const more[] = { __VA_ARGS__, NULL };                                         \
        return probe_main(&(probe), test, more, rows, COUNT_OF(rows), 0, NULL);                    \
    }
#define PROBE_MAIN(probe, test, rows) PROBE_MAIN_AND(probe, test, rows, NULL)

/** The same for a probe that cannot be all of that: kinds, and why not. */
#define PROBE_MAIN_WITHOUT(probe, test, rows, kinds, why)                                          \
    int main(void)                                                                                 \
    {                                                                                              \
        const TTest *const more[] = { NULL };                                                      \
        return probe_main(&(probe), test, more, rows, COUNT_OF(rows), kinds, why);                 \
    }
