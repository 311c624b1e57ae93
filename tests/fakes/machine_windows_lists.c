/* SPDX-License-Identifier: MIT */
/* machine_windows_lists.c - devices, services, accounts and more of a Windows 11 23H2 VM. */
#include "fakes/machine_parts.h"

#include <stdio.h>

static const char devices[] =
    "["
    "{\"id\":\"VMBUS\\\\{F8615163-DF3E-46C5-913F-F2D2F965ED0E}\\\\5&1\","
    "\"name\":\"Microsoft Hyper-V Network Adapter\",\"class\":\"Net\",\"service\":\"netvsc\","
    "\"hardware_id\":\"VMBUS\\\\{F8615163-DF3E-46C5-913F-F2D2F965ED0E}\",\"inf\":\"wnetvsc.inf\","
    "\"present\":1,\"problem\":0},"
    "{\"id\":\"VMBUS\\\\{BA6163D9-04A1-4D29-B605-72E2FFB1DC7F}\\\\5&2\","
    "\"name\":\"Microsoft Hyper-V SCSI Controller\",\"class\":\"SCSIAdapter\","
    "\"service\":\"storvsc\","
    "\"hardware_id\":\"VMBUS\\\\{BA6163D9-04A1-4D29-B605-72E2FFB1DC7F}\","
    "\"inf\":\"wstorvsc.inf\",\"present\":1,\"problem\":0},"
    "{\"id\":\"SCSI\\\\DISK&VEN_MSFT&PROD_VIRTUAL_DISK\\\\6&3\","
    "\"name\":\"Microsoft Virtual Disk\",\"class\":\"DiskDrive\",\"service\":\"disk\","
    "\"hardware_id\":\"SCSI\\\\DiskMsft____Virtual_Disk____1.0_\",\"inf\":\"disk.inf\","
    "\"present\":1,\"problem\":0}"
    "]";

static const char services[] = "["
                               "{\"name\":\"AppXSvc\",\"state\":1},"
                               "{\"name\":\"BFE\",\"state\":4},"
                               "{\"name\":\"BITS\",\"state\":1},"
                               "{\"name\":\"ClipSVC\",\"state\":1},"
                               "{\"name\":\"CryptSvc\",\"state\":4},"
                               "{\"name\":\"Dhcp\",\"state\":4},"
                               "{\"name\":\"Dnscache\",\"state\":4},"
                               "{\"name\":\"DoSvc\",\"state\":1},"
                               "{\"name\":\"EventLog\",\"state\":4},"
                               "{\"name\":\"IKEEXT\",\"state\":1},"
                               "{\"name\":\"InstallService\",\"state\":1},"
                               "{\"name\":\"MSDTC\",\"state\":1},"
                               "{\"name\":\"mpssvc\",\"state\":4},"
                               "{\"name\":\"Netlogon\",\"state\":1},"
                               "{\"name\":\"Netman\",\"state\":1},"
                               "{\"name\":\"RemoteRegistry\",\"state\":1},"
                               "{\"name\":\"StateRepository\",\"state\":4},"
                               "{\"name\":\"sppsvc\",\"state\":1},"
                               "{\"name\":\"TermService\",\"state\":1},"
                               "{\"name\":\"TrustedInstaller\",\"state\":1},"
                               "{\"name\":\"UsoSvc\",\"state\":4},"
                               "{\"name\":\"W32Time\",\"state\":1},"
                               "{\"name\":\"WerSvc\",\"state\":1},"
                               "{\"name\":\"WinRM\",\"state\":1},"
                               "{\"name\":\"dmwappushservice\",\"state\":1},"
                               "{\"name\":\"edgeupdate\",\"state\":1},"
                               "{\"name\":\"edgeupdatem\",\"state\":1},"
                               "{\"name\":\"iphlpsvc\",\"state\":4},"
                               "{\"name\":\"nsi\",\"state\":4},"
                               "{\"name\":\"wuauserv\",\"state\":1},"
                               "{\"name\":\"cdrom\",\"state\":4},"
                               "{\"name\":\"storvsc\",\"state\":4},"
                               "{\"name\":\"vmbus\",\"state\":4},"
                               "{\"name\":\"netvsc\",\"state\":4},"
                               "{\"name\":\"vmicheartbeat\",\"state\":4},"
                               "{\"name\":\"vmicshutdown\",\"state\":4}"
                               "]";

static const char accounts[] = "[{\"name\":\"Administrator\",\"rid\":500,\"flags\":66051},"
                               "{\"name\":\"Guest\",\"rid\":501,\"flags\":66147},"
                               "{\"name\":\"builder\",\"rid\":1001,\"flags\":66049}]";

static const char drives[] =
    "[{\"root\":\"C:\\\\\",\"type\":3,\"label\":\"Windows\",\"file_system\":\"NTFS\"},"
    "{\"root\":\"D:\\\\\",\"type\":5,\"label\":\"\",\"file_system\":\"\"}]";

static const char disks[] =
    "[{\"number\":0,\"size_bytes\":68719476736,\"sector_bytes\":512,\"physical_sector_bytes\":4096,"
    "\"bus\":10,\"removable\":0,\"model\":\"Msft Virtual Disk\"}]";

static const char appx_packages[] =
    "[{\"full_name\":\"Microsoft.WindowsCalculator_11.2307.4.0_x64__8wekyb3d8bbwe\","
    "\"sid\":\"S-1-5-21-1111111111-2222222222-3333333333-1001\",\"framework\":0,\"resource\":0,"
    "\"non_removable\":0,\"signature\":\"Store\"}]";

void fake_windows_lists(struct fake_machine *machine)
{
    struct fake_hardware *hardware = &machine->hardware;

    fake_list(machine, GUEST_LIST_DEVICES, devices);
    fake_list(machine, GUEST_LIST_DRIVER_PACKAGES, "[]");
    fake_list(machine, GUEST_LIST_SERVICES, services);
    fake_list(machine, GUEST_LIST_PROCESSES,
        "[{\"image\":\"System\",\"id\":4},{\"image\":\"explorer.exe\",\"id\":4212}]");
    fake_list(machine, GUEST_LIST_ACCOUNTS, accounts);
    fake_list(machine, GUEST_LIST_DRIVES, drives);
    fake_list(machine, GUEST_LIST_DISKS, disks);
    fake_list(machine, GUEST_LIST_APPX_PACKAGES, appx_packages);
    fake_wmi(machine, "ROOT\\CIMV2", "SoftwareLicensingService",
        "[{\"RemainingWindowsReArmCount\":1001}]");
    fake_wmi(machine, "ROOT\\CIMV2\\Security\\MicrosoftVolumeEncryption", "Win32_EncryptableVolume",
        "[{\"DriveLetter\":\"C:\",\"ProtectionStatus\":0,\"ConversionStatus\":0,\"VolumeType\":0}"
        "]");
    hardware->domain_status = 2; /* NetSetupWorkgroupName */
    (void)snprintf(hardware->domain, sizeof hardware->domain, "WORKGROUP"); /* fits */
}
