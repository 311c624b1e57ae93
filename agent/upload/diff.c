/* SPDX-License-Identifier: MIT */
/* diff.c - compares two manifests, group by group. */
#include "upload/diff.h"

#include "upload/diff_list.h"

#include <inttypes.h>

/** Appends a value as people read it. */
typedef bool print_value(const struct json *value, struct text *text, struct err *err);

/* Both printed; a change where they read differently. */
static bool diff_printed(const struct json *before, const struct json *after, const char *what,
    print_value *print, struct json *changes, struct err *err)
{
    AUTO(text) one = { 0 };
    AUTO(text) other = { 0 };

    if (!print(before, &one, err) || !print(after, &other, err))
        return false;
    diff_values(changes, what, text_string(&one), text_string(&other));
    return true;
}

/** A member and what it is called. */
struct named_member {
    const char *name, *what;
};

static bool diff_members(const struct json *before, const struct json *after,
    const struct named_member *members, size_t count, struct json *changes, struct err *err)
{
    for (size_t at = 0; at < count; at++)
        if (!diff_printed(json_member(before, members[at].name),
                json_member(after, members[at].name), members[at].what, diff_print, changes, err))
            return false;
    return true;
}

/* -- Windows and the gallery definition -- */

static bool print_build(const struct json *guest, struct text *text, struct err *err)
{
    if (!diff_print(json_member(guest, "build"), text, err))
        return false;
    text_append(text, ".");
    return diff_print(json_member(guest, "revision"), text, err);
}

static bool print_size(const struct json *bytes, struct text *text, struct err *err)
{
    int64_t number = 0;

    if (!json_number(bytes, &number) || number < 0)
        return diff_print(bytes, text, err);
    text_append_size(text, (uint64_t)number);
    return text_ok(text, err);
}

static bool diff_windows(
    const struct json *before, const struct json *after, struct json *groups, struct err *err)
{
    static const struct named_member members[] = {
        { "edition", "edition" },
        { "display_version", "release" },
        { "architecture", "architecture" },
        { "session", "sessions" },
        { "firmware", "firmware" },
    };
    const struct json *one = json_member(before, "guest");
    const struct json *other = json_member(after, "guest");
    struct json *changes = diff_group(groups, "windows", "Windows");

    return diff_printed(one, other, "build", print_build, changes, err) &&
           diff_members(one, other, members, COUNT_OF(members), changes, err) &&
           diff_printed(json_member(one, "disk_size_bytes"), json_member(other, "disk_size_bytes"),
               "size of the disk", print_size, changes, err);
}

static bool diff_definition(
    const struct json *before, const struct json *after, struct json *groups, struct err *err)
{
    const struct json *one = json_member(before, "image_definition");
    const struct json *other = json_member(after, "image_definition");
    struct json *changes = diff_group(groups, "definition", "Gallery definition");

    /* both have the same members: manifest_check has seen to that */
    for (const struct json *member = json_first(one); member; member = json_next(member))
        if (!diff_printed(json_member(member, "value"),
                json_member(json_member(other, json_name(member)), "value"), json_name(member),
                diff_print, changes, err))
            return false;
    return true;
}

/* -- findings -- */

/* An element of a list of objects, by its member of that name. */
static const struct json *find_by(const struct json *list, const char *name, const char *value)
{
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        const char *other = json_string(json_member(one, name));

        if (value && other && strcmp(value, other) == 0)
            return one;
    }
    return NULL;
}

static const char *text_of(const struct json *object, const char *name)
{
    const char *string = json_string(json_member(object, name));

    return string ? string : "";
}

/* "unmet (must), seen: 1" */
static bool print_finding(const struct json *finding, struct text *text, struct err *err)
{
    const char *seen = text_of(finding, "seen");

    text_append(text, "%s (%s)%s%s", text_of(finding, "verdict"), text_of(finding, "level"),
        seen[0] ? ", seen: " : "", seen);
    return text_ok(text, err);
}

/* What was seen alone is no change of the finding: the facts tell it. */
static bool is_same_finding(const struct json *one, const struct json *other)
{
    return strcmp(text_of(one, "verdict"), text_of(other, "verdict")) == 0 &&
           strcmp(text_of(one, "level"), text_of(other, "level")) == 0;
}

static bool diff_finding(const char *profile, const struct json *one, const struct json *other,
    struct json *changes, struct err *err)
{
    const struct json *any = one ? one : other;
    AUTO(text) what = { 0 };
    AUTO(text) before = { 0 };
    AUTO(text) after = { 0 };

    if (one && other && is_same_finding(one, other))
        return true;
    text_append(&what, "%s: %s (%s)", profile, text_of(any, "title"), text_of(any, "id"));
    if ((one && !print_finding(one, &before, err)) || (other && !print_finding(other, &after, err)))
        return false;
    diff_values(changes, text_string(&what), one ? text_string(&before) : NULL,
        other ? text_string(&after) : NULL);
    return text_ok(&what, err);
}

static bool diff_profile(
    const struct json *before, const struct json *after, struct json *changes, struct err *err)
{
    const char *profile = text_of(before, "profile");
    const struct json *one = json_member(before, "findings");
    const struct json *other = json_member(after, "findings");
    AUTO(text) rules = { 0 };

    text_append(&rules, "%s: rules of", profile);
    diff_values(changes, text_string(&rules), text_of(before, "dated"), text_of(after, "dated"));
    for (const struct json *finding = json_first(one); finding; finding = json_next(finding))
        if (!diff_finding(
                profile, finding, find_by(other, "id", text_of(finding, "id")), changes, err))
            return false;
    for (const struct json *finding = json_first(other); finding; finding = json_next(finding))
        if (!find_by(one, "id", text_of(finding, "id")) &&
            !diff_finding(profile, NULL, finding, changes, err))
            return false;
    return text_ok(&rules, err);
}

static bool diff_findings(
    const struct json *before, const struct json *after, struct json *groups, struct err *err)
{
    const struct json *one = json_member(before, "findings");
    const struct json *other = json_member(after, "findings");
    struct json *changes = diff_group(groups, "findings", "Findings");

    for (const struct json *profile = json_first(one); profile; profile = json_next(profile)) {
        const struct json *same = find_by(other, "profile", text_of(profile, "profile"));

        if (!same)
            diff_removed(changes, "profile", text_of(profile, "title"));
        else if (!diff_profile(profile, same, changes, err))
            return false;
    }
    for (const struct json *profile = json_first(other); profile; profile = json_next(profile))
        if (!find_by(one, "profile", text_of(profile, "profile")))
            diff_added(changes, "profile", text_of(profile, "title"));
    return true;
}

/* -- layout -- */

/* "64 GiB at 656 MiB" */
static bool print_place(const struct json *partition, struct text *text, struct err *err)
{
    if (!print_size(json_member(partition, "length_bytes"), text, err))
        return false;
    text_append(text, " at ");
    return print_size(json_member(partition, "offset_bytes"), text, err);
}

/* A partition is another one where it begins elsewhere or is of another type; numbers may move. */
static const struct json *find_partition(const struct json *list, const struct json *partition)
{
    const struct json *of_type = NULL;
    size_t count = 0;

    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        if (strcmp(text_of(one, "type"), text_of(partition, "type")) != 0)
            continue;
        int64_t here = -1;
        int64_t there = -2;

        if (json_number(json_member(one, "offset_bytes"), &here) &&
            json_number(json_member(partition, "offset_bytes"), &there) && here == there)
            return one;
        of_type = one;
        count++;
    }
    return count == 1 ? of_type : NULL; /* the only one of its type was moved */
}

static bool diff_partitions(
    const struct json *before, const struct json *after, struct json *changes, struct err *err)
{
    for (const struct json *one = json_first(before); one; one = json_next(one)) {
        const struct json *other = find_partition(after, one);
        AUTO(text) what = { 0 };
        AUTO(text) place = { 0 };
        AUTO(text) new_place = { 0 };

        text_append(&what, "partition %s", text_of(one, "type_name"));
        if (!print_place(one, &place, err) || (other && !print_place(other, &new_place, err)))
            return false;
        diff_values(changes, text_string(&what), text_string(&place),
            other ? text_string(&new_place) : NULL);
        if (other && strcmp(text_of(one, "attributes"), text_of(other, "attributes")) != 0) {
            text_append(&what, ", attributes");
            diff_changed(changes, text_string(&what), text_of(one, "attributes"),
                text_of(other, "attributes"));
        }
    }
    for (const struct json *other = json_first(after); other; other = json_next(other)) {
        AUTO(text) what = { 0 };
        AUTO(text) place = { 0 };

        if (find_partition(before, other))
            continue;
        text_append(&what, "partition %s", text_of(other, "type_name"));
        if (!print_place(other, &place, err))
            return false;
        diff_added(changes, text_string(&what), text_string(&place));
    }
    return true;
}

static bool diff_layout(
    const struct json *before, const struct json *after, struct json *groups, struct err *err)
{
    const struct json *one = json_member(before, "layout_after");
    const struct json *other = json_member(after, "layout_after");
    struct json *changes = diff_group(groups, "layout", "Layout of the disk");

    if (json_is_null(one) || json_is_null(other)) {
        diff_values(changes, "layout", json_is_null(one) ? "not told" : "told",
            json_is_null(other) ? "not told" : "told");
        return true;
    }
    return diff_printed(json_member(one, "style"), json_member(other, "style"), "partition table",
               diff_print, changes, err) &&
           diff_partitions(
               json_member(one, "partitions"), json_member(other, "partitions"), changes, err);
}

/* -- actions and sysprep -- */

/* "enabled -> disabled", and what it took */
static bool print_action(const struct json *action, struct text *text, struct err *err)
{
    int64_t restarts = 0;

    if (json_string(json_member(action, "before")) && json_string(json_member(action, "after")))
        text_append(text, "%s -> %s", text_of(action, "before"), text_of(action, "after"));
    else
        text_append(text, "done");
    if (json_number(json_member(action, "restarts"), &restarts) && restarts > 0)
        text_append(text, ", with %" PRId64 " restart%s", restarts, restarts == 1 ? "" : "s");
    return text_ok(text, err);
}

static bool diff_actions(
    const struct json *before, const struct json *after, struct json *groups, struct err *err)
{
    const struct json *lists[] = { json_member(before, "actions"), json_member(after, "actions") };
    struct json *changes = diff_group(groups, "actions", "What goldprep did");

    for (size_t side = 0; side < COUNT_OF(lists); side++)
        for (const struct json *one = json_first(lists[side]); one; one = json_next(one)) {
            const struct json *other = find_by(lists[1 - side], "id", text_of(one, "id"));
            AUTO(text) what = { 0 };
            AUTO(text) done = { 0 };
            AUTO(text) other_done = { 0 };

            if (side == 1 && other)
                continue; /* compared already */
            text_append(&what, "%s (%s)", text_of(one, "title"), text_of(one, "id"));
            if (!print_action(one, &done, err) || (other && !print_action(other, &other_done, err)))
                return false;
            if (side == 1)
                diff_added(changes, text_string(&what), text_string(&done));
            else
                diff_values(changes, text_string(&what), text_string(&done),
                    other ? text_string(&other_done) : NULL);
        }
    return true;
}

static bool diff_sysprep(
    const struct json *before, const struct json *after, struct json *groups, struct err *err)
{
    static const struct named_member members[] = {
        { "sealed", "sealed" },
        { "command", "command" },
        { "image_state", "ImageState" },
        { "tag_file", "tag file" },
        { "setup_armed", "setup is armed" },
        { "setup_command", "setup's command" },
        { "restarted", "started again since" },
    };
    struct json *changes = diff_group(groups, "sysprep", "Sysprep and the seal");

    return diff_members(json_member(before, "sysprep"), json_member(after, "sysprep"), members,
        COUNT_OF(members), changes, err);
}

/* -- the whole -- */

static bool add_side(
    const struct json *manifest, const char *name, struct json *root, struct err *err)
{
    struct json *side = json_add_object(root, name);
    AUTO(text) build = { 0 };
    bool ready = false;

    if (!print_build(json_member(manifest, "guest"), &build, err))
        return false;
    if (!json_bool(json_member(manifest, "ready"), &ready))
        ready = false;
    json_add_string(side, "machine", text_of(json_member(manifest, "guest"), "name"));
    json_add_string(side, "build", text_string(&build));
    json_add_string(side, "finished", text_of(manifest, "finished"));
    json_add_string(side, "version", text_of(manifest, "version"));
    json_add_bool(side, "ready", ready);
    json_add_string(side, "sha256", text_of(json_member(manifest, "digest"), "value"));
    return true;
}

static size_t count_changes(const struct json *groups)
{
    size_t count = 0;

    for (const struct json *group = json_first(groups); group; group = json_next(group))
        count += json_count(json_member(group, "changes"));
    return count;
}

bool diff_manifests(
    const struct json *before, const struct json *after, struct json *root, struct err *err)
{
    struct json *groups;

    json_add_string(root, "schema", "goldprep.manifest-diff/1");
    if (!add_side(before, "before", root, err) || !add_side(after, "after", root, err))
        return false;
    groups = json_add_array(root, "groups");
    if (!diff_windows(before, after, groups, err) || !diff_definition(before, after, groups, err) ||
        !diff_findings(before, after, groups, err) || !diff_layout(before, after, groups, err) ||
        !diff_actions(before, after, groups, err) || !diff_sysprep(before, after, groups, err) ||
        !diff_facts(json_member(json_member(before, "facts"), "facts"),
            json_member(json_member(after, "facts"), "facts"), groups, err))
        return false;
    json_add_number(root, "changes", (int64_t)count_changes(groups));
    return true;
}
