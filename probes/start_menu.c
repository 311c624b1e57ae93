/* SPDX-License-Identifier: MIT */
/*
 * start_menu.c - how many entries has the Start menu of all users?
 *
 * Shortcuts are counted; the service that limits them does not say what it counts besides, so that
 * packaged apps are left out.
 *
 * Source: https://learn.microsoft.com/windows/win32/shell/knownfolderid, FOLDERID_CommonStartMenu
 */
#include "probes/read.h"

enum {
    DEPTH_LIMIT = 16,        /* folders below each other; a path ends before */
    FOLDERS_LIMIT = 20000,   /* of one count */
    ATTRIBUTE_FOLDER = 0x10, /* FILE_ATTRIBUTE_DIRECTORY */
    ATTRIBUTE_LINK = 0x400,  /* FILE_ATTRIBUTE_REPARSE_POINT: leads elsewhere, maybe round */
};

#define START_MENU "\\Microsoft\\Windows\\Start Menu"

static const char fact[] = "start_menu.shortcuts";

static const struct probe_key keys[] = {
    { fact, "number: shortcuts (.lnk) of the Start menu of all users; absent without the folder",
        "%ProgramData%" START_MENU },
    { NULL, NULL, NULL },
};

struct count {
    int64_t shortcuts;
    size_t folders;
};

/* Calls itself; DEPTH_LIMIT ends that. */
static bool count_folder(const struct guest *guest, const char *folder, unsigned depth,
    enum found *found, struct count *count, struct err *err)
{
    AUTO(json_value) rows = { 0 };

    if (depth > DEPTH_LIMIT || count->folders++ >= FOLDERS_LIMIT)
        return err_set(err, ERR_AGENT, ERR_TOO_LARGE, "'%s': more than %d folders, or %d deep",
            text_shown(folder), FOLDERS_LIMIT, DEPTH_LIMIT);
    if (!guest->file_list(guest->state, folder, found, &rows.root, err))
        return false;
    for (const struct json *row = json_first(rows.root); row; row = json_next(row)) {
        const char *name = json_string(json_member(row, "name"));
        int64_t attributes = 0;
        AUTO(text) path = { 0 };
        enum found inner = ABSENT;

        if (!name || !json_number(json_member(row, "attributes"), &attributes))
            return err_set(err, ERR_AGENT, ERR_MALFORMED, "a file without name or attributes");
        if ((attributes & ATTRIBUTE_FOLDER) == 0 && text_ends_same(name, ".lnk"))
            count->shortcuts++;
        if ((attributes & ATTRIBUTE_FOLDER) == 0 || (attributes & ATTRIBUTE_LINK) != 0)
            continue;
        text_append(&path, "%s\\%s", folder, name);
        if (!text_ok(&path, err) ||
            !count_folder(guest, text_string(&path), depth + 1, &inner, count, err))
            return false;
    }
    return true;
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    AUTO(text) path = { 0 };
    struct count count = { 0 };
    enum found found = ABSENT;
    struct err why = { 0 };

    if (!guest->folder(guest->state, GUEST_PROGRAM_DATA, &path, &why))
        return facts_set_unreadable(facts, fact, &why, err);
    text_append(&path, START_MENU);
    if (!text_ok(&path, err))
        return false;
    if (!count_folder(guest, text_string(&path), 0, &found, &count, &why))
        return facts_set_unreadable(facts, fact, &why, err);
    return found == ABSENT ? facts_set_absent(facts, fact, err)
                           : facts_set_number(facts, fact, count.shortcuts, err);
}

const struct probe probe_start_menu = {
    .id = "start-menu",
    .title = "Entries of the Start menu",
    .source = "https://learn.microsoft.com/windows/win32/shell/knownfolderid",
    .keys = keys,
    .collect = collect,
};
