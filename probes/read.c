/* SPDX-License-Identifier: MIT */
/* read.c - what most probes do: one registry value becomes one fact. */
#include "probes/read.h"

static bool read_number(const struct guest *guest, const struct probe_value *value,
    struct facts *facts, struct err *err)
{
    enum found found = ABSENT;
    uint32_t number = 0;
    struct err why = { 0 };

    if (!guest->reg_read_u32(guest->state, value->key, value->name, &found, &number, &why))
        return facts_set_unreadable(facts, value->fact, &why, err);
    if (found == ABSENT)
        return facts_set_absent(facts, value->fact, err);
    return facts_set_number(facts, value->fact, number, err);
}

static bool set_decimal(
    const struct probe_value *value, const char *string, struct facts *facts, struct err *err)
{
    int64_t number = 0;
    struct err why = { 0 };

    if (text_to_int64(string, &number))
        return facts_set_number(facts, value->fact, number, err);
    (void)err_set(
        &why, ERR_AGENT, ERR_MALFORMED, "'HKLM\\%s\\%s' is not a number", value->key, value->name);
    return facts_set_unreadable(facts, value->fact, &why, err);
}

static bool read_text(const struct guest *guest, const struct probe_value *value,
    struct facts *facts, struct err *err)
{
    enum found found = ABSENT;
    AUTO(text) string = { 0 };
    struct err why = { 0 };

    if (!guest->reg_read_text(guest->state, value->key, value->name, &found, &string, &why))
        return facts_set_unreadable(facts, value->fact, &why, err);
    if (found == ABSENT)
        return facts_set_absent(facts, value->fact, err);
    if (!text_ok(&string, err))
        return false;
    if (value->kind == PROBE_DECIMAL)
        return set_decimal(value, text_string(&string), facts, err);
    return facts_set_text(facts, value->fact, text_string(&string), err);
}

static bool read_texts(const struct guest *guest, const struct probe_value *value,
    struct facts *facts, struct err *err)
{
    AUTO(text_list) texts = { 0 };
    enum found found = ABSENT;
    struct err why = { 0 };

    if (!guest->reg_read_texts(guest->state, value->key, value->name, &found, &texts, &why))
        return facts_set_unreadable(facts, value->fact, &why, err);
    if (found == ABSENT)
        return facts_set_absent(facts, value->fact, err);
    return facts_set_list(facts, value->fact, &texts, err);
}

static bool read_value(const struct guest *guest, const struct probe_value *value,
    struct facts *facts, struct err *err)
{
    switch (value->kind) {
    case PROBE_NUMBER:
        return read_number(guest, value, facts, err);
    case PROBE_TEXTS:
        return read_texts(guest, value, facts, err);
    case PROBE_TEXT:
    case PROBE_DECIMAL:
        break;
    }
    return read_text(guest, value, facts, err);
}

bool probe_read_values(const struct guest *guest, const struct probe_value *values,
    struct facts *facts, struct err *err)
{
    for (; values->fact; values++) {
        if (!read_value(guest, values, facts, err))
            return false;
    }
    return true;
}

bool probe_unreadable(
    struct facts *facts, const char *const *keys, const struct err *why, struct err *err)
{
    for (; *keys; keys++) {
        if (!facts_set_unreadable(facts, *keys, why, err))
            return false;
    }
    return true;
}

bool probe_absent(struct facts *facts, const char *const *keys, struct err *err)
{
    for (; *keys; keys++) {
        if (!facts_set_absent(facts, *keys, err))
            return false;
    }
    return true;
}

bool probe_set_numbers(struct facts *facts, const struct probe_number *numbers, struct err *err)
{
    for (; numbers->fact; numbers++) {
        if (!facts_set_number(facts, numbers->fact, numbers->value, err))
            return false;
    }
    return true;
}
