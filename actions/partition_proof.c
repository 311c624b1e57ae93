/* SPDX-License-Identifier: MIT */
/*
 * partition_proof.c - is every other partition what and where it was?
 *
 * Three kinds of partitions:
 *   - The one that holds Windows is mounted and written to all the time: its table entry is
 *     compared, its content cannot be.
 *   - Others that hold a file system may be mounted too: the EFI system partition, where Windows
 *     keeps the boot configuration hive open and may flush it a moment after reagentc changed it;
 *     data partitions; a second recovery partition, from which reagentc has just moved an image. So
 *     their boot sector must be the same (but for the flags by which FAT marks a volume in use), and
 *     a change further in is a remark, no alarm.
 *   - All others (Microsoft reserved, types nobody mounts) must not have changed by a single byte of
 *     what is read.
 *
 * Source: offsets 0x25 and 0x41 of a FAT boot sector as its "dirty" flags:
 *         https://github.com/microsoft/Windows-driver-samples/tree/main/filesys/fastfat
 */
#include "actions/partition_proof.h"

#include "base/crc32.h"

static bool may_be_mounted(const struct system_disk *disk, const struct disk_partition *partition)
{
    if (disk->layout.style == DISK_MBR)
        return true; /* a type number tells little, and the active partition holds the boot files */
    return text_same(partition->type, DISK_TYPE_ESP) ||
           text_same(partition->type, DISK_TYPE_BASIC_DATA) ||
           disk_is_recovery(&disk->layout, partition);
}

static bool is_windows(const struct system_disk *disk, const struct disk_partition *partition)
{
    return partition->offset_bytes == disk->volume.offset_bytes;
}

static uint32_t crc_of_boot_sector(uint8_t *sector, size_t len)
{
    /* FAT12 and FAT16, FAT32 */
    static const size_t dirty_flags[] = { 0x25, 0x41 };
    static const uint8_t zero = 0;
    uint32_t crc = 0;
    size_t from = 0;

    for (size_t i = 0; i < COUNT_OF(dirty_flags); i++) {
        crc = crc32_add(crc, sector + from, dirty_flags[i] - from);
        crc = crc32_add(crc, &zero, 1);
        from = dirty_flags[i] + 1;
    }
    return crc32_add(crc, sector + from, len - from);
}

static bool read_edges(const struct guest *guest, const struct system_disk *disk,
    const struct disk_partition *partition, struct proof_edges *edges, struct err *err)
{
    uint32_t sector = disk->disk.sector_bytes;
    uint64_t whole = partition->length_bytes - partition->length_bytes % sector;
    size_t len = whole < PROOF_EDGE_BYTES ? (size_t)whole : (size_t)PROOF_EDGE_BYTES;
    uint64_t last = partition->offset_bytes + whole - len;

    edges->taken = true;
    if (len == 0)
        return true;
    AUTO_FREE uint8_t *bytes = malloc(len);
    if (!bytes)
        return err_nomem(err);
    if (!guest->disk_read(guest->state, disk->number, partition->offset_bytes, bytes, len, err))
        return false;
    edges->first = crc32_add(0, bytes, len);
    edges->boot_sector = crc_of_boot_sector(bytes, sector);
    if (!guest->disk_read(guest->state, disk->number, last, bytes, len, err))
        return false;
    edges->last = crc32_add(0, bytes, len);
    return true;
}

bool partition_proof_take(const struct guest *guest, const struct system_disk *disk,
    const struct disk_partition *target, struct partition_proof *proof, struct err *err)
{
    memset(proof, 0, sizeof *proof);
    proof->before = *disk;
    proof->target_offset = target->offset_bytes;
    for (size_t i = 0; i < disk->layout.count; i++) {
        const struct disk_partition *partition = &disk->layout.partitions[i];

        if (partition->offset_bytes == target->offset_bytes || is_windows(disk, partition))
            continue;
        if (!read_edges(guest, disk, partition, &proof->edges[i], err))
            return err_wrap(err, "cannot read partition %lu", (unsigned long)partition->number);
    }
    return true;
}

static bool changed(const struct system_disk *disk, const struct disk_partition *partition,
    const char *what, struct err *err)
{
    AUTO(text) name = { 0 };

    system_disk_describe(disk, partition, &name);
    return err_set(err, ERR_AGENT, ERR_DAMAGED, "%s %s", text_string(&name), what);
}

static bool check_edges(const struct guest *guest, const struct partition_proof *proof,
    size_t index, struct text *remarks, struct err *err)
{
    const struct system_disk *disk = &proof->before;
    const struct disk_partition *partition = &disk->layout.partitions[index];
    const struct proof_edges *before = &proof->edges[index];
    struct proof_edges after = { 0 };

    if (!before->taken)
        return true;
    if (!read_edges(guest, disk, partition, &after, err))
        return err_wrap(err, "cannot read partition %lu again", (unsigned long)partition->number);
    if (before->first == after.first && before->last == after.last)
        return true;
    if (!may_be_mounted(disk, partition) || before->boot_sector != after.boot_sector)
        return changed(disk, partition, "does not hold what it held", err);
    text_append(remarks, "%sWindows wrote to ", remarks->len > 0 ? "; " : "");
    system_disk_describe(disk, partition, remarks);
    text_append(remarks, " meanwhile; its boot sector is the same");
    return true;
}

bool partition_proof_check(const struct guest *guest, const struct partition_proof *proof,
    const struct system_disk *after, struct text *remarks, struct err *err)
{
    const struct disk_layout *old = &proof->before.layout;

    if (after->number != proof->before.number || strcmp(after->layout.id, old->id) != 0 ||
        after->layout.style != old->style)
        return err_set(err, ERR_AGENT, ERR_DAMAGED, "the disk's own identity changed");
    for (size_t i = 0; i < old->count; i++) {
        const struct disk_partition *partition = &old->partitions[i];
        const struct disk_partition *now =
            disk_partition_at(&after->layout, partition->offset_bytes);

        if (partition->offset_bytes == proof->target_offset)
            continue;
        if (!now)
            return changed(&proof->before, partition, "is gone from the table", err);
        if (!disk_partition_equal(partition, now))
            return changed(&proof->before, partition, "has another entry in the table", err);
        if (!check_edges(guest, proof, i, remarks, err))
            return false;
    }
    for (size_t i = 0; i < after->layout.count; i++) {
        const struct disk_partition *now = &after->layout.partitions[i];

        if (now->offset_bytes != proof->target_offset && !disk_partition_at(old, now->offset_bytes))
            return changed(after, now, "is new in the table", err);
    }
    return true;
}
