/* SPDX-License-Identifier: MIT */
/*
 * boot_sector.c - whose first sector the Windows partition has.
 *
 * BitLocker writes its own name there, and gives the file system's back when it has decrypted all.
 * The signatures on the disk are described by public forensic tools: unverified on a real Windows.
 */
#include "guest/boot_sector.h"

#include <stdlib.h>
#include <string.h>

enum {
    SECTOR_LIMIT = 4096,  /* bytes: the largest logical sector of a disk that Windows starts from */
    NAME_OFFSET = 3,      /* of the OEM name in a boot sector */
    NAME_LEN = 8,         /* bytes */
    TO_GO_OFFSET = 0x1A8, /* of the GUID by which BitLocker To Go is known */
};

static const char *whose_sector(const uint8_t *sector)
{
    static const struct {
        const char *name;
        const char *whose;
    } names[] = { { "-FVE-FS-", "bitlocker" }, { "NTFS    ", "ntfs" }, { "ReFS\0\0\0\0", "refs" } };
    /* 4967D63B-2E29-4AD8-8399-F6A339E3D001, as it lies in memory */
    static const uint8_t to_go[] = { 0x3B, 0xD6, 0x67, 0x49, 0x29, 0x2E, 0xD8, 0x4A, 0x83, 0x99,
        0xF6, 0xA3, 0x39, 0xE3, 0xD0, 0x01 };

    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (memcmp(sector + NAME_OFFSET, names[i].name, NAME_LEN) == 0)
            return names[i].whose;
    if (memcmp(sector + TO_GO_OFFSET, to_go, sizeof to_go) == 0)
        return "bitlocker-to-go";
    return "other";
}

static bool read_sector(const struct guest *guest, uint8_t *sector, struct err *err)
{
    struct guest_volume volume = { 0 };
    struct guest_disk disk = { 0 };

    if (!guest->system_volume(guest->state, &volume, err) ||
        !guest->disk(guest->state, volume.disk_number, &disk, err))
        return false;
    if (disk.sector_bytes < 512 || disk.sector_bytes > SECTOR_LIMIT)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "the disk has sectors of %u bytes",
            (unsigned)disk.sector_bytes);
    return guest->disk_read(
        guest->state, volume.disk_number, volume.offset_bytes, sector, disk.sector_bytes, err);
}

bool boot_sector_read(const struct guest *guest, const char **whose, struct err *err)
{
    AUTO_FREE uint8_t *sector = calloc(1, SECTOR_LIMIT);

    if (!sector)
        return err_nomem(err);
    if (!read_sector(guest, sector, err))
        return false;
    *whose = whose_sector(sector);
    return true;
}
