/* SPDX-License-Identifier: MIT */
/*
 * facts_json.c - the facts document to and from JSON; docs/schema/facts.json describes it.
 *
 * A value's own form tells its kind, but for two: a number too large for JSON is written as text,
 * and a table without rows looks like a list. These carry "kind".
 */
#include "facts/facts.h"

#include <string.h>

#define FACTS_SCHEMA "goldprep.facts/1"

static const struct {
    enum fact_state state;
    const char *word;
} states[] = {
    { FACT_KNOWN, "known" },
    { FACT_ABSENT, "absent" },
    { FACT_UNREADABLE, "unreadable" },
    { FACT_NOT_APPLICABLE, "not-applicable" },
};

/* -- writing -- */

static void write_value(const struct fact *fact, struct json *object)
{
    int64_t number;

    switch (fact->kind) {
    case FACT_NUMBER: {
        struct json *value = json_add_number(object, "value", fact->number);
        if (json_string(value) && json_number(value, &number))
            (void)json_add_string(object, "kind", "number");
        break;
    }
    case FACT_TEXT:
        (void)json_add_string(object, "value", fact->text);
        break;
    case FACT_LIST:
    case FACT_ROWS:
        (void)json_add_copy(object, "value", fact->rows);
        if (fact->kind == FACT_ROWS && !json_first(fact->rows))
            (void)json_add_string(object, "kind", "rows");
        break;
    }
}

static void write_fact(const struct fact *fact, struct json *object)
{
    for (size_t i = 0; i < COUNT_OF(states); i++)
        if (states[i].state == fact->state)
            (void)json_add_string(object, "state", states[i].word);
    if (fact->state == FACT_KNOWN)
        write_value(fact, object);
    if (fact->why)
        (void)json_add_string(object, "why", fact->why);
    if (fact->from)
        (void)json_add_string(object, "from", fact->from);
}

bool facts_to_json(const struct facts *facts, struct json *object, struct err *err)
{
    struct facts_header header = facts_header(facts);

    /* What fails here makes the object unprintable, as json.h says; the last call tells in time. */
    (void)json_add_string(object, "schema", FACTS_SCHEMA);
    (void)json_add_string(object, "tool", header.tool);
    (void)json_add_string(object, "collected", header.collected);
    (void)json_add_string(object, "machine", header.machine);
    (void)json_add_bool(object, "deep", header.deep);
    struct json *members = json_add_object(object, "facts");
    for (size_t i = 0; i < facts_count(facts); i++) {
        const struct fact *fact;
        const char *key = facts_key_at(facts, i, &fact);
        write_fact(fact, json_add_object(members, key));
    }
    return json_count(members) == facts_count(facts) && members ? true : err_nomem(err);
}

bool facts_print(const struct facts *facts, struct text *text, struct err *err)
{
    AUTO(json_value) document = { json_new_object() };

    return facts_to_json(facts, document.root, err) && json_print(document.root, false, text, err);
}

/* -- reading -- */

static bool refuse(struct err *err, const char *path, const char *what)
{
    return err_set(err, ERR_AGENT, ERR_MALFORMED, "%s: %s", path, what);
}

/** Refuses a member that is not among the names. */
static bool check_members(
    const struct json *object, const char *const *names, size_t count, struct err *err)
{
    for (const struct json *at = json_first(object); at; at = json_next(at)) {
        bool known = false;
        for (size_t i = 0; i < count; i++)
            known = known || strcmp(names[i], json_name(at)) == 0;
        if (!known)
            return refuse(err, text_shown(json_name(at)), "no such member is known");
    }
    return true;
}

/** Reads a text that may be left out. @param text receives NULL then */
static bool read_text(
    const struct json *object, const char *name, const char **text, struct err *err)
{
    const struct json *member = json_member(object, name);

    *text = json_string(member);
    return !member || *text ? true : refuse(err, name, "not a text");
}

static bool read_state(const struct json *object, enum fact_state *state, struct err *err)
{
    const char *word = NULL;

    if (!read_text(object, "state", &word, err))
        return false;
    if (!word)
        return refuse(err, "state", "missing");
    for (size_t i = 0; i < COUNT_OF(states); i++) {
        if (strcmp(states[i].word, word) == 0) {
            *state = states[i].state;
            return true;
        }
    }
    return err_set(
        err, ERR_AGENT, ERR_MALFORMED, "state: '%s' is no state of a fact", text_shown(word));
}

static bool set_list(
    struct facts *facts, const char *key, const struct json *value, struct err *err)
{
    AUTO(text_list) list = { 0 };
    size_t index = 0;

    for (const struct json *at = json_first(value); at; at = json_next(at), index++) {
        if (!json_string(at))
            return err_set(err, ERR_AGENT, ERR_MALFORMED, "value[%zu]: not a text", index);
        if (!text_list_add(&list, json_string(at), err))
            return false;
    }
    return facts_set_list(facts, key, &list, err);
}

static bool set_array(struct facts *facts, const char *key, const struct json *value,
    const char *kind, struct err *err)
{
    bool rows = kind ? strcmp(kind, "rows") == 0 : json_is_object(json_first(value));

    return rows ? facts_set_rows(facts, key, value, err) : set_list(facts, key, value, err);
}

static bool read_value(
    struct facts *facts, const char *key, const struct json *object, struct err *err)
{
    const struct json *value = json_member(object, "value");
    const char *kind = NULL;
    int64_t number;

    if (!value)
        return refuse(err, "value", "missing");
    if (!read_text(object, "kind", &kind, err))
        return false;
    if (kind && strcmp(kind, "rows") != 0 && strcmp(kind, "number") != 0)
        return refuse(err, "kind", "neither 'number' nor 'rows'");
    if (kind && (strcmp(kind, "rows") == 0) != json_is_array(value))
        return refuse(err, "kind", "does not fit the value");
    if (json_is_array(value))
        return set_array(facts, key, value, kind, err);
    if (json_string(value) && !kind)
        return facts_set_text(facts, key, json_string(value), err);
    if (!json_number(value, &number))
        return refuse(err, "value", "neither a whole number, a text, nor an array");
    return facts_set_number(facts, key, number, err);
}

/** Refuses members that the state does not have. */
static bool check_state_members(const struct json *object, enum fact_state state, struct err *err)
{
    bool has_why = state == FACT_UNREADABLE || state == FACT_NOT_APPLICABLE;

    if (state != FACT_KNOWN && json_member(object, "value"))
        return refuse(err, "value", "only a known fact has one");
    if (state != FACT_KNOWN && json_member(object, "kind"))
        return refuse(err, "kind", "only a known fact has one");
    if (has_why != (json_member(object, "why") != NULL))
        return refuse(
            err, "why", has_why ? "missing" : "only an unreadable or not applicable fact has one");
    return true;
}

static bool set_fact(
    struct facts *facts, const char *key, const struct json *object, struct err *err)
{
    enum fact_state state = FACT_NOT_COLLECTED;
    struct err reason = { 0 };
    const char *why = NULL;

    if (!read_state(object, &state, err) || !check_state_members(object, state, err) ||
        !read_text(object, "why", &why, err))
        return false;

    switch (state) {
    case FACT_KNOWN:
        return read_value(facts, key, object, err);
    case FACT_UNREADABLE:
        (void)err_set(&reason, ERR_AGENT, ERR_MALFORMED, "%s", why);
        return facts_set_unreadable(facts, key, &reason, err);
    case FACT_NOT_APPLICABLE:
        return facts_set_not_applicable(facts, key, why, err);
    case FACT_ABSENT:
    case FACT_NOT_COLLECTED: /* read_state gives none of these */
        break;
    }
    return facts_set_absent(facts, key, err);
}

static bool read_fact(
    struct facts *facts, const char *key, const struct json *object, struct err *err)
{
    static const char *const names[] = { "state", "value", "kind", "why", "from" };
    const char *from = NULL;

    if (!json_is_object(object))
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "not an object");
    if (!check_members(object, names, COUNT_OF(names), err) ||
        !read_text(object, "from", &from, err) || !set_fact(facts, key, object, err))
        return false;
    return from ? facts_set_from(facts, key, from, err) : true;
}

static bool read_facts(const struct json *object, struct facts *facts, struct err *err)
{
    const struct json *members = json_member(object, "facts");

    if (!json_is_object(members))
        return refuse(err, "facts", members ? "not an object" : "missing");
    for (const struct json *at = json_first(members); at; at = json_next(at))
        if (!read_fact(facts, json_name(at), at, err))
            return err_wrap(err, "facts.%s", text_shown(json_name(at)));
    return true;
}

/** "" or a time as clock.h writes it. */
static bool is_time(const char *text)
{
    static const char form[] = "dddd-dd-ddTdd:dd:ddZ";
    size_t i = 0;

    if (*text == '\0')
        return true;
    for (; form[i] != '\0'; i++) {
        bool is_digit = text[i] >= '0' && text[i] <= '9';
        if (form[i] == 'd' ? !is_digit : text[i] != form[i])
            return false;
    }
    return text[i] == '\0';
}

static bool read_header(const struct json *object, struct facts *facts, struct err *err)
{
    const struct json *deep = json_member(object, "deep");
    struct facts_header header = { 0 };
    const char *schema = NULL;

    if (!read_text(object, "schema", &schema, err) ||
        !read_text(object, "tool", &header.tool, err) ||
        !read_text(object, "collected", &header.collected, err) ||
        !read_text(object, "machine", &header.machine, err))
        return false;
    if (!schema)
        return refuse(err, "schema", "missing");
    if (strcmp(schema, FACTS_SCHEMA) != 0)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "schema: '%s' is not '" FACTS_SCHEMA "'",
            text_shown(schema));
    if (deep && !json_bool(deep, &header.deep))
        return refuse(err, "deep", "neither true nor false");
    header.tool = header.tool ? header.tool : "";
    header.collected = header.collected ? header.collected : "";
    header.machine = header.machine ? header.machine : "";
    if (!is_time(header.collected))
        return refuse(err, "collected", "not a time like 2026-11-22T06:27:33Z");
    return facts_set_header(facts, &header, err);
}

bool facts_from_json(const struct json *object, struct facts **facts, struct err *err)
{
    static const char *const names[] = { "schema", "tool", "collected", "machine", "deep",
        "facts" };

    if (!json_is_object(object))
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "a facts document is an object");
    if (!check_members(object, names, COUNT_OF(names), err))
        return false;

    struct facts *made = facts_new();
    if (!made)
        return err_nomem(err);
    if (!read_header(object, made, err) || !read_facts(object, made, err)) {
        facts_free(made);
        return false;
    }
    *facts = made;
    return true;
}

bool facts_parse(const char *bytes, size_t len, struct facts **facts, struct err *err)
{
    AUTO(json_value) document = { 0 };

    if (len > FACTS_SIZE_LIMIT)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "%zu bytes of facts; the limit is %d", len,
            (int)FACTS_SIZE_LIMIT);
    return json_parse(bytes, len, &document.root, err) &&
           facts_from_json(document.root, facts, err);
}
