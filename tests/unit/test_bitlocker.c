/* SPDX-License-Identifier: MIT */
/* test_bitlocker.c - what the probe on encryption writes down, by WMI and by the disk. */
#include "probe_rows.h"

extern const struct probe probe_bitlocker;

#define NAME_SPACE "ROOT\\CIMV2\\Security\\MicrosoftVolumeEncryption"
#define VOLUMES "Win32_EncryptableVolume"

static void set_name(struct fake_machine *machine, const char *name)
{
    memcpy(fake_hardware(machine)->boot_sector, name, 8);
}

/* Protection is off, and the volume is encrypted all the same. */
static void suspend(struct fake_machine *machine)
{
    set_name(machine, "-FVE-FS-");
    fake_wmi(machine, NAME_SPACE, VOLUMES,
        "[{\"DriveLetter\":\"C:\",\"ProtectionStatus\":0,\"ConversionStatus\":1,\"VolumeType\":0},"
        "{\"DriveLetter\":\"E:\",\"ProtectionStatus\":1,\"ConversionStatus\":2,\"VolumeType\":1}]");
    fake_reg_u32(
        machine, "SYSTEM\\CurrentControlSet\\Control\\BitLocker", "PreventDeviceEncryption", 1);
}

static void have_two_windows(struct fake_machine *machine)
{
    fake_wmi(machine, NAME_SPACE, VOLUMES,
        "[{\"DriveLetter\":\"C:\",\"ConversionStatus\":0,\"VolumeType\":0},"
        "{\"ConversionStatus\":4,\"VolumeType\":0}]");
}

static void have_no_class(struct fake_machine *machine)
{
    fake_wmi(machine, NAME_SPACE, VOLUMES, NULL);
}

static void have_no_windows_volume(struct fake_machine *machine)
{
    fake_wmi(machine, NAME_SPACE, VOLUMES, "[{\"DriveLetter\":\"E:\",\"VolumeType\":1}]");
}

static void leave_conversion_out(struct fake_machine *machine)
{
    fake_wmi(machine, NAME_SPACE, VOLUMES, "[{\"DriveLetter\":\"C:\",\"VolumeType\":0}]");
}

static void answer_too_late(struct fake_machine *machine)
{
    fake_fail(machine, "wmi", -1, ERR_AGENT, ERR_TIME_LIMIT, "WMI gave no answer in time");
}

static void deny(struct fake_machine *machine)
{
    fake_fail(machine, "wmi", -1, ERR_HRESULT, 0x80041003, "access denied");
    fake_fail(machine, "disk_read", -1, ERR_WIN32, 5, "access denied");
    fake_reg_deny(machine, "SYSTEM\\CurrentControlSet\\Control\\BitLocker");
}

static void be_refs(struct fake_machine *machine)
{
    set_name(machine, "ReFS\0\0\0\0");
}

static void be_strange(struct fake_machine *machine)
{
    set_name(machine, "MSDOS5.0");
}

static void have_huge_sectors(struct fake_machine *machine)
{
    fake_hardware(machine)->disk.sector_bytes = 1 << 20;
}

static const struct probe_row rows[] = {
    { "decrypted", NULL,
        { IS_ROWS("bitlocker.volumes",
              "[{\"drive\":\"C:\",\"volume_type\":0,\"protection\":0,\"conversion\":0}]"),
            IS_NUMBER("bitlocker.os_conversion", 0), IS_TEXT("bitlocker.boot_sector", "ntfs"),
            IS_ABSENT("bitlocker.prevent_device_encryption") } },
    { "encrypted, protection off", suspend,
        { IS_ROWS("bitlocker.volumes",
              "[{\"drive\":\"C:\",\"volume_type\":0,\"protection\":0,\"conversion\":1},{\"drive\":"
              "\"E:\",\"volume_type\":1,\"protection\":1,\"conversion\":2}]"),
            IS_NUMBER("bitlocker.os_conversion", 1), IS_TEXT("bitlocker.boot_sector", "bitlocker"),
            IS_NUMBER("bitlocker.prevent_device_encryption", 1) } },
    { "of two volumes of Windows the worse", have_two_windows,
        { IS_NUMBER("bitlocker.os_conversion", 4) } },
    { "WMI names no volume of Windows", have_no_windows_volume,
        { IS_ABSENT("bitlocker.os_conversion") } },
    { "no class is not \"decrypted\"", have_no_class,
        { IS_UNREADABLE("bitlocker.volumes", "the class is not there"),
            IS_UNREADABLE("bitlocker.os_conversion", "the class is not there"),
            IS_TEXT("bitlocker.boot_sector", "ntfs") } },
    { "a property that is NULL", leave_conversion_out,
        { IS_ROWS("bitlocker.volumes", "[{\"drive\":\"C:\",\"volume_type\":0}]"),
            IS_UNREADABLE("bitlocker.os_conversion", "does not tell the ConversionStatus") } },
    { "WMI answers too late", answer_too_late,
        { IS_UNREADABLE("bitlocker.os_conversion", "no answer in time") } },
    { "denied", deny,
        { IS_UNREADABLE("bitlocker.volumes", "access denied"),
            IS_UNREADABLE("bitlocker.os_conversion", "access denied"),
            IS_UNREADABLE("bitlocker.boot_sector", "access denied"),
            IS_UNREADABLE("bitlocker.prevent_device_encryption", "access denied") } },
    { "ReFS", be_refs, { IS_TEXT("bitlocker.boot_sector", "refs") } },
    { "neither", be_strange, { IS_TEXT("bitlocker.boot_sector", "other") } },
    { "sectors of a size that no disk has", have_huge_sectors,
        { IS_UNREADABLE("bitlocker.boot_sector", "sectors of 1048576 bytes") } },
};

START_TEST(encryption_is_told_as_seen)
{
    check_probe_row(&probe_bitlocker, &rows[_i]);
}
END_TEST

START_TEST(to_go_is_known_by_its_guid)
{
    static const uint8_t guid[] = { 0x3B, 0xD6, 0x67, 0x49, 0x29, 0x2E, 0xD8, 0x4A, 0x83, 0x99,
        0xF6, 0xA3, 0x39, 0xE3, 0xD0, 0x01 };
    static uint8_t sectors[1024];
    struct fake_machine *machine = fake_machine_new();
    struct fake_hardware *hardware = fake_hardware(machine);
    struct facts *facts = facts_new();
    struct err err = { 0 };

    memcpy(sectors + 512 + 3, "MSWIN4.1", 8);
    memcpy(sectors + 512 + 0x1A8, guid, sizeof guid);
    hardware->sectors = sectors;
    hardware->sectors_len = sizeof sectors;
    hardware->volume.offset_bytes = 512;
    struct guest guest = fake_guest(machine);
    ck_assert_msg(probe_bitlocker.collect(&guest, facts, &err), "%s", err.text);
    ck_assert_str_eq(facts_get(facts, "bitlocker.boot_sector")->text, "bitlocker-to-go");
    facts_free(facts);
    fake_machine_free(machine);
}
END_TEST

PROBE_MAIN_AND(probe_bitlocker, encryption_is_told_as_seen, rows, to_go_is_known_by_its_guid)
