/* SPDX-License-Identifier: MIT */
/*
 * drives.c - media that can be taken out, and the temporary disk of Azure.
 *
 * Windows Setup looks for answer files on removable media by itself. Azure gives many machines a
 * temporary disk, which never becomes part of an image; a file of that name on it warns people.
 *
 * Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/
 *         windows-setup-automation-overview
 *         https://learn.microsoft.com/azure/virtual-machines/managed-disks-overview
 * The file on the temporary disk is observed by public tools: unverified on a real Windows.
 */
#include "probes/read.h"

#define WARNING_FILE "DATALOSS_WARNING_README.txt"

enum {
    DRIVE_REMOVABLE = 2, /* GetDriveType */
    DRIVE_FIXED = 3,
    DRIVE_CDROM = 5,
};

static const struct probe_key keys[] = {
    { "drive.removable_media",
        "rows: root, type (2 removable, 5 CD or DVD) and label of each drive with a medium in it",
        "GetLogicalDrives, GetDriveType" },
    { "disk.temporary_drive", "text: root of Azure's temporary disk; absent when there is none",
        WARNING_FILE },
    { NULL, NULL, NULL },
};

static const char *const both[] = { "drive.removable_media", "disk.temporary_drive", NULL };

static const char *text_of(const struct json *drive, const char *member)
{
    const char *text = json_string(json_member(drive, member));

    return text ? text : "";
}

static int64_t type_of(const struct json *drive)
{
    int64_t type = 0;

    return json_number(json_member(drive, "type"), &type) ? type : 0;
}

static bool set_media(const struct json *drives, struct facts *facts, struct err *err)
{
    AUTO(json_value) rows = { json_new_array() };

    for (const struct json *drive = json_first(drives); drive; drive = json_next(drive)) {
        int64_t type = type_of(drive);

        /* Without a medium nobody answers for a file system. */
        if ((type != DRIVE_REMOVABLE && type != DRIVE_CDROM) || !text_of(drive, "file_system")[0])
            continue;
        struct json *row = json_add_object(rows.root, NULL);
        json_add_string(row, "root", text_of(drive, "root"));
        json_add_number(row, "type", type);
        json_add_string(row, "label", text_of(drive, "label"));
    }
    return facts_set_rows(facts, "drive.removable_media", rows.root, err);
}

static bool set_temporary(
    const struct guest *guest, const struct json *drives, struct facts *facts, struct err *err)
{
    struct err why = { 0 };

    for (const struct json *drive = json_first(drives); drive; drive = json_next(drive)) {
        AUTO(text) path = { 0 };
        struct guest_file file = { 0 };
        enum found found = ABSENT;
        struct err failure = { 0 };

        if (type_of(drive) != DRIVE_FIXED)
            continue;
        text_append(&path, "%s" WARNING_FILE, text_of(drive, "root"));
        if (!text_ok(&path, err))
            return false;
        if (!guest->file_stat(guest->state, text_string(&path), &found, &file, &failure))
            why = failure;
        if (found == FOUND)
            return facts_set_text(facts, "disk.temporary_drive", text_of(drive, "root"), err);
    }
    if (why.domain != ERR_NONE)
        return facts_set_unreadable(facts, "disk.temporary_drive", &why, err);
    return facts_set_absent(facts, "disk.temporary_drive", err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    AUTO(json_value) drives = { NULL };
    struct err why = { 0 };

    if (!guest->list(guest->state, GUEST_LIST_DRIVES, &drives.root, &why))
        return probe_unreadable(facts, both, &why, err);
    return set_media(drives.root, facts, err) && set_temporary(guest, drives.root, facts, err);
}

const struct probe probe_drives = {
    .id = "drives",
    .title = "Media in drives, and the temporary disk of Azure",
    .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
              "windows-setup-automation-overview",
    .keys = keys,
    .collect = collect,
};
