/* SPDX-License-Identifier: MIT */
/*
 * machine_windows.c - what a Windows 11 23H2 Enterprise VM holds, as goldprep can see it.
 *
 * The values are what such a machine shows by public reports; the sources stand at the probes that
 * read them.
 */
#include "fakes/machine_parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MIB ((uint64_t)1024 * 1024)

#define NT "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
#define CURRENT_VERSION "SOFTWARE\\Microsoft\\Windows\\CurrentVersion"
#define CONTROL "SYSTEM\\CurrentControlSet\\Control"
#define BIOS "HARDWARE\\DESCRIPTION\\System\\BIOS"
#define PROFILES NT "\\ProfileList"
#define SERVICES "SYSTEM\\CurrentControlSet\\Services"
#define ENROLLMENTS "SOFTWARE\\Microsoft\\Enrollments"
#define BUILDER "S-1-5-21-1111111111-2222222222-3333333333-1001"
#define HYPER_V "SOFTWARE\\Microsoft\\Virtual Machine\\Guest\\Parameters"

static const struct {
    const char *key, *name, *value;
} texts[] = {
    { NT, "ProductName", "Windows 10 Enterprise" }, /* Windows 11 says 10 there */
    { NT, "EditionID", "Enterprise" },
    { NT, "CompositionEditionID", "Enterprise" },
    { NT, "InstallationType", "Client" },
    { NT, "CurrentBuild", "22631" },
    { NT, "CurrentBuildNumber", "22631" },
    { NT, "CurrentVersion", "6.3" },
    { NT, "DisplayVersion", "23H2" },
    { NT, "ReleaseId", "2009" },
    { NT, "BuildLabEx", "22621.1.amd64fre.ni_release.220506-1250" },
    { CONTROL "\\ProductOptions", "ProductType", "WinNT" },
    { BIOS, "BIOSVendor", "Microsoft Corporation" },
    { BIOS, "BIOSVersion", "Hyper-V UEFI Release v4.1" },
    { BIOS, "SystemManufacturer", "Microsoft Corporation" },
    { BIOS, "SystemProductName", "Virtual Machine" },
    { BIOS, "BaseBoardProduct", "Virtual Machine" },
    { HYPER_V, "HostName", "HOST-01" },
    { HYPER_V, "VirtualMachineName", "golden" },
    { CONTROL "\\ComputerName\\ActiveComputerName", "ComputerName", "GOLDEN-01" },
    { CONTROL "\\ComputerName\\ComputerName", "ComputerName", "GOLDEN-01" },
    { "SYSTEM\\Setup", "CmdLine", "" },
    { CURRENT_VERSION "\\Setup\\State", "ImageState", "IMAGE_STATE_COMPLETE" },
    { PROFILES "\\S-1-5-18", "ProfileImagePath", "%systemroot%\\system32\\config\\systemprofile" },
    { PROFILES "\\" BUILDER, "ProfileImagePath", "C:\\Users\\builder" },
};

static const struct {
    const char *key, *name;
    uint32_t value;
} numbers[] = {
    { NT, "UBR", 3007 },
    { NT, "CurrentMajorVersionNumber", 10 },
    { NT, "CurrentMinorVersionNumber", 0 },
    { NT, "InstallDate", 1760000000 },
    { NT "\\SoftwareProtectionPlatform", "SkipRearm", 0 },
    { FAKE_RESERVE_MANAGER, "ShippedWithReserves", 1 },
    { FAKE_RESERVE_MANAGER, "PassedPolicy", 1 },
    { FAKE_RESERVE_MANAGER, "MiscPolicyInfo", 1 },
    { FAKE_RESERVE_MANAGER, "ActiveScenario", 0 },
    { FAKE_RESERVE_MANAGER, "TiAttemptedInitialization", 1 },
    { CONTROL "\\SecureBoot\\State", "UEFISecureBootEnabled", 1 },
    { CURRENT_VERSION "\\Component Based Servicing\\SessionsPending", "Exclusive", 0 },
    { CURRENT_VERSION "\\Component Based Servicing\\SessionsPending", "TotalSessionPhases", 0 },
    { "SYSTEM\\Setup", "SetupType", 0 },
    { "SYSTEM\\Setup", "SystemSetupInProgress", 0 },
    { "SYSTEM\\Setup", "OOBEInProgress", 0 },
    { "SYSTEM\\Setup\\Status\\SysprepStatus", "GeneralizationState", 7 },
    { "SYSTEM\\Setup\\Status\\SysprepStatus", "CleanupState", 2 },
    { SERVICES "\\vmbus", "Start", 0 },
    { SERVICES "\\storvsc", "Start", 0 },
    { SERVICES "\\stornvme", "Start", 0 },
    { SERVICES "\\netvsc", "Start", 3 },
    { ENROLLMENTS "\\1E05DD5D-A022-46C5-963C-B20DE341170F", "EnrollmentState", 0 },
};

static const char *const keys[] = {
    CURRENT_VERSION "\\RunOnce",
    CURRENT_VERSION "\\WindowsUpdate\\Auto Update",
    CURRENT_VERSION "\\Setup\\SysPrepExternal\\Generalize",
    CURRENT_VERSION "\\Setup\\SysPrepExternal\\Cleanup",
    CURRENT_VERSION "\\Setup\\SysPrepExternal\\Specialize",
    CONTROL "\\Session Manager",
    "SYSTEM\\CurrentControlSet\\Services\\Netlogon",
    GUEST_USERS BUILDER,
};

/** Files whose content nobody reads here: programs begin with "MZ". */
static const char *const programs[] = {
    FAKE_SYSTEM "\\reagentc.exe",
    FAKE_SYSTEM "\\diskpart.exe",
    FAKE_SYSTEM "\\Sysprep\\sysprep.exe",
    "C:\\Users\\builder\\NTUSER.DAT",
};

static void fill_hardware(struct fake_hardware *hardware)
{
    enum { VER_SUITE_TERMINAL = 0x10, VER_SUITE_SINGLEUSERTS = 0x100 };

    hardware->version = (struct guest_version){
        .major = 10,
        .build = 22631,
        .product_type = 1,
        .suite_mask = VER_SUITE_TERMINAL | VER_SUITE_SINGLEUSERTS,
        .product_info = 0x04, /* PRODUCT_ENTERPRISE */
        .architecture = 0x8664,
    };
    hardware->firmware = GUEST_FIRMWARE_UEFI;
    hardware->tpm_found = FOUND;
    hardware->tpm_major = 2;
    hardware->hypervisor =
        (struct guest_hypervisor){ .present = true, .signature = "Microsoft Hv" };
    hardware->token = (struct guest_token){
        .is_administrator = true,
        .session_id = 1,
        .user = "GOLDEN-01\\builder",
        .sid = "S-1-5-21-1111111111-2222222222-3333333333-1001",
    };
    (void)snprintf(hardware->computer_name, sizeof hardware->computer_name, "GOLDEN-01"); /* fits */
    hardware->boot_time = 1795300000; /* 2026-11-21T22:26:40Z */
    hardware->now = 1795329000;       /* 2026-11-22T06:30:00Z */
    hardware->tick_ms = 29000000;
    hardware->reserved_storage = GUEST_RESERVED_STORAGE_ENABLED;
}

static void add_partition(
    struct disk_layout *layout, const struct disk_partition *partition, const char *type)
{
    struct disk_partition *added = &layout->partitions[layout->count++];

    *added = *partition;
    added->number = (uint32_t)layout->count;
    (void)snprintf(added->type, sizeof added->type, "%s", type); /* a GUID fits */
}

/** 64 GiB as Windows Setup lays it out: ESP, MSR, Windows, recovery at the end. */
static void fill_disk(struct fake_hardware *hardware)
{
    static const uint64_t recovery_attributes = 0x8000000000000001; /* required, no letter */
    struct disk_layout *layout = &hardware->layout;
    struct disk_partition esp = { .offset_bytes = 1 * MIB,
        .length_bytes = 100 * MIB,
        .attributes = 0x8000000000000000,
        .name = "EFI system partition",
        .id = "6f2a1c10-0b51-4a35-9d0e-000000000001" };
    struct disk_partition msr = { .offset_bytes = 101 * MIB,
        .length_bytes = 16 * MIB,
        .attributes = 0x8000000000000000,
        .name = "Microsoft reserved partition",
        .id = "6f2a1c10-0b51-4a35-9d0e-000000000002" };
    struct disk_partition windows = { .offset_bytes = 117 * MIB,
        .length_bytes = 64768 * MIB,
        .name = "Basic data partition",
        .id = "6f2a1c10-0b51-4a35-9d0e-000000000003" };
    struct disk_partition recovery = { .offset_bytes = 64885 * MIB,
        .length_bytes = 650 * MIB,
        .attributes = recovery_attributes,
        .id = "6f2a1c10-0b51-4a35-9d0e-000000000004" };

    hardware->disk = (struct guest_disk){ .size_bytes = 65536 * MIB, .sector_bytes = 512 };
    layout->style = DISK_GPT;
    (void)snprintf(layout->id, sizeof layout->id, "6f2a1c10-0b51-4a35-9d0e-00000000d15c");
    layout->usable_offset_bytes = (uint64_t)34 * 512;
    layout->usable_length_bytes = hardware->disk.size_bytes - (uint64_t)(34 + 33) * 512;
    add_partition(layout, &esp, DISK_TYPE_ESP);
    add_partition(layout, &msr, DISK_TYPE_MSR);
    add_partition(layout, &windows, DISK_TYPE_BASIC_DATA);
    add_partition(layout, &recovery, DISK_TYPE_RECOVERY);
    hardware->volume = (struct guest_volume){ .offset_bytes = windows.offset_bytes,
        .length_bytes = windows.length_bytes,
        .size_bytes = windows.length_bytes,
        .free_bytes = 40960 * MIB };
    (void)snprintf(hardware->boot_sector, sizeof hardware->boot_sector, "NTFS    "); /* fits */
}

void fake_windows_reagent(struct fake_machine *machine, uint64_t recovery_offset)
{
    static const char no_guid[] = "{00000000-0000-0000-0000-000000000000}";
    const struct disk_layout *layout = &machine->hardware.layout;
    bool on = recovery_offset != 0;
    AUTO(text) xml = { 0 };

    text_append(
        &xml, "<?xml version='1.0' encoding='utf-8'?>\r\n\r\n<WindowsRE version=\"2.0\">\r\n");
    text_append(&xml, "  <WinreBCD id=\"%s\"/>\r\n",
        on ? "{7c9f7a51-3f0a-11ee-9a1e-00155d012345}" : no_guid);
    text_append(&xml, "  <WinreLocation path=\"%s\" id=\"0\" offset=\"%" PRIu64 "\" guid=\"",
        on ? "\\Recovery\\WindowsRE" : "", recovery_offset);
    text_append(&xml, on ? "{%s}\"/>\r\n" : "%s\"/>\r\n", on ? layout->id : no_guid);
    text_append(
        &xml, "  <ImageLocation path=\"\" id=\"0\" offset=\"0\" guid=\"%s\"/>\r\n", no_guid);
    text_append(&xml,
        "  <PBRImageLocation path=\"\" id=\"0\" offset=\"0\" guid=\"%s\" index=\"0\"/>\r\n",
        no_guid);
    text_append(
        &xml, "  <InstallState state=\"%d\"/>\r\n  <OsInstallAvailable state=\"0\"/>\r\n", on);
    text_append(
        &xml, "  <CustomImageAvailable state=\"0\"/>\r\n  <IsAutoRepairOn state=\"1\"/>\r\n");
    text_append(&xml, "  <WinREStaged state=\"0\"/>\r\n  <OperationParam path=\"\"/>\r\n");
    text_append(&xml, "  <OsBuildVersion path=\"22621.1.amd64fre.ni_release.220506-1250\"/>\r\n");
    text_append(&xml, "  <OemTool state=\"0\"/>\r\n  <IsServer state=\"0\"/>\r\n</WindowsRE>\r\n");
    fake_file_text(machine, FAKE_REAGENT_XML, text_string(&xml));
}

void fake_windows_fill(struct fake_machine *machine)
{
    fill_hardware(&machine->hardware);
    fill_disk(&machine->hardware);
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        fake_reg_text(machine, texts[i].key, texts[i].name, texts[i].value);
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        fake_reg_u32(machine, numbers[i].key, numbers[i].name, numbers[i].value);
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        fake_reg_key(machine, keys[i]);
    for (size_t i = 0; i < COUNT_OF(programs); i++)
        fake_file_text(machine, programs[i], "MZ");
    fake_file_text(machine, FAKE_WINDOWS "\\Setup\\State\\State.ini",
        "[State]\r\nImageState=IMAGE_STATE_COMPLETE\r\n");
    fake_windows_reagent(machine, machine->hardware.layout.partitions[3].offset_bytes);
}
