/* SPDX-License-Identifier: MIT */
/*
 * rules_disk_image.c - what becomes of the disk as an image: its size, its sectors, what it lies in,
 * what else is attached, and the room that is left.
 */
#include "policy/judge.h"

#define PREPARE_VHD                                                                                \
    "https://learn.microsoft.com/azure/virtual-machines/windows/prepare-for-upload-vhd-image"
#define GALLERY "https://learn.microsoft.com/azure/virtual-machines/azure-compute-gallery"

static enum verdict judge_less_than(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    int64_t size_bytes = 0;

    if (!judge_bytes(facts, "disk.size_bytes", &size_bytes, &verdict, seen))
        return verdict;
    text_append_size(seen, (uint64_t)size_bytes);
    return judge_met(size_bytes < parameter_value(parameters, "os_disk_below_bytes"));
}

static enum verdict judge_generation_1(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    int64_t size_bytes = 0;
    const char *firmware = judge_text(facts, "firmware.type", &verdict, seen);

    if (!firmware)
        return verdict;
    if (text_same(firmware, "uefi")) {
        text_append(seen, "of generation 2");
        return VERDICT_NOT_APPLICABLE;
    }
    if (!judge_bytes(facts, "disk.size_bytes", &size_bytes, &verdict, seen))
        return verdict;
    text_append_size(seen, (uint64_t)size_bytes);
    return judge_met(size_bytes <= parameter_value(parameters, "generation_1_disk_bytes"));
}

static enum verdict judge_whole_mib(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum { MIB = 1024 * 1024 };
    enum verdict verdict = VERDICT_UNKNOWN;
    int64_t size_bytes = 0;

    (void)parameters;
    if (!judge_bytes(facts, "disk.size_bytes", &size_bytes, &verdict, seen))
        return verdict;
    text_append_size(seen, (uint64_t)size_bytes);
    if (size_bytes % MIB != 0)
        text_append(seen, ", %lld bytes over a whole MiB", (long long)(size_bytes % MIB));
    return judge_met(size_bytes % MIB == 0);
}

static enum verdict judge_free(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    int64_t free_bytes = 0;

    if (!judge_bytes(facts, "windows_volume.free_bytes", &free_bytes, &verdict, seen))
        return verdict;
    text_append_size(seen, (uint64_t)free_bytes);
    text_append(seen, " free");
    return judge_met(free_bytes >= parameter_value(parameters, "least_free_bytes"));
}

/* A disk that cannot be taken out. One that does not tell counts as such. */
static bool is_fixed(const struct json *disk)
{
    int64_t removable = 0;

    return !json_number(json_member(disk, "removable"), &removable) || removable == 0;
}

static size_t append_fixed_disks(const struct json *disks, struct text *seen)
{
    enum { DISKS_SHOWN = 4 };
    size_t count = 0;

    for (const struct json *disk = json_first(disks); disk; disk = json_next(disk)) {
        const char *model = json_string(json_member(disk, "model"));
        int64_t number = 0, size_bytes = 0;

        if (!is_fixed(disk) || count++ >= DISKS_SHOWN)
            continue;
        text_append(seen, "%sdisk", count > 1 ? ", " : "");
        if (json_number(json_member(disk, "number"), &number))
            text_append(seen, " %lld", (long long)number);
        if (json_number(json_member(disk, "size_bytes"), &size_bytes) && size_bytes >= 0) {
            text_append(seen, " of ");
            text_append_size(seen, (uint64_t)size_bytes);
        }
        if (model && model[0])
            text_append(seen, " (%s)", text_shown(model));
    }
    if (count > DISKS_SHOWN)
        text_append(seen, " and %zu more", count - DISKS_SHOWN);
    return count;
}

static enum verdict judge_data_disks(
    const struct facts *facts, const struct parameter *parameters, struct text *seen)
{
    enum verdict verdict = VERDICT_UNKNOWN;
    const struct fact *temporary = facts_get(facts, "disk.temporary_drive");
    const struct json *disks = judge_rows(facts, "disk.data_disks", &verdict, seen);

    (void)parameters;
    if (!disks)
        return verdict;
    size_t count = append_fixed_disks(disks, seen);
    if (count == 0) {
        text_append(seen, "none");
        return VERDICT_MET;
    }
    /* Azure's own temporary disk never becomes part of an image. Which of them it is does not show. */
    if (temporary->state == FACT_KNOWN && temporary->kind == FACT_TEXT) {
        text_append(seen, "; %s is Azure's temporary disk", text_shown(temporary->text));
        return judge_met(count == 1);
    }
    if (temporary->state == FACT_ABSENT || count > 1)
        return VERDICT_UNMET;
    text_append(seen, "; whether it is Azure's temporary disk is not known");
    return VERDICT_UNKNOWN;
}

const struct requirement requirement_disk_no_data_disks = {
    .id = "disk.no-data-disks",
    .title = "No data disk is attached",
    .why = "An image of several disks is not taken.",
    .source = "https://learn.microsoft.com/windows-365/enterprise/device-images",
    .advice = "Detach every disk but that of Windows before the image is captured.",
    .disagrees = "https://learn.microsoft.com/azure/virtual-machines/shared-image-galleries takes "
                 "data disks into an image; Windows 365, Dev Box and Lab Services do not, which "
                 "is followed where they ask.",
    .judge = judge_data_disks,
};

const struct requirement requirement_disk_size_below_lab_limit = {
    .id = "disk.size-below-lab-limit",
    .title = "The OS disk is smaller than 128 GiB",
    .why = "Larger images are not listed for a lab.",
    .source =
        "https://learn.microsoft.com/azure/lab-services/how-to-attach-detach-shared-image-gallery",
    .advice = "Build the image on a smaller disk: 127 GiB is what the marketplace's have.",
    .judge = judge_less_than,
};

const struct requirement requirement_disk_size_within_generation_1 = {
    .id = "disk.size-within-generation-1",
    .title = "The OS disk of a generation 1 machine has at most 2 TiB",
    .why = "Azure starts no generation 1 machine from a larger one.",
    .source = PREPARE_VHD,
    .advice = "Build the image on a smaller disk, or on a generation 2 machine.",
    .judge = judge_generation_1,
};

const struct requirement requirement_disk_size_below_gallery_limit = {
    .id = "disk.size-below-gallery-limit",
    .title = "The OS disk is smaller than 2 TiB",
    .why = "A larger image is replicated in shallow mode only: to one region, with one replica.",
    .source = GALLERY,
    .advice = "Build the image on a smaller disk, or replicate it in shallow mode.",
    .judge = judge_less_than,
};

const struct requirement requirement_disk_size_whole_mib = {
    .id = "disk.size-whole-mib",
    .title = "The OS disk has a whole number of MiB",
    .why = "An uploaded disk of another size makes the creation of an image fail.",
    .source = PREPARE_VHD,
    .advice = "Resize the virtual disk on its host before it is uploaded (Resize-VHD).",
    .judge = judge_whole_mib,
};

const struct requirement requirement_disk_sector_512 = {
    .id = "disk.sector-512",
    .title = "The OS disk has logical sectors of 512 bytes",
    .why = "Only VHDX knows larger ones, and Azure takes VHD: the disk cannot be converted.",
    .source = "https://learn.microsoft.com/powershell/module/hyper-v/new-vhd",
    .advice = "Install Windows on a disk with sectors of 512 bytes.",
    .expects = { .fact = "disk.sector_bytes", .number = 512 },
};

const struct requirement requirement_disk_not_native_vhd_boot = {
    .id = "disk.not-native-vhd-boot",
    .title = "Windows was not started from a disk file of a physical machine",
    .why = "It carries the drivers of that machine, and sysprep's VM mode is for machines inside a "
           "hypervisor only.",
    .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
              "boot-to-vhd--native-boot--add-a-virtual-hard-disk-to-the-boot-menu",
    .advice = "Start the disk file in a virtual machine, and prepare it there.",
    .expects = { .fact = "virtual_disk.native_boot",
        .number = 0,
        .when_absent = VERDICT_MET,
        .show = "native boot" },
};

/* How much sysprep itself needs is not published. */
const struct requirement requirement_disk_free_space = {
    .id = "disk.free-space",
    .title = "The Windows volume has room left",
    .why = "Windows asks for 16 GB after its first start; sysprep and updates fail without room.",
    .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
              "configure-uefigpt-based-hard-drive-partitions",
    .advice = "Clean up the disk, or build the image on a larger one.",
    .judge = judge_free,
};

const struct requirement requirement_drive_no_removable_media = {
    .id = "drive.no-removable-media",
    .title = "No removable medium is in a drive",
    .why = "Windows Setup takes an answer file from such a medium by itself when sysprep runs.",
    .source = "https://learn.microsoft.com/windows-hardware/manufacture/desktop/"
              "windows-setup-automation-overview",
    .advice = "Eject installation media and unplug sticks before the image is sealed.",
    .expects = { .fact = "drive.removable_media", .kind = EXPECTS_NO_ROWS, .show = "root" },
};
