/* SPDX-License-Identifier: MIT */
/*
 * causes.c - the table of causes.
 *
 * The messages are not documented as a whole. Those that are stand in the articles named as source;
 * the others were observed by public tools and issues: unverified on a real Windows.
 */
#include "sysprep/causes.h"

#include "base/text.h"

#define LEARN "https://learn.microsoft.com/"
#define SUPPORT LEARN "troubleshoot/windows-client/setup-upgrade-and-drivers/"
#define MANUFACTURE LEARN "windows-hardware/manufacture/desktop/"

#define SIGNATURES (const struct cause_signature[])
#define END_OF_SIGNATURES                                                                          \
    {                                                                                              \
        NULL, CAUSE_ITEM_NONE, 0                                                                   \
    }
#define CODES (const uint32_t[])
#define NAMES (const char *const[])

/* A line of sysprep that is printed only where it stops. */
#define STOPPER (CAUSE_STOPS | CAUSE_SYSPREP)
/* A line of another program that is printed only where that fails. */
#define REFUSAL (CAUSE_STOPS | CAUSE_OUTSIDE)

const struct cause causes_all[] = {
    {
        .id = "appx-not-provisioned",
        .title = "A store package is installed for a user but not provisioned for all",
        .meaning =
            "Sysprep refuses packages that one user has and a new user would not get. It names "
            "one package a run and stops there; others may wait behind it.",
        .remedy =
            "Remove the named package for every user (Remove-AppxPackage -AllUsers) or provision "
            "it, keep the updaters of Store and Edge quiet, and run sysprep again. Where the "
            "removal is refused with 0x80070490, the package is left over from an upgrade: build "
            "from clean media.",
        .source = SUPPORT "sysprep-fails-remove-or-update-store-apps",
        .weight = CAUSE_WEIGHT_BLOCKER,
        .signatures = SIGNATURES{ { "was installed for a user, but not provisioned",
                                      CAUSE_ITEM_PACKAGE, STOPPER },
            { "installed for a user but not provisioned for all", CAUSE_ITEM_PACKAGE, STOPPER },
            { "will not function properly in the sysprep image", CAUSE_ITEM_PACKAGE, STOPPER },
            { "Failed to remove staged package", CAUSE_ITEM_PACKAGE, CAUSE_SYSPREP },
            { "Failed to remove app", CAUSE_ITEM_PACKAGE, CAUSE_SYSPREP },
            { "Exit code of RemoveAllApps thread", CAUSE_ITEM_NONE, CAUSE_SYSPREP },
            { "Remove-AppxPackage : Deployment failed", CAUSE_ITEM_PACKAGE, REFUSAL },
            { "Remove-AppxPackage: Deployment failed", CAUSE_ITEM_PACKAGE, REFUSAL },
            { "AppX Deployment Remove operation", CAUSE_ITEM_PACKAGE, CAUSE_OUTSIDE },
            END_OF_SIGNATURES },
        .codes = CODES{ 0x80073cf2, 0 },
        .dlls = NAMES{ "AppxSysprep.dll", NULL },
    },
    {
        .id = "appxsvc-disabled",
        .title = "The AppX deployment service is disabled",
        .meaning = "AppxSysprep.dll asks the service AppXSvc about packages; where that cannot be "
                   "started, sysprep stops with 0x80070422.",
        .remedy = "Set the service AppXSvc back to its default start type, and run sysprep again.",
        .source = LEARN "windows/win32/debug/system-error-codes--1000-1299-",
        .weight = CAUSE_WEIGHT_BLOCKER,
        .signatures = SIGNATURES{ { "RemoveAllApps thread was 0x422", CAUSE_ITEM_NONE,
                                      STOPPER | CAUSE_WHOLE },
            { "remove apps for the current user: 0x80070422", CAUSE_ITEM_NONE,
                STOPPER | CAUSE_WHOLE },
            END_OF_SIGNATURES },
    },
    {
        .id = "bitlocker-enabled",
        .title = "A volume is still encrypted",
        .meaning =
            "Sysprep does not generalize an encrypted volume, whether BitLocker's protection is "
            "on, suspended or waiting for activation.",
        .remedy =
            "Turn BitLocker off (manage-bde -off C:), wait until the volume is fully decrypted "
            "(suspending is not enough), prevent device encryption, and run sysprep again.",
        .source = LEARN "windows-hardware/design/device-experiences/oem-bitlocker",
        .weight = CAUSE_WEIGHT_BLOCKER,
        .signatures = SIGNATURES{ { "BitLocker is on for the OS volume", CAUSE_ITEM_NONE, STOPPER },
            { "Turn BitLocker off to run Sysprep", CAUSE_ITEM_NONE, STOPPER },
            { "BitLocker-Sysprep: BitLocker is", CAUSE_ITEM_NONE, STOPPER },
            { "FullyEncrypted", CAUSE_ITEM_VOLUME, REFUSAL },
            { "EncryptionInProgress", CAUSE_ITEM_VOLUME, REFUSAL },
            { "DecryptionInProgress", CAUSE_ITEM_VOLUME, REFUSAL },
            { "EncryptionSuspended", CAUSE_ITEM_VOLUME, REFUSAL },
            { "DecryptionSuspended", CAUSE_ITEM_VOLUME, REFUSAL },
            { "EncryptionPaused", CAUSE_ITEM_VOLUME, REFUSAL },
            { "DecryptionPaused", CAUSE_ITEM_VOLUME, REFUSAL },
            { "Used Space Only Encrypted", CAUSE_ITEM_VOLUME, REFUSAL },
            { "Vollst\xc3\xa4ndig verschl\xc3\xbcsselt", CAUSE_ITEM_VOLUME, REFUSAL },
            { "Nur verwendeter Speicherplatz verschl\xc3\xbcsselt", CAUSE_ITEM_VOLUME, REFUSAL },
            { "Enti\xc3\xa8rement chiffr\xc3\xa9", CAUSE_ITEM_VOLUME, REFUSAL },
            { "Espace utilis\xc3\xa9 uniquement chiffr\xc3\xa9", CAUSE_ITEM_VOLUME, REFUSAL },
            { "BitLocker waiting for activation", CAUSE_ITEM_VOLUME, REFUSAL }, END_OF_SIGNATURES },
        .codes = CODES{ 0x80310039, 0 },
        .dlls = NAMES{ "BdeSysprep.dll", NULL },
    },
    {
        .id = "reserved-storage-in-use",
        .title = "An update or servicing operation holds reserved storage",
        .meaning =
            "Windows uses its reserved storage for an update at this moment; until it is given "
            "back, neither audit mode nor generalizing is possible.",
        .remedy =
            "Finish servicing: install the updates, restart, let the component clean-up end, then "
            "run sysprep again.",
        .source = LEARN "troubleshoot/mem/configmgr/os-deployment/windows-11-image-capture-fail",
        .weight = CAUSE_WEIGHT_BLOCKER,
        .signatures = SIGNATURES{ { "if reserved storage is in use", CAUSE_ITEM_NONE, STOPPER },
            { "if there is an active scenario", CAUSE_ITEM_NONE, STOPPER },
            { "not supported when reserved storage is in use", CAUSE_ITEM_NONE, CAUSE_STOPS },
            { "servicing operation may be using reserved storage", CAUSE_ITEM_NONE, CAUSE_STOPS },
            END_OF_SIGNATURES },
        .codes = CODES{ 0x800f0975, 0x80070975, 0 },
    },
    {
        .id = "pending-servicing",
        .title = "Servicing work is open",
        .meaning =
            "Operations of the servicing stack are pending, or it is too busy to be asked about "
            "them.",
        .remedy =
            "Let servicing come to rest (TrustedInstaller and TiWorker are gone), restart, and run "
            "sysprep again.",
        .source = MANUFACTURE "sysprep--generalize--a-windows-installation",
        .weight = CAUSE_WEIGHT_BLOCKER,
        .signatures =
            SIGNATURES{ { "Failed to query pending CBS operations", CAUSE_ITEM_NONE, STOPPER },
                { "pending CBS operations; hr", CAUSE_ITEM_NONE, STOPPER },
                { "There are pending CBS operations", CAUSE_ITEM_NONE, STOPPER },
                { "could not be completed due to pending operations", CAUSE_ITEM_NONE, REFUSAL },
                { "WinSxS\\pending.xml exists", CAUSE_ITEM_NONE, REFUSAL },
                { "pending.xml found", CAUSE_ITEM_NONE, REFUSAL },
                { "TrustedInstaller is busy", CAUSE_ITEM_NONE, REFUSAL },
                { "TrustedInstaller.exe is still running", CAUSE_ITEM_NONE, REFUSAL },
                { "TiWorker.exe is still running", CAUSE_ITEM_NONE, REFUSAL },
                { "TiWorker is busy", CAUSE_ITEM_NONE, REFUSAL }, END_OF_SIGNATURES },
        .codes = CODES{ 0x800f0806, 0 },
    },
    {
        .id = "pending-reboot",
        .title = "A restart is owed to installed updates",
        .meaning = "Updates are installed that take effect only with a restart.",
        .remedy = "Restart until nothing is pending, then run sysprep again.",
        .source = MANUFACTURE "sysprep--generalize--a-windows-installation",
        .weight = CAUSE_WEIGHT_BLOCKER,
        .signatures = SIGNATURES{ { "one or more Windows updates that require a reboot",
                                      CAUSE_ITEM_NONE, STOPPER },
            { "To run Sysprep, reboot the computer", CAUSE_ITEM_NONE, STOPPER },
            { "updates that require a reboot. To run", CAUSE_ITEM_NONE, STOPPER },
            END_OF_SIGNATURES },
        .codes = CODES{ 0x800736b7, 0 },
    },
    {
        .id = "rearm-exhausted",
        .title = "No licence rearm is left",
        .meaning = "Generalizing resets the activation of Windows, which works a limited number of "
                   "times; this installation has used them up.",
        .remedy =
            "Rebuild from a base with rearms left. SkipRearm is for trial runs, not for the final "
            "image.",
        .source = SUPPORT "error-occurs-when-running-sysprep-generalize",
        .weight = CAUSE_WEIGHT_BLOCKER,
        .signatures = SIGNATURES{ { "slc.dll, SLReArmWindows", CAUSE_ITEM_NONE, CAUSE_SYSPREP },
            { "SLReArmWindows failed", CAUSE_ITEM_NONE, STOPPER },
            { "maximum allowed number of re-arms has been exceeded", CAUSE_ITEM_NONE, CAUSE_STOPS },
            END_OF_SIGNATURES },
        .codes = CODES{ 0xc004d307, 0 },
        .dlls = NAMES{ "slc.dll", NULL },
    },
    {
        .id = "invalid-prior-generalize-state",
        .title = "An earlier failed run left a state that forbids another",
        .meaning =
            "A run that failed after its validation leaves GeneralizationState or CleanupState "
            "unfinished, and sysprep does not start its providers again.",
        .remedy = "Go back to the state before the failed run (snapshot, backup, build), repair "
                  "what made "
                  "that run fail, and run sysprep once.",
        .source = SUPPORT "fatal-error-occurred-sysprep-machine",
        .weight = CAUSE_WEIGHT_BLOCKER,
        .signatures = SIGNATURES{ { "Not running DLLs; either the machine is in an invalid state",
                                      CAUSE_ITEM_NONE, STOPPER },
            { "either the machine is in an invalid state or we couldn't", CAUSE_ITEM_NONE,
                STOPPER },
            { "the machine is in an invalid state or", CAUSE_ITEM_NONE, STOPPER },
            { "couldn't update the recorded state", CAUSE_ITEM_NONE, STOPPER }, END_OF_SIGNATURES },
        .codes = CODES{ 0x8007001f, 0 },
    },
    {
        .id = "defender-senseguid",
        .title = "Defender for Endpoint keeps its machine identity from being deleted",
        .meaning = "The machine is onboarded to Microsoft Defender for Endpoint, whose protection "
                   "refuses sysprep the deletion of the value senseGuid.",
        .remedy =
            "Build the image without onboarding: run the offboarding script, restart, and run "
            "sysprep again.",
        .source = LEARN "defender-endpoint/configure-endpoints-vdi",
        .weight = CAUSE_WEIGHT_BLOCKER,
        .signatures =
            SIGNATURES{ { "RegDeleteValueW for value senseGuid", CAUSE_ITEM_VALUE, STOPPER },
                { "Error in executing action for Windows-SenseClient-Service", CAUSE_ITEM_NONE,
                    STOPPER },
                { "for value senseGuid", CAUSE_ITEM_VALUE, CAUSE_SYSPREP }, END_OF_SIGNATURES },
    },
    {
        .id = "dsc-cleanup-failed",
        .title = "The clean-up of the configuration management (DSC) provider failed",
        .meaning =
            "DscCore.dll is to delete what Desired State Configuration has left and does not find "
            "or may not delete it.",
        .remedy =
            "Restore what the provider wants to delete, or remove its registration below "
            "SysPrepExternal, and run sysprep again; a machine that DSC manages is better not made "
            "into an image.",
        .source = "https://github.com/MicrosoftDocs/azure-docs/issues/80346",
        .weight = CAUSE_WEIGHT_BLOCKER,
        .signatures =
            SIGNATURES{ { "DscCore.dll,SysPrep_Cleanup', returned", CAUSE_ITEM_DLL, STOPPER },
                END_OF_SIGNATURES },
        .dlls = NAMES{ "DscCore.dll", NULL },
    },
    {
        .id = "vmagentdisabler-missing",
        .title = "The Azure agent's provider is registered but its DLL is gone",
        .meaning = "The registry names VMAgentDisabler.dll as a sysprep provider, and it cannot be "
                   "loaded.",
        .remedy = "Install the Azure VM agent again, or remove the stale registration below "
                  "SysPrepExternal, and run sysprep again.",
        .source = LEARN "azure/virtual-machines/extensions/agent-windows",
        .weight = CAUSE_WEIGHT_BLOCKER,
        .signatures = SIGNATURES{ { "Could not load DLL C:\\Windows\\System32\\VMAgentDisabler.dll",
                                      CAUSE_ITEM_DLL, STOPPER },
            { "Could not load DLL VMAgentDisabler.dll", CAUSE_ITEM_DLL, STOPPER },
            { "load DLL '%SystemRoot%\\System32\\VMAgentDisabler.dll", CAUSE_ITEM_DLL, STOPPER },
            END_OF_SIGNATURES },
        .dlls = NAMES{ "VMAgentDisabler.dll", NULL },
    },
    {
        .id = "third-party-provider-failed",
        .title = "A sysprep provider of other software failed",
        .meaning =
            "Software that is not part of Windows has registered a provider, and that reported an "
            "error.",
        .remedy = "Update or uninstall the product that owns the DLL, and run sysprep again.",
        .source = MANUFACTURE "sysprep--system-preparation--overview",
        .weight = CAUSE_WEIGHT_PROVIDER,
    },
    {
        .id = "inbox-provider-failed",
        .title = "A sysprep provider that is part of Windows failed",
        .meaning =
            "A step of sysprep itself reported an error of which no more is known than its code.",
        .remedy = "Read the code: mostly a Windows service that the provider needs is disabled or "
                  "removed. "
                  "Restore it, go back to the state before the failed run, and run sysprep again.",
        .source = SUPPORT "fatal-error-occurred-sysprep-machine",
        .weight = CAUSE_WEIGHT_PROVIDER,
    },
    {
        .id = "bcd-generalize-failed",
        .title = "The boot configuration could not be generalized",
        .meaning =
            "spbcd.dll did not find or could not change the boot configuration data store on the "
            "system partition.",
        .remedy =
            "Make the system partition and its BCD store reachable and intact (bcdedit /enum lists "
            "it), and run sysprep again.",
        .source = MANUFACTURE "bcd-system-store-settings-for-uefi",
        .weight = CAUSE_WEIGHT_BLOCKER,
        .signatures =
            SIGNATURES{ { "Sysprep_Generalize_Bcd', returned error code", CAUSE_ITEM_DLL, STOPPER },
                { "Sysprep_Generalize_Bcd: There was an error", CAUSE_ITEM_NONE, CAUSE_SYSPREP },
                { "GeneralizeBcdStore: There was an error", CAUSE_ITEM_NONE, CAUSE_SYSPREP },
                END_OF_SIGNATURES },
        .dlls = NAMES{ "spbcd.dll", NULL },
    },
    {
        .id = "running-as-system",
        .title = "Sysprep was started as LocalSystem",
        .meaning =
            "Running sysprep in the context of a System account is not supported: on current "
            "Windows, clones come up with a black screen.",
        .remedy = "Start sysprep with an administrator's token, and rebuild images made this way.",
        .source = LEARN "troubleshoot/windows-client/setup-upgrade-and-drivers/"
                        "sysprep-as-system-windows-11",
        .weight = CAUSE_WEIGHT_SYMPTOM,
        .signatures = SIGNATURES{ { "RunAs User: NT AUTHORITY\\SYSTEM", CAUSE_ITEM_NONE, REFUSAL },
            { "RunAs User: WORKGROUP\\SYSTEM", CAUSE_ITEM_NONE, REFUSAL },
            { "Username: NT AUTHORITY\\SYSTEM", CAUSE_ITEM_NONE, REFUSAL },
            { "Username: WORKGROUP\\SYSTEM", CAUSE_ITEM_NONE, REFUSAL },
            { "sysprep as NT AUTHORITY\\SYSTEM", CAUSE_ITEM_NONE, REFUSAL },
            { "sysprep.exe as NT AUTHORITY\\SYSTEM", CAUSE_ITEM_NONE, REFUSAL },
            { "running as NT AUTHORITY\\SYSTEM", CAUSE_ITEM_NONE, REFUSAL },
            { "running as LocalSystem", CAUSE_ITEM_NONE, REFUSAL },
            { "running as user: S-1-5-18", CAUSE_ITEM_NONE, REFUSAL | CAUSE_WHOLE },
            { "running as S-1-5-18", CAUSE_ITEM_NONE, REFUSAL | CAUSE_WHOLE },
            { "user is S-1-5-18", CAUSE_ITEM_NONE, REFUSAL | CAUSE_WHOLE }, END_OF_SIGNATURES },
    },
    {
        .id = "upgrade-not-supported",
        .title = "The installation is an in-place upgrade",
        .meaning =
            "This sysprep refuses an installation that was upgraded from an earlier Windows.",
        .remedy = "Build from clean media.",
        .source = MANUFACTURE "sysprep--system-preparation--overview",
        .weight = CAUSE_WEIGHT_BLOCKER,
        .signatures = SIGNATURES{ { "will not run on an upgraded OS", CAUSE_ITEM_NONE, STOPPER },
            { "can only run Sysprep on a custom (clean) install", CAUSE_ITEM_NONE, STOPPER },
            END_OF_SIGNATURES },
    },
    {
        .id = "domain-joined",
        .title = "The machine is joined to a domain or enrolled",
        .meaning =
            "An image is made of a machine in a workgroup; a member of a domain, of Entra ID or of "
            "device management carries an identity that its clones would share.",
        .remedy = "Build from a machine that was never joined.",
        .source = MANUFACTURE "sysprep--system-preparation--overview",
        .weight = CAUSE_WEIGHT_SYMPTOM,
        .signatures = SIGNATURES{ { "machine is joined to a domain", CAUSE_ITEM_NONE, REFUSAL },
            { "computer is joined to a domain", CAUSE_ITEM_NONE, REFUSAL },
            { "machine is domain-joined", CAUSE_ITEM_NONE, REFUSAL },
            { "computer is domain joined", CAUSE_ITEM_NONE, REFUSAL },
            { "computer is a member of a domain", CAUSE_ITEM_NONE, REFUSAL },
            { "VM is joined to a domain", CAUSE_ITEM_NONE, REFUSAL },
            { "is still joined to the domain", CAUSE_ITEM_NONE, REFUSAL },
            { "AzureAdJoined : YES", CAUSE_ITEM_NONE, REFUSAL },
            { "DomainJoined : YES", CAUSE_ITEM_NONE, REFUSAL },
            { "device is enrolled in MDM", CAUSE_ITEM_NONE, REFUSAL },
            { "device is enrolled in Intune", CAUSE_ITEM_NONE, REFUSAL }, END_OF_SIGNATURES },
    },
    {
        .id = "access-denied",
        .title = "A step of the build lacked rights",
        .meaning =
            "The step was not elevated, or it ran with the token of a network logon (WinRM), which "
            "servicing and AppX refuse.",
        .remedy = "Run the step elevated and locally: as a scheduled task or with an elevated "
                  "provisioner.",
        .source = LEARN "windows/win32/winrm/authentication-for-remote-connections",
        .weight = CAUSE_WEIGHT_AROUND,
        .signatures = SIGNATURES{ { "Access is denied", CAUSE_ITEM_CMDLET, REFUSAL },
            { "Access denied", CAUSE_ITEM_CMDLET, CAUSE_OUTSIDE },
            { "Zugriff verweigert", CAUSE_ITEM_CMDLET, REFUSAL },
            { "Acc\xc3\xa8s refus\xc3\xa9", CAUSE_ITEM_CMDLET, REFUSAL },
            { "Acceso denegado", CAUSE_ITEM_CMDLET, REFUSAL },
            { "UnauthorizedAccessException", CAUSE_ITEM_CMDLET, REFUSAL },
            { "requested operation requires elevation", CAUSE_ITEM_CMDLET, REFUSAL },
            { "Elevated permissions are required to run DISM", CAUSE_ITEM_NONE, REFUSAL },
            END_OF_SIGNATURES },
        .codes = CODES{ 0x80070005, 0x800702e4, 0 },
    },
    {
        .id = "unattend-parse-error",
        .title = "The answer file is malformed or refused",
        .meaning = "Windows cannot read the answer file, or a setting in it is not known to the "
                   "component.",
        .remedy = "Correct the answer file at the line named, validate it, and delete stale copies "
                  "(Windows\\Panther keeps one).",
        .source = MANUFACTURE "windows-setup-automation-overview",
        .weight = CAUSE_WEIGHT_AROUND,
        .signatures = SIGNATURES{ { "could not parse or process unattended answer file",
                                      CAUSE_ITEM_ANSWER_FILE, CAUSE_STOPS },
            { "could not parse or process the unattend", CAUSE_ITEM_ANSWER_FILE, CAUSE_STOPS },
            { "The answer file is invalid", CAUSE_ITEM_ANSWER_FILE, CAUSE_STOPS },
            { "settings specified in the answer file cannot be applied", CAUSE_ITEM_ANSWER_FILE,
                CAUSE_STOPS },
            { "provided unattend file is not valid", CAUSE_ITEM_ANSWER_FILE, CAUSE_STOPS },
            { "unattend file is not valid", CAUSE_ITEM_ANSWER_FILE, CAUSE_STOPS },
            { "error occurred while finding/loading the unattend file", CAUSE_ITEM_ANSWER_FILE,
                CAUSE_STOPS },
            { "failed to parse unattend", CAUSE_ITEM_ANSWER_FILE, CAUSE_STOPS },
            { "pu analyser ou traiter le fichier de r\xc3\xa9ponses", CAUSE_ITEM_ANSWER_FILE,
                CAUSE_STOPS },
            { "Antwortdatei f\xc3\xbcr die unbeaufsichtigte Installation", CAUSE_ITEM_ANSWER_FILE,
                CAUSE_STOPS },
            { "Die Antwortdatei ist ung\xc3\xbcltig", CAUSE_ITEM_ANSWER_FILE, CAUSE_STOPS },
            { "unbeaufsichtigte Antwortdatei", CAUSE_ITEM_ANSWER_FILE, CAUSE_STOPS },
            { "archivo de respuesta de instalaci\xc3\xb3n desatendida", CAUSE_ITEM_ANSWER_FILE,
                CAUSE_STOPS },
            END_OF_SIGNATURES },
        .codes = CODES{ 0x80220001, 0 },
    },
    {
        .id = "wait-loop-timeout",
        .title = "A build tool waits for a state that never comes",
        .meaning =
            "A loop asks for the state of the image, or waits for the machine, and nothing changes "
            "any more. What stopped sysprep is in setupact.log, not here.",
        .remedy =
            "Give the wait a limit and read setupact.log: IMAGE_STATE_COMPLETE means that sysprep "
            "refused, UNDEPLOYABLE that it failed on the way, SPECIALIZE_RESEAL_TO_OOBE that a "
            "restart is owed.",
        .source = MANUFACTURE "windows-setup-states",
        .weight = CAUSE_WEIGHT_SYMPTOM,
        .signatures = SIGNATURES{ { "timeout waiting for", CAUSE_ITEM_STATE, REFUSAL },
            { "timed out waiting for", CAUSE_ITEM_STATE, REFUSAL },
            { "timeout while waiting for", CAUSE_ITEM_STATE, REFUSAL },
            { "timed out while waiting", CAUSE_ITEM_STATE, REFUSAL },
            { "waiting for sysprep timed out", CAUSE_ITEM_STATE, REFUSAL },
            { "sysprep timed out", CAUSE_ITEM_STATE, REFUSAL },
            { "sysprep did not complete", CAUSE_ITEM_STATE, REFUSAL },
            { "sysprep did not finish", CAUSE_ITEM_STATE, REFUSAL },
            { "script timed out", CAUSE_ITEM_STATE, REFUSAL },
            { "context deadline exceeded", CAUSE_ITEM_STATE, REFUSAL },
            { "exceeded the maximum execution time", CAUSE_ITEM_STATE, REFUSAL },
            END_OF_SIGNATURES },
    },
    {
        .id = "agent-service-missing",
        .title = "The build waits for a guest agent service that is not there",
        .meaning =
            "A script asks for a service by a name that this machine does not have, mostly one "
            "that newer agents no longer install.",
        .remedy =
            "Wait only for services that exist: take the missing one out of the script, or install "
            "what brings it.",
        .source = LEARN "azure/virtual-machines/generalize",
        .weight = CAUSE_WEIGHT_AROUND,
        .signatures = SIGNATURES{ { "NoServiceFoundForGivenName", CAUSE_ITEM_SERVICE, REFUSAL },
            { "Cannot find any service with service name", CAUSE_ITEM_SERVICE, REFUSAL },
            { "kein Dienst mit dem Dienstnamen", CAUSE_ITEM_SERVICE, REFUSAL },
            { "Impossible de trouver un service assorti du nom", CAUSE_ITEM_SERVICE, REFUSAL },
            END_OF_SIGNATURES },
    },
    {
        .id = "provisioning-timed-out",
        .title = "A machine made from the image did not come up in time",
        .meaning =
            "Azure started a machine from the image and was not told that it is ready: mostly the "
            "image was not generalized, or its first boot stands at a question.",
        .remedy = "Generalize properly, check the answer file and the VM agent, and capture again.",
        .source = LEARN "troubleshoot/azure/virtual-machines/windows/"
                        "troubleshoot-deployment-new-vm-windows",
        .weight = CAUSE_WEIGHT_AROUND,
        .signatures = SIGNATURES{ { "OSProvisioningTimedOut", CAUSE_ITEM_NONE, REFUSAL },
            { "OSProvisioningClientError", CAUSE_ITEM_NONE, REFUSAL },
            { "OSProvisioningInternalError", CAUSE_ITEM_NONE, REFUSAL },
            { "did not finish in the allotted time", CAUSE_ITEM_NONE, REFUSAL },
            { "not been properly prepared", CAUSE_ITEM_NONE, REFUSAL }, END_OF_SIGNATURES },
    },
    {
        .id = "volume-not-found",
        .title = "A boot or OS volume has no usable path",
        .meaning =
            "A volume that the boot configuration or the step needs has no path by which it can be "
            "opened.",
        .remedy =
            "Clear 'no default drive letter' and the hidden attribute of the partition (diskpart), "
            "and do the step again.",
        .source = LEARN "windows-server/administration/windows-commands/attributes-volume",
        .weight = CAUSE_WEIGHT_AROUND,
        .signatures = SIGNATURES{ { "Volume not found", CAUSE_ITEM_NONE, CAUSE_STOPS },
            { "Volume was not found", CAUSE_ITEM_NONE, CAUSE_STOPS },
            { "volume path not found", CAUSE_ITEM_VOLUME, CAUSE_STOPS },
            { "Volume \\\\?\\Volume{", CAUSE_ITEM_VOLUME, 0 },
            { "Failed to get volume name", CAUSE_ITEM_VOLUME, 0 },
            { "could not find the volume", CAUSE_ITEM_VOLUME, CAUSE_STOPS }, END_OF_SIGNATURES },
    },
    {
        .id = "winre-image-not-found",
        .title = "WinRE cannot be enabled or configured without its image",
        .meaning = "Winre.wim is neither in System32\\Recovery nor on a recovery partition.",
        .remedy =
            "Put Winre.wim back in System32\\Recovery (it is in install.wim), or leave WinRE off.",
        .source = MANUFACTURE "deploy-windows-re",
        .weight = CAUSE_WEIGHT_AROUND,
        .signatures =
            SIGNATURES{ { "The Windows RE image was not found", CAUSE_ITEM_NONE, REFUSAL },
                { "Windows RE image not found", CAUSE_ITEM_NONE, REFUSAL },
                { "WinRE image was not found", CAUSE_ITEM_NONE, REFUSAL },
                { "Windows RE-Image wurde nicht gefunden", CAUSE_ITEM_NONE, REFUSAL },
                { "image de Windows RE est introuvable", CAUSE_ITEM_NONE, REFUSAL },
                { "image Windows RE est introuvable", CAUSE_ITEM_NONE, REFUSAL },
                END_OF_SIGNATURES },
    },
    {
        .id = "reagentc-already-disabled",
        .title = "WinRE was off already",
        .meaning = "reagentc was asked to switch Windows RE off, which it was (exit code 2).",
        .remedy = "Nothing to do: treat it as done.",
        .source = MANUFACTURE "reagentc-command-line-options",
        .weight = CAUSE_WEIGHT_SYMPTOM,
        .signatures = SIGNATURES{ { "Windows RE is already disabled", CAUSE_ITEM_NONE, REFUSAL },
            { "Windows RE ist bereits deaktiviert", CAUSE_ITEM_NONE, REFUSAL },
            { "Windows RE est d\xc3\xa9j\xc3\xa0 d\xc3\xa9sactiv\xc3\xa9", CAUSE_ITEM_NONE,
                REFUSAL },
            END_OF_SIGNATURES },
    },
    {
        .id = "partition-protected",
        .title = "A protected partition was not deleted",
        .meaning =
            "diskpart deletes recovery, system and reserved partitions only where it is told to "
            "override their protection.",
        .remedy =
            "Switch WinRE off first (reagentc /disable), then delete the partition with 'delete "
            "partition override'.",
        .source = LEARN "windows-server/administration/windows-commands/delete-partition",
        .weight = CAUSE_WEIGHT_AROUND,
        .signatures =
            SIGNATURES{ { "Cannot delete a protected partition", CAUSE_ITEM_NONE, REFUSAL },
                { "without the force protect", CAUSE_ITEM_NONE, REFUSAL },
                { "gesch\xc3\xbctzte Partition kann nicht", CAUSE_ITEM_NONE, REFUSAL },
                END_OF_SIGNATURES },
        .codes = CODES{ 0x80042574, 0 },
    },
    {
        .id = "recovery-partition-blocks-extend",
        .title = "A recovery partition lies between C: and free space",
        .meaning =
            "C: can only grow into free space directly behind it, and a recovery partition stands "
            "there.",
        .remedy = "Switch WinRE off (reagentc /disable), delete the recovery partition, extend C:.",
        .source = LEARN "windows-server/storage/disk-management/extend-a-basic-volume",
        .weight = CAUSE_WEIGHT_FINDING,
        .signatures = SIGNATURES{ { "not enough usable free space on specified disk(s) to extend",
                                      CAUSE_ITEM_PARTITION, 0 },
            END_OF_SIGNATURES },
    },
    {
        .id = "disk-full",
        .title = "No space is left",
        .meaning = "A step had no room on the volume it writes to.",
        .remedy = "Free or enlarge the volume named, and do the step again.",
        .source = LEARN "windows/win32/debug/system-error-codes--0-499-",
        .weight = CAUSE_WEIGHT_AROUND,
        .signatures =
            SIGNATURES{ { "not enough space on the disk", CAUSE_ITEM_VOLUME, CAUSE_STOPS },
                { "insufficient disk space", CAUSE_ITEM_VOLUME, CAUSE_STOPS },
                { "not enough disk space", CAUSE_ITEM_VOLUME, CAUSE_STOPS },
                { "No space left on device", CAUSE_ITEM_NONE, REFUSAL },
                { "nicht genug Speicherplatz", CAUSE_ITEM_VOLUME, CAUSE_STOPS },
                { "Espace insuffisant sur le disque", CAUSE_ITEM_VOLUME, CAUSE_STOPS },
                END_OF_SIGNATURES },
        .codes = CODES{ 0x80070070, 0x80070027, 0 },
    },
    {
        .id = "success-with-noise",
        .title = "Nothing stopped; the error lines are harmless",
        .meaning =
            "The text has lines that look like errors, and nothing stopped on them. Successful "
            "runs have such lines too.",
        .remedy = "None: the lines that are listed as noise can be ignored.",
        .source = MANUFACTURE "windows-setup-log-files-and-event-logs",
        .weight = CAUSE_WEIGHT_NONE,
    },
    {
        .id = "no-failure",
        .title = "No failure: the text shows success",
        .meaning = "Everything in the text ended well, and nothing in it looks like an error.",
        .remedy = "None.",
        .source = MANUFACTURE "windows-setup-log-files-and-event-logs",
        .weight = CAUSE_WEIGHT_NONE,
    },
    {
        .id = "incomplete-log",
        .title = "The text ends before anything is decided",
        .meaning = "Neither a failure nor an end is shown.",
        .remedy =
            "Give the whole setupact.log of the run (C:\\Windows\\System32\\Sysprep\\Panther).",
        .source = MANUFACTURE "windows-setup-log-files-and-event-logs",
        .weight = CAUSE_WEIGHT_NONE,
    },
    {
        .id = "unknown",
        .title = "A failure is reported, and its cause is not known",
        .meaning = "Something failed; the reason is not in the text, or none that goldprep knows.",
        .remedy =
            "Give the whole setupact.log of the run (C:\\Windows\\System32\\Sysprep\\Panther); the "
            "first line that stops, and its code, are what to look for.",
        .source = MANUFACTURE "windows-setup-log-files-and-event-logs",
        .weight = CAUSE_WEIGHT_NONE,
    },
};
const size_t causes_count = COUNT_OF(causes_all);
