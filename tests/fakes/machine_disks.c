/* SPDX-License-Identifier: MIT */
/* machine_disks.c - the fake machine's disk, its layout, and reserved storage. */
#include "fakes/machine_parts.h"

#include "guest/disk_add.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { MIB = 1024 * 1024 };

/** ReturnValue of MSFT_Partition's methods. Source: learn.microsoft.com, DeleteObject, Resize */
enum {
    WMI_IN_USE = 6,
    WMI_SIZE_NOT_SUPPORTED = 4097,
};

enum { WIN32_NOT_FOUND = 1168 };
#define HRESULT_RESERVES_IN_USE 0x800F0975u

/** Is it the disk that this machine has? */
static bool check_disk(const struct fake_machine *machine, uint32_t disk_number, struct err *err)
{
    const struct fake_hardware *hardware = &machine->hardware;

    if (hardware->disk.size_bytes == 0 && machine->is_empty)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "this machine has no disk");
    if (disk_number != hardware->volume.disk_number)
        return err_set(
            err, ERR_WIN32, 2, "there is no '\\\\.\\PhysicalDrive%" PRIu32 "'", disk_number);
    return true;
}

static struct disk_partition *find_partition(
    struct fake_machine *machine, uint64_t offset_bytes, struct err *err)
{
    struct disk_layout *layout = &machine->hardware.layout;

    for (size_t i = 0; i < layout->count; i++)
        if (layout->partitions[i].offset_bytes == offset_bytes)
            return &layout->partitions[i];
    (void)err_set(
        err, ERR_WIN32, WIN32_NOT_FOUND, "no partition starts at offset %" PRIu64, offset_bytes);
    return NULL;
}

bool fake_layout_delete(struct fake_machine *machine, uint64_t offset_bytes, struct err *err)
{
    struct disk_layout *layout = &machine->hardware.layout;
    const struct disk_partition *partition = find_partition(machine, offset_bytes, err);

    if (!partition)
        return false;
    if (offset_bytes == machine->hardware.volume.offset_bytes)
        return err_set(err, ERR_WMI, WMI_IN_USE, "the partition is in use");

    uint32_t number = partition->number;
    fake_array_remove(layout->partitions, &layout->count, (size_t)(partition - layout->partitions),
        sizeof layout->partitions[0]);
    /* Numbers are no identity: Windows counts anew. Tests rely on nobody trusting them. */
    for (size_t i = 0; i < layout->count; i++)
        if (layout->partitions[i].number > number)
            layout->partitions[i].number--;
    return true;
}

uint64_t fake_layout_most(const struct fake_machine *machine, uint64_t offset_bytes)
{
    const struct disk_layout *layout = &machine->hardware.layout;
    const struct disk_partition *partition = disk_partition_at(layout, offset_bytes);
    uint64_t end = disk_space_end(layout, partition, machine->hardware.disk.size_bytes);
    uint64_t own_end = partition->offset_bytes + partition->length_bytes;

    end = end / MIB * MIB; /* partitions end on whole MiB */
    return (end > own_end ? end : own_end) - offset_bytes;
}

/* Files are moved together, and their bytes need room. */
static uint64_t fake_layout_least(const struct fake_machine *machine, uint64_t offset_bytes)
{
    const struct guest_volume *volume = &machine->hardware.volume;

    return offset_bytes == volume->offset_bytes ? volume->size_bytes - volume->free_bytes : MIB;
}

bool fake_layout_resize(
    struct fake_machine *machine, uint64_t offset_bytes, uint64_t size_bytes, struct err *err)
{
    struct guest_volume *volume = &machine->hardware.volume;
    struct disk_partition *partition = find_partition(machine, offset_bytes, err);

    if (!partition)
        return false;
    if (size_bytes > fake_layout_most(machine, offset_bytes) ||
        size_bytes < fake_layout_least(machine, offset_bytes))
        return err_set(err, ERR_WMI, WMI_SIZE_NOT_SUPPORTED,
            "the size %" PRIu64 " is not supported", size_bytes);
    partition->length_bytes = size_bytes;
    if (offset_bytes == volume->offset_bytes) {
        volume->free_bytes += size_bytes - volume->size_bytes;
        volume->length_bytes = size_bytes;
        volume->size_bytes = size_bytes;
    }
    return true;
}

/* -- the port -- */

static bool system_volume(void *state, struct guest_volume *volume, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "system_volume", err))
        return false;
    if (machine->is_empty && machine->hardware.volume.length_bytes == 0)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "this machine has no system volume");
    *volume = machine->hardware.volume;
    return true;
}

static bool get_disk(void *state, uint32_t disk_number, struct guest_disk *disk, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "disk", err) || !check_disk(machine, disk_number, err))
        return false;
    *disk = machine->hardware.disk;
    return true;
}

static bool get_layout(
    void *state, uint32_t disk_number, struct disk_layout *layout, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "disk_layout", err) || !check_disk(machine, disk_number, err))
        return false;
    *layout = machine->hardware.layout;
    return true;
}

static bool disk_read(void *state, uint32_t disk_number, uint64_t offset_bytes, void *buffer,
    size_t len, struct err *err)
{
    struct fake_machine *machine = state;
    const struct fake_hardware *hardware = &machine->hardware;
    uint32_t sector = hardware->disk.sector_bytes;

    if (!fake_enter(machine, "disk_read", err) || !check_disk(machine, disk_number, err))
        return false;
    if (sector == 0 || offset_bytes % sector != 0 || len % sector != 0 ||
        offset_bytes > hardware->disk.size_bytes || len > hardware->disk.size_bytes - offset_bytes)
        return err_set(err, ERR_WIN32, 87,
            "cannot read %zu bytes at offset %" PRIu64 ": not whole sectors of the disk", len,
            offset_bytes);
    fake_sectors_read(machine, offset_bytes, buffer, len);
    return true;
}

static bool partition_delete(
    void *state, uint32_t disk_number, uint64_t offset_bytes, struct err *err)
{
    struct fake_machine *machine = state;

    return fake_enter(machine, "partition_delete", err) && check_disk(machine, disk_number, err) &&
           fake_layout_delete(machine, offset_bytes, err);
}

static bool partition_limits(void *state, uint32_t disk_number, uint64_t offset_bytes,
    uint64_t *least_bytes, uint64_t *most_bytes, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "partition_limits", err) || !check_disk(machine, disk_number, err) ||
        !find_partition(machine, offset_bytes, err))
        return false;
    *least_bytes = fake_layout_least(machine, offset_bytes);
    *most_bytes = fake_layout_most(machine, offset_bytes);
    return true;
}

static bool partition_resize(
    void *state, uint32_t disk_number, uint64_t offset_bytes, uint64_t size_bytes, struct err *err)
{
    struct fake_machine *machine = state;

    return fake_enter(machine, "partition_resize", err) && check_disk(machine, disk_number, err) &&
           fake_layout_resize(machine, offset_bytes, size_bytes, err);
}

static bool disk_write_unused(void *state, uint32_t disk_number, uint64_t offset_bytes,
    const void *buffer, size_t len, struct err *err)
{
    struct fake_machine *machine = state;
    uint32_t sector = machine->hardware.disk.sector_bytes;

    if (!fake_enter(machine, "disk_write_unused", err) || !check_disk(machine, disk_number, err))
        return false;
    if (sector == 0 || offset_bytes % sector != 0 || len % sector != 0)
        return err_set(err, ERR_WIN32, 87, "not whole sectors of the disk");
    if (!disk_is_unused(&machine->hardware.layout, offset_bytes, len, err))
        return false;
    fake_sectors_write(machine, offset_bytes, buffer, len);
    return true;
}

/* Numbers are Windows' own, by place. */
static void number_partitions(struct disk_layout *layout)
{
    for (size_t i = 0; i < layout->count; i++)
        layout->partitions[i].number = (uint32_t)i + 1;
}

static bool partition_add(void *state, uint32_t disk_number, const struct disk_layout *expected,
    const struct disk_partition *partition, struct err *err)
{
    struct fake_machine *machine = state;
    struct disk_layout *layout = &machine->hardware.layout;
    size_t place = 0;

    if (!fake_enter(machine, "partition_add", err) || !check_disk(machine, disk_number, err))
        return false;
    if (!disk_layout_equal(layout, expected))
        return err_set(err, ERR_AGENT, ERR_CHANGED, "the table has changed meanwhile");
    if (!disk_is_unused(layout, partition->offset_bytes, partition->length_bytes, err))
        return false;
    while (
        place < layout->count && layout->partitions[place].offset_bytes < partition->offset_bytes)
        place++;
    memmove(&layout->partitions[place + 1], &layout->partitions[place],
        (layout->count - place) * sizeof *partition);
    layout->partitions[place] = *partition;
    layout->count++;
    number_partitions(layout);
    return true;
}

/* -- reserved storage -- */

static bool reserved_storage(void *state, enum guest_reserved_storage *answer, struct err *err)
{
    struct fake_machine *machine = state;

    if (!fake_enter(machine, "reserved_storage", err))
        return false;
    if (machine->is_empty)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "this machine has no DISM");
    *answer = machine->hardware.reserved_storage;
    return true;
}

static void apply_reserved_storage(struct fake_machine *machine, enum guest_reserved_storage wanted)
{
    machine->hardware.reserved_storage = wanted;
    fake_reg_u32(machine, FAKE_RESERVE_MANAGER, "ShippedWithReserves", (uint32_t)wanted);
}

static bool reserved_storage_set(
    void *state, enum guest_reserved_storage wanted, bool *restart_needed, struct err *err)
{
    struct fake_machine *machine = state;
    const struct fake_value *scenario =
        fake_reg_find(machine, FAKE_RESERVE_MANAGER, "ActiveScenario");

    if (!fake_enter(machine, "reserved_storage_set", err))
        return false;
    if (machine->is_empty)
        return err_set(err, ERR_AGENT, ERR_UNSUPPORTED, "this machine has no DISM");
    if (scenario && scenario->number != 0)
        return err_set(err, ERR_HRESULT, HRESULT_RESERVES_IN_USE,
            "DismSetReservedStorageState: reserved storage is in use");
    if (machine->hardware.reserved_storage != wanted) {
        machine->has_waiting_reserved_storage = machine->restart_for_reserved_storage;
        machine->waiting_reserved_storage = wanted;
        if (!machine->restart_for_reserved_storage)
            apply_reserved_storage(machine, wanted);
    }
    *restart_needed = machine->has_waiting_reserved_storage;
    return true;
}

void fake_reserved_storage_needs_restart(struct fake_machine *machine)
{
    machine->restart_for_reserved_storage = true;
}

/* -- a restart -- */

#define CURRENT_VERSION "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\"

static void clear_pending(struct fake_machine *machine)
{
    static const char *const keys[] = {
        CURRENT_VERSION "Component Based Servicing\\RebootPending",
        CURRENT_VERSION "Component Based Servicing\\RebootInProgress",
        CURRENT_VERSION "Component Based Servicing\\PackagesPending",
        CURRENT_VERSION "WindowsUpdate\\Auto Update\\RebootRequired",
        CURRENT_VERSION "WindowsUpdate\\Auto Update\\PostRebootReporting",
        CURRENT_VERSION "WindowsUpdate\\Services\\Pending",
    };
    static const char session_manager[] = "SYSTEM\\CurrentControlSet\\Control\\Session Manager";

    for (size_t i = 0; i < COUNT_OF(keys); i++)
        fake_reg_remove(machine, keys[i], NULL);
    fake_reg_remove(machine, session_manager, "PendingFileRenameOperations");
    fake_reg_remove(machine, session_manager, "PendingFileRenameOperations2");
    fake_file_remove(machine, FAKE_WINDOWS "\\WinSxS\\pending.xml");
}

void fake_restart(struct fake_machine *machine)
{
    enum { SHUTDOWN_S = 20, BOOT_S = 40 };

    machine->hardware.boot_time = machine->hardware.now + SHUTDOWN_S;
    machine->hardware.now = machine->hardware.boot_time + BOOT_S;
    machine->hardware.tick_ms = (uint64_t)BOOT_S * 1000;
    machine->hardware.running = NULL;
    machine->is_off = false;
    machine->restarts = false;
    if (machine->has_waiting_reserved_storage)
        apply_reserved_storage(machine, machine->waiting_reserved_storage);
    machine->has_waiting_reserved_storage = false;
    for (struct guest_process *at = machine->processes; at; at = at->next)
        at->ended = true;
    clear_pending(machine);
}

void fake_guest_disks(struct guest *guest)
{
    guest->system_volume = system_volume;
    guest->disk = get_disk;
    guest->disk_layout = get_layout;
    guest->disk_read = disk_read;
    guest->partition_delete = partition_delete;
    guest->partition_limits = partition_limits;
    guest->partition_resize = partition_resize;
    guest->disk_write_unused = disk_write_unused;
    guest->partition_add = partition_add;
    guest->reserved_storage = reserved_storage;
    guest->reserved_storage_set = reserved_storage_set;
}
