/* SPDX-License-Identifier: MIT */
/*
 * reagent.h - Windows RE as ReAgent.xml tells it: the one witness that no language changes.
 *
 * The file is %windir%\System32\Recovery\ReAgent.xml. Its form is not documented by Microsoft; it
 * is the same in every public sample seen (Windows 10 1809 to Windows Server 2025).
 */
#pragma once

#include "guest/guest.h"

enum { REAGENT_SIZE_LIMIT = 256 * 1024 }; /* bytes of the file; a real one has about 1,100 */

struct reagent {
    bool enabled;             /* InstallState is 1 and WinreBCD names a boot entry */
    int64_t install_state;    /* InstallState, as read: 0 or 1 */
    char location_path[260];  /* WinreLocation: folder on its partition; "" when there is none */
    uint64_t location_offset; /* WinreLocation: where its partition starts; 0 when none */
    int64_t disk_signature;   /* WinreLocation: MBR signature of its disk; 0 on GPT */
    char disk_guid
        [DISK_GUID_SIZE];        /* WinreLocation: GPT disk, lower case, no braces; "" when zero */
    char bcd_id[DISK_GUID_SIZE]; /* WinreBCD: lower case, no braces; "" when zero */
};

/** Appends the file's path on this machine. */
bool reagent_path(const struct guest *guest, struct text *path, struct err *err) MUST_CHECK;

/** Reads the document. A missing InstallState, WinreBCD or WinreLocation is ERR_MALFORMED. */
bool reagent_parse(
    const void *bytes, size_t len, struct reagent *reagent, struct err *err) MUST_CHECK;

/**
 * Reads and parses the file of a machine.
 *
 * @param found  ABSENT when there is no such file: this Windows has no Windows RE set up
 */
bool reagent_read(const struct guest *guest, enum found *found, struct reagent *reagent,
    struct err *err) MUST_CHECK;

/** Does its image lie on the partition that starts there, on the disk of that id (disk_layout)?
 * An offset of 0 is no place. */
bool reagent_lies_on(
    const struct reagent *reagent, const struct disk_layout *layout, uint64_t offset_bytes);
