/* SPDX-License-Identifier: MIT */
/*
 * answer_files.c - which answer files lie where Windows looks for them by itself?
 *
 * Sysprep and setup take one without being told, in a fixed order of places. What lies there is told
 * with the secrets in it counted; no secret is written down.
 *
 * Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/windows-setup-automation-overview
 */
#include "probes/probe.h"

#include "guest/answer_file.h"
#include "guest/system_path.h"

#include <string.h>

#define SETUP "SYSTEM\\Setup"
#define FOUND_KEY "answer_file.found"
#define TAKEN_KEY "answer_file.would_be_taken"

enum { DRIVE_REMOVABLE = 2, DRIVE_CDROM = 5 }; /* of GetDriveType */

static const struct probe_key keys[] = {
    { FOUND_KEY,
        "rows in the order Windows looks: place, path, kind (answer-file, malformed), passes, "
        "plain_passwords, encoded_passwords, product_keys (how many), autologon, skips_rearm, "
        "keeps_devices, names_computer (0, 1)",
        "HKLM\\" SETUP ", UnattendFile; %windir%\\Panther; drives; System32\\Sysprep" },
    { TAKEN_KEY,
        "text: path of the first one with settings for generalize, specialize or oobeSystem, or "
        "that cannot be parsed; absent when there is none",
        "HKLM\\" SETUP ", UnattendFile; %windir%\\Panther; drives; System32\\Sysprep" },
    { NULL, NULL, NULL },
};

/** What has been found so far. */
struct search {
    const struct guest *guest;
    struct system_folders folders;
    struct json *rows;
    struct text taken; /* path; "" while none */
    struct err why;    /* of what could not be read */
};

static void search_done(struct search *search)
{
    system_folders_done(&search->folders);
    json_free(search->rows);
    text_done(&search->taken);
}

static bool add_row(struct search *search, const char *place, const char *path, bool is_sound,
    const struct answer_file *file)
{
    struct json *row = json_add_object(search->rows, NULL);
    AUTO(text) passes = { 0 };

    answer_file_append_passes(file->passes, &passes);
    if (!text_ok(&passes, &search->why))
        return false;
    json_add_string(row, "place", place);
    json_add_string(row, "path", path);
    json_add_string(row, "kind", is_sound ? "answer-file" : "malformed");
    json_add_string(row, "passes", text_string(&passes));
    json_add_number(row, "plain_passwords", file->plain_passwords);
    json_add_number(row, "encoded_passwords", file->encoded_passwords);
    json_add_number(row, "product_keys", file->product_keys);
    json_add_number(row, "autologon", file->autologon);
    json_add_number(row, "skips_rearm", file->skips_rearm);
    json_add_number(row, "keeps_devices", file->keeps_devices);
    return json_add_number(row, "names_computer", file->names_computer) ? true
                                                                        : err_nomem(&search->why);
}

/* @param implicit  Windows takes it by itself from there */
static bool look_at(struct search *search, const char *place, const char *path, bool implicit)
{
    static const unsigned taken = ANSWER_GENERALIZE | ANSWER_SPECIALIZE | ANSWER_OOBE_SYSTEM;
    const struct guest *guest = search->guest;
    AUTO(bytes) bytes = { 0 };
    struct answer_file file = { 0 };
    struct err why = { 0 };
    enum found found = ABSENT;
    bool is_sound = false;

    if (!guest->file_read(guest->state, path, ANSWER_FILE_SIZE_LIMIT, &found, &bytes, &why)) {
        if (!err_is(&why, ERR_TOO_LARGE)) { /* that large, it is none */
            search->why = why;
            return false;
        }
    } else if (found == ABSENT) {
        return true;
    } else {
        is_sound = answer_file_parse(bytes.data, bytes.len, &file, &why);
        if (!is_sound && err_is(&why, ERR_NOMEM)) {
            search->why = why;
            return false;
        }
    }
    if (implicit && search->taken.len == 0 && (!is_sound || (file.passes & taken) != 0))
        text_append(&search->taken, "%s", path);
    return add_row(search, place, path, is_sound, &file);
}

/* Each of the names in a folder. @param folder  with a backslash at its end */
static bool look_in(struct search *search, const char *place, const char *folder)
{
    static const struct {
        const char *name;
        bool implicit;
    } files[] = {
        { "Unattend.xml", true }, { "Autounattend.xml", true },
        { "unattend-original.xml", false }, /* setup's copy, with nothing scrubbed */
    };

    for (size_t i = 0; i < COUNT_OF(files); i++) {
        AUTO(text) path = { 0 };

        text_append(&path, "%s%s", folder, files[i].name);
        if (!text_ok(&path, &search->why) ||
            !look_at(search, place, text_string(&path), files[i].implicit))
            return false;
    }
    return true;
}

static bool look_below(
    struct search *search, const char *place, const struct text *folder, const char *below)
{
    AUTO(text) path = { 0 };

    text_append(&path, "%s%s", text_string(folder), below);
    return text_ok(&path, &search->why) && look_in(search, place, text_string(&path));
}

static bool look_at_registry(struct search *search)
{
    const struct guest *guest = search->guest;
    AUTO(text) value = { 0 };
    AUTO(text) path = { 0 };
    enum found found = ABSENT;
    bool resolved = false;

    if (!guest->reg_read_text(guest->state, SETUP, "UnattendFile", &found, &value, &search->why))
        return false;
    if (found == ABSENT || value.len == 0)
        return true;
    if (!system_path_expand(&search->folders, text_string(&value), &resolved, &path, &search->why))
        return false;
    if (!resolved)
        return err_set(&search->why, ERR_AGENT, ERR_MALFORMED,
            "'HKLM\\" SETUP "\\UnattendFile' has an unknown variable");
    return look_at(search, "registry", text_string(&path), true);
}

static bool look_at_drives(struct search *search)
{
    const struct guest *guest = search->guest;
    AUTO(json_value) drives = { 0 };

    if (!guest->list(guest->state, GUEST_LIST_DRIVES, &drives.root, &search->why))
        return false;
    for (const struct json *drive = json_first(drives.root); drive; drive = json_next(drive)) {
        const char *root = json_string(json_member(drive, "root"));
        const char *file_system = json_string(json_member(drive, "file_system"));
        int64_t type = 0;

        if (!root || !json_number(json_member(drive, "type"), &type) ||
            (type != DRIVE_REMOVABLE && type != DRIVE_CDROM))
            continue;
        if (!file_system || file_system[0] == '\0') /* no medium in it */
            continue;
        if (!look_in(search, "removable", root))
            return false;
    }
    return true;
}

static bool look_everywhere(struct search *search)
{
    AUTO(text) drive = { 0 };

    if (!system_folders_read(search->guest, &search->folders, &search->why))
        return false;
    system_drive(&search->folders, &drive);
    return text_ok(&drive, &search->why) && look_at_registry(search) &&
           look_below(
               search, "panther-unattend", &search->folders.windows, "\\Panther\\Unattend\\") &&
           look_below(search, "panther", &search->folders.windows, "\\Panther\\") &&
           look_at_drives(search) &&
           look_below(search, "sysprep", &search->folders.system, "\\Sysprep\\") &&
           look_below(search, "system-drive", &drive, "\\") &&
           text_ok(&search->taken, &search->why);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    AUTO(search) search = { .guest = guest, .rows = json_new_array() };

    if (!search.rows)
        return err_nomem(err);
    if (!look_everywhere(&search))
        return facts_set_unreadable(facts, FOUND_KEY, &search.why, err) &&
               facts_set_unreadable(facts, TAKEN_KEY, &search.why, err);
    if (!facts_set_rows(facts, FOUND_KEY, search.rows, err))
        return false;
    return search.taken.len > 0 ? facts_set_text(facts, TAKEN_KEY, text_string(&search.taken), err)
                                : facts_set_absent(facts, TAKEN_KEY, err);
}

const struct probe probe_answer_files = {
    .id = "answer-files",
    .title = "Answer files where Windows looks for them by itself",
    .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
              "windows-setup-automation-overview",
    .keys = keys,
    .collect = collect,
};
