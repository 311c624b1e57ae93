/* SPDX-License-Identifier: MIT */
/* judge.c - what the rules share: taking a value out of a fact, and saying why there is none. */
#include "policy/judge.h"

static enum verdict verdict_of_state(const struct fact *fact, const char *key, struct text *seen)
{
    switch (fact->state) {
    case FACT_KNOWN:
        text_append(seen, "%s is of another kind than it should be", key);
        return VERDICT_UNKNOWN;
    case FACT_ABSENT:
        text_append(seen, "%s is not there", key);
        return VERDICT_UNKNOWN;
    case FACT_UNREADABLE:
        text_append(seen, "%s", fact->why ? fact->why : "unreadable");
        return VERDICT_UNKNOWN;
    case FACT_NOT_APPLICABLE:
        text_append(seen, "%s", fact->why ? fact->why : "not applicable");
        return VERDICT_NOT_APPLICABLE;
    case FACT_NOT_COLLECTED:
        break;
    }
    text_append(seen, "%s was not collected", key);
    return VERDICT_UNKNOWN;
}

/* The fact when it is known and of that kind; NULL otherwise. */
static const struct fact *known(const struct facts *facts, const char *key, enum fact_kind kind,
    enum verdict *verdict, struct text *seen)
{
    const struct fact *fact = facts_get(facts, key);

    if (fact->state == FACT_KNOWN && fact->kind == kind)
        return fact;
    *verdict = verdict_of_state(fact, key, seen);
    return NULL;
}

bool judge_absent(const struct facts *facts, const char *key)
{
    return facts_get(facts, key)->state == FACT_ABSENT;
}

const char *judge_text(
    const struct facts *facts, const char *key, enum verdict *verdict, struct text *seen)
{
    const struct fact *fact = known(facts, key, FACT_TEXT, verdict, seen);

    return fact ? fact->text : NULL;
}

bool judge_number(const struct facts *facts, const char *key, int64_t *number,
    enum verdict *verdict, struct text *seen)
{
    const struct fact *fact = known(facts, key, FACT_NUMBER, verdict, seen);

    if (!fact)
        return false;
    *number = fact->number;
    return true;
}

bool judge_bytes(const struct facts *facts, const char *key, int64_t *bytes, enum verdict *verdict,
    struct text *seen)
{
    int64_t number = 0;

    if (!judge_number(facts, key, &number, verdict, seen))
        return false;
    if (number < 0 || number > JUDGE_BYTES_LIMIT) {
        text_append(seen, "%s is no size", key);
        *verdict = VERDICT_UNKNOWN;
        return false;
    }
    *bytes = number;
    return true;
}

const struct json *judge_rows(
    const struct facts *facts, const char *key, enum verdict *verdict, struct text *seen)
{
    const struct fact *fact = known(facts, key, FACT_ROWS, verdict, seen);

    return fact ? fact->rows : NULL;
}

bool judge_is_sealed(const struct facts *facts)
{
    const struct fact *fact = facts_get(facts, "sysprep.image_state");

    return fact->state == FACT_KNOWN && fact->kind == FACT_TEXT &&
           text_starts_same(fact->text, "IMAGE_STATE_GENERALIZE_RESEAL_TO_");
}

enum verdict judge_met(bool met)
{
    return met ? VERDICT_MET : VERDICT_UNMET;
}
