/* SPDX-License-Identifier: MIT */
/*
 * json.c - JSON in and out, on cJSON's tree.
 *
 * Two things of ours ride on it. While a document is read, `valueint` of a member holds its place
 * in the text (cJSON fills it for numbers, and nobody here reads that). A value that could not be
 * completed carries TYPE_BROKEN, so that json_print can tell.
 */
#include "base/json.h"

#include "base/json_scan.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { TYPE_BROKEN = 1 << 20 }; /* cJSON uses the lowest ten bits of `type` and copies the rest */

#define LARGEST_EXACT 9007199254740991 /* 2^53 - 1 */

static cJSON *tree_of(struct json *value)
{
    return (cJSON *)(void *)value;
}

static const cJSON *tree_of_const(const struct json *value)
{
    return (const cJSON *)(const void *)value;
}

static struct json *json_of(cJSON *tree)
{
    return (struct json *)(void *)tree;
}

static const struct json *json_of_const(const cJSON *tree)
{
    return (const struct json *)(const void *)tree;
}

void json_free(struct json *value)
{
    cJSON_Delete(tree_of(value));
}

void json_value_done(struct json_value *value)
{
    json_free(value->root);
    value->root = NULL;
}

/* -- reading a document -- */

/** Writes into each member its place among all members of the document, as json_scan counts. */
static void number_members(cJSON *parent, int *next)
{
    cJSON *child;

    cJSON_ArrayForEach(child, parent)
    {
        if (cJSON_IsObject(parent))
            child->valueint = (*next)++;
        number_members(child, next);
    }
}

static int compare_members(const void *left, const void *right)
{
    const cJSON *one = *(const cJSON *const *)left;
    const cJSON *other = *(const cJSON *const *)right;
    int order = strcmp(one->string, other->string);

    return order != 0 ? order
                      : (one->valueint > other->valueint) - (one->valueint < other->valueint);
}

/** The first member of an object that repeats another's name. @param twice  NULL: there is none */
static bool find_twice_in(const cJSON *object, const cJSON **twice, struct err *err)
{
    size_t count = (size_t)cJSON_GetArraySize(object);
    size_t filled = 0;
    const cJSON *member;

    *twice = NULL;
    if (count < 2)
        return true;
    AUTO_FREE const cJSON **members = calloc(count, sizeof(const cJSON *));
    if (!members)
        return err_nomem(err);
    cJSON_ArrayForEach(member, object) members[filled++] = member;
    qsort(members, count, sizeof(const cJSON *), compare_members);
    for (size_t i = 1; i < count; i++)
        if (strcmp(members[i - 1]->string, members[i]->string) == 0 &&
            (!*twice || members[i]->valueint < (*twice)->valueint))
            *twice = members[i];
    return true;
}

/** The same for the whole document. */
static bool find_twice(const cJSON *value, const cJSON **twice, struct err *err)
{
    const cJSON *child;

    *twice = NULL;
    if (cJSON_IsObject(value) && !find_twice_in(value, twice, err))
        return false;
    cJSON_ArrayForEach(child, value)
    {
        if (*twice)
            return true;
        if (child->child && !find_twice(child, twice, err))
            return false;
    }
    return true;
}

/** Fails when a member is there twice, at its place in the text. */
static bool check_names(cJSON *root, const char *bytes, size_t len, struct err *err)
{
    const cJSON *twice = NULL;
    struct text problem = { 0 };
    size_t offset = 0;
    int next = 0;

    number_members(root, &next);
    if (!find_twice(root, &twice, err))
        return false;
    if (!twice)
        return true;
    if (!json_scan(bytes, len, (size_t)twice->valueint, &offset, err))
        return false;
    text_append(&problem, "member '%s' is there twice", text_shown(twice->string));
    if (text_ok(&problem, err))
        (void)json_scan_error(bytes, offset, ERR_MALFORMED, text_string(&problem), err);
    text_done(&problem);
    return false;
}

bool json_parse(const char *bytes, size_t len, struct json **value, struct err *err)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* what some editors of Windows put in front */
    size_t offset = 0;

    if (len >= 3 && memcmp(bytes, mark, 3) == 0) {
        bytes += 3;
        len -= 3;
    }
    size_t valid_len = text_utf8_len(bytes, len);
    if (valid_len != len)
        return json_scan_error(bytes, valid_len, ERR_MALFORMED, "not UTF-8", err);
    if (!json_scan(bytes, len, JSON_SCAN_ALL, &offset, err))
        return false;

    AUTO(json_value) parsed = { json_of(cJSON_ParseWithLengthOpts(bytes, len, NULL, 0)) };
    if (!parsed.root) /* the grammar was checked: what is left is memory */
        return err_nomem(err);
    if (!check_names(tree_of(parsed.root), bytes, len, err))
        return false;
    *value = TAKE(parsed.root);
    return true;
}

/* -- printing -- */

static bool needs_escape(char letter)
{
    unsigned char byte = (unsigned char)letter;

    return byte == '"' || byte == '\\' || byte < 0x20 || byte == 0x7F;
}

static void print_escaped(char letter, struct text *text)
{
    if (letter == '"' || letter == '\\')
        text_append(text, "\\%c", letter);
    else if (letter == '\n')
        text_append_bytes(text, "\\n", 2);
    else if (letter == '\r')
        text_append_bytes(text, "\\r", 2);
    else if (letter == '\t')
        text_append_bytes(text, "\\t", 2);
    else
        text_append(text, "\\u%04x", (unsigned)letter);
}

static void print_string(const char *string, struct text *text)
{
    text_append_bytes(text, "\"", 1);
    while (*string) {
        size_t plain = 0;

        while (string[plain] && !needs_escape(string[plain]))
            plain++;
        text_append_bytes(text, string, plain);
        string += plain;
        if (*string)
            print_escaped(*string++, text);
    }
    text_append_bytes(text, "\"", 1);
}

static void print_number(double number, struct text *text)
{
    if (number >= -(double)LARGEST_EXACT && number <= (double)LARGEST_EXACT &&
        nearbyint(number) == number)
        text_append(text, "%" PRId64, (int64_t)number);
    else
        text_append(text, "%.17g", number);
}

static void print_line_end(bool compact, int depth, struct text *text)
{
    if (!compact)
        text_append(text, "\n%*s", depth * 2, "");
}

static bool is_container(const cJSON *value)
{
    return cJSON_IsObject(value) || cJSON_IsArray(value);
}

static void print_scalar(const cJSON *value, struct text *text)
{
    if (cJSON_IsString(value))
        print_string(value->valuestring, text);
    else if (cJSON_IsNumber(value))
        print_number(value->valuedouble, text);
    else if (cJSON_IsBool(value))
        text_append(text, "%s", cJSON_IsTrue(value) ? "true" : "false");
    else
        text_append(text, "null");
}

/** @return false when the value or something in it could not be completed or is not UTF-8 */
static bool print_value(
    const cJSON *value, bool compact, int depth, struct text *text, struct err *err)
{
    bool is_object = cJSON_IsObject(value);
    const cJSON *child;

    if (value->type & TYPE_BROKEN)
        return err_nomem(err);
    if (cJSON_IsString(value) && !text_is_utf8(value->valuestring, strlen(value->valuestring)))
        return err_set(err, ERR_AGENT, ERR_MALFORMED, "a text is not UTF-8");
    if (!is_container(value)) {
        print_scalar(value, text);
        return true;
    }

    text_append(text, is_object ? "{" : "[");
    cJSON_ArrayForEach(child, value)
    {
        if (child != value->child)
            text_append_bytes(text, ",", 1);
        print_line_end(compact, depth + 1, text);
        if (is_object) {
            print_string(child->string, text);
            text_append(text, compact ? ":" : ": ");
        }
        if (!print_value(child, compact, depth + 1, text, err))
            return err_wrap(err, "%s", child->string ? text_shown(child->string) : "[]");
    }
    if (value->child)
        print_line_end(compact, depth, text);
    text_append(text, is_object ? "}" : "]");
    return true;
}

bool json_print(const struct json *value, bool compact, struct text *text, struct err *err)
{
    if (!value)
        return err_nomem(err);
    if (!print_value(tree_of_const(value), compact, 0, text, err))
        return false;
    if (!compact)
        text_append_bytes(text, "\n", 1);
    return text_ok(text, err);
}

/* -- reading values -- */

const struct json *json_member(const struct json *object, const char *name)
{
    if (!json_is_object(object))
        return NULL;
    return json_of_const(cJSON_GetObjectItemCaseSensitive(tree_of_const(object), name));
}

bool json_is_object(const struct json *value)
{
    return cJSON_IsObject(tree_of_const(value));
}

bool json_is_array(const struct json *value)
{
    return cJSON_IsArray(tree_of_const(value));
}

bool json_is_null(const struct json *value)
{
    return cJSON_IsNull(tree_of_const(value));
}

const char *json_string(const struct json *value)
{
    return cJSON_GetStringValue(tree_of_const(value));
}

bool json_number(const struct json *value, int64_t *number)
{
    const cJSON *tree = tree_of_const(value);

    if (cJSON_IsString(tree))
        return text_to_int64(tree->valuestring, number);
    if (!cJSON_IsNumber(tree) || tree->valuedouble < -(double)LARGEST_EXACT ||
        tree->valuedouble > (double)LARGEST_EXACT ||
        nearbyint(tree->valuedouble) != tree->valuedouble)
        return false;
    *number = (int64_t)tree->valuedouble;
    return true;
}

bool json_bool(const struct json *value, bool *flag)
{
    if (!cJSON_IsBool(tree_of_const(value)))
        return false;
    *flag = cJSON_IsTrue(tree_of_const(value));
    return true;
}

size_t json_count(const struct json *array_or_object)
{
    if (!is_container(tree_of_const(array_or_object)))
        return 0;
    return (size_t)cJSON_GetArraySize(tree_of_const(array_or_object));
}

const struct json *json_at(const struct json *array_or_object, size_t index)
{
    const struct json *child = json_first(array_or_object);

    while (child && index-- > 0)
        child = json_next(child);
    return child;
}

const struct json *json_first(const struct json *array_or_object)
{
    const cJSON *tree = tree_of_const(array_or_object);

    return is_container(tree) ? json_of_const(tree->child) : NULL;
}

const struct json *json_next(const struct json *element_or_member)
{
    return element_or_member ? json_of_const(tree_of_const(element_or_member)->next) : NULL;
}

const char *json_name(const struct json *member)
{
    return member ? tree_of_const(member)->string : NULL;
}

/* -- building -- */

struct json *json_new_object(void)
{
    return json_of(cJSON_CreateObject());
}

struct json *json_new_array(void)
{
    return json_of(cJSON_CreateArray());
}

/** Gives child to parent; marks parent as broken when either could not be made. */
static struct json *add(struct json *parent, const char *name, cJSON *child)
{
    cJSON *tree = tree_of(parent);

    if (!tree) {
        cJSON_Delete(child);
        return NULL;
    }
    if (child && (cJSON_IsObject(tree) ? name && cJSON_AddItemToObject(tree, name, child)
                                       : cJSON_AddItemToArray(tree, child)))
        return json_of(child);
    cJSON_Delete(child);
    tree->type |= TYPE_BROKEN;
    return NULL;
}

struct json *json_add_object(struct json *parent, const char *name)
{
    return add(parent, name, cJSON_CreateObject());
}

struct json *json_add_array(struct json *parent, const char *name)
{
    return add(parent, name, cJSON_CreateArray());
}

struct json *json_add_lines(struct json *parent, const char *name, const char *text)
{
    struct json *array = json_add_array(parent, name);

    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        AUTO(text) line = { 0 };

        text_append_bytes(&line, text, len);
        if (len > 0)
            (void)json_add_string(array, NULL, text_string(&line));
        text += len;
        text += *text == '\n';
    }
    return array;
}

struct json *json_add_string(struct json *parent, const char *name, const char *value)
{
    return add(parent, name, cJSON_CreateString(value));
}

struct json *json_add_number(struct json *parent, const char *name, int64_t value)
{
    char digits[24]; /* INT64_MIN has 20 characters */

    if (value >= -LARGEST_EXACT && value <= LARGEST_EXACT)
        return add(parent, name, cJSON_CreateNumber((double)value));
    (void)snprintf(digits, sizeof digits, "%" PRId64, value); /* fits */
    return add(parent, name, cJSON_CreateString(digits));
}

struct json *json_add_bool(struct json *parent, const char *name, bool value)
{
    return add(parent, name, cJSON_CreateBool(value));
}

struct json *json_add_null(struct json *parent, const char *name)
{
    return add(parent, name, cJSON_CreateNull());
}

struct json *json_copy(const struct json *value)
{
    return (struct json *)cJSON_Duplicate(tree_of_const(value), 1);
}

struct json *json_add_copy(struct json *parent, const char *name, const struct json *value)
{
    return add(parent, name, cJSON_Duplicate(tree_of_const(value), 1));
}
