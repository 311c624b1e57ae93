/* SPDX-License-Identifier: MIT */
/*
 * panther.c - dated copies of the logs that setup and sysprep keep in their Panther folders.
 *
 * sysprep begins a new log with every run, so the one before would be lost; and a machine that
 * failed half way may not come up again to be looked at.
 *
 * Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/
 *         windows-setup-log-files-and-event-logs (which folders, which files)
 */
#include "actions/panther.h"

#include "actions/sysprep_traces.h"
#include "base/clock.h"
#include "base/file.h"

enum {
    IS_FOLDER = 0x10, /* FILE_ATTRIBUTE_DIRECTORY */
    IS_LINK = 0x400,  /* FILE_ATTRIBUTE_REPARSE_POINT: leads somewhere else */
};

/** One copy being made. */
struct copy {
    struct action_context *context;
    const char *place; /* <state folder>/panther-<UTC>-<word> */
    bool made;         /* the place is there */
    size_t files, left_out;
    uint64_t bytes;
    struct err first; /* what went wrong first */
    size_t failed;
};

static void take_failure(struct copy *copy, const struct err *why)
{
    if (copy->failed++ == 0)
        copy->first = *why;
}

/* The logs, not the answer files that lie beside them. */
static bool is_log(const char *name)
{
    return text_ends_same(name, ".log") ||
           (text_starts_same(name, "diag") && text_ends_same(name, ".xml"));
}

static void join_there(struct text *path, const char *folder, const char *name)
{
    text_append(path, "%s\\%s", folder, name);
}

static bool make_folder(struct copy *copy, const char *to, struct err *err)
{
    if (!copy->made && !file_make_private_folder(copy->place, err))
        return false;
    copy->made = true;
    return file_make_private_folder(to, err);
}

static bool copy_file(
    struct copy *copy, const char *from, const char *to, const char *name, struct err *err)
{
    const struct guest *guest = copy->context->guest;
    AUTO(text) source = { 0 };
    AUTO(text) target = { 0 };
    AUTO(bytes) bytes = { 0 };
    enum found found = ABSENT;

    join_there(&source, from, name);
    file_join(&target, to, name);
    if (!text_ok(&source, err) || !text_ok(&target, err) ||
        !guest->file_read(guest->state, text_string(&source), PANTHER_BYTES_MOST - copy->bytes,
            &found, &bytes, err))
        return false;
    if (found == ABSENT)
        return true;
    if (!make_folder(copy, to, err) ||
        !file_replace(text_string(&target), bytes.data, bytes.len, err))
        return false;
    copy->files++;
    copy->bytes += bytes.len;
    return true;
}

static bool list(struct copy *copy, const char *from, struct json_value *rows)
{
    const struct guest *guest = copy->context->guest;
    enum found found = ABSENT;
    struct err why = { 0 };

    if (guest->file_list(guest->state, from, &found, &rows->root, &why))
        return true;
    take_failure(copy, &why);
    return false;
}

/* One entry of a folder that is no folder itself. */
static void copy_entry(
    struct copy *copy, const char *from, const char *to, const char *name, int64_t size_bytes)
{
    struct err why = { 0 };

    if (!is_log(name))
        return;
    if (copy->files >= PANTHER_FILES_MOST ||
        size_bytes > (int64_t)(PANTHER_BYTES_MOST - copy->bytes))
        copy->left_out++;
    else if (!copy_file(copy, from, to, name, &why))
        take_failure(copy, &why);
}

/* Goes to the row behind. @return  the name; NULL: the row is not as file_list gives them */
static const char *next_entry(const struct json **row, int64_t *attributes, int64_t *size_bytes)
{
    const char *name = json_string(json_member(*row, "name"));

    if (!json_number(json_member(*row, "attributes"), attributes) ||
        !json_number(json_member(*row, "size_bytes"), size_bytes))
        name = NULL;
    *row = json_next(*row);
    return name;
}

/* @param deeper  folders of it too (Panther\IE, Panther\UnattendGC), and no further down */
static void copy_folder(struct copy *copy, const char *from, const char *to, bool deeper)
{
    AUTO(json_value) rows = { 0 };
    int64_t attributes, size_bytes;

    if (!list(copy, from, &rows))
        return;
    for (const struct json *row = json_first(rows.root); row;) {
        const char *name = next_entry(&row, &attributes, &size_bytes);
        AUTO(text) inner = { 0 };
        AUTO(text) inner_to = { 0 };

        if (!name || (attributes & IS_LINK) != 0)
            continue;
        if ((attributes & IS_FOLDER) == 0) {
            copy_entry(copy, from, to, name, size_bytes);
            continue;
        }
        if (!deeper)
            continue;
        join_there(&inner, from, name);
        file_join(&inner_to, to, name);
        struct err why = { 0 };
        /* A private folder is made in one that is there. */
        if (!text_ok(&inner, &why) || !text_ok(&inner_to, &why) || !make_folder(copy, to, &why))
            take_failure(copy, &why);
        else
            copy_folder(copy, text_string(&inner), text_string(&inner_to), false);
    }
}

static bool name_place(
    const struct action_context *context, const char *word, struct text *place, struct err *err)
{
    const struct guest *guest = context->guest;
    AUTO(text) name = { 0 };
    int64_t now;

    if (!guest->now(guest->state, &now, err))
        return false;
    text_append(&name, "panther-");
    clock_append_utc(&name, now);
    text_append(&name, "-%s", word);
    if (!text_ok(&name, err))
        return false;
    for (char *at = name.bytes; *at != '\0'; at++) {
        if (*at == ':') /* not allowed in a file's name */
            *at = '-';
    }
    file_join(place, context->state_folder, text_string(&name));
    return text_ok(place, err);
}

static bool copy_both(struct copy *copy, struct err *err)
{
    const struct guest *guest = copy->context->guest;
    AUTO(text) sysprep = { 0 };
    AUTO(text) sysprep_to = { 0 };
    AUTO(text) windows = { 0 };
    AUTO(text) windows_to = { 0 };

    file_join(&sysprep_to, copy->place, "sysprep");
    file_join(&windows_to, copy->place, "windows");
    if (!sysprep_path(guest, "Panther", &sysprep, err) ||
        !guest->folder(guest->state, GUEST_WINDOWS, &windows, err))
        return false;
    text_append(&windows, "\\Panther");
    if (!text_ok(&windows, err) || !text_ok(&sysprep_to, err) || !text_ok(&windows_to, err))
        return false;
    copy_folder(copy, text_string(&sysprep), text_string(&sysprep_to), true);
    copy_folder(copy, text_string(&windows), text_string(&windows_to), true);
    return true;
}

void panther_keep(struct action_context *context, const char *word)
{
    AUTO(text) place = { 0 };
    struct copy copy = { .context = context };
    struct err why = { 0 };

    if (!name_place(context, word, &place, &why)) {
        take_failure(&copy, &why);
    } else {
        copy.place = text_string(&place);
        if (!copy_both(&copy, &why))
            take_failure(&copy, &why);
    }
    if (copy.files > 0)
        text_append(&context->details, "logs %s: %s\n", word, text_string(&place));
    if (copy.left_out > 0) {
        text_append(
            &context->details, "logs %s, too much to copy: %zu files\n", word, copy.left_out);
        action_say(
            context, "logs: %zu files of the Panther folders are too much to copy", copy.left_out);
    }
    if (copy.failed > 0) {
        text_append(&context->details, "logs %s, not copied: %s\n", word, copy.first.text);
        action_say(context, "logs: no copy of %zu entries of the Panther folders: %s", copy.failed,
            copy.first.text);
    }
}
