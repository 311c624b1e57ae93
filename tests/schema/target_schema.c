/* SPDX-License-Identifier: MIT */
/*
 * target_schema.c - does docs/schema/target.json say what the reader of targets takes?
 *
 * usage: target_schema SCHEMA
 *
 * Each member of each object must be in both, of the same kind, with the same words, and asked for by
 * both or by neither.
 */
#include "upload/target_fields.h"

#include <stdio.h>

static size_t members, faults;

static void fault(const char *where, const char *name, const char *what)
{
    printf("%s.%s: %s\n", where, name, what);
    faults++;
}

/* What "$ref" points to, or the value itself. */
static const struct json *resolve(const struct json *schema, const struct json *value)
{
    static const char head[] = "#/$defs/";
    const char *ref = json_string(json_member(value, "$ref"));

    if (!ref || !text_starts(ref, head))
        return value;
    return json_member(json_member(schema, "$defs"), ref + strlen(head));
}

static bool has_type(const struct json *value, const char *type)
{
    const char *told = json_string(json_member(value, "type"));

    return told && strcmp(told, type) == 0;
}

static bool has_text(const struct json *list, const char *text)
{
    for (const struct json *each = json_first(list); each; each = json_next(each))
        if (json_string(each) && strcmp(json_string(each), text) == 0)
            return true;
    return false;
}

static bool has_words(const struct json *value, const struct field_word *words)
{
    const struct json *list = json_member(value, "enum");
    size_t count = 0;

    for (; words->name; words++, count++)
        if (!has_text(list, words->name))
            return false;
    return count == json_count(list);
}

static bool is_kind(const struct json *schema, const struct json *value, const struct field *field)
{
    const struct json *items = json_member(value, "items");

    switch (field->kind) {
    case FIELD_TEXT:
        return has_type(value, "string") || json_string(json_member(value, "const"));
    case FIELD_NUMBER:
        return has_type(value, "integer");
    case FIELD_FLAG:
        return has_type(value, "boolean");
    case FIELD_WORD:
        return has_words(value, field->words);
    case FIELD_TEXTS:
        return has_type(value, "array") && has_type(items, "string");
    case FIELD_PAIRS:
        return has_type(value, "object") &&
               has_type(json_member(value, "additionalProperties"), "string");
    case FIELD_OBJECT:
        return has_type(resolve(schema, value), "object");
    case FIELD_OBJECTS:
        return has_type(value, "array") && has_type(resolve(schema, items), "object");
    case FIELD_ANY:
        break;
    }
    return false;
}

static const struct field *find(const struct field *fields, const char *name)
{
    while (fields->name && strcmp(fields->name, name) != 0)
        fields++;
    return fields->name ? fields : NULL;
}

static void compare(const struct json *schema, const struct json *object,
    const struct field *fields, const char *where)
{
    const struct json *properties = json_member(object, "properties");
    const struct json *required = json_member(object, "required");

    for (const struct json *each = json_first(properties); each; each = json_next(each))
        if (!find(fields, json_name(each)))
            fault(where, json_name(each), "is in the schema alone");
    for (const struct field *field = fields; field->name; field++) {
        const struct json *value = json_member(properties, field->name);

        members++;
        if (!value) {
            fault(where, field->name, "is not in the schema");
            continue;
        }
        if (!is_kind(schema, value, field))
            fault(where, field->name, "is of another kind, or has other words");
        if (has_text(required, field->name) != field->required)
            fault(where, field->name, "is asked for by one of both");
        if (field->inside)
            compare(schema,
                resolve(schema, field->kind == FIELD_OBJECTS ? json_member(value, "items") : value),
                field->inside, field->name);
    }
}

int main(int count, char **arguments)
{
    static char bytes[1024 * 1024];
    FILE *file = count == 2 ? fopen(arguments[1], "rb") : NULL;
    size_t len = file ? fread(bytes, 1, sizeof bytes, file) : 0;
    AUTO(json_value) schema = { 0 };
    struct err err = { 0 };

    if (file)
        (void)fclose(file); /* it was only read */
    if (!json_parse(bytes, len, &schema.root, &err)) {
        printf("%s\n", err.text);
        return EXIT_FAILURE;
    }
    compare(schema.root, schema.root, target_fields, "target");
    printf("%zu members were compared, %zu faults\n", members, faults);
    return members > 100 && faults == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
