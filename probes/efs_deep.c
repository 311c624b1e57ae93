/* SPDX-License-Identifier: MIT */
/*
 * efs_deep.c - are there files in the profiles that EFS has encrypted?
 *
 * Walks C:\Users, folder by folder, without following links and without opening a file. That takes
 * as long as there are files: a slow witness.
 *
 * Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/sysprep--system-preparation--overview
 *         https://learn.microsoft.com/windows/win32/fileio/file-attribute-constants
 */
#include "probes/probe.h"

#include "guest/system_path.h"

enum {
    ATTRIBUTE_DIRECTORY = 0x10, /* FILE_ATTRIBUTE_* */
    ATTRIBUTE_REPARSE_POINT = 0x400,
    ATTRIBUTE_ENCRYPTED = 0x4000,
    ENTRIES_LIMIT = 200000, /* files and folders; with more it cannot be told */
    PATH_LIMIT = 32767 * 3, /* bytes of UTF-8: Windows allows that many units of UTF-16 */
};

static const struct probe_key keys[] = {
    { "efs.files",
        "number: encrypted files and folders below C:\\Users; unreadable over 200,000 entries",
        "FindFirstFile below %SystemDrive%\\Users, FILE_ATTRIBUTE_ENCRYPTED" },
    { NULL, NULL, NULL },
};

/** A walk that goes on with the folder it has seen last, so that few wait at a time. */
struct walk {
    struct text_list waiting;
    size_t entries, encrypted;
};

static void walk_done(struct walk *walk)
{
    text_list_done(&walk->waiting);
}

static bool count_entry(
    struct walk *walk, const char *folder, const struct json *entry, struct err *why)
{
    const char *name = json_string(json_member(entry, "name"));
    AUTO(text) path = { 0 };
    int64_t attributes = 0;

    if (!name || !json_number(json_member(entry, "attributes"), &attributes))
        return err_set(why, ERR_AGENT, ERR_MALFORMED, "an entry has no name or no attributes");
    if (++walk->entries > ENTRIES_LIMIT)
        return err_set(why, ERR_AGENT, ERR_TOO_LARGE,
            "more than %d files and folders; %zu of them encrypted", ENTRIES_LIMIT,
            walk->encrypted);
    if (attributes & ATTRIBUTE_ENCRYPTED)
        walk->encrypted++;
    if (!(attributes & ATTRIBUTE_DIRECTORY) || (attributes & ATTRIBUTE_REPARSE_POINT))
        return true;
    text_append(&path, "%s\\%s", folder, name);
    if (path.len > PATH_LIMIT)
        return err_set(why, ERR_AGENT, ERR_MALFORMED, "a path longer than Windows allows");
    return text_ok(&path, why) && text_list_add(&walk->waiting, text_string(&path), why);
}

static bool walk_folder(
    const struct guest *guest, struct walk *walk, const char *folder, struct err *why)
{
    AUTO(json_value) entries = { 0 };
    enum found found = ABSENT;
    struct err failure = { 0 };

    if (!guest->file_list(guest->state, folder, &found, &entries.root, &failure)) {
        /* The port's words name the folder, and with it a person. */
        return err_set(why, failure.domain, failure.code,
            "a folder below Users cannot be listed (%s error %lu)", err_domain_name(failure.domain),
            (unsigned long)failure.code);
    }
    for (const struct json *entry = found == FOUND ? json_first(entries.root) : NULL; entry;
         entry = json_next(entry))
        if (!count_entry(walk, folder, entry, why))
            return false;
    return true;
}

static bool walk_all(const struct guest *guest, struct walk *walk, struct err *why)
{
    AUTO(system_folders) folders = { 0 };
    AUTO(text) users = { 0 };

    if (!system_folders_read(guest, &folders, why))
        return false;
    system_drive(&folders, &users);
    text_append(&users, "\\Users");
    if (!text_ok(&users, why) || !text_list_add(&walk->waiting, text_string(&users), why))
        return false;
    while (walk->waiting.count > 0) {
        AUTO_FREE char *folder = walk->waiting.items[--walk->waiting.count];

        if (!walk_folder(guest, walk, folder, why))
            return false;
    }
    return true;
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    AUTO(walk) walk = { 0 };
    struct err why = { 0 };

    if (!walk_all(guest, &walk, &why))
        return facts_set_unreadable(facts, "efs.files", &why, err);
    return facts_set_number(facts, "efs.files", (int64_t)walk.encrypted, err);
}

const struct probe probe_efs_deep = {
    .id = "efs-deep",
    .title = "Files in the profiles that EFS has encrypted",
    .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
              "sysprep--system-preparation--overview",
    .keys = keys,
    .deep = true,
    .collect = collect,
};
