/* SPDX-License-Identifier: MIT */
/* test_system_disk.c - what the probe on the system disk writes down. */
#include "probe_rows.h"

extern const struct probe probe_system_disk;

#define MIB ((uint64_t)1024 * 1024)

static struct disk_layout *layout_of(struct fake_machine *machine)
{
    return &fake_hardware(machine)->layout;
}

static void delete_recovery(struct fake_machine *machine)
{
    layout_of(machine)->count = 3;
}

/* Windows and recovery change places in what they are: recovery stands in front. */
static void put_recovery_in_front(struct fake_machine *machine)
{
    struct disk_layout *layout = layout_of(machine);
    struct disk_partition windows = layout->partitions[2];

    layout->partitions[2] = layout->partitions[3];
    layout->partitions[2].offset_bytes = windows.offset_bytes;
    layout->partitions[3] = windows;
    layout->partitions[3].offset_bytes =
        layout->partitions[2].offset_bytes + layout->partitions[2].length_bytes;
    fake_hardware(machine)->volume.offset_bytes = layout->partitions[3].offset_bytes;
}

/* A data partition stands behind the recovery partition, a hole between each two. */
static void put_data_behind(struct fake_machine *machine)
{
    struct disk_layout *layout = layout_of(machine);
    struct disk_partition data = layout->partitions[2];

    layout->partitions[2].length_bytes -= 2048 * MIB;
    layout->partitions[3].offset_bytes -= 1024 * MIB;
    data.offset_bytes = layout->partitions[3].offset_bytes + 800 * MIB;
    data.length_bytes = 100 * MIB;
    layout->partitions[4] = data;
    layout->count = 5;
}

static void be_mbr(struct fake_machine *machine)
{
    struct disk_layout mbr = { .style = DISK_MBR, .id = "0x1234abcd", .count = 2 };
    struct disk_partition windows = {
        .number = 1, .offset_bytes = MIB, .length_bytes = 1000 * MIB, .type = "0x07", .active = true
    };
    struct disk_partition recovery = {
        .number = 2, .offset_bytes = 1001 * MIB, .length_bytes = 500 * MIB, .type = "0x27"
    };

    mbr.partitions[0] = windows;
    mbr.partitions[1] = recovery;
    *layout_of(machine) = mbr;
    fake_hardware(machine)->disk.size_bytes = 2000 * MIB;
    fake_hardware(machine)->volume.offset_bytes = MIB;
    fake_hardware(machine)->volume.size_bytes = 0;
    fake_hardware(machine)->volume.free_bytes = 0;
}

static void be_mbr_of_unknown_size(struct fake_machine *machine)
{
    be_mbr(machine);
    fake_fail(machine, "disk", -1, ERR_WIN32, 5, "access denied");
}

static void hide_size(struct fake_machine *machine)
{
    fake_fail(machine, "disk", -1, ERR_WIN32, 5, "access denied");
}

static void hide_layout(struct fake_machine *machine)
{
    fake_fail(machine, "disk_layout", -1, ERR_AGENT, ERR_MALFORMED, "partitions overlap");
}

static void hide_volume(struct fake_machine *machine)
{
    fake_fail(machine, "system_volume", -1, ERR_AGENT, ERR_UNSUPPORTED, "two extents");
}

static void lose_windows(struct fake_machine *machine)
{
    fake_hardware(machine)->volume.offset_bytes += 512;
}

static const struct probe_row rows[] = {
    { "factory layout", NULL,
        { IS_NUMBER("disk.number", 0), IS_NUMBER("disk.size_bytes", 68719476736),
            IS_NUMBER("disk.sector_bytes", 512), IS_TEXT("disk.style", "gpt"),
            IS_TEXT("disk.id", "6f2a1c10-0b51-4a35-9d0e-00000000d15c"),
            IS_NUMBER("disk.free_behind_windows_bytes", 1031680),
            IS_NUMBER("disk.recovery_behind_windows_bytes", 681574400),
            IS_NUMBER("windows_volume.offset_bytes", 122683392),
            IS_NUMBER("windows_volume.partition_bytes", 67914170368),
            IS_NUMBER("windows_volume.size_bytes", 67914170368),
            IS_NUMBER("windows_volume.free_bytes", 42949672960) } },
    { "recovery gone", delete_recovery,
        { IS_NUMBER("disk.free_behind_windows_bytes", 682606080),
            IS_NUMBER("disk.recovery_behind_windows_bytes", 0) } },
    { "recovery in front is not behind", put_recovery_in_front,
        { IS_NUMBER("disk.free_behind_windows_bytes", 1031680),
            IS_NUMBER("disk.recovery_behind_windows_bytes", 0) } },
    { "the stretch ends at another partition", put_data_behind,
        { IS_NUMBER("disk.free_behind_windows_bytes", 1174 * MIB),
            IS_NUMBER("disk.recovery_behind_windows_bytes", 650 * MIB) } },
    { "MBR", be_mbr,
        { IS_TEXT("disk.style", "mbr"), IS_TEXT("disk.id", "0x1234abcd"),
            IS_ROWS("disk.partitions",
                "[{\"number\":1,\"offset_bytes\":1048576,\"length_bytes\":1048576000,"
                "\"type\":\"0x07\",\"type_name\":\"basic data\",\"id\":\"\","
                "\"attributes\":\"0x0000000000000000\",\"name\":\"\"},"
                "{\"number\":2,\"offset_bytes\":1049624576,\"length_bytes\":524288000,"
                "\"type\":\"0x27\",\"type_name\":\"recovery\",\"id\":\"\","
                "\"attributes\":\"0x0000000000000000\",\"name\":\"\"}]"),
            IS_NUMBER("disk.free_behind_windows_bytes", 499 * MIB),
            IS_NUMBER("disk.recovery_behind_windows_bytes", 500 * MIB),
            IS_ABSENT("windows_volume.size_bytes"),
            IS_UNREADABLE("windows_volume.free_bytes", "may not be asked") } },
    { "MBR does not tell its end", be_mbr_of_unknown_size,
        { IS_UNREADABLE("disk.size_bytes", "access denied"), IS_TEXT("disk.style", "mbr"),
            IS_UNREADABLE("disk.free_behind_windows_bytes", "access denied"),
            IS_UNREADABLE("disk.recovery_behind_windows_bytes", "access denied") } },
    { "size denied, GPT tells its end", hide_size,
        { IS_UNREADABLE("disk.size_bytes", "access denied"),
            IS_UNREADABLE("disk.sector_bytes", "access denied"), IS_TEXT("disk.style", "gpt"),
            IS_NUMBER("disk.free_behind_windows_bytes", 1031680) } },
    { "layout malformed", hide_layout,
        { IS_NUMBER("disk.size_bytes", 68719476736),
            IS_UNREADABLE("disk.style", "partitions overlap"),
            IS_UNREADABLE("disk.id", "partitions overlap"),
            IS_UNREADABLE("disk.partitions", "partitions overlap"),
            IS_UNREADABLE("disk.free_behind_windows_bytes", "partitions overlap"),
            IS_UNREADABLE("disk.recovery_behind_windows_bytes", "partitions overlap"),
            IS_NUMBER("windows_volume.offset_bytes", 122683392) } },
    { "volume untold", hide_volume,
        { IS_UNREADABLE("disk.number", "two extents"),
            IS_UNREADABLE("disk.size_bytes", "two extents"),
            IS_UNREADABLE("disk.partitions", "two extents"),
            IS_UNREADABLE("windows_volume.free_bytes", "two extents") } },
    { "no partition where the volume is", lose_windows,
        { IS_TEXT("disk.style", "gpt"),
            IS_UNREADABLE("disk.free_behind_windows_bytes", "no partition starts at 122683904"),
            IS_UNREADABLE("disk.recovery_behind_windows_bytes", "no partition") } },
};

START_TEST(system_disk_is_told_as_seen)
{
    check_probe_row(&probe_system_disk, &rows[_i]);
}
END_TEST

PROBE_MAIN(probe_system_disk, system_disk_is_told_as_seen, rows)
