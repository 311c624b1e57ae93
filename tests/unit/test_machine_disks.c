/* SPDX-License-Identifier: MIT */
/* test_machine_disks.c - the fake machine's disk behaves as Windows' storage provider does. */
#include "fakes/machine.h"

#include "check_main.h"

#include <string.h>

#define MIB ((uint64_t)1024 * 1024)
#define RESERVES "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\ReserveManager"

enum { WINDOWS = 2, RECOVERY = 3 }; /* places in the factory layout */

static struct fake_machine *machine;
static struct guest guest;
static struct fake_hardware *hardware;

static void make(void)
{
    machine = fake_machine_new();
    guest = fake_guest(machine);
    hardware = fake_hardware(machine);
}

static void release(void)
{
    fake_machine_free(machine);
}

START_TEST(the_factory_layout_is_well_formed)
{
    static struct disk_layout layout;
    struct guest_volume volume;
    struct guest_disk disk;
    struct err err = { 0 };
    uint64_t end = 0;

    ck_assert(guest.disk_layout(guest.state, 0, &layout, &err));
    ck_assert(guest.system_volume(guest.state, &volume, &err));
    ck_assert(guest.disk(guest.state, volume.disk_number, &disk, &err));
    ck_assert_uint_eq(disk.size_bytes, 65536 * MIB);
    ck_assert_uint_eq(layout.count, 4);
    for (size_t i = 0; i < layout.count; i++) {
        ck_assert_uint_ge(layout.partitions[i].offset_bytes, end);
        end = layout.partitions[i].offset_bytes + layout.partitions[i].length_bytes;
    }
    ck_assert_uint_le(end, layout.usable_offset_bytes + layout.usable_length_bytes);
    ck_assert(disk_is_recovery(&layout, &layout.partitions[RECOVERY]));
    ck_assert_uint_eq(volume.offset_bytes, layout.partitions[WINDOWS].offset_bytes);
    ck_assert_uint_eq(volume.length_bytes, layout.partitions[WINDOWS].length_bytes);
}
END_TEST

START_TEST(deleting_takes_one_and_renumbers)
{
    struct disk_layout before = hardware->layout;
    struct err err = { 0 };

    ck_assert(guest.partition_delete(guest.state, 0, before.partitions[1].offset_bytes, &err));
    ck_assert_uint_eq(hardware->layout.count, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct disk_partition *old = &before.partitions[i == 0 ? 0 : i + 1];
        ck_assert(disk_partition_equal(&hardware->layout.partitions[i], old));
        ck_assert_uint_eq(hardware->layout.partitions[i].number, i + 1);
    }
}
END_TEST

START_TEST(what_cannot_be_deleted_stays)
{
    struct err err = { 0 };

    ck_assert(!guest.partition_delete(guest.state, 0, hardware->volume.offset_bytes, &err));
    ck_assert_int_eq(err.domain, ERR_WMI);
    ck_assert_uint_eq(err.code, 6);
    ck_assert(!guest.partition_delete(guest.state, 0, 12345, &err));
    ck_assert(!guest.partition_delete(guest.state, 1, 1 * MIB, &err));
    ck_assert_int_eq(err.domain, ERR_WIN32);
    ck_assert_uint_eq(hardware->layout.count, 4);
}
END_TEST

START_TEST(a_partition_grows_into_what_was_freed)
{
    uint64_t offset = hardware->volume.offset_bytes;
    uint64_t free_bytes = hardware->volume.free_bytes;
    struct err err = { 0 };
    uint64_t least = 0;
    uint64_t most = 0;

    ck_assert(guest.partition_limits(guest.state, 0, offset, &least, &most, &err));
    ck_assert_uint_eq(most, hardware->volume.length_bytes); /* nothing is free yet */
    ck_assert(!guest.partition_resize(guest.state, 0, offset, most + MIB, &err));
    ck_assert_int_eq(err.domain, ERR_WMI);
    ck_assert_uint_eq(err.code, 4097);
    ck_assert(guest.partition_delete(
        guest.state, 0, hardware->layout.partitions[RECOVERY].offset_bytes, &err));
    ck_assert(guest.partition_limits(guest.state, 0, offset, &least, &most, &err));
    ck_assert_uint_eq(most, (65535 - 117) * MIB); /* the last MiB holds the table's copy */
    ck_assert_uint_lt(least, most);
    ck_assert(guest.partition_resize(guest.state, 0, offset, most, &err));
    ck_assert_uint_eq(hardware->layout.partitions[WINDOWS].length_bytes, most);
    ck_assert_uint_eq(hardware->volume.length_bytes, most);
    ck_assert_uint_eq(hardware->volume.size_bytes, most);
    ck_assert_uint_eq(hardware->volume.free_bytes, free_bytes + 650 * MIB);
    ck_assert(!guest.partition_limits(guest.state, 0, 12345, &least, &most, &err));
    ck_assert(!guest.partition_resize(guest.state, 0, 12345, MIB, &err));
}
END_TEST

START_TEST(sectors_are_read_whole)
{
    static uint8_t sectors[1024];
    uint8_t buffer[1536];
    struct err err = { 0 };

    memset(sectors, 0xAB, sizeof sectors);
    hardware->sectors = sectors;
    hardware->sectors_len = sizeof sectors;
    memset(buffer, 0xFF, sizeof buffer);
    ck_assert(guest.disk_read(guest.state, 0, 512, buffer, sizeof buffer, &err));
    ck_assert_uint_eq(buffer[0], 0xAB);
    ck_assert_uint_eq(buffer[511], 0xAB);
    ck_assert_uint_eq(buffer[512], 0); /* behind what the test gave: zeros */
    ck_assert(!guest.disk_read(guest.state, 0, 100, buffer, 512, &err));
    ck_assert(!guest.disk_read(guest.state, 0, 512, buffer, 100, &err));
    ck_assert(!guest.disk_read(guest.state, 0, hardware->disk.size_bytes, buffer, 512, &err));
    ck_assert(!guest.disk_read(guest.state, 7, 0, buffer, 512, &err));
}
END_TEST

static uint32_t shipped(void)
{
    struct err err = { 0 };
    enum found found = ABSENT;
    uint32_t value = 99;

    ck_assert(
        guest.reg_read_u32(guest.state, RESERVES, "ShippedWithReserves", &found, &value, &err));
    return value;
}

START_TEST(reserved_storage_is_switched_off_at_once)
{
    enum guest_reserved_storage answer = 0;
    struct err err = { 0 };
    bool restart = true;

    ck_assert(guest.reserved_storage(guest.state, &answer, &err));
    ck_assert_int_eq(answer, GUEST_RESERVED_STORAGE_ENABLED);
    ck_assert(
        guest.reserved_storage_set(guest.state, GUEST_RESERVED_STORAGE_DISABLED, &restart, &err));
    ck_assert(!restart);
    ck_assert(guest.reserved_storage(guest.state, &answer, &err));
    ck_assert_int_eq(answer, GUEST_RESERVED_STORAGE_DISABLED);
    ck_assert_uint_eq(shipped(), 0);
}
END_TEST

START_TEST(reserved_storage_may_wait_for_a_restart)
{
    enum guest_reserved_storage answer = 0;
    struct err err = { 0 };
    bool restart = false;

    fake_reserved_storage_needs_restart(machine);
    ck_assert(
        guest.reserved_storage_set(guest.state, GUEST_RESERVED_STORAGE_DISABLED, &restart, &err));
    ck_assert(restart);
    ck_assert(guest.reserved_storage(guest.state, &answer, &err));
    ck_assert_int_eq(answer, GUEST_RESERVED_STORAGE_ENABLED);
    ck_assert_uint_eq(shipped(), 1);
    fake_restart(machine);
    ck_assert(guest.reserved_storage(guest.state, &answer, &err));
    ck_assert_int_eq(answer, GUEST_RESERVED_STORAGE_DISABLED);
    ck_assert_uint_eq(shipped(), 0);
    ck_assert(
        guest.reserved_storage_set(guest.state, GUEST_RESERVED_STORAGE_DISABLED, &restart, &err));
    ck_assert(!restart); /* it is off already */
}
END_TEST

START_TEST(reserved_storage_in_use_is_refused)
{
    struct err err = { 0 };
    bool restart = false;

    fake_reg_u32(machine, RESERVES, "ActiveScenario", 5);
    ck_assert(
        !guest.reserved_storage_set(guest.state, GUEST_RESERVED_STORAGE_DISABLED, &restart, &err));
    ck_assert_int_eq(err.domain, ERR_HRESULT);
    ck_assert_uint_eq(err.code, 0x800F0975);
    ck_assert_uint_eq(shipped(), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("machine_disks");
    TCase *tcase = tcase_create("disks");

    tcase_add_checked_fixture(tcase, make, release);
    tcase_add_test(tcase, the_factory_layout_is_well_formed);
    tcase_add_test(tcase, deleting_takes_one_and_renumbers);
    tcase_add_test(tcase, what_cannot_be_deleted_stays);
    tcase_add_test(tcase, a_partition_grows_into_what_was_freed);
    tcase_add_test(tcase, sectors_are_read_whole);
    tcase_add_test(tcase, reserved_storage_is_switched_off_at_once);
    tcase_add_test(tcase, reserved_storage_may_wait_for_a_restart);
    tcase_add_test(tcase, reserved_storage_in_use_is_refused);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
