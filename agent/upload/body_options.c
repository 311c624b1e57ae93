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

/** Room for the longest path of a table, and more: a longer one is in none. */
enum { PATH_ROOM = 160 };

static bool is_object_covered(
    const struct json *object, const struct body_option *table, char path[PATH_ROOM], size_t len)
{
    for (const struct json *child = json_first(object); child; child = json_next(child)) {
        int added =
            snprintf(path + len, PATH_ROOM - len, "%s%s", len > 0 ? "." : "", json_name(child));

        if (added < 0 || (size_t)added >= PATH_ROOM - len)
            return false;
        if (!is_row(table, path) &&
            !(json_is_object(child) && is_object_covered(child, table, path, len + (size_t)added)))
            return false;
    }
    return true;
}

bool body_is_covered(const struct json *body, const struct body_option *table)
{
    char path[PATH_ROOM] = "";

    return is_object_covered(body, table, path, 0);
}
