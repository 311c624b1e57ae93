/* SPDX-License-Identifier: MIT */
/* rows.c - judges rows by what one of them has. */
#include "policy/judge.h"

enum { ROWS_SHOWN = 4 }; /* names in `seen`; how many more there are is said */

static bool has_any(const struct json *row, const struct row_condition *conditions)
{
    for (; conditions->member; conditions++) {
        const struct json *member = json_member(row, conditions->member);
        const char *text = json_string(member);
        int64_t number = 0;

        if (conditions->text ? text && text_same(text, conditions->text)
                             : json_number(member, &number) && number != 0)
            return true;
    }
    return false;
}

enum verdict judge_no_row_with(const struct facts *facts, const char *key,
    const struct row_condition *conditions, const char *show, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    const struct json *rows = judge_rows(facts, key, &verdict, seen);
    size_t count = 0;

    if (!rows)
        return verdict;
    for (const struct json *row = json_first(rows); row; row = json_next(row)) {
        const char *name = json_string(json_member(row, show));

        if (!has_any(row, conditions) || ++count > ROWS_SHOWN)
            continue;
        text_append(
            seen, "%s%s", count > 1 ? ", " : "", name && name[0] ? text_shown(name) : "(unnamed)");
    }
    if (count > ROWS_SHOWN)
        text_append(seen, " and %zu more", count - ROWS_SHOWN);
    if (count == 0)
        text_append(seen, "none");
    return judge_met(count == 0);
}
