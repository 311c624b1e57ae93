/* SPDX-License-Identifier: MIT */
/* rule_rows.h - rows for tests of requirements: facts given, verdict and words expected. */
#pragma once

#include "check_main.h"
#include "policy/policy.h"

#include <string.h>

enum given_kind {
    GIVEN_NOTHING = 0,
    GIVEN_TEXT,
    GIVEN_NUMBER,
    GIVEN_ROWS, /* text: a JSON array */
    GIVEN_LIST, /* text: a JSON array of strings */
    GIVEN_ABSENT,
    GIVEN_UNREADABLE,     /* text: why */
    GIVEN_NOT_APPLICABLE, /* text: why */
};

/** A fact that a row gives. */
struct given {
    enum given_kind kind;
    const char *key;
    const char *text;
    int64_t number;
};

/* clang-format off */
#define TEXT(key, text) { GIVEN_TEXT, key, text, 0 }
#define NUMBER(key, number) { GIVEN_NUMBER, key, NULL, number }
#define ROWS(key, json) { GIVEN_ROWS, key, json, 0 }
#define LIST(key, json) { GIVEN_LIST, key, json, 0 }
#define IS_ABSENT(key) { GIVEN_ABSENT, key, NULL, 0 }
#define DENIED(key) { GIVEN_UNREADABLE, key, "access denied", 0 }
#define UNFIT(key, why) { GIVEN_NOT_APPLICABLE, key, why, 0 }
/* clang-format on */

enum { GIVEN_LIMIT = 7 };

struct rule_row {
    const char *name;
    const char *requirement; /* id */
    enum verdict verdict;
    const char *seen; /* exactly */
    struct given given[GIVEN_LIMIT];
};

static inline bool give_rows(
    struct facts *facts, const char *key, const char *json, struct err *err)
{
    AUTO(json_value) rows = { 0 };

    return json_parse(json, strlen(json), &rows.root, err) &&
           facts_set_rows(facts, key, rows.root, err);
}

static inline bool give_list(
    struct facts *facts, const char *key, const char *json, struct err *err)
{
    AUTO(json_value) rows = { 0 };
    AUTO(text_list) list = { 0 };

    if (!json_parse(json, strlen(json), &rows.root, err))
        return false;
    for (const struct json *item = json_first(rows.root); item; item = json_next(item))
        if (!text_list_add(&list, json_string(item), err))
            return false;
    return facts_set_list(facts, key, &list, err);
}

static inline void give(struct facts *facts, const struct given *given)
{
    struct err why = { 0 };
    struct err err = { 0 };
    bool done = false;

    switch (given->kind) {
    case GIVEN_NOTHING:
        return;
    case GIVEN_TEXT:
        done = facts_set_text(facts, given->key, given->text, &err);
        break;
    case GIVEN_NUMBER:
        done = facts_set_number(facts, given->key, given->number, &err);
        break;
    case GIVEN_ROWS:
        done = give_rows(facts, given->key, given->text, &err);
        break;
    case GIVEN_LIST:
        done = give_list(facts, given->key, given->text, &err);
        break;
    case GIVEN_ABSENT:
        done = facts_set_absent(facts, given->key, &err);
        break;
    case GIVEN_UNREADABLE:
        (void)err_set(&why, ERR_WIN32, 5, "%s", given->text);
        done = facts_set_unreadable(facts, given->key, &why, &err);
        break;
    case GIVEN_NOT_APPLICABLE:
        done = facts_set_not_applicable(facts, given->key, given->text, &err);
        break;
    }
    ck_assert_msg(done, "giving '%s': %s", given->key, err.text);
}

/** The rule by which the first profile that does asks for that requirement. */
static inline const struct profile_rule *rule_of(const char *requirement)
{
    for (size_t i = 0; policy_profiles[i]; i++)
        for (const struct profile_rule *rule = policy_profiles[i]->rules; rule->requirement; rule++)
            if (strcmp(rule->requirement, requirement) == 0)
                return rule;
    ck_abort_msg("no profile asks for '%s'", requirement);
}

/** Judges the row's facts with the parameters of the first profile that asks. */
static inline void check_rule_row(const struct rule_row *row)
{
    const struct requirement *requirement = policy_requirement(row->requirement);
    struct facts *facts = facts_new();
    AUTO(text) seen = { 0 };

    ck_assert_ptr_nonnull(facts);
    ck_assert_msg(requirement != NULL, "%s: there is no '%s'", row->name, row->requirement);
    for (size_t i = 0; i < GIVEN_LIMIT; i++)
        give(facts, &row->given[i]);

    enum verdict verdict =
        requirement_judge(requirement, facts, rule_of(row->requirement)->parameters, &seen);
    facts_free(facts);
    ck_assert_msg(verdict == row->verdict, "%s, %s: %s (%s)", row->requirement, row->name,
        verdict_name(verdict), text_string(&seen));
    ck_assert_msg(strcmp(text_string(&seen), row->seen) == 0, "%s, %s: saw '%s'", row->requirement,
        row->name, text_string(&seen));
}

/** A suite of one loop over rows. */
static inline int rule_main(const char *name, const TTest *test, int count)
{
    Suite *suite = suite_create(name);
    TCase *tcase = tcase_create(name);

    tcase_add_loop_test(tcase, test, 0, count);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
