/* SPDX-License-Identifier: MIT */
/*
 * windows_re.c - is Windows RE enabled, and where is its image?
 *
 * Read from ReAgent.xml (guest/reagent.h): what reagentc.exe prints is translated, and is never
 * read. Users without rights are denied the file's folder.
 *
 * Source:
 * https://learn.microsoft.com/windows-hardware/manufacture/desktop/reagentc-command-line-options
 */
#include "probes/read.h"

#include "guest/reagent.h"

#define FROM_FILE(place) "%windir%\\System32\\Recovery\\ReAgent.xml, " place

static const struct probe_key keys[] = {
    { "windows_re.state", "number: 1 enabled, 0 disabled; absent without the file",
        FROM_FILE("InstallState/@state") },
    { "windows_re.bcd_id", "text: id of the boot entry; \"\" when disabled",
        FROM_FILE("WinreBCD/@id") },
    { "windows_re.location_path", "text: folder of the image on its partition; \"\" when disabled",
        FROM_FILE("WinreLocation/@path") },
    { "windows_re.location_offset_bytes",
        "number: where the partition starts that holds the image; 0 when disabled",
        FROM_FILE("WinreLocation/@offset") },
    { "windows_re.location_disk_id",
        "text: GPT id of the disk that holds the image; \"\" when none",
        FROM_FILE("WinreLocation/@guid") },
    { NULL, NULL, NULL },
};

static const char *const all[] = { "windows_re.state", "windows_re.bcd_id",
    "windows_re.location_path", "windows_re.location_offset_bytes", "windows_re.location_disk_id",
    NULL };

static bool set_all(const struct reagent *reagent, struct facts *facts, struct err *err)
{
    return facts_set_number(facts, "windows_re.state", reagent->install_state, err) &&
           facts_set_text(facts, "windows_re.bcd_id", reagent->bcd_id, err) &&
           facts_set_text(facts, "windows_re.location_path", reagent->location_path, err) &&
           facts_set_number(
               facts, "windows_re.location_offset_bytes", (int64_t)reagent->location_offset, err) &&
           facts_set_text(facts, "windows_re.location_disk_id", reagent->disk_guid, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    struct reagent reagent = { 0 };
    enum found found = ABSENT;
    struct err why = { 0 };

    if (!reagent_read(guest, &found, &reagent, &why))
        return probe_unreadable(facts, all, &why, err);
    if (found == ABSENT)
        return probe_absent(facts, all, err);
    return set_all(&reagent, facts, err);
}

const struct probe probe_windows_re = {
    .id = "windows-re",
    .title = "Windows RE: its state and the place of its image",
    .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
              "reagentc-command-line-options",
    .keys = keys,
    .collect = collect,
};
