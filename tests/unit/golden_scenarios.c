/* SPDX-License-Identifier: MIT */
/*
 * golden_scenarios.c - machines for the golden tests: each changes the Windows 11 Enterprise of
 * factory layout that fake_machine_new makes.
 */
#include "golden_scenarios.h"

#include <stdio.h>
#include <string.h>

#define MIB ((uint64_t)1024 * 1024)

#define NT "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
#define CURRENT_VERSION "SOFTWARE\\Microsoft\\Windows\\CurrentVersion"
#define RESERVE_MANAGER CURRENT_VERSION "\\ReserveManager"
#define IMAGE_STATE CURRENT_VERSION "\\Setup\\State"
#define SYSPREP_STATUS "SYSTEM\\Setup\\Status\\SysprepStatus"
#define SECURE_BOOT "SYSTEM\\CurrentControlSet\\Control\\SecureBoot\\State"
#define SYSTEM32 "C:\\Windows\\System32"
#define REAGENT_XML SYSTEM32 "\\Recovery\\ReAgent.xml"

static const char reagent_disabled[] =
    "<?xml version='1.0' encoding='utf-8'?>\r\n\r\n<WindowsRE version=\"2.0\">\r\n"
    "  <WinreBCD id=\"{00000000-0000-0000-0000-000000000000}\"/>\r\n"
    "  <WinreLocation path=\"\" id=\"0\" offset=\"0\" "
    "guid=\"{00000000-0000-0000-0000-000000000000}\"/>\r\n"
    "  <InstallState state=\"0\"/>\r\n</WindowsRE>\r\n";

/* -- machines: each changes the Windows 11 Enterprise of factory layout -- */

static void leave_as_it_is(struct fake_machine *machine)
{
    (void)machine;
}

static void be_ready(struct fake_machine *machine)
{
    struct fake_hardware *hardware = fake_hardware(machine);
    struct disk_partition *windows = &hardware->layout.partitions[2];

    hardware->layout.count = 3;
    windows->length_bytes = 65535 * MIB - windows->offset_bytes;
    hardware->volume.length_bytes = hardware->volume.size_bytes = windows->length_bytes;
    hardware->reserved_storage = GUEST_RESERVED_STORAGE_DISABLED;
    fake_reg_u32(machine, RESERVE_MANAGER, "ShippedWithReserves", 0);
    fake_file_text(machine, REAGENT_XML, reagent_disabled);
}

/* As some marketplace images are: recovery, ESP, MSR, Windows to the end; Windows RE disabled. */
static void put_recovery_in_front(struct fake_machine *machine)
{
    struct fake_hardware *hardware = fake_hardware(machine);
    struct disk_layout *layout = &hardware->layout;
    struct disk_partition recovery = layout->partitions[3];

    be_ready(machine);
    layout->partitions[2].offset_bytes += 450 * MIB;
    layout->partitions[2].length_bytes -= 450 * MIB;
    layout->partitions[1].offset_bytes += 450 * MIB;
    layout->partitions[0].offset_bytes += 450 * MIB;
    memmove(&layout->partitions[1], &layout->partitions[0], 3 * sizeof layout->partitions[0]);
    recovery.offset_bytes = MIB;
    recovery.length_bytes = 450 * MIB;
    layout->partitions[0] = recovery;
    layout->count = 4;
    hardware->volume.offset_bytes = layout->partitions[3].offset_bytes;
    hardware->volume.length_bytes = hardware->volume.size_bytes =
        layout->partitions[3].length_bytes;
}

static void be_multi_session(struct fake_machine *machine)
{
    struct guest_version *version = &fake_hardware(machine)->version;

    fake_reg_text(machine, NT, "EditionID", "ServerRdsh");
    version->product_info = 0xAF;
    version->product_type = 3;
    version->suite_mask = 0x10;
}

static void be_pro(struct fake_machine *machine)
{
    fake_reg_text(machine, NT, "EditionID", "Professional");
    fake_reg_text(machine, NT, "ProductName", "Windows 10 Pro");
    fake_hardware(machine)->version.product_info = 0x30;
}

static void be_ltsc(struct fake_machine *machine)
{
    fake_reg_text(machine, NT, "EditionID", "EnterpriseS");
    fake_reg_text(machine, NT, "ProductName", "Windows 10 Enterprise LTSC 2019");
    fake_reg_text(machine, NT, "CurrentBuildNumber", "17763");
    fake_reg_remove(machine, NT, "DisplayVersion");
    fake_reg_remove(machine, RESERVE_MANAGER, NULL);
    fake_hardware(machine)->version.build = 17763;
    fake_hardware(machine)->version.product_info = 0x7D;
}

static void be_server(struct fake_machine *machine)
{
    struct guest_version *version = &fake_hardware(machine)->version;

    fake_reg_text(machine, NT, "EditionID", "ServerDatacenter");
    fake_reg_text(machine, NT, "InstallationType", "Server");
    fake_reg_text(machine, NT, "CurrentBuildNumber", "20348");
    fake_reg_text(machine, NT, "DisplayVersion", "21H2");
    version->build = 20348;
    version->product_info = 8;
    version->product_type = 3;
    version->suite_mask = 0x110;
}

static void be_generation_1(struct fake_machine *machine)
{
    static const struct disk_partition reserved = {
        .number = 1, .offset_bytes = MIB, .length_bytes = 500 * MIB, .type = "0x07", .active = true
    };
    static const struct disk_partition windows = {
        .number = 2, .offset_bytes = 501 * MIB, .length_bytes = 64000 * MIB, .type = "0x07"
    };
    static const struct disk_partition recovery = {
        .number = 3, .offset_bytes = 64501 * MIB, .length_bytes = 1034 * MIB, .type = "0x27"
    };
    struct fake_hardware *hardware = fake_hardware(machine);

    hardware->firmware = GUEST_FIRMWARE_BIOS;
    hardware->tpm_found = ABSENT;
    hardware->layout = (struct disk_layout){ .style = DISK_MBR,
        .id = "0x1234abcd",
        .count = 3,
        .partitions = { reserved, windows, recovery } };
    hardware->volume.offset_bytes = windows.offset_bytes;
    hardware->volume.length_bytes = hardware->volume.size_bytes = windows.length_bytes;
    fake_reg_remove(machine, SECURE_BOOT, NULL);
    fake_reg_text(machine, "HARDWARE\\DESCRIPTION\\System\\BIOS", "BIOSVersion", "090008");
}

static void be_busy(struct fake_machine *machine)
{
    fake_reg_u32(machine, RESERVE_MANAGER, "ActiveScenario", 2);
    fake_reg_key(machine, CURRENT_VERSION "\\Component Based Servicing\\RebootPending");
}

static void be_sealed(struct fake_machine *machine)
{
    be_ready(machine);
    fake_reg_text(machine, IMAGE_STATE, "ImageState", "IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE");
    fake_reg_u32(machine, SYSPREP_STATUS, "GeneralizationState", 3);
    fake_reg_u32(machine, "SYSTEM\\Setup", "SetupType", 2);
    fake_reg_u32(machine, "SYSTEM\\Setup", "OOBEInProgress", 1);
    fake_reg_text(machine, "SYSTEM\\Setup", "CmdLine", "oobe\\windeploy.exe");
    fake_file_text(machine, SYSTEM32 "\\Sysprep\\Sysprep_succeeded.tag", "");
}

static void have_failed_once(struct fake_machine *machine)
{
    be_ready(machine);
    fake_reg_text(machine, IMAGE_STATE, "ImageState", "IMAGE_STATE_UNDEPLOYABLE");
    fake_reg_u32(machine, SYSPREP_STATUS, "GeneralizationState", 4);
}

/* Somebody who is no administrator looks: some places are denied, the rest is told. */
static void be_without_rights(struct fake_machine *machine)
{
    fake_hardware(machine)->token.is_administrator = false;
    fake_file_deny(machine, REAGENT_XML);
    fake_reg_deny(machine, CURRENT_VERSION "\\Component Based Servicing");
    fake_fail(machine, "reserved_storage", -1, ERR_HRESULT, 0x800702E4,
        "cannot open a DISM session: elevation is needed");
}

static void run_as_local_system(struct fake_machine *machine)
{
    be_ready(machine);
    fake_hardware(machine)->token = (struct guest_token){ .is_administrator = true,
        .is_local_system = true,
        .user = "NT AUTHORITY\\SYSTEM",
        .sid = "S-1-5-18" };
}

/* -- one thing wrong at a time -- */

static void be_in_a_domain(struct fake_machine *machine)
{
    struct fake_hardware *hardware = fake_hardware(machine);

    hardware->domain_status = 3;                                          /* NetSetupDomainName */
    (void)snprintf(hardware->domain, sizeof hardware->domain, "CONTOSO"); /* fits */
}

static void be_joined_to_entra(struct fake_machine *machine)
{
    struct fake_hardware *hardware = fake_hardware(machine);

    hardware->entra_found = FOUND;
    hardware->entra_type = 1; /* DSREG_DEVICE_JOIN */
    (void)snprintf(hardware->entra_tenant, sizeof hardware->entra_tenant,
        "11111111-2222-3333-4444-555555555555"); /* fits */
    fake_reg_text(machine,
        "SYSTEM\\CurrentControlSet\\Control\\CloudDomainJoin\\JoinInfo\\0123456789ABCDEF",
        "TenantId", "11111111-2222-3333-4444-555555555555");
}

static void be_enrolled(struct fake_machine *machine)
{
    static const char key[] =
        "SOFTWARE\\Microsoft\\Enrollments\\7E0A3C57-0000-4000-8000-000000000001";

    fake_hardware(machine)->mdm_enrolled = true;
    fake_reg_text(machine, key, "ProviderID", "MS DM Server");
    fake_reg_u32(machine, key, "EnrollmentState", 1);
    fake_reg_u32(machine, key, "EnrollmentType", 6);
}

static void be_managed_by_configmgr(struct fake_machine *machine)
{
    fake_reg_u32(machine, "SOFTWARE\\Microsoft\\CCM", "CoManagementFlags", 8193);
    fake_reg_u32(machine, "SYSTEM\\CurrentControlSet\\Services\\CcmExec", "Start", 2);
    fake_file_text(machine, "C:\\Windows\\SMSCFG.ini", "[Configuration]\r\n");
}

/* Protection is off, and every sector is still encrypted. */
static void be_encrypted(struct fake_machine *machine)
{
    fake_wmi(machine, "ROOT\\CIMV2\\Security\\MicrosoftVolumeEncryption", "Win32_EncryptableVolume",
        "[{\"DriveLetter\":\"C:\",\"ProtectionStatus\":0,\"ConversionStatus\":1,\"VolumeType\":0}"
        "]");
}

static void be_started_from_a_vhd(struct fake_machine *machine)
{
    struct fake_hardware *hardware = fake_hardware(machine);

    hardware->backing_found = FOUND;
    hardware->backing.is_native_boot = true;
    (void)snprintf(
        hardware->backing.path, sizeof hardware->backing.path, "\\images\\golden.vhdx"); /* fits */
}

static void have_a_data_disk(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_DISKS,
        "[{\"number\":0,\"size_bytes\":68719476736,\"sector_bytes\":512,"
        "\"physical_sector_bytes\":4096,\"bus\":10,\"removable\":0,\"model\":\"Msft Virtual "
        "Disk\"},"
        "{\"number\":1,\"size_bytes\":137438953472,\"sector_bytes\":512,"
        "\"physical_sector_bytes\":4096,\"bus\":10,\"removable\":0,\"model\":\"Msft Virtual "
        "Disk\"}]");
}

static void have_no_rearm_left(struct fake_machine *machine)
{
    fake_wmi(
        machine, "ROOT\\CIMV2", "SoftwareLicensingService", "[{\"RemainingWindowsReArmCount\":0}]");
}

static void lack_a_provider(struct fake_machine *machine)
{
    fake_reg_text(machine, CURRENT_VERSION "\\Setup\\SysPrepExternal\\Generalize",
        "{B2C3D4E5-0000-4000-8000-000000000001}",
        "C:\\Windows\\System32\\VMAgentDisabler.dll,SysprepProviderEntryPoint");
}

static void keep_an_answer_file(struct fake_machine *machine)
{
    fake_file_text(machine, "C:\\Windows\\Panther\\unattend.xml",
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n"
        "<unattend xmlns=\"urn:schemas-microsoft-com:unattend\">\r\n"
        "  <settings pass=\"oobeSystem\">\r\n"
        "    <component name=\"Microsoft-Windows-Shell-Setup\">\r\n"
        "      <AutoLogon><Password><Value>not-a-real-one</Value><PlainText>true</PlainText>"
        "</Password><Enabled>true</Enabled><Username>builder</Username></AutoLogon>\r\n"
        "    </component>\r\n"
        "  </settings>\r\n"
        "</unattend>\r\n");
}

#define APPX CURRENT_VERSION "\\Appx\\AppxAllUserStore"
#define ANN "S-1-5-21-1111111111-2222222222-3333333333-1001"
#define BOB "S-1-5-21-1111111111-2222222222-3333333333-1002"

static void have_four_packages_too_many(struct fake_machine *machine)
{
    static const char *const packages[] = {
        APPX "\\" ANN "\\Microsoft.Copilot_0.4.2.0_neutral__8wekyb3d8bbwe",
        APPX "\\" ANN
             "\\Microsoft.LanguageExperiencePackde-DE_22621.26.68.0_neutral__8wekyb3d8bbwe",
        APPX "\\" BOB "\\NVIDIACorp.NVIDIAControlPanel_8.1.966.0_x64__56jybvy8sckqj",
        APPX "\\" BOB "\\Microsoft.Winget.Source_2026.101.1.0_neutral__8wekyb3d8bbwe",
    };

    for (size_t i = 0; i < COUNT_OF(packages); i++)
        fake_reg_key(machine, packages[i]);
}

static void have_ghosts_and_problems(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_DEVICES,
        "[{\"id\":\"PCI\\\\VEN_15AD&DEV_07B0\\\\1\",\"name\":\"vmxnet3 Ethernet Adapter\","
        "\"class\":\"Net\",\"service\":\"vmxnet3ndis6\",\"hardware_id\":\"PCI\\\\VEN_15AD&DEV_"
        "07B0\","
        "\"inf\":\"oem3.inf\",\"present\":0,\"problem\":45},"
        "{\"id\":\"PCI\\\\VEN_10DE&DEV_1EB8\\\\2\",\"name\":\"3D Video Controller\","
        "\"class\":\"\",\"service\":\"\",\"hardware_id\":\"PCI\\\\VEN_10DE&DEV_1EB8\","
        "\"inf\":\"\",\"present\":1,\"problem\":28}]");
    fake_list(machine, GUEST_LIST_DRIVER_PACKAGES,
        "[{\"inf\":\"oem3.inf\",\"original\":\"vmxnet3.inf\",\"provider\":\"VMware, Inc.\","
        "\"class\":\"Net\"}]");
}

static void be_onboarded(struct fake_machine *machine)
{
    fake_reg_u32(machine, "SOFTWARE\\Microsoft\\Windows Advanced Threat Protection\\Status",
        "OnboardingState", 1);
    fake_reg_text(machine, "SOFTWARE\\Microsoft\\Windows Advanced Threat Protection", "senseGuid",
        "01234567-89ab-cdef-0123-456789abcdef");
}

static void have_fslogix_and_the_agent(struct fake_machine *machine)
{
    fake_reg_key(machine, "SOFTWARE\\FSLogix");
    fake_reg_u32(machine, "SYSTEM\\CurrentControlSet\\Services\\frxsvc", "Start", 2);
    fake_reg_key(machine, "SOFTWARE\\Microsoft\\RDInfraAgent");
    fake_reg_u32(machine, "SYSTEM\\CurrentControlSet\\Services\\RDAgentBootLoader", "Start", 2);
    fake_file_text(machine, "C:\\Program Files\\FSLogix\\Apps\\frxsvc.exe", "MZ");
}

static void sign_in_by_itself(struct fake_machine *machine)
{
    fake_reg_text(machine, NT "\\Winlogon", "AutoAdminLogon", "1");
    fake_reg_text(machine, NT "\\Winlogon", "DefaultUserName", "builder");
    fake_reg_text(machine, NT "\\Winlogon", "DefaultPassword", "not-a-real-one");
    fake_lsa_secret(machine, "DefaultPassword");
}

static void be_as_packer_left_it(struct fake_machine *machine)
{
    fake_reg_u32(machine, "SYSTEM\\CurrentControlSet\\Services\\WinRM", "Start", 2);
    fake_reg_u32(machine, CURRENT_VERSION "\\WSMAN\\Service", "allow_unencrypted", 1);
    fake_reg_u32(machine, CURRENT_VERSION "\\WSMAN\\Service", "auth_basic", 1);
    fake_reg_u32(machine, "SYSTEM\\CurrentControlSet\\Services\\sshd", "Start", 2);
    fake_reg_u32(machine, CURRENT_VERSION "\\Policies\\System", "EnableLUA", 0);
    fake_reg_u32(machine, CURRENT_VERSION "\\Policies\\System", "LocalAccountTokenFilterPolicy", 1);
    fake_reg_text(machine, CURRENT_VERSION "\\RunOnce", "packer", "powershell.exe -File a.ps1");
}

static void disable_what_sysprep_needs(struct fake_machine *machine)
{
    static const char *const services[] = { "wuauserv", "AppXSvc", "ClipSVC", "StateRepository",
        "sppsvc", "MSDTC", "dmwappushservice", "CryptSvc", "TrustedInstaller" };
    char key[128];

    for (size_t i = 0; i < COUNT_OF(services); i++) {
        (void)snprintf(key, sizeof key, "SYSTEM\\CurrentControlSet\\Services\\%s", services[i]);
        fake_reg_u32(machine, key, "Start", 4);
    }
}

static void be_unfit_for_azure(struct fake_machine *machine)
{
    static const char policy[] = "SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\Fi"
                                 "rewallPolicy\\PublicProfile";

    fake_reg_u32(
        machine, "SYSTEM\\CurrentControlSet\\Control\\Terminal Server", "fDenyTSConnections", 1);
    fake_reg_u32(machine, policy, "EnableFirewall", 0);
    fake_reg_u32(machine, "SYSTEM\\CurrentControlSet\\Services\\cdrom", "Start", 4);
    fake_reg_u32(
        machine, "SYSTEM\\CurrentControlSet\\Services\\partmgr\\Parameters", "SanPolicy", 3);
    fake_reg_text(machine,
        "SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\\PersistentRoutes",
        "10.0.0.0,255.0.0.0,10.1.1.1,1", "");
    fake_reg_u32(
        machine, "SOFTWARE\\Policies\\Microsoft\\Windows\\RemovableStorageDevices", "Deny_All", 1);
}

static void be_in_safe_mode(struct fake_machine *machine)
{
    fake_reg_u32(machine, "SYSTEM\\CurrentControlSet\\Control\\SafeBoot\\Option", "OptionValue", 1);
}

static void be_updating(struct fake_machine *machine)
{
    fake_list(machine, GUEST_LIST_PROCESSES,
        "[{\"image\":\"TiWorker.exe\",\"id\":812},{\"image\":\"MicrosoftEdgeUpdate.exe\",\"id\":"
        "913}]");
    fake_list(machine, GUEST_LIST_SERVICES,
        "[{\"name\":\"TrustedInstaller\",\"state\":4},{\"name\":\"edgeupdate\",\"state\":4}]");
}

static void have_a_disk_of_127_gib(struct fake_machine *machine)
{
    fake_hardware(machine)->disk.size_bytes = 127 * 1024 * MIB;
}

static void be_used_by_an_encrypting_person(struct fake_machine *machine)
{
    static const uint8_t hash[20] = { 1 };

    fake_reg_bytes(machine,
        GUEST_USERS ANN "\\Software\\Microsoft\\Windows NT\\CurrentVersion\\EFS\\CurrentKeys",
        "CertificateHash", 3, hash, sizeof hash);
}

/* -- a restart is owed, place by place -- */

static void owe_servicing(struct fake_machine *machine)
{
    fake_reg_key(machine, CURRENT_VERSION "\\Component Based Servicing\\RebootPending");
}

static void owe_packages(struct fake_machine *machine)
{
    fake_reg_key(machine,
        CURRENT_VERSION "\\Component Based Servicing\\PackagesPending\\Package_for_KB5034441");
}

static void owe_windows_update(struct fake_machine *machine)
{
    fake_reg_key(machine, CURRENT_VERSION "\\WindowsUpdate\\Auto Update\\RebootRequired");
}

static void owe_a_rename(struct fake_machine *machine)
{
    fake_reg_text(machine, "SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName",
        "ComputerName", "GOLDEN-02");
}

static void owe_file_renames(struct fake_machine *machine)
{
    static const char *const renames[] = { "\\??\\C:\\Windows\\WinSxS\\Temp\\a.dll",
        "!\\??\\C:\\Windows\\System32\\a.dll", NULL };

    fake_reg_texts(machine, "SYSTEM\\CurrentControlSet\\Control\\Session Manager",
        "PendingFileRenameOperations", renames);
}

static void owe_a_domain_join(struct fake_machine *machine)
{
    fake_reg_text(
        machine, "SYSTEM\\CurrentControlSet\\Services\\Netlogon", "JoinDomain", "contoso.com");
}

static void owe_pending_xml(struct fake_machine *machine)
{
    fake_file_text(machine, "C:\\Windows\\WinSxS\\pending.xml", "<PendingTransaction/>");
}

const struct golden_scenario golden_scenarios[] = {
    { "already-ready", be_ready, false },
    { "already-ready-deep", be_ready, true },
    { "empty-machine", NULL, true },
    { "failed-sysprep", have_failed_once, false },
    { "local-system", run_as_local_system, false },
    { "mbr-generation-1", be_generation_1, false },
    { "multi-session", be_multi_session, false },
    { "recovery-in-front", put_recovery_in_front, false },
    { "reserved-storage-busy", be_busy, false },
    { "sealed", be_sealed, false },
    { "win10-ltsc-2019", be_ltsc, false },
    { "win11-23h2-enterprise", leave_as_it_is, false },
    { "windows-pro", be_pro, false },
    { "windows-server-2022", be_server, false },
    { "without-rights", be_without_rights, true },
    { "answer-file-left", keep_an_answer_file, false },
    { "appx-four-two-users", have_four_packages_too_many, false },
    { "autologon", sign_in_by_itself, false },
    { "azure-settings-wrong", be_unfit_for_azure, false },
    { "bitlocker-suspended", be_encrypted, false },
    { "co-managed", be_managed_by_configmgr, false },
    { "data-disk", have_a_data_disk, false },
    { "defender-onboarded", be_onboarded, false },
    { "devices-ghosts-and-problems", have_ghosts_and_problems, false },
    { "disk-of-127-gib", have_a_disk_of_127_gib, false },
    { "efs-user", be_used_by_an_encrypting_person, false },
    { "enrolled-mdm", be_enrolled, false },
    { "external-provider-missing", lack_a_provider, false },
    { "fslogix-and-avd-agent", have_fslogix_and_the_agent, false },
    { "joined-domain", be_in_a_domain, false },
    { "joined-entra", be_joined_to_entra, false },
    { "native-vhd-boot", be_started_from_a_vhd, false },
    { "packer-residue", be_as_packer_left_it, false },
    { "pending-computer-rename", owe_a_rename, false },
    { "pending-domain-join", owe_a_domain_join, false },
    { "pending-file-renames", owe_file_renames, false },
    { "pending-packages", owe_packages, false },
    { "pending-servicing", owe_servicing, false },
    { "pending-windows-update", owe_windows_update, false },
    { "pending-xml", owe_pending_xml, false },
    { "rearm-used-up", have_no_rearm_left, false },
    { "safe-mode", be_in_safe_mode, false },
    { "services-disabled", disable_what_sysprep_needs, false },
    { "updating", be_updating, false },
};

const size_t golden_scenarios_count = COUNT_OF(golden_scenarios);
