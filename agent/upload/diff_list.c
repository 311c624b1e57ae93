/* SPDX-License-Identifier: MIT */
/* diff_list.c - groups and changes. */
#include "upload/diff_list.h"

#include "base/canonical.h"

#include <inttypes.h>

struct json *diff_group(struct json *groups, const char *id, const char *title)
{
    struct json *group = json_add_object(groups, NULL);

    json_add_string(group, "id", id);
    json_add_string(group, "title", title);
    return json_add_array(group, "changes");
}

static void add(
    struct json *changes, const char *kind, const char *what, const char *before, const char *after)
{
    struct json *change = json_add_object(changes, NULL);

    json_add_string(change, "kind", kind);
    json_add_string(change, "what", what);
    if (before)
        json_add_string(change, "before", before);
    else
        json_add_null(change, "before");
    if (after)
        json_add_string(change, "after", after);
    else
        json_add_null(change, "after");
}

void diff_changed(struct json *changes, const char *what, const char *before, const char *after)
{
    add(changes, "changed", what, before, after);
}

void diff_added(struct json *changes, const char *what, const char *after)
{
    add(changes, "added", what, NULL, after);
}

void diff_removed(struct json *changes, const char *what, const char *before)
{
    add(changes, "removed", what, before, NULL);
}

void diff_values(struct json *changes, const char *what, const char *before, const char *after)
{
    if (before && after && strcmp(before, after) != 0)
        diff_changed(changes, what, before, after);
    else if (before && !after)
        diff_removed(changes, what, before);
    else if (after && !before)
        diff_added(changes, what, after);
}

bool diff_print(const struct json *value, struct text *text, struct err *err)
{
    const char *string = json_string(value);
    int64_t number = 0;
    bool flag = false;

    if (!value || json_is_null(value))
        text_append(text, "not told");
    else if (string)
        text_append(text, "%s", string[0] ? string : "\"\"");
    else if (json_number(value, &number))
        text_append(text, "%" PRId64, number);
    else if (json_bool(value, &flag))
        text_append(text, "%s", flag ? "yes" : "no");
    else
        return canonical_print(value, NULL, text, err);
    return text_ok(text, err);
}
