/* SPDX-License-Identifier: MIT */
/* test_rules_disk_image.c - every verdict of the requirements on the disk as an image. */
#include "rule_rows.h"

#define GIB ((int64_t)1 << 30)
#define DISK(number, bytes)                                                                        \
    "{\"number\":" number ",\"size_bytes\":" bytes ",\"bus\":10,\"removable\":0,\"model\":"        \
    "\"Disk\"}"
#define STICK "{\"number\":9,\"size_bytes\":8589934592,\"bus\":7,\"removable\":1,\"model\":\"S\"}"

static const struct rule_row rows[] = {
    { "none", "disk.no-data-disks", VERDICT_MET, "none",
        { ROWS("disk.data_disks", "[]"), IS_ABSENT("disk.temporary_drive") } },
    { "a stick is none", "disk.no-data-disks", VERDICT_MET, "none",
        { ROWS("disk.data_disks", "[" STICK "]"), IS_ABSENT("disk.temporary_drive") } },
    { "one", "disk.no-data-disks", VERDICT_UNMET, "disk 1 of 32 GiB (Disk)",
        { ROWS("disk.data_disks", "[" DISK("1", "34359738368") "]"),
            IS_ABSENT("disk.temporary_drive") } },
    { "Azure's own", "disk.no-data-disks", VERDICT_MET,
        "disk 1 of 32 GiB (Disk); D:\\ is Azure's temporary disk",
        { ROWS("disk.data_disks", "[" DISK("1", "34359738368") "]"),
            TEXT("disk.temporary_drive", "D:\\") } },
    { "Azure's own and another", "disk.no-data-disks", VERDICT_UNMET,
        "disk 1 of 32 GiB (Disk), disk 2 of 1 GiB (Disk); D:\\ is Azure's temporary disk",
        { ROWS("disk.data_disks", "[" DISK("1", "34359738368") "," DISK("2", "1073741824") "]"),
            TEXT("disk.temporary_drive", "D:\\") } },
    { "one that may be Azure's", "disk.no-data-disks", VERDICT_UNKNOWN,
        "disk 1 of 32 GiB (Disk); whether it is Azure's temporary disk is not known",
        { ROWS("disk.data_disks", "[" DISK("1", "34359738368") "]"),
            DENIED("disk.temporary_drive") } },
    { "two, of which one may be Azure's", "disk.no-data-disks", VERDICT_UNMET,
        "disk 1 of 1 GiB (Disk), disk 2 of 1 GiB (Disk)",
        { ROWS("disk.data_disks", "[" DISK("1", "1073741824") "," DISK("2", "1073741824") "]"),
            DENIED("disk.temporary_drive") } },
    { "a disk that tells nothing counts", "disk.no-data-disks", VERDICT_UNMET, "disk",
        { ROWS("disk.data_disks", "[{\"model\":\"\"}]"), IS_ABSENT("disk.temporary_drive") } },
    { "denied", "disk.no-data-disks", VERDICT_UNKNOWN, "access denied",
        { DENIED("disk.data_disks"), IS_ABSENT("disk.temporary_drive") } },

    { "127 GiB", "disk.size-below-lab-limit", VERDICT_MET, "127 GiB",
        { NUMBER("disk.size_bytes", 127 * GIB) } },
    { "128 GiB", "disk.size-below-lab-limit", VERDICT_UNMET, "128 GiB",
        { NUMBER("disk.size_bytes", 128 * GIB) } },
    { "denied", "disk.size-below-lab-limit", VERDICT_UNKNOWN, "access denied",
        { DENIED("disk.size_bytes") } },

    { "2 TiB", "disk.size-within-generation-1", VERDICT_MET, "2 TiB",
        { TEXT("firmware.type", "bios"), NUMBER("disk.size_bytes", 2048 * GIB) } },
    { "more", "disk.size-within-generation-1", VERDICT_UNMET, "2.0 TiB",
        { TEXT("firmware.type", "bios"), NUMBER("disk.size_bytes", 2049 * GIB) } },
    { "generation 2", "disk.size-within-generation-1", VERDICT_NOT_APPLICABLE, "of generation 2",
        { TEXT("firmware.type", "uefi"), NUMBER("disk.size_bytes", 4096 * GIB) } },
    { "denied", "disk.size-within-generation-1", VERDICT_UNKNOWN, "access denied",
        { DENIED("firmware.type") } },

    { "below", "disk.size-below-gallery-limit", VERDICT_MET, "2.0 TiB",
        { NUMBER("disk.size_bytes", 2047 * GIB) } },
    { "2 TiB", "disk.size-below-gallery-limit", VERDICT_UNMET, "2 TiB",
        { NUMBER("disk.size_bytes", 2048 * GIB) } },

    { "whole", "disk.size-whole-mib", VERDICT_MET, "64 GiB",
        { NUMBER("disk.size_bytes", 64 * GIB) } },
    { "odd", "disk.size-whole-mib", VERDICT_UNMET, "1.0 GiB, 512 bytes over a whole MiB",
        { NUMBER("disk.size_bytes", GIB + 512) } },
    { "no size", "disk.size-whole-mib", VERDICT_UNKNOWN, "disk.size_bytes is no size",
        { NUMBER("disk.size_bytes", -1) } },

    { "512", "disk.sector-512", VERDICT_MET, "512", { NUMBER("disk.sector_bytes", 512) } },
    { "4096", "disk.sector-512", VERDICT_UNMET, "4096", { NUMBER("disk.sector_bytes", 4096) } },

    { "no file", "disk.not-native-vhd-boot", VERDICT_MET, "native boot not there",
        { IS_ABSENT("virtual_disk.native_boot") } },
    { "a file that was attached", "disk.not-native-vhd-boot", VERDICT_MET, "native boot 0",
        { NUMBER("virtual_disk.native_boot", 0) } },
    { "native boot", "disk.not-native-vhd-boot", VERDICT_UNMET, "native boot 1",
        { NUMBER("virtual_disk.native_boot", 1) } },
    { "denied", "disk.not-native-vhd-boot", VERDICT_UNKNOWN, "access denied",
        { DENIED("virtual_disk.native_boot") } },

    { "room", "disk.free-space", VERDICT_MET, "16 GiB free",
        { NUMBER("windows_volume.free_bytes", 16 * GIB) } },
    { "little room", "disk.free-space", VERDICT_UNMET, "15 GiB free",
        { NUMBER("windows_volume.free_bytes", 15 * GIB) } },
    { "denied", "disk.free-space", VERDICT_UNKNOWN, "access denied",
        { DENIED("windows_volume.free_bytes") } },

    { "none", "drive.no-removable-media", VERDICT_MET, "none",
        { ROWS("drive.removable_media", "[]") } },
    { "installation media", "drive.no-removable-media", VERDICT_UNMET, "D:\\",
        { ROWS("drive.removable_media",
            "[{\"root\":\"D:\\\\\",\"type\":5,\"label\":\"CCCOMA_X64FRE\"}]") } },
    { "denied", "drive.no-removable-media", VERDICT_UNKNOWN, "access denied",
        { DENIED("drive.removable_media") } },
};

START_TEST(disk_as_an_image_is_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_disk_image", disk_as_an_image_is_judged, (int)COUNT_OF(rows));
}
