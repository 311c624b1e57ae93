/* SPDX-License-Identifier: MIT */
/* diff_facts.c - what changed in what was seen: packages, drivers, settings. */
#include "upload/diff_list.h"

/* Told elsewhere in the same document, or of the run and not of the image. */
static const char *const left_out[] = {
    "os.edition",
    "os.display_version",
    "os.build",
    "os.revision",
    "os.architecture",
    "os.session",
    "firmware.type",
    "disk.size_bytes",
    "disk.partitions",
    "context.user",
    "context.sid",
    "context.session",
    "context.is_administrator",
    "context.is_local_system",
    "user.signed_in",
    "windows_volume.free_bytes",
    "sysprep.panther_logs",
};

/* The groups, by how a fact's key begins; what no other has is a setting. */
static const struct {
    const char *id, *title;
    const char *prefixes[6];
} kinds[] = {
    { "packages", "Packages and features", { "appx.", "feature.", "servicing.", "update.", NULL } },
    { "drivers", "Drivers and devices", { "driver.", "device.", NULL } },
    { "settings", "Settings", { "", NULL } },
};

static bool is_left_out(const char *key)
{
    for (size_t at = 0; at < COUNT_OF(left_out); at++)
        if (strcmp(left_out[at], key) == 0)
            return true;
    return false;
}

/* The first kind that has a prefix of the key; the last one has them all. */
static size_t kind_of(const char *key)
{
    for (size_t at = 0; at < COUNT_OF(kinds); at++)
        for (size_t i = 0; kinds[at].prefixes[i]; i++)
            if (text_starts(key, kinds[at].prefixes[i]))
                return at;
    return COUNT_OF(kinds) - 1;
}

/* -- facts of several rows: by row -- */

/* What a row is called: the first of these that it has. */
static const char *name_of(const struct json *row)
{
    static const char *const names[] = { "package", "original", "name", "module", "sid", "id",
        "drive", "file", "path", "inf" };

    if (json_string(row))
        return json_string(row);
    for (size_t at = 0; at < COUNT_OF(names); at++)
        if (json_string(json_member(row, names[at])))
            return json_string(json_member(row, names[at]));
    return NULL;
}

static bool is_same(const struct json *left, const struct json *right, bool *same, struct err *err)
{
    AUTO(text) one = { 0 };
    AUTO(text) other = { 0 };

    if (!diff_print(left, &one, err) || !diff_print(right, &other, err))
        return false;
    *same = strcmp(text_string(&one), text_string(&other)) == 0;
    return true;
}

/* The row of the same name: the same one if it is there, else one that differs. NULL: none */
static bool find_row(const struct json *rows, const struct json *row, const struct json **found,
    bool *same, struct err *err)
{
    const char *name = name_of(row);

    *found = NULL;
    *same = false;
    for (const struct json *one = json_first(rows); one; one = json_next(one)) {
        const char *other = name_of(one);

        if (!is_same(one, row, same, err))
            return false;
        if (*same) {
            *found = one;
            return true;
        }
        if (!*found && name && other && strcmp(name, other) == 0)
            *found = one;
    }
    return true;
}

/* "name (member: value, member: value)" */
static bool print_row(const struct json *row, struct text *text, struct err *err)
{
    const char *name = name_of(row);
    size_t said = 0;

    if (!json_is_object(row))
        return diff_print(row, text, err);
    text_append(text, "%s", name ? name : "");
    for (const struct json *member = json_first(row); member; member = json_next(member)) {
        if (json_string(member) && (json_string(member) == name || json_string(member)[0] == '\0'))
            continue;
        text_append(text, "%s%s: ", said > 0 ? ", " : name ? " (" : "", json_name(member));
        if (!diff_print(member, text, err))
            return false;
        said++;
    }
    text_append(text, "%s", said > 0 && name ? ")" : "");
    return text_ok(text, err);
}

static bool diff_rows(const char *key, const struct json *before, const struct json *after,
    struct json *changes, struct err *err)
{
    const struct json *other = NULL;
    bool same = false;

    for (const struct json *row = json_first(before); row; row = json_next(row)) {
        AUTO(text) one = { 0 };
        AUTO(text) two = { 0 };

        if (!find_row(after, row, &other, &same, err) || !print_row(row, &one, err))
            return false;
        if (same)
            continue;
        if (other && !print_row(other, &two, err))
            return false;
        diff_values(changes, key, text_string(&one), other ? text_string(&two) : NULL);
    }
    for (const struct json *row = json_first(after); row; row = json_next(row)) {
        AUTO(text) one = { 0 };

        if (!find_row(before, row, &other, &same, err) || !print_row(row, &one, err))
            return false;
        if (!other)
            diff_added(changes, key, text_string(&one));
    }
    return true;
}

/* -- one fact -- */

static bool is_known(const struct json *fact)
{
    const char *state = json_string(json_member(fact, "state"));

    return state && strcmp(state, "known") == 0;
}

/* A fact that is not known has its state for a value. */
static bool print_fact(const struct json *fact, struct text *text, struct err *err)
{
    const char *state = json_string(json_member(fact, "state"));

    if (is_known(fact) && json_is_array(json_member(fact, "value")) &&
        json_count(json_member(fact, "value")) == 0)
        text_append(text, "none");
    else if (is_known(fact))
        return diff_print(json_member(fact, "value"), text, err);
    else
        text_append(text, "%s", state ? state : "not collected");
    return text_ok(text, err);
}

static bool diff_fact(const char *key, const struct json *before, const struct json *after,
    struct json *changes, struct err *err)
{
    AUTO(text) one = { 0 };
    AUTO(text) other = { 0 };

    if (is_known(before) && is_known(after) && json_is_array(json_member(before, "value")) &&
        json_is_array(json_member(after, "value")))
        return diff_rows(
            key, json_member(before, "value"), json_member(after, "value"), changes, err);
    if (!print_fact(before, &one, err) || !print_fact(after, &other, err))
        return false;
    diff_values(changes, key, text_string(&one), text_string(&other));
    return true;
}

bool diff_facts(
    const struct json *before, const struct json *after, struct json *groups, struct err *err)
{
    struct json *changes[COUNT_OF(kinds)];

    for (size_t at = 0; at < COUNT_OF(kinds); at++)
        changes[at] = diff_group(groups, kinds[at].id, kinds[at].title);
    for (const struct json *fact = json_first(before); fact; fact = json_next(fact)) {
        const char *key = json_name(fact);

        if (!is_left_out(key) &&
            !diff_fact(key, fact, json_member(after, key), changes[kind_of(key)], err))
            return false;
    }
    for (const struct json *fact = json_first(after); fact; fact = json_next(fact)) {
        const char *key = json_name(fact);

        if (!is_left_out(key) && !json_member(before, key) &&
            !diff_fact(key, NULL, fact, changes[kind_of(key)], err))
            return false;
    }
    return true;
}
