/* SPDX-License-Identifier: MIT */
/* shape.c - walks a document along a table. */
#include "upload/shape.h"

static bool wrong(struct err *err, const char *path, const char *name, const char *what)
{
    return err_set(err, ERR_AGENT, ERR_MALFORMED, "member '%.150s%.60s' %s", path, name, what);
}

static bool is_of_kind(const struct json *value, enum shape_kind kind)
{
    int64_t number;
    bool flag;

    switch (kind) {
    case SHAPE_TEXT:
        return json_string(value) != NULL;
    case SHAPE_NUMBER:
        return json_number(value, &number);
    case SHAPE_TEXT_OR_NUMBER:
        return json_string(value) != NULL || json_number(value, &number);
    case SHAPE_BOOL:
        return json_bool(value, &flag);
    case SHAPE_OBJECT:
        return json_is_object(value);
    case SHAPE_LIST:
        break;
    }
    return json_is_array(value);
}

static const char *kind_text(enum shape_kind kind)
{
    switch (kind) {
    case SHAPE_TEXT:
        return "is not a text";
    case SHAPE_NUMBER:
        return "is not a whole number";
    case SHAPE_TEXT_OR_NUMBER:
        return "is neither a text nor a whole number";
    case SHAPE_BOOL:
        return "is neither true nor false";
    case SHAPE_OBJECT:
        return "is not an object";
    case SHAPE_LIST:
        break;
    }
    return "is not an array";
}

static bool check_list(
    const struct json *list, const struct shape *shape, const char *path, struct err *err)
{
    for (size_t at = 0; at < json_count(list); at++) {
        AUTO(text) inside = { 0 };

        text_append(&inside, "%s%s[%zu]", path, shape->name, at);
        if (!text_ok(&inside, err))
            return false;
        if (!shape->inside && !json_string(json_at(list, at)))
            return wrong(err, text_string(&inside), "", kind_text(SHAPE_TEXT));
        if (!shape->inside)
            continue;
        text_append(&inside, ".");
        if (!shape_check(json_at(list, at), shape->inside, text_string(&inside), err))
            return false;
    }
    return true;
}

static bool check_member(
    const struct json *value, const struct shape *shape, const char *path, struct err *err)
{
    AUTO(text) inside = { 0 };

    if (!value)
        return wrong(err, path, shape->name, "is missing");
    if (json_is_null(value) && shape->may_be_null)
        return true;
    if (!is_of_kind(value, shape->kind))
        return wrong(err, path, shape->name, kind_text(shape->kind));
    if (shape->kind == SHAPE_LIST)
        return check_list(value, shape, path, err);
    if (shape->kind != SHAPE_OBJECT || !shape->inside)
        return true;
    text_append(&inside, "%s%s.", path, shape->name);
    return text_ok(&inside, err) && shape_check(value, shape->inside, text_string(&inside), err);
}

static bool is_named(const struct shape *shapes, const char *name)
{
    for (; shapes->name; shapes++)
        if (strcmp(shapes->name, name) == 0)
            return true;
    return false;
}

bool shape_check(
    const struct json *object, const struct shape *shapes, const char *path, struct err *err)
{
    if (!json_is_object(object))
        return wrong(err, path, "", kind_text(SHAPE_OBJECT));
    for (size_t at = 0; at < json_count(object); at++) {
        const char *name = json_name(json_at(object, at));

        if (!is_named(shapes, name))
            return wrong(err, path, name, "is not known");
    }
    for (; shapes->name; shapes++)
        if (!check_member(json_member(object, shapes->name), shapes, path, err))
            return false;
    return true;
}
