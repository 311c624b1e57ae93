/* SPDX-License-Identifier: MIT */
/* diagnose_rows.h - logs of our own making, and what is to be read in them. */
#pragma once

#include "sysprep/diagnose.h"

struct diagnose_row {
    const char *name;
    const char *text;
    const char *cause, *item; /* item "": none */
    const char *codes;        /* "0x80073CF2,0x80070005"; "" none */
    int runs;                 /* -1: cannot be told */
    enum diagnosis_end last_run;
    bool plain; /* its meaning is in the layout, so that it is not wrapped or joined */
};

#define AT "2031-04-05 06:07:08, "
#define INFO AT "Info                  SYSPRP "
#define INFO_NUMBER(number) AT "Info       [0x0f00" number "] SYSPRP "
#define ERROR AT "Error                 SYSPRP "
#define ERROR_NUMBER(number) AT "Error      [0x0f00" number "] SYSPRP "
#define RULE INFO "========================================================\n"
#define BANNER                                                                                     \
    RULE INFO "===          Beginning of a new sysprep run          ===\n" RULE INFO_NUMBER(       \
        "4e") "Initialized SysPrep log at C:\\Windows\\System32\\Sysprep\\Panther\n"
#define SHUT INFO_NUMBER("52") "Shutting down SysPrep log\n"
#define CHAIN(function, dll, code)                                                                 \
    ERROR                                                                                          \
    "ActionPlatform::LaunchModule: Failure occurred while executing '" function                    \
    "' from C:\\Windows\\System32\\" dll "; dwRet = " code "\n" ERROR                              \
    "RunPlatformActions:Failed while validating Sysprep session actions; dwRet = " code            \
    "\n" ERROR_NUMBER("70") "RunDlls:An error occurred while running registry sysprep DLLs, "      \
                            "halting sysprep execution. dwRet = " code "\n"
#define HIT(phase, code) ERROR_NUMBER("d8") "WinMain:Hit failure while " phase "; hr = " code "\n"
#define PACKAGE "Contoso.Paint_3.2.1.0_x64__abcdefghjkmnp"
#define NOT_FOR_ALL(package)                                                                       \
    ERROR "Package " package " was installed for a user, but not provisioned "                     \
          "for all users. This package will not function properly in the sysprep image.\n"
#define APPX(package)                                                                              \
    NOT_FOR_ALL(package)                                                                           \
    ERROR "Failed to remove apps for the current user: 0x80073cf2.\n" CHAIN(                       \
        "SysprepGeneralizeValidate", "AppxSysprep.dll", "0x3cf2")                                  \
        HIT("pre-validate sysprep generalize internal providers", "0x80073cf2")

static const struct diagnose_row diagnose_rows[] = {
    /* -- sysprep stopped -- */
    { "appx", BANNER APPX(PACKAGE) SHUT, "appx-not-provisioned", PACKAGE, "0x80073CF2", 1,
        DIAGNOSIS_FAILED, false },
    { "appx, the package alone", NOT_FOR_ALL(PACKAGE), "appx-not-provisioned", PACKAGE, "", 1,
        DIAGNOSIS_FAILED, false },
    { "appx, executing",
        ERROR "Failed to remove staged package " PACKAGE
              ": 0x80070005.\n" CHAIN("SysprepGeneralize", "AppxSysprep.dll", "0x5"),
        "appx-not-provisioned", PACKAGE, "0x80070005", 1, DIAGNOSIS_FAILED, false },
    { "appx, without its line", CHAIN("SysprepGeneralizeValidate", "AppxSysprep.dll", "15602"),
        "appx-not-provisioned", "", "0x80073CF2", 1, DIAGNOSIS_FAILED, false },
    { "appx, a placeholder", NOT_FOR_ALL("<package name>"), "appx-not-provisioned", "", "", 1,
        DIAGNOSIS_FAILED, false },
    { "appx service", CHAIN("SysprepGeneralizeValidate", "AppxSysprep.dll", "0x422"),
        "appxsvc-disabled", "", "0x80070422", 1, DIAGNOSIS_FAILED, false },
    { "BitLocker",
        ERROR
        "BitLocker-Sysprep: BitLocker is on for the OS volume. Turn BitLocker off to run Sysprep. "
        "(0x80310039)\n" CHAIN("ValidateBitLockerState", "BdeSysprep.dll", "0x80310039"),
        "bitlocker-enabled", "", "0x80310039", 1, DIAGNOSIS_FAILED, false },
    { "BitLocker, the chain alone",
        CHAIN("ValidateBitLockerState", "BdeSysprep.dll", "-2144272327"), "bitlocker-enabled", "",
        "0x80310039", 1, DIAGNOSIS_FAILED, false },
    { "BitLocker, status", "MountPoint VolumeStatus   Protection\nC:         FullyEncrypted Off\n",
        "bitlocker-enabled", "C:", "", 0, DIAGNOSIS_NONE, true },
    { "BitLocker, manage-bde",
        "Volume C: [System]\n\n    Conversion Status:    Used Space Only Encrypted\n    Protection "
        "Status:    Protection Off\n",
        "bitlocker-enabled", "C:", "", 0, DIAGNOSIS_NONE, true },
    { "BitLocker, off",
        "Volume C: [System]\n\n    Conversion Status:    Fully Decrypted\n    Protection Status:   "
        " Protection Off\n",
        "no-failure", "", "", 0, DIAGNOSIS_NONE, true },
    { "reserved storage",
        ERROR "Sysprep_Clean_Validate_Opk: Audit mode cannot be turned on if reserved storage is "
              "in use. An update or servicing "
              "operation may be using reserved storage.; hr = 0x800F0975\n" CHAIN(
                  "Sysprep_Clean_Validate_Opk", "spopk.dll", "0x975")
                  HIT("pre-validate sysprep cleanup internal providers", "0x80070975"),
        "reserved-storage-in-use", "", "0x800F0975,0x80070975", 1, DIAGNOSIS_FAILED, false },
    { "reserved storage, older",
        ERROR "Sysprep_Clean_Validate_Opk: Audit mode can't be turned on if there is an active "
              "scenario.; hr = 0x800F0975\n",
        "reserved-storage-in-use", "", "0x800F0975", 1, DIAGNOSIS_FAILED, false },
    { "reserved storage, DISM",
        "Error: 0x800f0975\n\nThis operation is not supported when reserved storage is in use.\n",
        "reserved-storage-in-use", "", "0x800F0975", 0, DIAGNOSIS_NONE, false },
    { "servicing",
        ERROR_NUMBER("b0") "spopk.dll:: Failed to query pending CBS operations; hr = "
                           "0x80080005\n" CHAIN("Sysprep_Clean_Validate_Opk", "spopk.dll", "0x5"),
        "pending-servicing", "", "0x80080005,0x80070005", 1, DIAGNOSIS_FAILED, false },
    { "restart owed",
        ERROR
        "Sysprep_Clean_Validate_Opk: There are one or more Windows updates that require a reboot. "
        "To run Sysprep, reboot the computer "
        "and restart the application.\n" CHAIN("Sysprep_Clean_Validate_Opk", "spopk.dll", "0x36b7"),
        "pending-reboot", "", "0x800736B7", 1, DIAGNOSIS_FAILED, false },
    { "rearm",
        ERROR_NUMBER("82") "LaunchDll:Failure occurred while executing "
                           "'C:\\Windows\\System32\\slc.dll,SLReArmWindows', returned error code "
                           "-1073425657\n" HIT(
                               "processing sysprep generalize providers", "0xc004d307"),
        "rearm-exhausted", "", "0xC004D307", 1, DIAGNOSIS_FAILED, false },
    { "state",
        ERROR_NUMBER("73") "RunDlls:Not running DLLs; either the machine is in an invalid state or "
                           "we couldn't update the recorded state, dwRet = 0x1f\n",
        "invalid-prior-generalize-state", "", "0x8007001F", 1, DIAGNOSIS_FAILED, false },
    { "state, bare hexadecimal",
        ERROR_NUMBER("73") "RunExternalDlls:Not running DLLs; either the machine is in an invalid "
                           "state or we couldn't update the recorded state, dwRet = 1f\n",
        "invalid-prior-generalize-state", "", "0x8007001F", 1, DIAGNOSIS_FAILED, false },
    { "Defender",
        ERROR "ActionPlatform::DeleteValue: Error from RegDeleteValueW for value senseGuid under "
              "key HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows Advanced Threat Protection; "
              "dwRet = 0x5\n" ERROR "SysprepSession::ExecuteInternal: Error in executing action "
              "for Windows-SenseClient-Service; dwRet = 0x5\n",
        "defender-senseguid", "senseGuid", "0x80070005", 1, DIAGNOSIS_FAILED, false },
    { "DSC",
        ERROR_NUMBER("82") "LaunchDll:Failure occurred while executing "
                           "'DscCore.dll,SysPrep_Cleanup', returned error code 0x2\n" HIT(
                               "processing sysprep cleanup external providers",
                               "0x80070002[gle=0x00000006]"),
        "dsc-cleanup-failed", "DscCore.dll", "0x80070002", 1, DIAGNOSIS_FAILED, false },
    { "Azure agent",
        ERROR "LaunchDll:Could not load DLL "
              "C:\\Windows\\system32\\VMAgentDisabler.dll[gle=0x0000007e]\n" HIT(
                  "processing sysprep generalize external providers", "0x8007007e"),
        "vmagentdisabler-missing", "VMAgentDisabler.dll", "0x8007007E", 1, DIAGNOSIS_FAILED,
        false },
    { "other software",
        ERROR_NUMBER("82") "LaunchDll:Failure occurred while executing 'C:\\Program "
                           "Files\\Contoso\\Guard.dll,Seal', returned error code 0x57\n" HIT(
                               "processing sysprep generalize external providers", "0x80070057"),
        "third-party-provider-failed", "Guard.dll", "0x80070057", 1, DIAGNOSIS_FAILED, false },
    { "Windows' own",
        ERROR "SysPrepDtcGeneralize failed\n" CHAIN("SysPrepDtcGeneralize", "msdtcprx.dll", "0x5")
            HIT("processing sysprep generalize internal providers", "0x80070005"),
        "inbox-provider-failed", "msdtcprx.dll", "0x80070005", 1, DIAGNOSIS_FAILED, false },
    { "Windows' own, its own line",
        ERROR "Shell_Clean failed with hr=c0020017\n" CHAIN(
            "Sysprep_Cleanup_Shell", "shsetup.dll", "0xc0020017"),
        "inbox-provider-failed", "shsetup.dll", "0xC0020017", 1, DIAGNOSIS_FAILED, false },
    { "boot configuration",
        ERROR "Sysprep_Generalize_Bcd: There was an error opening the BCD system store. "
              "Status=[0xC000000F]\n" CHAIN("Sysprep_Generalize_Bcd", "spbcd.dll", "0x2"),
        "bcd-generalize-failed", "spbcd.dll", "0xC000000F,0x80070002", 1, DIAGNOSIS_FAILED, false },
    { "upgraded",
        ERROR "Sysprep_Clean_Validate_Opk: Sysprep will not run on an upgraded OS. You can only "
              "run Sysprep on a custom (clean) install version of Windows.\n" CHAIN(
                  "Sysprep_Clean_Validate_Opk", "spopk.dll", "0x139f"),
        "upgrade-not-supported", "", "0x8007139F", 1, DIAGNOSIS_FAILED, false },
    { "LocalSystem",
        "Windows PowerShell transcript start\nUsername: NT AUTHORITY\\SYSTEM\nstarting sysprep\n",
        "running-as-system", "", "", 0, DIAGNOSIS_NONE, false },
    { "domain", "| Device State |\n AzureAdJoined : NO\n DomainJoined : YES\n", "domain-joined", "",
        "", 0, DIAGNOSIS_NONE, false },
    /* -- around sysprep -- */
    { "denied, cmdlet",
        "Get-AppxProvisionedPackage : Access is denied.\nAt C:\\clean.ps1:3 char:1\n",
        "access-denied", "Get-AppxProvisionedPackage", "", 0, DIAGNOSIS_NONE, false },
    { "denied, DISM",
        "Deployment Image Servicing and Management tool\n\nError: 5\n\nAccess is denied.\n",
        "access-denied", "", "0x80070005", 0, DIAGNOSIS_NONE, false },
    { "not elevated", "Error: 740\n\nElevated permissions are required to run DISM.\n",
        "access-denied", "", "0x800702E4", 0, DIAGNOSIS_NONE, false },
    { "denied, German", "Remove-AppxPackage : Zugriff verweigert (0x80070005)\n", "access-denied",
        "Remove-AppxPackage", "0x80070005", 0, DIAGNOSIS_NONE, false },
    { "answer file",
        "Windows could not parse or process unattended answer file "
        "[C:\\Windows\\system32\\sysprep\\unattend.xml]. The answer file is invalid.\n",
        "unattend-parse-error", "C:\\Windows\\system32\\sysprep\\unattend.xml", "", 0,
        DIAGNOSIS_NONE, false },
    { "answer file, pass",
        "Windows could not parse or process the unattend answer file for pass [specialize].\nThe "
        "settings specified in the answer file cannot be applied.\n",
        "unattend-parse-error", "", "", 0, DIAGNOSIS_NONE, false },
    { "wait loop",
        "IMAGE_STATE_COMPLETE\nIMAGE_STATE_UNDEPLOYABLE\nIMAGE_STATE_UNDEPLOYABLE\nIMAGE_STATE_"
        "UNDEPLOYABLE\n",
        "wait-loop-timeout", "IMAGE_STATE_UNDEPLOYABLE", "", 1, DIAGNOSIS_NONE, true },
    { "wait loop, refused", "IMAGE_STATE_COMPLETE\nIMAGE_STATE_COMPLETE\nIMAGE_STATE_COMPLETE\n",
        "wait-loop-timeout", "IMAGE_STATE_COMPLETE", "", -1, DIAGNOSIS_NONE, true },
    { "wait loop, limit",
        "ImageState: IMAGE_STATE_SPECIALIZE_RESEAL_TO_OOBE\nTimed out waiting for sysprep to "
        "complete\n",
        "wait-loop-timeout", "IMAGE_STATE_SPECIALIZE_RESEAL_TO_OOBE", "", -1, DIAGNOSIS_NONE,
        false },
    { "wait loop, sealed",
        "while($s.ImageState -ne 'IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE') { "
        "}\nIMAGE_STATE_UNDEPLOYABLE\nIMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE\n",
        "no-failure", "", "", 1, DIAGNOSIS_SUCCEEDED, true },
    { "wait loop above its cause",
        "IMAGE_STATE_COMPLETE\nIMAGE_STATE_COMPLETE\nTimed out waiting for sysprep\n" APPX(PACKAGE),
        "appx-not-provisioned", PACKAGE, "0x80073CF2", 1, DIAGNOSIS_FAILED, false },
    { "agent service",
        "Get-Service : Cannot find any service with service name 'ContosoAgent'.\n    + "
        "FullyQualifiedErrorId : "
        "NoServiceFoundForGivenName,Microsoft.PowerShell.Commands.GetServiceCommand\n",
        "agent-service-missing", "ContosoAgent", "", 0, DIAGNOSIS_NONE, false },
    { "agent service, German",
        "Get-Service : Es kann kein Dienst mit dem Dienstnamen \"ContosoAgent\" gefunden werden.\n "
        "   + CategoryInfo : ObjectNotFound: (ContosoAgent:String) [Get-Service], "
        "ServiceCommandException\n",
        "agent-service-missing", "ContosoAgent", "", 0, DIAGNOSIS_NONE, false },
    { "provisioning",
        "Code=\"OSProvisioningTimedOut\" Message=\"OS Provisioning for VM 'pkr' did not finish in "
        "the allotted time. The VM may still finish provisioning successfully.\"\n",
        "provisioning-timed-out", "", "", 0, DIAGNOSIS_NONE, false },
    { "volume",
        "Volume \\\\?\\Volume{01234567-89ab-cdef-0123-456789abcdef} not found, error 0x80070490\n",
        "volume-not-found", "\\\\?\\Volume{01234567-89ab-cdef-0123-456789abcdef}", "0x80070490", 0,
        DIAGNOSIS_NONE, false },
    /* -- disk and recovery -- */
    { "WinRE image", "REAGENTC.EXE: The Windows RE image was not found.\n", "winre-image-not-found",
        "", "", 0, DIAGNOSIS_NONE, false },
    { "WinRE off", "REAGENTC.EXE: Windows RE is already disabled.\n", "reagentc-already-disabled",
        "", "", 0, DIAGNOSIS_NONE, false },
    { "WinRE off, German", "REAGENTC.EXE: Windows RE ist bereits deaktiviert.\n",
        "reagentc-already-disabled", "", "", 0, DIAGNOSIS_NONE, false },
    { "protected",
        "DISKPART> delete partition\n\nVirtual Disk Service error:\nCannot delete a protected "
        "partition without the force protected parameter set.\n",
        "partition-protected", "", "", 0, DIAGNOSIS_NONE, false },
    { "recovery in the way",
        "  Disk 0    Online          200 GB    72 GB        *\n\n  Partition 1    System           "
        "  100 MB  1024 KB\n  Partition 2    Reserved            16 MB   101 MB\n"
        "  Partition 3    Primary            126 GB   117 MB\n  Partition 4    Recovery           "
        "674 MB   127 GB\n",
        "recovery-partition-blocks-extend", "4", "", 0, DIAGNOSIS_NONE, true },
    { "recovery gone",
        "  Disk 0    Online          200 GB    72 GB        *\n\n  Partition 3    Primary          "
        "  126 GB   117 MB\n  Partition 4    Recovery           674 MB   127 GB\n\n"
        "DiskPart successfully deleted the selected partition.\n",
        "no-failure", "", "", 0, DIAGNOSIS_NONE, true },
    { "disk full", "Error: 112\n\nThere is not enough space on the disk.\n", "disk-full", "",
        "0x80070070", 0, DIAGNOSIS_NONE, false },
    { "disk full, reagentc", "REAGENTC.EXE: Operation failed: 70\n", "disk-full", "", "0x80070070",
        0, DIAGNOSIS_NONE, false },
    /* -- no cause to name -- */
    { "sealed",
        BANNER INFO "ActionPlatform::LaunchModule: Executing method 'A' from "
                    "C:\\Windows\\System32\\a.dll\n" INFO
                    "ActionPlatform::LaunchModule: Successfully executed 'A' from "
                    "C:\\Windows\\System32\\a.dll\n" INFO
                    "FCreateTagFile:Successfully created tag file\n" SHUT,
        "no-failure", "", "", 1, DIAGNOSIS_SUCCEEDED, false },
    { "noise",
        BANNER ERROR "BCD: BiUpdateEfiEntry failed c000000d\n" ERROR
                     "setupdigetclassdevs failed with error 0\n" ERROR
                     "SPPNP: Something odd. Err = 0x57\n" INFO
                     "FCreateTagFile:Successfully created tag file\n" SHUT,
        "success-with-noise", "", "0xC000000D,0x80070057", 1, DIAGNOSIS_SUCCEEDED, false },
    { "noise of errors alone",
        ERROR
        "BCD: BiExportBcdObjects failed c000000d\n" ERROR
        "Error 0x-2147417850: Failed to re-enable Compat-GenTel custom trigger.[gle=0x0000047e]\n",
        "success-with-noise", "", "0xC000000D,0x80010106", 1, DIAGNOSIS_NONE, false },
    { "first boot's noise",
        "2031-04-05 06:07:08, Error                        [windeploy.exe] "
        "CFirstUXWnd::OpenExisting failed with error 80070490\n",
        "success-with-noise", "", "0x80070490", 0, DIAGNOSIS_NONE, false },
    { "cut behind the banner", BANNER, "incomplete-log", "", "", 1, DIAGNOSIS_NONE, false },
    { "cut behind a call",
        BANNER INFO_NUMBER(
            "80") "LaunchDll:Found 'C:\\Windows\\system32\\Contoso.dll,Entry'; executing it\n",
        "incomplete-log", "Contoso.dll", "", 1, DIAGNOSIS_NONE, false },
    { "empty", "", "incomplete-log", "", "", 0, DIAGNOSIS_NONE, false },
    { "unknown, wrapper", "==> build: Sysprep encountered errors\n", "unknown", "", "", 1,
        DIAGNOSIS_FAILED, false },
    { "unknown, dialog",
        "Sysprep was not able to validate your Windows installation. Review the log file at "
        "%WINDIR%\\System32\\Sysprep\\Panther\\setupact.log for details.\n",
        "unknown", "", "", 1, DIAGNOSIS_FAILED, false },
    { "unknown, code", HIT("processing sysprep generalize internal providers", "0x80041234"),
        "unknown", "", "0x80041234", 1, DIAGNOSIS_FAILED, false },
    { "unknown, reagentc",
        "REAGENTC.EXE: Operation failed: 3\n\nREAGENTC.EXE: An error has occurred.\n", "unknown",
        "", "0x80070003", 0, DIAGNOSIS_NONE, false },
    /* -- runs -- */
    { "an earlier failure is history",
        BANNER APPX(PACKAGE) SHUT BANNER INFO "FCreateTagFile:Successfully created tag file\n" SHUT,
        "no-failure", "", "", 2, DIAGNOSIS_SUCCEEDED, false },
    { "the last run that says something decides", BANNER APPX(PACKAGE) SHUT BANNER,
        "appx-not-provisioned", PACKAGE, "0x80073CF2", 2, DIAGNOSIS_NONE, false },
    { "the rule alone is a run",
        APPX(PACKAGE) "2031-04-06 06:07:08, Info                  SYSPRP "
                      "========================================================\n",
        "appx-not-provisioned", PACKAGE, "0x80073CF2", 2, DIAGNOSIS_NONE, false },
    { "two failures",
        APPX("Contoso.Old_1.0.0.0_x64__abcdefghjkmnp") "2031-04-07 06:07:08, Error                 "
                                                       "SYSPRP Package " PACKAGE
                                                       " was installed for a user, but not "
                                                       "provisioned for all users.\n",
        "appx-not-provisioned", PACKAGE, "", 2, DIAGNOSIS_FAILED, false },
    { "a jump in time",
        ERROR "BCD: BiUpdateEfiEntry failed c000000d\n"
              "2031-05-05 06:07:08, Error      [0x0f0082] SYSPRP LaunchDll:Failure occurred while "
              "executing 'DscCore.dll,SysPrep_Cleanup', returned error code 0x2\n",
        "dsc-cleanup-failed", "DscCore.dll", "0x80070002", 2, DIAGNOSIS_FAILED, false },
    { "first boot",
        INFO "SysprepSession::CreateSession: Successfully created instance with action file "
             "C:\\Windows\\System32\\Sysprep\\ActionFiles\\Specialize.xml, and mode <null>\n" AT
             "Warning               SYSPRP Contoso: Open() failed 0x80070002, assuming Yes\n",
        "success-with-noise", "", "0x80070002", 0, DIAGNOSIS_NONE, false },
    { "an error that a later call leaves behind",
        BANNER ERROR "Contoso: failed 0x80070057\n" INFO
                     "ActionPlatform::LaunchModule: Executing method 'B' from "
                     "C:\\Windows\\System32\\BdeSysprep.dll\n" ERROR
                     "BitLocker-Sysprep: BitLocker is on for the OS volume. (0x80310039)\n" CHAIN(
                         "ValidateBitLockerState", "BdeSysprep.dll", "0x80310039"),
        "bitlocker-enabled", "", "0x80310039", 1, DIAGNOSIS_FAILED, false },
};
