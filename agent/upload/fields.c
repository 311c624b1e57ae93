/* SPDX-License-Identifier: MIT */
/* fields.c - walks a document along a table and fills structs. */
#include "upload/fields.h"

#include "base/nearest.h"
#include "upload/target.h"

void target_memory_free(struct target_memory *memory)
{
    if (!memory)
        return;
    json_free(memory->document);
    for (size_t at = 0; at < memory->count; at++)
        free(memory->blocks[at]);
    free(memory->blocks);
    free(memory);
}

void *fields_room(struct reading *reading, size_t count, size_t size)
{
    struct target_memory *memory = reading->memory;
    void **blocks = realloc(memory->blocks, (memory->count + 1) * sizeof *blocks);

    if (blocks)
        memory->blocks = blocks;
    void *room = blocks ? calloc(count, size) : NULL;
    if (!room) {
        reading->broken = true;
        return NULL;
    }
    memory->blocks[memory->count++] = room;
    return room;
}

/* -- reporting -- */

const char *fields_text(struct reading *reading, const struct text *text)
{
    if (text->broken)
        reading->broken = true;
    return text_string(text);
}

void fields_wrong(struct reading *reading, const char *rule, const char *where, const char *right,
    const char *format, ...)
{
    const struct problem like = { .rule = rule, .source = reading->source };
    va_list arguments;

    va_start(arguments, format);
    problems_report(reading->problems, &like, where, right, format, arguments);
    va_end(arguments);
}

static void append_place(struct text *place, const char *where, const char *name)
{
    text_append(place, "%s%s%s", where, where[0] != '\0' ? "." : "", text_shown(name));
}

/* -- values -- */

static const char *kind_words(enum field_kind kind)
{
    switch (kind) {
    case FIELD_TEXT:
    case FIELD_WORD:
        return "a text";
    case FIELD_NUMBER:
        return "a whole number, without quotes";
    case FIELD_FLAG:
        return "true or false, without quotes";
    case FIELD_TEXTS:
        return "a list of texts";
    case FIELD_PAIRS:
        return "an object whose members are texts";
    case FIELD_OBJECT:
        return "an object";
    case FIELD_OBJECTS:
        return "a list of objects";
    case FIELD_ANY:
        break;
    }
    return "anything";
}

static void wrong_kind(struct reading *reading, enum field_kind kind, const char *where)
{
    fields_wrong(reading, "target.member-type", where, kind_words(kind), "the value is not %s",
        kind_words(kind));
}

/* Deployment expressions: "[parameters('x')]"; "[[" begins a text that is none.
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-expressions */
static bool is_expression(struct reading *reading, const struct json *value)
{
    const char *string = json_string(value);

    if (!reading->expressions || !string || string[0] != '[' || string[1] == '[')
        return false;
    size_t len = strlen(string);
    if (string[len - 1] != ']')
        return false;
    reading->expressions_count++;
    return true;
}

/* @return NULL: it was no such text, and that is reported */
static const char *read_text(
    struct reading *reading, const struct json *value, bool may_be_empty, const char *where)
{
    const char *string = json_string(value);

    if (!string) {
        wrong_kind(reading, FIELD_TEXT, where);
        return NULL;
    }
    if (string[0] == '\0' && !may_be_empty) {
        fields_wrong(
            reading, "target.text-empty", where, "a text, or no such member", "the text is empty");
        return NULL;
    }
    if (strlen(string) > FIELDS_TEXT_LIMIT) {
        fields_wrong(reading, "target.text-long", where, "a text of at most 8,192 bytes",
            "the text has %zu bytes", strlen(string));
        return NULL;
    }
    for (const char *at = string; *at; at++)
        if (problems_is_control(at)) {
            fields_wrong(reading, "target.text-control", where, "one line of printable characters",
                "the text holds a control character (a line end, a tab or the like)");
            return NULL;
        }
    return string;
}

static void unknown_word(
    struct reading *reading, const struct field_word *words, const char *string, const char *where)
{
    struct nearest nearest = { 0 };
    AUTO(text) right = { 0 };

    for (; words->name; words++) {
        if (text_same(words->name, string))
            nearest = (struct nearest){ .name = words->name };
        nearest_try(&nearest, string, words->name);
        text_append(&right, "%s%s", right.len > 0 ? ", " : "one of: ", words->name);
    }
    if (nearest.name)
        text_append(&right, "; did you mean '%s'?", nearest.name);
    fields_wrong(reading, "target.word-unknown", where, fields_text(reading, &right),
        "'%s' is none of the words that may stand here", text_shown(string));
}

static void read_word(struct reading *reading, const struct json *value, const struct field *field,
    int *into, const char *where)
{
    const char *string = read_text(reading, value, false, where);

    if (!string)
        return;
    for (const struct field_word *word = field->words; word->name; word++)
        if (strcmp(word->name, string) == 0) {
            *into = word->value;
            return;
        }
    unknown_word(reading, field->words, string, where);
}

static void read_number(struct reading *reading, const struct json *value,
    struct target_number *into, const char *where)
{
    int64_t number = 0;

    if (json_string(value) || !json_number(value, &number)) {
        wrong_kind(reading, FIELD_NUMBER, where);
        return;
    }
    *into = (struct target_number){ .given = true, .value = number };
}

/* -- lists -- */

/* @return false: it is no list, or too long, and that is reported */
static bool is_list(
    struct reading *reading, const struct json *value, enum field_kind kind, const char *where)
{
    bool is_right = kind == FIELD_PAIRS ? json_is_object(value) : json_is_array(value);

    if (!is_right)
        wrong_kind(reading, kind, where);
    else if (json_count(value) > FIELDS_LIST_LIMIT)
        fields_wrong(reading, "target.list-long", where, "at most 1,000 elements",
            "the list has %zu elements", json_count(value));
    else
        return true;
    return false;
}

static void read_texts(
    struct reading *reading, const struct json *list, struct target_texts *into, const char *where)
{
    size_t at = 0;

    if (!is_list(reading, list, FIELD_TEXTS, where) || json_count(list) == 0)
        return;
    into->items = fields_room(reading, json_count(list), sizeof *into->items);
    if (!into->items)
        return;
    for (const struct json *each = json_first(list); each; each = json_next(each), at++) {
        AUTO(text) place = { 0 };
        const char *string;

        if (is_expression(reading, each))
            continue;
        text_append(&place, "%s[%zu]", where, at);
        string = read_text(reading, each, false, fields_text(reading, &place));
        if (string)
            into->items[into->count++] = string;
    }
}

static void read_pairs(struct reading *reading, const struct json *object,
    struct target_pairs *into, const char *where)
{
    if (!is_list(reading, object, FIELD_PAIRS, where) || json_count(object) == 0)
        return;
    into->items = fields_room(reading, json_count(object), sizeof *into->items);
    if (!into->items)
        return;
    for (const struct json *each = json_first(object); each; each = json_next(each)) {
        struct target_pair pair = { .name = json_name(each) };
        AUTO(text) place = { 0 };

        append_place(&place, where, pair.name);
        if (text_shown(pair.name) != pair.name)
            fields_wrong(reading, "target.text-control", fields_text(reading, &place),
                "a printable name of at most 120 bytes", "the name is long or unprintable");
        if (is_expression(reading, each))
            continue;
        pair.value = read_text(reading, each, true, fields_text(reading, &place));
        if (pair.value)
            into->items[into->count++] = pair;
    }
}

/* What every list of structs looks like. */
struct list {
    void *items;
    size_t count;
};

static void read_objects(struct reading *reading, const struct json *list,
    const struct field *field, void *into, const char *where)
{
    struct list read = { 0 };

    if (!is_list(reading, list, FIELD_OBJECTS, where) || json_count(list) == 0)
        return;
    read.items = fields_room(reading, json_count(list), field->size);
    if (!read.items)
        return;
    for (const struct json *each = json_first(list); each; each = json_next(each), read.count++) {
        AUTO(text) place = { 0 };

        text_append(&place, "%s[%zu]", where, read.count);
        fields_read(reading, each, field->inside, fields_text(reading, &place),
            (char *)read.items + read.count * field->size);
    }
    memcpy(into, &read, sizeof read);
}

/* -- objects -- */

static void read_value(struct reading *reading, const struct json *value, const struct field *field,
    void *into, const char *where)
{
    const char *string;
    bool flag = false;

    if (field->kind == FIELD_ANY || is_expression(reading, value))
        return;
    switch (field->kind) {
    case FIELD_TEXT:
        string = read_text(reading, value, field->may_be_empty, where);
        memcpy(into, &string, sizeof string);
        break;
    case FIELD_NUMBER:
        read_number(reading, value, into, where);
        break;
    case FIELD_FLAG:
        if (!json_bool(value, &flag))
            wrong_kind(reading, FIELD_FLAG, where);
        memcpy(into, &flag, sizeof flag);
        break;
    case FIELD_WORD:
        read_word(reading, value, field, into, where);
        break;
    case FIELD_TEXTS:
        read_texts(reading, value, into, where);
        break;
    case FIELD_PAIRS:
        read_pairs(reading, value, into, where);
        break;
    case FIELD_OBJECT:
        fields_read(reading, value, field->inside, where, into);
        break;
    case FIELD_OBJECTS:
        read_objects(reading, value, field, into, where);
        break;
    case FIELD_ANY:
        break;
    }
}

static const struct field *find(const struct field *fields, const char *name)
{
    for (; fields->name; fields++)
        if (strcmp(fields->name, name) == 0)
            return fields;
    return NULL;
}

static void unknown(
    struct reading *reading, const struct field *fields, const char *name, const char *where)
{
    struct nearest nearest = { 0 };
    AUTO(text) right = { 0 };

    for (const struct field *field = fields; field->name; field++)
        nearest_try(&nearest, name, field->name);
    if (nearest.name)
        text_append(&right, "'%s', or no such member", nearest.name);
    for (; !nearest.name && fields->name; fields++)
        text_append(
            &right, "%s%s", right.len > 0 ? ", " : "no such member; there are: ", fields->name);
    fields_wrong(reading, "target.member-unknown", where, fields_text(reading, &right),
        "there is no member '%s'", text_shown(name));
}

void fields_read(struct reading *reading, const struct json *object, const struct field *fields,
    const char *where, void *into)
{
    const bool given = true;

    if (!json_is_object(object)) {
        wrong_kind(reading, FIELD_OBJECT, where);
        return;
    }
    memcpy(into, &given, sizeof given);
    for (const struct json *each = json_first(object); each; each = json_next(each)) {
        const struct field *field = find(fields, json_name(each));
        AUTO(text) place = { 0 };

        append_place(&place, where, json_name(each));
        if (field)
            read_value(
                reading, each, field, (char *)into + field->offset, fields_text(reading, &place));
        else
            unknown(reading, fields, json_name(each), fields_text(reading, &place));
    }
    for (const struct field *field = fields; field->name; field++) {
        AUTO(text) place = { 0 };

        if (!field->required || json_member(object, field->name))
            continue;
        append_place(&place, where, field->name);
        fields_wrong(reading, "target.member-missing", fields_text(reading, &place),
            kind_words(field->kind), "the member is missing");
    }
}
