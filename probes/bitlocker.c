/* SPDX-License-Identifier: MIT */
/*
 * bitlocker.c - is a volume encrypted, by what WMI says and by what stands on the disk?
 *
 * Conversion tells, not protection: a volume whose protection is off may be encrypted with a key that
 * lies open beside it. The second witness is the first sector of the Windows partition, read from the
 * disk itself: the volume shows it decrypted. BitLocker writes its own name there, and gives the file
 * system's back when it has decrypted all.
 *
 * Source: https://learn.microsoft.com/windows/win32/secprov/win32-encryptablevolume
 *         https://learn.microsoft.com/windows/win32/secprov/getconversionstatus-win32-encryptablevolume
 *         https://learn.microsoft.com/windows-hardware/design/device-experiences/oem-bitlocker
 * The signatures on the disk: guest/boot_sector.c
 */
#include "probes/read.h"

#include "guest/boot_sector.h"

#define NAME_SPACE "ROOT\\CIMV2\\Security\\MicrosoftVolumeEncryption"
#define BITLOCKER "SYSTEM\\CurrentControlSet\\Control\\BitLocker"

enum { OS_VOLUME = 0 }; /* Win32_EncryptableVolume.VolumeType */

static const struct probe_key keys[] = {
    { "bitlocker.volumes",
        "rows: drive, volume_type (0 Windows, 1 fixed, 2 removable), protection (0 off, 1 on, 2 "
        "unknown), conversion (0 decrypted, 1 encrypted, 2 to 5 under way or paused)",
        "Win32_EncryptableVolume" },
    { "bitlocker.os_conversion",
        "number: conversion of the volume of Windows, of the one that is not decrypted when there "
        "are several; absent when WMI names none",
        "Win32_EncryptableVolume, ConversionStatus" },
    { "bitlocker.boot_sector",
        "text: whose first sector the Windows partition has: \"bitlocker\", \"bitlocker-to-go\", "
        "\"ntfs\", \"refs\", \"other\"",
        "first sector of the partition, from \\\\.\\PhysicalDriveN" },
    { "bitlocker.prevent_device_encryption",
        "number: 1 Windows does not begin to encrypt by itself; absent when not set",
        "HKLM\\" BITLOCKER ", PreventDeviceEncryption" },
    { NULL, NULL, NULL },
};

static const char *const of_wmi[] = { "bitlocker.volumes", "bitlocker.os_conversion", NULL };

static const struct probe_value values[] = {
    { "bitlocker.prevent_device_encryption", BITLOCKER, "PreventDeviceEncryption", PROBE_NUMBER },
    { NULL, NULL, NULL, PROBE_TEXT },
};

static void copy_number(
    const struct json *from, const char *property, struct json *to, const char *name)
{
    int64_t number = 0;

    if (json_number(json_member(from, property), &number))
        json_add_number(to, name, number);
}

static bool set_volumes(const struct json *volumes, struct facts *facts, struct err *err)
{
    AUTO(json_value) rows = { json_new_array() };

    for (const struct json *volume = json_first(volumes); volume; volume = json_next(volume)) {
        const char *drive = json_string(json_member(volume, "DriveLetter"));
        struct json *row = json_add_object(rows.root, NULL);

        json_add_string(row, "drive", drive ? drive : "");
        copy_number(volume, "VolumeType", row, "volume_type");
        copy_number(volume, "ProtectionStatus", row, "protection");
        copy_number(volume, "ConversionStatus", row, "conversion");
    }
    return facts_set_rows(facts, "bitlocker.volumes", rows.root, err);
}

static bool set_os_conversion(const struct json *volumes, struct facts *facts, struct err *err)
{
    int64_t worst = 0;
    bool any = false;
    struct err why = { 0 };

    for (const struct json *volume = json_first(volumes); volume; volume = json_next(volume)) {
        int64_t type = 0, conversion = 0;

        if (!json_number(json_member(volume, "VolumeType"), &type) || type != OS_VOLUME)
            continue;
        any = true;
        if (!json_number(json_member(volume, "ConversionStatus"), &conversion))
            (void)err_set(&why, ERR_AGENT, ERR_MALFORMED,
                "Win32_EncryptableVolume does not tell the ConversionStatus of Windows");
        else if (worst == 0)
            worst = conversion;
    }
    if (!any)
        return facts_set_absent(facts, "bitlocker.os_conversion", err);
    if (why.domain != ERR_NONE && worst == 0)
        return facts_set_unreadable(facts, "bitlocker.os_conversion", &why, err);
    return facts_set_number(facts, "bitlocker.os_conversion", worst, err);
}

static const struct guest_wmi_query query = {
    .name_space = NAME_SPACE,
    .class_name = "Win32_EncryptableVolume",
    .properties = (const char *const[]){ "DriveLetter", "VolumeType", "ProtectionStatus",
        "ConversionStatus", NULL },
    .limit_ms = GUEST_WMI_LIMIT_MS,
};

static bool collect_wmi(const struct guest *guest, struct facts *facts, struct err *err)
{
    AUTO(json_value) volumes = { NULL };
    struct err why = { 0 };

    if (!guest->wmi(guest->state, &query, &volumes.root, &why))
        return probe_unreadable(facts, of_wmi, &why, err);
    return set_volumes(volumes.root, facts, err) && set_os_conversion(volumes.root, facts, err);
}

static bool collect_sector(const struct guest *guest, struct facts *facts, struct err *err)
{
    const char *whose = NULL;
    struct err why = { 0 };

    if (!boot_sector_read(guest, &whose, &why))
        return facts_set_unreadable(facts, "bitlocker.boot_sector", &why, err);
    return facts_set_text(facts, "bitlocker.boot_sector", whose, err);
}

static bool collect(const struct guest *guest, struct facts *facts, struct err *err)
{
    return collect_wmi(guest, facts, err) && collect_sector(guest, facts, err) &&
           probe_read_values(guest, values, facts, err);
}

const struct probe probe_bitlocker = {
    .id = "bitlocker",
    .title = "Encryption of volumes, as WMI and the disk itself tell",
    .source = "https://learn.microsoft.com/windows/win32/secprov/win32-encryptablevolume",
    .keys = keys,
    .wmi = &query,
    .collect = collect,
};
