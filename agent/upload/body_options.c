/* SPDX-License-Identifier: MIT */
/* body_options.c - which members of a body a table of options says. */
#include "upload/body_options.h"

#include <string.h>

const struct json *body_at(const struct json *body, const char *path)
{
    while (body && *path) {
        size_t len = strcspn(path, ".");
        const struct json *child = json_is_object(body) ? json_first(body) : NULL;

        while (child && !(strncmp(json_name(child), path, len) == 0 && !json_name(child)[len]))
            child = json_next(child);
        body = child;
        path += len + (path[len] == '.');
    }
    return body;
}

static bool is_row(const struct body_option *table, const char *path)
{
    for (; table->path; table++)
        if (strcmp(table->path, path) == 0)
            return true;
    return false;
}

static bool is_object_covered(
    const struct json *object, const struct body_option *table, struct text *path)
{
    size_t len = path->len;

    for (const struct json *child = json_first(object); child; child = json_next(child)) {
        text_append(path, "%s%s", len > 0 ? "." : "", json_name(child));
        if (path->broken)
            return false;
        if (!is_row(table, text_string(path)) &&
            !(json_is_object(child) && is_object_covered(child, table, path)))
            return false;
        path->len = len;
        path->bytes[len] = 0;
    }
    return true;
}

bool body_is_covered(const struct json *body, const struct body_option *table)
{
    AUTO(text) path = { 0 };

    return is_object_covered(body, table, &path);
}
