/* SPDX-License-Identifier: MIT */
/*
 * volume.c - the volume that Windows lies on: where it is, and how large its file system is.
 *
 * The size of the file system is kept where NTFS keeps it, in the boot sector of the image. NTFS
 * leaves the partition's last sector out of its count and keeps a copy of the boot sector there.
 * Source: learn.microsoft.com/windows/win32/api/winioctl/ni-winioctl-fsctl_extend_volume, and
 * ni-winioctl-fsctl_shrink_volume; the layout of the boot sector as in the Linux kernel, fs/ntfs3/ntfs.h
 */
#include "labdisk.h"

#include "bytes.h"

enum {
    AT_OEM = 3,
    AT_SECTOR_BYTES = 11,
    AT_CLUSTER_SECTORS = 13,
    AT_SECTORS = 40,
    AT_MFT = 48,
    AT_MFT_MIRROR = 56,
    AT_RECORD_SIZE = 64,
    AT_SERIAL = 72,
    LARGEST_SHIFT = 31,
};

struct file_system {
    uint64_t sectors; /* without the last one, the copy of the boot sector */
    uint32_t sector_bytes;
    uint32_t cluster_sectors;
};

static NTSTATUS read_sector(struct labdisk *labdisk, uint64_t offset)
{
    struct table_disk *disk = &labdisk->disk;

    return disk->read(disk->state, offset, disk->sector, disk->sector_bytes)
               ? STATUS_SUCCESS
               : STATUS_IO_DEVICE_ERROR;
}

/* Finds the volume and leaves its boot sector in disk.sector. */
static NTSTATUS read_boot_sector(struct labdisk *labdisk, struct file_system *found)
{
    const uint8_t *sector = labdisk->disk.sector;
    NTSTATUS status = labdisk_find_volume(labdisk);

    if (NT_SUCCESS(status))
        status = read_sector(labdisk, labdisk->volume.offset);
    if (!NT_SUCCESS(status))
        return status;
    found->sectors = bytes_get64(sector + AT_SECTORS);
    found->sector_bytes = bytes_get16(sector + AT_SECTOR_BYTES);
    found->cluster_sectors = sector[AT_CLUSTER_SECTORS];
    /* An encrypted volume shows itself decrypted: the sizes stand where NTFS has them, too. */
    if ((RtlCompareMemory(sector + AT_OEM, "NTFS    ", 8) != 8 &&
            RtlCompareMemory(sector + AT_OEM, "-FVE-FS-", 8) != 8) ||
        found->cluster_sectors == 0 || found->sector_bytes != labdisk->disk.sector_bytes ||
        found->sectors >= labdisk->volume.length / found->sector_bytes)
        return STATUS_INVALID_DEVICE_REQUEST; /* the answer of a volume that is no NTFS */
    return STATUS_SUCCESS;
}

NTSTATUS labdisk_file_system_size(struct labdisk *labdisk, uint64_t *size)
{
    struct file_system found = { 0 };
    NTSTATUS status = read_boot_sector(labdisk, &found);

    *size = 0;
    if (status == STATUS_INVALID_DEVICE_REQUEST)
        return STATUS_SUCCESS;
    if (NT_SUCCESS(status))
        *size = found.sectors * found.sector_bytes;
    return status;
}

NTSTATUS labdisk_extents(struct labdisk_request *request)
{
    VOLUME_DISK_EXTENTS *out = request->buffer;
    NTSTATUS status = labdisk_find_volume(request->labdisk);

    if (!NT_SUCCESS(status))
        return status;
    RtlZeroMemory(out, sizeof *out);
    out->NumberOfDiskExtents = 1;
    out->Extents[0].DiskNumber = 0;
    out->Extents[0].StartingOffset.QuadPart = (LONGLONG)request->labdisk->volume.offset;
    out->Extents[0].ExtentLength.QuadPart = (LONGLONG)request->labdisk->volume.length;
    request->written = sizeof *out;
    return STATUS_SUCCESS;
}

/* NTFS tells small sizes as 2 to the power of a negative number. */
static uint32_t record_bytes(uint8_t told, uint32_t cluster_bytes)
{
    if (told < 0x80)
        return told * cluster_bytes;
    return 0x100 - told > LARGEST_SHIFT ? 0 : 1u << (0x100 - told);
}

NTSTATUS labdisk_read_ntfs_data(struct labdisk *labdisk, NTFS_VOLUME_DATA_BUFFER *out)
{
    const uint8_t *sector = labdisk->disk.sector;
    struct file_system found = { 0 };
    uint64_t clusters;
    uint64_t free_clusters;
    NTSTATUS status = read_boot_sector(labdisk, &found);

    if (!NT_SUCCESS(status))
        return status;
    clusters = found.sectors / found.cluster_sectors;
    free_clusters =
        (uint64_t)labdisk->free_mib * 1024 * 1024 / (found.cluster_sectors * found.sector_bytes);
    if (labdisk->free_mib == 0 || free_clusters > clusters)
        free_clusters = clusters / 4;

    RtlZeroMemory(out, sizeof *out);
    out->VolumeSerialNumber.QuadPart = (LONGLONG)bytes_get64(sector + AT_SERIAL);
    out->NumberSectors.QuadPart = (LONGLONG)found.sectors;
    out->TotalClusters.QuadPart = (LONGLONG)clusters;
    out->FreeClusters.QuadPart = (LONGLONG)free_clusters;
    out->BytesPerSector = found.sector_bytes;
    out->BytesPerCluster = found.cluster_sectors * found.sector_bytes;
    out->BytesPerFileRecordSegment = record_bytes(sector[AT_RECORD_SIZE], out->BytesPerCluster);
    out->ClustersPerFileRecordSegment = sector[AT_RECORD_SIZE] < 0x80 ? sector[AT_RECORD_SIZE] : 0;
    out->MftStartLcn.QuadPart = (LONGLONG)bytes_get64(sector + AT_MFT);
    out->Mft2StartLcn.QuadPart = (LONGLONG)bytes_get64(sector + AT_MFT_MIRROR);
    return STATUS_SUCCESS;
}

NTSTATUS labdisk_ntfs_data(struct labdisk_request *request)
{
    NTSTATUS status = labdisk_read_ntfs_data(request->labdisk, request->buffer);

    if (NT_SUCCESS(status))
        request->written = sizeof(NTFS_VOLUME_DATA_BUFFER);
    return status;
}

/* The copy first: a power cut in between leaves the old size in the sector that counts. */
static NTSTATUS write_size(struct labdisk *labdisk, uint64_t sectors)
{
    struct table_disk *disk = &labdisk->disk;
    uint64_t start = labdisk->volume.offset;

    bytes_put(disk->sector + AT_SECTORS, 8, sectors);
    if (!disk->write(
            disk->state, start + sectors * disk->sector_bytes, disk->sector, disk->sector_bytes) ||
        !disk->write(disk->state, start, disk->sector, disk->sector_bytes))
        return STATUS_IO_DEVICE_ERROR;
    return STATUS_SUCCESS;
}

NTSTATUS labdisk_extend(struct labdisk_request *request)
{
    struct labdisk *labdisk = request->labdisk;
    LONGLONG wanted = *(const LONGLONG *)request->buffer;
    struct file_system found = { 0 };
    NTSTATUS status = labdisk_fault(labdisk, L"FailExtend");

    if (NT_SUCCESS(status))
        status = read_boot_sector(labdisk, &found);
    if (!NT_SUCCESS(status))
        return status;
    if (wanted <= 0 || (uint64_t)wanted > labdisk->volume.length / found.sector_bytes ||
        (uint64_t)wanted < found.sectors + 1 + found.cluster_sectors)
        status = STATUS_INVALID_PARAMETER;
    else
        status = write_size(labdisk, (uint64_t)wanted - 1);
    labdisk_log("extend volume to %I64d sectors: status 0x%08lx", wanted, (unsigned long)status);
    return status;
}

/* How many sectors its files need: those that are free may go. */
static NTSTATUS needed_sectors(struct labdisk *labdisk, uint64_t *sectors)
{
    NTFS_VOLUME_DATA_BUFFER data;
    NTSTATUS status = labdisk_read_ntfs_data(labdisk, &data);

    if (NT_SUCCESS(status))
        *sectors = (uint64_t)(data.TotalClusters.QuadPart - data.FreeClusters.QuadPart) *
                   data.BytesPerCluster / data.BytesPerSector;
    return status;
}

/* The lab's files lie elsewhere, so that none has to be moved between prepare and commit. */
NTSTATUS labdisk_shrink(struct labdisk_request *request)
{
    enum { PREPARE = 1, COMMIT = 2, ABORT = 3 };
    const struct labdisk_shrink shrink = *(const struct labdisk_shrink *)request->buffer;
    struct labdisk *labdisk = request->labdisk;
    struct file_system found = { 0 };
    uint64_t needed = 0;
    NTSTATUS status = labdisk_fault(labdisk, L"FailShrink");

    if (NT_SUCCESS(status))
        status = needed_sectors(labdisk, &needed);
    if (NT_SUCCESS(status))
        status = read_boot_sector(labdisk, &found);
    if (!NT_SUCCESS(status))
        return status;
    if (shrink.flags != 0 || shrink.request < PREPARE || shrink.request > ABORT)
        status = STATUS_INVALID_PARAMETER;
    else if (shrink.request == PREPARE &&
             (shrink.sectors <= 1 || (uint64_t)shrink.sectors < needed ||
                 (uint64_t)shrink.sectors > found.sectors))
        status = STATUS_INVALID_PARAMETER;
    else if (shrink.request == PREPARE)
        labdisk->shrink_sectors = (uint64_t)shrink.sectors;
    else if (shrink.request == COMMIT && labdisk->shrink_sectors == 0)
        status = STATUS_INVALID_DEVICE_STATE;
    else if (shrink.request == COMMIT)
        status = write_size(labdisk, labdisk->shrink_sectors - 1);
    if (shrink.request != PREPARE)
        labdisk->shrink_sectors = 0;
    labdisk_log("shrink volume, request %lu, %I64d sectors: status 0x%08lx",
        (unsigned long)shrink.request, shrink.sectors, (unsigned long)status);
    return status;
}
