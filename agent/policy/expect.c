/* SPDX-License-Identifier: MIT */
/* expect.c - judges a fact by what a requirement expects of it, where that takes no code. */
#include "policy/judge.h"

#include <string.h>

enum { ROWS_SHOWN = 4 }; /* names in `seen`; how many more there are is said */

static enum verdict judge_a_number(const struct expectation *expects, const struct facts *facts,
    const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    int64_t wanted =
        expects->parameter ? parameter_value(parameters, expects->parameter) : expects->number;
    int64_t number = 0;

    if (!judge_number(facts, expects->fact, &number, &verdict, seen))
        return verdict;
    text_append(seen, "%s%s%lld", expects->show ? expects->show : "", expects->show ? " " : "",
        (long long)number);
    if (expects->kind == EXPECTS_AT_LEAST)
        return judge_met(number >= wanted);
    if (expects->kind == EXPECTS_AT_MOST)
        return judge_met(number <= wanted);
    return judge_met((number == wanted) == (expects->kind == EXPECTS_NUMBER));
}

/* Is the text one of those that bars divide? */
static bool is_one_of(const char *text, const char *list)
{
    size_t len = strlen(text);

    while (list) {
        const char *bar = strchr(list, '|');
        size_t item_len = bar ? (size_t)(bar - list) : strlen(list);

        if (item_len == len && text_starts_same(list, text))
            return true;
        list = bar ? bar + 1 : NULL;
    }
    return false;
}

static enum verdict judge_a_text(
    const struct expectation *expects, const struct facts *facts, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    const char *text = judge_text(facts, expects->fact, &verdict, seen);

    if (!text)
        return verdict;
    text_append(seen, "%s%s%s", expects->show ? expects->show : "", expects->show ? " " : "",
        text[0] ? text_shown(text) : "(empty)");
    return judge_met(expects->kind == EXPECTS_TEXT ? text_same(text, expects->text)
                                                   : is_one_of(text, expects->text));
}

/* What names a row: the member that the expectation says, else the first text. */
static const char *name_of(const struct json *row, const char *member)
{
    const char *name = json_string(row);

    if (!name && member)
        name = json_string(json_member(row, member));
    for (const struct json *each = json_first(row); !name && !member && each;
         each = json_next(each))
        name = json_string(each);
    return name && name[0] ? text_shown(name) : "(unnamed)";
}

static enum verdict judge_no_rows(
    const struct expectation *expects, const struct facts *facts, struct text *seen)
{
    const struct fact *fact = facts_get(facts, expects->fact);
    enum verdict verdict = VERDICT_UNKNOWN;
    size_t count, shown = 0;

    if (fact->state != FACT_KNOWN || (fact->kind != FACT_ROWS && fact->kind != FACT_LIST)) {
        (void)judge_rows(facts, expects->fact, &verdict, seen); /* NULL: it says why */
        return verdict;
    }
    count = json_count(fact->rows);
    for (const struct json *row = json_first(fact->rows); row && shown < ROWS_SHOWN;
         row = json_next(row), shown++)
        text_append(seen, "%s%s", shown > 0 ? ", " : "", name_of(row, expects->show));
    if (count > shown)
        text_append(seen, " and %zu more", count - shown);
    if (count == 0)
        text_append(seen, "none");
    return judge_met(count == 0);
}

static enum verdict judge_nothing_there(
    const struct expectation *expects, const struct facts *facts, struct text *seen)
{
    const struct fact *fact = facts_get(facts, expects->fact);
    enum verdict verdict = VERDICT_UNKNOWN;

    if (fact->state != FACT_KNOWN) {
        (void)judge_text(facts, expects->fact, &verdict, seen); /* NULL: it says why */
        return verdict;
    }
    /* The number that a fact says "there is one" with would read as what is there. */
    if (fact->kind == FACT_TEXT && fact->text[0])
        text_append(
            seen, "%s %s", expects->show ? expects->show : "there is", text_shown(fact->text));
    else
        text_append(seen, "%s is there", expects->show ? expects->show : "it");
    return VERDICT_UNMET;
}

static enum verdict judge_expectation(const struct expectation *expects, const struct facts *facts,
    const struct parameter *parameters, struct text *seen)
{
    if (expects->not_when_sealed && judge_is_sealed(facts)) {
        text_append(seen, "the guest is sealed");
        return VERDICT_NOT_APPLICABLE;
    }
    if (expects->deep && !facts_header(facts).deep &&
        facts_get(facts, expects->fact)->state == FACT_NOT_COLLECTED) {
        text_append(seen, "only --deep asks for it");
        return VERDICT_NOT_APPLICABLE;
    }
    if (judge_absent(facts, expects->fact)) {
        text_append(seen, "%s%snot there",
            expects->show && expects->kind != EXPECTS_NO_ROWS ? expects->show : "",
            expects->show && expects->kind != EXPECTS_NO_ROWS ? " " : "");
        return expects->kind == EXPECTS_ABSENT ? VERDICT_MET : expects->when_absent;
    }
    switch (expects->kind) {
    case EXPECTS_NUMBER:
    case EXPECTS_NOT_NUMBER:
    case EXPECTS_AT_LEAST:
    case EXPECTS_AT_MOST:
        return judge_a_number(expects, facts, parameters, seen);
    case EXPECTS_TEXT:
    case EXPECTS_ONE_OF:
        return judge_a_text(expects, facts, seen);
    case EXPECTS_NO_ROWS:
        return judge_no_rows(expects, facts, seen);
    case EXPECTS_ABSENT:
        break;
    }
    return judge_nothing_there(expects, facts, seen);
}

enum verdict requirement_judge(const struct requirement *requirement, const struct facts *facts,
    const struct parameter *parameters, struct text *seen)
{
    if (requirement->judge)
        return requirement->judge(facts, parameters, seen);
    return judge_expectation(&requirement->expects, facts, parameters, seen);
}
