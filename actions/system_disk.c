/* SPDX-License-Identifier: MIT */
/* system_disk.c - the disk that holds Windows, as it is at this moment. */
#include "actions/system_disk.h"

bool system_disk_read(const struct guest *guest, struct system_disk *disk, struct err *err)
{
    memset(disk, 0, sizeof *disk);
    if (!guest->system_volume(guest->state, &disk->volume, err))
        return err_wrap(err, "cannot find the volume that holds Windows");
    disk->number = disk->volume.disk_number;
    if (!guest->disk(guest->state, disk->number, &disk->disk, err) ||
        !guest->disk_layout(guest->state, disk->number, &disk->layout, err))
        return err_wrap(err, "cannot read disk %lu", (unsigned long)disk->number);
    if (!system_disk_windows(disk))
        return err_set(err, ERR_AGENT, ERR_MALFORMED,
            "no partition of disk %lu starts at byte %llu, where the volume that holds Windows "
            "does",
            (unsigned long)disk->number, (unsigned long long)disk->volume.offset_bytes);
    return true;
}

const struct disk_partition *system_disk_windows(const struct system_disk *disk)
{
    return disk_partition_at(&disk->layout, disk->volume.offset_bytes);
}

static bool is_dynamic(const struct disk_layout *layout, const struct disk_partition *partition)
{
    if (layout->style == DISK_MBR)
        return strcmp(partition->type, "0x42") == 0;
    return text_same(partition->type, DISK_TYPE_LDM_METADATA) ||
           text_same(partition->type, DISK_TYPE_LDM_DATA);
}

bool system_disk_is_plain(const struct system_disk *disk, struct err *err)
{
    const struct disk_layout *layout = &disk->layout;
    unsigned long number = disk->number;

    if (layout->style == DISK_RAW)
        return err_set(err, ERR_AGENT, ERR_REFUSED, "disk %lu has no partition table", number);
    for (size_t i = 0; i < layout->count; i++) {
        const struct disk_partition *partition = &layout->partitions[i];

        if (is_dynamic(layout, partition))
            return err_set(err, ERR_AGENT, ERR_REFUSED,
                "disk %lu is dynamic: its volumes are not what its partition table says", number);
        if (text_same(partition->type, DISK_TYPE_STORAGE_SPACES))
            return err_set(
                err, ERR_AGENT, ERR_REFUSED, "disk %lu belongs to a storage pool", number);
    }
    return true;
}

bool system_disk_is_decrypted(
    const struct guest *guest, const struct system_disk *disk, struct err *err)
{
    static const char encrypted[] = "-FVE-FS-";
    enum { NAME_OFFSET = 3 };
    size_t len = disk->disk.sector_bytes;
    AUTO_FREE uint8_t *sector = calloc(1, len > 512 ? len : 512);

    if (!sector)
        return err_nomem(err);
    if (!guest->disk_read(guest->state, disk->number, disk->volume.offset_bytes, sector, len, err))
        return err_wrap(err, "cannot tell whether Windows is encrypted");
    if (memcmp(sector + NAME_OFFSET, encrypted, sizeof encrypted - 1) == 0)
        return err_set(err, ERR_AGENT, ERR_REFUSED,
            "the Windows volume is encrypted with BitLocker: decrypt it first");
    return true;
}

bool system_disk_same(
    const struct system_disk *left, const struct system_disk *right, struct text *difference)
{
    size_t before = difference->len;

    if (left->number != right->number || left->layout.style != right->layout.style ||
        strcmp(left->layout.id, right->layout.id) != 0 ||
        left->disk.size_bytes != right->disk.size_bytes)
        text_append(difference, "it is not the same disk");
    else if (left->layout.count != right->layout.count)
        text_append(difference, "it had %zu partitions and has %zu", left->layout.count,
            right->layout.count);
    for (size_t i = 0; difference->len == before && i < left->layout.count; i++) {
        if (disk_partition_equal(&left->layout.partitions[i], &right->layout.partitions[i]))
            continue;
        system_disk_describe(left, &left->layout.partitions[i], difference);
        text_append(difference, " has changed");
    }
    return difference->len == before && !difference->broken;
}

void system_disk_describe(
    const struct system_disk *disk, const struct disk_partition *partition, struct text *text)
{
    text_append(text, "partition %lu (%s, ", (unsigned long)partition->number,
        disk_type_name(&disk->layout, partition));
    text_append_size(text, partition->length_bytes);
    text_append(text, " at byte %llu of disk %lu)", (unsigned long long)partition->offset_bytes,
        (unsigned long)disk->number);
}
