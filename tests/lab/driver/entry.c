/* SPDX-License-Identifier: MIT */
/*
 * entry.c - labdisk.sys, the system disk of the lab guest: its two devices, their names, reads
 * and writes.
 *
 * It takes the names \\.\PhysicalDrive0 and \\.\C: over from Wine; ordinary paths on C: do not
 * go by these links and stay where they are.
 */
#include "labdisk.h"

enum {
    POOL_TAG = 0x6b646c67,
    BOOT_SECTORS_BYTES = 8192, /* NTFS keeps its boot code in 16 sectors of 512 */
};

static const struct {
    const wchar_t *device;
    const wchar_t *link;
    bool is_volume;
} devices[] = {
    { L"\\Device\\LabDisk0", L"\\DosDevices\\PhysicalDrive0", false },
    { L"\\Device\\LabVolume0", L"\\DosDevices\\C:", true },
};

static NTSTATUS complete(IRP *irp, NTSTATUS status, ULONG_PTR information)
{
    irp->IoStatus.Status = status;
    irp->IoStatus.Information = information;
    IoCompleteRequest(irp, IO_NO_INCREMENT);
    return status;
}

static NTSTATUS NTAPI succeed(DEVICE_OBJECT *device, IRP *irp)
{
    (void)device;
    return complete(irp, STATUS_SUCCESS, 0);
}

static NTSTATUS NTAPI flush(DEVICE_OBJECT *device, IRP *irp)
{
    const struct labdisk_device *own = device->DeviceExtension;
    IO_STATUS_BLOCK done = { 0 };

    return complete(irp, ZwFlushBuffersFile(own->labdisk->image, &done), 0);
}

/*
 * Where the bytes of the device that is asked start, and how many there are. Windows refuses
 * writes to the sectors of a mounted volume unless it is locked, and the volume of Windows
 * cannot be.
 * Source: learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-writefile, direct drive access
 */
static NTSTATUS locate(
    const struct labdisk_device *own, bool is_write, uint64_t offset, ULONG len, uint64_t *start)
{
    struct labdisk *labdisk = own->labdisk;
    uint64_t size = labdisk->disk.size_bytes;
    uint64_t used = 0;
    NTSTATUS status = labdisk_find_volume(labdisk);

    *start = 0;
    if (own->is_volume && !NT_SUCCESS(status))
        return status;
    if (own->is_volume) {
        *start = labdisk->volume.offset;
        size = labdisk->volume.length;
    }
    if (offset % labdisk->disk.sector_bytes != 0 || len % labdisk->disk.sector_bytes != 0 ||
        offset > size || len > size - offset)
        return STATUS_INVALID_PARAMETER;
    if (!is_write || !NT_SUCCESS(status))
        return STATUS_SUCCESS;

    status = labdisk_file_system_size(labdisk, &used);
    if (!NT_SUCCESS(status))
        return status;
    offset += *start;
    if (offset < labdisk->volume.offset + used &&
        offset + len > labdisk->volume.offset + (own->is_volume ? BOOT_SECTORS_BYTES : 0))
        return STATUS_ACCESS_DENIED;
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI transfer(DEVICE_OBJECT *device, IRP *irp)
{
    const struct labdisk_device *own = device->DeviceExtension;
    const IO_STACK_LOCATION *stack = IoGetCurrentIrpStackLocation(irp);
    bool is_write = stack->MajorFunction == IRP_MJ_WRITE;
    /* The parameters of reads and of writes have the same form. */
    ULONG len = stack->Parameters.Read.Length;
    uint64_t start = 0;
    struct table_disk *disk = &own->labdisk->disk;
    void *buffer = irp->AssociatedIrp.SystemBuffer;
    NTSTATUS status = labdisk_fault(own->labdisk, is_write ? L"FailWrite" : L"FailRead");
    bool done;

    if (NT_SUCCESS(status))
        status = locate(
            own, is_write, (uint64_t)stack->Parameters.Read.ByteOffset.QuadPart, len, &start);
    if (!NT_SUCCESS(status))
        return complete(irp, status, 0);
    start += (uint64_t)stack->Parameters.Read.ByteOffset.QuadPart;
    if (len == 0)
        return complete(irp, STATUS_SUCCESS, 0);
    done = is_write ? disk->write(disk->state, start, buffer, len)
                    : disk->read(disk->state, start, buffer, len);
    return complete(irp, done ? STATUS_SUCCESS : STATUS_IO_DEVICE_ERROR, done ? len : 0);
}

/* Takes a name over from whoever has it. */
static NTSTATUS take_link(const wchar_t *link, UNICODE_STRING *target)
{
    UNICODE_STRING name;

    RtlInitUnicodeString(&name, link);
    (void)IoDeleteSymbolicLink(&name); /* fails when nobody had the name */
    return IoCreateSymbolicLink(&name, target);
}

static NTSTATUS create_device(DRIVER_OBJECT *driver, struct labdisk *labdisk, size_t which)
{
    UNICODE_STRING name;
    DEVICE_OBJECT *device;
    struct labdisk_device *own;
    NTSTATUS status;

    RtlInitUnicodeString(&name, devices[which].device);
    status = IoCreateDevice(driver, sizeof *own, &name, FILE_DEVICE_DISK, 0, FALSE, &device);
    if (!NT_SUCCESS(status))
        return status;
    own = device->DeviceExtension;
    own->labdisk = labdisk;
    own->is_volume = devices[which].is_volume;
    device->Flags |= DO_BUFFERED_IO;
    device->Flags &= ~(ULONG)DO_DEVICE_INITIALIZING;
    return take_link(devices[which].link, &name);
}

static void NTAPI unload(DRIVER_OBJECT *driver)
{
    struct labdisk *labdisk = NULL;

    for (size_t i = 0; i < RTL_NUMBER_OF(devices); i++) {
        UNICODE_STRING link;

        RtlInitUnicodeString(&link, devices[i].link);
        (void)IoDeleteSymbolicLink(&link);
    }
    while (driver->DeviceObject) {
        labdisk = ((struct labdisk_device *)driver->DeviceObject->DeviceExtension)->labdisk;
        IoDeleteDevice(driver->DeviceObject);
    }
    if (labdisk) {
        labdisk_close(labdisk);
        ExFreePoolWithTag(labdisk, POOL_TAG);
    }
}

/*
 * What firmware does before Windows starts: of a GPT, the copy that does not hold is written anew from
 * the one that does. That of a Hyper-V machine is unverified.
 * Source: EDK II, MdeModulePkg/Universal/Disk/PartitionDxe/Gpt.c, PartitionRestoreGptTable
 */
static NTSTATUS restore_table(struct labdisk *labdisk)
{
    struct table *table = &labdisk->before;
    NTSTATUS status = labdisk_read_table(labdisk);

    /* A disk that cannot be read as a table is the recipe's wish. */
    if (!NT_SUCCESS(status) || table->style != TABLE_GPT ||
        table->primary_holds == table->backup_holds)
        return STATUS_SUCCESS;
    labdisk_log(
        "the %s copy of the GPT is written anew", table->primary_holds ? "second" : "first");
    return labdisk_status(table_write(&labdisk->disk, table));
}

static NTSTATUS start(DRIVER_OBJECT *driver, struct labdisk *labdisk, UNICODE_STRING *registry_path)
{
    NTSTATUS status = labdisk_configure(labdisk, registry_path);

    if (NT_SUCCESS(status))
        status = restore_table(labdisk);
    for (size_t i = 0; NT_SUCCESS(status) && i < RTL_NUMBER_OF(devices); i++)
        status = create_device(driver, labdisk, i);
    return status;
}

NTSTATUS NTAPI DriverEntry(DRIVER_OBJECT *driver, UNICODE_STRING *registry_path);

NTSTATUS NTAPI DriverEntry(DRIVER_OBJECT *driver, UNICODE_STRING *registry_path)
{
    struct labdisk *labdisk = ExAllocatePoolWithTag(NonPagedPool, sizeof *labdisk, POOL_TAG);
    NTSTATUS status;

    if (!labdisk)
        return STATUS_NO_MEMORY;
    RtlZeroMemory(labdisk, sizeof *labdisk);
    status = start(driver, labdisk, registry_path);
    if (!NT_SUCCESS(status)) {
        labdisk_log("did not start: status 0x%08lx", (unsigned long)status);
        if (driver->DeviceObject) {
            unload(driver);
        } else {
            labdisk_close(labdisk);
            ExFreePoolWithTag(labdisk, POOL_TAG);
        }
        return status;
    }
    driver->MajorFunction[IRP_MJ_CREATE] = succeed;
    driver->MajorFunction[IRP_MJ_CLOSE] = succeed;
    driver->MajorFunction[IRP_MJ_CLEANUP] = succeed;
    driver->MajorFunction[IRP_MJ_READ] = transfer;
    driver->MajorFunction[IRP_MJ_WRITE] = transfer;
    driver->MajorFunction[IRP_MJ_FLUSH_BUFFERS] = flush;
    driver->MajorFunction[IRP_MJ_QUERY_VOLUME_INFORMATION] = labdisk_query_volume;
    driver->MajorFunction[IRP_MJ_DEVICE_CONTROL] = labdisk_control;
    driver->MajorFunction[IRP_MJ_FILE_SYSTEM_CONTROL] = labdisk_control;
    driver->DriverUnload = unload;
    return STATUS_SUCCESS;
}
