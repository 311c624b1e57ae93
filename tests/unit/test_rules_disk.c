/* SPDX-License-Identifier: MIT */
/* test_rules_disk.c - every verdict of the requirements on the system disk and Windows RE. */
#include "rule_rows.h"

#define WINDOWS_ROW                                                                                \
    "{\"number\":3,\"offset_bytes\":122683392,\"length_bytes\":67557654528,"                       \
    "\"type_name\":\"basic data\"}"
#define WINDOWS_ONLY "[" WINDOWS_ROW "]"
#define RECOVERY_BEHIND                                                                            \
    "[" WINDOWS_ROW ",{\"number\":4,\"offset_bytes\":67680337920,\"length_bytes\":1038090240,"     \
    "\"type_name\":\"recovery\"}]"

static const struct rule_row rows[] = {
    { "UEFI and GPT", "machine.generation-2", VERDICT_MET, "uefi, gpt",
        { TEXT("firmware.type", "uefi"), TEXT("disk.style", "gpt") } },
    { "BIOS and MBR", "machine.generation-2", VERDICT_UNMET, "bios, mbr",
        { TEXT("firmware.type", "bios"), TEXT("disk.style", "mbr") } },
    { "UEFI and MBR", "machine.generation-2", VERDICT_UNMET, "uefi, mbr",
        { TEXT("firmware.type", "uefi"), TEXT("disk.style", "mbr") } },
    { "no table", "machine.generation-2", VERDICT_UNMET, "uefi, raw",
        { TEXT("firmware.type", "uefi"), TEXT("disk.style", "raw") } },
    { "firmware untold, disk GPT", "machine.generation-2", VERDICT_UNKNOWN, "access denied, gpt",
        { DENIED("firmware.type"), TEXT("disk.style", "gpt") } },
    { "firmware untold, disk MBR", "machine.generation-2", VERDICT_UNMET, "access denied, mbr",
        { DENIED("firmware.type"), TEXT("disk.style", "mbr") } },
    { "disk untold, firmware UEFI", "machine.generation-2", VERDICT_UNKNOWN, "uefi, access denied",
        { TEXT("firmware.type", "uefi"), DENIED("disk.style") } },
    { "disk untold, firmware BIOS", "machine.generation-2", VERDICT_UNMET, "bios, access denied",
        { TEXT("firmware.type", "bios"), DENIED("disk.style") } },

    { "64 GiB", "disk.size-default", VERDICT_MET, "64 GiB",
        { NUMBER("disk.size_bytes", 68719476736) } },
    { "127 GiB", "disk.size-default", VERDICT_UNMET, "127 GiB",
        { NUMBER("disk.size_bytes", 136365211648) } },
    { "below nothing", "disk.size-default", VERDICT_UNKNOWN, "disk.size_bytes is no size",
        { NUMBER("disk.size_bytes", -1) } },
    { "denied", "disk.size-default", VERDICT_UNKNOWN, "access denied",
        { DENIED("disk.size_bytes") } },

    { "none", "disk.no-recovery-partition", VERDICT_MET, "none of 1 partitions",
        { ROWS("disk.partitions", WINDOWS_ONLY) } },
    { "one", "disk.no-recovery-partition", VERDICT_UNMET, "1 of 2 partitions: number 4 (990 MiB)",
        { ROWS("disk.partitions", RECOVERY_BEHIND) } },
    { "two", "disk.no-recovery-partition", VERDICT_UNMET,
        "2 of 2 partitions: number 1 (450 MiB), number 4 (990 MiB)",
        { ROWS("disk.partitions",
            "[{\"number\":1,\"offset_bytes\":1048576,\"length_bytes\":471859200,"
            "\"type_name\":\"recovery\"},"
            "{\"number\":4,\"offset_bytes\":67680337920,\"length_bytes\":1038090240,"
            "\"type_name\":\"recovery\"}]") } },
    { "a row without a type is not \"none\"", "disk.no-recovery-partition", VERDICT_UNKNOWN,
        "none of 1 partitions", { ROWS("disk.partitions", "[{\"number\":1}]") } },
    { "denied", "disk.no-recovery-partition", VERDICT_UNKNOWN, "access denied",
        { DENIED("disk.partitions") } },

    { "disabled", "windows-re.needs-no-partition", VERDICT_MET, "disabled",
        { NUMBER("windows_re.state", 0) } },
    { "no file", "windows-re.needs-no-partition", VERDICT_MET, "not set up",
        { IS_ABSENT("windows_re.state") } },
    { "no boot entry", "windows-re.needs-no-partition", VERDICT_MET, "disabled",
        { NUMBER("windows_re.state", 1), TEXT("windows_re.bcd_id", "") } },
    { "on the recovery partition", "windows-re.needs-no-partition", VERDICT_UNMET,
        "enabled, on the recovery partition",
        { NUMBER("windows_re.state", 1), TEXT("windows_re.bcd_id", "a"),
            NUMBER("windows_re.location_offset_bytes", 67680337920),
            TEXT("windows_re.location_disk_id", "d"), TEXT("disk.id", "d"),
            ROWS("disk.partitions", RECOVERY_BEHIND) } },
    { "on the Windows partition", "windows-re.needs-no-partition", VERDICT_MET,
        "enabled, on a partition that stays",
        { NUMBER("windows_re.state", 1), NUMBER("windows_re.location_offset_bytes", 122683392),
            ROWS("disk.partitions", RECOVERY_BEHIND) } },
    { "place unknown, a recovery partition is there", "windows-re.needs-no-partition",
        VERDICT_UNMET, "enabled, at a place that is not known",
        { NUMBER("windows_re.state", 1), NUMBER("windows_re.location_offset_bytes", 0),
            ROWS("disk.partitions", RECOVERY_BEHIND) } },
    { "place unknown, none is there", "windows-re.needs-no-partition", VERDICT_MET,
        "enabled, at a place that is not known",
        { NUMBER("windows_re.state", 1), DENIED("windows_re.location_offset_bytes"),
            ROWS("disk.partitions", WINDOWS_ONLY) } },
    { "at the same offset of another disk", "windows-re.needs-no-partition", VERDICT_UNMET,
        "enabled, at a place that is not known",
        { NUMBER("windows_re.state", 1), NUMBER("windows_re.location_offset_bytes", 122683392),
            TEXT("windows_re.location_disk_id", "e"), TEXT("disk.id", "d"),
            ROWS("disk.partitions", RECOVERY_BEHIND) } },
    { "partitions untold", "windows-re.needs-no-partition", VERDICT_UNKNOWN, "access denied",
        { NUMBER("windows_re.state", 1), DENIED("disk.partitions") } },
    { "state untold", "windows-re.needs-no-partition", VERDICT_UNKNOWN, "access denied",
        { DENIED("windows_re.state"), ROWS("disk.partitions", WINDOWS_ONLY) } },

    { "less than a MiB", "disk.windows-volume-extended", VERDICT_MET, "nothing to gain",
        { NUMBER("disk.free_behind_windows_bytes", 1048575),
            NUMBER("disk.recovery_behind_windows_bytes", 0) } },
    { "a MiB", "disk.windows-volume-extended", VERDICT_UNMET, "1 MiB free behind it",
        { NUMBER("disk.free_behind_windows_bytes", 1048576),
            NUMBER("disk.recovery_behind_windows_bytes", 0) } },
    { "a recovery partition", "disk.windows-volume-extended", VERDICT_UNMET,
        "990 MiB of recovery partitions behind it",
        { NUMBER("disk.free_behind_windows_bytes", 0),
            NUMBER("disk.recovery_behind_windows_bytes", 1038090240) } },
    { "a resize cut short", "disk.windows-volume-extended", VERDICT_UNMET,
        "1 GiB of its partition unused",
        { NUMBER("disk.free_behind_windows_bytes", 0),
            NUMBER("disk.recovery_behind_windows_bytes", 0),
            NUMBER("windows_volume.partition_bytes", 68719476736),
            NUMBER("windows_volume.size_bytes", 67645734912) } },
    { "the file system's own rounding", "disk.windows-volume-extended", VERDICT_MET,
        "nothing to gain",
        { NUMBER("disk.free_behind_windows_bytes", 0),
            NUMBER("disk.recovery_behind_windows_bytes", 0),
            NUMBER("windows_volume.partition_bytes", 68719476736),
            NUMBER("windows_volume.size_bytes", 68719472640) } },
    { "more than any disk", "disk.windows-volume-extended", VERDICT_UNKNOWN,
        "disk.free_behind_windows_bytes is no size",
        { NUMBER("disk.free_behind_windows_bytes", INT64_MAX),
            NUMBER("disk.recovery_behind_windows_bytes", INT64_MAX) } },
    { "half of it denied", "disk.windows-volume-extended", VERDICT_UNKNOWN, "access denied",
        { NUMBER("disk.free_behind_windows_bytes", 1048576),
            DENIED("disk.recovery_behind_windows_bytes") } },
};

START_TEST(system_disk_is_judged)
{
    check_rule_row(&rows[_i]);
}
END_TEST

int main(void)
{
    return rule_main("rules_disk", system_disk_is_judged, (int)COUNT_OF(rows));
}
