/* SPDX-License-Identifier: MIT */
/* facts.c - the facts document in memory: set, get, replace. */
#include "facts/facts.h"

#include <string.h>

enum { KEY_LEN_LIMIT = 100 };

struct entry {
    char *key;
    struct fact fact; /* what it points to belongs to the entry */
};

struct facts {
    struct entry *entries; /* in the order in which they were first set */
    size_t *by_key;        /* places in entries, in the order of their keys */
    size_t count, capacity;
    char *tool, *collected, *machine; /* NULL: never set */
    bool deep;
};

static const struct fact nothing = { .state = FACT_NOT_COLLECTED };

struct facts *facts_new(void)
{
    return calloc(1, sizeof(struct facts));
}

/* `struct fact` shows its parts as const; they were made here, and are released here only. */
static void fact_done(struct fact *fact)
{
    free((void *)(uintptr_t)fact->text);
    free((void *)(uintptr_t)fact->why);
    free((void *)(uintptr_t)fact->from);
    json_free((struct json *)(uintptr_t)fact->rows);
    *fact = nothing;
}

void facts_free(struct facts *facts)
{
    if (!facts)
        return;
    for (size_t i = 0; i < facts->count; i++) {
        fact_done(&facts->entries[i].fact);
        free(facts->entries[i].key);
    }
    free(facts->entries);
    free(facts->by_key);
    free(facts->tool);
    free(facts->collected);
    free(facts->machine);
    free(facts);
}

/* How many keys come before this one. */
static size_t rank_of(const struct facts *facts, const char *key)
{
    size_t from = 0, to = facts->count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (strcmp(facts->entries[facts->by_key[middle]].key, key) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

static struct entry *find(const struct facts *facts, const char *key)
{
    size_t rank = rank_of(facts, key);
    struct entry *entry;

    if (rank == facts->count)
        return NULL;
    entry = &facts->entries[facts->by_key[rank]];
    return strcmp(entry->key, key) == 0 ? entry : NULL;
}

const struct fact *facts_get(const struct facts *facts, const char *key)
{
    const struct entry *entry = find(facts, key);

    return entry ? &entry->fact : &nothing;
}

size_t facts_count(const struct facts *facts)
{
    return facts->count;
}

const char *facts_key_at(const struct facts *facts, size_t index, const struct fact **fact)
{
    *fact = &facts->entries[index].fact;
    return facts->entries[index].key;
}

static bool is_key(const char *key)
{
    size_t len = strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_-.");

    return len > 0 && len <= KEY_LEN_LIMIT && key[len] == '\0';
}

static bool grow(struct facts *facts, struct err *err)
{
    size_t capacity = facts->capacity ? facts->capacity * 2 : 64; /* the count is limited */
    struct entry *entries = realloc(facts->entries, capacity * sizeof *entries);
    size_t *by_key;

    if (!entries)
        return err_nomem(err);
    facts->entries = entries;
    by_key = realloc(facts->by_key, capacity * sizeof *by_key);
    if (!by_key)
        return err_nomem(err);
    facts->by_key = by_key;
    facts->capacity = capacity;
    return true;
}

/** Adds an entry for a key that has none. */
static bool add_entry(struct facts *facts, const char *key, struct entry **entry, struct err *err)
{
    char *copy = NULL;
    size_t rank;

    if (!is_key(key))
        return err_set(
            err, ERR_AGENT, ERR_MALFORMED, "'%s' cannot be the name of a fact", text_shown(key));
    if (facts->count == FACTS_COUNT_LIMIT)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "more than %d facts", (int)FACTS_COUNT_LIMIT);
    if (facts->count == facts->capacity && !grow(facts, err))
        return false;
    if (!text_copy(key, &copy, err))
        return false;
    rank = rank_of(facts, key);
    memmove(&facts->by_key[rank + 1], &facts->by_key[rank],
        (facts->count - rank) * sizeof *facts->by_key);
    facts->by_key[rank] = facts->count;
    *entry = &facts->entries[facts->count++];
    **entry = (struct entry){ .key = copy };
    return true;
}

/** Puts the fact under the key, in place of what was there. Takes the fact over, on failure too. */
static bool put(struct facts *facts, const char *key, struct fact *fact, struct err *err)
{
    struct entry *entry = find(facts, key);

    if (!entry && !add_entry(facts, key, &entry, err)) {
        fact_done(fact);
        return false;
    }
    fact_done(&entry->fact);
    entry->fact = *fact;
    return true;
}

/** A fact that has a reason. */
static bool put_why(
    struct facts *facts, const char *key, enum fact_state state, const char *why, struct err *err)
{
    struct fact fact = { .state = state };
    char *copy = NULL;

    if (!text_is_utf8(why, strlen(why)))
        why = "the reason cannot be shown: it is not UTF-8";
    if (!text_copy(why, &copy, err))
        return false;
    fact.why = copy;
    return put(facts, key, &fact, err);
}

/** What Windows holds may be no text at all; then nobody can say what was seen. */
static bool put_not_utf8(struct facts *facts, const char *key, struct err *err)
{
    return put_why(facts, key, FACT_UNREADABLE, "the text is not UTF-8", err);
}

bool facts_set_number(struct facts *facts, const char *key, int64_t value, struct err *err)
{
    struct fact fact = { .state = FACT_KNOWN, .kind = FACT_NUMBER, .number = value };

    return put(facts, key, &fact, err);
}

bool facts_set_text(struct facts *facts, const char *key, const char *value, struct err *err)
{
    struct fact fact = { .state = FACT_KNOWN, .kind = FACT_TEXT };
    char *copy = NULL;

    if (!text_is_utf8(value, strlen(value)))
        return put_not_utf8(facts, key, err);
    if (!text_copy(value, &copy, err))
        return false;
    fact.text = copy;
    return put(facts, key, &fact, err);
}

/** Copies value under the key; on failure nothing of the copy is left. */
static bool put_rows(struct facts *facts, const char *key, enum fact_kind kind,
    const struct json *value, struct err *err)
{
    struct fact fact = { .state = FACT_KNOWN, .kind = kind };
    AUTO(json_value) holder = { json_new_array() };
    AUTO(text) printed = { 0 };
    struct err why = { 0 };

    /* printing finds what could not be copied, and text that is not UTF-8 */
    for (const struct json *row = json_first(value); row; row = json_next(row))
        (void)json_add_copy(holder.root, NULL, row); /* a failure shows in the next call */
    if (!json_print(holder.root, true, &printed, &why)) {
        if (err_is(&why, ERR_MALFORMED))
            return put_not_utf8(facts, key, err);
        *err = why;
        return false;
    }
    fact.rows = TAKE(holder.root);
    return put(facts, key, &fact, err);
}

bool facts_set_list(
    struct facts *facts, const char *key, const struct text_list *values, struct err *err)
{
    AUTO(json_value) list = { json_new_array() };

    for (size_t i = 0; i < values->count; i++)
        if (!json_add_string(list.root, NULL, values->items[i]))
            return err_nomem(err);
    if (!list.root)
        return err_nomem(err);
    return put_rows(facts, key, FACT_LIST, list.root, err);
}

/** Is it an object of numbers and texts? */
static bool check_row(const struct json *row, size_t index, struct err *err)
{
    int64_t number;

    if (!json_is_object(row))
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "value[%zu]: not an object", index);
    for (const struct json *member = json_first(row); member; member = json_next(member))
        if (!json_string(member) && !json_number(member, &number))
            return err_set(err, ERR_AGENT, ERR_MALFORMED,
                "value[%zu].%s: neither a whole number nor a text", index,
                text_shown(json_name(member)));
    return true;
}

bool facts_set_rows(struct facts *facts, const char *key, const struct json *rows, struct err *err)
{
    size_t index = 0;

    if (!rows)
        return err_nomem(err); /* a builder failed */
    if (!json_is_array(rows))
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "value: not an array");
    for (const struct json *row = json_first(rows); row; row = json_next(row))
        if (!check_row(row, index++, err))
            return false;
    return put_rows(facts, key, FACT_ROWS, rows, err);
}

bool facts_set_absent(struct facts *facts, const char *key, struct err *err)
{
    struct fact fact = { .state = FACT_ABSENT };

    return put(facts, key, &fact, err);
}

bool facts_set_unreadable(
    struct facts *facts, const char *key, const struct err *why, struct err *err)
{
    return put_why(facts, key, FACT_UNREADABLE, why->text, err);
}

bool facts_set_not_applicable(
    struct facts *facts, const char *key, const char *why, struct err *err)
{
    return put_why(facts, key, FACT_NOT_APPLICABLE, why, err);
}

bool facts_set_from(struct facts *facts, const char *key, const char *from, struct err *err)
{
    struct entry *entry = find(facts, key);
    char *copy = NULL;

    if (!entry)
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "fact '%s' was never set", text_shown(key));
    if (!text_copy(from, &copy, err))
        return false;
    free((void *)(uintptr_t)entry->fact.from);
    entry->fact.from = copy;
    return true;
}

bool facts_set_header(struct facts *facts, const struct facts_header *header, struct err *err)
{
    AUTO_FREE char *tool = NULL;
    AUTO_FREE char *collected = NULL;
    AUTO_FREE char *machine = NULL;

    if (!text_copy(header->tool, &tool, err) || !text_copy(header->collected, &collected, err) ||
        !text_copy(header->machine, &machine, err))
        return false;
    free(facts->tool);
    free(facts->collected);
    free(facts->machine);
    facts->tool = TAKE(tool);
    facts->collected = TAKE(collected);
    facts->machine = TAKE(machine);
    facts->deep = header->deep;
    return true;
}

struct facts_header facts_header(const struct facts *facts)
{
    return (struct facts_header){
        .tool = facts->tool ? facts->tool : "",
        .collected = facts->collected ? facts->collected : "",
        .machine = facts->machine ? facts->machine : "",
        .deep = facts->deep,
    };
}
